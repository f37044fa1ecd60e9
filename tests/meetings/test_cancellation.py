"""A cancelled meeting leads its items somewhere and frees its day. It may be taken back."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from meetings.models import AgendaItem, Meeting
from meetings.planning.calendar import invitation, public_feed
from meetings.triggers import install, uninstall
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import continue_item
from meetings.workflow.meeting import cancel_meeting, change_meeting, reinstate_meeting
from meetings.workflow.proposal import recommend
from meetings.workflow.recurring import add_recurring
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from tests import acts

REASON = {"reason": "För få ärenden."}


@pytest.fixture
def called(four, regional):
    """Two items on an agenda sent to four."""
    return acts.summoned(regional, {"title": "Ett"}, {"title": "Två"}, days=20)


def cancel(meeting, **leads):
    """`leads` by the titles of the items."""
    by_id = {meeting.items.get(title=title).pk: to for title, to in leads.items()}
    return cancel_meeting(meeting, by=meeting.secretary, leads=by_id, **REASON)


def reinstate(meeting):
    return reinstate_meeting(meeting, by=meeting.secretary)


def where(title):
    item = AgendaItem.objects.get(title=title)
    return item.stage, item.meeting


def agenda(meeting):
    items = meeting.items.on_the_agenda().order_by("order", "pk")
    return [(item.number, item.title) for item in items]


# Where the items go


def test_its_items_go_to_the_next_planned_meeting_of_the_council(called, regional):
    acts.summoned(regional, {"title": "Annat"}, days=30)
    following = acts.plan(regional, days=40)
    cancel(called)
    assert [where(title) for title in ("Ett", "Två")] == [("ready", following)] * 2


def test_without_a_planned_meeting_they_go_back_to_preparation(called):
    cancel(called)
    assert [where(title) for title in ("Ett", "Två")] == [("in_preparation", None)] * 2


def test_the_page_of_each_of_its_items_says_that_it_is_cancelled(called, regional, secretary, client, member):
    """Of what was led elsewhere, and of what was dropped with the meeting."""
    add_recurring(regional, by=secretary, title="Två")
    pages = [item.get_absolute_url() for item in called.items.order_by("order")]
    client.force_login(member)
    for is_cancelled in (False, True):
        told = ["</a> är inställt." in client.get(page).content.decode() for page in pages]
        assert told == [is_cancelled] * 2
        is_cancelled or cancel(called)


def test_each_goes_where_the_form_says(office, called, regional):
    following = acts.plan(regional, days=40)
    page = office.get(called.url("meeting_cancellation"))
    one, two = (f"item_{called.items.get(title=title).pk}" for title in ("Ett", "Två"))
    assert [page.context["form"][name].value() for name in (one, two)] == [f"mote-{following.pk}"] * 2
    assert following.title in page.content.decode()
    office.post(called.url("meeting_cancellation"), REASON | {one: "dropped", two: "preparation"})
    assert [where("Ett"), where("Två")] == [("withdrawn", called), ("in_preparation", None)]


def test_the_letter_says_where_each_item_goes_and_to_a_guest_only_the_guests_own(
    called, regional, secretary, member, postbox
):
    following = acts.plan(regional, days=40)
    one, two = (called.items.get(title=title) for title in ("Ett", "Två"))
    acts.add(called, title="Aldrig utsänd")
    link, _ = invite_guest(two, by=secretary, name="Forskare", email="forskare@hogskola.example")
    leads = {one.pk: following, two.pk: "dropped"}
    cancel_meeting(called, by=secretary, leads=leads, **REASON)
    on = day(following.date)
    told = f"1. ”Ett” flyttas till mötet med Regionala samverkansrådet den {on}.\n2. ”Två” utgår.\n"
    text = called.letters.get(kind="cancellation", person=member).text
    assert f"Det som stod på dagordningen:\n\n{told}" in text
    assert "Aldrig utsänd" not in text
    [guests] = called.letters.filter(guest=link).exclude(kind="summons")
    assert (guests.kind, "Din punkt:\n\n”Två” utgår.\n" in guests.text) == ("cancellation", True)
    assert "”Ett”" not in guests.text


def test_what_recurs_is_dropped_since_the_next_meeting_has_its_own(called, regional, secretary):
    add_recurring(regional, by=secretary, title="Två")
    acts.plan(regional, days=40)
    cancel(called)
    assert where("Två") == ("withdrawn", called)


def test_what_was_proposed_to_one_council_of_a_joint_meeting_goes_to_its_next(regional, grand):
    joint = acts.plan(grand, days=10, joint_with=[regional])
    acts.lift(acts.proposed(regional, "scheduled", title="Ett"), joint)
    acts.plan(grand, days=20)
    cancel(joint)
    assert where("Ett")[1].council == regional


def test_a_meeting_that_has_handled_something_is_not_cancelled(regional, secretary):
    meeting = acts.summoned(regional, days=0)
    acts.handle(meeting.items.get())
    with pytest.raises(Refused, match="har behandlat minst en punkt"):
        cancel_meeting(meeting, by=secretary, **REASON)


@pytest.mark.both
def test_the_database_leaves_nothing_waiting_on_a_cancelled_meeting(called):
    meetings = Meeting.objects.filter(pk=called.pk)
    done = {"stage": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": called.secretary}
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        meetings.update(**done)
    cancel(called, Ett="dropped")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        AgendaItem.objects.filter(title="Ett").update(stage="on_agenda")


# The day


def test_another_meeting_may_be_planned_on_a_cancelled_day_and_both_have_their_address(
    office, called, regional
):
    cancel(called)
    other = acts.plan(regional, date=called.date)
    assert other.get_absolute_url() == f"/rad/{regional.slug}/moten/{called.date}-2/"
    addresses = {meeting: meeting.get_absolute_url() for meeting in (called, other)}
    assert {meeting: office.get(address).context["meeting"] for meeting, address in addresses.items()} == {
        called: called,
        other: other,
    }
    assert office.get(f"/rad/{regional.slug}/moten/{called.date}-1/").status_code == 404
    assert office.get(other.url("agenda")).status_code == 200


def test_only_one_meeting_a_day_takes_place(called, regional):
    with pytest.raises(ValidationError, match="redan ett möte den dagen"):
        acts.plan(regional, date=called.date)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            council=regional,
            date=called.date,
            end_date=called.date,
            nth=2,
            planned_at=timezone.now(),
            planned_by=called.secretary,
        )


def test_the_second_of_a_day_leaves_its_address_behind_when_it_moves(office, called, regional, secretary):
    cancel(called)
    other = acts.plan(regional, date=called.date)
    old = other.get_absolute_url()
    next_day = called.date + dt.timedelta(days=1)
    moved = change_meeting(other, by=secretary, date=next_day, end_date=next_day)
    assert moved.nth == 1
    assert office.get(old).url == moved.get_absolute_url()


# Taken back


def test_taken_back_its_items_stand_where_they_stood(called, regional):
    acts.plan(regional, days=40)
    back = reinstate(cancel(called, Ett="dropped"))
    assert (back.stage, back.cancelled_reason) == ("convened", "")
    assert agenda(called) == [(1, "Ett"), (2, "Två")]
    assert not any(item.was_late for item in called.items.all())


def test_what_has_gone_further_stays_there(office, called, preparer):
    cancel(called)
    recommend(AgendaItem.objects.get(title="Två"), by=preparer)
    page = office.post(called.url("meeting_reinstatement"), follow=True).content.decode()
    assert agenda(called) == [(1, "Ett")]
    assert "De här punkterna har gått vidare och är kvar där: ”Två”." in page
    assert where("Två") == ("ready", None)


def test_a_planned_meeting_taken_back_is_planned(regional):
    meeting = acts.plan(regional, days=20)
    acts.add(meeting, title="Ett")
    assert reinstate(cancel(meeting)).stage == "planned"
    assert where("Ett") == ("in_preparation", meeting)


def test_what_was_not_ready_is_taken_back_as_it_stood(regional):
    meeting = acts.plan(regional, days=20)
    acts.add(meeting, title="Ett", how="")
    reinstate(cancel(meeting))
    assert where("Ett") == ("in_preparation", meeting)


def test_it_is_taken_back_without_what_has_been_taken_up_again(called, regional, secretary):
    cancel(called, Ett="dropped")
    continue_item(AgendaItem.objects.get(title="Ett"), acts.plan(regional, days=40), by=secretary)
    reinstate(called)
    assert agenda(called) == [(2, "Två")]


def test_a_letter_is_spoken_of_only_where_somebody_has_been_called(office, called, regional):
    planned = cancel(acts.plan(regional, days=40))
    pages = [office.get(each.get_absolute_url()).content.decode() for each in (cancel(called), planned)]
    assert ["De kallade får ett brev" in page for page in pages] == [True, False]


def test_it_is_taken_back_until_its_day_is_over(regional):
    meeting = cancel(acts.plan(regional, days=-1))
    with pytest.raises(PermissionDenied, match="Mötesdagen har passerat"):
        reinstate(meeting)


def test_it_is_not_taken_back_onto_a_day_that_another_meeting_has(office, called, regional):
    cancel(called)
    acts.plan(regional, date=called.date)
    page = office.post(called.url("meeting_reinstatement"), follow=True).content.decode()
    told = "Rådet har ett annat möte den dagen."
    assert page.count(told) == 2, "as the answer, and beside the button"
    page = office.get(called.get_absolute_url()).content.decode()
    assert (told in page, "Ja, mötet blir av" in page) == (True, False)


@pytest.mark.parametrize(
    "name", ["meeting_facts", "meeting_cancellation", "attendance", "closing", "formalities"]
)
def test_of_a_cancelled_meeting_it_is_said_that_it_is_cancelled(office, called, name):
    cancel(called)
    answer = office.get(called.url(name))
    assert (answer.status_code, "Mötet är inställt." in answer.content.decode()) == (403, True)


def test_whoever_has_not_said_where_an_item_goes_is_asked_where_it_goes(office, called):
    page = office.post(called.url("meeting_cancellation"), REASON).content.decode()
    assert ">Välj vart ”Ett” ska.</a>" in page


def sent(meeting):
    """The letters about it have gone."""
    meeting.letters.unsent().update(claimed_at=timezone.now(), sent_at=timezone.now())
    return meeting


def test_whoever_was_told_of_the_cancellation_is_called_again_with_a_higher_number(called):
    reinstate(sent(cancel(sent(called))))
    told = set(called.letters.values_list("kind", "sequence"))
    assert told == {("summons", 0), ("cancellation", 1), ("change", 2)}
    letter = called.letters.filter(kind="change").first()
    assert called.letters.filter(kind="change").count() == 4
    assert letter.subject.startswith("Mötet blir av: ")
    entry = Calendar.from_ical(invitation(letter))
    (event,) = entry.walk("VEVENT")
    assert (entry["method"], event["sequence"], event["status"]) == ("REQUEST", 2, "CONFIRMED")


def test_cancelled_once_more_everyone_is_told_once_more(called):
    cancel(sent(reinstate(sent(cancel(sent(called))))))
    assert called.letters.filter(kind="cancellation").count() == 8


def in_feed(meeting):
    [event] = [each for each in Calendar.from_ical(public_feed()).events if each.start == meeting.starts]
    return event["SEQUENCE"], event["STATUS"], event["DTSTAMP"].dt


ALL_DAY = {"start_time": dt.time(0, 0), "end_time": dt.time(23, 59)}


def test_a_feed_has_a_higher_number_also_for_what_no_letter_tells(four, regional):
    begun = acts.summoned(regional, days=0, **ALL_DAY)
    told = [in_feed(begun)]
    told += [in_feed(act(begun)) for act in (cancel, reinstate)]
    assert [status for _, status, _ in told] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [number for number, _, _ in told] == [0, 1, 2]
    assert sorted(stamp for *_, stamp in told) == [stamp for *_, stamp in told]
    assert not begun.letters.exists()


def test_a_planned_meeting_that_changes_has_a_higher_number_too(regional, secretary):
    planned = acts.plan(regional, days=20)
    moved = change_meeting(planned, by=secretary, start_time=dt.time(8))
    noted = change_meeting(moved, by=secretary, note="Ta med kallelsen.")
    assert in_feed(noted)[0] == 1
    assert in_feed(cancel(noted))[0] == 2


def test_whoever_was_told_before_the_meeting_began_is_told_that_it_takes_place_also_afterwards(
    four, regional, mailoutbox, django_capture_on_commit_callbacks
):
    called = acts.summoned(regional, days=0)
    cancelled = sent(cancel(sent(called)))
    Meeting.objects.filter(pk=called.pk).update(**ALL_DAY)
    with django_capture_on_commit_callbacks(execute=True):
        reinstate(cancelled)
    assert {mail.subject.partition(":")[0] for mail in mailoutbox} == {"Mötet blir av"}
    assert len(mailoutbox) == 4


def test_a_guest_is_told_of_both_and_the_link_works_again(called, secretary):
    link, _ = invite_guest(called.items.get(title="Ett"), by=secretary, name="Forskare", email="f@x.example")
    cancelled = sent(cancel(sent(called)))
    assert not link.item.guests.in_use().exists()
    reinstate(cancelled)
    assert link.item.guests.in_use().exists()
    kinds = called.letters.filter(guest=link).order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["summons", "cancellation", "change"]


def test_what_cancelled_meetings_kept_until_now_goes_back_to_preparation_and_may_come_back(called):
    document = acts.attach(called, called.items.get(title="Ett"))
    uninstall()  # as it was before
    done = {"stage": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": called.secretary}
    Meeting.objects.filter(pk=called.pk).update(**done)
    import_module("meetings.migrations.0003_bring_along").lead_on(apps, None)
    install()
    assert [where(title) for title in ("Ett", "Två")] == [("in_preparation", None)] * 2
    called.refresh_from_db()
    reinstate(called)
    document.refresh_from_db()
    assert agenda(called) == [(1, "Ett"), (2, "Två")]
    assert document.meeting == called
