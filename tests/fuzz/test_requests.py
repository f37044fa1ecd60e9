"""Whatever anybody sends to any address: it is answered without a fault, who may not changes nothing, and
nobody is shown what is not theirs to see.

FUZZ_REQUESTS and FUZZ_SEED say how many and which; both are printed, with what was sent where it fails. How
far it has come is told now and then, so that a run that is ended before its end tells what it did.
"""

import logging
import os
import random
import sys
import time
from collections import Counter, defaultdict
from urllib.parse import urljoin, urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from hypothesis import strategies as st
from lxml import html

from councils.models import JournalEntry
from meetings.models import AgendaItem
from meetings.triggers.generation import TABLE as GENERATION
from rus_portal.demo.people import person_for
from tests.conftest import of_the_test
from tests.test_addresses import EXPECTED, walk
from tests.world import ROLES

pytestmark = pytest.mark.evidence
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "10000"))
SEED = int(os.environ.get("FUZZ_SEED", "20261130"))
NOT_FOR_ALL, OWN_NOTE = "KANARIEFÅGELN", "Fråga om kostnaden."
# What reading leaves in the journal: that a paper which is not open to all was opened.
BY_READING = {"open_document"}
# A guest's link says when it was first opened, the search first reads what has been written since, and a
# package is made as it is asked for.
WRITES = {"guest", "search", "search_feed", "archive_package"}
REFUSED = {401, 403, 404, 405, 410}
SIGN_IN = "/logga-in/"
OFTEN = 60  # seconds between two lines of how far it has come
ODD = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "9" * 20,
    "null",
    "[]",
    "{}",
    "\x00",
    "å" * 400,
    "<b>x</b>",
    "%",
    "on",
    "é",
    "🙂",
]
ODD += ["2026-02-30", "0001-01-01", "9999-12-31", "24:00", "\u202e", "../..", "x" * 5000, "\r\n", "\\"]
WORDS = st.one_of(
    st.sampled_from(ODD), st.text(max_size=30), st.integers(-10, 10**6).map(str), st.dates().map(str)
)
NAMES = ["q", "sida", "ar", "dag", "mal", "seen", "text", "pk", "next", "id", "kind", "stage", "to", "delar"]
FILES = ["a.pdf", "a.docx", "a.csv", "a.xlsx", "a.png", "a", ".pdf", "a.exe", "å" * 90 + ".pdf"]
CONTENTS = st.one_of(st.binary(max_size=200), st.binary(max_size=50).map(b"%PDF-1.7\n".__add__))


class Walk:
    """The world, and who sends: each request is undone when it has been looked at."""

    def __init__(self, walked):
        self.walked = walked
        self.turns = [(role, place) for role in ROLES for place in sorted(walked)]
        random.Random(SEED).shuffle(self.turns)  # every address in every role, before any comes again
        self.names = {address: place for place, address in walked.items()}
        self.sessions, self.people = {}, {}
        for role, key in ROLES.items():
            client = Client()
            self.people[role] = person_for(key) if key else None
            if key:
                client.force_login(self.people[role])
                self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.tried, self.sent, self.told_at = 0, 0, time.monotonic()
        self.answered, self.faults = Counter(), defaultdict(list)

    def client(self, role):
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def try_out(self, words, content):
        """The page, and one of its forms; where it has none something is sent to it all the same."""
        role, place = self.turns[self.tried % len(self.turns)]
        self.tried += 1
        chance = random.Random(f"{SEED} {self.tried}")
        chance.words, chance.content = words, content
        address = self.walked[place]
        asked = urlencode([(chance.choice(NAMES), word) for word in chance.sample(chance.words, 2)])
        method = chance.choice(["get", "get", "get", "head"])
        page = self.ask(role, method, place, chance.choice([address, f"{address}?{asked}"]))
        if forms := forms_of(page):
            form = chance.choice(forms)
            action = urljoin(address, form.get("action") or "")
            said, came_from = filled(form, chance), f"http://testserver{address}"
            self.ask(role, "post", self.names.get(action), action, data=said, HTTP_REFERER=came_from)
        else:
            said = {chance.choice(NAMES): word for word in chance.words}
            self.ask(role, "post", place, address, data=said)

    def ask(self, role, method, place, address, **how):
        self.sent += 1
        caches["pages"].clear()
        before, newest = generation(), newest_entry()
        try:
            answer = getattr(self.client(role), method)(address, **how)
            content = answer.getvalue().decode(errors="replace")
        except Exception as fault:  # each is told at the end
            self.note(f"{type(fault).__name__}: {str(fault)[:150]}", role, method, place, address, how)
            return None
        self.answered[answer.status_code] += 1
        self.judge(role, method, place, address, how, answer, content, before, newest)
        return answer

    def judge(self, role, method, place, address, how, answer, content, before, newest):
        def note(what):
            self.note(what, role, method, place, address, how)

        if answer.status_code >= 500:
            note(f"answered {answer.status_code}")
        entries = list(JournalEntry.objects.filter(pk__gt=newest).values_list("act", "by"))
        is_changed = generation() != before or {act for act, _ in entries} - BY_READING
        if method == "head" and entries:
            note(f"asking for the size left {entries}")
        if method in ("get", "head") and is_changed and place[0] not in WRITES:
            note(f"reading changed something: {entries}")
        if is_changed and is_refused(answer):
            note(f"refused with {answer.status_code}, and changed something: {entries}")
        if role != "public" and is_refused(answer) and answer.status_code == 302:
            note("sent to sign in again")
        if is_changed and self.may_not(role, place):
            note(f"changed by one who may not even see the page: {entries}")
        asking = self.people[role]
        if {by for _, by in entries} - {asking and asking.pk, None}:
            note(f"in the name of another: {entries}")
        if NOT_FOR_ALL in content and role not in self.readers:
            note("shown what is not for all")
        if OWN_NOTE in content and role != "member":
            note("shown another's note")

    def may_not(self, role, place):
        """Whoever is refused the page with the form is refused what it sends."""
        expected = EXPECTED.get(place)
        status = expected[list(ROLES).index(role)] if expected else 200
        return status in (403, 404) or (status == 302 and role == "public")

    def note(self, what, role, method, place, address, how):
        self.faults[(place or ("another",))[0], what].append(f"{role} {method} {address} {repr(how)[:600]}")


