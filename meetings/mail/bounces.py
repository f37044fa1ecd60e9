"""Letters that come back. Mail servers report them by delivery reports (RFC 3464), which hold the Message-ID
that `meetings.mail.letters.message_name` gave the letter."""

import re
from email import message_from_string
from email.message import Message

from meetings.mail.letters import is_sealed

NAME = re.compile(r"brev-(\d{1,18})\.([0-9a-f]{20})@")


def returned(report):
    """(key of the letter, what the mail server says) where a letter of ours did not arrive;
    None for any other mail, also for a report of delay."""
    if report.get_content_type() != "multipart/report":
        return None
    failed = [each for each in _receivers(report) if _first_word(each.get("Action", "")) == "failed"]
    found = next(filter(None, map(NAME.search, _names(report))), None)
    if not failed or not found or not is_sealed(found[1], found[2]):
        return None
    return int(found[1]), _said(failed[0])


def _receivers(report):
    """The fields about each receiver: the groups after the first, which is about the report."""
    for part in report.walk():
        groups = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(groups, list):
            yield from groups[1:]


def _names(report):
    """Where the letter's Message-ID may be: in the returned letter, whole or headers only, or in the headers
    of the report that say what it replies to."""
    for part in report.walk():
        kind, content = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(content, list):
            yield str(content[0].get("Message-ID", ""))
        elif kind == "text/rfc822-headers" and isinstance(content, str):
            yield str(message_from_string(content).get("Message-ID", ""))
    yield str(report.get("In-Reply-To", ""))
    yield str(report.get("References", ""))


def _first_word(field):
    return str(field).strip().partition(" ")[0].lower()


def _said(receiver: Message):
    """ "550 5.1.1 No such mailbox", or at least the number of the status."""
    diagnosis = str(receiver.get("Diagnostic-Code", "")).partition(";")[2] or str(receiver.get("Status", ""))
    return " ".join(f"Kom tillbaka. {diagnosis}".split())
