"""Letters are written in the same transaction as what they tell of, and sent once it is committed.

A pass makes each letter, claims it, hands it to the mail server and notes that it was sent. No letter is
claimed twice. If the pass dies in between, the letter stays claimed; the secretariat decides whether to send
it again. Until it is claimed it is changed with what it tells of, or dropped (docs/adr/0025).
"""

import datetime as dt
import logging
import re
from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from councils import journal
from councils.invitations import invite
from councils.models import Appointment, read_standings
from meetings.agenda.approval import approval_of, chairing
from meetings.mail import letters, notices, post, takeovers
from meetings.mail.feedback import is_open
from meetings.mail.message import message
from meetings.mail.text import read, words_of
from meetings.mail.told import TOLD, facts_of, to_nobody
from meetings.models import AgendaApproval, AgendaItem, Letter, MailChoice, Meeting
from meetings.models.letter import OVERTAKES
from meetings.planning import calendar
from meetings.todo import reminders
from meetings.todo.awaited import called_to, takeovers_at
from meetings.workflow.locks import locked_letter, locked_meetings
from rus_portal.core.permissions import may_send_again, require
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import Refused
from rus_portal.core.text import one_line

Kind = Letter.Kind
REMINDS = Q(kind__in=(Kind.REMINDER, Kind.DIGEST)) | Q(key__startswith="remind-")
STAYS_TRUE = dt.timedelta(hours=1)
# A letter that is put off is tried again after 5, 10, 20 … minutes, and given up at the ninth try, after 21
# hours.
FIRST_PAUSE = dt.timedelta(minutes=5)
TRIES = 9
ADDRESS = re.compile(r"<?[^\s<>:;]+@[^\s<>:;]+>?")
log = logging.getLogger(__name__)


def after_summons(meeting, *, at):
    if not meeting.has_begun:
        written = letters.summons(meeting, at=at)
        queue(written)
        _invite_ahead(written, at=at)


def ask_leader(meeting, *, at):
    """To whoever leads the meeting, where its agenda waits to be approved. Told once, and whoever comes to
    lead it instead is told too."""
    approval, asked = approval_of(meeting), chairing(meeting)
    if approval.is_awaited and asked and not meeting.has_begun:
        written = [letters.agenda_approval(approval.asked, asked[0], at=at)]
        queue(written)
        _invite_ahead(written, at=at)


def _invite_ahead(written, *, at):
    """To those who have no seat until the day of the meeting: the letter asks for something in the portal, so
    how to sign in is told at once. Whoever has a seat knows, or is told on the first day of it."""
    read_standings([letter.person for letter in written if letter.person])
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
        written = letters.update(version, changed)
        before = version.meeting.letters.filter(kind=Kind.UPDATE)
        drop(before, "Dagordningen ändrades igen innan brevet hann skickas.")
        queue([*written, *_released(version.meeting, at=version.sent_at)])


def after_change(meeting, change, *, at, reason=""):
    """`change` is what `rus_portal.core.refusal.put` returns."""
    changed = TOLD.keys() & change["after"]
    if not changed or meeting.has_begun:
        return
    sequence = calendar.sequence_of(meeting)
    _drop_reminders(meeting)
    if meeting.stage == meeting.Stage.CONVENED:
        was = change["before"].get("date")
        told = letters.change(meeting, changed, at=at, reason=reason, was=was)
        told += letters.summons(meeting, at=at)
        again = meeting.letters.filter(kind=Kind.CHANGE, key__startswith="change:")
        drop(again, "Mötet ändrades igen innan brevet hann skickas.")
        queue([*told, *_released(meeting, at=at)])
        _invite_ahead(told, at=at)
    waiting = meeting.letters.unsent().filter(kind__in=Letter.OF_COMING, sequence__lt=sequence)
    waiting.update(sequence=sequence)  # what is being made now is made anew
    if meeting.stage == meeting.Stage.CONVENED and "date" in changed:
        moved_from = dt.date.fromisoformat(change["before"]["date"])
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
        if is_asked != (own in before and other in before):
            yield from to_substitute(answer, answer.substitute, is_asked=is_asked, moved_at=at)


