"""§§ and numbers of positions: in whose turn they are given, that they stay, and that none is given twice."""

import datetime as dt
from html import unescape

import pytest
from django.db import IntegrityError, InternalError, transaction

from councils.journal import history_of
from councils.models import Council
from meetings.minutes.record import compile_record
from meetings.models import AgendaItem, Formality, GivenNumbers, Lift, Meeting, Position
from meetings.workflow.item import add_item, put_on_agenda
from meetings.workflow.lift import lift_item
from meetings.workflow.meeting import cancel_meeting, change_meeting, close_meeting, reopen_meeting
from rus_portal.core.refusal import Refused
from tests import acts

NOVEMBER_20, NOVEMBER_23 = dt.date(2025, 11, 20), dt.date(2025, 11, 23)


def handled(council, *items, **facts):
    """Ready to be closed."""
    meeting = acts.summoned(council, *items, **facts)
    for item in meeting.items.order_by("order"):
        acts.handle(item)
    return meeting


def paragraphs(meeting):
    """First and last."""
    rows = [*meeting.formalities.all(), *meeting.items.on_the_agenda()]
    numbers = sorted(row.paragraph for row in rows)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    return numbers[0], numbers[-1]


def numbers(meeting):
    positions = Position.objects.filter(item__meeting=meeting).order_by("item__order")
    return {position.item.title: position.number for position in positions}


def another(meeting, **changes):
    """One more item, handled at the meeting."""
    added = add_item(meeting, by=meeting.secretary, **acts.complete(**changes))
    return acts.handle(put_on_agenda(added, by=meeting.secretary))


def strike(item):
    lift_item(acts.handle(item, outcome=""), Lift.Way.DROPPED, by=item.meeting.secretary, reason="Utgår.")


# In whose turn


@pytest.fixture
def both(regional):
    """Those of the 20th and the 23rd, neither closed."""
    return handled(regional, date=NOVEMBER_20), handled(regional, date=NOVEMBER_23)


def test_a_meeting_closed_after_a_later_one_is_warned_of_it_by_name_and_asks_for_a_yes(both, secretary):
    early, late = both
    acts.close(late)
    with pytest.raises(
        Refused, match=r"Mötet den 23 november 2025 är redan avslutat\. Mötet den 20 november"
    ):
        close_meeting(early, by=secretary)
    assert Meeting.objects.get(pk=early.pk).stage == "convened"
    close_meeting(early, by=secretary, passing=[late.pk])
    assert (paragraphs(late), paragraphs(early)) == ((1, 7), (8, 14))
    assert "Mötet den 23 november 2025 är redan avslutat" in history_of(early).last().sentence


def test_a_meeting_closed_before_an_earlier_one_is_warned_of_it_too(both, secretary):
    early, late = both
    with pytest.raises(Refused, match="Mötet den 20 november 2025 är inte avslutat"):
        close_meeting(late, by=secretary)
    close_meeting(early, by=secretary)
    close_meeting(late, by=secretary)
    assert (paragraphs(early), paragraphs(late)) == ((1, 7), (8, 14))


def test_the_pages_warn_and_what_was_not_told_of_is_not_agreed_to(office, both):
    early, late = both
    page = office.get(early.items.get().url("item_outcome"))
    assert "är redan avslutat" not in unescape(page.content.decode())
    acts.close(late)
    page = office.post(early.url("closing"), follow=True)
    assert "Mötet den 23 november 2025 är redan avslutat" in unescape(page.content.decode())
    assert f'name="passing" value="{late.pk}"' in page.content.decode()
    assert office.post(early.url("closing"), {"passing": ["x", late.pk]}).url == early.url("minutes")


def test_the_way_to_the_closing_leads_from_the_page_of_the_meeting(office, both):
    early, _ = both
    assert early.url("sitting") in office.get(early.get_absolute_url()).content.decode()
    assert early.url("closing") in office.get(early.url("sitting")).content.decode()
    assert office.get(early.url("closing")).status_code == 200


@pytest.mark.parametrize("apart", ["year", "council", "numbering"])
def test_no_turn_is_kept_between_meetings_that_are_numbered_apart(regional, grand, secretary, apart):
    """Another year's, another council's where both meet, and one that begins from § 1 and adopts nothing."""
    if apart == "numbering":
        regional.numbering = "per_meeting"
        regional.save()
    date = dt.date(2026, 1, 8) if apart == "year" else NOVEMBER_23
    council, joint = (grand, [regional]) if apart == "council" else (regional, [])
    acts.close(handled(council, {"type": "information"}, date=date, joint_with=joint))
    early = handled(regional, {"type": "information"}, date=NOVEMBER_20, joint_with=[grand])
    assert paragraphs(close_meeting(early, by=secretary)) == (1, 7)


