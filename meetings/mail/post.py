"""Handing letters to the mail server, and what its answers mean.

Only an answer of 5xx is final. A 4xx means later (greylisting, a full mailbox, a server that is busy). Where
the connection breaks, it matters when: until the whole text is handed over, the server has nothing to
deliver; after that, and until it answers, nobody knows.
"""

import logging
import smtplib
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any  # what the connection is, Django's stubs know less well than we

from django.core.mail.backends.smtp import EmailBackend

from rus_portal.core import mailer

log = logging.getLogger(__name__)


class NotTaken(Exception):
    """The server has not accepted the letter, and `said` so."""

    def __init__(self, said):
        super().__init__(said)
        self.said = said


class Refused(NotTaken):
    """It never will."""


class Deferred(NotTaken):
    """It may later."""


class Broken(Deferred):
    """The connection is gone, before the text was handed over or with an answer that it was not taken."""


class Uncertain(Exception):
    """The connection broke between the text and its answer."""


def connect():
    """To where letters go. As a context it opens the connection, and raises where the server is away."""
    return mailer.for_letters(by_smtp=Post)


class Connection(smtplib.SMTP):
    """`is_undecided` between the whole text and its answer."""

    last: int | None = None
    is_undecided = False

    def getreply(self):
        self.is_undecided = self.last == 354
        self.last, said = super().getreply()
        self.is_undecided = False
        return self.last, said


class SecureConnection(Connection, smtplib.SMTP_SSL):
    pass


class Post(EmailBackend):
    connection: Any

    @property
    def connection_class(self):
        return SecureConnection if self.use_ssl else Connection

    def send_messages(self, mails):
        try:
            return super().send_messages(mails)
        except ValueError as unfit:  # an address or a heading that cannot stand in a mail
            raise Refused(str(unfit)) from unfit
        except smtplib.SMTPNotSupportedError as unable:
            raise Refused(str(unable)) from unable
        except OSError as trouble:
            raise self._meaning(trouble) from trouble

    def _meaning(self, trouble):
        if not self.connection or isinstance(trouble, ConnectionRefusedError):
            return trouble  # there was no connection: the server is away
        if self.connection.is_undecided:
            self._forget_connection()
            return Uncertain(str(trouble))
        code, said = _answer(trouble)
        if code is None or code == 421:
            self._forget_connection()
            return Broken(said)
        return Refused(said) if 500 <= code < 600 else Deferred(said)

    def _forget_connection(self):
        """The next letter goes by a new one."""
        self.connection.close()
        self.connection = None

    def close(self):
        """All is sent when it is closed: a server that does not say good-bye changes nothing."""
        try:
            super().close()
        except OSError:
            log.info("The mail server did not answer when the connection was closed", exc_info=True)


def _answer(trouble):
    """The code, and the words with it; None where the server did not answer."""
    said: bytes | str
    if isinstance(trouble, SMTPRecipientsRefused):
        code, said = next(iter(trouble.recipients.values()))
    elif isinstance(trouble, SMTPResponseException) and trouble.smtp_code > 0:
        code, said = trouble.smtp_code, trouble.smtp_error
    else:
        return None, str(trouble)
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return code, f"{code} {' '.join(words.split())}"
