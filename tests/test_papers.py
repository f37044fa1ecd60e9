"""What has been printed is kept for all processes, and for no longer than it is asked for."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from rus_portal.core import papers, pdf
from rus_portal.core.pdf import _printed  # as it is before the suite watches it
from rus_portal.core.retention import period


@pytest.fixture
def folder(settings, tmp_path):
    settings.PAPERS = tmp_path / "papers"
    return Path(settings.PAPERS)


def never():
    raise AssertionError("made once more")


def names(folder):
    return {each.stem for each in folder.glob("*.pdf")}


def test_a_paper_is_made_once(folder):
    assert papers.kept("a1", lambda: b"first") == b"first"
    assert papers.kept("a1", never) == b"first"
    assert papers.kept("b2", lambda: b"second") == b"second"


def test_those_who_ask_while_it_is_made_wait_for_it(folder):
    made = []

    def make():
        time.sleep(0.05)
        made.append("paper")
        return b"paper"

    with ThreadPoolExecutor(4) as readers:
        given = list(readers.map(lambda _: papers.kept("a1", make), range(4)))
    assert (given, made) == ([b"paper"] * 4, ["paper"])


def test_what_failed_is_not_kept(folder):
    with pytest.raises(AssertionError):
        papers.kept("a1", never)
    assert papers.kept("a1", lambda: b"paper") == b"paper"


def test_a_paper_that_cannot_be_kept_is_given_all_the_same(folder, caplog):
    folder.write_text("no folder")
    assert papers.kept("a1", lambda: b"paper") == b"paper"


def test_a_paper_goes_a_week_after_it_was_last_asked_for(folder, db):
    for key in ("a1", "b2"):
        papers.kept(key, lambda: b"paper")
    long_ago = time.time() - (period("papers") + timedelta(hours=1)).total_seconds()
    for key in ("a1", "b2"):  # once both are there, since each that is made takes away the old ones
        os.utime(folder / f"{key}.pdf", (long_ago, long_ago))
    papers.kept("b2", never)
    call_command("remove_stray_files")
    assert names(folder) == {"b2"}


def test_of_too_many_papers_those_asked_for_last_are_kept(folder, monkeypatch):
    monkeypatch.setattr(papers, "MOST", 2)
    for age, key in enumerate(("a1", "b2", "c3")):
        papers.kept(key, lambda: b"paper")
        os.utime(folder / f"{key}.pdf", (time.time() - 60 + age,) * 2)
    assert names(folder) == {"b2", "c3"}


@pytest.mark.pdf
def test_a_text_is_printed_once_for_all_processes_and_another_text_anew(folder, monkeypatch):
    printed = []

    class Press:
        def print(self, html):
            printed.append(html)
            return html.encode()

    monkeypatch.setattr(pdf, "press", Press)
    for _ in range(2):
        _printed.cache_clear()  # as in another process
        assert _printed("kallelse") == b"kallelse"
    assert _printed("ändrad kallelse") == "ändrad kallelse".encode()
    assert printed == ["kallelse", "ändrad kallelse"]
    _printed.cache_clear()


@pytest.mark.pdf
def test_nothing_printed_before_the_style_changed_is_given_after(folder, monkeypatch):
    monkeypatch.setattr(pdf, "press", lambda: type("Press", (), {"print": lambda self, html: style})())
    style = b"old"
    assert _printed("kallelse") == b"old"
    monkeypatch.setattr(pdf, "edition", lambda: b"new style")
    style = b"new"
    _printed.cache_clear()
    assert _printed("kallelse") == b"new"
    _printed.cache_clear()