def test_positions_have_their_turn_also_where_each_meeting_begins_from_one(both, regional, secretary):
    regional.numbering = "per_meeting"
    regional.save()
    early, late = both
    acts.close(late)
    with pytest.raises(Refused, match="23 november 2025 är redan avslutat"):
        close_meeting(Meeting.objects.get(pk=early.pk), by=secretary)
    acts.close(Meeting.objects.get(pk=early.pk))
    assert (paragraphs(early), [*numbers(early).values()]) == ((1, 7), [2])


# Opened again


@pytest.fixture
def passed(regional):
    """The meeting of the 20th, closed and then followed by that of the 23rd."""
    items = ({"title": "Tåg"}, {"title": "Buss"})
    early = acts.held(regional, *items, date=NOVEMBER_20)
    acts.held(regional, {"title": "Bredband"}, date=NOVEMBER_23)
    return early


def test_a_meeting_opened_again_keeps_its_numbers_though_others_are_closed_meanwhile(regional, secretary):
    early = acts.held(regional, {"title": "Tåg"}, date=NOVEMBER_20)
    reopen_meeting(early, by=secretary)
    late = close_meeting(handled(regional, {"title": "Buss"}, date=NOVEMBER_23), by=secretary)
    assert (paragraphs(late), numbers(late)) == ((8, 14), {"Buss": 2})
    early = close_meeting(early, by=secretary)
    assert (paragraphs(early), numbers(early)) == ((1, 7), {"Tåg": 1})


def test_of_a_later_meeting_that_is_open_again_it_is_said_that_it_keeps_its_numbers(both, secretary):
    early, late = both
    close_meeting(late, by=secretary, passing={early.pk})
    reopen_meeting(late, by=secretary)
    with pytest.raises(Refused, match=r"Mötet den 23 november 2025 är öppet igen och behåller sina nummer\."):
        close_meeting(early, by=secretary)


def test_a_position_taken_back_and_adopted_again_has_the_number_it_had(passed, secretary):
    reopen_meeting(passed, by=secretary)
    for title in ("Buss", "Tåg"):
        item = passed.items.get(title=title)
        acts.handle(item, outcome="")
        acts.handle(item)
    close_meeting(passed, by=secretary)
    assert numbers(passed) == {"Tåg": 1, "Buss": 2}


def test_a_number_left_over_is_told_in_the_minutes_and_given_to_nobody(passed, regional, secretary):
    reopen_meeting(passed, by=secretary)
    acts.handle(passed.items.get(title="Tåg"), outcome="referred_back")
    close_meeting(passed, by=secretary)
    assert numbers(passed) == {"Buss": 2}
    assert compile_record(passed.minutes.get())["unused"] == "ställningstagande RSR 1/2025"
    assert "Nummer som inte används: ställningstagande RSR 1/2025." in history_of(passed).last().sentence
    after = acts.held(regional, {"title": "Vård"}, date=dt.date(2025, 12, 4))
    assert numbers(after) == {"Vård": 4}
    assert "unused" not in compile_record(after.minutes.get())


def test_the_last_paragraph_is_told_of_where_an_item_is_struck_and_another_meeting_follows(
    office, passed, secretary
):
    reopen_meeting(passed, by=secretary)
    strike(passed.items.get(title="Tåg"))
    close_meeting(passed, by=secretary)
    assert paragraphs(passed) == (1, 7)
    assert "§ 8/2025 och ställningstagande RSR 1/2025. Mötet öppnades" in unescape(
        office.get(passed.url("minutes")).content.decode()
    )


def test_there_is_no_room_for_one_more_paragraph_where_another_meeting_follows(passed, secretary):
    reopen_meeting(passed, by=secretary)
    added = another(passed)
    with pytest.raises(
        Refused, match=r"§§ 1–8/2025 .* mötet den 23 november 2025 fortsätter .* 9 paragrafer"
    ):
        close_meeting(passed, by=secretary)
    strike(added)
    close_meeting(passed, by=secretary)
    assert paragraphs(passed) == (1, 8)


def test_one_more_position_gets_the_next_number_after_all_others(passed, secretary):
    reopen_meeting(passed, by=secretary)
    strike(passed.items.get(title="Tåg"))
    another(passed, title="Flyg")
    close_meeting(passed, by=secretary)
    assert (paragraphs(passed), numbers(passed)) == ((1, 8), {"Buss": 2, "Flyg": 4})


