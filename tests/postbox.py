"""A real mail server on loopback, which keeps the mail it receives."""

import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Postbox:
    """`letters` holds the messages received; mail to `unknown` addresses is refused."""

    def __init__(self):
        self.letters = []
        self.unknown = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, person):
        return [letter for letter in self.letters if letter["To"] == person.email]


def open_postbox(box=None):
    """The postbox and the server that fills it, started on a free port."""
    box = box or Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    return box, server
