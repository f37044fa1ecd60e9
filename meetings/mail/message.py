"""A letter as mail: its text, what is attached, and the name by which a report of it is known."""

from email.header import Header

import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from meetings.documents.summons import summons_for
from meetings.mail.feedback import attachments, receipt_address
from meetings.mail.text import OWN_ADDRESS, OWN_PAGE, OWN_RECEIPT, page_of, read
from meetings.mail.told import CALLS, INVITES
from meetings.models import Letter
from meetings.planning import calendar
from rus_portal.core.address import host, whole

Kind = Letter.Kind
REFERRING = (Kind.CHANGE, Kind.UPDATE, Kind.CANCELLATION, Kind.RELEASE)  # to the summons that came before
# Those a person may unsubscribe from.
ON_REQUEST = (Kind.PROPOSAL, Kind.CONSULTATION, Kind.REMINDER, Kind.DIGEST)


class Mail(EmailMultiAlternatives):
    def message(self, **how):
        """Django before 6.0 leaves no room for the name of the heading before a long subject that is not
        ASCII, so that it would begin on the next line; some programs then show none."""
        made, subject = super().message(**how), str(self.subject)
        if django.VERSION >= (6,):
            return made
        kind = None if subject.isascii() else "utf-8"
        made.replace_header("Subject", Header(subject, kind, header_name="Subject").encode())
        return made


def message(letter):
    """The letter as mail, to the address its receiver has now. What is attached is what the receiver may
    see."""
    headers = {
        "Message-ID": f"<{message_name(letter.pk, letter.sending)}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.kind in ON_REQUEST:
        headers |= ended_at(unsubscribe_address(letter.person))
    if before := _referred_to(letter):
        headers["In-Reply-To"] = headers["References"] = f"<{message_name(before.pk, before.sending)}>"
    subject, text = read(letter)
    text, to = _with_addresses(letter, text), [letter.receiver.email]
    mail = Mail(subject, text, None, to, headers=headers, reply_to=_answered_by(letter))
    if (letter.kind in INVITES or _is_to_substitute(letter)) and letter.meeting.convened_at:
        url = page_of(letter.guest) if letter.guest and letter.kind in CALLS else "" if letter.guest else None
        entry = calendar.invitation(letter, url=url).decode()
        mail.attach_alternative(entry, f"text/calendar; method={calendar.method_of(letter)}")
    has_agenda = letter.kind in (Kind.SUMMONS, Kind.UPDATE) and letter.person
    pdf = summons_for(letter.person, letter.meeting) if has_agenda else None
    if pdf:
        mail.attach(f"kallelse-{letter.meeting.file_stem}.pdf", pdf, "application/pdf")
    for attached in attachments(letter) if letter.feedback else []:
        mail.attach(*attached)
    return mail


def _is_to_substitute(letter):
    """Its entry changes its title when somebody asks for the substitute, and back."""
    return letter.kind == Kind.SUBSTITUTE and letter.key.startswith(
        ("substitute-asked:", "substitute-released:")
    )


def _referred_to(letter):
    """The summons that the letter changes, as its receiver got it."""
    if letter.kind not in REFERRING:
        return None
    own = letter.meeting.letters.filter(person=letter.person, guest=letter.guest, kind=Kind.SUMMONS)
    return own.handed_over().order_by("sequence", "pk").last()


def _answered_by(letter):
    """Who reads what people answer: the office of the council, the portal's, or the meeting's secretary; of
    what came from outside whoever wrote it, if they said how."""
    if letter.barrier:
        return [letter.barrier.reply_to] if letter.barrier.reply_to else []
    meeting = letter.meeting
    office, secretary = (meeting.council.office, meeting.secretary) if meeting else (None, None)
    address = (office and office.email) or settings.CONTACT_EMAIL or (secretary and secretary.email)
    return [address] if address else []


def _with_addresses(letter, text):
    """The text of the letter with the addresses that are not kept in it."""
    if letter.guest:
        return text.replace(OWN_PAGE, page_of(letter.guest))
    if letter.feedback:
        return text.replace(OWN_RECEIPT, receipt_address(letter.feedback))
    if letter.kind == Kind.INVITATION:
        return text.replace(OWN_ADDRESS, letter.receiver.email)
    return text


# Identifies a returned letter, and which of its sendings. It is signed, so that nobody else can claim that a
# letter did not arrive.


def message_name(pk, sending=1):
    mark = f"{pk}" if sending == 1 else f"{pk}-{sending}"
    return f"brev-{mark}.{_seal(mark)}@{host()}"


def _seal(mark, key=None):
    return salted_hmac("meetings.letters", mark, secret=key, algorithm="sha256").hexdigest()[:20]


def is_sealed(mark, seal):
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_seal(mark, key), seal) for key in keys)


# Unsubscribing: a signed address for each person, which needs no sign-in

signer = Signer(salt="meetings.letters")


def ended_at(address):
    """By the mail program itself, with one press (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def unsubscribe_address(person):
    return whole(reverse("mail_unsubscribe", args=[signer.sign(person.pk)]))
