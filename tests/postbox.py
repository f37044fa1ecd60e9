"""A real mail server on loopback, which keeps the mail it receives."""

from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from rus_portal.core import mailer
from tests.tools import free_port

MEMORY = "django.core.mail.backends.locmem.EmailBackend"
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
BREAK = "break"


class Postbox:
    """`letters` holds the messages received; mail to `unknown` addresses is refused. What it answers to an
    address, and to a text, can be said beforehand, one after the other: `at_address`, `at_text`. BREAK closes
    the connection without a word; the text it was handed is kept if `keeps`."""

    def __init__(self):
        self.letters = []
        self.unknown = set()
        self.at_address, self.at_text = [], []
        self.keeps = True

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return self._answer(self.at_address, server)

    async def handle_DATA(self, server, session, envelope):
        answer = self._answer(self.at_text, server)
        if answer == "250 OK" or (answer == "421 BREAK" and self.keeps):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer

    def _answer(self, said, server):
        answer = said.pop(0) if said else "250 OK"
        if answer == BREAK:
            server.transport.abort()
            return "421 BREAK"
        if answer.startswith("421"):
            server.loop.call_later(0.01, server.transport.close)
        return answer

    def to(self, person):
        return [letter for letter in self.letters if letter["To"] == person.email]


def open_postbox(box=None, port=None):
    """The postbox and the server that fills it, started on a free port, or on the one it had."""
    box, port = box or Postbox(), port or free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.port = port
    return box, server


def lead(settings, port=None, *, codes=MEMORY, letters=mailer.BY_SMTP):
    """Have what the portal sends go to the server on that port, in the words of the Django there is."""
    email = {"EMAIL_BACKEND": codes, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
    email |= {
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
    }
    for name, value in mailer.told(email, letters).items():
        setattr(settings, name, value)
