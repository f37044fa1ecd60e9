"""Letters to guests: the link with the invitation and the summons, and a letter when they are not to come."""

import datetime as dt
import json
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from meetings.models import GuestLink, Letter
from meetings.workflow import letter as verbs
from meetings.workflow.guest import forget_addresses, invite_guest, revoke_guest
from meetings.workflow.meeting import cancel_meeting, change_meeting
from tests import acts

ADDRESS = "gast@example.org"


@pytest.fixture
def planned(four, regional):
    meeting = acts.plan(
        regional, days=20, place="Stadshuset", format="hybrid", link="https://video.example/1"
    )
    acts.add(meeting)
    return meeting


@pytest.fixture
def invite(planned, secretary):
    def invite(**changes):
        facts = {"name": "Inbjuden forskare", "email": ADDRESS} | changes
        link, _ = invite_guest(planned.items.first(), by=secretary, **facts)
        return link

    return invite


def run():
    call_command("send_letters", verbosity=0)


def to_guest(postbox):
    return [mail for mail in postbox.letters if mail["To"] == ADDRESS]


def words(mail):
    return mail.get_body(["plain"]).get_content()


def calendar_in(mail):
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [Calendar.from_ical(part.get_content()) for part in parts]


def opens(client, mail):
    return client.get(re.search(r"http://testserver(/gast/\S+)", words(mail))[1]).status_code == 200


def test_a_guest_gets_the_same_link_at_the_invitation_and_with_the_summons(
    planned, invite, secretary, postbox, client
):
    invite()
    run()
    acts.send(planned)
    run()
    invitation, summons = to_guest(postbox)
    assert opens(client, invitation)
    assert re.findall(r"/gast/\S+", words(invitation)) == re.findall(r"/gast/\S+", words(summons))
    assert calendar_in(invitation) == []
    [entry] = calendar_in(summons)
    [event] = entry.events
    assert (entry["METHOD"], event["ATTENDEE"]) == ("REQUEST", f"mailto:{ADDRESS}")
    assert "https://video.example/1" in words(summons)
    assert "Du kallas" not in words(summons)
    assert list(summons.iter_attachments()) == []  # the agenda is not for guests


def test_a_guests_entry_leads_to_the_guests_own_page(planned, invite, secretary, postbox):
    link = invite()
    acts.send(planned)
    run()
    own = f"http://testserver/gast/{link.token()}/"
    [[entry]] = [calendar_in(mail) for mail in to_guest(postbox)[1:]]
    assert entry.events[0]["URL"] == own
    assert own in entry.events[0]["DESCRIPTION"]
    assert planned.get_absolute_url() not in entry.events[0]["DESCRIPTION"]
    cancel_meeting(planned, by=secretary, reason="Storm.")
    run()
    assert "/gast/" not in calendar_in(to_guest(postbox)[-1])[0].to_ical().decode()


def test_a_guest_invited_after_the_summons_gets_all_of_it_in_one_letter(planned, invite, secretary, postbox):
    acts.send(planned)
    invite()
    run()
    assert verbs.sync_invitees() == 0
    [mail] = to_guest(postbox)
    assert len(calendar_in(mail)) == 1


def test_a_guest_without_an_address_is_written_no_letter(planned, invite, secretary):
    invite(email="")
    acts.send(planned)
    assert not Letter.objects.filter(guest__isnull=False).exists()


def test_a_guest_is_told_of_changes_and_of_the_cancellation(planned, invite, secretary, postbox, client):
    invite()
    acts.send(planned)
    moved = planned.date + dt.timedelta(days=7)
    change_meeting(planned, by=secretary, date=moved, end_date=moved)
    planned.refresh_from_db()
    run()
    assert opens(client, to_guest(postbox)[-1])
    cancel_meeting(planned, by=secretary, reason="Storm.")
    run()
    *_, change, cancellation = to_guest(postbox)
    assert "/svar/" not in words(change)
    assert [calendar_in(mail)[0]["METHOD"] for mail in (change, cancellation)] == ["REQUEST", "CANCEL"]


def test_a_guest_who_was_never_told_when_is_told_by_a_change_what_the_summons_says(
    planned, invite, secretary, postbox
):
    acts.send(planned)
    GuestLink.objects.filter(pk=invite(email="").pk).update(email=ADDRESS)
    change_meeting(planned, by=secretary, place="Rådhuset")
    run()
    [mail] = to_guest(postbox)
    assert words(mail).startswith("Hej Inbjuden forskare!")
    assert "Var: Rådhuset" in words(mail)


ENDINGS = {
    "the link is withdrawn": lambda link, by: revoke_guest(link, by=by),
    "the item is struck": lambda link, by: acts.drop(link.item, by=by),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_guest_who_is_not_to_come_is_told_and_the_entry_goes(ending, planned, invite, secretary, postbox):
    link = invite()
    acts.send(planned)
    run()
    link.refresh_from_db()
    link.item.refresh_from_db()
    ENDINGS[ending](link, secretary)
    assert verbs.sync_invitees() == 0
    run()
    mail = to_guest(postbox)[-1]
    [entry] = calendar_in(mail)
    assert (entry["METHOD"], entry.events[0]["SEQUENCE"]) == ("CANCEL", 1)
    assert "Inbjudan till mötet" in words(mail)
    assert "/gast/" not in words(mail)


def test_a_link_withdrawn_before_the_summons_is_told_without_a_calendar(invite, secretary, postbox):
    link = invite()
    run()
    revoke_guest(link, by=secretary)
    run()
    assert [calendar_in(mail) for mail in to_guest(postbox)] == [[], []]


def test_no_letter_is_kept_with_the_link_in_it(planned, invite, secretary, postbox):
    link = invite()
    acts.send(planned)
    run()
    secret = re.search(r"/gast/([\w-]+)/", words(to_guest(postbox)[0]))[1]
    assert secret == link.token()
    kept = [Letter.objects.values(), GuestLink.objects.values()]
    assert secret not in json.dumps([list(rows) for rows in kept], default=str)


def test_with_a_new_key_of_the_server_old_links_open_and_letters_with_them_fail_alone(
    planned, invite, secretary, postbox, client, settings
):
    link = invite()
    token = link.token()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert link.token() == token
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(f"/gast/{token}/").status_code == 200
    acts.send(planned)
    run()
    assert to_guest(postbox) == []
    assert {letter.state for letter in Letter.objects.filter(guest=link)} == {"failed"}
    assert {letter.state for letter in Letter.objects.filter(guest=None)} == {"sent"}


def test_the_secretariat_sees_what_became_of_the_letters_to_guests(
    planned, invite, secretary, postbox, client
):
    postbox.unknown.add(ADDRESS)
    link = invite()
    run()
    client.force_login(secretary)
    page = client.get(planned.url("letters")).content.decode()
    assert "Inbjuden forskare" in page
    assert "550 5.1.1 No such mailbox" in page
    assert link.token() not in page
    letter = Letter.objects.get(guest=link)
    postbox.unknown.clear()
    client.post(planned.url("letter_resending", letter.pk))
    run()
    assert len(to_guest(postbox)) == 1


def test_addresses_in_letters_to_guests_are_erased_with_the_guests_own(planned, invite, settings):
    link = invite()
    past = timezone.localdate() - dt.timedelta(days=settings.CONTACT_RETENTION_DAYS + 1)
    type(planned).objects.update(date=past, end_date=past)
    forget_addresses()
    assert Letter.objects.get(guest=link).address == ""
