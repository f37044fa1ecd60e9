"""What an organisation and its council were called on the day stands in what they said then."""

import datetime as dt
import importlib
from io import BytesIO

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from pypdf import PdfReader

from councils.models import Appointment, Council, Organisation, Seat
from councils.workflow import change_basics
from meetings.forms.formality import usual_particulars
from meetings.models import DissentingOpinion, FormalDecision, Position
from meetings.pdf import position_pdf
from meetings.positions.expected import expected_organisations
from meetings.workflow.decision import record_decision
from meetings.workflow.dissent import join_dissent
from meetings.workflow.meeting import close_meeting
from meetings.workflow.stance import record_stance
from rus_portal.basics import KINDS, BasicsForm
from tests import acts

OLD, NEW = "Härnösands kommun", "Nya kommunen"


@pytest.fixture
def renamed(regional, opposition, secretary):
    """A published position with dissent and a decision by an organisation that has changed its name since, as
    its council has."""
    meeting = acts.held(regional, dissent_by=opposition)
    acts.published(meeting)
    position = meeting.items.get().position
    home = Organisation.objects.get(slug="harnosand")
    record_decision(position, home, by=secretary, status="planned")
    Organisation.objects.filter(pk=home.pk).update(name=NEW, short_name="Nya")
    Council.objects.filter(pk=regional.pk).update(name="Nya rådet", short_name="NR")
    return position


def test_a_position_names_its_council_and_those_who_dissent_and_decide_as_they_were_called(client, renamed):
    places = [renamed.get_absolute_url(), renamed.item.get_absolute_url(), "/stallningstaganden/"]
    for place in places:
        page = client.get(place).content.decode().split('<ol class="register')[-1]  # filters are of today
        assert (OLD in page, NEW in page) == (True, False), place
    page = client.get(renamed.get_absolute_url()).content.decode()
    assert "Regionala samverkansrådets ställningstagande" in page
    assert "Nya rådets ställningstagande" not in page
    paper = PdfReader(BytesIO(position_pdf(Position.objects.get(pk=renamed.pk)))).metadata["/Subject"]
    assert (OLD in paper, NEW in paper, "Nya rådet" in paper) == (True, False, False)


def test_the_paper_of_a_position_follows_no_title_of_a_seat(regional, opposition, chair):
    item = acts.summoned(regional, days=-1).items.get()
    first = acts.dissent(item, opposition)
    joined = join_dissent(first, seat=acts.seat_of(chair, regional), by=chair)
    acts.handle(item)
    Seat.objects.filter(pk__in=[first.seat_id, joined.seat_id]).update(title="Talman")
    paper = PdfReader(BytesIO(position_pdf(Position.objects.get()))).metadata["/Subject"]
    names = (first.person.name, joined.person.name)
    assert ([name in paper for name in names], "Talman" in paper) == ([True, True], False)


def test_a_position_keeps_the_abbreviation_it_was_numbered_under(client, renamed, regional, secretary):
    change_basics(regional, by=secretary, abbreviation="NR")
    designation = f"RSR {renamed.number}/{renamed.year}"
    kept = Position.objects.get(pk=renamed.pk)
    assert kept.designation == designation
    for place in (renamed.get_absolute_url(), "/stallningstaganden/"):
        assert designation in client.get(place).content.decode()
    assert len(client.get("/stallningstaganden/", {"q": designation}).context["found"].page) == 1


