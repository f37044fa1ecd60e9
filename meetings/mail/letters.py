"""The letters about a meeting, and who gets them. Each function returns letters not yet saved;
`meetings.workflow.letter` keeps and sends them."""

import datetime as dt
from itertools import count

from django.db.models import Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse

from councils.models import Person
from meetings.agenda.versions import changes_to
from meetings.mail.text import OWN_ADDRESS, OWN_RECEIPT, of_meeting
from meetings.mail.told import (
    CALLS,
    INVITES,
    TOLD,
    facts_of,
    guests_of,
    last_told,
    lodged_at,
    receivers,
    still_called,
    tag,
)
from meetings.models import GuestLink, Letter
from meetings.models.letter import HANDED_OVER, UNSENT
from meetings.planning import calendar
from meetings.planning.answers import for_whom
from meetings.planning.invitees import invitees_of
from rus_portal.core.address import whole
from rus_portal.core.words import listed

Kind = Letter.Kind


def summons(meeting, *, at):
    """To every invitee who has not been told yet: holders are called, substitutes are informed, guests get
    their link. Someone whose invitation was cancelled and who is invited again gets a new letter."""
    sequence, told = calendar.sequence_of(meeting), last_told(meeting, INVITES)
    already, keys = still_called(meeting), set(meeting.letters.values_list("key", flat=True))
    called, written = {held.person: held.seat for held in invitees_of(meeting)}, []
    for receiver in [*called, *guests_of(meeting)]:
        last = told.get(tag(receiver))
        if tag(receiver) in already:
            continue
        is_substitute = receiver in called and called[receiver].is_substitute
        key = f"summons:{meeting.pk}:{tag(receiver)}"
        if last or key in keys:
            key = next(new for nth in count(sequence + 1) if (new := f"{key}:{nth}") not in keys)
        letter = of_meeting(
            Kind.SUMMONS,
            "Underrättelse" if is_substitute else "Kallelse",
            meeting,
            receiver,
            key=key,
            at=at,
            sequence=sequence + bool(last),
            is_substitute=is_substitute,
        )
        written.append(letter)
    return written


def invitation(link, *, at):
    """To a guest, with the link. The calendar entry comes with the summons."""
    meeting = link.item.meeting
    key = f"guest:{meeting.pk}:{tag(link)}"
    return of_meeting(Kind.GUEST, "Inbjudan", meeting, link, key=key, at=at)


def to_sign_in(person, appointments, occasion, *, at):
    """To whoever holds a seat: which seats they are, and how to sign in."""
    url = whole(reverse("sign_in"))
    context = {"person": person, "appointments": appointments, "url": url, "own_address": OWN_ADDRESS}
    return Letter(
        key=f"invitation:{person.pk}:{occasion}",
        kind=Kind.INVITATION,
        person=person,
        address=person.email or "",
        subject="Välkommen till Samverkansportalen",
        text=render_to_string("meetings/email/invitation.txt", context).strip(),
        written_at=at,
    )


def agenda_approval(approval, chair, *, at):
    """To whoever leads the meeting: the agenda waits for you."""
    meeting = approval.meeting
    return of_meeting(
        Kind.AGENDA_APPROVAL,
        "Godkänn dagordningen",
        meeting,
        chair,
        key=f"approval:{approval.pk}:{chair.pk}",
        at=at,
    )


def agenda_answer(approval):
    """To the one who asked: approved, or what is to be changed first."""
    meeting, is_given = approval.meeting, approval.approved_at is not None
    return of_meeting(
        Kind.AGENDA_APPROVAL,
        "Dagordningen är godkänd" if is_given else "Dagordningen ska ändras",
        meeting,
        approval.asked_by,
        key=f"approval-answer:{approval.pk}",
        at=approval.approved_at or approval.returned_at,
        template="agenda_answer",
        answered_by=approval.approved_by or approval.returned_by,
        change_wanted=approval.change_wanted,
    )


def approve_again(approval, *, at):
    """To one whose approval fell: what changed, and the minutes to read anew."""
    minutes = approval.minutes
    return of_meeting(
        Kind.MINUTES,
        f"Justera protokollet{minutes.part} på nytt",
        minutes.meeting,
        approval.person,
        key=f"approve-again:{approval.pk}:{at.isoformat()}",
        at=at,
        why=approval.fell_because,
        **_where(minutes),
    )


def _where(minutes):
    """Which minutes, and their page: that of a § by itself has an address of its own."""
    own = {"minutes_url": whole(minutes.url("minutes"))} if minutes.item else {}
    return own | {"part": minutes.part}


def approve_at_once(minutes, person, *, at):
    """To one who is asked to approve one § before the rest, or no longer is."""
    is_asked = minutes.sent_at is not None
    return of_meeting(
        Kind.MINUTES,
        f"{minutes.section} väntar på att du justerar" if is_asked else f"{minutes.section} är tillbaka",
        minutes.meeting,
        person,
        key=f"at-once:{minutes.pk}:{person.pk}:{at.isoformat()}",
        at=at,
        template="approve_at_once",
        minutes=minutes,
        is_asked=is_asked,
        **_where(minutes),
    )


