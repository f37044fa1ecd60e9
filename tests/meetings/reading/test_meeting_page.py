"""The page of a meeting: one address, more for those who may see more."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.workflow.item import put_on_agenda
from meetings.workflow.meeting import cancel_meeting, change_meeting
from tests import acts
from tests.meetings.reading.asking import EVERYONE, INSIDE, OUTSIDE, PREPARING, attach, page, who_reads


def test_everyone_sees_when_and_where_a_meeting_is(regional, readers):
    meeting = acts.plan(regional, days=30, place="Residenset, Härnösand", format="on_site")
    address = meeting.get_absolute_url()
    assert who_reads(readers, address, "Residenset, Härnösand") == EVERYONE
    assert who_reads(readers, address, "kl. 09.00–12.00") == EVERYONE


def test_a_drafted_agenda_is_read_by_those_who_prepare_it(regional, readers):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting, title="Kust till kust")
    assert who_reads(readers, meeting.get_absolute_url(), "Kust till kust") == PREPARING


def test_a_sent_agenda_is_read_by_the_council(regional, readers):
    meeting = acts.summoned(regional, {"title": "Kust till kust"}, days=10)
    assert who_reads(readers, meeting.get_absolute_url(), "Kust till kust") == INSIDE | PREPARING


def test_a_published_agenda_is_read_by_everyone(regional, readers):
    meeting = acts.held(regional, {"title": "Kust till kust"})
    assert who_reads(readers, meeting.get_absolute_url(), "Kust till kust") == INSIDE | PREPARING
    acts.published(meeting)
    assert who_reads(readers, meeting.get_absolute_url(), "Kust till kust") == EVERYONE


def test_those_who_may_not_read_the_agenda_are_told_when_they_may(regional, readers):
    meeting = acts.summoned(regional, days=30)
    due = "Dagordningen publiceras med protokollet, som ska vara justerat senast den"
    assert who_reads(readers, meeting.get_absolute_url(), due) == OUTSIDE
    planned = acts.plan(regional, days=40)
    promised = "Dagordningen visas här när kallelsen har gått ut"
    assert who_reads(readers, planned.get_absolute_url(), promised) == (INSIDE | PREPARING) - {"secretary"}


def test_each_is_led_to_what_stands_beside_the_meeting_and_nobody_else(regional, readers):
    meeting = acts.summoned(regional, days=10)
    address = meeting.get_absolute_url()
    beside = {
        meeting.url("agenda_versions"): INSIDE,
        meeting.url("stances"): INSIDE,
        meeting.url("meeting_history"): {"secretary", "administrator"},
    }
    assert {link: who_reads(readers, address, f'href="{link}"') for link in beside} == beside
    for steps in (address, meeting.items.get().get_absolute_url()):
        assert who_reads(readers, steps, ">Nästa steg</h2>") == {"secretary"}


def test_a_public_paper_is_open_to_all_and_noted_on_by_those_who_follow(regional, readers):
    meeting = acts.summoned(regional)
    acts.attach(meeting, title="Karta", visibility="public")
    acts.handle(meeting.items.get())
    address = acts.published(acts.close(meeting)).meeting.get_absolute_url()
    assert who_reads(readers, address, "Karta") == EVERYONE
    assert who_reads(readers, address, ">Anteckna<") == INSIDE | PREPARING


def test_the_digital_link_is_for_those_who_take_part(regional, grand, readers):
    link = "https://mote.example/hemligt"
    meeting = acts.plan(regional, days=10, link=link)
    assert who_reads(readers, meeting.get_absolute_url(), link) == INSIDE
    joint = acts.plan(grand, days=20, joint_with=[regional], link=link)
    assert who_reads(readers, joint.get_absolute_url(), link) == INSIDE | {"outsider"}


def test_the_digital_link_is_gone_when_the_meeting_has_been(regional, readers):
    meeting = acts.held(regional, link="https://mote.example/hemligt")
    assert who_reads(readers, meeting.get_absolute_url(), "mote.example") == set()


def test_the_reasons_for_cancelling_and_moving_are_for_the_council(regional, secretary, readers):
    cancelled = cancel_meeting(acts.plan(regional, days=10), by=secretary, reason="För få ärenden.")
    moved = acts.plan(regional, days=20)
    later = moved.date + dt.timedelta(days=7)
    moved = change_meeting(moved, by=secretary, date=later, end_date=later, reason="Krock.")
    for meeting, words, reason in (
        (cancelled, "Mötet är inställt.", "För få ärenden."),
        (moved, "Mötet är flyttat från den", "Krock."),
    ):
        assert who_reads(readers, meeting.get_absolute_url(), words) == EVERYONE
        assert who_reads(readers, meeting.get_absolute_url(), reason) == INSIDE | PREPARING


def test_the_old_address_of_a_moved_meeting_leads_to_the_new_one(client, regional, secretary):
    meeting = acts.plan(regional, days=20)
    old = meeting.get_absolute_url()
    later = meeting.date + dt.timedelta(days=7)
    moved = change_meeting(meeting, by=secretary, date=later, end_date=later, reason="Krock.")
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, moved.get_absolute_url())


def test_a_joint_meeting_is_found_below_each_council_that_meets(client, regional, grand):
    meeting = acts.plan(regional, days=20, joint_with=[grand])
    below_the_other = meeting.get_absolute_url().replace(regional.slug, grand.slug)
    response = client.get(below_the_other)
    assert (response.status_code, response["Location"]) == (301, meeting.get_absolute_url())
    assert client.get(meeting.get_absolute_url() + "punkter/9/").status_code == 404


def test_a_day_without_a_meeting_is_not_found(client, regional):
    assert client.get("/rad/regionala-samverkansradet/moten/2031-01-01/").status_code == 404
    assert client.get("/rad/regionala-samverkansradet/moten/2031-13-41/").status_code == 404


def test_the_agenda_shows_number_time_and_minutes(regional, member, client):
    items = [{"title": f"Fråga {n}", "minutes_needed": 25} for n in (1, 2, 3)]
    meeting = acts.summoned(regional, *items, days=10)
    client.force_login(member)
    rows = client.get(meeting.get_absolute_url()).context["rows"]
    assert [(row.item.number, row.slot.clock) for row in rows] == [
        (1, "09.00"),
        (2, "09.25"),
        (3, "09.50"),
    ]


def test_an_agenda_that_runs_over_says_so(regional, member, client):
    meeting = acts.summoned(regional, {"minutes_needed": 200}, days=10)
    client.force_login(member)
    assert "20 minuter över tiden" in page(client, meeting.get_absolute_url())


def test_an_item_added_after_the_summons_is_marked(regional, member, secretary, client):
    meeting = acts.summoned(regional, {"title": "I tid"}, days=10)
    late = acts.add(meeting, title="Sen")
    client.force_login(member)
    assert "Sen" not in page(client, meeting.get_absolute_url())
    put_on_agenda(late, by=secretary)
    assert page(client, meeting.get_absolute_url()).count("Tillagd efter kallelsen") == 1


def test_an_adopted_item_shows_consensus_or_dissent(regional, opposition, client):
    meeting = acts.held(regional, {"title": "Delad"}, {"title": "Enig"}, dissent_by=opposition)
    acts.published(meeting)
    rows = client.get(meeting.get_absolute_url()).context["rows"]
    assert [(row.item.title, row.outcome, row.item.dissent_count) for row in rows] == [
        ("Delad", "adopted", 1),
        ("Enig", "adopted", 0),
    ]


def test_the_preparatory_group_never_sees_consensus_where_there_is_dissent(
    regional, opposition, preparer, client
):
    meeting = acts.held(regional, dissent_by=opposition)
    client.force_login(preparer)
    for address in (meeting.get_absolute_url(), meeting.items.get().get_absolute_url()):
        assert "Med avvikande synpunkt (1)" in page(client, address)
        assert "I samsyn" not in page(client, address)


STEPS = {
    "planned": {"summons", "agenda", "meeting_documents", "meeting_facts", "meeting_cancellation"},
    "convened": {"summons", "agenda", "meeting_documents", "meeting_facts", "meeting_cancellation"},
    "today": {"attendance", "formalities", "summons", "agenda", "meeting_documents", "meeting_facts"}
    | {"meeting_cancellation"},
    "held": {"minutes", "agenda", "meeting_documents"},
}


@pytest.mark.parametrize("stage", STEPS)
def test_the_secretariat_is_shown_the_steps_that_can_be_taken(regional, readers, stage):
    if stage == "planned":
        meeting = acts.plan(regional, days=20)
        acts.add(meeting)
    elif stage == "held":
        meeting = acts.held(regional)
    else:
        meeting = acts.summoned(regional, days=20 if stage == "convened" else 0)
    names = set().union(*STEPS.values())

    def offered(browser):
        shown = page(browser, meeting.get_absolute_url())
        return {name for name in names if f'href="{meeting.url(name)}"' in shown}

    assert offered(readers["secretary"]) == STEPS[stage]
    assert [name for name, browser in readers.items() if offered(browser)] == ["secretary"]


def test_waiting_items_are_the_secretariats_and_dropped_ones_told_to_all_who_were_sent_them(
    regional, readers
):
    meeting = acts.summoned(regional, {"title": "Kvar"}, {"title": "Struken"}, days=10)
    acts.add(meeting, title="Väntande")
    acts.drop(meeting.items.get(title="Struken"))
    told = {title: who_reads(readers, meeting.get_absolute_url(), title) for title in ("Struken", "Väntande")}
    assert told == {"Struken": INSIDE | PREPARING, "Väntande": {"secretary"}}


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize(
    ("who", "first", "again"),  # once something has been written, and until then
    [
        ("public", 6, 1),
        ("secretary", 30, 9),
        ("member", 10, 9),
        ("preparer", 10, 9),
        ("outsider", 9, 8),
        ("administrator", 9, 8),
    ],
)
def test_a_meeting_page_costs_the_same_however_long_the_agenda(
    regional, secretary, readers, django_assert_num_queries, count, who, first, again
):
    meeting = acts.plan(regional, days=10)
    for number in range(count):
        attach(meeting, secretary, item=acts.add(meeting, title=f"Fråga {number}", minutes_needed=5))
    acts.send(meeting)
    for queries in (first, again):
        with django_assert_num_queries(queries):
            readers[who].get(meeting.get_absolute_url())


def test_today_is_the_day_of_the_region(regional, client):
    """A meeting is still to come on its own day."""
    meeting = acts.plan(regional, days=0)
    assert meeting.date == timezone.localdate()
    assert meeting in client.get("/").context["meetings"]
