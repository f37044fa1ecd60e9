"""The yearly update of the plan, on a copy of the real one: each edition reads right afterwards."""

import csv
import io
import json
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from openpyxl import load_workbook

from councils.models import JournalEntry
from councils.workflow import change_basics
from meetings.positions.facets import Facets
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.changes import changes
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from strategy.as_it_stands import as_it_stands
from strategy.editions import draft, fates
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.plan import (
    begin_edition,
    bring_back_area,
    discard_edition,
    end_area,
    merge_areas,
    split_area,
)
from tests import acts

PAGE = "/strategi/plan/2027/"


@pytest.fixture
def first(db):
    return StrategicPlan.objects.get()


@pytest.fixture
def plan(first, secretary):
    return acts.begin_edition(first, by=secretary, year=2027)


def area(plan, code):
    return plan.focus_areas.get(code=code)


def told(plan):
    return [
        (fate.kind, [each.code for each in fate.before], [each.title for each in fate.after])
        for fate in fates(plan)
    ]


def updated(plan, by):
    """F1 is reworded, F2 is split, F3 goes into F4, and nothing else happens."""
    change_basics(area(plan, "F1"), objective="Ett län som alla hittar till.", **by)
    split_area(area(plan, "F2"), titles=["Påverkan i Sverige", "Påverkan i EU"], **by)
    merge_areas(area(plan, "F3"), into=area(plan, "F4"), **by)
    return acts.adopt_edition(plan, **by)


def test_whoever_lets_an_area_end_is_told_what_of_it_is_written_in_the_draft_alone(office, plan, secretary):
    page = f"{PAGE}uppdatering/{area(plan, 'F1').slug}/"
    assert "försvinner det som är skrivet" not in office.get(page).content.decode()
    change_basics(area(plan, "F1"), objective="Ett län som alla hittar till.", by=secretary)
    said = JournalEntry.objects.filter(act="change_basics").last().sentence
    assert said in unescape(office.get(f"{PAGE}uppdatering/").content.decode())
    told = office.get(page).content.decode()
    assert f"nytt i utkastet: ”{area(plan, 'F1')}”." in told
    assert "Journalen har orden kvar." in told
    end_area(area(plan, "F1"), by=secretary)
    told = office.get("/kansli/journal/?vad=end_area").content.decode()
    assert "Ett län som alla hittar till." in told
    assert "Objective" not in told


def test_a_new_edition_begins_with_all_that_stands_in_the_last(first, plan):
    assert [kind for kind, *_ in told(plan)] == ["same"] * 4
    goals = [sorted(each.goals.values_list("code", flat=True)) for each in plan.focus_areas.order_by("order")]
    assert goals == [
        sorted(each.goals.values_list("code", flat=True)) for each in first.focus_areas.order_by("order")
    ]


def test_areas_are_reworded_split_and_merged(plan, by):
    updated(plan, by)
    finance = "Strategisk finansiering"
    assert told(plan) == [
        ("reworded", ["F1"], ["Sammanhållet etablerings- och företagsfrämjande"]),
        ("split", ["F2"], ["Påverkan i Sverige", "Påverkan i EU"]),
        ("merged", ["F3", "F4"], [finance]),
    ]
    codes = {link.goal.code for link in area(plan, "F4").goal_links.all()}
    assert codes == {
        link.goal.code for code in ("F3", "F4") for link in area(plan.made_from, code).goal_links.all()
    }


def test_a_part_of_an_area_has_an_address_by_its_own_title_and_the_old_one_tells_what_it_became(
    client, plan, by
):
    old = area(plan.made_from, "F2")
    updated(plan, by)
    parts = list(old.led_to.order_by("order"))
    assert [each.slug for each in parts] == ["paverkan-i-sverige-2027", "paverkan-i-eu-2027"]
    told = client.get(old.get_absolute_url()).content.decode()
    links = [f'<a href="{each.get_absolute_url()}">{each.title}</a>' for each in parts]
    assert f"I nästa utgåva är det delat i {', '.join(links)}." in told
    assert [client.get(each.get_absolute_url()).status_code for each in parts] == [200, 200]


def test_a_part_that_keeps_the_title_keeps_the_address(plan, by):
    whole = area(plan, "F2")
    first, second = split_area(whole, titles=[whole.title, "Påverkan"], **by), area(plan, "F2.2")
    assert (first.slug, second.slug) == (whole.slug, "paverkan-2027")


