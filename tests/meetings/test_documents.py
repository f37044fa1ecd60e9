"""What happens to a document once it is added: versions, facts, who has opened it, how it is downloaded."""

import datetime as dt
import os
import re
from contextlib import closing

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from councils.journal import history_of
from councils.models import JournalEntry
from meetings.documents.listing import documents_for
from meetings.forms.document import FactsForm
from meetings.minutes.record import compile_record
from meetings.models import Document
from meetings.workflow.document import (
    IN_COMMON,
    attach_document,
    change_document,
    new_document,
    note_openings,
    remove_document,
    replace_document,
    stored,
)
from meetings.workflow.meeting import close_meeting
from meetings.workflow.summons import send_summons
from rus_portal.core.refusal import Refused
from tests import acts, files

DAY = dt.timedelta(days=1)
GROUND = "OSL 19 kap. 3 §"


@pytest.fixture
def item(regional):
    return acts.add(acts.plan(regional, days=30))


def attach(item, by, content=b"forsta", name="underlag.pdf", **facts):
    facts = {"title": "Underlaget"} | facts
    file = ContentFile(content, name=name)
    return attach_document(item.meeting, file, item=item, by=by, **facts)


def replace(document, by, content=b"andra", **facts):
    return replace_document(document, ContentFile(content, name="ny.pdf"), by=by, **facts)


def fetch(client, document, **headers):
    response = client.get(document.get_absolute_url(), headers=headers)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def text(response):
    return " ".join(response.content.decode().split())


# In the store


def in_store(settings):
    return {f"documents/{path.name}" for path in (settings.MEDIA_ROOT / "documents").iterdir()}


def test_a_paper_that_is_refused_leaves_no_file_behind(item, secretary, member, settings):
    document = attach(item, secretary)
    with pytest.raises(PermissionDenied):
        replace(document, member)
    settings.DOCUMENTS_MOST = 1
    with pytest.raises(Refused, match="har redan 1 handlingar"):
        attach(item, secretary, title="En till")
    assert in_store(settings) == {document.file.name}


def test_a_file_stays_where_a_document_has_come_to_point_at_it(item, secretary, settings):
    def trouble_after_the_row():
        with stored(ContentFile(b"a", name="a.pdf")) as [kept]:
            new_document(item.meeting, kept, item=item, title="Underlaget", added_by=secretary)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trouble_after_the_row()
    assert in_store(settings) == {Document.objects.get().file.name}


# Versions


def test_a_file_that_no_document_points_at_is_removed_when_it_is_a_day_old(item, secretary, settings, capsys):
    call_command("remove_stray_files")  # nothing has been stored yet
    kept = acts.attach(item.meeting, item).file.name
    strays = [
        default_storage.save(f"{folder}/{age}.pdf", ContentFile(b"x"))
        for folder in ("documents", "bundles")
        for age in ("old", "new")
    ]
    for name in (kept, "documents/old.pdf", "bundles/old.pdf"):
        os.utime(default_storage.path(name), (0, 0))
    call_command("remove_stray_files")
    assert capsys.readouterr().out.splitlines()[-1] == "Filer som togs bort: 2."
    assert {name for name in (kept, *strays) if default_storage.exists(name)} == {
        kept,
        "documents/new.pdf",
        "bundles/new.pdf",
    }


def test_a_new_version_is_shown_and_the_one_before_it_is_kept_at_its_own_address(
    office, client, item, secretary, member
):
    first = attach(item, secretary, kind="slides", visibility="restricted", legal_ground=GROUND)
    acts.send(item.meeting)
    sent = {"file": SimpleUploadedFile("Underlag 2.pdf", files.pdf("Rättat"))}
    assert office.post(item.meeting.url("document_versions", first.pk), sent).status_code == 302
    second = item.documents.current().get()
    assert (second.version, second.replaces, second.name) == (2, first, "Underlag 2.pdf")
    assert {field: getattr(second, field) for field in IN_COMMON} == {
        field: getattr(first, field) for field in IN_COMMON
    }
    client.force_login(member)
    item.refresh_from_db()
    page = text(client.get(item.get_absolute_url()))
    today = f"{timezone.localdate():%-d} "
    assert f"Ny version efter kallelsen {today}" in page
    assert f"Version 2, {today}" in page
    assert f'Ersätter <a href="{first.get_absolute_url()}">version 1<' in page
    assert page.count("Underlaget</a>") == 1
    assert fetch(client, first)[1] == b"forsta"
    assert fetch(client, second)[1] == files.pdf("Rättat")
    entry = history_of(item).last()
    assert (entry.act, entry.sentence) == (
        "replace_document",
        "Version 2 av handlingen ”Underlaget” lades till.",
    )