def to_substitute(answer, substitute, *, is_asked, moved_at=None):
    """That the substitute is asked to come, or no more. Where the word of the contrary still waits, that is
    not sent and nothing is said."""
    contrary = letters.key_to_substitute(answer, substitute, is_asked=not is_asked)
    waits = answer.meeting.letters.filter(key__startswith=contrary)
    if not drop(waits, "Svaret ändrades igen innan brevet hann skickas."):
        yield letters.to_substitute(answer, substitute, is_asked=is_asked, moved_at=moved_at)


def ask_heirs(meeting, *, at):
    """To whoever has the seat on the day of the meeting, where another has lodged or stated something; and to
    those whose substitute has no seat then."""
    if meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        alone = meeting.answers.without_seat().select_related("person", "substitute", "organisation")
        for answer in alone:
            answer.meeting = meeting
        told = [letters.substitute_without_seat(answer, at=at) for answer in alone]
        others = meeting.letters.filter(key__startswith=letters.WITHOUT_SEAT)
        drop(others.exclude(key__in=[letter.key for letter in told]), "Det gällde inte längre.")
        queue(told)
        awaited = takeovers_at(called_to([meeting]))
        queue([takeovers.heir(each.subject, each.person, url=each.url, at=at) for each in awaited])


def after_closing(meeting, *, at):
    """To those who were there and let the portal remind them: how was it?"""
    if asked := reminders.of_evaluations(meeting=meeting):
        queue(list(notices.reminders_of(asked, at=at)))


def after_cancellation(meeting, receivers, lifts, *, at):
    """To those who were to come while the items were still on the meeting: with where each has gone."""
    drop(meeting.letters.filter(kind__in=Letter.OF_COMING), "Mötet ställdes in innan brevet hann skickas.")
    _drop_reminders(meeting)
    if meeting.convened_at and not meeting.has_begun:
        queue(letters.cancellation(meeting, receivers, lifts, at=at))
        queue(_released(meeting, at=at))


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
        queue(_released(meeting, at=at))


def _released(meeting, *, at):
    """Letters to those who are no longer to come. What waits for them is not sent, so that whoever was never
    told to come is not told that it is over."""
    drop(to_nobody(meeting), "Mottagaren ska inte längre komma till mötet.")
    return letters.release(meeting, at=at)


def after_coming(meeting, *, at):
    """To those who are to come and are not called yet, as the guests of an item that came there."""
    if meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun:
        queue(letters.summons(meeting, at=at))
        ask_heirs(meeting, at=at)


def after_reinstatement(meeting, *, at):
    """The meeting takes place: to those who were told that it would not, also when it has begun, and those
    not called yet."""
    drop(
        meeting.letters.filter(kind=Kind.CANCELLATION),
        "Mötet blir av, så att det var inställt hann inte sägas.",
    )
    if meeting.stage == meeting.Stage.CONVENED:
        newly = [] if meeting.has_begun else letters.summons(meeting, at=at)
        queue([*letters.reinstatement(meeting, at=at), *newly])


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
    """Call those who got their seat after the summons was sent, and tell those who have lost theirs. Ask
    those who have come to lead a meeting to approve its agenda. Returns how many were called or told."""
    called = Meeting.objects.upcoming().filter(stage=Meeting.Stage.CONVENED)
    waiting = AgendaApproval.objects.awaited().filter(meeting__stage=Meeting.Stage.PLANNED)
    awaiting = {*waiting.values_list("meeting", flat=True)}
    held = locked_meetings(*awaiting, *called.values_list("pk", flat=True))  # at once: each verb in one order
    coming = [meeting for meeting in held if meeting.pk not in awaiting]
    at, written = at or timezone.now(), []
    for meeting in coming:
        if meeting.stage == Meeting.Stage.CONVENED and not meeting.has_begun:
            written += [*letters.summons(meeting, at=at), *_released(meeting, at=at)]
    new = queue(written)
    for meeting in coming:
        ask_heirs(meeting, at=at)
    _invite_ahead([letter for letter in written if letter.kind == Kind.SUMMONS], at=at)
    for meeting in held:
        if meeting.pk in awaiting:
            ask_leader(meeting, at=at)
    return new


