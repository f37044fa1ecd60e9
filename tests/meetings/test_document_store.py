"""Documents in an S3-compatible store: a real server over HTTP, which gives nothing without the
key."""

import resource
from pathlib import Path

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.urls import reverse

from councils.models import JournalEntry
from meetings.models import Bundle, Document
from meetings.workflow.document import attach_document, remove_document
from meetings.workflow.guest import invite_guest
from rus_portal.checks import documents_are_handed_over_from_disk
from rus_portal.core import document_store
from tests import acts, files, s3

CONTENT = b"0123456789" * 600_000  # more than is kept in memory while passed on


@pytest.fixture(scope="module")
def store():
    with s3.running() as server:
        server.make_bucket("papper")
        yield server


@pytest.fixture
def in_store(store, settings):
    entry = document_store.storage(
        f"s3://nyckel:hem%2Flig@{store.host}/papper/portalen?region=eu-north-1&tls=0"
    )
    settings.STORAGES = settings.STORAGES | {"default": entry}


def test_documents_are_kept_in_the_store_and_given_out_by_the_portal_alone(
    in_store, store, regional, secretary, client, django_capture_on_commit_callbacks
):
    item = acts.add(acts.plan(regional, days=30))
    file = ContentFile(CONTENT, name="underlag.pdf")
    document = attach_document(item.meeting, file, item=item, by=secretary, title="Underlag")
    assert store.names("papper") == [f"portalen/{document.file.name}"]
    assert requests.get(f"{store.url}/papper/portalen/{document.file.name}").status_code == 403
    assert not document.file.storage.bucket.Object(f"portalen/{document.file.name}").Acl().grants[1:], (
        "owner only"
    )

    assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(secretary)
    for asked, given in (("", CONTENT), ("bytes=5999990-", CONTENT[-10:])):
        response = client.get(document.get_absolute_url(), headers={"Range": asked})
        assert b"".join(response.streaming_content) == given
        assert not any(store.host in value for value in response.headers.values())

    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document, by=secretary)
    assert store.names("papper") == []


@pytest.fixture
def store_away(settings):
    """A store that does not answer."""
    entry = document_store.storage("s3://nyckel:hemlig@127.0.0.1:9/papper?tls=0")
    settings.STORAGES = settings.STORAGES | {"default": entry}


def test_while_the_store_is_away_both_readers_and_writers_are_told_in_words(
    regional, secretary, client, request, caplog
):
    item = acts.add(acts.plan(regional, days=30))
    document = acts.attach(item.meeting, item, "Underlag")
    request.getfixturevalue("store_away")
    client.force_login(secretary)
    response = client.get(document.get_absolute_url())
    assert response.status_code == 503
    assert "Portalens lager lämnar inte ut ”Underlag”." in response.content.decode()
    sent = {"files": ContentFile(files.pdf(), name="ny.pdf"), "kind": "report", "visibility": "council"}
    response = client.post(item.url("item_documents"), sent | {"title": "Min titel"})
    page = response.content.decode()
    assert (response.status_code, "Min titel" in page) == (422, True)
    assert "”ny.pdf” lades inte till. Portalens lager svarar inte." in page
    assert item.documents.count() == 1
    assert "cannot be fetched" in caplog.text
    assert "cannot be stored" in caplog.text


TOGETHER = ("bundle_pdf", "bundle_zip", "item_bundle_pdf", "item_bundle_zip")


@pytest.mark.parametrize("page", TOGETHER)
def test_while_the_store_is_away_all_the_documents_together_are_said_to_be_at_once(
    regional, secretary, client, request, page
):
    ground = {"visibility": "restricted", "legal_ground": "OSL 19 kap. 3 §"}
    item = acts.add(acts.plan(regional, days=30))
    acts.attach(item.meeting, item, "Underlag", **ground)
    address = item.url(page) if page.startswith("item") else item.meeting.url(page)
    request.getfixturevalue("store_away")
    client.force_login(secretary)
    for _ in range(2):  # the second time nobody is said to be making it
        response = client.get(address)
        assert response.status_code == 503
        assert "Portalens lager lämnar inte ut handlingarna." in response.content.decode()
    assert not Bundle.objects.exists()
    assert not JournalEntry.objects.filter(act="open_document").exists()