@pytest.mark.parametrize(
    ("change", "after"), [("strike", {"Buss": 1}), ("add", {"Tåg": 1, "Buss": 2, "Flyg": 3})]
)
def test_where_nobody_follows_the_numbers_are_whole_and_the_journal_tells_that_they_changed(
    regional, secretary, change, after
):
    meeting = acts.held(regional, {"title": "Tåg"}, {"title": "Buss"}, date=NOVEMBER_20)
    reopen_meeting(meeting, by=secretary)
    if change == "strike":
        strike(meeting.items.get(title="Tåg"))
    else:
        another(meeting, title="Flyg")
    close_meeting(meeting, by=secretary)
    assert (numbers(meeting), paragraphs(meeting)) == (after, (1, 6 + len(after)))
    given = ", ".join(f"{number}/2025" for number in after.values())
    told = f"Det fick §§ 1–{6 + len(after)}/2025, {given} i stället för §§ 1–8/2025, 1/2025, 2/2025."
    assert told in history_of(meeting).last().sentence
    assert "unused" not in compile_record(meeting.minutes.get())


def test_numbers_given_by_an_earlier_version_are_kept_too(passed, secretary):
    GivenNumbers.objects.all().delete()
    reopen_meeting(passed, by=secretary)
    close_meeting(passed, by=secretary)
    assert (paragraphs(passed), numbers(passed)) == ((1, 8), {"Tåg": 1, "Buss": 2})


def test_a_meeting_that_has_its_numbers_is_neither_cancelled_nor_moved(client, passed, secretary):
    reopen_meeting(passed, by=secretary)
    is_neither_cancelled_nor_moved(passed, secretary, "Mötet har hållits och fått sina nummer.")
    client.force_login(secretary)
    page = client.get(passed.get_absolute_url()).content.decode()
    assert ("Öppnat för rättelser" in page, "Kallelse utsänd" in page) == (True, False)
    page = client.get(passed.url("meeting_facts"))
    moved = acts.as_posted(page.context["form"], date="2025-12-29", reason="Krock.")
    refused = client.post(passed.url("meeting_facts"), moved)
    told = "Mötet har hållits och fått sina nummer. Det som har hållits flyttas inte till en annan dag."
    assert refused.context["form"].errors == {"date": [told]}
    page = client.get(passed.url("meeting_cancellation")).content.decode()
    assert "fått sina nummer. Det ställs inte in." in page
    assert '<button class="btn btn-danger" type="button" disabled>Ställ in mötet</button>' in page


def test_nor_is_one_that_has_its_attendance_or_an_outcome(regional, member, secretary):
    meeting = acts.summoned(regional, days=0)
    seat = acts.seat_of(member, regional)
    facts = {"person": member, "seat": seat, "organisation": seat.organisation, "status": "on_site"}
    row = meeting.attendances.create(**facts)
    is_neither_cancelled_nor_moved(meeting, secretary, "Mötet har hållits: närvaron är antecknad.")
    row.delete()
    acts.handle(meeting.items.get())
    is_neither_cancelled_nor_moved(meeting, secretary, "Mötet har behandlat minst en punkt.")


def is_neither_cancelled_nor_moved(meeting, secretary, why):
    with pytest.raises(Refused, match=f"^{why} Det ställs inte in"):
        cancel_meeting(meeting, by=secretary, reason="Sjukdom.")
    moved = meeting.date + dt.timedelta(days=1)
    with pytest.raises(Refused, match=f"^{why} Det som har hållits flyttas inte"):
        change_meeting(meeting, by=secretary, date=moved, end_date=moved)


# In the database


@pytest.mark.both
def test_the_database_gives_no_paragraph_twice_in_a_series(passed, regional, grand, secretary):
    late = Meeting.objects.get(date=NOVEMBER_23)
    last = late.items.get().paragraph
    for rows in (passed.items.filter(title="Tåg"), passed.formalities.filter(kind="opening")):
        for taken in (last, 8):
            with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
                rows.update(paragraph=taken)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        Formality.objects.create(meeting=late, kind="reports", paragraph=1)
    other = acts.held(grand, date=NOVEMBER_20)
    assert paragraphs(other)[0] == 1
    assert AgendaItem.objects.filter(pk=other.items.get().pk).update(paragraph=last) == 1


def test_a_council_that_changes_its_numbering_in_the_year_goes_on_after_the_highest(regional, secretary):
    def paragraphs(meeting):
        rows = [*meeting.items.all(), *meeting.formalities.all()]
        return sorted(row.paragraph for row in rows)

    def numbered(how):
        Council.objects.filter(pk=regional.pk).update(numbering=how)
        return acts.held(Council.objects.get(pk=regional.pk), date=next(days))

    days = (dt.date(2025, month, 3) for month in range(1, 9))
    first, second = numbered("per_meeting"), numbered("per_meeting")
    third = numbered("per_year")
    assert [paragraphs(each)[0] for each in (first, second, third)] == [1, 1, 8]
    acts.close(reopen_meeting(second, by=secretary))
    assert paragraphs(second)[0] == paragraphs(third)[-1] + 1
    fourth = numbered("per_meeting")
    fifth = numbered("per_year")
    assert (paragraphs(fourth)[0], paragraphs(fifth)[0]) == (1, paragraphs(second)[-1] + 1)
