"""What rights and addresses follow from, on the office's own pages: with journal, and old addresses kept."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import workflow
from councils.models import Appointment, Council, FormerSlug, JournalEntry, Organisation, Seat
from rus_portal.basics import KINDS, BasicsForm
from rus_portal.demo.people import person_for
from rus_portal.region_loader import load_region
from strategy.models import FocusArea, Goal, Level, StrategicPlan, Strategy
from strategy.workflow.plan import begin_edition
from tests import acts


def form_of(key, thing=None, person=None):
    return BasicsForm(kind=KINDS[key], saved=thing, person=person)


def edit(client, key, thing, person, **typed):
    """What a browser sends of the form, with what was typed in it."""
    address = reverse("basics_thing", args=[key, thing.pk])
    return client.post(address, acts.as_posted(form_of(key, thing, person), **typed))


@pytest.mark.parametrize("key", KINDS)
def test_a_form_saved_as_it_is_changes_nothing_and_tells_nothing(client, db, administrator, key):
    client.force_login(administrator)
    if key in ("indikatorer", "paverkansfragor"):
        KINDS[key].model.objects.create(**TYPED[key])
    thing = KINDS[key].model.objects.order_by("pk").first()
    before = KINDS[key].model.objects.filter(pk=thing.pk).values().get()
    answer = edit(client, key, thing, administrator)
    assert (answer.status_code, answer.get("Location")) == (302, reverse("basics_list", args=[key]))
    assert KINDS[key].model.objects.filter(pk=thing.pk).values().get() == before
    assert not JournalEntry.objects.exists()


TYPED = {
    "organisationer": {"name": "Ny kommun", "short_name": "Ny", "kind": "municipality", "slug": "ny"},
    "rad": {"name": "Nytt råd", "short_name": "NR", "abbreviation": "NR", "slug": "nytt-rad"},
    "strategier": {
        **{"title": "RUS", "short_title": "RUS", "region_name": "Region Västernorrland"},
        **{"year_from": "2030", "year_to": "2040", "slug": "2030-2040", "is_own": "on"},
    },
    "nivaer": {"singular": "Delmål", "plural": "Delmål", "key": "delmal"},
    "mal": {"code": "4", "title": "Ett nytt mål", "slug": "4"},
    "perspektiv": {"title": "Jämställdhet", "slug": "jamstalldhet"},
    "paverkansfragor": {"title": "Ostkustbanan", "addressee": "Regeringen"},
    "indikatorer": {"title": "Andel behöriga", "unit": "procent", "slug": "andel-behoriga"},
    "steg": {"title": "Remiss"},
    "underplaner": {"title": "Transportplan"},
    "planer": {"title": "Strategisk plan", "year": "2027"},
    "fokusomraden": {"code": "F5", "title": "Nytt område", "slug": "nytt-omrade"},
    "synonymer": {"words": "skola, utbildning"},
}


@pytest.mark.parametrize("key", KINDS)
def test_each_kind_is_added_with_a_line_in_the_journal(client, db, administrator, key):
    client.force_login(administrator)
    strategy = Strategy.objects.in_force()
    wholes = {
        "strategy": strategy.pk,
        "plan": StrategicPlan.objects.get().pk,
        "level": strategy.levels.first().pk,
    }
    wholes = {name: pk for name, pk in wholes.items() if name in KINDS[key].names}
    form = form_of(key, person=administrator)
    answer = client.post(reverse("basics_new", args=[key]), acts.as_posted(form, **TYPED[key] | wholes))
    assert answer.status_code == 302, answer.context["form"].errors
    added = KINDS[key].model.objects.order_by("-pk").first()
    entry = JournalEntry.objects.get(act="add_basics")
    assert (entry.subject_type, entry.subject_id, entry.by) == (
        added._meta.label_lower,
        added.pk,
        administrator,
    )
    assert all(str(getattr(added, name)) == TYPED[key][name] for name in TYPED[key] if name != "is_own")


def test_an_indicator_is_asked_for_in_the_order_in_which_one_tells_of_it():
    told = ["title", "about", "unit", "source", "area", "baseline", "baseline_year", "target", "target_year"]
    assert [*KINDS["indikatorer"].names] == [*told, "goals", "slug", "order"]


@pytest.mark.parametrize("key", KINDS)
def test_no_field_asks_to_be_filled_in_in_something(db, administrator, key):
    told = [field.error_messages["required"] for field in form_of(key, person=administrator).fields.values()]
    assert not [sentence for sentence in told if sentence.startswith("Fyll i i ")]


def test_the_office_has_an_address_that_letters_are_answered_to(client, regional, administrator):
    client.force_login(administrator)
    edit(client, "rad", regional.office, administrator, email="kansli@region.example")
    assert Council.objects.get(pk=regional.office_id).email == "kansli@region.example"
    assert "email" not in form_of("rad", regional, administrator).fields


@pytest.mark.both
def test_only_an_office_has_an_address(regional):
    with pytest.raises(IntegrityError, match="council_address_is_an_offices"), transaction.atomic():
        Council.objects.filter(pk=regional.pk).update(email="rad@region.example")


ADDRESSES = [
    ("organisationer", "timra", "organisation"),
    ("rad", "regionala-samverkansradet", "council"),
    ("rad", "regionala-samverkansradet", "council_meetings"),
    ("rad", "regionala-samverkansradet", "seat_new"),
    ("strategier", "2020-2030", "strategy_edition"),
    ("mal", "1.1", "goal"),
    ("fokusomraden", "paverkansagenda", "focus_area"),
]


@pytest.mark.parametrize(("key", "slug", "route"), ADDRESSES, ids=lambda each: each)
def test_a_changed_address_leads_on_from_the_former_one(client, administrator, db, key, slug, route):
    client.force_login(administrator)
    thing = KINDS[key].model.objects.get(slug=slug)
    for new in ("annan", "en-till"):
        assert edit(client, key, thing, administrator, slug=new).status_code == 302
        thing.refresh_from_db()
    for former in (slug, "annan"):
        answer = client.get(reverse(route, args=[former]), {"sida": "2"})
        assert (answer.status_code, answer["Location"]) == (301, reverse(route, args=["en-till"]) + "?sida=2")
    page = client.get(reverse("basics_thing", args=[key, thing.pk]))
    assert {former.slug for former in page.context["former"]} == {slug, "annan"}


def test_the_meetings_of_a_council_are_found_at_its_former_address(client, regional, secretary):
    meeting = acts.held(regional)
    acts.published(meeting)
    old = [meeting.url("minutes"), meeting.items.get().get_absolute_url()]
    workflow.change_basics(regional, by=secretary, slug="radet")
    meeting = type(meeting).objects.get(pk=meeting.pk)
    new = [meeting.url("minutes"), meeting.items.get().get_absolute_url()]
    assert [client.get(address)["Location"] for address in old] == new
    assert [client.get(address).status_code for address in new] == [200, 200]


def test_the_register_knows_former_slugs(client, regional, secretary):
    acts.published(acts.held(regional))
    workflow.change_basics(regional, by=secretary, slug="radet")
    workflow.change_basics(acts.goal(), by=secretary, slug="1.1-ny")
    for asked in ({"rad": "regionala-samverkansradet"}, {"mal": "1.1"}):
        found = client.get(reverse("positions"), asked).context["found"]
        assert (len(found.page), len(found.in_effect)) == (1, 1)


def test_the_plan_of_a_year_leads_on_from_the_year_it_had(client, db, secretary):
    plan = StrategicPlan.objects.get()
    for year in (2026, 2027):
        plan = workflow.change_basics(plan, by=secretary, year=year)
    answer = client.get(reverse("plan_edition", args=[2026]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("plan_edition", args=[2027]))


def test_what_an_organisation_decided_is_found_by_its_former_slug(office, regional, secretary):
    meeting = acts.held(regional)
    acts.published(meeting)
    position = meeting.items.get().position
    workflow.change_basics(Organisation.objects.get(slug="timra"), by=secretary, slug="timra-stad")
    address = reverse("position_decisions", args=[position.year, position.number, position.slug])
    assert office.get(address, {"organisation": "timra"})["Location"] == f"{address}?organisation=timra-stad"


@pytest.mark.both
def test_an_address_is_never_given_to_another(regional, grand, secretary):
    workflow.change_basics(regional, by=secretary, slug="radet")
    with pytest.raises(ValidationError, match="leder dit för alltid"):
        workflow.change_basics(grand, by=secretary, slug="regionala-samverkansradet")
    for forge in (
        lambda: Council.objects.filter(pk=grand.pk).update(slug="regionala-samverkansradet"),
        lambda: Council.objects.create(
            slug="regionala-samverkansradet", name="X", short_name="X", abbreviation="X"
        ),
        lambda: FormerSlug.objects.all().delete(),
        lambda: FormerSlug.objects.update(thing=grand.pk),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forge()
    regional.refresh_from_db()
    back = workflow.change_basics(regional, by=secretary, slug="regionala-samverkansradet")
    assert back.slug == "regionala-samverkansradet"


def test_the_journal_holds_what_was_changed(regional, secretary):
    workflow.change_basics(regional, by=secretary, name="Rådet", summons_days_before=12)
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.sentence) == ("change_basics", "Råd ”Regionala samverkansrådet” ändrades.")
    assert (entry.before, entry.after) == (
        {"name": "Regionala samverkansrådet", "summons_days_before": "10"},
        {"name": "Rådet", "summons_days_before": "12"},
    )


def test_the_secretariat_tells_of_a_council_but_does_not_arrange_who_keeps_it(client, regional, secretary):
    client.force_login(secretary)
    assert {"office", "prepared_by"} & {*form_of("rad", regional, secretary).fields} == set()
    for facts in ({"office": regional}, {"prepared_by": None}, {"kind": "office"}):
        with pytest.raises(PermissionDenied, match="bara administratören"):
            workflow.change_basics(regional, by=secretary, **facts)
    with pytest.raises(PermissionDenied, match="bara administratören"):
        workflow.change_basics(Council.objects.get(kind="office"), by=secretary, name="Annat")
    assert client.get(reverse("basics_new", args=["rad"])).status_code == 403
    office = Council.objects.get(kind="office")
    page = client.get(reverse("basics_thing", args=["rad", office.pk])).content.decode()
    assert "ändrar bara administratören" in page
    assert "<form method" not in page.partition("<main")[2]


def test_a_succession_that_cannot_be_is_told_at_its_field(client, db, secretary):
    client.force_login(secretary)
    first, second = (Organisation.objects.get(slug=slug) for slug in ("timra", "ange"))
    workflow.change_basics(second, by=secretary, successor=first, succeeded_on="2027-01-01")
    for typed, field in (
        ({"successor": second.pk, "succeeded_on": "2028-01-01"}, "successor"),
        ({"successor": second.pk, "succeeded_on": "2026-01-01"}, "succeeded_on"),
        ({"successor": second.pk}, "succeeded_on"),
    ):
        answer = edit(client, "organisationer", first, secretary, **typed)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def test_an_organisation_that_is_succeeded_while_its_seats_are_held_warns_of_them(
    client, regional, secretary
):
    client.force_login(secretary)
    first, second = (Organisation.objects.get(slug=slug) for slug in ("timra", "ange"))
    last, *held = Appointment.objects.filter(seat__organisation=first)
    last.ends = "2098-12-31"
    last.save()
    edit(client, "organisationer", first, secretary, successor=second.pk, succeeded_on="2099-01-01")
    page = unescape(client.get(reverse("basics_list", args=["organisationer"])).content.decode())
    warned = page.partition("är besatta den dagen eller senare: ")[2].partition(". Avsluta")[0]
    seats = {f"{each.seat.label}, i {each.seat.council.short_name}" for each in held}
    assert seats
    assert set(warned.split("; ")) == seats
    Appointment.objects.filter(seat__organisation=first).update(ends="2098-12-31")
    edit(client, "organisationer", Organisation.objects.get(slug="timra"), secretary, order="7")
    page = unescape(client.get(reverse("basics_list", args=["organisationer"])).content.decode())
    assert "är besatta" not in page


def test_goals_follow_the_tree_of_their_own_strategy(client, db, secretary):
    client.force_login(secretary)
    top = acts.goal("1")
    for typed, field in (({"code": "9"}, "code"), ({"code": "1", "parent": top.pk}, "parent")):
        answer = edit(client, "mal", top, secretary, **typed)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    other = Strategy.objects.create(
        **{"slug": "ny", "title": "Ny", "short_title": "Ny", "region_name": "X"}, year_from=2031, year_to=2040
    )
    level = Level.objects.create(strategy=other, key="mal", singular="Mål", plural="Mål")
    for forge in ({"level": level}, {"strategy": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Goal.objects.filter(pk=acts.goal("2.5").pk).update(**forge)


def test_a_focus_area_serves_goals_as_proposals_until_they_are_confirmed(client, db, secretary):
    client.force_login(secretary)
    area, goals = FocusArea.objects.get(code="F1"), [acts.goal("1.2"), acts.goal("2.1")]
    keys = [goal.pk for goal in goals]
    assert (
        edit(client, "fokusomraden", area, secretary, goals=keys[:1], confirmed=keys[1:]).status_code == 302
    )
    links = area.goal_links.order_by("goal__order").values_list("goal__code", "confirmed_on")
    assert [(code, bool(day)) for code, day in links] == [("1.2", False), ("2.1", True)]
    entry = JournalEntry.objects.get(act="serve_goals")
    assert (entry.before["goals"], entry.after) == ("1.2, 3.6", {"goals": "1.2, 2.1", "confirmed": "2.1"})


def test_what_has_taken_effect_is_read_and_only_the_rest_of_it_changed(client, db, secretary):
    client.force_login(secretary)
    acts.adopt_edition(begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027), by=secretary)
    plan, area = StrategicPlan.objects.first(), FocusArea.objects.filter(plan__year=2027, code="F1").get()
    pages = {
        key: reverse("basics_thing", args=[key, each.pk])
        for key, each in (("planer", plan), ("fokusomraden", area))
    }
    for key, place in pages.items():
        page = client.get(place)
        assert f'href="{reverse("edition_new")}"' in page.content.decode()
        assert area.title in page.content.decode() or key == "planer"
        assert set(page.context["form"].fields) - {"seen"} == (
            set() if key == "planer" else {"confirmed", "slug", "order"}
        )
    form = client.get(pages["fokusomraden"]).context["form"]
    [goal, *_] = form.fields["confirmed"].things.values()
    sent = client.post(pages["fokusomraden"], acts.as_posted(form, confirmed=[goal.pk]))
    assert sent.status_code == 302
    assert area.goal_links.get(goal=goal).confirmed_on
    late = client.post(pages["planer"], {"title": "Skrivet innan den trädde i kraft."})
    assert "Skrivet innan den trädde i kraft." in late.content.decode()
    new = client.get(reverse("basics_new", args=["fokusomraden"])).context["form"]
    assert [*new.fields["plan"].things.values()] == []


def test_what_is_taken_already_is_told_at_its_own_field(office, secretary, regional, grand):
    for key, thing, field, value in (
        ("rad", grand, "abbreviation", regional.abbreviation),
        ("fokusomraden", FocusArea.objects.get(code="F1"), "code", "F2"),
        ("mal", acts.goal("1.1"), "code", "1.2"),
    ):
        answer = edit(office, key, thing, secretary, **{field: value})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def removal_of(key, thing):
    return reverse("basics_removal", args=[key, thing.pk])


@pytest.fixture
def mistake(db, secretary):
    facts = {"name": "Fel kommun", "short_name": "Fel", "kind": "municipality", "slug": "fel"}
    return workflow.add_basics(Organisation, by=secretary, **facts)


def test_what_was_added_by_mistake_is_removed_after_a_question_and_the_journal_tells(office, mistake):
    page = removal_of("organisationer", mistake)
    assert page in office.get(reverse("basics_thing", args=["organisationer", mistake.pk])).content.decode()
    assert "Inget hänger på det" in office.get(page).content.decode()
    assert office.post(page, acts.shown(mistake)).url == reverse("basics_list", args=["organisationer"])
    assert not Organisation.objects.filter(slug="fel").exists()
    entry = JournalEntry.objects.get(act="remove_basics")
    assert (entry.sentence, entry.before["slug"]) == ("Organisation ”Fel kommun” togs bort.", "fel")


POINTED = {
    "organisationer": ("timra", [("platser", 7)]),
    "rad": ("regionala-samverkansradet", [("platser", 30)]),
    "strategier": ("2020-2030", None),
    "mal": ("1.1", None),
    "fokusomraden": ("paverkansagenda", [("dagordningspunkter", 1)]),
}


@pytest.mark.parametrize("key", POINTED)
def test_what_is_used_says_what_hangs_on_it_and_how_it_is_ended(client, administrator, regional, key):
    slug, counted = POINTED[key]
    thing = KINDS[key].model.objects.get(slug=slug)
    acts.add(acts.plan(regional, days=9), focus_areas=[FocusArea.objects.get(slug="paverkansagenda")])
    client.force_login(administrator)
    page = client.get(removal_of(key, thing)).content.decode()
    used = workflow.pointing_to(thing)
    assert [name for name, count in used if f"<li>{name}: {count}</li>" not in page] == []
    assert KINDS[key].ends in page
    assert counted is None or dict(counted).items() <= dict(used).items()
    client.post(removal_of(key, thing), acts.shown(thing))
    assert KINDS[key].model.objects.filter(pk=thing.pk).exists()


def test_a_focus_area_takes_its_own_links_along(secretary, db):
    area = FocusArea.objects.get(slug="paverkansagenda")
    assert area.goal_links.exists()
    workflow.remove_basics(area, by=secretary)
    assert not FocusArea.objects.filter(slug="paverkansagenda").exists()


def test_only_the_administrator_removes_a_council(regional, secretary, administrator):
    names = {"name": "Fel", "short_name": "F", "abbreviation": "FEL", "slug": "fel"}
    council = workflow.add_basics(Council, by=administrator, **names)
    with pytest.raises(PermissionDenied, match="bara administratören"):
        workflow.remove_basics(council, by=secretary)
    workflow.remove_basics(council, by=administrator)
    assert not Council.objects.filter(slug="fel").exists()


def test_what_was_removed_does_not_come_back_at_the_next_start(secretary, db):
    area, plan = FocusArea.objects.all(), StrategicPlan.objects.get()
    for each in area:
        workflow.remove_basics(each, by=secretary)
    workflow.remove_basics(plan, by=secretary)
    Appointment.objects.all()._raw_delete("default")
    Seat.objects.all()._raw_delete("default")
    gone = Organisation.objects.get(slug="timra")
    workflow.remove_basics(gone, by=secretary)
    renamed = workflow.change_basics(Organisation.objects.get(slug="ange"), by=secretary, slug="nytt")
    workflow.remove_basics(renamed, by=secretary)
    load_region("vasternorrland")
    assert not Organisation.objects.filter(slug__in=["timra", "ange", "nytt"]).exists()
    assert not StrategicPlan.objects.exists()


def test_djangos_admin_only_shows_what_there_is(administrator, db):
    client = Client()
    client.force_login(administrator)
    for model in {kind.model for kind in KINDS.values()} & {Organisation, Council, Strategy, Goal, FocusArea}:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pk = model.objects.first().pk
        assert client.get(f"{base}{pk}/change/").status_code == 200
        for address in (f"{base}add/", f"{base}{pk}/delete/"):
            assert client.get(address).status_code == 403
        assert client.post(f"{base}{pk}/change/", {}).status_code == 403


@pytest.mark.parametrize(("who", "code"), [("chair", 403), ("preparer", 403), ("secretary", 200)])
def test_only_the_office_comes_in(request, client, db, who, code):
    client.force_login(request.getfixturevalue(who))
    addresses = [reverse("basics"), reverse("basics_list", args=["mal"]), reverse("basics_new", args=["mal"])]
    assert {client.get(address).status_code for address in addresses} == {code}
    assert client.get("/kansli/grunduppgifter/annat/").status_code == (404 if code == 200 else 403)


def test_an_organisation_of_another_region_is_in_no_list_of_choices(client, regional, administrator):
    load_region("vasterbotten")
    other = Organisation.objects.get(slug="region-vasterbotten")
    assert other.is_own is False
    client.force_login(administrator)
    meeting = acts.plan(regional)
    acts.add(meeting)
    seat = regional.seats.first()
    pages = [
        reverse("basics_thing", args=["organisationer", Organisation.objects.get(slug="timra").pk]),
        reverse("seat_new", args=[regional.slug]),
        reverse("seat_facts", args=[regional.slug, seat.pk]),
    ]
    for page in pages:
        assert other.name not in client.get(page).content.decode()
    client.force_login(person_for("secretary"))
    for page in (meeting.items.get().url("item_texts"), meeting.url("item_new"), reverse("proposal_new")):
        assert other.name not in client.get(page).content.decode()


@pytest.mark.parametrize("name", ["sent_on", "answered_on"])
def test_an_issue_is_not_sent_or_answered_on_a_day_to_come(client, db, administrator, name):
    client.force_login(administrator)
    thing = KINDS["paverkansfragor"].model.objects.create(sent_on="2026-01-01", **TYPED["paverkansfragor"])
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    answer = edit(client, "paverkansfragor", thing, administrator, **{name: tomorrow.isoformat()})
    assert [*answer.context["form"].errors] == [name]


@pytest.mark.parametrize("name", ["answer", "result"])
def test_an_issue_that_is_not_sent_has_no_answer_or_result(client, db, administrator, name):
    client.force_login(administrator)
    thing = KINDS["paverkansfragor"].model.objects.create(sent_on="2026-01-01", **TYPED["paverkansfragor"])
    answer = edit(client, "paverkansfragor", thing, administrator, sent_on="", **{name: "Ja."})
    assert [*answer.context["form"].errors] == ["sent_on"]
    thing.refresh_from_db()
    assert thing.sent_on
