"""Letters that come back: reports of three kinds of mail servers, and mail that is no such report."""

import base64
import io
import os
import quopri
import socketserver
import sys
import threading
from mailbox import Maildir
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from meetings.mail.message import message_name
from meetings.models import Letter
from meetings.workflow.letter import send_again
from meetings.workflow.meeting import change_meeting
from rus_portal.management.commands import read_bounces
from tests import acts

REPORTS = Path(__file__).parent / "returned"
SAID = {
    "postfix": "Kom tillbaka. 550 5.1.1 [adressen]: Recipient address rejected: "
    "User unknown in virtual mailbox table",
    "exchange": "Kom tillbaka. 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found "
    "by SMTP address lookup",
    "exim": "Kom tillbaka. 5.0.0",
}

ONCE = [f"Lästa rapporter: {each}. Brev som kommit i retur: {each}." for each in (1, 0)]


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
    """As from a mail server, which is told how it went with each: those codes."""
    return [_read(monkeypatch, mail) for mail in mails]


def _read(monkeypatch, mail):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail)))
    try:
        call_command("read_bounces", "-", verbosity=0)
    except CommandError as no:
        return no.returncode
    return os.EX_OK


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
        report("postfix", letter, name=own.replace(f"brev-{letter.pk}.", f"brev-{other.pk}.")),  # forged
        report("postfix", letter, name="brev-1@testserver"),
        f"From: ledamot@kommun.example\nIn-Reply-To: <{own}>\nSubject: Semester\n\nJag är borta.".encode(),
        b"",
        bytes(range(256)) * 40,
    )
    assert {each.state for each in Letter.objects.all()} == {"sent"}


def status(letter, coding=None, kind="message/delivery-status", wrap="multipart/report", **fields):
    """A delivery report made of parts: `fields` are those about the receiver."""
    told = {"Final-Recipient": "rfc822; ledamot@kommun.example"} | fields
    groups = "Reporting-MTA: dns; mx.example\n\n" + "".join(f"{k}: {v}\n" for k, v in told.items())
    headers = f"Message-ID: <{message_name(letter.pk, letter.sending)}>\nSubject: Kallelse\n"
    returned_as = "message/global-headers" if "global" in kind else "text/rfc822-headers"
    parts = [("text/plain", "Not delivered.\n"), (kind, groups), (returned_as, headers)]
    lines = ["From: MAILER-DAEMON@mx.example", f'Content-Type: {wrap}; boundary="b"', "MIME-Version: 1.0", ""]
    for part, text in parts:
        lines += ["--b", f"Content-Type: {part}"]
        if coding == "base64":
            lines += ["Content-Transfer-Encoding: base64", "", base64.encodebytes(text.encode()).decode()]
        elif coding == "quoted-printable":
            coded = quopri.encodestring(text.encode()).decode()
            lines += ["Content-Transfer-Encoding: quoted-printable", "", coded]
        else:
            lines += ["", text]
    return "\n".join([*lines, "--b--", ""]).encode()


FAILED = {"Action": "failed", "Status": "5.1.1", "Diagnostic-Code": "smtp; 550 5.1.1 No such mailbox"}
GLOBAL = "message/global-delivery-status"
SHAPES = {
    "RFC 6533": ({"kind": GLOBAL}, {"Final-Recipient": "utf-8; åsa@kommun.example"}),
    "RFC 6533 in base64": ({"kind": GLOBAL, "coding": "base64"}, {}),
    "base64": ({"coding": "base64"}, {}),
    "quoted-printable": ({"coding": "quoted-printable"}, {}),
    "inside multipart/mixed": ({"wrap": "multipart/mixed"}, {}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_report_is_read_in_every_shape(shape, letter, monkeypatch):
    how, fields = SHAPES[shape]
    read(monkeypatch, status(letter, **how, **FAILED | fields))
    letter.refresh_from_db()
    assert (letter.state, letter.failure) == ("failed", "Kom tillbaka. 550 5.1.1 No such mailbox")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"Status": "5.1.1"}, "failed"),
        ({"Diagnostic-Code": "smtp; 550 No such mailbox"}, "failed"),
        ({"Status": "4.4.1"}, "sent"),
        ({"Status": "2.0.0"}, "sent"),
        ({}, "sent"),
        ({"Action": "delayed", "Status": "5.1.1"}, "sent"),
        ({"Action": "Failed (bad address)", "Status": "4.4.7"}, "failed"),
    ],
)
def test_without_an_action_the_number_decides(fields, state, letter, monkeypatch):
    read(monkeypatch, status(letter, **fields))
    letter.refresh_from_db()
    assert letter.state == state


