"""Letters are written in the same transaction as what they tell of, and sent once it is committed.

A pass claims each letter, hands it to the mail server and notes that it was sent. No letter is claimed twice.
If the pass dies in between, the letter stays claimed; the secretariat decides whether to send it again.
"""

import datetime as dt
import logging
import re
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from councils import journal
from councils.invitations import invite
from councils.models import Appointment
from meetings.mail import letters, notices
from meetings.models import AgendaItem, Letter, MailChoice, Meeting
from meetings.todo import reminders
from meetings.todo.awaited import called_to, takeovers_at
from meetings.workflow.locks import locked_letter, locked_meetings
from rus_portal.core.permissions import may_send_again, require
from rus_portal.core.refusal import Refused

REMINDS = (Letter.Kind.REMINDER, Letter.Kind.DIGEST)
STAYS_TRUE = dt.timedelta(hours=1)
REFUSALS = (SMTPRecipientsRefused, SMTPResponseException, ValueError)  # certain: the letter was not accepted
ADDRESS = re.compile(r"<?[^\s<>:;]+@[^\s<>:;]+>?")
log = logging.getLogger(__name__)


def after_summons(meeting, *, at):
    if not meeting.has_begun:
        written = letters.summons(meeting, at=at)
        queue(written)
        _invite_ahead(written, at=at)


def after_asking_for_agenda_approval(approval, chair):
    if not approval.meeting.has_begun:
        written = [letters.agenda_approval(approval, chair)]
        queue(written)
        _invite_ahead(written, at=approval.asked_at)


def _invite_ahead(written, *, at):
    """To those who have no seat until the day of the meeting: the letter asks for something in the portal, so
    how to sign in is told at once. Whoever has a seat knows, or is told on the first day of it."""
    for letter in written:
        person = letter.person
        if person and person.is_active and person.email and not person.standing.appointments:
            invite(person, ahead=letter.meeting.date, at=at)


def after_agenda_answer(approval):
    """To the one who asked for approval: the agenda may be sent, or what to change."""
    if not approval.meeting.has_begun:
        queue([letters.agenda_answer(approval)])


def after_update(version, changed):
    """`changed` is what `meetings.agenda.versions.changes_since_last_sent` returned."""
    if not version.meeting.has_begun:
        queue([*letters.update(version, changed), *letters.release(version.meeting, at=version.sent_at)])


def after_change(meeting, change, *, at, reason=""):
    """`change` is what `rus_portal.core.refusal.put` returns."""
    changed = letters.TOLD.keys() & change["after"]
    if changed and meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        moved = "date" in changed
        moved_from = dt.date.fromisoformat(change["before"]["date"]) if moved else None
        told = letters.change(meeting, changed, at=at, moved_from=moved_from, reason=reason)
        queue([*told, *letters.release(meeting, at=at)])
        _invite_ahead(told, at=at)
        if moved_from:
            queue(list(_to_substitutes(meeting, moved_from, at=at)))
            ask_heirs(meeting, at=at)


def _to_substitutes(meeting, moved_from, *, at):
    """An answer that names a substitute counts on the days when its writer is called. Told to those who are
    called themselves."""
    councils = [council.pk for council in meeting.councils]
    held = Appointment.objects.filter(seat__council__in=councils)
    before, now = (
        set(held.on(on).values_list("person", "seat__organisation")) for on in (moved_from, meeting.date)
    )
    for answer in meeting.answers.replaced().select_related("person", "substitute", "organisation"):
        answer.meeting = meeting
        own, other = ((who, answer.organisation_id) for who in (answer.person_id, answer.substitute_id))
        is_asked = own in now
        if other in now and is_asked != (own in before):
            yield letters.to_substitute(answer, answer.substitute, is_asked=is_asked, moved_at=at)


def ask_heirs(meeting, *, at):
    """To whoever has the seat on the day of the meeting, where another has lodged or stated something."""
    if meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        awaited = takeovers_at(called_to([meeting]))
        queue([letters.heir(each.subject, each.person, url=each.url, at=at) for each in awaited])


def after_cancellation(meeting, receivers, lifts, *, at):
    """To those who were to come while the items were still on the meeting: with where each has gone."""
    if meeting.convened_at and not meeting.has_begun:
        queue(letters.cancellation(meeting, receivers, lifts, at=at))
        queue(letters.release(meeting, at=at))


def after_invitation(link, *, at):
    """To the guest: the link at once, with all that the summons says if it has been sent."""
    meeting = link.item.meeting
    if not link.email or meeting.has_begun:
        return
    called = meeting.stage == meeting.Stage.CONVENED
    queue(letters.summons(meeting, at=at) if called else [letters.invitation(link, at=at)])


def write_invitation(person, appointments, occasion, *, at):
    """What `councils.invitations` calls, registered with it."""
    queue([letters.to_sign_in(person, appointments, occasion, at=at)])


def after_leaving(meeting, *, at):
    """To invitees who are no longer to come."""
    if not meeting.has_begun:
        queue(letters.release(meeting, at=at))


def after_coming(meeting, *, at):
    """To those who are to come and are not called yet, as the guests of an item that came there."""
    if meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        queue(letters.summons(meeting, at=at))
        ask_heirs(meeting, at=at)


def after_reinstatement(meeting, *, at):
    """The meeting takes place: to those who were told that it would not, and those not called yet."""
    if meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        queue([*letters.reinstatement(meeting, at=at), *letters.summons(meeting, at=at)])


def tell_writers(item, heading, sentence, *, by, at, said="", writers=None):
    """What becomes of a proposal, to each of `writers` (by default its own and those whose proposals were
    merged into it) who still follows it, except to `by`."""
    for writer in writers or writers_of(item):
        followed = AgendaItem.objects.followed_by(writer).filter(pk=item.pk)
        if writer != by and followed.exists():
            queue(notices.of_proposal(item, writer, heading, sentence, said=said, at=at or timezone.now()))


