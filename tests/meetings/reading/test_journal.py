"""Nobody reads in the journal what `visible_to` denies: not on its page, in its file, by its search, nor in
the history on any page."""

import pytest
from django.urls import reverse

from councils.journal import history_of
from councils.models import Appointment, Council, JournalEntry, Organisation, Person, Seat
from meetings.models import RecurringItem
from meetings.workflow.answer import answer_for
from meetings.workflow.consultation import answer_consultation
from meetings.workflow.document import change_document, note_openings, remove_document
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import edit_item
from meetings.workflow.meeting import change_meeting, close_meeting
from meetings.workflow.proposal import merge_proposals, take_up
from meetings.workflow.recurring import add_recurring, remove_recurring
from meetings.workflow.stance import record_stance
from tests import acts

HIDDEN = "kanarie"


@pytest.fixture
def neighbour(db):
    """The secretary of another office, which keeps a council of its own."""
    office = Council.objects.create(slug="grannkansliet", name="Grannkansliet", short_name="G", kind="office")
    Council.objects.create(
        slug="grannradet", name="Grannrådet", short_name="GR", abbreviation="GR", office=office
    )
    home = Organisation.objects.get(slug="timra")
    seat = Seat.objects.create(council=office, organisation=home, capacity="secretary")
    person = Person.objects.create(name="Grannens sekreterare", email="granne@demo.example")
    Appointment.objects.create(seat=seat, person=person, begins="2015-01-01")
    return person


@pytest.fixture
def published(regional, secretary, member, official, preparer):
    """A meeting whose minutes are published. The journal tells of what is hidden at it, and at others."""
    draft, done = acts.plan(regional, days=40, place=f"{HIDDEN}plats"), acts.summoned(regional)
    item = acts.add(draft, title=f"{HIDDEN}utkast")
    edit_item(item, by=secretary, background=f"{HIDDEN}bakgrund")
    change_meeting(draft, by=secretary, link=f"https://mote.example/{HIDDEN}")
    open_item = done.items.get()
    edit_item(open_item, by=secretary, contact=f"{HIDDEN}förut")
    open_item.refresh_from_db()
    edit_item(open_item, by=secretary, contact="Kansliet")
    paper = acts.attach(
        done, open_item, title=f"{HIDDEN}skyddad", visibility="restricted", legal_ground="OSL 19 kap. 3 §"
    )
    note_openings([paper], secretary)
    change_document(paper, by=secretary, title=f"{HIDDEN}omdöpt")
    remove_document(acts.attach(draft, item, title=f"{HIDDEN}borttagen"), by=secretary)
    acts.handle(open_item)
    close_meeting(done, by=secretary)
    acts.published(done)
    proposal = take_up(acts.proposed(regional, title=f"{HIDDEN}förslag"), by=preparer)
    merge_proposals(acts.proposed(regional, title=f"{HIDDEN}sammanfört"), proposal, by=preparer)
    acts.enclose(proposal, title=f"{HIDDEN}bilaga")
    coming = acts.summoned(regional, {"title": f"{HIDDEN}kommande"}, days=10)
    record_stance(coming.items.get(), Organisation.objects.get(slug="timra"), by=official, status="supports")
    answer_for(coming, member, by=secretary, answer="excused")
    invite_guest(coming.items.get(), by=secretary, name=f"{HIDDEN}gäst")
    recurs = add_recurring(regional, by=secretary, title=f"{HIDDEN}återkommande")
    add_recurring(regional, by=secretary, title=f"{HIDDEN}borta")
    remove_recurring(RecurringItem.objects.exclude(pk=recurs.pk).get(), by=secretary)
    return done


def journal_read_by(client):
    """All that the journal's page, its file and its search show."""
    page = client.get(reverse("journal")).content.decode()
    file = b"".join(client.get(reverse("journal_csv")).streaming_content).decode()
    return page + file + client.get(reverse("journal"), {"q": "a"}).content.decode()


@pytest.mark.parametrize("who", ["administrator", "neighbour"])
def test_the_office_reads_nothing_of_what_it_may_not_see(request, client, published, who):
    reader = request.getfixturevalue(who)
    client.force_login(reader)
    item = published.items.get()
    pages = [item.get_absolute_url(), published.url("meeting_history"), item.position.get_absolute_url()]
    shown = journal_read_by(client) + "".join(client.get(page).content.decode() for page in pages)
    assert HIDDEN not in shown
    of_meetings = JournalEntry.objects.visible_to(reader).filter(subject_type__startswith="meetings.")
    assert set(of_meetings.values_list("act", flat=True)) == {
        "plan_meeting",
        "close_meeting",
        "seal_minutes",
        "publish_minutes",
        "publish_position",
    }
    assert HIDDEN in JournalEntry.objects.filter(act="invite_guest").get().sentence


def test_those_who_keep_the_council_read_it_all(client, published, secretary):
    client.force_login(secretary)
    told = JournalEntry.objects.visible_to(secretary)
    assert set(told) == set(JournalEntry.objects.all())
    assert journal_read_by(client).count(HIDDEN) > 20


def test_one_who_has_left_the_office_reads_of_her_acts_only_those_on_what_she_may_see(published, secretary):
    secretary.appointments.update(ends="2016-01-01")
    left = Person.objects.get(pk=secretary.pk)
    told = JournalEntry.objects.visible_to(left)
    assert set(told) <= set(JournalEntry.objects.filter(by=left))
    assert not told.filter(act__in=["invite_guest", "note_opening", "add_recurring"]).exists()
    assert told.filter(act="publish_minutes").exists()


def test_those_who_prepare_a_proposal_read_its_history_but_not_of_its_documents(client, regional, preparer):
    proposal = take_up(acts.proposed(regional), by=preparer)
    acts.enclose(proposal, title=f"{HIDDEN}bilaga")
    client.force_login(preparer)
    history = client.get(reverse("proposal", args=[proposal.pk])).context["history"]
    assert [entry.act for entry in history] == ["submit_proposal", "take_up"]
    assert [entry.act for entry in history_of(proposal)][-1] == "attach_to_proposal"


def test_the_office_reads_what_is_done_with_consultations_and_of_answers_what_is_sent(
    client, secretary, administrator, official
):
    asked = acts.consultation("timra", by=secretary)
    answer = asked.answers.get()
    answer_consultation(answer, by=official, text=f"{HIDDEN} i ett utkast")

    def told(person, query):
        client.force_login(person)
        return client.get(f"/kansli/journal/?{query}").content.decode().partition("</form>")[2]

    for person in (secretary, administrator):
        assert "Ny strategi" in told(person, "vad=open_consultation")
        assert HIDDEN not in told(person, "")
    answer_consultation(answer, by=official, text="Vi tillstyrker.", send=True)
    for person in (secretary, administrator):
        assert "Timrå" in told(person, "vad=answer_consultation")
