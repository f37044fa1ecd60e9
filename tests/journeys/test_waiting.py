"""A large file is made in the background: the reader sees its progress, and then gets it."""

from pathlib import Path

from playwright.sync_api import expect

from meetings.models import Bundle
from meetings.workflow import bundle
from tests import acts
from tests.browser.looking import look


def test_a_reader_waits_for_all_documents_in_one_file(
    as_person, committed_region, regional, member, settings, monkeypatch
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(bundle, "LARGE_PAGES", 0)
    meeting = acts.summoned(regional, {}, {}, days=20)
    acts.attach(meeting, meeting.items.first())
    page = as_person(member)
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Alla handlingar (PDF)").click()
    look(page, "Handlingarna sätts samman")
    expect(page.get_by_role("status").first).to_have_text("0 av 2 punkter är klara.")
    Bundle.objects.update(done=1)
    expect(page.get_by_role("status").first).to_have_text("1 av 2 punkter är klara.")
    with page.expect_download() as opened:
        bundle.make_bundle.call(Bundle.objects.get().key, meeting.pk, None, member.pk)
    expect(page.get_by_role("status").first).to_have_text("Filen är klar.")
    with page.expect_download() as again:
        page.get_by_role("link", name="Hämta filen").click()
    for download in (opened, again):
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
