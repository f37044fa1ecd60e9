"""The roll call on the meeting day: who is called out, who comes late, leaves or has a conflict of interest,
and when the meeting is adjourned."""

import datetime as dt
import io
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from councils.models import JournalEntry
from meetings.minutes.record import compile_record
from meetings.models import Adjournment, Attendance, Movement
from meetings.workflow.adjournment import adjourn, resume
from meetings.workflow.attendance import call_out, note_movement, record_attendance
from meetings.workflow.meeting import close_meeting
from rus_portal.core.refusal import Conflict, Refused
from tests import acts

pytestmark = pytest.mark.usefixtures("four")


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, {}, {"type": "information", "title": "Lägesbild"})


def text(response):
    return unescape(response.content.decode())


def page(office, meeting):
    return office.get(meeting.url("sitting"))


def line_for(office, meeting, person):
    return next(line for line in page(office, meeting).context["roll"].lines if line.person == person)


def press(office, meeting, person, status, **facts):
    line = line_for(office, meeting, person)
    bench = next(each for each in page(office, meeting).context["roll"].benches if line in each.lines)
    sent = {"line": line.key, "status": status, "seen": bench.seen}
    return office.post(meeting.url("sitting_roll"), sent | facts, follow=True)


def there(meeting, *people, status="on_site"):
    """Noted by the verb."""
    for person in people:
        own = acts.seat_of(person, meeting.council)
        row = {"person": person, "organisation": own.organisation, "seat": own, "status": status}
        call_out(meeting, [row | {"substitutes_for": None}], by=acts.person_for("secretary"))
    return [meeting.attendances.get(person=person) for person in people]


def statuses(meeting):
    return dict(meeting.attendances.values_list("person", "status"))


def test_nobody_is_there_who_was_not_called_out(office, meeting, member, opposition):
    assert statuses(meeting) == {}
    press(office, meeting, member, "on_site")
    assert statuses(meeting) == {member.pk: "on_site"}
    roll = page(office, meeting).context["roll"]
    assert (roll.there, roll.called, roll.waiting) == (1, 3, 2)
    assert (roll.represented, roll.organisations, roll.balance) == (1, 2, (1, 0))


def test_a_seat_goes_from_not_called_to_on_site_to_a_distance_and_back(office, meeting, member):
    seen = []
    for _ in range(3):
        line = line_for(office, meeting, member)
        press(office, meeting, member, line.next)
        seen.append(line_for(office, meeting, member).status)
    assert seen == ["on_site", "remote", ""]
    assert statuses(meeting) == {}


def test_a_substitute_serves_for_one_who_is_away_and_no_longer_when_that_one_comes(
    office, meeting, member, substitute
):
    serving = line_for(office, meeting, substitute).key
    press(office, meeting, member, "excused", by=serving)
    row = meeting.attendances.get(person=substitute)
    assert (row.status, row.substitutes_for) == ("remote", acts.seat_of(member, meeting.council))
    assert statuses(meeting)[member.pk] == "excused"
    assert page(office, meeting).context["roll"].balance == (1, 0)
    press(office, meeting, member, "on_site")
    row.refresh_from_db()
    assert (row.status, row.substitutes_for) == ("remote", None)


def test_nobody_serves_for_one_who_is_there(meeting, member, substitute):
    [own, serving] = there(meeting, member, substitute)
    row = {"person": substitute, "organisation": serving.organisation, "seat": serving.seat}
    with pytest.raises(Refused, match="är själv med"):
        call_out(
            meeting,
            [row | {"status": "on_site", "substitutes_for": own.seat}],
            by=acts.person_for("secretary"),
        )


def test_the_rest_did_not_answer(office, meeting, member, opposition):
    press(office, meeting, member, "remote")
    office.post(meeting.url("sitting_roll"), {"rest": "1"})
    status = statuses(meeting)
    assert (status[member.pk], status[opposition.pk]) == ("remote", "absent")
    assert line_for(office, meeting, opposition).next == "on_site", "when that one comes"
    assert status[meeting.secretary_id] == "remote", "who keeps the minutes is there"