def test_what_came_after_the_summons_is_said_with_its_day(item, secretary):
    sent = timezone.now() - 3 * DAY
    early = attach(item, secretary, title="I tid", at=sent - DAY)
    revised = attach(item, secretary, title="Ändrad", at=sent - DAY)
    acts.approve(item.meeting)
    meeting = send_summons(item.meeting, by=secretary, at=sent)
    late = attach(item, secretary, title="Sen", at=sent + DAY)
    replace(revised, secretary, at=sent + DAY)
    replace(late, secretary, at=sent + 2 * DAY)
    shown = {
        document.title: (document.note, document.version)
        for document in documents_for(secretary, meeting)[item.pk]
    }
    after = timezone.localtime(sent + DAY)
    day = date_format(after, "j F Y")
    assert shown == {
        early.title: ("", 1),
        "Ändrad": (f"Ny version efter kallelsen {day}", 2),
        "Sen": (f"Tillkom efter kallelsen {day}", 2),
    }


def test_the_minutes_list_each_document_once(regional, secretary):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    replace(attach(item, secretary, visibility="public"), secretary)
    acts.handle(item)
    close_meeting(meeting, by=secretary)
    sections = compile_record(meeting.minutes.get())["sections"]
    assert [each["title"] for section in sections for each in section.get("appendices", ())] == ["Underlaget"]


def test_only_the_newest_version_is_replaced_changed_or_removed(item, secretary):
    first = attach(item, secretary)
    second = replace(first, secretary)
    for refused in (
        lambda: replace(first, secretary),
        lambda: change_document(first, by=secretary, title="Annan"),
        lambda: remove_document(first, by=secretary),
    ):
        with pytest.raises(Refused, match="nyare version"):
            refused()
    remove_document(second, by=secretary)
    assert item.documents.current().get() == first


def test_the_agenda_counts_documents_and_not_their_versions(office, item, secretary):
    replace(attach(item, secretary), secretary)
    assert "Handlingar (1)" in text(office.get(item.meeting.url("agenda")))


@pytest.mark.parametrize("count", [1, 6])
def test_versions_cost_the_reader_no_more_of_the_database(
    item, secretary, member, count, django_assert_num_queries
):
    document = attach(item, secretary)
    for _ in range(count):
        document = replace(document, secretary)
    assert secretary.standing
    with django_assert_num_queries(4):  # two of them of the meeting, which its pages have read with it
        (shown,) = documents_for(secretary, item.meeting)[item.pk]
    assert len(shown.replaces) == count


# Facts


def change(client, document, **changes):
    now, page = {field: getattr(document, field) for field in IN_COMMON}, FactsForm(saved=document)
    typed = now | changes | {"seen": page["seen"].value()}
    return client.post(document.meeting.url("document_facts", document.pk), typed)


def test_the_facts_of_a_document_are_changed_in_all_its_versions(office, item, secretary, member):
    first = attach(item, secretary)
    second = replace(first, secretary)
    ground = change(office, second, visibility="restricted")
    assert ground.context["form"].errors == {
        "legal_ground": ["Ange det lagrum som gör att handlingen inte är öppen för alla."]
    }
    response = change(office, second, title="Nytt namn", visibility="restricted", legal_ground=GROUND)
    assert response.url == item.url("item_documents")
    found = Document.objects.values_list("title", "visibility", "legal_ground")
    assert [*found] == 2 * [("Nytt namn", "restricted", GROUND)]
    entry = history_of(second).get()
    assert (entry.sentence, entry.by) == ("Uppgifterna om handlingen ”Nytt namn” ändrades.", secretary)
    assert entry.before == {"title": "Underlaget", "visibility": "council", "legal_ground": ""}
    assert entry.after == {"title": "Nytt namn", "visibility": "restricted", "legal_ground": GROUND}
    change(office, Document.objects.get(pk=second.pk))
    assert history_of(second).count() == 1, "nothing changed, nothing told"
    assert entry.sentence in text(office.get(item.meeting.url("document_facts", second.pk)))


def test_a_page_from_before_a_document_was_restricted_does_not_open_it_again(office, item, secretary):
    document = attach(item, secretary, visibility="public")
    page = document.meeting.url("document_facts", document.pk)
    stale = acts.as_posted(office.get(page).context["form"], title="Nytt namn")
    change_document(document, by=secretary, visibility="restricted", legal_ground=GROUND)
    answer = office.post(page, stale)
    assert (answer.status_code, answer.context["versions"]) == (
        409,
        [
            ("Titel", "Nytt namn", "Underlaget"),
            ("Vem får läsa", "Alla, när protokollet är publicerat", "Bara rådet, med stöd av lag"),
            ("Lagrum", "–", GROUND),
        ],
    )
    assert {"Vem får läsa", "Lagrum"} < set(answer.context["left"])
    assert (answer.context["last"].by, answer.context["last"].act) == (secretary, "change_document")
    office.post(page, acts.as_posted(answer.context["form"]))
    document.refresh_from_db()
    assert (document.title, document.visibility, document.legal_ground) == ("Nytt namn", "restricted", GROUND)


