"""Documents in an S3-compatible store: a real server over HTTP, which gives nothing without the
key."""

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from councils.models import JournalEntry
from meetings.workflow.document import attach_document, remove_document
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