def test_a_press_that_has_not_seen_another_is_told_and_changes_nothing(office, meeting, member, secretary):
    stale = page(office, meeting).context["roll"].benches[0].seen
    press(office, meeting, member, "remote")
    answer = press(office, meeting, member, "on_site", seen=stale)
    assert "Uppgifterna har ändrats sedan du öppnade sidan" in text(answer)
    assert statuses(meeting) == {member.pk: "remote"}


def test_a_script_gets_the_page_as_it_now_is_at_the_item_where_it_was(office, meeting, member):
    bench = page(office, meeting).context["roll"].benches[0]
    sent = {"line": line_for(office, meeting, member).key, "status": "remote", "seen": bench.seen, "at": "2"}
    answer = office.post(meeting.url("sitting_roll"), sent, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.context["roll"].there) == (200, 1)
    assert answer.context["item"].number == 2
    count = '<span class="count" id="upprop-antal">1 av 3\xa0· 1 av 2 organisationer</span>'
    assert count in text(answer), "of the heading above"


def test_the_journal_has_one_line_for_a_roll_call(meeting, member, opposition):
    there(meeting, member, opposition)
    assert JournalEntry.objects.filter(act="call_out").count() == 1


def test_the_page_opens_with_the_summons_and_nothing_is_recorded_before_the_day(office, regional, member):
    planned, coming = acts.plan(regional, days=30), acts.summoned(regional, days=9)
    assert office.get(planned.url("sitting")).status_code == 403
    answer = office.get(coming.url("sitting"))
    assert "Mötet har inte varit än." in text(answer)
    sent = {"line": answer.context["roll"].lines[0].key, "status": "on_site"}
    assert office.post(coming.url("sitting_roll"), sent).status_code == 403


def test_the_form_of_attendance_shows_what_was_called_out_and_keeps_what_hangs_on_it(
    office, meeting, member, secretary
):
    [own] = there(meeting, member)
    move = note_movement(own, meeting.items.get(number=2), "left", by=secretary)
    form = office.get(meeting.url("attendance")).context["form"]
    assert form[f"status_{acts.line(member)}"].value() == "on_site"
    office.post(meeting.url("attendance"), acts.called(form))
    assert Movement.objects.get() == move


# Who comes and goes


def test_who_left_or_has_not_come_or_has_a_conflict_of_interest_is_not_there(meeting, member, secretary):
    first, second = meeting.items.order_by("number")
    [own] = there(meeting, member)
    found = []
    for kind, item in (("came", second), ("left", second), ("conflict", first), ("conflict", second)):
        move = note_movement(own, item, kind, by=secretary)
        noted = Attendance.objects.get(pk=own.pk)
        found.append((noted.is_there(first), noted.is_there(second)))
        move.delete()
    assert found == [(False, True), (True, False), (False, True), (True, False)]


def test_nobody_leaves_twice_without_coming_between(meeting, member, secretary):
    first, second = meeting.items.order_by("number")
    [own] = there(meeting, member)
    note_movement(own, first, "left", by=secretary)
    with pytest.raises(Refused, match="har redan lämnat mötet då"):
        note_movement(own, second, "left", by=secretary)
    note_movement(own, second, "came", by=secretary)
    assert Movement.objects.count() == 2


@pytest.mark.both
def test_only_who_is_there_comes_and_goes(meeting, member, opposition, secretary):
    item = meeting.items.get(number=1)
    [away] = there(meeting, opposition, status="excused")
    with pytest.raises(Refused, match="Pricka av den som är med först"):
        note_movement(away, item, "left", by=secretary)
    facts = {"kind": "left", "noted_at": timezone.now(), "noted_by": secretary}
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(attendance=away, item=item, **facts)


