"""What the region's registry is told: as a file of a period, and as a feed for its program."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from councils.integration import make_integration, revoke_integration
from councils.models import Integration, JournalEntry
from councils.workflow import change_basics
from meetings.models import AgendaItem, Document
from meetings.reader.registry import ACTS, entries, events_of, of_period, since
from meetings.workflow.consultation import answer_consultation, change_consultation, close_consultation
from meetings.workflow.decision import record_decision
from meetings.workflow.dissent import join_dissent
from meetings.workflow.feedback import receive_feedback, register_feedback
from meetings.workflow.guest import guest_upload, invite_guest
from meetings.workflow.item import add_item, edit_item, put_on_agenda
from meetings.workflow.paper_request import ask_for_paper
from strategy.models import Strategy
from strategy.workflow.strategy import adopt_strategy, begin_strategy
from tests import acts, files

GROUND = "19 kap. 3 § OSL"
FEED = "/diarium/handelser.json"
FILE = "/kansli/diarium.csv"


@pytest.fixture
def secret(administrator):
    return make_integration("Diariet", by=administrator)[1]


@pytest.fixture
def ask(client, secret):
    def ask(cursor=0, key=secret):
        return client.get(FEED, {"efter": cursor}, headers={"authorization": f"Bearer {key}"})

    return ask


def told():
    return [(each.event, each.concerning) for each in events_of(list(entries().order_by("pk")))]


def test_a_year_of_a_matter_is_told_in_its_turn_with_who_sent_what_came_in(
    regional, secretary, member, chair, official
):
    meeting = acts.held(regional, dissent_by=member)
    item = meeting.items.get()
    [own] = item.dissents.all()
    join_dissent(own, seat=acts.seat_of(chair, regional), by=chair)
    acts.published(meeting)
    position, harnosand = item.position, own.seat.organisation
    own = acts.at_home(regional, "harnosand")
    record_decision(position, harnosand, by=own, status="planned")
    row = meeting.minutes.get().feedback.get(organisation=harnosand)
    receive_feedback(row, by=own)
    receive_feedback(row, by=own, registry_number="KS 1")
    ways = [(each.event, each.direction, each.party) for each in events_of(list(entries().order_by("pk")))]
    assert ways == [
        ("meeting_convened", "ut", "Organisationerna i rådet"),
        ("dissent_lodged", "in", "Härnösands kommun"),
        ("dissent_lodged", "in", "Region Västernorrland"),
        ("minutes_approved", "upprättad", ""),
        ("position_published", "upprättad", ""),
        ("formal_decision_recorded", "in", "Härnösands kommun"),
        *[("feedback_received", "in", "Härnösands kommun")] * 2,
    ]


def test_what_the_secretariat_notes_of_an_organisation_is_its_note_and_no_letter_that_came_in(
    regional, secretary, official
):
    """Neither that it is silent, nor what it decided, nor that it has what it was sent; what its own people
    write has come in, in whichever state."""
    meeting = acts.held(regional)
    position = meeting.items.get().position
    acts.published(meeting)
    timra = acts.seat_of(official, regional).organisation
    for by in (secretary, official):
        for status in ("not_answered", "planned"):
            record_decision(position, timra, by=by, status=status, body=by.name)
    row = meeting.minutes.get().feedback.get(organisation=timra)
    for by, number in ((secretary, "KS 1"), (official, "KS 2"), (None, "KS 3")):
        if by:
            receive_feedback(row, by=by, registry_number=number)
        else:
            register_feedback(row, registry_number=number)
    told = entries().filter(act__in=("record_decision", "receive_feedback")).order_by("pk")
    assert [(each.event, each.direction, each.party) for each in events_of(list(told))] == [
        ("formal_decision_unanswered", "upprättad", ""),
        ("formal_decision_noted", "upprättad", ""),
        *[("formal_decision_recorded", "in", "Timrå kommun")] * 2,
        ("feedback_receipt_noted", "upprättad", ""),
        *[("feedback_received", "in", "Timrå kommun")] * 2,
    ]


def test_a_guests_paper_comes_from_the_guest_and_a_request_from_whoever_asked(regional, secretary):
    meeting = acts.summoned(regional, days=10)
    link, _ = invite_guest(meeting.items.get(), by=secretary, name="Inbjuden forskare")
    guest_upload(link, [(SimpleUploadedFile("bilder.pdf", files.pdf("Bilder")), "Bilder")])
    ask_for_paper(Document.objects.get(), text="Jag vill läsa.")
    _, paper, request = events_of(list(entries().order_by("pk")))
    assert (paper.event, paper.party) == ("paper_received", "Inbjuden forskare")
    assert (request.event, request.party) == ("paper_requested", "Den som begärde")


def test_a_consultation_and_what_came_of_it_are_of_no_council(client, regional, secretary, official):
    """They are taken out by themselves, so that no event is registered twice."""
    opened = acts.consultation("timra", registry_number="RS 124-2026")
    answer_consultation(answer := opened.answers.get(), by=official, text="Bra.", send=True)
    answer_consultation(answer, by=official, text="Mycket bra.", send=True)
    close_consultation(opened, by=secretary, reason="Alla har svarat.")
    strategy = begin_strategy(Strategy.objects.in_force(), by=secretary, year_from=2031, year_to=2040)
    adopt_strategy(strategy, by=secretary, adopted_on=timezone.localdate(), adopted_by="Regionfullmäktige")
    acts.summoned(regional)
    of_none = [each for each in events_of(list(entries().order_by("pk"))) if not each.council]
    assert [(each.event, each.direction, each.party) for each in of_none] == [
        ("consultation_opened", "ut", "Organisationerna som tillfrågades"),
        *[("consultation_answered", "in", "Timrå kommun")] * 2,
        ("consultation_closed", "upprättad", ""),
        ("strategy_adopted", "upprättad", ""),
    ]
    assert [each.registry_number for each in of_none] == [*["RS 124-2026"] * 4, ""]
    assert [each.url for each in of_none[:2]] == [
        f"http://testserver{each.get_absolute_url()}" for each in (opened, answer)
    ]
    client.force_login(secretary)
    today = timezone.localdate().isoformat()
    told = {rad: taken_out(client, rad, today) for rad in ("strategi", regional.pk)}
    assert told == {
        "strategi": [
            *("Fastställd strategi", "Remiss, stängd", "Remissvar, ändrat", "Remissvar", "Remiss"),
        ],
        regional.pk: ["Kallelse"],
    }


def taken_out(client, rad, day):
    return [row["Slag"] for row in rows(client.get(FILE, {"rad": rad, "fran": day, "till": day}))]


def test_a_paper_is_told_when_it_is_sent_and_one_that_comes_later_when_it_comes(regional, secretary):
    meeting = acts.plan(regional, days=9)
    item = acts.add(meeting)
    acts.attach(meeting, item, title="Med kallelsen")
    assert told() == []
    acts.send(meeting)
    acts.attach(meeting, item, title="Senare")
    assert [event for event, _ in told()] == ["meeting_convened", "paper_added", "paper_added"]
    assert [concerning for _, concerning in told()][1:] == ["Med kallelsen", "Senare"]


def test_a_paper_of_a_late_item_is_told_when_the_item_is_put_on_the_agenda(regional, secretary):
    meeting = acts.summoned(regional, days=9)
    late = add_item(meeting, by=secretary, **acts.complete(title="Sent ärende"))
    acts.attach(meeting, late, title="Till det sena")
    assert [event for event, _ in told()] == ["meeting_convened"]
    put_on_agenda(late, by=secretary)
    assert [event for event, _ in told()] == ["meeting_convened", "item_added", "paper_added"]


def test_of_a_paper_that_is_not_open_is_told_only_that_it_is_there_and_why(regional):
    meeting = acts.plan(regional, days=9)
    acts.attach(
        meeting, acts.add(meeting), title="Anbud från Sten AB", visibility="restricted", legal_ground=GROUND
    )
    acts.send(meeting)
    ask_for_paper(Document.objects.get(), text="Jag vill läsa Sten AB:s anbud.")
    found = list(events_of(list(entries())))
    assert not any("Sten AB" in json.dumps(each.as_json(), ensure_ascii=False) for each in found)
    grounds = {each.event: each.legal_ground for each in found}
    assert grounds == {"meeting_convened": "", "paper_added": GROUND, "paper_requested": GROUND}


def test_a_proposal_that_came_in_says_from_whom_and_its_number(regional, secretary):
    proposal = acts.proposed(regional)
    [event] = events_of(list(entries()))
    assert (event.event, event.direction, event.party) == ("proposal_received", "in", "Timrå kommun")
    assert event.url == f"http://testserver{proposal.get_absolute_url()}"


@pytest.fixture
def series(regional, secretary):
    return change_basics(regional, by=secretary, registry_pattern="RSR-{år}-{nr:4}")


def numbers(council):
    """As the file of a council tells that they were given, the newest first."""
    now = timezone.now()
    found = of_period(council, now - dt.timedelta(days=1), now + dt.timedelta(days=1))
    return [each for each in found if each.event == "registry_number_given"]


def test_each_number_of_a_series_stands_in_its_councils_file_also_without_a_paper(series):
    meeting = acts.plan(series)
    item = acts.add(meeting, title="Vägen till Nora")
    acts.proposed(series)
    third, second, first = numbers(series)
    assert [each.registry_number[-4:] for each in (first, second, third)] == ["0001", "0002", "0003"]
    assert (second.concerning, second.direction) == (
        f"”Vägen till Nora” fick diarienummer {item.registry_number}.",
        "upprättad",
    )


def test_a_number_stands_where_it_was_given_though_the_matter_has_another_or_moved(series, secretary, grand):
    item, other = acts.add(acts.plan(series)), acts.add(acts.plan(series, days=30))
    edit_item(item, by=secretary, registry_number="RS 2027-7")
    AgendaItem.objects.filter(pk=other.pk).update(meeting=acts.plan(grand))
    told = {each.registry_number[-4:]: each.concerning for each in numbers(series)}
    assert sorted(told) == ["0001", "0002", "0003", "0004"]
    assert told["0002"].endswith("0002. Det har nu diarienummer RS 2027-7.")


def test_a_number_that_a_series_goes_past_is_told_of_with_the_next(series):
    meeting = acts.plan(series)
    year = timezone.localdate().year
    acts.add(meeting, registry_number=f"RSR-{year}-0002")
    acts.add(meeting, title="Nästa")
    assert numbers(series)[0].concerning == (
        f"”Nästa” fick diarienummer RSR-{year}-0003. "
        f"Serien gick förbi RSR-{year}-0002, som redan stod på annat håll."
    )


def test_a_number_typed_on_a_consultation_is_of_no_series_and_stops_nothing(client, ask, series, secretary):
    """Nor is one that is taken away, or written as a number that the series has given."""
    given = acts.plan(series).registry_number
    opened = acts.consultation("timra")
    close_consultation(opened, by=secretary, reason="Alla har svarat.")
    for number in ("rsr-2026-4", given, ""):
        change_consultation(opened, by=secretary, registry_number=number)
    typed = ask().json()["events"][-3:]
    assert [(each["event"], each["council"], each["direction"]) for each in typed] == [
        ("registry_number_typed", "", "upprättad")
    ] * 3
    assert [each["concerning"] for each in typed] == [
        "Remissen ”Ny strategi” fick diarienummer rsr-2026-4.",
        f"Remissen ”Ny strategi” fick diarienummer {given}.",
        "Remissen ”Ny strategi” har inget diarienummer längre.",
    ]
    assert [each.registry_number for each in numbers(series)] == [given]
    client.force_login(secretary)
    today = timezone.localdate().isoformat()
    assert taken_out(client, "strategi", today)[:3] == ["Diarienummer, ändrat för hand"] * 3
    assert taken_out(client, series.pk, today) == ["Diarienummer ur rådets serie"]


@pytest.mark.parametrize("label", ["meetings.consultation", "meetings.meeting", "meetings.gone"])
def test_whatever_a_row_of_the_journal_says_the_others_are_told(series, secretary, label):
    """The journal keeps what every release has written, also of what is there no longer."""
    told = ({}, {"registry_number": "X 1"}, {"registry_number": None}, {"document": 0})
    of_gone = [(act, 0, after) for act in ACTS for after in told]
    opened = acts.consultation("timra")
    typed = [("give_registry_number", opened.pk, after) for after in told]
    for act, key, after in [*of_gone, *(typed if label == "meetings.consultation" else [])]:
        row = {"sentence": "Något hände.", "by": secretary, "at": timezone.now(), "after": after}
        JournalEntry.objects.create(act=act, subject_type=label, subject_id=key, **row)
    meeting = acts.plan(series)
    assert list(events_of(list(entries().order_by("pk"))))[-1].registry_number == meeting.registry_number


def test_a_number_of_a_series_stands_also_when_what_had_it_is_gone(series, secretary):
    """So that the file of the council has no hole."""
    meeting = acts.plan(series)
    [entry] = entries().filter(act="give_registry_number")
    AgendaItem.objects.filter(meeting=meeting).delete()
    meeting.delete()
    [event] = events_of([entry])
    assert (event.registry_number, event.council) == (meeting.registry_number, series.name)
    assert event.concerning == f"Diarienummer {event.registry_number} gavs till något som senare togs bort."


def test_the_events_cost_the_same_however_many_they_are(regional, django_assert_num_queries):
    for _ in range(2):
        acts.summoned(regional)
    rows = list(entries())
    with django_assert_num_queries(2):
        assert len(list(events_of(rows[:1]))) == 1
    with django_assert_num_queries(2):
        assert len(list(events_of(rows))) == 2


def test_every_act_that_is_told_is_one_of_the_journals(db):
    from councils.office_views.journal import ACTS as NAMED

    assert set(ACTS) <= set(NAMED)


# The feed


def test_the_feed_goes_on_after_the_cursor_and_misses_nothing(ask, regional):
    acts.summoned(regional)
    first = ask().json()
    assert [each["event"] for each in first["events"]] == ["meeting_convened"]
    assert ask(first["efter"]).json() == {"events": [], "efter": first["efter"], "more": False}
    acts.summoned(regional)
    again = ask(first["efter"]).json()
    assert [each["event"] for each in again["events"]] == ["meeting_convened"]
    assert again["efter"] > first["efter"]


def test_a_long_feed_comes_in_pieces(regional):
    for _ in range(3):
        acts.summoned(regional)
    found, cursor, is_more = since(0, size=2)
    assert (len(found), is_more) == (2, True)
    rest, end, is_more = since(cursor, size=2)
    assert (len(rest), is_more, end > cursor) == (1, False, True)


@pytest.mark.parametrize("key", ["", "fel"])
def test_nobody_reads_the_feed_without_a_key(ask, key):
    answer = ask(key=key)
    assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store")


def test_the_key_is_shown_once_stored_as_its_hash_and_opens_nothing_once_revoked(client, administrator, ask):
    client.force_login(administrator)
    assert client.post(reverse("integrations"), {"name": ""}).status_code == 422
    page = client.post(reverse("integrations"), {"name": "Platina"})
    made, secret = Integration.objects.get(name="Platina"), page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get(reverse("registry")).content.decode()
    assert secret not in str(vars(made))
    assert ask(key=secret).status_code == 200
    made.refresh_from_db()
    assert made.used_at
    client.post(reverse("integration_revocation", args=[made.pk]))
    assert ask(key=secret).status_code == 401
    told = JournalEntry.objects.filter(subject_type="councils.integration", subject_id=made.pk).order_by("pk")
    assert [entry.act for entry in told] == ["make_integration", "revoke_integration"]


def test_of_the_keys_in_use_each_has_a_name_of_its_own(client, administrator, secret):
    client.force_login(administrator)
    again = client.post(reverse("integrations"), {"name": "DIARIET"})
    assert again.status_code == 422
    assert again.context["form"].errors["name"] == [
        "Det finns redan en nyckel för ”DIARIET”. Skriv ett annat namn, eller dra in den först."
    ]
    client.post(reverse("integration_revocation", args=[Integration.objects.get().pk]))
    assert client.post(reverse("integrations"), {"name": "Diariet"}).status_code == 200
    assert Integration.objects.filter(revoked_at=None).count() == 1


def test_what_was_answered_to_one_with_the_key_is_not_kept_for_one_without(ask, regional):
    acts.summoned(regional)
    assert ask().status_code == 200
    assert ask(key="fel").status_code == 401


def test_a_program_that_asks_too_often_waits(ask):
    for _ in range(60):
        assert ask().status_code == 200
    answer = ask()
    assert (answer.status_code, answer.get("Retry-After")) == (429, "60")


@pytest.mark.parametrize("cursor", ["x", "-1", "1" * 30])
def test_a_cursor_that_is_none_is_told_so(ask, cursor):
    assert ask(cursor).status_code == 400


def test_only_an_administrator_makes_and_revokes_keys(client, secretary, secret):
    client.force_login(secretary)
    assert client.post(reverse("integrations"), {"name": "X"}).status_code == 403
    assert "Integrationer" not in client.get(reverse("registry")).content.decode()


def test_a_revoked_key_is_revoked_once(administrator, secret):
    made = revoke_integration(Integration.objects.get(), by=administrator)
    again = revoke_integration(made, by=administrator)
    assert again.revoked_at == made.revoked_at
    assert JournalEntry.objects.filter(act="revoke_integration").count() == 1


# The file


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_secretariat_takes_out_a_period_of_one_of_its_councils(client, regional, grand, secretary):
    meeting = acts.plan(regional, registry_number="RS 7-2027")
    acts.add(meeting)
    acts.send(meeting)
    acts.summoned(grand)
    client.force_login(secretary)
    today = timezone.localdate().isoformat()
    [row] = rows(client.get(FILE, {"rad": regional.pk, "fran": today, "till": today}))
    assert (row["Datum"], row["Diarienummer"], row["Riktning"]) == (today, "RS 7-2027", "ut")
    assert (row["Slag"], row["Sekretess"]) == ("Kallelse", "")
    assert row["Vad det gäller"].startswith("Kallelsen till mötet")
    assert not rows(client.get(FILE, {"rad": regional.pk, "fran": "2020-01-01", "till": "2020-12-31"}))


def test_a_period_that_lacks_something_is_told_so(client, secretary, regional):
    client.force_login(secretary)
    answer = client.get(FILE, {"rad": regional.pk, "fran": ""})
    assert answer.status_code == 422
    assert "Välj första dagen." in answer.content.decode()


def test_a_period_that_ends_before_it_begins_is_told_so(client, secretary, regional):
    client.force_login(secretary)
    answer = client.get(FILE, {"rad": regional.pk, "fran": "2026-03-02", "till": "2026-03-01"})
    assert answer.status_code == 422
    assert "Sista dagen kan inte komma före den första." in answer.content.decode()


def test_others_take_out_nothing(client, member, administrator, regional):
    asked = {"rad": regional.pk, "fran": "2026-01-01", "till": "2026-12-31"}
    client.force_login(member)
    assert client.get(FILE, asked).status_code == 403
    client.force_login(administrator)
    assert client.get(FILE, asked).status_code == 422
