"""A person's own page: what the person has to do and what is new, never what is done or for others to do."""

import datetime as dt
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from councils.models import Appointment, Organisation, Person
from meetings.models import Document, Meeting, MinutesApproval
from meetings.planning.invitees import lines_of, own_lines
from meetings.todo.expected import expected_of
from meetings.todo.reminders import reminders
from meetings.workflow import minutes
from meetings.workflow.agenda import approve_agenda, ask_for_approval
from meetings.workflow.answer import answer_summons
from meetings.workflow.document import attach_document
from meetings.workflow.item import edit_item, put_on_agenda
from meetings.workflow.outcome import record_outcome
from meetings.workflow.proposal import ask_for_more, comment, return_proposal
from meetings.workflow.read_mark import mark_read
from meetings.workflow.stance import confirm_dissent, record_stance
from meetings.workflow.wish import want_change
from rus_portal.core.permissions import may_approve_minutes
from rus_portal.core.words import day, weekday_soon
from rus_portal.demo.people import person_for
from tests import acts


def mine(person):
    client = Client()
    client.force_login(person)
    return client.get("/mitt/")


def waiting(person):
    return [each.sentence for each in mine(person).context["expected"]]


def news(person):
    """(what, title) of each line, by the date of the meeting; None where it is not begun."""
    told = mine(person).context["news"]
    return {
        each.meeting.date: None if each.is_unopened else [(line.what, line.title) for line in each.lines]
        for each in told
    }


def opened(person, thing):
    client = Client()
    client.force_login(person)
    response = client.get(thing.get_absolute_url())
    response.getvalue()
    assert response.status_code == 200


def attach(meeting, item=None, title="Underlag", **facts):
    file = ContentFile(b"%PDF-1.7 underlag", name="underlag.pdf")
    return attach_document(meeting, file, item=item, by=person_for("secretary"), title=title, **facts)


def status(item, organisation, by, status="supports", **facts):
    home = Organisation.objects.get(slug=organisation)
    return record_stance(item, home, by=by, status=status, **facts)


# What waits


def test_nothing_waits_before_the_summons(regional, member):
    acts.add(acts.plan(regional, days=10))
    assert waiting(member) == []
    assert "Inget väntar på dig." in unescape(mine(member).content.decode())


def test_the_summons_waits_for_an_answer_and_the_items_for_the_organisations_word(regional, member):
    day = timezone.localdate() + dt.timedelta(days=10)
    meeting = acts.summoned(
        regional, {"title": "Järnvägen"}, {"title": "Vägen", "type": "information"}, days=10
    )
    told = mine(member).context["expected"]
    place = meeting.items.get(number=1).url("item_stance")
    assert [(each.due, each.label, each.url) for each in told] == [
        (meeting.stances_due, "Förankra", f"{place}?organisation=harnosand"),
        (day, "Svara på kallelsen", meeting.url("answer")),
    ]
    answer_summons(meeting, by=member, answer="remote")
    status(meeting.items.get(number=1), "harnosand", member, "under_way")
    assert waiting(member)[0].startswith("Härnösands kommun har ”Järnvägen” att förankra")
    status(meeting.items.get(number=1), "harnosand", member)
    assert waiting(member) == []


def test_what_is_late_is_said_to_be_late_with_the_day_it_was_due(regional, member):
    meeting = acts.held(regional, date=dt.date(2026, 2, 2), approvers=[member])
    sent = dt.datetime(2026, 2, 5, 10, tzinfo=dt.UTC)
    sent = minutes.send_minutes(meeting.minutes.get(), by=person_for("secretary"), at=sent)
    day = weekday_soon(sent.due)
    page = mine(member).content.decode()
    assert f"Försenat, skulle ha gjorts senast {day}" in page
    assert "Senast i dag" not in page


def test_nobody_is_late_with_minutes_that_came_late(regional, member):
    """The council's day has passed when they are sent: five working days to read them follow."""
    meeting = acts.held(regional, date=dt.date(2026, 2, 2), approvers=[member])
    draft = meeting.minutes.get()
    in_time, late = (dt.datetime(2026, month, 3, 10, tzinfo=dt.UTC) for month in (2, 4))
    for sent, due in ((in_time, meeting.minutes_due), (late, dt.date(2026, 4, 13))):  # after Easter
        draft.sent_at = sent
        assert (sent, draft.due) == (sent, due)
    minutes.send_minutes(draft, by=person_for("secretary"))
    page = mine(member).content.decode()
    assert "Försenat" not in page
    assert f"Senast {weekday_soon(meeting.minutes.get().due)}" in page


