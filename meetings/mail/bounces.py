"""Letters that come back. Mail servers report them by delivery reports (RFC 3464, with addresses of other
letters RFC 6533), and older ones in words. Whatever its shape, a report holds the Message-ID that
`meetings.mail.message.message_name` gave the letter.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parseaddr
from html import unescape

from meetings.mail.message import is_sealed

NAME = re.compile(r"brev-(\d{1,18})(?:-(\d{1,4}))?\.([0-9a-f]{20})@")
# Read as text: so a part may be coded in any way, and nothing of what it quotes is taken for a part of the
# report.
AS_TEXT = re.compile(rb"^(content-type:\s*)message/", re.IGNORECASE | re.MULTILINE)
STATUS = {"text/x-delivery-status", "text/x-global-delivery-status"}
RETURNED = {"text/x-rfc822", "text/x-global", "text/rfc822-headers", "text/x-global-headers"}
MACHINES = re.compile(r"mailer-daemon|postmaster|mail delivery|mail\.delivery|maildelivery", re.IGNORECASE)
FOR_GOOD = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
IN_WORDS = re.compile(
    r"permanent|fatal error|undeliver|could not be delivered|couldn't be delivered|not able to deliver|"
    r"user unknown|unknown user|no such user|kunde inte levereras|gick inte att leverera",
    re.IGNORECASE,
)
TAG = re.compile(r"(?is)<!--.*?-->|<(style|script)\b.*?</\1>|</?[a-z][a-z0-9]*(?:\s[^>]*)?/?>")
BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>")
STILL_TRYING = re.compile(r"\bwarning\b|delayed|do not need to resend|still trying|fördröj", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a mail server reports. `letter` is (key, which sending, what the server says) where a letter of
    ours did not arrive; None where it is only delayed, or none of ours."""

    letter: tuple[int, int, str] | None = None


class Unclear(ValueError):
    """A report that nothing can be made of."""


def report_in(raw):
    """The report that the bytes of a mail are; None for all other mail, such as what people write."""
    mail = message_from_bytes(AS_TEXT.sub(rb"\1text/x-", raw), policy=policy.compat32)
    texts = [(part.get_content_type(), _text(part)) for part in mail.walk() if not part.is_multipart()]
    told = [text for kind, text in texts if kind in STATUS]
    if told:
        failed = [each for text in told for each in _receivers(text) if _has_failed(each)]
        said = failed and _said(failed[0])
        return Report(_letter(said, _names(mail, [text for kind, text in texts if kind in RETURNED])))
    is_report = mail.get_content_type() == "multipart/report"
    if is_report and mail.is_multipart() and str(mail.get_param("report-type")).lower() != "delivery-status":
        return Report()  # of something else, such as that it was read
    return _in_words(mail, texts) if is_report or _is_by_machine(mail) else None


def _letter(said, names):
    if not said or not names:
        return None
    key, sending, seal = names[0]
    mark = f"{key}-{sending}" if sending else key
    return (int(key), int(sending or 1), f"Kom tillbaka. {said}") if is_sealed(mark, seal) else None


def _text(part):
    """The words of the part, whatever they claim to be coded in."""
    content = part.get_payload(decode=True) or b""
    try:
        text = content.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        text = content.decode("latin-1")
    return unescape(TAG.sub("", BREAK.sub("\n", text))) if part.get_content_type() == "text/html" else text


def _receivers(text):
    """The fields about each receiver: the groups after the first, which is about the report. A server that
    forgot it has those of the receiver at once."""
    groups = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    fields = [_fields(group) for group in groups]
    return [
        each for each in fields if each.keys() & {"final-recipient", "original-recipient", "action", "status"}
    ]


def _fields(group):
    unfolded = re.sub(r"\n[ \t]+", " ", group)
    pairs = (line.partition(":") for line in unfolded.split("\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _has_failed(receiver):
    if action := receiver.get("action"):
        return bool(re.match(r"failed\b", action, re.IGNORECASE))
    status = receiver.get("status") or receiver.get("diagnostic-code", "").rpartition(";")[2].strip()
    return status.startswith("5")


def _said(receiver):
    """ "550 5.1.1 No such mailbox", or at least the number of the status."""
    diagnosis = receiver.get("diagnostic-code", "").partition(";")[2] or receiver.get("status", "")
    return " ".join(diagnosis.split()) or "Servern säger inte varför."


def _names(mail, returned):
    """The letter's name and seal: in the returned letter, whole or headers only, or in the headers of the
    report that say what it replies to. The last of References is the letter; those before it are what the
    letter refers to."""
    own = [re.search(r"^message-id:\s*(.*)$", text, re.IGNORECASE | re.MULTILINE) for text in returned]
    replied = [mail.get("In-Reply-To", ""), *reversed(str(mail.get("References", "")).split())]
    places = [*(found[1] for found in own if found), *map(str, replied)]
    return [found.groups() for place in places if (found := NAME.search(place))]


def _is_by_machine(mail):
    """A mail server, not a person's automatic reply."""
    name, address = parseaddr(str(mail.get("From", "")))
    return bool(MACHINES.search(f"{name} {address}") or mail.get("X-Failed-Recipients"))


def _in_words(mail, texts):
    """Raises `Unclear` for what a person must look at: it does not say which letter, or how it went."""
    whole = "\n\n".join(text for _, text in texts)
    told = re.split(r"^message-id:", whole, maxsplit=1, flags=re.IGNORECASE | re.MULTILINE)[0]
    names = _names(mail, [whole])
    if STILL_TRYING.search(f"{mail.get('Subject', '')} {told}"):
        return Report()
    lines = [" ".join(line.split()) for line in told.splitlines()]
    found = [line for line in lines if FOR_GOOD.search(line)] or [
        line for line in lines if IN_WORDS.search(line)
    ]
    if not names or not found:
        raise Unclear(f"A report of an unknown shape: {mail.get('Subject', '')}")
    return Report(_letter(found[0], names))
