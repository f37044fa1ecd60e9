"""Breaks and meals on an agenda: rows of their own between the items, which move the times."""

import re

import pytest

from councils.models import JournalEntry
from meetings.agenda.timetable import timetable_of
from meetings.documents.bundle import contents_for
from meetings.documents.summons import summons_for
from meetings.models import Meeting
from meetings.pdf import bundle_text
from meetings.workflow.agenda import add_break, approve_agenda, ask_for_approval, order_items, remove_break
from meetings.workflow.item import edit_item
from meetings.workflow.summons import send_summons
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.reading.asking import who_reads
from tests.pdf.records import pages


@pytest.fixture
def meeting(regional):
    """Three quarters of an hour each, from nine."""
    meeting = acts.plan(regional, days=30)
    for title in ("Ett", "Två", "Tre"):
        acts.add(meeting, title=title, minutes_needed=45)
    return meeting


@pytest.fixture
def lunch(meeting, secretary):
    first = meeting.items.get(title="Ett")
    return add_break(meeting, by=secretary, kind="lunch", minutes=60, after=first.pk)


def plan(meeting):
    """The agenda as (time, what)."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    items = list(meeting.items.exclude(stage="withdrawn").order_by("order", "pk"))
    return [(f"{slot.starts:%H.%M}", f"{row}") for row, slot in timetable_of(meeting, items).plan(items)]


LUNCH_AFTER_ETT = [("09.00", "Ett"), ("09.45", "Lunch"), ("10.45", "Två"), ("11.30", "Tre")]


def test_a_break_moves_the_times_of_what_comes_after_it(meeting, lunch):
    assert plan(meeting) == LUNCH_AFTER_ETT
    items = list(meeting.items.order_by("order"))
    timetable = timetable_of(Meeting.objects.get(pk=meeting.pk), items)
    assert (timetable.total, timetable.overrun, timetable.ends_clock) == (195, 15, "12.15")


def test_a_new_break_is_offered_where_the_longest_time_without_one_is_parted(meeting, secretary):
    def offered():
        items = list(meeting.items.order_by("order"))
        parted = timetable_of(Meeting.objects.get(pk=meeting.pk), items).longest_without(items)
        return parted and parted.title

    assert offered() == "Ett"  # as good as after the second, and sooner
    first = meeting.items.get(title="Ett")
    edit_item(meeting.items.get(title="Tre"), by=secretary, minutes_needed=150)
    assert offered() == "Två"
    add_break(meeting, by=secretary, kind="pause", minutes=15, after=meeting.items.get(title="Två").pk)
    assert offered() == "Tre"
    edit_item(first, by=secretary, minutes_needed=200)
    assert offered() == "Ett"
    meeting.items.all().delete()
    assert offered() is None


def test_the_builder_begins_with_that_place(client, meeting, secretary):
    client.force_login(secretary)
    page = client.get(meeting.url("agenda")).content.decode()
    chosen = re.search(r'<option value="(\d+)" selected>', page.split('name="after"')[1])[1]
    assert int(chosen) == meeting.items.get(title="Ett").pk


def test_a_break_is_moved_among_the_items(meeting, lunch, secretary):
    rows = list(Meeting.objects.get(pk=meeting.pk).agenda_rows)
    assert rows[1] == lunch.row
    order_items(meeting, [lunch.row, rows[0], *rows[2:]], by=secretary)
    assert [what for _, what in plan(meeting)] == ["Lunch", "Ett", "Två", "Tre"]
    order_items(meeting, [rows[0], *rows[2:], lunch.row], by=secretary)
    assert [what for _, what in plan(meeting)] == ["Ett", "Två", "Tre", "Lunch"]


def test_a_break_keeps_its_place_when_the_agenda_is_sent_and_an_item_lifted(meeting, lunch):
    acts.drop(meeting.items.get(title="Två"))
    acts.send(meeting)
    assert plan(meeting) == [("09.00", "Ett"), ("09.45", "Lunch"), ("10.45", "Tre")]
    acts.drop(meeting.items.get(title="Ett"))
    assert plan(meeting) == [("09.00", "Lunch"), ("10.00", "Tre")]


def test_those_who_read_the_agenda_read_its_breaks(meeting, lunch, readers):
    acts.send(meeting)
    address = meeting.get_absolute_url()
    assert who_reads(readers, address, ">Lunch</div>") == who_reads(readers, address, ">Två</a>")


@pytest.mark.pdf
def test_the_summons_and_the_papers_have_the_breaks_also_after_the_last_item(meeting, lunch, secretary):
    last = meeting.items.get(title="Tre")
    add_break(meeting, by=secretary, kind="pause", minutes=20, after=last.pk)
    acts.send(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    printed = pages(summons_for(secretary, meeting))[0]
    contents = contents_for(secretary, meeting)
    bundled = " ".join(re.sub("<[^>]*>", " ", bundle_text(contents)).split())
    for paper in (printed, bundled):
        order = [paper.index(what) for what in ("09.45 Lunch, 60 minuter", "10.45", "12.15 Paus, 20 minuter")]
        assert order == sorted(order)


def test_a_new_break_asks_for_a_new_approval_and_is_told_as_a_change(meeting, secretary, chair, lunch):
    ask_for_approval(meeting, by=secretary)
    approve_agenda(meeting, by=chair)
    remove_break(lunch, by=secretary)
    with pytest.raises(Refused, match="ändrats sedan den godkändes"):
        send_summons(meeting, by=secretary)
    assert JournalEntry.objects.filter(act="remove_break").exists()


def test_the_secretary_puts_in_and_takes_away_a_break_on_the_agenda(office, meeting):
    first = meeting.items.get(title="Ett")
    rows = acts.as_posted(office.get(meeting.url("agenda")).context["form"])
    put = rows | {"break": "1", "kind": "lunch", "minutes": "60", "after": f"{first.pk}"}
    assert office.post(meeting.url("agenda_order"), put | {"minutes": "0"}).status_code == 422
    told = office.post(meeting.url("agenda_order"), put, follow=True).content.decode()
    assert ("Lunchen är inlagd." in told, "Pausen" in told) == (True, False)
    assert plan(meeting) == LUNCH_AFTER_ETT
    lunch = meeting.breaks.get()
    rows = acts.as_posted(office.get(meeting.url("agenda")).context["form"])
    office.post(meeting.url("agenda_order"), rows | {f"minutes_{lunch.row}": "30", "down": lunch.row})
    assert plan(meeting)[2] == ("10.30", "Lunch")
    rows = acts.as_posted(office.get(meeting.url("agenda")).context["form"])
    office.post(meeting.url("agenda_order"), rows | {"without": lunch.row})
    assert not meeting.breaks.exists()


def test_minutes_that_were_typed_go_along_with_whatever_button_is_pressed_beside_them(office, meeting):
    """Without script too: the new break lies in the form of the rows, with nothing in it where Enter would
    send the rows alone, and so do the buttons of what was lifted off."""
    one, two = meeting.items.get(title="Ett"), meeting.items.get(title="Två")
    acts.lift(two, "dropped")
    page = office.get(meeting.url("agenda"))
    told = page.content.decode()
    [form] = re.findall('<form id="ordning".*?</form>', told, re.DOTALL)
    assert re.findall('<(?:select|input[^>]*type="(?:number|text)")[^>]*name="(kind|minutes|after)"', form)
    assert not re.findall('<input[^>]*name="(?:kind|minutes|after)"', form)
    assert 'form="ordning" name="back"' in told
    just_lifted = office.get(f"{meeting.url('agenda')}?avlyft={meeting.lifts.get().pk}").content.decode()
    first = re.search('<button[^>]*form="ordning"[^>]*>', just_lifted)[0]
    assert "Ångra" in just_lifted
    assert "name=" not in first  # what Enter in a field presses
    typed = acts.as_posted(page.context["form"]) | {f"minutes_{one.pk}": "50"}
    new = {"break": "1", "kind": "pause", "minutes": "15", "after": f"{one.pk}"}
    assert (
        office.post(meeting.url("agenda_order"), typed | new | {f"minutes_{one.pk}": "x"}).status_code == 422
    )
    office.post(meeting.url("agenda_order"), typed | new)
    one.refresh_from_db()
    assert (one.minutes_needed, meeting.breaks.count()) == (50, 1)
    typed = acts.as_posted(office.get(meeting.url("agenda")).context["form"]) | {f"minutes_{one.pk}": "40"}
    office.post(meeting.url("agenda_order"), typed | {"back": str(meeting.lifts.get().pk)})
    one.refresh_from_db()
    assert (one.minutes_needed, meeting.items.filter(stage="withdrawn").exists()) == (40, False)


def test_an_item_that_is_not_there_any_more_is_told(meeting, secretary):
    with pytest.raises(Refused, match="står inte kvar"):
        add_break(meeting, by=secretary, kind="pause", minutes=15, after=10**9)