def test_several_items_to_prepare_are_one_line_that_leads_to_them_all(regional, official):
    meeting = acts.summoned(regional, {}, {}, days=10)
    (line, _) = mine(official).context["expected"]
    assert ("2 punkter" in line.sentence, line.url) == (True, meeting.url("stances"))


def test_nobody_is_told_to_do_what_is_anothers(regional, secretary, preparer, outsider, administrator):
    meeting = acts.summoned(regional, days=10)
    status(
        meeting.items.get(), "timra", person_for("official"), "will_dissent", dissent_text="Vi delar inte."
    )
    for person in (secretary, preparer, outsider, administrator):
        assert waiting(person) == []
    assert not any("Bekräfta" in sentence for sentence in waiting(person_for("official")))
    assert not any("Timrå" in sentence for sentence in waiting(person_for("member")))


def test_an_announced_dissent_waits_for_the_elected_of_the_organisation(regional, member):
    meeting = acts.summoned(regional, days=10)
    official = Person.objects.get(email="timra.majoritet@demo.example")
    announced = status(
        meeting.items.get(), "timra", person_for("official"), "will_dissent", dissent_text="Vi delar inte."
    )
    asked = [sentence for sentence in waiting(official) if sentence.startswith("Bekräfta")]
    assert len(asked) == 1
    confirm_dissent(announced, by=official)
    assert not any(sentence.startswith("Bekräfta") for sentence in waiting(official))


def test_nothing_is_asked_for_when_the_meeting_has_begun(regional, member):
    acts.summoned(regional, days=0, start_time=dt.time(0))
    assert waiting(member) == []


def test_a_substitute_is_asked_only_when_somebody_wants_to_be_replaced(regional, member, substitute):
    meeting = acts.summoned(regional, {"type": "information"}, days=10)
    assert waiting(substitute) == []
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    (sentence,) = waiting(substitute)
    assert sentence.endswith(f"{member} har bett dig komma.")


def test_what_is_said_to_one_is_what_is_said_of_all(four, regional, member, substitute):
    """`own_lines` equals the person's line among all; and what a letter reminds of is on the own page too."""
    meeting = acts.summoned(regional, {}, {}, days=4)
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    status(meeting.items.first(), "harnosand", member)
    called = Meeting.objects.filter(pk=meeting.pk).select_related("council").prefetch_related("joint_with")
    everyone = lines_of(meeting)
    assert [line.appointment.person for line in everyone] == four
    for line in everyone:
        assert [own for _, own in own_lines(line.appointment.person, called)] == [line]
    reminded = {(each.person.pk, each.key.split(":")[0]) for each in reminders(timezone.localdate())}
    told = {
        (line.appointment.person_id, kind)
        for line in everyone
        for each in expected_of(line.appointment.person, called, [])
        for kind in [f"remind-{'answer' if each.label == 'Svara på kallelsen' else 'stance'}"]
    }
    assert told == reminded


def test_whoever_is_reminded_of_minutes_finds_them_on_the_own_page(
    regional, secretary, chair, member, official
):
    for wanted in ("", "Rätta stavningen."):
        sent = minutes.send_minutes(acts.held(regional, approvers=[member]).minutes.get(), by=secretary)
        if wanted:
            want_change(sent, wanted, by=member)
    reminded = {(each.person, each.url) for each in reminders(timezone.localdate())}
    people = (chair, member, official, secretary)
    told = {(person, each.url) for person in people for each in mine(person).context["expected"]}
    assert told == reminded
    assert [len([who for who, _ in told if who == person]) for person in people] == [2, 1, 0, 0]


def test_the_agenda_waits_for_whoever_leads_the_meeting_once_it_is_asked_for(
    regional, secretary, chair, member
):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    assert waiting(chair) == []
    ask_for_approval(meeting, by=secretary)
    (line,) = mine(chair).context["expected"]
    assert (line.url, line.due) == (meeting.url("agenda_approval"), meeting.summons_due)
    assert waiting(member) == []
    approve_agenda(meeting, by=chair)
    assert waiting(chair) == []