QMAIL = """From: {sender}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ledamot@kommun.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 No such user

--- Below this line is a copy of the message.

From: portal@region.example
Message-ID: <{name}>
Subject: Kallelse
"""


def test_a_report_in_words_from_an_older_server_is_read(letter, monkeypatch):
    own = {"name": message_name(letter.pk), "sender": "MAILER-DAEMON@mx.example"}
    still_trying = QMAIL.replace("failure notice", "Warning: delayed")
    read(monkeypatch, still_trying.format(**own).encode())
    letter.refresh_from_db()
    assert letter.state == "sent"
    read(monkeypatch, QMAIL.format(**own | {"sender": "Någon <ledamot@kommun.example>"}).encode())
    letter.refresh_from_db()
    assert letter.state == "sent"
    read(monkeypatch, QMAIL.format(**own).encode())
    letter.refresh_from_db()
    assert letter.failure == "Kom tillbaka. Remote host said: 550 5.1.1 No such user"


def test_a_report_about_a_change_is_not_taken_for_one_about_the_summons(
    letter, secretary, member, monkeypatch, postbox
):
    change_meeting(letter.meeting, by=secretary, place="Rådhuset")
    call_command("send_letters", verbosity=0)
    change = Letter.objects.get(person=member, kind="change")
    [_, mail] = postbox.to(member)
    assert mail["In-Reply-To"] == mail["References"] == f"<{message_name(letter.pk)}>"
    reply = f"References: <{message_name(letter.pk)}> <{message_name(change.pk)}>"
    exim = report("exim", change, reply=(f"References: <{message_name(change.pk)}>", reply))
    read(monkeypatch, exim.replace(f"Message-ID: <{message_name(change.pk)}>".encode(), b"X-Was: none"))
    states = dict(Letter.objects.filter(person=member).values_list("kind", "failed_at"))
    assert (states["summons"], states["change"] is not None) == (None, True)


def test_a_report_about_the_first_sending_says_nothing_of_the_second(letter, secretary, monkeypatch, postbox):
    first = status(letter, **FAILED)
    read(monkeypatch, first)
    send_again(letter, by=secretary)
    call_command("send_letters", verbosity=0)
    read(monkeypatch, first)
    letter.refresh_from_db()
    assert letter.state == "sent"
    read(monkeypatch, status(letter, **FAILED))
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_a_letter_sent_before_the_key_was_changed_is_known_while_the_old_one_holds(
    letter, settings, monkeypatch
):
    report_of_then, key = report("exim", letter), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    read(monkeypatch, report_of_then)
    letter.refresh_from_db()
    assert letter.state == "sent"
    settings.SECRET_KEY_FALLBACKS = [key]
    read(monkeypatch, report_of_then)
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_the_secretariat_sees_it_at_the_letters_the_person_and_in_its_work(
    letter, member, secretary, administrator, client, monkeypatch, postbox
):
    read(monkeypatch, report("exchange", letter))
    client.force_login(secretary)
    pages = [letter.meeting.url("letters"), reverse("person_facts", args=[member.pk])]
    for address in pages:
        assert "RecipientNotFound" in client.get(address).content.decode()
    people = client.get(reverse("people"), {"q": member.name}).content.decode()
    assert "Senaste brevet kom inte fram" in people
    assert "Ett brev om mötet behöver ses över." in client.get(reverse("office")).content.decode()
    client.post(letter.meeting.url("letter_resending", letter.pk))
    call_command("send_letters", verbosity=0)
    assert len(postbox.to(member)) == 2
    assert "kom inte fram" not in client.get(pages[1]).content.decode()
    client.force_login(administrator)
    assert client.get(reverse("person", args=[member.pk])).status_code == 200


def test_what_a_person_writes_goes_back_to_them_and_a_report_is_handed_over_again_while_the_database_is_away(
    letter, monkeypatch, settings
):
    settings.CONTACT_EMAIL = "kansli@region.example"
    assert read(monkeypatch, b"From: ledamot@kommun.example\n\nJag kan inte komma.") == [os.EX_UNAVAILABLE]
    assert read(monkeypatch, report("exim", letter)) == [os.EX_OK]

    def away(*letter):
        raise OperationalError("away")

    monkeypatch.setattr(read_bounces, "note_returned", away)
    assert read(monkeypatch, report("exim", letter)) == [os.EX_TEMPFAIL]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Hej")))
    with pytest.raises(CommandError, match=r"Skriv till kansli@region\.example"):
        call_command("read_bounces", "-")