@pytest.mark.both
def test_who_came_and_went_does_not_vanish_from_the_list(meeting, member, secretary):
    [own] = there(meeting, member)
    note_movement(own, meeting.items.get(number=2), "left", by=secretary)
    with pytest.raises(Refused, match=r"lämnade mötet före punkt 2\. Ta bort det först"):
        record_attendance(meeting, [], by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(pk=own.pk).update(status="absent")


def test_comings_are_noted_and_taken_away_on_the_page(office, meeting, member):
    [own] = there(meeting, member)
    sent = {"attendance": own.pk, "kind": "conflict", "item": meeting.items.get(number=1).pk}
    office.post(meeting.url("sitting_comings"), sent)
    move = Movement.objects.get()
    assert f"{member} (Härnösand): jäv vid punkt 1" in text(page(office, meeting))
    office.post(meeting.url("sitting_comings"), {"remove": move.pk})
    assert not Movement.objects.exists()


def test_a_refusal_is_told_where_it_was_pressed_and_what_was_typed_is_kept(office, meeting, member):
    first, second = meeting.items.order_by("number")
    [own] = there(meeting, member)
    left = {"attendance": own.pk, "kind": "left", "item": second.pk, "at": "2"}
    office.post(meeting.url("sitting_comings"), left)
    again = office.post(meeting.url("sitting_comings"), left | {"item": first.pk})
    assert (again.status_code, again.context["item"]) == (422, second)
    told = f"{member} har redan lämnat mötet då. Ta bort det som inte stämmer först."
    assert again.context["refused"] == {"comings": told}
    assert again.context["move_form"]["kind"].value() == "left"
    assert '<details class="sitting-part" id="handelser" open>' in text(again)
    backwards = {"day": f"{meeting.date}", "begins": "11:00", "ends": "10:15"}
    paused = office.post(meeting.url("sitting_adjournments"), backwards)
    assert paused.context["refused"] == {"adjournments": "Mötet återupptas efter att det har ajournerats."}
    assert [paused.context["pause_form"][name].value() for name in ("begins", "ends")] == ["11:00", "10:15"]


def test_what_another_window_has_taken_away_is_told_of(office, meeting):
    for place in ("comings", "adjournments"):
        answer = office.post(meeting.url(f"sitting_{place}"), {"remove": "1"})
        assert answer.context["refused"] == {place: "Det är redan borttaget."}


# Adjournment


def clock(meeting, hour, minute=0):
    return timezone.make_aware(dt.datetime.combine(meeting.date, dt.time(hour, minute)))


def test_adjournments_have_times_and_never_overlap(meeting, secretary):
    adjourn(meeting, by=secretary, begins=clock(meeting, 10, 45), ends=clock(meeting, 11))
    with pytest.raises(Refused, match="redan ajournerat då"):
        adjourn(meeting, by=secretary, begins=clock(meeting, 10, 50), ends=clock(meeting, 11, 30))
    pause = adjourn(meeting, by=secretary, begins=clock(meeting, 11))
    assert pause.words == "från kl. 11.00"
    assert resume(pause, by=secretary, ends=clock(meeting, 11, 5)).words == "kl. 11.00–11.05"
    with pytest.raises(Refused, match="redan återupptaget"):
        resume(pause, by=secretary, ends=clock(meeting, 11, 6))


def test_a_break_over_midnight_ends_the_day_after(office, regional):
    today = timezone.localdate()
    meeting = acts.summoned(
        regional, days=0, start_time=dt.time(22), end_date=today + dt.timedelta(days=1), end_time=dt.time(1)
    )
    typed = {"day": f"{today}", "begins": "23:50", "ends": "00:10"}
    office.post(meeting.url("sitting_adjournments"), typed)
    [pause] = meeting.adjournments.all()
    assert pause.ends - pause.begins == dt.timedelta(minutes=20)


def test_the_database_knows_one_adjournment_that_goes_on(meeting, secretary):
    facts = {"meeting": meeting, "noted_at": timezone.now(), "noted_by": secretary}
    Adjournment.objects.create(begins=clock(meeting, 10), **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjournment.objects.create(begins=clock(meeting, 11), **facts)


def test_an_adjournment_is_on_a_day_of_the_meeting(meeting, secretary):
    with pytest.raises(Refused, match="någon av sina dagar"):
        adjourn(meeting, by=secretary, begins=clock(meeting, 10) + dt.timedelta(days=1))


def test_a_meeting_goes_on_again_on_one_of_its_days(meeting, secretary):
    pause = adjourn(meeting, by=secretary, begins=clock(meeting, 10))
    with pytest.raises(Refused, match="någon av sina dagar"):
        resume(pause, by=secretary, ends=clock(meeting, 9) + dt.timedelta(days=1))


def test_what_is_noted_as_now_is_offered_on_a_day_of_the_meeting_alone(office, meeting, regional, secretary):
    offered = {}
    for each in (acts.summoned(regional, {}, days=0), meeting):
        before = text(page(office, each))
        adjourn(each, by=secretary, begins=clock(each, 10))
        now = each.meets_on(timezone.localdate())
        offered[now] = "Ajournera nu" in before, "Återuppta mötet nu" in text(page(office, each))
    assert offered == {True: (True, True), False: (False, False)}


def test_the_page_notes_an_adjournment_by_its_times(office, meeting):
    sent = {"day": f"{meeting.date}", "begins": "10:45", "ends": "11:00"}
    office.post(meeting.url("sitting_adjournments"), sent)
    assert "Kl. 10.45–11.00" in text(page(office, meeting))
    answer = office.post(meeting.url("sitting_adjournments"), sent | {"begins": ""}, follow=True)
    assert "Skriv när mötet ajournerades." in text(answer)
    backwards = office.post(meeting.url("sitting_adjournments"), sent | {"ends": "10:15"}, follow=True)
    assert "Mötet återupptas efter att det har ajournerats." in text(backwards)
    assert 'ajournering</h2> <span class="count">1</span>' in text(backwards)


def test_a_meeting_is_not_closed_while_it_is_adjourned(meeting, secretary):
    for item in meeting.items.all():
        acts.handle(item)
    adjourn(meeting, by=secretary, begins=clock(meeting, 10))
    with pytest.raises(Refused, match="Mötet är ajournerat"):
        close_meeting(meeting, by=secretary)


# The minutes


@pytest.fixture
def minuted(meeting, member, opposition, chair, secretary):
    first, second = meeting.items.order_by("number")
    late, off, _ = there(meeting, member, opposition, chair)
    note_movement(late, second, "came", by=secretary)
    note_movement(off, first, "conflict", by=secretary)
    adjourn(meeting, by=secretary, begins=clock(meeting, 10, 45), ends=clock(meeting, 11))
    for item in (first, second):
        acts.handle(item)
    return acts.close(meeting)


def test_the_minutes_tell_who_came_late_who_left_for_an_item_and_the_adjournment(minuted, member, opposition):
    record = compile_record(minuted.minutes.get())
    second = minuted.items.get(number=2)
    people = {each["name"]: each for group in record["attendance"] for each in group["people"]}
    assert people[member.name]["moved"] == f"kom till § {second.paragraph}"
    assert "moved" not in people[opposition.name]
    told = [section.get("conflicts") for section in record["sections"] if section["is_item"]]
    assert told == [[f"{opposition}, Härnösands kommun"], None]
    assert record["adjournments"] == "kl. 10.45–11.00"


def test_minutes_without_any_of_it_say_what_they_said_before(meeting):
    acts.handle(meeting.items.get(number=1))
    acts.handle(meeting.items.get(number=2))
    record = compile_record(acts.close(meeting).minutes.get())
    assert "adjournments" not in record
    assert not any("conflicts" in section for section in record["sections"])


def test_page_and_paper_tell_it(office, minuted, member):
    second = minuted.items.get(number=2)
    shown = text(office.get(minuted.url("minutes")))
    paper = PdfReader(io.BytesIO(office.get(minuted.url("minutes_pdf")).content)).metadata.subject
    assert f"Kom till § {second.paragraph}" in shown
    assert ("Jäv: Ledamot, opposition, Härnösand" in shown, "Kl. 10.45–11.00" in shown) == (True, True)
    told = (
        f"kom till §\N{NO-BREAK SPACE}{second.paragraph}",
        "Jäv: Ledamot, opposition, Härnösand",
        "Kl. 10.45–11.00",
    )
    assert [each for each in told if each not in unescape(paper)] == []


@pytest.mark.both
def test_what_came_and_went_stands_with_the_minutes(minuted, secretary):
    acts.approved(minuted)
    for rows in (Movement.objects.all(), Adjournment.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_a_stale_call_is_a_conflict(meeting, member, secretary):
    own = acts.seat_of(member, meeting.council)
    row = {"person": member, "organisation": own.organisation, "seat": own, "status": "on_site"}
    there(meeting, member, status="remote")
    with pytest.raises(Conflict):
        call_out(meeting, [row], by=secretary, seen="nothing")