def test_minutes_wait_for_those_who_are_asked_to_approve_them(regional, secretary, chair, member):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    asked = {
        each.person for each in MinutesApproval.objects.awaited() if may_approve_minutes(each.person, sent)
    }
    assert asked == {chair, member}
    assert [sentence[:7] for sentence in waiting(chair) + waiting(member)] == ["Justera", "Justera"]
    minutes.approve_minutes(sent, by=chair)
    want_change(sent, "Rätta stavningen.", by=member)
    assert waiting(chair) + waiting(member) == []


def test_whoever_prepares_is_told_what_is_left_to_prepare(regional, preparer, member, secretary):
    acts.proposed(regional)
    told = "är kvar att bereda."
    pages = {person: mine(person).content.decode() for person in (preparer, member, secretary)}
    assert [pages[person].count(told) for person in pages] == [1, 0, 1]
    assert "Väntar på beredningen" in pages[preparer]
    assert "Väntar på beredningen" not in pages[secretary]  # it is on the office's list


def test_a_question_on_ones_proposal_waits_until_it_is_answered(regional, official, preparer):
    item = acts.proposed(regional, "in_preparation", title="Vindkraften")
    assert waiting(official) == []
    ask_for_more(item, by=preparer, text="Vad kostar det?")
    (sentence,) = waiting(official)
    assert sentence.endswith(" har en fråga om ditt förslag ”Vindkraften”.")
    comment(item, by=official, text="En miljon.")
    assert waiting(official) == []
    return_proposal(item, by=preparer, text="Skriv om.")
    assert waiting(official) == ["Ditt förslag ”Vindkraften” kom tillbaka. Läs varför och komplettera det."]


def test_whoever_holds_no_seat_is_told_so_kindly(db):
    person = Person.objects.create(name="Tidigare ledamot", email="tidigare@harnosand.example")
    page = mine(person)
    assert page.status_code == 200
    assert "Du har inget uppdrag i något av råden just nu." in unescape(page.content.decode())


def test_whoever_is_to_have_a_seat_is_told_when_it_begins_and_of_the_first_meeting(regional):
    person = Person.objects.create(name="Ny ledamot", email="ny@harnosand.example")
    seat = regional.seats.filter(capacity="member").first()
    begins = timezone.localdate() + dt.timedelta(days=20)
    seat.appointments.update(ends=begins - dt.timedelta(days=1))
    Appointment.objects.create(seat=seat, person=person, begins=begins)
    acts.plan(regional, days=10)
    first = acts.plan(regional, days=30)
    page = unescape(mine(person).content.decode())
    assert f"Din plats i {regional.name} börjar den {day(begins)}. Det första mötet därefter är" in page
    assert f'<a href="{first.get_absolute_url()}">den {day(first.date)}</a>' in page
    assert "Inga möten är planerade för dig" not in page


# What is new


@pytest.fixture
def meeting(regional):
    meeting = acts.plan(regional, days=10)
    for title in ("Järnvägen", "Vägen", "Sjön"):
        attach(meeting, acts.add(meeting, title=title), f"Underlag om {title}")
    attach(meeting, title="Deltagarlista")
    return acts.send(meeting)


def test_what_is_new_is_told_from_the_first_look_on(meeting, member, secretary):
    first, second, third = meeting.items.order_by("number")
    assert news(member) == {meeting.date: None}
    assert f'href="{first.get_absolute_url()}">Börja läsa' in mine(member).content.decode()
    opened(member, first)
    assert news(member) == {
        meeting.date: [
            ("Ny handling", "Deltagarlista"),
            ("Oläst punkt", "2. Vägen"),
            ("Oläst punkt", "3. Sjön"),
        ]
    }
    for item in (second, third):
        opened(member, item)
    opened(member, Document.objects.get(title="Deltagarlista"))
    assert news(member) == {}
    edit_item(second, by=secretary, background="Nya siffror.")
    new = attach(meeting, first, "Ny karta")
    Document.objects.filter(title="Underlag om Sjön").update(added_at=meeting.convened_at)
    later = attach(meeting, third, "Underlag om Sjön, rättat")
    Document.objects.filter(pk=later.pk).update(replaces=Document.objects.get(title="Underlag om Sjön"))
    put_on_agenda(acts.add(meeting, title="Sent"), by=secretary)
    assert news(member) == {
        meeting.date: [
            ("Ny handling", "Ny karta"),
            ("Ändrad text", "2. Vägen"),
            ("Ny version", "Underlag om Sjön, rättat"),
            ("Ny punkt", "4. Sent"),
        ]
    }
    opened(member, new)
    opened(member, second)
    opened(member, third)  # its page lists the new version, which counts as seen
    assert news(member) == {meeting.date: [("Ny punkt", "4. Sent")]}