@transaction.atomic
def remind(*, at=None):
    """Write the reminders, and the daily digests to those who have chosen them. Returns how many reminders
    are new."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    told = reminders.reminded_on(today)
    due = (each for each in reminders.reminders(today) if each.key not in told)
    new = queue(notices.reminders_of(due, at=at))
    for digest, parts in notices.digests(at=at):
        digest.save()
        Letter.objects.filter(pk__in=[part.pk for part in parts]).update(digest=digest)
    return new


def queue(written):
    """Save the letters, except those already written for their occasion, and send what waits. Returns how
    many are new."""
    before = Letter.objects.count()
    Letter.objects.bulk_create(written, ignore_conflicts=True)
    _drop_overtaken(written)
    transaction.on_commit(send_letters.enqueue)
    return Letter.objects.count() - before


def _drop_overtaken(written):
    newer = defaultdict(list)
    for letter in written:
        if letter.kind in OVERTAKES:
            newer[letter.meeting_id, letter.kind].append(letter)
    for (meeting, kind), own in newer.items():
        people, guests = ({getattr(each, field) for each in own} for field in ("person_id", "guest_id"))
        older = Letter.objects.filter(Q(person__in=people - {None}) | Q(guest__in=guests - {None}))
        older = older.filter(meeting=meeting, kind__in=OVERTAKES[kind]).exclude(
            key__in=[each.key for each in own]
        )
        drop(older, "Ett nyare brev om mötet gick i stället.")


def drop(rows, why):
    """Those of the letters that still wait are not sent: what they tell is no longer so. Returns how many."""
    waiting = rows.unsent()
    return waiting.update(dropped_at=timezone.now(), next_try_at=None, failure=why)


def _drop_reminders(meeting):
    """What is still awaited is written anew in the morning."""
    meeting.letters.unsent().filter(kind=Kind.REMINDER, digest=None).delete()


@task()
def send_letters():
    """If this pass fails, what wrote the letters still stands: the next pass takes those that wait."""
    send_waiting()


def send_waiting():
    """One pass over the letters that wait; any number may run at once. Returns how many were sent."""
    renew_reminders()
    waiting = list(Letter.objects.waiting().values_list("pk", flat=True))
    if not waiting:
        return 0
    with post.connect() as server:  # if it is down, nothing is claimed
        return sum(_send(pk, server) for pk in waiting)


@transaction.atomic
def renew_reminders(*, at=None):
    """A reminder not sent when it was written may ask for something done since: it is deleted, and what is
    still awaited is written anew."""
    at = at or timezone.now()
    late = Letter.objects.waiting().filter(REMINDS, written_at__lt=at - STAYS_TRUE)
    late = list(late.select_for_update().values_list("pk", "meeting", "key"))
    if late:
        pks = [pk for pk, *_ in late]
        parts = Letter.objects.filter(digest__in=pks, kind=Kind.REMINDER)
        keys = [*[told for _, *told in late], *parts.values_list("meeting", "key")]
        parts.delete()
        Letter.objects.filter(pk__in=pks).delete()
        queue(notices.reminders_of(reminders.asked_again(keys, timezone.localdate(at)), at=at))
        remind(at=at)


def _send(pk, server):
    """The letter is made before it is claimed, and claimed only as it was made: what changed in between is in
    the letter that the next pass makes."""
    letter = next(iter(_waiting(pk, timezone.now())), None)
    if letter is None:  # another pass has it, or it was overtaken
        return False
    if letter.is_late and letter.kind not in (Kind.CANCELLATION, Kind.RELEASE):
        drop(Letter.objects.filter(pk=pk), "Mötet hade börjat innan brevet kunde skickas.")
        return False
    if letter.feedback and not is_open(letter):
        drop(Letter.objects.filter(pk=pk), "Mottagaren läser inte återföringen längre.")
        return False
    if letter.kind == Kind.INVITATION and not letter.person.is_active:
        return _fail(letter, "Personen får inte längre logga in, så inbjudan skickades inte.")
    if not letter.receiver.email:
        Letter.objects.filter(pk=pk).update(address="")
        return False
    try:
        mail = message(letter)
    except Exception:  # one letter that cannot be made must not stop the others
        log.exception("Letter %s could not be made", pk)
        return _fail(letter, "Brevet kunde inte göras.")
    return _claim(letter) and _hand_over(letter, mail, server)


@prepared
def _waiting(letter, now):
    rows = Letter.objects.filter(pk=letter).waiting(now)
    rows = rows.select_related("person", "meeting__council", "guest__item__meeting")
    return rows.select_related("feedback__minutes__meeting__council", "feedback__organisation", "barrier")


def _claim(letter):
    """True for the one pass that may send it, as it was made."""
    same = Letter.objects.unsent().filter(pk=letter.pk, sequence=letter.sequence)
    told = facts_of(letter.meeting) | {"words": words_of(letter)} if letter.meeting else {}
    address = letter.receiver.email
    return same.update(claimed_at=timezone.now(), next_try_at=None, address=address, facts=told) == 1


def _hand_over(letter, mail, server):
    """Where the connection breaks before the server has the text, once more by a new one."""
    try:
        try:
            server.send_messages([mail])
        except post.Broken:
            _open(server, letter)
            server.send_messages([mail])
    except post.Refused as no:
        return _fail(letter, no.said)
    except post.Deferred as no:
        _put_off(letter, no.said)
        if isinstance(no, post.Broken):
            server.open()  # for the others
        return False
    except post.Uncertain:
        log.warning("Letter %s may have been sent", letter.pk, exc_info=True)
        server.open()
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), failure="")
    return True


def _open(server, letter):
    try:
        server.open()
    except OSError:  # the server is away: the letter waits, as the others do
        Letter.objects.filter(pk=letter.pk).update(claimed_at=None)
        raise


def _put_off(letter, why):
    if letter.tries + 1 == TRIES:
        _fail(letter, f"Gavs upp efter {TRIES} försök. {why}")
        return
    again = timezone.now() + FIRST_PAUSE * 2**letter.tries
    tried = {"tries": letter.tries + 1, "next_try_at": again, "failure": _kept(why)}
    Letter.objects.filter(pk=letter.pk).update(claimed_at=None, **tried)


def _fail(letter, why):
    Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), next_try_at=None, failure=_kept(why))
    return False


def _kept(why):
    """What a mail server said, on one line and without the address: addresses are erased one day, this is
    not."""
    return ADDRESS.sub("[adressen]", one_line(why))[:300]


def note_returned(pk, sending, why, *, at=None):
    """A mail server accepted the letter and it has come back. Returns whether that is news: not of an earlier
    `sending`, when the secretariat has let it go again since."""
    tried = Letter.objects.filter(pk=pk, sending=sending, claimed_at__isnull=False, failed_at=None)
    return tried.update(failed_at=at or timezone.now(), failure=_kept(why)) == 1


@transaction.atomic
def send_again(letter, *, by, at=None):
    """Once more, on the secretariat's word: a letter that failed, may not have gone, or had no address."""
    letter = locked_letter(letter)
    require(may_send_again(by, letter))
    if letter.is_overtaken:
        raise Refused("Ett nyare brev om mötet är skrivet till samma mottagare.")
    if not letter.needs_help:
        raise Refused("Brevet är skickat eller på väg.")
    if not letter.receiver.email:
        raise Refused(f"{letter.receiver} har ingen e-postadress i portalen. Lägg in den först.")
    letter.address = letter.receiver.email
    letter.claimed_at = letter.sent_at = letter.failed_at = letter.next_try_at = None
    letter.failure, letter.tries, letter.sending = "", 0, letter.sending + 1
    letter.save()
    sentence = f"Brevet ”{read(letter)[0]}” till {letter.receiver} skickas igen."
    journal.log("send_letter_again", letter, sentence, by=by, at=at or timezone.now())
    transaction.on_commit(send_letters.enqueue)
    return letter


@transaction.atomic
def choose_mail(often, *, by):
    """How often the portal may remind the person."""
    MailChoice.objects.update_or_create(person=by, defaults={"often": often})
    if often == MailChoice.Often.NONE:
        by.letters.ungathered().delete()