def test_an_area_that_ends_stands_in_the_edition_before_and_may_be_brought_back(first, plan, by):
    end_area(area(plan, "F3"), **by)
    assert ("ended", ["F3"], []) in told(plan)
    assert area(first, "F3").title == "Matchning på arbetsmarknaden"
    bring_back_area(area(first, "F3"), plan=plan, **by)
    assert [kind for kind, *_ in told(plan)] == ["same"] * 4


def test_a_part_of_a_split_may_keep_the_title_of_the_whole(plan, by):
    whole = area(plan, "F1").title
    split_area(area(plan, "F1"), titles=["Energi", whole], **by)
    assert [area(plan, code).title for code in ("F1", "F1.2")] == ["Energi", whole]


def test_an_area_that_is_brought_back_stands_where_it_stood(first, plan, by):
    split_area(area(plan, "F1"), titles=["Ett", "Två", "Tre"], **by)
    merge_areas(area(plan, "F2"), into=area(plan, "F4"), **by)
    end_area(area(plan, "F3"), **by)
    for code in ("F3", "F2"):
        bring_back_area(area(first, code), plan=plan, **by)
    codes = plan.focus_areas.order_by("order").values_list("code", flat=True)
    assert list(codes) == ["F1", "F1.2", "F1.3", "F2", "F3", "F4"]


def test_an_area_that_has_gone_into_another_may_go_on_by_itself_again(client, plan, secretary, by):
    merge_areas(area(plan, "F3"), into=area(plan, "F4"), **by)
    client.force_login(secretary)
    step = f"{PAGE}uppdatering/"
    back = f"{step}{area(plan.made_from, 'F3').slug}/retur/"
    pressed = client.get(step).content.decode().partition(f'action="{back}"')[2].partition("</form>")[0]
    assert "för sig igen" in pressed
    client.post(back)
    assert [kind for kind, *_ in told(plan)] == ["same"] * 4


def test_a_draft_is_seen_by_the_office_alone(client, plan, member, secretary):
    new = area(plan, "F3")
    pages = [PAGE, f"{PAGE}andringar/", new.get_absolute_url()]
    for person, status in ((None, 404), (member, 404), (secretary, 200)):
        if person:
            client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [status] * 3
    assert "2027" not in client.get("/strategi/").content.decode()
    assert client.get("/strategi/plan/").context["plan"] == plan.made_from
    assert not FocusArea.objects.filter(pk=new.pk).exists()


def test_no_list_choice_search_or_file_tells_of_a_draft(client, secretary, regional, plan, by):
    change_basics(area(plan, "F1"), title="Hemliga skogar", **by)
    client.force_login(secretary)
    served = {"title": "Lärlingar", "focus_areas": [area(plan.made_from, "F1")]}
    acts.published(acts.held(regional, served))
    meeting = acts.plan(regional, days=40)
    asked = ["/sok/?q=skogar", "/sitemap-fokusomraden.xml", "/oppna-data/"]
    asked += [meeting.url("item_new"), "/strategi/plan/", "/strategi/mal/1.2/"]

    def telling():
        index_all_that_waits()
        new = area(plan, "F1")
        return [
            page
            for page in asked
            if {new.title, new.slug} & told_words(client.get(page).content.decode(), new)
        ]

    assert telling() == []
    acts.adopt_edition(plan, **by)
    assert telling() == asked


def told_words(page, area):
    return {word for word in (area.title, area.slug) if word in page}


def test_a_goal_leads_to_the_areas_of_the_edition_in_force(client, plan, by):
    def areas():
        return [link.focus_area for link in client.get("/strategi/mal/1.1/").context["links"]]

    assert areas() == [area(plan.made_from, "F2")]
    updated(plan, by)
    assert areas() == [area(plan, "F2"), area(plan, "F2.2")]


def test_once_it_takes_effect_it_is_the_plan(client, plan, by):
    updated(plan, by)
    assert client.get("/strategi/plan/").context["plan"] == plan
    assert draft() is None
    before = client.get(plan.made_from.get_absolute_url())
    assert (before.context["plan"], before.context["replaced_by"]) == (plan.made_from, plan)