def test_what_one_reads_another_has_still_to_read(meeting, member, opposition, secretary):
    opened(member, meeting.items.get(number=1))
    assert news(opposition) == {meeting.date: None}
    assert news(secretary) == {}  # the secretary wrote it all, and has no reading marks


def test_a_joint_meeting_is_told_once_to_whoever_sits_in_both_councils(regional, grand, member):
    acts.summoned(grand, {"title": "Gemensamt"}, days=9, joint_with=[regional])
    assert len(mine(member).context["news"]) == 1
    assert len(mine(member).context["meetings"]) == 1
    assert len(waiting(member)) == 2


def test_published_minutes_are_new_until_they_are_opened(regional, member, outsider):
    published = acts.published(acts.held(regional))
    assert mine(member).context["minutes"] == [published]
    assert mine(outsider).context["minutes"] == []
    opened(member, published)
    assert mine(member).context["minutes"] == []


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_however_much_there_is(
    four, regional, member, secretary, django_assert_num_queries, count
):
    for number in range(count):
        planned = acts.plan(regional, days=10 + number)
        for _ in range(2 if count > 1 else 1):
            attach(planned, acts.add(planned))
        acts.send(planned)
        acts.drafted(regional, member, title=f"Utkast {number}")
    client = Client()
    client.force_login(member)
    with django_assert_num_queries(31):
        client.get("/mitt/")


# Marks


def marked(person, meeting, **words):
    client = Client()
    client.force_login(person)
    return client.post(meeting.url("reading"), words).status_code


def states(person, meeting):
    client = Client()
    client.force_login(person)
    context = client.get(meeting.get_absolute_url()).context
    return [row.state for row in context["rows"]], context["progress"]


def test_the_agenda_tells_how_far_one_has_come_and_leads_on(meeting, member, secretary):
    first, second, _ = meeting.items.order_by("number")
    opened(member, first)
    rows, progress = states(member, meeting)
    assert rows == ["read", "unread", "unread"]
    assert (progress.read, progress.total, progress.following) == (1, 3, second)
    edit_item(first, by=secretary, background="Nya siffror.")
    assert states(member, meeting)[0] == ["changed", "unread", "unread"]
    assert marked(member, meeting, read="2") == 302
    assert marked(member, meeting, unread="1") == 302
    assert states(member, meeting)[0] == ["unread", "read", "unread"]
    assert marked(member, meeting, all="1") == 302
    rows, progress = states(member, meeting)
    assert (rows, progress.following, news(member)) == (["read"] * 3, None, {})


def test_what_is_recorded_at_the_meeting_does_not_make_an_item_unread(regional, member):
    meeting = acts.summoned(regional, days=0)
    opened(member, meeting.items.get())
    record_outcome(meeting.items.get(), by=person_for("secretary"), outcome="referred_back")
    assert states(member, meeting)[0] == ["read"]


def test_only_those_for_whom_the_documents_are_keep_marks(
    meeting, secretary, preparer, outsider, administrator
):
    told = {
        person: marked(person, meeting, all="1") for person in (secretary, preparer, outsider, administrator)
    }
    assert told == {secretary: 403, preparer: 302, outsider: 403, administrator: 403}
    assert preparer.read_marks.count() == 7
    assert marked(preparer, meeting, read="en") == 400


def test_a_mark_can_be_set_twice(meeting, member):
    for _ in range(2):
        mark_read(meeting, by=member, items=meeting.items.all())
    assert member.read_marks.count() == 3