def writers_of(item):
    """Each once."""
    return dict.fromkeys(each.added_by for each in [item, *item.merged.select_related("added_by")])


@transaction.atomic
def sync_invitees(*, at=None):
    """Call those who got their seat after the summons was sent, and tell those who have lost theirs. Returns
    how many were written to."""
    called = Meeting.objects.upcoming().filter(stage=Meeting.Stage.CONVENED)
    coming = locked_meetings(*called.values_list("pk", flat=True))
    at, written = at or timezone.now(), []
    for meeting in coming:
        if meeting.stage == Meeting.Stage.CONVENED and not meeting.has_begun:
            written += [*letters.summons(meeting, at=at), *letters.release(meeting, at=at)]
    new = queue(written)
    for meeting in coming:
        ask_heirs(meeting, at=at)
    _invite_ahead([letter for letter in written if letter.kind == Letter.Kind.SUMMONS], at=at)
    return new


@transaction.atomic
def remind(*, at=None):
    """Write the reminders, and the daily digests to those who have chosen them. Returns how many reminders
    are new."""
    at = at or timezone.now()
    new = queue(notices.reminders_of(reminders.reminders(timezone.localdate(at)), at=at))
    for digest, parts in notices.digests(at=at):
        digest.save()
        Letter.objects.filter(pk__in=[part.pk for part in parts]).update(digest=digest)
    return new


def queue(written):
    """Save the letters, except those already written for their occasion, and send what waits. Returns how
    many are new."""
    before = Letter.objects.count()
    Letter.objects.bulk_create(written, ignore_conflicts=True)
    transaction.on_commit(send_letters.enqueue)
    return Letter.objects.count() - before


@task()
def send_letters():
    """If this pass fails, what wrote the letters still stands: the next pass takes those that wait."""
    send_waiting()


def send_waiting():
    """One pass over the letters that wait; any number may run at once. Returns how many were sent."""
    renew_reminders()
    rows = Letter.objects.waiting().select_related("person", "meeting__council", "guest__item__meeting")
    waiting = list(rows)
    if not waiting:
        return 0
    with get_connection(settings.LETTER_BACKEND) as server:  # if it is down, nothing is claimed
        return sum(_send(letter, server) for letter in waiting if _claim(letter))


@transaction.atomic
def renew_reminders(*, at=None):
    """A reminder not sent when it was written may ask for something done since: it is deleted, and what is
    still awaited is written anew."""
    at = at or timezone.now()
    late = Letter.objects.waiting().filter(kind__in=REMINDS, written_at__lt=at - STAYS_TRUE)
    late = list(late.select_for_update().values_list("pk", flat=True))
    if late:
        Letter.objects.filter(digest__in=late, kind=Letter.Kind.REMINDER).delete()
        Letter.objects.filter(pk__in=late).delete()
        remind(at=at)


def _claim(letter):
    """True for the one pass that may send it."""
    now = timezone.now()
    return Letter.objects.filter(pk=letter.pk, claimed_at=None).update(claimed_at=now) == 1


def _send(letter, server):
    if letter.kind == Letter.Kind.INVITATION and not letter.person.is_active:
        return _fail(letter, "Personen får inte längre logga in, så inbjudan skickades inte.")
    try:
        mail = letters.message(letter)
    except Exception:  # one letter that cannot be made must not stop the others
        log.exception("Letter %s could not be made", letter.pk)
        return _fail(letter, "Brevet kunde inte göras.")
    try:
        server.send_messages([mail])
    except REFUSALS as no:
        return _fail(letter, _said(no))
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
    return True


def _said(no):
    """What the mail server said about one receiver."""
    said: bytes | str
    if isinstance(no, SMTPRecipientsRefused):
        code, said = next(iter(no.recipients.values()))
    elif isinstance(no, SMTPResponseException):
        code, said = no.smtp_code, no.smtp_error
    else:
        return str(no)
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def _fail(letter, why):
    Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), failure=_kept(why))
    return False


def _kept(why):
    """What a mail server said, without the address: addresses are erased one day, this is not."""
    return ADDRESS.sub("[adressen]", why)[:300]


def note_returned(pk, why, *, at=None):
    """A mail server accepted the letter and it has come back. Returns whether that is news."""
    tried = Letter.objects.filter(pk=pk, claimed_at__isnull=False, failed_at=None)
    return tried.update(failed_at=at or timezone.now(), failure=_kept(why)) == 1


@transaction.atomic
def send_again(letter, *, by, at=None):
    """Once more, on the secretariat's word: a letter that failed, may not have gone, or had no address."""
    letter = locked_letter(letter)
    require(may_send_again(by, letter))
    if not letter.needs_help:
        raise Refused("Brevet är skickat eller på väg.")
    if not letter.receiver.email:
        raise Refused(f"{letter.receiver} har ingen e-postadress i portalen. Lägg in den först.")
    letter.address = letter.receiver.email
    letter.claimed_at = letter.sent_at = letter.failed_at = None
    letter.failure = ""
    letter.save()
    sentence = f"Brevet ”{letter.subject}” till {letter.receiver} skickas igen."
    journal.log("send_letter_again", letter, sentence, by=by, at=at or timezone.now())
    transaction.on_commit(send_letters.enqueue)
    return letter


@transaction.atomic
def choose_mail(often, *, by):
    """How often the portal may remind the person."""
    MailChoice.objects.update_or_create(person=by, defaults={"often": often})
    if often == MailChoice.Often.NONE:
        by.letters.ungathered().delete()
