"""What each reader meets of meetings, items and papers: one address, more for those who may see more."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from meetings.workflow import agenda, meetings, minutes, recording
from tests import acts

INSIDE = {"secretary", "chair", "member", "opposition", "official"}
PREPARING = {"secretary", "preparer"}
OUTSIDE = {"outsider", "administrator", "public"}
EVERYONE = INSIDE | PREPARING | OUTSIDE


@pytest.fixture
def readers(secretary, chair, member, opposition, official, preparer, outsider, administrator):
    """A browser for each role."""
    cast = {
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
    }
    browsers = {"public": Client()}
    for name, person in cast.items():
        browsers[name] = Client()
        browsers[name].force_login(person)
    return browsers


def page(browser, address):
    return browser.get(address).content.decode()


def who_reads(readers, address, words):
    return {name for name, browser in readers.items() if words in page(browser, address)}


def answered(readers, address):
    """Those who are given the page; to the others it does not exist."""
    given = set()
    for name, browser in readers.items():
        response = browser.get(address)
        response.getvalue()
        assert response.status_code in (200, 404)
        given |= {name} if response.status_code == 200 else set()
    return given


def attach(meeting, by, item=None, name="underlag.pdf", content=b"%PDF-1.7 underlag", **facts):
    facts = {"title": "Underlaget"} | facts
    return agenda.attach_document(meeting, ContentFile(content, name=name), item=item, by=by, **facts)


# The meeting page


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
    cancelled = meetings.cancel_meeting(acts.plan(regional, days=10), by=secretary, reason="För få ärenden.")
    moved = acts.plan(regional, days=20)
    later = moved.date + dt.timedelta(days=7)
    moved = meetings.change_meeting(moved, by=secretary, date=later, end_date=later, reason="Krock.")
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
    moved = meetings.change_meeting(meeting, by=secretary, date=later, end_date=later, reason="Krock.")
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
    assert [(row.item.number, row.slot.starts.isoformat("minutes")) for row in rows] == [
        (1, "09:00"),
        (2, "09:25"),
        (3, "09:50"),
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
    agenda.put_on_agenda(late, by=secretary)
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
        assert "Enigt" not in page(client, address)


STEPS = {
    "planned": {"summons", "agenda", "meeting_documents", "meeting_facts", "meeting_cancellation"},
    "convened": {"agenda", "meeting_documents", "meeting_facts", "meeting_cancellation"},
    "today": {"attendance", "formalities", "closing", "agenda", "meeting_documents", "meeting_facts"}
    | {"meeting_cancellation"},
    "held": {"minutes"},
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


def test_struck_and_waiting_items_are_the_secretariats(regional, secretary, readers):
    meeting = acts.summoned(regional, {"title": "Kvar"}, {"title": "Struken"}, days=10)
    acts.add(meeting, title="Väntande")
    agenda.withdraw_item(meeting.items.get(title="Struken"), by=secretary)
    for title in ("Struken", "Väntande"):
        assert who_reads(readers, meeting.get_absolute_url(), title) == {"secretary"}


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize(
    ("who", "queries"),
    [("public", 5), ("secretary", 8), ("member", 8), ("preparer", 8), ("outsider", 8), ("administrator", 8)],
)
def test_a_meeting_page_costs_the_same_however_long_the_agenda(
    regional, secretary, readers, django_assert_num_queries, count, who, queries
):
    meeting = acts.plan(regional, days=10)
    for number in range(count):
        attach(meeting, secretary, item=acts.add(meeting, title=f"Fråga {number}", minutes_needed=5))
    acts.send(meeting)
    with django_assert_num_queries(queries):
        readers[who].get(meeting.get_absolute_url())


# The list of meetings


def test_the_list_parts_meetings_to_come_from_those_that_have_been(client, regional, grand, secretary):
    today = acts.plan(regional, days=0)
    cancelled = meetings.cancel_meeting(acts.plan(regional, days=5), by=secretary, reason="Få ärenden.")
    joint = acts.plan(grand, days=9, joint_with=[regional])
    acts.plan(grand, days=8)
    yesterday, before = acts.plan(regional, days=-1), acts.plan(regional, days=-2)
    context = client.get("/rad/regionala-samverkansradet/moten/").context
    assert context["coming"] == [today, cancelled, joint]
    assert [meeting for meeting, _ in context["rows"]] == [yesterday, before]


def test_the_list_counts_the_published_positions_of_each_meeting(client, regional):
    published = acts.held(regional, {"title": "En"}, {"title": "Två"})
    acts.published(published)
    unpublished = acts.held(regional)
    rows = dict(client.get("/rad/regionala-samverkansradet/moten/").context["rows"])
    assert rows == {published: 2, unpublished: 0}


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_of_meetings_costs_the_same_with_many(client, regional, django_assert_num_queries, count):
    for days in range(1, count + 1):
        acts.plan(regional, days=days)
        acts.plan(regional, days=-days)
    with django_assert_num_queries(7):
        client.get("/rad/regionala-samverkansradet/moten/")


# An item


@pytest.fixture
def sent(regional):
    return acts.summoned(
        regional,
        {"title": "Första"},
        {
            "title": "Andra",
            "goals": [acts.goal("3.1")],
            "questions": "Vad krävs?",
            "social": "Fler kan pendla.",
            "contact": "Kansliets kontakt",
        },
        {"title": "Tredje", "type": "information"},
        days=10,
    )


def test_an_item_is_read_by_those_who_read_its_agenda(sent, readers):
    assert answered(readers, sent.items.get(number=2).get_absolute_url()) == INSIDE | PREPARING


def test_an_item_shows_all_that_the_plan_says_must_be_told(sent, readers):
    text = page(readers["member"], sent.items.get(number=2).get_absolute_url())
    for told in (
        "Ställningstagande",
        "1.1",
        "Samordnat påverkansarbete gentemot nationell och internationell nivå",
        "det samordnade påverkansarbete som målet talar om",
        "Rådet har begärt ett underlag.",
        "Vad krävs?",
        "Förslag till ställningstagande",
        "Samverkansrådet ställer sig bakom budskapet.",
        "3.1",
    ):
        assert told in text


def test_a_gap_in_sustainability_shows_on_a_matter_for_a_position_only(sent, readers):
    pages = [page(readers["member"], item.get_absolute_url()) for item in sent.items.all()]
    assert [text.count("Inte beskriven") for text in pages] == [3, 2, 0]


def test_the_contact_is_for_those_who_take_part(sent, readers):
    assert who_reads(readers, sent.items.get(number=2).get_absolute_url(), "Kansliets kontakt") == INSIDE


def test_the_items_before_and_after_are_one_step_away(sent, readers):
    def around(number):
        shown = readers["member"].get(sent.items.get(number=number).get_absolute_url()).context["neighbours"]
        return [item and item.title for item in (shown["before"], shown["after"])]

    assert [around(number) for number in (1, 2, 3)] == [
        [None, "Andra"],
        ["Första", "Tredje"],
        ["Andra", None],
    ]


def test_a_matter_taken_up_again_is_linked_both_ways(regional, secretary, member, client):
    first = acts.summoned(regional, days=-20)
    item = first.items.get()
    recording.record_outcome(item, by=secretary, outcome="referred_back")
    meetings.close_meeting(first, by=secretary)
    item.refresh_from_db()
    again = agenda.continue_item(item, acts.plan(regional, days=10), by=secretary)
    client.force_login(member)
    old, new = (f"/rad/{regional.slug}/moten/{each.meeting.date}/punkter/1/" for each in (item, again))
    assert client.get(old).context["continued_by"] == []
    acts.send(again.meeting)
    assert client.get(old).context["continued_by"] == [again]
    assert client.get(new).context["continues"] == [item]


def test_what_was_said_is_read_when_the_minutes_are(regional, secretary, readers):
    meeting = acts.summoned(regional)
    acts.handle(meeting.items.get(), discussion="Rådet prövade tre vägar.")
    meetings.close_meeting(meeting, by=secretary)
    address = meeting.items.get().get_absolute_url()
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == {"secretary"}
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == INSIDE
    minutes.recall_minutes(sent, by=secretary)
    acts.published(meeting)
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == EVERYONE


def test_only_those_who_take_positions_are_offered_to_dissent(sent, readers):
    item, information = sent.items.get(number=1), sent.items.get(number=3)
    offer = f'href="{item.url("item_dissent")}"'
    assert who_reads(readers, item.get_absolute_url(), offer) == {"chair", "member", "opposition"}
    assert who_reads(readers, information.get_absolute_url(), "Lämna avvikande synpunkt") == set()


def test_dissent_lodged_before_the_meeting_is_read_by_the_council(sent, member, readers):
    item = sent.items.get(number=1)
    acts.dissent(item, member, "Vi vill vänta.")
    assert who_reads(readers, item.get_absolute_url(), "Vi vill vänta.") == INSIDE
    assert who_reads(readers, item.get_absolute_url(), "Ta tillbaka din avvikande synpunkt") == {"member"}


def test_the_secretariat_sees_what_an_item_lacks_with_the_way_to_mend_it(regional, readers):
    item = acts.add(acts.plan(regional, days=10), how="", primary_goal=None)
    context = readers["secretary"].get(item.get_absolute_url()).context
    assert [(need["met"], need["url"].rpartition("/")[2]) for need in context["requirements"]] == [
        (True, "#id_type"),
        (False, "#id_primary_goal"),
        (True, "#id_background"),
    ]
    assert readers["preparer"].get(item.get_absolute_url()).context["requirements"] == []


def test_only_the_secretariat_sees_what_has_been_done_to_an_item(sent, readers):
    address = sent.items.get(number=1).get_absolute_url()
    assert who_reads(readers, address, "Vad som har gjorts") == {"secretary"}


@pytest.mark.parametrize("count", [1, 6])
def test_an_item_page_costs_the_same_however_long_the_agenda(
    regional, secretary, member, opposition, readers, django_assert_num_queries, count
):
    items = ({"title": f"Fråga {n}", "minutes_needed": 5} for n in range(count))
    meeting = acts.held(regional, *items, dissent_by=opposition)
    for _ in range(count):
        attach(meeting, secretary, item=meeting.items.get(number=1))
    with django_assert_num_queries(20):
        readers["member"].get(meeting.items.get(number=1).get_absolute_url())


# Papers


@pytest.fixture
def papers(regional, secretary):
    """One paper of each visibility on an item of a meeting that is summoned."""
    meeting = acts.plan(regional)
    item = acts.add(meeting)
    grounds = {"restricted": "OSL 19 kap. 3 §"}
    found = {
        visibility: attach(
            meeting,
            secretary,
            item,
            title=f"Om det som är {visibility}",
            visibility=visibility,
            legal_ground=grounds.get(visibility, ""),
        )
        for visibility in ("public", "council", "restricted")
    }
    acts.send(meeting)
    return found


def publish(papers, secretary):
    meeting = papers["public"].meeting
    acts.handle(meeting.items.get())
    acts.published(meetings.close_meeting(meeting, by=secretary))


def test_a_paper_is_handed_out_to_those_who_may_read_it(papers, readers, secretary):
    def readers_of(visibility):
        return answered(readers, papers[visibility].get_absolute_url())

    council = INSIDE | PREPARING
    before = {"public": council, "council": council, "restricted": INSIDE}
    assert {visibility: readers_of(visibility) for visibility in papers} == before
    publish(papers, secretary)
    assert {visibility: readers_of(visibility) for visibility in papers} == before | {"public": EVERYONE}


def test_others_learn_only_that_a_paper_exists_and_on_what_ground_it_is_kept(papers, readers, secretary):
    publish(papers, secretary)
    address = papers["public"].item.get_absolute_url()
    text = page(readers["public"], address)
    assert "Om det som är public" in text
    assert "Om det som är council" not in text
    assert "Om det som är restricted" not in text
    assert "Handling som inte är offentlig (OSL 19 kap. 3 §)" in text
    assert "Handling hos rådets kansli" in text
    assert who_reads(readers, address, "Handling som inte är offentlig") == OUTSIDE | {"preparer"}


def test_the_meetings_own_papers_follow_the_agenda(regional, secretary, readers):
    meeting = acts.plan(regional)
    acts.add(meeting)
    attach(meeting, secretary, title="Program för dagen", visibility="public")
    address = meeting.get_absolute_url()
    assert who_reads(readers, address, "Program för dagen") == PREPARING
    acts.send(meeting)
    assert who_reads(readers, address, "Program för dagen") == INSIDE | PREPARING
    assert who_reads(readers, address, "Handling hos rådets kansli") == set()
    acts.handle(meeting.items.get())
    acts.published(meetings.close_meeting(meeting, by=secretary))
    assert who_reads(readers, address, "Program för dagen") == EVERYONE


def test_a_paper_has_one_address(papers, regional, secretary, client):
    client.force_login(secretary)
    other = acts.plan(regional, days=50)
    assert client.get(other.url("document", papers["public"].pk)).status_code == 404


def test_the_summons_as_pdf_is_read_by_those_who_read_the_agenda(sent, regional, readers):
    def readers_of(meeting):
        return answered(readers, meeting.url("summons_pdf"))

    assert readers_of(sent) == INSIDE | PREPARING
    drafted = acts.plan(regional, days=30)
    assert readers_of(drafted) == set()
    acts.add(drafted)
    assert readers_of(drafted) == {"secretary"}


def test_the_extract_as_pdf_is_read_by_those_who_read_the_minutes(regional, readers):
    meeting = acts.held(regional)
    address = meeting.items.get().url("extract_pdf")
    assert answered(readers, address) == {"secretary"}
    acts.published(meeting)
    response = readers["public"].get(address)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert readers["public"].get(meeting.url("extract_pdf", 99)).status_code == 404


def test_today_is_the_day_of_the_region(regional, client):
    """A meeting is still to come on its own day."""
    meeting = acts.plan(regional, days=0)
    assert meeting.date == timezone.localdate()
    assert meeting in client.get("/").context["meetings"]