def test_a_bundle_made_before_the_store_went_away_is_said_to_be_away(regional, secretary, client, request):
    meeting = acts.add(acts.plan(regional, days=30)).meeting
    client.force_login(secretary)
    assert client.get(meeting.url("bundle_pdf")).getvalue()
    request.getfixturevalue("store_away")
    assert client.get(meeting.url("bundle_pdf")).status_code == 503
    assert Bundle.objects.get().made_at


def test_a_guest_and_a_writer_are_told_too(regional, secretary, official, client, request):
    _, token = invite_guest(acts.add(acts.plan(regional, days=30)), by=secretary, name="Gäst")
    draft = acts.drafted(regional)
    request.getfixturevalue("store_away")
    client.force_login(official)
    for address in (reverse("guest", args=[token]), reverse("proposal_documents", args=[draft.pk])):
        response = client.post(address, {"files": ContentFile(files.pdf(), name="ny.pdf"), "title": "Ny"})
        assert response.status_code == 422
        assert "Portalens lager svarar inte." in response.content.decode()
    assert not Document.objects.exists()


@pytest.fixture
def full_disk():
    """No file may grow beyond this, as on a disk with so little left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [300_000, 4_000_000])  # kept in memory on its way, and on disk
def test_where_the_disk_is_full_the_writer_is_told_and_nothing_is_left_of_the_file(
    regional, secretary, client, full_disk, settings, size
):
    item = acts.add(acts.plan(regional, days=30))
    client.force_login(secretary)
    large = ContentFile(files.pdf() + b"%" * size, name="stor.pdf")
    sent = {"files": large, "kind": "report", "visibility": "council", "title": "Min titel"}
    response = client.post(item.url("item_documents"), sent)
    told = "Portalens disk är full" if size < 1_000_000 else "för portalens disk är full."
    page = response.content.decode()
    assert (response.status_code, told in page, "Min titel" in page) == (422, True, True)
    assert not Document.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_file_that_is_lost_is_missed_in_words(regional, secretary, client, caplog):
    item = acts.add(acts.plan(regional, days=30))
    ground = {"visibility": "restricted", "legal_ground": "OSL 19 kap. 3 §"}
    document = acts.attach(item.meeting, item, "Underlag", **ground)
    document.file.storage.delete(document.file.name)
    client.force_login(secretary)
    assert client.get(document.get_absolute_url()).status_code == 503
    assert f"document {document.pk} cannot be fetched" in caplog.text
    assert not JournalEntry.objects.filter(act="open_document").exists()


def test_the_setting_says_where_documents_are_kept():
    assert document_store.storage("")["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    options = document_store.storage("s3://k:s%2Fs@s3.example.org:9000/papper/a/b")["OPTIONS"]
    named = ("endpoint_url", "bucket_name", "location", "access_key", "secret_key", "default_acl")
    assert [options[name] for name in named] == [
        "https://s3.example.org:9000",
        "papper",
        "a/b",
        "k",
        "s/s",
        None,
    ]


@pytest.mark.parametrize(
    "address", ["s3://host/papper", "s3://k:s@host", "https://k:s@host/papper", "papper"]
)
def test_a_setting_that_is_not_whole_is_refused_at_the_start(address):
    with pytest.raises(ImproperlyConfigured, match="DOCUMENTS_STORE"):
        document_store.storage(address)


def test_documents_are_not_both_elsewhere_and_handed_over_from_disk(settings):
    settings.DOCUMENTS_STORE, settings.DOCUMENTS_ACCEL = "s3://k:s@host/papper", "/papper-pa-disk/"
    assert [error.id for error in documents_are_handed_over_from_disk()] == ["rus_portal.E004"]