def test_only_the_newest_version_is_offered_to_be_replaced(regional, secretary, office):
    meeting = acts.summoned(regional)
    first = attach(meeting.items.get(), secretary)
    second = replace_document(first, ContentFile(b"%PDF-1.7 nytt", name="underlag.pdf"), by=secretary)
    pages = [text(office.get(meeting.url("document_versions", each.pk))) for each in (first, second)]
    assert ["Lägg till version" in page for page in pages] == [False, True]
    assert "Det här är en tidigare version." in pages[0]


@pytest.mark.parametrize("page", ["item_documents", "meeting_documents"])
def test_a_paper_is_removed_by_the_form_on_its_page(item, secretary, page):
    whose = {"item": item} if page == "item_documents" else {}
    file = ContentFile(b"forsta", name="underlag.pdf")
    document = attach_document(item.meeting, file, by=secretary, title="Underlaget", **whose)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(secretary)
    shown = browser.get((whose.get("item") or item.meeting).url(page)).content.decode()
    action = item.meeting.url("document_removal", document.pk)
    form = re.search(rf'<form method="post" action="{action}">(.*?)</form>', shown, re.DOTALL)[1]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert browser.post(action, sent).status_code == 302
    assert not Document.objects.filter(pk=document.pk).exists()


def test_once_the_minutes_are_approved_documents_stand_but_may_still_be_hidden(regional, secretary, office):
    meeting = acts.summoned(regional)
    document = attach(meeting.items.get(), secretary, visibility="public")
    acts.handle(meeting.items.get())
    acts.published(close_meeting(meeting, by=secretary))
    for address in ("document_versions", "document_removal"):
        assert office.post(meeting.url(address, document.pk)).status_code == 403
    stale = change(office, document, title="Annan titel").context["form"]
    told = "Titel ligger fast sedan protokollet justerades. Du skrev ”Annan titel”."
    assert stale.errors == {"__all__": [told]}
    page = office.get(meeting.url("document_facts", document.pk))
    assert {*page.context["form"].fields} == {"visibility", "legal_ground", "seen"}
    assert "<dt>Titel</dt><dd>Underlaget</dd>" in text(page)
    page = text(office.get(meeting.items.get().url("item_documents")))
    assert ("Ny version" in page, "Ta bort" in page) == (False, False)
    assert change(office, document, visibility="restricted", legal_ground=GROUND).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.visibility) == ("Underlaget", "restricted")