def test_an_area_that_has_ended_says_so(client, first, plan, by):
    end_area(area(plan, "F3"), **by)
    acts.adopt_edition(plan, **by)
    page = client.get(area(first, "F3").get_absolute_url()).content.decode()
    assert "Det upphörde med" in page
    assert f'<a href="{plan.get_absolute_url()}">' in page


def test_a_matter_keeps_the_words_of_then_and_is_found_under_what_they_became(client, regional, plan, by):
    old = area(plan.made_from, "F3")
    acts.published(acts.held(regional, {"title": "Lärlingar", "focus_areas": [old]}))
    updated(plan, by)
    page = client.get(old.get_absolute_url())
    assert (page.context["area"].title, [each.code for each in page.context["after"]]) == (old.title, ["F4"])
    assert [each.item.title for each in page.context["positions"]] == ["Lärlingar"]
    now = client.get(area(plan, "F4").get_absolute_url())
    assert [each.item.title for each in now.context["positions"]] == ["Lärlingar"]
    assert old in regional.meetings.get().items.get().focus_areas.all()


@pytest.mark.both
@pytest.mark.parametrize(("page", "count"), [("/stallningstaganden/", 1), ("/sok/", 3)])
def test_a_filter_finds_and_counts_what_served_the_areas_before(client, regional, plan, by, page, count):
    acts.published(
        acts.held(
            regional,
            {"title": "Lärlingar", "focus_areas": [area(plan.made_from, "F3"), area(plan.made_from, "F4")]},
        )
    )
    updated(plan, by)
    index_all_that_waits()
    new = area(plan, "F4")
    answer = client.get(page, {"q": "lärlingar", "fokus": new.slug}).content.decode()
    assert f"{new.title} ({count})" in answer


def test_a_draft_is_thrown_away_whole(client, first, plan, by):
    change_basics(area(plan, "F1"), objective="Bort med det.", **by)
    client.force_login(by["by"])
    client.post(f"{PAGE}uppdatering/borttagning/")
    assert list(StrategicPlan.with_drafts.all()) == [first]
    assert FocusArea.with_drafts.exclude(plan=first).count() == 0
    [told] = JournalEntry.objects.filter(act="discard_edition")
    assert told.before["F1 Målsättning"] == "Bort med det."
    begin_edition(first, year=2027, **by)


def test_no_draft_is_thrown_away_that_a_matter_is_tied_to(regional, plan, by):
    meeting = acts.plan(regional, days=40)
    acts.add(meeting).focus_areas.add(area(plan, "F1"))
    with pytest.raises(Refused, match="är knutna till utkastet"):
        discard_edition(plan, **by)


def test_no_edition_in_force_is_thrown_away(plan, by):
    updated(plan, by)
    with pytest.raises(PermissionDenied):
        discard_edition(plan, **by)


def test_what_has_ended_is_told_with_its_words_its_goals_and_in_the_files(client, first, plan, by):
    ended = area(plan, "F3")
    goals = ", ".join(sorted(ended.goal_codes))
    end_area(ended, **by)
    page = client.force_login(by["by"]) or client.get(f"{PAGE}andringar/").content.decode()
    assert f"</span>{ended.objective}</del>" in page
    assert f"Tjänar inte längre mål {goals}." in page
    acts.adopt_edition(plan, **by)
    told = csv.DictReader(
        io.StringIO(client.get("/strategi/plan.csv").content.decode("utf-8-sig")), delimiter=";"
    )
    ends = {(each["utgåva"], each["kod"]) for each in told if each["går vidare som"] == "upphört"}
    assert ends == {("", "F3")}
    _, old = client.get("/strategi/plan.json").json()["plans"]
    assert [each["has_ended"] for each in old["focus_areas"]] == [False, False, True, False]
    assert old["focus_areas"][2]["ends_with"]["year"] == 2027


def test_what_is_new_is_told_with_all_that_it_says(client, plan, by):
    new = plan.focus_areas.create(code="F9", slug="f9", title="Vatten", objective="Rent vatten i hela länet.")
    new.goal_links.create(goal=acts.goal("2.2"))
    page = client.force_login(by["by"]) or client.get(f"{PAGE}andringar/").content.decode()
    assert f"</span>{new.objective}</ins>" in page
    assert "Tjänar mål 2.2." in page
    assert [each["changed"] for each in as_it_stands(plan)["parts"] if each["kind"] == "new"] == [[]]