BY_MACHINE = "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n"
HTML = (
    "Content-Type: text/html; charset=utf-8\n\n<style>p { x: 5.1.0 }</style><p>Hej</p>"
    '<p>550 5.1.1 <b>User</b> unknown</p><a href="mailto:x@y.example">x</a><br>Message-ID: &lt;{name}&gt;'
)
REPORT = (
    "{kind}\n\n--x\nContent-Type: text/plain\n\nDet gick inte.\n\n"
    "--x\nContent-Type: message/delivery-status\n\nAction: failed\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
    "--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{name}>\n\n--x--\n"
)
ODD = {
    "in HTML alone": (HTML, "550 5.1.1 User unknown"),
    "without a boundary": (
        REPORT.replace("{kind}", "Content-Type: multipart/report; report-type=delivery-status"),
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
    ),
    "with another boundary than it says": (
        REPORT.replace("{kind}", 'Content-Type: multipart/report; boundary="y"'),
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
    ),
}


@pytest.mark.parametrize("shape", ODD)
def test_a_report_of_an_odd_shape_is_read(letter, monkeypatch, shape):
    mail, said = ODD[shape]
    assert read(monkeypatch, (BY_MACHINE + mail.replace("{name}", message_name(letter.pk))).encode()) == [0]
    letter.refresh_from_db()
    assert (letter.state, letter.failure) == ("failed", f"Kom tillbaka. {said}")


@pytest.mark.parametrize(
    "body",
    [
        "\n550 5.1.1 User unknown",  # of which letter?
        "\nSe nedan.\nMessage-ID: <{name}>",  # and how did it go?
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nHej\n--x--\n",
    ],
)
def test_a_report_that_nothing_can_be_made_of_is_kept_for_a_person(
    letter, monkeypatch, settings, tmp_path, body
):
    settings.DATA_DIR = tmp_path
    mail = (BY_MACHINE + body.replace("{name}", message_name(letter.pk))).encode()
    assert read(monkeypatch, mail) == [os.EX_OK]
    assert [kept.read_bytes() for kept in (tmp_path / "olasliga").iterdir()] == [mail]


BROKEN = b"Subject: trasigt\n\nhej"


@pytest.fixture
def breaking(monkeypatch):
    """One of the mails cannot be read."""
    sound = read_bounces.report_in
    monkeypatch.setattr(read_bounces, "report_in", lambda raw: 1 / (b"trasigt" not in raw) and sound(raw))


def test_in_a_maildir_reports_are_read_once_and_what_people_write_stays_unread(
    letter, tmp_path, capsys, breaking
):
    box = Maildir(tmp_path / "box")
    for mail in (BROKEN, report("postfix", letter), b"Subject: hej\n\nJag kan inte komma."):
        box.add(mail)
    for _ in range(2):
        call_command("read_bounces", str(tmp_path / "box"))
    assert capsys.readouterr().out.splitlines() == ONCE
    left = {mail["Subject"]: mail.get_subdir() for mail in Maildir(tmp_path / "box")}
    assert left == {"hej": "new", "Undelivered Mail Returned to Sender": "cur"}
    aside = Maildir(tmp_path / "box").get_folder("Olasliga")
    assert [aside.get_bytes(key) for key in aside.iterkeys()] == [BROKEN]


def test_a_mail_from_the_mail_server_that_cannot_be_read_is_kept_as_it_came(
    letter, monkeypatch, breaking, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    read(monkeypatch, BROKEN, report("exim", letter))
    assert [mail.read_bytes() for mail in (tmp_path / "olasliga").iterdir()] == [BROKEN]
    letter.refresh_from_db()
    assert letter.state == "failed"


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
                self.server.flags.append((int(rest[0]), rest[-1]))
            elif verb == "COPY":
                self.server.aside.append((int(rest[0]), rest[1].strip('"')))
            self.say(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


def test_an_imap_folder_is_read_once(letter, settings, capsys, breaking):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.mails, server.seen = [b"Subject: hej\r\n\r\nhej", BROKEN, report("exim", letter)], set()
        server.flags, server.aside = [], []
        threading.Thread(target=server.serve_forever, args=[0.05]).start()
        port = server.server_address[1]
        settings.BOUNCES_URL = f"imap://portal%40region.example:hemligt@127.0.0.1:{port}/INBOX"
        try:
            for _ in range(2):
                call_command("read_bounces", settings.BOUNCES_URL)
        finally:
            server.shutdown()
    assert capsys.readouterr().out.splitlines() == ONCE
    assert server.flags == [(2, r"(\Deleted)"), (3, r"(\Seen)")]
    assert server.aside == [(2, "Olasliga")]
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_without_a_mailbox_the_command_says_so(db):
    with pytest.raises(CommandError):
        call_command("read_bounces", "")
