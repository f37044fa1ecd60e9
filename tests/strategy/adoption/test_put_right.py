"""What is said of an adoption: written where it was not known, and put right in the open (docs/adr/0092)."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from councils.models import JournalEntry
from meetings.reader.registry import events_of
from meetings.workflow.plan import correct_adoption
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from strategy.models import StrategicPlan
from strategy.workflow.plan import begin_edition
from tests import acts
from tests.strategy.adoption.conftest import FIRST_DAY, NEXT, PAGE, REVIEW, TODAY, adopted_in


def test_the_office_writes_when_the_first_edition_was_adopted(client, first, secretary):
    client.force_login(secretary)
    page = f"/kansli/grunduppgifter/planer/{first.pk}/"
    undated = client.get(first.get_absolute_url()).content.decode()
    assert "Vem som antog planen, och när, är inte angivet." in undated
    assert f"Odaterad. {first.undated_note}" in undated
    facts = {
        "adopted_on": "2024-11-20",
        "adopted_by": "Regionala samverkansrådet",
        "applies_from": "2025-01-01",
    }
    client.post(page, acts.as_posted(client.get(page).context["form"], **facts))
    told = client.get(first.get_absolute_url()).content.decode()
    assert "Antagen den 20 november 2024 av Regionala samverkansrådet." in told
    first.refresh_from_db()
    assert (first.undated_note in told, "Odaterad." in told) == (False, False)
    answer = client.get(page)
    assert not {*facts} & answer.context["form"].fields.keys(), "it is put right with a reason"
    assert f'href="{first.adoption_url}"' in answer.content.decode()
    first.adopted_by = ""
    with pytest.raises(ValidationError, match="både vilken dag"):
        first.full_clean()


@pytest.mark.both
def test_the_office_writes_what_was_not_known_of_an_edition_that_is_frozen(
    client, first, ahead, position, secretary
):
    """Without a reason, since nothing was wrong; from then on it stands."""
    client.force_login(secretary)
    first.refresh_from_db()
    assert first.frozen_at
    page = "/strategi/plan/odaterad/antagande/"
    assert f'href="{page}"' in client.get(first.get_absolute_url()).content.decode()
    basics = client.get(f"/kansli/grunduppgifter/planer/{first.pk}/")
    assert f'href="{page}"' in basics.content.decode()
    assert not basics.context["form"].layout()
    form = client.get(page).context["form"]
    facts = {"adopted_on": TODAY, "adopted_by": "Regionala samverkansrådet"}
    answer = client.post(page, acts.as_posted(form, **facts, positions=[position.pk]))
    assert answer["Location"] == first.get_absolute_url()
    told = client.get(first.get_absolute_url()).content.decode()
    assert f"Antagen den {day(TODAY)} av Regionala samverkansrådet." in told
    assert f"{position.designation} Plan för nästa år</a>" in told
    assert "rättades" not in told
    [entry] = JournalEntry.objects.filter(act="correct_adoption")
    assert entry.sentence == f"Det som inte var känt om antagandet av {first} skrevs in."
    assert entry.after["adopted_in"] == [position.pk]
    for fact in ({"adopted_on": None, "adopted_by": ""}, {"adopted_by": "Andra"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            StrategicPlan.objects.filter(pk=first.pk).update(**fact)


@pytest.mark.both
def test_what_is_said_of_an_adoption_is_put_right_with_a_reason_that_everyone_reads(
    client, plan, position, regional, by
):
    adopted_in(plan, position, regional, by)
    other = acts.published(acts.held(regional, {"title": "Den rätta punkten"})).meeting.items.get().position
    client.force_login(by["by"])
    page = f"{PAGE}antagande/"
    assert f'href="{page}"' in client.get(PAGE).content.decode()
    form = client.get(page).context["form"]
    assert form["positions"].value() == [position.pk]
    later = dt.date(NEXT, 2, 1)
    typed = acts.as_posted(form, positions=[other.pk], applies_from=later)
    assert "Skriv varför det rättas." in client.post(page, typed).content.decode()
    assert client.post(page, typed | {"reason": "Fel punkt angavs."}).status_code == 302
    plan.refresh_from_db()
    assert (plan.applies_from, list(plan.adopted_in.all())) == (later, [other])
    [entry] = JournalEntry.objects.filter(act="correct_adoption")
    assert entry.sentence == f"Det som sägs om antagandet av {plan} rättades. Fel punkt angavs."
    assert (entry.before["applies_from"], entry.after["applies_from"]) == (str(FIRST_DAY), str(later))
    assert (entry.before["adopted_in"], entry.after["adopted_in"]) == ([position.pk], [other.pk])
    client.logout()
    of = "i vilket ställningstagande och från vilken dag den gäller"
    said = f"Det som sägs om antagandet ({of}) rättades av kansliet den {day(TODAY)}: Fel punkt angavs."
    told = client.get(PAGE).content.decode()
    assert said in told
    assert "Den rätta punkten" in told
    assert "Plan för nästa år" not in told
    [new, _] = client.get("/strategi/plan.json").json()["plans"]
    assert (new["adoption_correction"], new["applies_from"]) == (said, str(later))
    assert said in client.get("/strategi/plan.csv").content.decode()


@pytest.mark.both
def test_each_time_an_adoption_was_put_right_is_told_with_who_did_it(
    client, first, secretary, administrator
):
    """The newest first, on the pages and in the files; what was only written in is told as that."""
    told = {"adopted_on": TODAY, "applies_from": None}
    at = timezone.now()
    reasons = [(secretary, "Rådet", ""), (secretary, "Regionala rådet", "Fel namn.")]
    for nth, (person, name, reason) in enumerate([*reasons, (administrator, "Stora rådet", "Fel råd.")]):
        facts = {"adopted_by": name, "reason": reason, "at": at + dt.timedelta(seconds=nth)}
        correct_adoption(first, by=person, **told, **facts)
    said = [
        f"Det som sägs om antagandet (av vem) rättades av administratören den {day(TODAY)}: Fel råd.",
        f"Det som sägs om antagandet (av vem) rättades av kansliet den {day(TODAY)}: Fel namn.",
    ]
    [plan] = client.get("/strategi/plan.json").json()["plans"]
    assert plan["adoption_correction"] == "\n".join(said)
    table = client.get("/strategi/plan.csv").content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(table), delimiter=";")
    assert {row["om antagandet"] for row in rows} == {"\n".join(said)}
    client.force_login(secretary)
    for page in (first.get_absolute_url(), first.adoption_url):
        words = client.get(page).content.decode()
        assert [words.count(each) for each in said] == [1, 1]
        assert words.index(said[0]) < words.index(said[1])
    events = events_of(list(JournalEntry.objects.filter(act="correct_adoption").order_by("pk")))
    corrected = ("plan_adoption_corrected", "Antagen strategisk plan, uppgifter rättade")
    assert [(each.event, each.act) for each in events] == [
        ("plan_adoption_completed", "Antagen strategisk plan, uppgifter inskrivna"),
        *[corrected] * 2,
    ]


@pytest.mark.both
def test_nobody_unties_a_position_that_came_while_they_wrote(client, ahead, position, by):
    client.force_login(by["by"])
    page = f"{PAGE}antagande/"
    typed = acts.as_posted(client.get(page).context["form"], reason="Fel dag.")
    typed["applies_from"] = dt.date(NEXT, 2, 1)
    told = {"adopted_on": ahead.adopted_on, "adopted_by": position.council_name, "applies_from": FIRST_DAY}
    correct_adoption(ahead, positions=[position], reason="Fel råd.", **told, **by)
    assert client.post(page, typed).status_code == 409
    assert list(ahead.adopted_in.all()) == [position]


@pytest.mark.both
def test_nobody_unties_a_position_that_they_may_not_read(client, plan, regional, administrator, by):
    """The administrator reads none that is not published, and is offered none."""
    position = acts.held(regional, {"title": "Plan för nästa år"}).items.get().position
    adopted_in(plan, position, regional, by)
    client.force_login(administrator)
    page = f"{PAGE}antagande/"
    form = client.get(page).context["form"]
    assert form["positions"].value() == []
    typed = acts.as_posted(form, applies_from=dt.date(NEXT, 2, 1), reason="Fel dag.")
    assert client.post(page, typed)["Location"] == PAGE
    plan.refresh_from_db()
    assert (plan.applies_from, list(plan.adopted_in.all())) == (dt.date(NEXT, 2, 1), [position])
    [entry] = JournalEntry.objects.filter(act="correct_adoption")
    assert set(entry.after) == {"applies_from"}


@pytest.mark.both
def test_the_journal_names_no_position_to_whoever_may_not_read_it(
    client, plan, regional, secretary, administrator, by
):
    """The administrator reads the journal, but no position that is not published; nor does a search find
    it."""
    matters = [{"title": "Plan för nästa år"}, {"title": "Också planen"}, {"title": "Sist planen"}]
    first, second, last = acts.held(regional, *matters).items.order_by("number")
    adopted_in(plan, first.position, regional, by)
    told = {"adopted_on": TODAY, "adopted_by": regional.name, "applies_from": FIRST_DAY, **by}
    correct_adoption(plan, positions=[second.position, last.position], reason="Fel punkt.", **told)
    pages = "/kansli/journal/", "/kansli/journal.csv"
    for person, may_read in (secretary, True), (administrator, False):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            read = (b"".join(answer) if answer.streaming else answer.content).decode()
            for item in (first, second, last):
                assert (item.position.designation in read) is may_read, (person, page)
            assert ("något som inte är ditt att läsa" in read) is not may_read
            assert "antagen i ställningstagande" in read.lower()
    found = client.get("/kansli/journal/", {"q": last.position.designation})
    assert not found.context["rows"]


@pytest.mark.both
def test_whoever_does_not_read_the_position_that_is_tied_ties_no_other(
    client, plan, regional, position, administrator, by
):
    """What was written, and why, is kept on the page."""
    unread = acts.held(regional, {"title": "Plan för nästa år"}).items.get().position
    adopted_in(plan, unread, regional, by)
    client.force_login(administrator)
    page = f"{PAGE}antagande/"
    typed = acts.as_posted(client.get(page).context["form"], positions=[position.pk], reason="Fel punkt.")
    answer = client.post(page, typed)
    told = answer.content.decode()
    assert (answer.status_code, "som inte är publicerat än, och som du inte läser" in told) == (422, True)
    assert ("Fel punkt." in told, unread.designation in told) == (True, False)
    assert list(plan.adopted_in.all()) == [unread]


@pytest.fixture
def many(regional):
    """Positions of a meeting each, the oldest first."""
    minutes = [acts.published(acts.held(regional, days=nth - 40)) for nth in range(14)]
    return [each.meeting.items.get().position for each in minutes]


@pytest.mark.both
@pytest.mark.parametrize("page", [f"{PAGE}antagande/", REVIEW])
def test_the_positions_to_choose_among_are_the_newest_few_however_many_there_are(
    client, plan, regional, many, secretary, by, page
):
    """Those in which the edition was adopted come along. Any other is typed by its number."""
    tied = []
    if page != REVIEW:
        adopted_in(plan, many[0], regional, by)
        tied = [many[0]]
    client.force_login(secretary)
    form = client.get(page).context["form"]
    field = form.fields["position" if page == REVIEW else "positions"]
    offered = [int(key) for key in field.things]
    assert offered == [each.pk for each in (*reversed(many[4:]), *tied)]


@pytest.mark.both
@pytest.mark.parametrize(
    "typed",
    [
        *("{}", " {} , ", "{low}", "{glued}", "nr {short}", "{} och {}", "{} samt {also}", "{} & {}", "({})"),
        *("{spaced}", "{dashed}", "{low} nr {also}", "ställningstagande {short}", "Ställningstagandet {}."),
    ],
    ids=lambda typed: typed,
)
def test_any_position_that_one_reads_is_chosen_by_its_number(client, plan, regional, many, by, typed):
    adopted_in(plan, None, regional, by)
    client.force_login(by["by"])
    page, name = f"{PAGE}antagande/", many[0].designation
    words = {"low": name.lower(), "glued": name.replace(" ", ""), "short": name.split()[1]}
    words |= {"spaced": words["glued"].replace("/", " / "), "dashed": name.replace(" ", "–")}
    words["also"] = many[1].designation.split()[1]
    two = any(each in typed for each in ("{} och", "{} &", "also"))
    others = typed.format(name, many[1].designation, **words)
    typed = acts.as_posted(client.get(page).context["form"], others=others, reason="Fel.")
    assert client.post(page, typed).status_code == 302
    assert set(plan.adopted_in.all()) == set(many[: 1 + two])


@pytest.mark.both
@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("RSR 999/2026", "RSR 999/2026"),
        ("Plan för nästa år", "Plan för nästa år"),
        ("{}, Något", "Något"),
        ("{hidden}", "{hidden}"),
        ("{}, rsr 998 / 2026", "RSR 998/2026"),
        ("123456/2026", "123456/2026"),
    ],
)
def test_what_is_no_position_that_one_reads_is_not_chosen(
    client, plan, regional, many, administrator, by, typed, unknown
):
    """Nor does the answer tell whether there is one: only which part of what was typed it is."""
    hidden = acts.held(regional, {"title": "Ännu hemligt"}).items.get().position
    adopted_in(plan, None, regional, by)
    client.force_login(administrator)
    page = f"{PAGE}antagande/"
    names = {"hidden": hidden.designation}
    typed, unknown = typed.format(many[0].designation, **names), unknown.format(**names)
    answer = client.post(
        page, acts.as_posted(client.get(page).context["form"], others=typed, reason="Fel punkt.")
    )
    [told] = answer.context["form"].errors["others"]
    assert answer.status_code == 422
    assert told.startswith(f"”{unknown}” är inget ställningstagande som du läser. Skriv hela numret")
    assert not plan.adopted_in.exists()


@pytest.mark.both
def test_the_act_takes_one_position_chosen_or_typed(client, plan, regional, many, by):
    client.force_login(by["by"])
    form = client.get(REVIEW).context["form"]
    facts = {"adopted_on": TODAY, "councils": [regional.pk], "position": many[-1].pk}
    two = acts.as_posted(form, **facts, others=many[0].designation)
    answer = client.post(REVIEW, two)
    assert "Välj ett ställningstagande, eller skriv numret på ett annat." in answer.content.decode()
    assert client.post(REVIEW, two | {"position": ""})["Location"] == PAGE
    assert list(plan.adopted_in.all()) == [many[0]]


@pytest.mark.both
def test_the_same_position_chosen_and_typed_is_one(client, plan, regional, many, by):
    client.force_login(by["by"])
    facts = {"adopted_on": TODAY, "councils": [regional.pk], "position": many[-1].pk}
    form = client.get(REVIEW).context["form"]
    client.post(REVIEW, acts.as_posted(form, **facts, others=many[-1].designation))
    assert list(plan.adopted_in.all()) == [many[-1]]


@pytest.mark.both
def test_whoever_changes_something_else_unties_none_of_several_positions(
    client, plan, regional, position, by
):
    other = acts.published(acts.held(regional, {"title": "Också planen"})).meeting.items.get().position
    adopted_in(plan, position, regional, by)
    told = {"adopted_on": TODAY, "adopted_by": regional.name, "applies_from": FIRST_DAY}
    correct_adoption(plan, positions=[position, other], reason="Antogs på två möten.", **told, **by)
    client.force_login(by["by"])
    page = f"{PAGE}antagande/"
    form = client.get(page).context["form"]
    assert set(form["positions"].value()) == {position.pk, other.pk}
    typed = acts.as_posted(form, adopted_by=f"{regional.name} i Sundsvall", reason="Fler ord.")
    assert client.post(page, typed).status_code == 302
    assert set(plan.adopted_in.all()) == {position, other}


@pytest.mark.both
def test_what_one_did_not_touch_is_not_put_back_after_a_conflict(client, plan, regional, position, by):
    adopted_in(plan, None, regional, by)
    client.force_login(by["by"])
    page, later = f"{PAGE}antagande/", dt.date(NEXT, 2, 1)
    typed = acts.as_posted(client.get(page).context["form"], adopted_by=f"{regional.name}, Sundsvall")
    told = {"adopted_on": TODAY, "adopted_by": regional.name, "applies_from": later}
    correct_adoption(plan, positions=[position], reason="Fel dag.", **told, **by)
    answer = client.post(page, typed | {"reason": "Fel namn."})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert f"{later.year}" in answer.content.decode()
    assert form["adopted_by"].value() == f"{regional.name}, Sundsvall"
    assert form["reason"].value() == "Fel namn."
    assert client.post(page, acts.as_posted(form)).status_code == 302
    plan.refresh_from_db()
    assert (plan.applies_from, list(plan.adopted_in.all())) == (later, [position])
    assert plan.adopted_by == f"{regional.name}, Sundsvall"


def test_why_something_was_written_in_is_kept_too(first, position, by):
    told = {"adopted_on": TODAY, "adopted_by": position.council_name, "applies_from": None}
    correct_adoption(first, positions=[position], reason="Det stod i pärmen.", **told, **by)
    [entry] = JournalEntry.objects.filter(act="correct_adoption")
    assert entry.sentence == f"Det som inte var känt om antagandet av {first} skrevs in. Det stod i pärmen."


@pytest.mark.both
@pytest.mark.parametrize(
    "facts",
    [
        {"adoption_corrected_at": None, "adoption_corrected_by": None},
        {"adoption_correction": "Något annat."},
    ],
)
def test_the_database_lets_nobody_hide_that_it_was_put_right(ahead, by, facts):
    told = {"adopted_on": ahead.adopted_on, "adopted_by": "Rådet", "applies_from": FIRST_DAY}
    correct_adoption(ahead, reason="Fel råd.", **told, **by)
    with pytest.raises(DatabaseError), transaction.atomic():
        StrategicPlan.objects.filter(pk=ahead.pk).update(**facts)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"adopted_by": "Stora samverkansrådet"}, "togs av Regionala samverkansrådet. Skriv också det"),
        ({"adopted_on": TODAY - dt.timedelta(30)}, "togs först den"),
        ({"applies_from": dt.date(NEXT + 3, 1, 1)}, "Ange en dag från och med"),
        ({"reason": " "}, "Skriv varför"),
    ],
)
def test_nothing_wrong_is_said_of_an_adoption_instead(plan, position, regional, by, facts, sentence):
    plan = adopted_in(plan, position, regional, by)
    told = {"adopted_on": TODAY, "adopted_by": regional.name, "applies_from": dt.date(NEXT, 2, 1)}
    told |= {"positions": [position], "reason": "Fel dag."}
    with pytest.raises(Refused, match=sentence):
        correct_adoption(plan, **told | facts, **by)


def test_an_edition_that_another_has_taken_the_place_of_does_not_apply_after_it(plan, ahead, by):
    later = begin_edition(ahead, year=NEXT + 1, **by)
    acts.adopt_edition(later, applies_from=dt.date(NEXT + 1, 1, 1), **by)
    told = {"adopted_on": TODAY, "adopted_by": ahead.adopted_by, "reason": "Fel dag."}
    with pytest.raises(Refused, match="Ange den dagen eller en före"):
        correct_adoption(ahead, applies_from=dt.date(NEXT + 1, 2, 1), **told, **by)


def test_nobody_but_the_office_puts_an_adoption_right_and_nobody_that_of_a_draft(plan, ahead, member, by):
    told = {"adopted_on": TODAY, "adopted_by": "Rådet", "applies_from": FIRST_DAY, "reason": "Fel."}
    with pytest.raises(PermissionDenied):
        correct_adoption(ahead, by=member, **told)
    draft = begin_edition(ahead, year=NEXT + 1, **by)
    with pytest.raises(PermissionDenied):
        correct_adoption(draft, **told, **by)