def test_what_is_struck_and_what_comes_instead_are_two_words():
    pieces = changes("Fler ska främjas.", "Länet har kraft")
    shown = render_to_string("components/word_changes.html", {"pieces": pieces})
    assert "främjas.</del> <ins>" in shown


def test_the_page_of_changes_tells_them_word_by_word(client, plan, by):
    updated(plan, by)
    page = client.get(f"{PAGE}andringar/")
    [(label, pieces)] = page.context["fates"][0].words
    added = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert (label, added) == ("Målsättning", "Ett län som alla hittar till.")
    assert [fate.told for fate in page.context["fates"]] == ["Ny lydelse", "Delat", "Sammanfört"]
    gone = area(plan.made_from, "F3")
    told = [(label, [*map(tuple, pieces)]) for label, pieces in page.context["fates"][2].words]
    assert told[:2] == [
        (f"Läget 2030, {gone}", [("removed", gone.statement_2030)]),
        (f"Målsättning, {gone}", [("removed", gone.objective)]),
    ]


@pytest.mark.both
@pytest.mark.parametrize("which", ["first", "second"])
@pytest.mark.parametrize(
    "change",
    [
        lambda plan: StrategicPlan.objects.filter(pk=plan.pk).update(intro="Annat"),
        lambda plan: FocusArea.objects.filter(plan=plan, code="F1").update(title="Annat"),
        lambda plan: plan.focus_areas.create(code="F9", slug="f9", title="Nytt"),
        lambda plan: area(plan, "F1").goal_links.all().delete(),
    ],
    ids=["its text", "an area", "a new area", "a link to a goal"],
)
def test_the_database_lets_nobody_change_an_edition_that_has_taken_effect(plan, by, which, change):
    updated(plan, by)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(plan if which == "second" else plan.made_from)


def test_the_words_and_goals_of_a_draft_are_changed_where_those_of_all_areas_are(client, plan, by):
    client.force_login(by["by"])
    page = f"/kansli/grunduppgifter/fokusomraden/{area(plan, 'F1').pk}/"
    goal = acts.goal("2.2")
    form = client.get(page).context["form"]
    client.post(page, acts.as_posted(form, title="Ett nytt namn", goals=[goal.pk], confirmed=[]))
    now = area(plan, "F1")
    assert (now.title, list(now.goals.all())) == ("Ett nytt namn", [goal])
    [changed] = [fate for fate in fates(plan) if fate.kind == "reworded"]
    assert (changed.goals_left, changed.goals_added) == (["1.2", "3.6"], ["2.2"])


def test_the_office_is_told_why_an_edition_in_force_stays_as_it_is(client, plan, by):
    updated(plan, by)
    client.force_login(by["by"])
    page = f"/kansli/grunduppgifter/fokusomraden/{area(plan, 'F1').pk}/"
    answer = client.get(page)
    assert "Utgåvan är antagen och ändras inte." in answer.content.decode()


def test_where_the_draft_was_made_leads_on_to_the_edition_in_force(client, plan, by):
    updated(plan, by)
    client.force_login(by["by"])
    answer = client.get(f"{PAGE}uppdatering/")
    assert answer.status_code == 403
    assert f'href="{PAGE}">Till Strategisk plan' in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda plan, by: begin_edition(plan, by=by, year=2028), "Planen är själv ett utkast"),
        (lambda plan, by: begin_edition(plan.made_from, by=by, year=2028), "är redan gjord"),
        (lambda plan, by: split_area(area(plan, "F1"), by=by, titles=["Ett"]), "minst två titlar"),
        (lambda plan, by: split_area(area(plan, "F1"), by=by, titles=["Ett", "ett"]), "en egen titel"),
        (lambda plan, by: merge_areas(area(plan, "F1"), by=by, into=area(plan, "F1")), "ett annat område"),
        (lambda plan, by: bring_back_area(area(plan.made_from, "F1"), by=by, plan=plan), "redan med"),
    ],
)
def test_what_makes_no_sense_is_refused(plan, secretary, act, sentence):
    with pytest.raises(Refused, match=sentence):
        act(plan, secretary)


