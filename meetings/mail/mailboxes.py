"""Unread mail, kept in an IMAP folder, a Maildir, or standard input. Each is marked as read when
the next is asked for, so that one that failed is read again."""

import sys
from contextlib import closing
from email import message_from_bytes, policy
from imaplib import IMAP4, IMAP4_SSL
from mailbox import Maildir
from typing import Any  # imaplib returns more types than are worth telling apart
from urllib.parse import unquote, urlsplit


def unread(source):
    """`source` is imaps://user:password@server/folder, the path of a Maildir, or "-" for one mail on standard
    input. The parts of an address are written as in any address: %40 for @."""
    if source == "-":
        rows = iter([sys.stdin.buffer.read()])
    elif source.startswith(("imap://", "imaps://")):
        rows = _by_imap(urlsplit(source))
    else:
        rows = _in_maildir(source)
    return (message_from_bytes(row, policy=policy.compat32) for row in rows)


def _by_imap(where):
    connect = IMAP4_SSL if where.scheme == "imaps" else IMAP4
    server: Any = connect(where.hostname, where.port or (993 if where.scheme == "imaps" else 143), timeout=30)
    try:
        server.login(unquote(where.username), unquote(where.password))
        answer, told = server.select(f'"{unquote(where.path.strip("/")) or "INBOX"}"')
        if answer != "OK":
            raise OSError(f"The folder cannot be opened: {told[0].decode()}")
        for number in server.search(None, "UNSEEN")[1][0].split():
            yield server.fetch(number, "(BODY.PEEK[])")[1][0][1]
            server.store(number, "+FLAGS", r"(\Seen)")
    finally:
        server.logout()


def _in_maildir(path):
    with closing(Maildir(path, create=False)) as box:
        for key in sorted(box.keys()):
            mail = box[key]
            if mail.get_subdir() == "new":
                yield box.get_bytes(key)
                mail.set_subdir("cur")
                mail.add_flag("S")
                box[key] = mail
