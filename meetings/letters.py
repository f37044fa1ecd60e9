"""What is written to whom. Each function answers with letters not yet saved; `meetings.workflow.letters`
keeps and sends them, and asks for a letter's `message` when its turn comes."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from councils.models import Seat
from meetings import calendar
from meetings.called import called_to
from meetings.models import Letter
from meetings.record import date_in_words, time_in_words
from meetings.summons import summons_for
from rus_portal.permissions import may_take_part

Kind = Letter.Kind
INVITES = (Kind.SUMMONS, Kind.CHANGE, Kind.CANCELLATION)
ON_REQUEST = (Kind.REMINDER, Kind.DIGEST)  # those a person may do without

# What the called are told of when it changes, and what it is called.
TOLD = {
    "date": "dagen",
    "end_date": "sista dagen",
    "start_time": "starttiden",
    "end_time": "sluttiden",
    "format": "mötesformen",
    "place": "platsen",
    "link": "länken till det digitala mötet",
}


def summons(meeting, *, at):
    """To everyone who is called: holders are called, substitutes are informed."""
    sequence = calendar.sequence_of(meeting)
    return [
        _of_meeting(
            Kind.SUMMONS,
            "Underrättelse" if is_substitute else "Kallelse",
            meeting,
            held.person,
            key=f"summons:{meeting.pk}:{held.person_id}",
            at=at,
            sequence=sequence,
            is_substitute=is_substitute,
        )
        for held in called_to(meeting)
        for is_substitute in [held.seat.capacity == Seat.Capacity.SUBSTITUTE]
    ]


def change(meeting, changed, *, at, moved_from=None, reason=""):
    """What no longer is as the summons said: `changed` holds names of fields in `TOLD`."""
    sequence = calendar.sequence_of(meeting) + 1
    return [
        _of_meeting(
            Kind.CHANGE,
            "Ändrat möte",
            meeting,
            held.person,
            key=f"change:{meeting.pk}:{sequence}:{held.person_id}",
            at=at,
            sequence=sequence,
            changed=_listed([TOLD[field] for field in TOLD if field in changed]),
            moved_from=moved_from,
            reason=reason,
        )
        for held in called_to(meeting)
    ]


def cancellation(meeting, *, at):
    sequence = calendar.sequence_of(meeting) + 1
    return [
        _of_meeting(
            Kind.CANCELLATION,
            "Inställt möte",
            meeting,
            held.person,
            key=f"cancellation:{meeting.pk}:{held.person_id}",
            at=at,
            sequence=sequence,
        )
        for held in called_to(meeting)
    ]


def to_substitute(answer, substitute, *, is_asked):
    """To the one who is to come in somebody's place, or no longer has to."""
    act = "asked" if is_asked else "released"
    return _of_meeting(
        Kind.SUBSTITUTE,
        "Du ersätter" if is_asked else "Du behöver inte ersätta",
        answer.meeting,
        substitute,
        key=f"substitute-{act}:{answer.pk}:{substitute.pk}:{answer.answered_at.isoformat()}",
        at=answer.answered_at,
        sequence=calendar.sequence_of(answer.meeting),
        absent=answer.person,
        is_asked=is_asked,
    )


def _of_meeting(kind, heading, meeting, person, *, key, at, sequence, **told):
    prefetch_related_objects([meeting], "joint_with")
    context = told | {
        "meeting": meeting,
        "heading": heading,
        "when": f"{date_in_words(meeting)} {time_in_words(meeting)}",
        "link": meeting.link if may_take_part(person, meeting) else "",
        "meeting_url": settings.PORTAL_URL + meeting.get_absolute_url(),
        "answer_url": settings.PORTAL_URL + meeting.url("answer"),
    }
    return Letter(
        key=key,
        kind=kind,
        meeting=meeting,
        person=person,
        address=person.email or "",
        subject=f"{heading}: {meeting.title} {date_format(meeting.date, 'j F Y')}",
        text=render_to_string(f"meetings/email/{kind}.txt", context).strip(),
        sequence=sequence,
        written_at=at,
    )


def _listed(words):
    """ "dagen, platsen och länken"."""
    return " och ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def message(letter):
    """The letter as mail. What is attached is what its receiver may see now."""
    headers = {"Message-ID": f"<brev-{letter.pk}@{calendar.host()}>", "Auto-Submitted": "auto-generated"}
    if letter.kind in ON_REQUEST:
        headers["List-Unsubscribe"] = f"<{farewell_address(letter.person)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail = EmailMultiAlternatives(letter.subject, letter.text, None, [letter.address], headers=headers)
    if letter.kind in INVITES:
        entry = calendar.invitation(letter).decode()
        mail.attach_alternative(entry, f"text/calendar; method={calendar.method_of(letter)}")
    paper = summons_for(letter.person, letter.meeting) if letter.kind == Kind.SUMMONS else None
    if paper:
        mail.attach(f"kallelse-{letter.meeting.date}.pdf", paper, "application/pdf")
    return mail


# Doing without letters: a signed address for each person, good without signing in

signer = Signer(salt="meetings.letters")


def farewell_address(person):
    return settings.PORTAL_URL + reverse("mail_farewell", args=[signer.sign(person.pk)])