def test_the_update_is_done_as_a_guided_act(client, first, regional, secretary):
    client.force_login(secretary)
    this = timezone.localdate().year
    for wrong in (1999, 99999, "nästa"):
        form = client.post("/strategi/plan/ny/", {"year": wrong}).context["form"]
        assert form.errors["year"] == [f"Välj ett år från och med {this - 1} till och med {this + 10}."]
    client.post("/strategi/plan/ny/", {"year": 2027})
    made = draft()
    step = f"{PAGE}uppdatering/{area(made, 'F2').slug}/"
    form = client.get(step).context["form"]
    wrong = client.post(step, acts.as_posted(form, what="split", titles="Ett"))
    assert "Skriv minst två titlar" in wrong.content.decode()
    alike = client.post(step, acts.as_posted(form, what="split", titles="Ett\nEtt"))
    assert "Ge varje del en egen titel" in alike.content.decode()
    for titles in (f"Ett\n{'A' * 201}", "A" * 400):
        long = client.post(step, acts.as_posted(form, what="split", titles=titles))
        assert "Korta varje titel till 200 tecken" in long.content.decode()
    other = str(area(made, "F4").pk)
    for what, more, about, sentence in (
        ("end", {"titles": "Sverige\nEU"}, "titles", "Titlarna gäller bara när det delas."),
        ("merge", {"titles": "Sverige\nEU", "into": other}, "titles", "Titlarna gäller bara när det delas."),
        ("end", {"into": other}, "into", "Det gäller bara när det går ihop med ett annat område."),
        ("split", {"titles": "Sverige\nEU", "into": other}, "into", "Det gäller bara när det går ihop"),
    ):
        mixed = client.post(step, acts.as_posted(form, what=what, **more))
        assert (mixed.status_code, list(mixed.context["form"].errors)) == (422, [about])
        assert mixed.context["form"].errors[about][0].startswith(sentence)
        assert {name: mixed.context["form"][name].value() for name in more} == more
    assert area(made, "F2")
    client.post(step, acts.as_posted(form, what="split", titles="Sverige\nEU"))
    end = f"{PAGE}uppdatering/{area(made, 'F3').slug}/"
    client.post(end, acts.as_posted(client.get(end).context["form"], what="end"))
    client.post(f"{PAGE}uppdatering/{area(first, 'F3').slug}/retur/")
    today, review = timezone.localdate(), f"{PAGE}uppdatering/granskning/"
    assert review in client.get(f"{PAGE}uppdatering/").content.decode()
    facts = {"adopted_on": today, "applies_from": today, "other_year": "on", "councils": [regional.pk]}
    taken = client.post(review, acts.as_posted(client.get(review).context["form"], **facts))
    assert taken["Location"] == f"{PAGE}omkoppling/"
    assert [kind for kind, *_ in told(StrategicPlan.objects.get(year=2027))] == [
        "same",
        "split",
        "same",
        "same",
    ]
    assert client.post(review).status_code == 403
    assert person_for("secretary") == StrategicPlan.objects.get(year=2027).frozen_by


def test_what_is_not_summoned_is_led_on_to_what_its_area_became(client, regional, first, plan, by):
    def serving(code, item):
        item.focus_areas.set([area(first, code)])
        return item

    meeting = acts.plan(regional, days=60)
    split, merged = (serving(code, acts.add(meeting, title=code)) for code in ("F2", "F3"))
    proposal = serving("F1", acts.proposed(regional))
    called = acts.plan(regional, days=30)
    sent = serving("F2", acts.add(called))
    acts.send(called)
    updated(plan, by)
    client.force_login(by["by"])
    page = f"{PAGE}omkoppling/"
    assert page in client.get(PAGE).content.decode()
    form = client.get(page).context["form"]
    names = {each.thing: each.name for each in form.waiting}
    assert set(names) == {split, merged, proposal}
    assert "”Påverkansagenda” har delats. Välj en eller flera av delarna." in [
        each.told for each in form.waiting
    ]
    posted = acts.as_posted(form)
    assert posted.get(names[split], "") == ""
    new = plan.focus_areas.get(title="Påverkan i EU")
    client.post(page, posted | {names[split]: new.pk})
    served = [list(each.focus_areas.all()) for each in (split, merged, proposal, sent)]
    assert served == [[new], [area(plan, "F4")], [area(plan, "F1")], [area(first, "F2")]]
    done = client.get(page).content.decode()
    assert ("Inget väntar på att kopplas om." in done, "tjänar ännu" in done) == (True, False)