def generation():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM {GENERATION} ORDER BY id")
        return cursor.fetchall()


def newest_entry():
    return JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_refused(answer):
    to_sign_in = answer.status_code == 302 and urlsplit(answer["Location"]).path == SIGN_IN
    return answer.status_code in REFUSED or to_sign_in


def filled(form, chance):
    """What the browser would send of the form, with something else in some of the fields."""
    said = MultiValueDict()
    for field in form.iter("input", "textarea", "select", "button"):
        name, kind = field.get("name"), field.get("type")
        if not name:
            continue
        if kind == "file":
            chosen = chance.sample(FILES, chance.randint(0, 2))
            said.setlist(name, [SimpleUploadedFile(each, chance.content) for each in chosen])
        elif field.tag == "button" or kind == "submit":
            if chance.random() < 0.5:
                said[name] = field.get("value", "")
        elif chance.random() < 0.2:
            said.setlist(name, chance.sample(chance.words, chance.randint(0, 2)))
        elif kind in ("radio", "checkbox"):
            if chance.random() < 0.5:
                said.appendlist(name, field.get("value", "on"))
        elif field.tag == "select":
            said[name] = chance.choice([option.get("value", "") for option in field.iter("option")] or [""])
        else:
            value = field.text if field.tag == "textarea" else field.get("value")
            said[name] = value or chance.choice(["", *chance.words])
    if chance.random() < 0.1:
        said[chance.choice(NAMES)] = chance.choice(chance.words)
    return dict(said.lists())


@pytest.fixture
def fuzzed(db):
    walked = walk()
    draft = AgendaItem.objects.filter(meeting__stage="planned").order_by("pk").first()
    AgendaItem.objects.filter(pk=draft.pk).update(background=f"{NOT_FOR_ALL} sjunger.")
    found = Walk(walked)
    found.readers = {role for role, person in found.people.items() if person and sees(person, draft)}
    assert 0 < len(found.readers) < len(ROLES)
    return found


def sees(person, item):
    return AgendaItem.objects.visible_to(person).filter(pk=item.pk).exists()


def test_no_request_breaks_anything_changes_what_it_may_not_or_is_shown_too_much(
    fuzzed, capsys, record_property
):
    @hypothesis.seed(SEED)
    @hypothesis.settings(
        max_examples=REQUESTS,
        phases=[hypothesis.Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.lists(WORDS, min_size=4, max_size=8), CONTENTS)
    def send(words, content):
        if fuzzed.sent < REQUESTS:
            with of_the_test():
                fuzzed.try_out(words, content)
                connection.set_rollback(True)
            if time.monotonic() - fuzzed.told_at > OFTEN:
                fuzzed.told_at = time.monotonic()
                with capsys.disabled():
                    print(f"{fuzzed.sent} requests, faults: {len(fuzzed.faults)}", file=sys.stderr)

    logging.disable(logging.CRITICAL)
    try:
        send()
    finally:
        logging.disable(logging.NOTSET)
    with capsys.disabled():
        told = ", ".join(f"{status}: {count}" for status, count in sorted(fuzzed.answered.items()))
        asked = f"{fuzzed.sent} requests in {len(fuzzed.turns)} turns with the seed {SEED}"
        record_property("figures", f"{asked}; {told}")
        print(f"\n{asked}; {told}", file=sys.stderr)
        for (name, what), examples in sorted(fuzzed.faults.items()):
            print(f"{name}: {what} ({len(examples)} times)\n    {examples[0]}", file=sys.stderr)
    assert not fuzzed.faults


def forms_of(page):
    if page is None or page.streaming or "text/html" not in page.get("Content-Type", "") or not page.content:
        return []
    return [form for form in html.fromstring(page.content).forms if form.get("method") == "post"]
