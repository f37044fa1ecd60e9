"""What is too long for a request is printed by the worker, and its reader sees how far it has come."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend

from meetings.minutes.record import compile_record, digest
from meetings.workflow.minutes import approve_minutes, send_minutes
from rus_portal.core import papers, pdf, printing
from tests import acts


@pytest.fixture
def long_ones(settings, monkeypatch):
    """Every text is a long one, and there is a worker; what it prints is the text itself."""
    settings.TASKS_WORKER = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(pdf, "LONG", 0)
    monkeypatch.setattr(pdf, "press", Press)


class Press:
    def print(self, html, tell):
        return html.encode()


class Failing(Press):
    def print(self, html, tell):
        raise RuntimeError


class Dying(Press):
    """Tells as WeasyPrint does which pages it sets, those with the number of pages on them once more."""

    def print(self, html, tell):
        for page in (1, 12, 2):
            tell(page)
        raise SystemExit


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, {"title": "Ostkustbanan"}, days=20)


@pytest.fixture
def sent(regional, secretary, chair, member):
    """Minutes that the member alone has still to approve."""
    meeting = acts.held(regional, approvers=[member])
    minutes = send_minutes(meeting.minutes.get(), by=secretary)
    return approve_minutes(minutes, by=chair)


def get(who, address):
    client = Client()
    client.force_login(who)
    return client.get(address)


def work():
    """The worker does what it was last asked for."""
    printing.print_long.call(*default_task_backend.results[-1].args)


def approve(client, minutes):
    seen = {"seen": digest(compile_record(minutes))}
    return client.post(minutes.meeting.url("minutes_approval"), seen)


def grow_old():
    [key] = default_task_backend.results[-1].args
    told, at = cache.get(printing._note(key))
    cache.set(printing._note(key), (told, at - printing.SILENCE - 1))


def test_a_long_one_is_printed_beside_the_request_and_tells_how_far_it_has_come(
    long_ones, meeting, member, monkeypatch
):
    address = meeting.url("summons_pdf")
    for told in ("Utskriften väntar på sin tur eller har just börjat.", "12 sidor är klara."):
        waiting = get(member, address)
        assert (waiting.status_code, waiting["Retry-After"]) == (202, "3")
        assert "no-store" in waiting["Cache-Control"]
        assert told in waiting.text
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting.text
        monkeypatch.setattr(pdf, "press", Dying)
        with pytest.raises(SystemExit):
            work()
    assert len(default_task_backend.results) == 1
    monkeypatch.setattr(pdf, "press", Press)
    work()
    assert "Ostkustbanan" in get(member, address).text
    assert {each.suffix for each in Path(papers.settings.PAPERS).iterdir()} == {".pdf", ".lock"}


def test_it_is_printed_before_it_is_laid_in_an_archive(long_ones, meeting, member):
    assert get(member, meeting.url("bundle_zip")).status_code == 202
    work()
    assert b"Kallelse.pdf" in get(member, meeting.url("bundle_zip")).getvalue()


def test_what_the_worker_died_of_is_begun_anew(long_ones, meeting, member, monkeypatch):
    get(member, meeting.url("summons_pdf"))
    monkeypatch.setattr(pdf, "press", Dying)
    with pytest.raises(SystemExit):
        work()
    assert get(member, meeting.url("summons_pdf")).status_code == 202
    assert len(default_task_backend.results) == 1
    grow_old()
    get(member, meeting.url("summons_pdf"))
    assert len(default_task_backend.results) == 2
    monkeypatch.setattr(pdf, "press", Press)
    work()
    assert get(member, meeting.url("summons_pdf")).status_code == 200


def test_who_waits_is_told_that_it_failed_and_may_come_again(long_ones, meeting, member, monkeypatch):
    get(member, meeting.url("summons_pdf"))
    monkeypatch.setattr(pdf, "press", Failing)
    work()
    failed = get(member, meeting.url("summons_pdf"))
    assert (failed.status_code, "Filen gick inte att skriva ut" in failed.text) == (500, True)
    assert failed["Cache-Control"] == "no-store"
    grow_old()
    assert get(member, meeting.url("summons_pdf")).status_code == 202


def test_where_nothing_can_be_kept_the_worker_is_not_asked(long_ones, meeting, member, settings, tmp_path):
    place, files = tmp_path / "cache", "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": files, "LOCATION": place}}
    cache.clear()
    place.rmdir()
    place.write_text("no folder")
    assert get(member, meeting.url("summons_pdf")).status_code == 500
    assert default_task_backend.results == []


def test_what_another_machine_has_printed_is_fetched_from_there(
    long_ones, meeting, member, settings, tmp_path
):
    address = meeting.url("summons_pdf")
    get(member, address)
    work()
    settings.PAPERS = tmp_path / "of another machine"
    assert get(member, address).status_code == 202
    assert "Ostkustbanan" in get(member, address).text
    assert len(default_task_backend.results) == 1


def test_without_a_worker_it_is_printed_at_once(long_ones, meeting, member, settings):
    settings.TASKS_WORKER = False
    assert get(member, meeting.url("summons_pdf")).status_code == 200


def test_the_last_approval_waits_for_the_papers_that_are_sealed(long_ones, sent, member, monkeypatch):
    client = Client()
    client.force_login(member)
    pages = sent.meeting.url("minutes_printing")
    assert approve(client, sent)["Location"] == pages
    sent.refresh_from_db()
    assert (sent.stage, sent.approvals.get(person=member).approved_at) == ("sent", None)
    waiting = client.get(pages)
    assert (waiting.status_code, "Du har inte justerat än." in waiting.text) == (202, True)
    for asked in default_task_backend.results:
        printing.print_long.call(*asked.args)
    pressed = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: pressed + timedelta(minutes=5))
    assert client.get(pages)["Location"] == sent.get_absolute_url()
    approve(client, sent)
    sent.refresh_from_db()
    assert (sent.stage, sent.approved_at < pressed) == ("approved", True)
    printed = {paper.read_bytes() for paper in Path(papers.settings.PAPERS).glob("*.pdf")}
    assert {bytes(sent.sealed.content), bytes(sent.papers.get().content)} == printed


def test_approvals_that_are_not_the_last_wait_for_nothing(long_ones, regional, secretary, chair, member):
    minutes = send_minutes(acts.held(regional, approvers=[member]).minutes.get(), by=secretary)
    client = Client()
    client.force_login(chair)
    approve(client, minutes)
    assert minutes.approvals.get(person=chair).approved_at
    assert default_task_backend.results == []
