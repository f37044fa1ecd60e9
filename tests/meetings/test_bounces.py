"""Letters that come back: reports of three kinds of mail servers, and mail that is no such report."""

import io
import socketserver
import sys
import threading
from mailbox import Maildir
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from meetings.mail.letters import message_name
from meetings.models import Letter
from tests import acts

REPORTS = Path(__file__).parent / "returned"
SAID = {
    "postfix": "Kom tillbaka. 550 5.1.1 [adressen]: Recipient address rejected: "
    "User unknown in virtual mailbox table",
    "exchange": "Kom tillbaka. 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found "
    "by SMTP address lookup",
    "exim": "Kom tillbaka. 5.0.0",
}

ONCE = ["2 read, 1 letters had come back", "0 read, 0 letters had come back"]


@pytest.fixture
def letter(four, regional, member, postbox):
    """A summons that a mail server took."""
    acts.summoned(regional, days=20)
    call_command("send_letters", verbosity=0)
    return Letter.objects.get(person=member)


def report(server, letter, *, name=None, **changed):
    text = (REPORTS / f"{server}.eml").read_text().replace("MESSAGE-ID", name or message_name(letter.pk))
    for before, after in changed.values():
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def read(monkeypatch, *mails):
    for mail in mails:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail)))
        call_command("read_bounces", "-", verbosity=0)


@pytest.mark.parametrize("server", SAID)
def test_a_letter_that_came_back_has_failed_and_says_why(server, letter, monkeypatch):
    read(monkeypatch, report(server, letter))
    letter.refresh_from_db()
    assert (letter.state, letter.failure) == ("failed", SAID[server])
    assert {other.state for other in Letter.objects.exclude(pk=letter.pk)} == {"sent"}


def test_what_is_no_word_of_a_failure_changes_nothing(letter, monkeypatch):
    own, other = message_name(letter.pk), Letter.objects.exclude(pk=letter.pk).first()
    read(
        monkeypatch,
        report("postfix", letter, delayed=("Action: failed", "Action: delayed")),
        report("exim", letter, delivered=("Action: failed", "Action: delivered")),
        report("exchange", letter, plain=("multipart/report", "multipart/mixed")),
        report("postfix", letter, name=own.replace(f"brev-{letter.pk}.", f"brev-{other.pk}.")),  # forged
        report("postfix", letter, name="brev-1@testserver"),
        f"From: ledamot@kommun.example\nIn-Reply-To: <{own}>\nSubject: Semester\n\nJag är borta.".encode(),
        b"",
        bytes(range(256)) * 40,
        report("postfix", letter)[:1600],
    )
    assert {each.state for each in Letter.objects.all()} == {"sent"}


def test_the_secretariat_sees_it_at_the_letters_the_person_and_in_its_work(
    letter, member, secretary, administrator, client, monkeypatch, postbox
):
    read(monkeypatch, report("exchange", letter))
    client.force_login(secretary)
    pages = [letter.meeting.url("letters"), reverse("person_facts", args=[member.pk])]
    for address in pages:
        assert "RecipientNotFound" in client.get(address).content.decode()
    assert "Senaste brevet kom inte fram" in client.get(reverse("people")).content.decode()
    assert "Alla brev om mötet har inte kommit fram." in client.get(reverse("office")).content.decode()
    client.post(letter.meeting.url("letter_resending", letter.pk))
    call_command("send_letters", verbosity=0)
    assert len(postbox.to(member)) == 2
    assert "kom inte fram" not in client.get(pages[1]).content.decode()
    client.force_login(administrator)
    assert client.get(reverse("person", args=[member.pk])).status_code == 200


def test_a_maildir_is_read_once(letter, tmp_path, capsys):
    box = Maildir(tmp_path / "box")
    box.add(report("postfix", letter))
    box.add(b"Subject: hej\n\nhej")
    for _ in range(2):
        call_command("read_bounces", str(tmp_path / "box"))
    assert capsys.readouterr().out.splitlines() == ONCE


class Imap(socketserver.StreamRequestHandler):
    """As much of an IMAP server as is needed to fetch unread mail."""

    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, verb, *rest = line.decode().split()
            verb = verb.upper()
            if verb == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif verb == "LOGIN" and rest[0].strip('"') != "portal@region.example":
                self.say(f"{tag} NO")
                continue
            elif verb == "SEARCH":
                unseen = [str(n) for n, mail in enumerate(self.server.mails, 1) if n not in self.server.seen]
                self.say(" ".join(["* SEARCH", *unseen]))
            elif verb == "FETCH":
                mail = self.server.mails[int(rest[0]) - 1]
                self.say(f"* {rest[0]} FETCH (BODY[] {{{len(mail)}}}")
                self.wfile.write(mail + b")\r\n")
            elif verb == "STORE":
                self.server.seen.add(int(rest[0]))
            self.say(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


def test_an_imap_folder_is_read_once(letter, settings, capsys):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.mails, server.seen = [b"Subject: hej\r\n\r\nhej", report("exim", letter)], set()
        threading.Thread(target=server.serve_forever, args=[0.05]).start()
        port = server.server_address[1]
        settings.BOUNCES_URL = f"imap://portal%40region.example:hemligt@127.0.0.1:{port}/INBOX"
        try:
            for _ in range(2):
                call_command("read_bounces", settings.BOUNCES_URL)
        finally:
            server.shutdown()
    assert capsys.readouterr().out.splitlines() == ONCE
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_without_a_mailbox_the_command_says_so():
    with pytest.raises(CommandError):
        call_command("read_bounces", "")
