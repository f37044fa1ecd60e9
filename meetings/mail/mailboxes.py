"""Unread mail, kept in an IMAP folder, a Maildir, or standard input. What is done with each is said after it
was read: a report is marked as read, all else stays unread for people, and what cannot be read is moved aside
unchanged. So a run that stops reads the same again."""

import logging
import os
import sys
from imaplib import IMAP4, IMAP4_SSL
from pathlib import Path
from typing import Any  # imaplib returns more types than are worth telling apart
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

ASIDE = "Olasliga"
log = logging.getLogger(__name__)


class ForPeople(Exception):
    """A mail that a person wrote, handed over alone: whoever handed it over has it still, and is told."""


def each_unread(source, read):
    """Give the bytes of each unread mail to `read`, which says whether it is done with it. Where it fails the
    mail is moved aside. `source` is imaps://user:password@server/folder, the path of a Maildir, or "-" for
    one mail on standard input. The parts of an address are written as in any address: %40 for @."""
    if source == "-":
        _from_input(read)
    elif source.startswith(("imap://", "imaps://")):
        _by_imap(urlsplit(source), read)
    else:
        _in_maildir(Path(source), read)


def _is_done(read, raw):
    """None where it cannot be read."""
    try:
        return read(raw)
    except DatabaseError:  # nothing is wrong with the mail
        raise
    except Exception:  # whatever is wrong with one mail must not stop the others
        log.exception("A mail could not be read; it is moved aside")
        return None


def _from_input(read):
    raw = sys.stdin.buffer.read()
    done = _is_done(read, raw)
    if done is False:
        raise ForPeople
    if done is None:
        aside = Path(settings.DATA_DIR) / ASIDE.lower()
        aside.mkdir(parents=True, exist_ok=True)
        (aside / f"{timezone.now():%Y%m%dT%H%M%S%f}-{os.getpid()}.eml").write_bytes(raw)


def _in_maildir(box, read):
    (box / "cur").mkdir(exist_ok=True)
    for mail in sorted((box / "new").iterdir()):
        done = _is_done(lambda _, mail=mail: read(mail.read_bytes()), b"")
        if done is None:
            aside = box / f".{ASIDE}"
            for folder in ("cur", "new", "tmp"):
                (aside / folder).mkdir(parents=True, exist_ok=True)
            mail.rename(aside / "new" / mail.name)
        elif done:
            mail.rename(box / "cur" / f"{mail.name.partition(':')[0]}:2,S")


def _by_imap(where, read):
    connect = IMAP4_SSL if where.scheme == "imaps" else IMAP4
    server: Any = connect(where.hostname, where.port or (993 if where.scheme == "imaps" else 143), timeout=30)
    try:
        server.login(unquote(where.username), unquote(where.password))
        answer, told = server.select(f'"{unquote(where.path.strip("/")) or "INBOX"}"')
        if answer != "OK":
            raise OSError(f"The folder cannot be opened: {told[0].decode()}")
        moved = False
        for number in server.search(None, "UNSEEN")[1][0].split():
            done = _is_done(lambda _, number=number: read(_fetched(server, number)), b"")
            if done is None and _is_copied(server, number):
                server.store(number, "+FLAGS", r"(\Deleted)")
                moved = True
            elif done:
                server.store(number, "+FLAGS", r"(\Seen)")
        if moved:
            server.expunge()
    finally:
        server.logout()


def _fetched(server, number):
    return server.fetch(number, "(BODY.PEEK[])")[1][0][1]


def _is_copied(server, number):
    """To the folder aside, which is made the first time."""
    server.create(ASIDE)
    return server.copy(number, ASIDE)[0] == "OK"