def wish_answered(wish):
    """To the approver who wanted a change: what the secretariat answered."""
    return of_meeting(
        Kind.MINUTES,
        "Svar på din ändring av protokollet",
        wish.minutes.meeting,
        wish.wished_by,
        key=f"wish-answered:{wish.pk}",
        at=wish.answered_at,
        template="wish_answered",
        wish=wish,
        **_where(wish.minutes),
    )


def approver(approval, person, why, *, before, at):
    """To the one who is asked to approve minutes in the place of the one `before`, and to that one."""
    minutes, is_asked = approval.minutes, person == approval.person
    meeting, what = minutes.meeting, f"protokollet{minutes.part}"
    return of_meeting(
        Kind.MINUTES,
        f"Justera {what}" if is_asked else f"Du behöver inte justera {what}",
        meeting,
        person,
        key=f"approver:{approval.pk}:{person.pk}:{at.isoformat()}",
        at=at,
        template="approver",
        approval=approval,
        before=before,
        is_asked=is_asked,
        why=why,
        **_where(minutes),
    )


def feedback(row, receiver, *, at):
    """To one who looks after it in the organisation, or to its registry: what it takes home."""
    minutes = row.minutes
    return of_meeting(
        Kind.FEEDBACK,
        "Rättad återföring" if minutes.version > 1 else "Återföring",
        minutes.meeting,
        receiver,
        key=f"feedback:{row.pk}:{receiver.pk if isinstance(receiver, Person) else 'registry'}",
        at=at,
        feedback=row,
        minutes=minutes,
        to_registry=not isinstance(receiver, Person),
        own_receipt=OWN_RECEIPT,
    )


def update(version, changed):
    """What has changed on the agenda since each who is called was sent it last: `changed`, or more where the
    word of the change before still waits. Not to those whose summons does: it takes the new agenda along.
    Guests have their own item, and nothing to do with the rest."""
    meeting, written = version.meeting, []
    waiting = last_told(meeting, (Kind.SUMMONS, Kind.UPDATE), UNSENT)
    for held in invitees_of(meeting):
        last = waiting.get(tag(held.person))
        new = _changed_since(last, version) if last and last.kind == Kind.UPDATE else changed
        if new and not (last and last.kind == Kind.SUMMONS):
            letter = of_meeting(
                Kind.UPDATE,
                "Ändrad dagordning",
                meeting,
                held.person,
                key=_key_of_update(version.pk, held.person_id),
                at=version.sent_at,
                sequence=calendar.sequence_of(meeting),
                changes=[change.sentence for change in new],
            )
            written.append(letter)
    return written


def _key_of_update(version, person):
    return f"update:{version}:{person}"


def _changed_since(waiting, version):
    """From the agenda before the one that the letter which waits is of."""
    sent = list(version.meeting.agenda_versions.filter(number__lt=version.number).order_by("number"))
    keys = [_key_of_update(each.pk, waiting.person_id) for each in sent]
    return changes_to(version.content, sent[: keys.index(waiting.key)])


def change(meeting, changed, *, at, reason="", was=None):
    """What has changed since each receiver was told last; `changed`, and the day it `was`, say it where the
    letter did not keep what it told. Not to those whose summons still waits, or the word that the meeting
    takes place after all: these tell what the meeting is when they are sent. Nor to those who are called only
    by the change, as when the meeting was moved to a day when they have the seat: they get a summons."""
    sequence, now = calendar.sequence_of(meeting), facts_of(meeting)
    told = last_told(meeting, INVITES, HANDED_OVER)
    anew = Q(kind=Kind.SUMMONS) | Q(key__startswith="reinstatement:")
    to_call, already = last_told(meeting, CALLS, UNSENT & anew), still_called(meeting)
    written = []
    for receiver in receivers(meeting):
        last, name = told.get(tag(receiver)), tag(receiver)
        before = last.facts if last else {}
        own = {field for field in TOLD if before[field] != now[field]} if before else changed
        if _is_one_day(now) and _is_one_day(before or now) and "date" in own:
            own = own - {"end_date"}  # it has none but the day
        if name in to_call or name not in already or not own:
            continue
        moved_from = before.get("date", was) if "date" in own else None
        letter = of_meeting(
            Kind.CHANGE,
            "Ändrat möte",
            meeting,
            receiver,
            key=f"change:{meeting.pk}:{sequence}:{name}",
            at=at,
            sequence=sequence,
            changed=listed([TOLD[field] for field in TOLD if field in own]),
            moved_from=moved_from and dt.date.fromisoformat(moved_from),
            reason=reason or (_why_moved(meeting) if moved_from else ""),
        )
        written.append(letter)
    return written


def _is_one_day(facts):
    return facts["date"] == facts["end_date"]


def _why_moved(meeting):
    last = meeting.former_dates.order_by("moved_at", "pk").last()
    return last.reason if last else ""