@pytest.mark.parametrize("change", [{"title": "Annan"}, {"file": "papers/annan.pdf"}, {"size": 1}, None])
def test_the_database_keeps_the_documents_of_approved_minutes(regional, secretary, change):
    meeting = acts.summoned(regional)
    attach(meeting.items.get(), secretary)
    acts.handle(meeting.items.get())
    acts.approved(close_meeting(meeting, by=secretary))
    kept = Document.objects.filter(meeting=meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(**change) if change else kept.delete()


# Restricted documents


def test_a_restricted_document_shows_the_public_that_it_exists_and_its_ground(regional, secretary, client):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    first = attach(item, secretary, visibility="restricted", legal_ground=GROUND)
    second = replace(first, secretary)
    acts.handle(item)
    acts.published(close_meeting(meeting, by=secretary))
    page = text(client.get(item.get_absolute_url()))
    assert page.count(f'<span class="muted">Handling som inte är offentlig ({GROUND})</span>') == 1
    assert "Underlaget" not in page
    for version in (first, second):
        for headers in ({}, {"Range": "bytes=0-1"}, {"If-None-Match": f'"{version.pk}-{version.size}"'}):
            assert fetch(client, version, **headers)[0].status_code == 404


def test_opening_a_restricted_document_leaves_one_line_a_day_for_each_reader(item, secretary, member, client):
    hidden = attach(item, secretary, title="Hemlig", visibility="restricted", legal_ground=GROUND)
    known = attach(item, secretary, title="Känd")
    acts.send(item.meeting)
    client.force_login(member)
    for address in (hidden.get_absolute_url(), item.meeting.url("bundle_zip")):
        with closing(client.head(address)) as told:  # asks for the size alone
            assert told.status_code == 200
    assert not JournalEntry.objects.filter(act="open_document").exists()
    for _ in range(2):
        fetch(client, hidden)
        fetch(client, hidden, Range="bytes=2-")
        fetch(client, known)
    client.force_login(secretary)
    fetch(client, hidden)
    opened = JournalEntry.objects.filter(act="open_document").order_by("pk")
    sentence = f"Handlingen ”Hemlig” öppnades. Den är inte offentlig ({GROUND})."
    assert [(entry.by, entry.sentence, entry.subject_id) for entry in opened] == [
        (member, sentence, hidden.pk),
        (secretary, sentence, hidden.pk),
    ]
    note_openings([hidden], member, at=timezone.now() + DAY)
    assert opened.all().count() == 3
    page = text(client.get(item.meeting.url("document_facts", hidden.pk)))
    assert page.count(sentence) == 3
    assert member.name in page


# The file itself


def test_a_document_is_saved_and_never_shown_as_a_page_of_the_portal(office, item, secretary):
    kinds = {"a.pdf": "application/pdf", "a.png": "image/png", "a.html": None, "a.svg": None, "utan": None}
    for name, kind in kinds.items():
        response, _ = fetch(office, attach(item, secretary, b"<script>alert(1)</script>", name))
        assert response["Content-Type"] == (kind or "application/octet-stream")
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"


PARTS = {
    "bytes=0-3": (206, b"0123", "bytes 0-3/10"),
    "bytes=4-": (206, b"456789", "bytes 4-9/10"),
    "bytes=-2": (206, b"89", "bytes 8-9/10"),
    "bytes=8-99": (206, b"89", "bytes 8-9/10"),
    "bytes=0-": (200, b"0123456789", None),
    "bytes=0-1,4-5": (200, b"0123456789", None),
    "bytes=5-2": (200, b"0123456789", None),
    "lines=1-2": (200, b"0123456789", None),
    "bytes=10-": (416, b"", "bytes */10"),
}


def test_parts_of_a_document_are_given_to_those_who_may_read_it_and_to_no_one_else(
    office, item, secretary, client, member
):
    document = attach(item, secretary, b"0123456789")
    for asked, (status, content, told) in PARTS.items():
        response, given = fetch(office, document, Range=asked)
        assert (response.status_code, given, response.get("Content-Range")) == (status, content, told)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert status == 416 or response["Content-Length"] == str(len(content))
    etag = fetch(office, document)[0]["ETag"]
    assert fetch(office, document, **{"Range": "bytes=0-3", "If-Range": '"annan"'})[0].status_code == 200
    assert fetch(office, document, **{"Range": "bytes=0-3", "If-Range": etag})[0].status_code == 206
    assert fetch(office, document, **{"If-None-Match": etag})[0].status_code == 304
    asked = office.head(document.get_absolute_url(), headers={"Range": "bytes=0-3"})
    asked.close()
    assert (asked.status_code, asked["Content-Length"], asked["ETag"]) == (200, "10", etag)
    other = attach(item, secretary, b"9876543210")  # another file, as large
    Document.objects.filter(pk=document.pk).update(copy_stage="made", copy=other.file.name, copy_size=10)
    assert fetch(office, document, **{"Range": "bytes=0-3", "If-Range": etag})[1] == b"9876543210"
    client.force_login(member)
    assert fetch(client, document, Range="bytes=0-3")[0].status_code == 404
    client.logout()
    assert fetch(client, document, **{"If-None-Match": etag})[0].status_code == 404


def test_nginx_is_told_where_the_file_is_once_the_reader_is_let_through(
    item, secretary, office, client, settings, member
):
    settings.DOCUMENTS_ACCEL = "/papper-pa-disk/"
    document = attach(item, secretary, visibility="restricted", legal_ground=GROUND)
    response, content = fetch(office, document)
    assert (response["X-Accel-Redirect"], content) == (f"/papper-pa-disk/{document.file.name}", b"")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="underlag.pdf"'
    assert JournalEntry.objects.filter(act="open_document", by=secretary).count() == 1
    client.force_login(member)
    response, _ = fetch(client, document)
    assert (response.status_code, "X-Accel-Redirect" in response) == (404, False)


def test_no_address_leads_to_the_files_themselves(item, secretary, client, office):
    document = attach(item, secretary)
    for address in (
        f"/media/{document.file.name}",
        f"/static/{document.file.name}",
        f"/{document.file.name}",
    ):
        assert office.get(address).status_code == 404


def test_an_upload_without_a_choice_of_readers_says_which_field_it_lacks(office, item):
    form = office.post(item.url("item_documents"), {"title": "Underlag"}).context["form"]
    assert form.errors["visibility"] == ["Välj under ”Vem får läsa”."]
    wrong = office.post(item.url("item_documents"), {"visibility": "alla"}).context["form"]
    assert wrong.errors["visibility"] == ["Välj något av det som står i listan under ”Vem får läsa”."]


def test_the_papers_of_the_meeting_lead_to_those_of_its_items(office, item, secretary):
    attach(item, secretary)
    page = office.get(item.meeting.url("meeting_documents")).content.decode()
    assert f'<a href="{item.url("item_documents")}">' in page
    assert "1 handling<" in page
    assert "Punkternas handlingar" not in office.get(item.url("item_documents")).content.decode()
