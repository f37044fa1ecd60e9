"""The crowd itself, as locust drives it from an environment of its own: `script/load`. It knows nothing of
the portal but the plan (tests/load.py), and asks 127.0.0.1 alone."""

import json
import os
import random
import secrets
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import gevent
from locust import FastHttpUser, constant, constant_pacing, events, task

PLAN = json.loads(Path(os.environ["CROWD_PLAN"]).read_text())
ROUNDS = int(os.environ["CROWD_ROUNDS"])
SECONDS = int(os.environ["CROWD_SECONDS"])
SUMMONS, BARE, ALONE = "summons", "bare view beside it", "bare view instead of it"
ROW = "{:26}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}{:>9}{:>10}"
crowd, members, searches = [], cycle(PLAN["members"]), cycle(PLAN["searches"])


class Visitor(FastHttpUser):
    abstract = True
    host = f"http://127.0.0.1:{os.environ['PORT']}"
    network_timeout = connection_timeout = 60
    session = ""

    def ask(self, address, name, method="GET", status=200, **asked):
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if "data" in asked else {}
        # A form is believed with any secret, as long as it is the same when it is sent.
        if self.session:
            headers["Cookie"] = f"sessionid={self.session}; csrftoken={self.secret}"
        asked |= {"headers": headers, "allow_redirects": False, "catch_response": True}
        with self.client.request(method, address, name=name, **asked) as response:
            if response.status_code != status:
                response.failure(f"{response.status_code} where {status} was expected")
        return response.text or ""

    def on_start(self):
        self.secret = secrets.token_hex(16)


class AtOnce(Visitor):
    """40 members and ten strangers; `conduct` tells all of them when."""

    fixed_count = 50
    wait_time = constant(60)

    def on_start(self):
        super().on_start()
        self.session = next(members)["session"]
        crowd.append(self)

    @task
    def wait_for_the_word(self):
        pass


@events.test_start.add_listener
def begin(environment):
    if AtOnce in environment.user_classes:
        gevent.spawn(conduct, environment.runner)


def conduct(runner):
    while len(crowd) < AtOnce.fixed_count:
        gevent.sleep(0.1)
    readers, others = crowd[:40], crowd[40:]
    for _ in range(ROUNDS):
        summons = [(each, PLAN["summons"], SUMMONS) for each in readers]
        at_once(summons + [(each, PLAN["bare"], BARE) for each in others])
        at_once([(each, PLAN["bare"], ALONE) for each in readers])
    runner.quit()


def at_once(asked):
    random.shuffle(asked)
    gevent.joinall([gevent.spawn(who.ask, address, name) for who, address, name in asked])


class Member(Visitor):
    """Opens the summons, and then all its papers, evenly in the time there is."""

    fixed_count = 40

    def on_start(self):
        super().on_start()
        member = next(members)
        self.session = member["session"]
        opened = [(PLAN["summons"], SUMMONS), *((each, kind(each)) for each in member["papers"])]
        self.left, self.pace = cycle(opened), SECONDS / (len(opened) + 1)
        gevent.sleep(random.uniform(0, self.pace))

    def wait_time(self):
        return constant_pacing(self.pace)(self)

    @task
    def open_next(self):
        self.ask(*next(self.left))


def kind(address):
    if address.endswith(".pdf"):
        return "the summons as a PDF"
    return "item" if "/punkter/" in address else "document"


class Reader(Visitor):
    fixed_count = 20
    wait_time = constant_pacing(3)

    @task
    def search(self):
        self.ask(next(searches), "public search")


class Secretary(Visitor):
    fixed_count = 1
    wait_time = constant_pacing(3)

    def on_start(self):
        super().on_start()
        self.session = PLAN["secretary"]["session"]

    @task
    def save(self):
        address = PLAN["secretary"]["form"]
        form = Form(self.ask(address, "form")).filled_in(background=f"Sparat {secrets.token_hex(8)}.")
        self.ask(address, "a form saved", "POST", 302, data=urlencode(form))


class Stranger(Visitor):
    """The bare view under the same crowd."""

    fixed_count = 5
    wait_time = constant_pacing(0.5)

    @task
    def ask_for_little(self):
        self.ask(PLAN["bare"], BARE)


class Form(HTMLParser):
    """The forms of a page as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.select, self.area = [], None, None
        self.feed(page)

    def filled_in(self, **texts):
        """The form that has such fields, with these texts in them; nothing where no form has."""
        fields = next((form for form in self.forms if texts.keys() <= dict(form).keys()), [])
        return [(name, texts.get(name, value)) for name, value in fields]

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        name, value = has.get("name"), has.get("value") or ""
        if tag == "form":
            self.forms.append([])
        elif not self.forms:
            return
        elif tag == "input" and name and has.get("type") != "file":
            if has.get("type") not in ("radio", "checkbox") or "checked" in has:
                self.forms[-1].append((name, value))
        elif tag == "textarea":
            self.area = name
            self.forms[-1].append((name, ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in has:
            self.forms[-1].append((self.select, value))

    def handle_data(self, data):
        if self.area:
            self.forms[-1][-1] = self.area, self.forms[-1][-1][1] + data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


@events.quitting.add_listener
def report(environment):
    """Times in ms. The shares are of the p99 of the bare view, in the same run."""
    found = {entry.name: entry for entry in environment.stats.entries.values()}
    bare = [found[name].get_response_time_percentile(0.99) for name in (BARE, ALONE) if name in found]
    rows = [ROW.format("", "asked", "errors", "a s", "p50", "p95", "p99", "× beside", "× instead")]
    for name, entry in sorted(found.items()):
        times = [entry.get_response_time_percentile(share) for share in (0.5, 0.95, 0.99)]
        shares = [f"{times[-1] / each:.1f}" for each in bare] + [""] * (2 - len(bare))
        counted = entry.num_requests, entry.num_failures, f"{entry.total_rps:.1f}"
        rows.append(ROW.format(name, *counted, *(f"{each:.0f}" for each in times), *shares))
    for error in environment.stats.errors.values():
        rows.append(f"error: {error.occurrences} × {error.name}: {error.error}")
    Path(os.environ["CROWD_TABLE"]).write_text("\n".join([*rows, ""]))
    environment.process_exit_code = 1 if environment.stats.errors or not found else 0