def cancellation(meeting, receivers, lifts, *, at):
    """To those who were to come: where each item has gone that was on the agenda they were sent, and to a
    guest the guest's own. Whoever was told another day last is told that it is the same meeting."""
    sequence, told = calendar.sequence_of(meeting), last_told(meeting, INVITES, HANDED_OVER)
    sent = sorted((lift for lift in lifts if lift.was_sent), key=lambda lift: lift.order)
    return [
        of_meeting(
            Kind.CANCELLATION,
            "Inställt möte",
            meeting,
            receiver,
            key=f"cancellation:{meeting.pk}:{sequence}:{tag(receiver)}",
            at=at,
            sequence=sequence,
            cancelled_reason=meeting.cancelled_reason,
            other_day=_other_day(told.get(tag(receiver)), meeting),
            lifts=[lift for lift in sent if _concerns(lift, receiver)],
        )
        for receiver in receivers
    ]


def _other_day(last, meeting):
    """The day that the receiver was told last, where the word of a later one never went."""
    date = last and last.facts.get("date")
    return dt.date.fromisoformat(date) if date and date != str(meeting.date) else None


def _concerns(lift, receiver):
    return not isinstance(receiver, GuestLink) or receiver.item_id == lift.item_id


def reinstatement(meeting, *, at):
    """The meeting takes place after all: to those who were called and told that it was cancelled."""
    sequence, told = calendar.sequence_of(meeting), last_told(meeting, INVITES)
    were_called = last_told(meeting, CALLS)
    return [
        of_meeting(
            Kind.CHANGE,
            "Mötet blir av",
            meeting,
            receiver,
            key=f"reinstatement:{meeting.pk}:{sequence}:{tag(receiver)}",
            at=at,
            sequence=sequence,
            template="reinstatement",
        )
        for receiver in receivers(meeting)
        if tag(receiver) in were_called and told[tag(receiver)].kind == Kind.CANCELLATION
    ]


def release(meeting, *, at):
    """To those whose invitation is cancelled: the appointment has ended, the link is withdrawn or the item is
    off the agenda. It takes the entry out of their calendar. Not to those who were never told of it, and have
    done nothing at it either."""
    still, sequence = {tag(receiver) for receiver in receivers(meeting)}, calendar.sequence_of(meeting) + 1
    calls, lodged = (*INVITES, Kind.GUEST), lodged_at(meeting)
    heard = last_told(meeting, calls, HANDED_OVER).keys() | set(map(str, lodged))
    gone = [
        last
        for name, last in last_told(meeting, calls).items()
        if name in heard and name not in still and last.kind in (*CALLS, Kind.GUEST) and last.address
    ]
    prefetch_related_objects(gone, "person", "guest__item__meeting__council")
    return [
        of_meeting(
            Kind.RELEASE,
            "Du är inte längre kallad",
            meeting,
            last.receiver,
            key=f"release:{meeting.pk}:{sequence}:{tag(last.receiver)}",
            at=at,
            sequence=sequence,
            address=last.address,
            moved_to=_moved_to(last.guest, meeting),
            has_lodged=last.person_id in lodged,
        )
        for last in gone
    ]


def _moved_to(guest, meeting):
    """The other meeting that the guest's item is on now: the link goes on working there."""
    there = guest and not guest.revoked_at and guest.item.meeting
    return there if there and there.pk != meeting.pk else None


def to_substitute(answer, substitute, *, is_asked, moved_at=None):
    """To a substitute who is to come in somebody's place, or no longer has to: since the answer was changed,
    or since the meeting was moved to a day when another has the seat, or back."""
    at = moved_at or answer.answered_at
    return of_meeting(
        Kind.SUBSTITUTE,
        "Du ersätter" if is_asked else "Du behöver inte ersätta",
        answer.meeting,
        substitute,
        key=f"{key_to_substitute(answer, substitute, is_asked=is_asked)}{at.isoformat()}",
        at=at,
        sequence=calendar.sequence_of(answer.meeting),
        absent=answer.person,
        whom=for_whom(answer),
        is_asked=is_asked,
        is_moved=moved_at is not None,
    )


def key_to_substitute(answer, substitute, *, is_asked):
    """What the keys of such letters begin with."""
    return f"substitute-{'asked' if is_asked else 'released'}:{answer.pk}:{substitute.pk}:"


def without_substitute(answer, declined):
    """To the one whose substitute has said no: someone else must be asked."""
    key = f"substitute-declined:{answer.pk}:{declined.pk}:{declined.answered_at.isoformat()}"
    return _someone_else(answer, key, at=declined.answered_at, is_declined=True)


WITHOUT_SEAT = "substitute-without-seat:"


def substitute_without_seat(answer, *, at):
    """The same where the substitute has no such seat on the day."""
    said = f"{answer.pk}:{answer.substitute_id}:{answer.answered_at.isoformat()}"
    return _someone_else(answer, f"{WITHOUT_SEAT}{said}:{answer.meeting.date}", at=at, is_declined=False)


def _someone_else(answer, key, *, at, is_declined):
    return of_meeting(
        Kind.SUBSTITUTE,
        "Din ersättare kan inte komma",
        answer.meeting,
        answer.person,
        key=key,
        at=at,
        sequence=calendar.sequence_of(answer.meeting),
        template="substitute_declined",
        substitute=answer.substitute,
        is_declined=is_declined,
        whom=for_whom(answer),
    )