@pytest.mark.both
def test_no_designation_stands_twice(renamed, regional, grand, secretary):
    twin = acts.held(grand, date=renamed.adopted_on).items.get().position
    assert (twin.number, twin.designation) == (renamed.number, f"SSR {renamed.number}/{renamed.year}")
    for forge in (
        lambda: Position.objects.filter(pk=twin.pk).update(council_abbreviation="RSR"),
        lambda: Position.objects.filter(pk=twin.pk).update(council_abbreviation=" "),
        lambda: Position.objects.filter(pk=renamed.pk).update(council_abbreviation="SSRX"),
        lambda: Council.objects.filter(pk=grand.pk).update(abbreviation="RSR"),
        lambda: Council.objects.filter(pk=grand.pk).update(abbreviation=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forge()


def test_an_abbreviation_that_another_council_had_is_not_given_on(
    office, renamed, regional, grand, secretary
):
    change_basics(regional, by=secretary, abbreviation="NR")
    form = BasicsForm(kind=KINDS["rad"], saved=grand, person=secretary)
    for typed, told in (
        ("RSR", "RSR står på ställningstaganden från ett annat råd. Välj en annan förkortning."),
        ("NR", "Ett annat råd har redan den förkortningen."),
        ("ssr 1", "Skriv två till tio stora bokstäver eller siffror."),
        ("", "Ange samverkansrådets förkortning, som RSR."),
    ):
        answer = office.post(
            reverse("basics_thing", args=["rad", grand.pk]), acts.as_posted(form, abbreviation=typed)
        )
        assert told in answer.content.decode(), typed
    assert Council.objects.get(pk=grand.pk).abbreviation == "SSR"


def test_councils_from_before_are_abbreviated_by_their_names(db):
    names = {
        "Regionala samverkansrådet": "RSR",
        "Stora samverkansrådet": "SSR",
        "Rådet": "RR",
        "Runda samverkansrådet": "RSR2",
        "Forum för tillväxt i Åre": "FFTIÅ",
    }
    for order, name in enumerate(names):
        facts = {"name": name, "order": order, "abbreviation": f"X{order}"}
        Council.objects.update_or_create(slug=slugify(name), defaults=facts)
    importlib.import_module("councils.migrations.0003_bring_along").abbreviate(Council.objects)
    assert {each.name: each.abbreviation for each in Council.objects.filter(kind="council")} == names


def test_it_is_found_by_the_name_it_had(client, renamed):
    for words, hits in ((OLD, 1), (NEW, 0)):
        assert len(client.get("/stallningstaganden/", {"q": words}).context["found"].page) == hits


def test_the_name_is_that_of_the_meeting_also_where_the_dissent_was_lodged_before(
    regional, opposition, secretary
):
    meeting = acts.summoned(regional, days=0)
    item = meeting.items.get()
    opinion = acts.dissent(item, opposition)
    assert opinion.organisation_name == OLD
    Organisation.objects.filter(slug="harnosand").update(name=NEW)
    acts.handle(item)
    close_meeting(meeting, by=secretary)
    assert DissentingOpinion.objects.get().organisation_name == NEW


def test_minutes_call_an_organisation_by_one_name_also_where_it_dissents(regional, opposition):
    meeting = acts.held(regional, dissent_by=opposition)
    Organisation.objects.filter(slug="harnosand").update(name=NEW)
    record = acts.approved(meeting).record
    assert OLD not in str(record)
    [told] = [each["organisation"] for section in record["sections"] for each in section.get("dissents", [])]
    assert (told, DissentingOpinion.objects.get().organisation_name) == (NEW, NEW)


def test_a_decision_is_named_anew_only_when_it_is_another(renamed, secretary):
    home = Organisation.objects.get(slug="harnosand")
    record_decision(renamed, home, by=secretary, status="planned", note="Rättad.")
    assert FormalDecision.objects.get().organisation_name == OLD
    record_decision(renamed, home, by=secretary, status="not_needed")
    assert FormalDecision.objects.get().organisation_name == NEW


@pytest.fixture
def three(db):
    """Three municipalities; each of the first two is to be succeeded by the next."""
    return [Organisation.objects.get(slug=slug) for slug in ("timra", "sundsvall", "ange")]


def succeed(old, new, date):
    Organisation.objects.filter(pk=old.pk).update(successor=new, succeeded_on=date)


@pytest.mark.both
def test_the_database_refuses_a_succession_that_cannot_be(three):
    first, second, third = three
    succeed(first, second, "2026-01-01")
    succeed(second, third, "2027-01-01")
    for old, new, date in (
        (first, first, "2026-01-01"),
        (first, second, None),
        (first, None, "2026-01-01"),
        (third, first, "2028-01-01"),  # in a circle
        (third, first, "2025-01-01"),
        (first, second, "2027-01-01"),  # not before its successor is succeeded
        (second, third, "2026-01-01"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            succeed(old, new, date)


def test_the_pages_of_old_and_new_lead_to_each_other_and_keep_what_was_said(client, renamed, three):
    home, heir = Organisation.objects.get(slug="harnosand"), three[0]
    succeed(home, heir, dt.date(2026, 1, 1))
    old = client.get(reverse("organisation", args=["harnosand"])).content.decode()
    new = client.get(reverse("organisation", args=["timra"])).content.decode()
    assert f'href="{heir.get_absolute_url()}"' in old
    assert "1 januari 2026" in old
    assert f'href="{home.get_absolute_url()}"' in new
    assert f'href="{renamed.get_absolute_url()}"' in old
    assert f'href="{renamed.get_absolute_url()}"' not in new


@pytest.mark.both
@pytest.mark.skipif(connection.vendor == "sqlite", reason="there triggers make way for migrations")
def test_an_upgrade_fills_in_the_names_also_of_what_is_sealed(renamed):
    Council.objects.filter(kind="council").update(abbreviation=Concat("abbreviation", Value("X")))
    module = importlib.import_module("meetings.migrations.0003_bring_along")
    with connection.schema_editor() as editor:
        module.name_as_of_the_day(apps, editor)
        module.abbreviate_as_of_the_day(apps, editor)
    assert DissentingOpinion.objects.get().organisation_name == NEW
    assert Position.objects.get().council_abbreviation == "RSRX"
    with pytest.raises(IntegrityError), transaction.atomic():
        DissentingOpinion.objects.update(organisation_name=OLD)


def test_no_new_seat_is_offered_for_an_organisation_that_another_has_succeeded(office, regional, three):
    first, second, _ = three
    succeed(first, second, "2026-01-01")
    held = regional.seats.filter(organisation=first).first()
    pages = [reverse("seat_new", args=[regional.slug]), reverse("seat_facts", args=[regional.slug, held.pk])]
    new, saved = (office.get(page).context["form"].fields.get("organisation") for page in pages)
    assert (str(first.pk) in new.things, str(second.pk) in new.things) == (False, True)
    assert saved is None, "what a held seat is stands fast"


@pytest.fixture
def renewed(regional, three):
    """A new municipality follows another in three weeks; its seat is there, and nobody sits in it yet."""
    old, *_ = three
    day = timezone.localdate() + dt.timedelta(days=21)
    new = Organisation.objects.create(slug="nya", name=NEW, short_name="Nya", kind="municipality", order=99)
    succeed(old, new, day)
    Appointment.objects.filter(seat__organisation=old).update(ends=day - dt.timedelta(days=1))
    Seat.objects.create(council=regional, organisation=new, capacity="member", side="majority", order=99)
    return old, new, day


def there(council, day, *organisations):
    """Those of them that have a seat in the council that day, as the rows and the database say it."""
    found = {seat.organisation for seat in council.seats.there(day)}
    assert found == {seat.organisation for seat in council.seats.with_days() if seat.exists_on(day)}
    return found & {*organisations}


@pytest.mark.both
def test_an_empty_seat_counts_while_its_organisation_is_there(regional, renewed):
    old, new, day = renewed
    eve = day - dt.timedelta(days=1)
    assert (there(regional, eve, old, new), there(regional, day, old, new)) == ({old}, {new})
    other = Organisation.objects.get(slug="kramfors")
    Appointment.objects.filter(seat__organisation=other).update(ends=eve)
    succeed(old, other, day)  # one that has long been there
    assert there(regional, eve, old, other) == {old, other}


def test_a_seat_that_is_held_all_the_same_counts(regional, renewed, member):
    old, new, day = renewed
    eve = day - dt.timedelta(days=1)
    Appointment.objects.create(seat=Seat.objects.get(organisation=new), person=member, begins=eve)
    Appointment.objects.filter(seat__organisation=old).update(ends=day)
    assert (there(regional, eve, old, new), there(regional, day, old, new)) == ({old, new}, {old, new})


def test_no_page_waits_for_an_organisation_that_is_not_there(client, regional, renewed, secretary):
    old, new, day = renewed
    for date, is_there, is_not in ((day - dt.timedelta(days=1), old, new), (day, new, old)):
        meeting = acts.plan(regional, date=date)
        expected = expected_organisations(meeting)
        assert (is_there in expected, is_not in expected) == (True, False)
        assert is_not.short_name not in usual_particulars(meeting)["vacant"]
    assert NEW not in client.get(regional.get_absolute_url()).content.decode()
    assert "Vakant" not in client.get(new.get_absolute_url()).content.decode()
    client.force_login(secretary)
    assert NEW not in client.get("/kansli/").content.decode()
    assert NEW in client.get("/kansli/platser/").content.decode(), "there it gets who is to sit in it"


def test_what_is_sealed_says_nothing_of_seats_that_came_to_end_before_its_day(
    client, regional, opposition, chair, official, secretary
):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    home = official.standing.appointments[0].seat.organisation
    record_stance(item, home, by=official, status="supports")
    acts.dissent(item, opposition)
    acts.handle(item)
    acts.published(acts.close(meeting))
    ended = Appointment.objects.filter(person__in=[opposition, chair, official])
    ended.update(ends=meeting.date - dt.timedelta(days=1))
    item.refresh_from_db()
    for place in (item.position.get_absolute_url(), item.get_absolute_url()):
        assert "inte tar del i ställningstagandet" not in client.get(place).content.decode(), place
    assert chair.name in client.get(meeting.get_absolute_url()).content.decode()
    client.force_login(secretary)
    assert "Lämnat av någon" not in client.get(meeting.url("stances")).content.decode()
    assert [each.is_left for each in item.stances.with_recorder()] == [False]