def test_what_serves_an_edition_before_the_last_is_led_on_in_one_step(client, regional, first, by):
    meeting = acts.plan(regional, days=60)
    items = [acts.add(meeting, title=code) for code in ("F1", "F2", "F3")]
    for item in items:
        item.focus_areas.set([area(first, item.title)])
    updated(begin_edition(first, year=2026, **by), by)
    last = begin_edition(StrategicPlan.objects.get(year=2026), year=2027, **by)
    end_area(last.focus_areas.get(title="Påverkan i EU"), **by)
    end_area(area(last, "F1"), **by)
    client.force_login(by["by"])
    page, before = f"{PAGE}omkoppling/", "/strategi/plan/2026/omkoppling/"
    assert [task.url for task in client.get("/kansli/").context["worklist"].relinking] == [before]
    acts.adopt_edition(last, **by)
    [task] = client.get("/kansli/").context["worklist"].relinking
    assert (task.url, task.label) == (page, "Koppla om det som väntar")
    assert task.sentence == f"3 dagordningspunkter tjänar ännu fokusområden i en tidigare plan än ”{last}”."
    assert page in client.get("/mitt/").content.decode()
    form = client.get(before, follow=True).context["form"]
    assert {each.thing.title: [heir.title for heir in each.heirs] for each in form.waiting} == {
        "F1": [],
        "F2": ["Påverkan i Sverige"],
        "F3": [area(last, "F4").title],
    }
    assert form.waiting[0].told.startswith(f"”{area(first, 'F1')}” i {first} har upphört.")
    client.post(page, acts.as_posted(form) | {form.waiting[0].name: area(last, "F4").pk})
    assert [item.focus_areas.get().plan for item in items] == [last] * 3
    assert client.get("/kansli/").context["worklist"].relinking == []


def test_the_plan_is_open_data_in_all_its_editions_but_the_draft(client, first, plan, by):
    def files():
        return [client.get(f"/strategi/plan.{kind}").content for kind in ("json", "csv", "xlsx")]

    change_basics(area(plan, "F1"), title="Hemligt", **by)
    [told] = json.loads(files()[0])["plans"]
    assert [each["goes_on_as"] for each in told["focus_areas"]] == [[]] * 4
    assert "Hemligt" not in files()[1].decode()
    assert [sheet.max_row for sheet in load_workbook(io.BytesIO(files()[2]))] == [5]
    updated(plan, by)
    new, old = json.loads(files()[0])["plans"]
    became = [[each["title"] for each in one["goes_on_as"]] for one in old["focus_areas"]]
    assert became == [["Hemligt"], ["Påverkan i Sverige", "Påverkan i EU"], *[[area(plan, "F4").title]] * 2]
    assert [len(each["came_from"]) for each in new["focus_areas"]] == [1, 1, 1, 2]
    assert old["focus_areas"][0]["goals"][0].keys() == {"code", "title", "url", "is_confirmed"}
    lines = list(csv.reader(io.StringIO(files()[1].decode("utf-8-sig")), delimiter=";"))
    split = next(line for line in lines if line[2] == "F2" and not line[1])
    assert split[lines[0].index("går vidare som")] == "Påverkan i Sverige\nPåverkan i EU"
    assert len(lines) == 1 + 4 + 4


def test_what_overtook_a_plan_that_is_to_be_adopted_is_named(client, plan, secretary, regional):
    review = f"{PAGE}uppdatering/granskning/"
    client.force_login(secretary)
    form = client.get(review).context["form"]
    change_basics(area(plan, "F1"), by=person_for("admin"), objective="Ett län som alla hittar till.")
    facts = {"adopted_on": timezone.localdate(), "councils": [regional.pk]}
    answer = client.post(review, acts.as_posted(form, **facts))
    [told] = answer.context["form"].non_field_errors()
    assert told.startswith("Inget är gjort. Något har hänt sedan du öppnade sidan: Fokusområde ”")


def test_the_choice_of_areas_names_their_editions_the_newest_first(first, plan, by):
    updated(plan, by)
    facets = Facets.of(QueryDict())
    every = dict.fromkeys(map(str, FocusArea.objects.values_list("pk", flat=True)), 1)
    groups = {whole: len(areas) for whole, areas in facets.choice("fokus", every).groups}
    assert list(groups.items()) == [(str(plan), 4), (str(first), 4)]
