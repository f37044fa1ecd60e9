"""handlingar.pdf and handlingar.zip: what is in them, for whom, and that each is made once."""

import datetime as dt
import io
import zipfile

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks import default_task_backend

from councils.models import JournalEntry
from meetings.documents.bundle import contents_for
from meetings.models import Bundle
from meetings.workflow.bundle import UnlikeTheWeb, _put_together, make_bundle
from meetings.workflow.document import attach_document
from meetings.workflow.item import edit_item
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet
from tests import acts

LONG_TEXT = 45  # pages: more than a reader waits for without being told


def pdf_of(*words, pages=1, password=""):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.append(io.BytesIO(sheet(*words)))
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def attach(meeting, title, content=None, *, item=None, name="underlag.pdf", **facts):
    file = ContentFile(pdf_of(f"innehåll i {title}") if content is None else content, name=name)
    facts = {"visibility": "public"} | facts
    return attach_document(meeting, file, item=item, by=person_for("secretary"), title=title, **facts)


@pytest.fixture
def meeting(regional):
    """Two items; the first has one document for each sort of reader."""
    meeting = acts.summoned(regional, {"title": "Ostkustbanan"}, {"title": "Bredband"}, days=20)
    first = meeting.items.get(number=1)
    attach(meeting, "Öppet underlag", item=first)
    attach(meeting, "Rådets kalkyl", item=first, visibility="council")
    attach(meeting, "Upphandlingen", item=first, visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    return meeting


def late():
    return f"Tillkom efter kallelsen {date_format(timezone.localdate(), 'j F Y')}"


def client(key):
    found = Client()
    if key:
        found.force_login(person_for(key))
    return found


def get(key, address):
    """The answer with all of its bytes in `body`."""
    response = client(key).get(address)
    response.body = response.getvalue()
    return response


def read(response):
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(response.body))


def words(page):
    return " ".join(page.extract_text().split())


def text(reader):
    """What stands on the pages; of ours that are not printed, what would have been."""
    return " ".join([*map(words, reader.pages), reader.metadata.get("/Subject", "")])


def bookmarks(reader):
    def told(outline):
        return [told(each) if isinstance(each, list) else each.title for each in outline]

    return told(reader.outline)


def names(response):
    with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


DOCUMENTS = ["Öppet underlag", "Rådets kalkyl", "Upphandlingen"]


@pytest.mark.pdf
@pytest.mark.parametrize(("reader", "seen"), [("member", DOCUMENTS), ("preparatory", DOCUMENTS[:2])])
def test_before_the_meeting_readers_get_the_documents_they_may_see(meeting, reader, seen):
    found = read(get(reader, meeting.url("bundle_pdf")))
    told = text(found)
    assert [title for title in DOCUMENTS if f"innehåll i {title}" in told] == seen
    assert bookmarks(found) == ["Dagordning", "1. Ostkustbanan", seen, "2. Bredband"]
    assert ("Handling som inte är offentlig (OSL 19 kap. 3 §)" in told) == (seen != DOCUMENTS)
    assert found.trailer["/Root"]["/Lang"] == "sv"
    assert found.metadata.title.startswith("Handlingar Regionala samverkansrådet")


def test_members_and_secretariat_share_one_file_and_the_public_gets_another_once_it_is_published(regional):
    meeting = acts.summoned(regional, {"title": "Ostkustbanan"})
    item = meeting.items.get()
    for title, visibility in (("Öppet underlag", "public"), ("Rådets kalkyl", "council")):
        attach(meeting, title, item=item, visibility=visibility)
    acts.handle(item)
    meeting = acts.close_meeting(meeting, by=person_for("secretary"))
    assert get(None, meeting.url("bundle_pdf")).status_code == 404
    assert get(None, meeting.url("bundle_zip")).status_code == 404
    acts.published(meeting)
    told = {key: text(read(get(key, meeting.url("bundle_pdf")))) for key in ("member", "secretary", None)}
    assert told["member"] == told["secretary"]
    assert "innehåll i Öppet underlag" in told[None]
    assert "kalkyl" not in told[None]
    assert "Handling hos rådets kansli" in told[None]
    assert Bundle.objects.count() == 2
    assert names(get(None, meeting.url("bundle_zip"))) == [
        "Kallelse.pdf",
        "01 Ostkustbanan/01 Öppet underlag.pdf",
    ]
    page = get(None, meeting.get_absolute_url()).body.decode()
    assert f'href="{meeting.url("bundle_pdf")}"' in page
    assert "1 fil, " in page


@pytest.mark.pdf
def test_every_page_is_numbered_and_the_contents_lead_to_it(meeting):
    found = read(get("member", meeting.url("bundle_pdf")))
    pages = [words(page) for page in found.pages]
    assert all(f"Sida {number}({len(pages)})" in page for number, page in enumerate(pages, 1))
    last = next(number for number, page in enumerate(pages, 1) if "innehåll i Upphandlingen" in page)
    assert f"Punkt 1 · Upphandlingen Sida {last}({len(pages)})" in pages[last - 1]
    assert f"Upphandlingen {late()} · Bara rådet, OSL 19 kap. 3 § {last}" in pages[1]
    assert f"2. Bredband Ställningstagande {last + 1}" in pages[0]


@pytest.mark.pdf
def test_an_item_has_a_file_and_an_archive_of_its_own(meeting, member):
    item = meeting.items.get(number=1)
    attach(meeting, "Till hela mötet")
    found = read(get("member", item.url("item_bundle_pdf")))
    assert bookmarks(found) == ["1. Ostkustbanan", DOCUMENTS]
    assert "Bredband" not in text(found)
    assert names(get("member", item.url("item_bundle_zip"))) == [
        "01 Öppet underlag.pdf",
        "02 Rådets kalkyl.pdf",
        "03 Upphandlingen.pdf",
    ]
    assert names(get("preparatory", item.url("item_bundle_zip"))) == [
        "01 Öppet underlag.pdf",
        "02 Rådets kalkyl.pdf",
    ]
    opened = JournalEntry.objects.filter(act="open_document")
    assert [(entry.by, entry.subject_id) for entry in opened] == [(member, item.documents.last().pk)]
    assert item.url("item_bundle_pdf") in get("member", item.get_absolute_url()).body.decode()
    assert get("outsider", item.url("item_bundle_zip")).status_code == 404


@pytest.mark.pdf
def test_what_cannot_be_laid_in_is_named_on_the_cover_and_lies_in_the_archive(meeting):
    item = meeting.items.get(number=2)
    attach(meeting, "Låst", pdf_of("hemligt", password="nyckel"), item=item)
    attach(meeting, "Trasig", b"%PDF-1.7 trasig", item=item)
    attach(meeting, "Tabell", b"PK", item=item, name="tabell.xlsx")
    gone = attach(meeting, "Borta", item=item)
    gone.file.storage.delete(gone.file.name)
    told = text(read(get("member", item.url("item_bundle_pdf"))))
    where = "finns i handlingar.zip och på portalen: http://testserver/rad/"
    assert f"Låst {late()} Filen är låst av den som gjorde den. Den {where}" in told
    assert f"Trasig {late()} Filens sidor går inte att läsa in. Den {where}" in told
    assert f"Tabell {late()} Filen (XLSX) {where}" in told
    assert f"Borta {late()} Filen saknas i portalens lager." in told
    assert names(get("member", meeting.url("bundle_zip")))[-3:] == [
        "02 Bredband/01 Låst.pdf",
        "02 Bredband/02 Trasig.pdf",
        "02 Bredband/03 Tabell.xlsx",
    ]


def test_every_paper_to_save_names_its_council_and_its_day(office, regional):
    meeting = acts.held(regional)
    acts.published(meeting)
    for page in ("kallelse.pdf", "handlingar.zip", "protokoll.pdf", "punkter/1/utdrag.pdf"):
        answer = office.get(meeting.get_absolute_url() + page)
        assert f"-regionala-samverkansradet-{meeting.date}" in answer["Content-Disposition"]
        answer.close()


def test_names_in_the_archive_are_safe_everywhere(regional):
    meeting = acts.summoned(regional, {"title": "../Väg 86/87: “nu” eller aldrig?" + "å" * 100})
    attach(meeting, "..", item=meeting.items.get())
    [_, name] = names(get("member", meeting.url("bundle_zip")))
    assert name == f"01 Väg 86 87 “nu” eller aldrig {'å' * 29}/01 Utan namn.pdf"


def test_it_is_made_once_until_a_document_or_a_text_changes(meeting, secretary):
    item = meeting.items.get(number=2)
    address = item.url("item_bundle_pdf")
    first = get("member", address)
    again = client("member").get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, Bundle.objects.count()) == (304, 1)
    part = client("member").get(address, headers={"range": "bytes=1-3", "if-range": first["ETag"]})
    assert (part.status_code, b"".join(part)) == (206, b"PDF")
    edit_item(item, by=secretary, summary="Ny sammanfattning.")
    assert "Ny sammanfattning." in text(read(get("member", address)))
    attach(meeting, "Ny handling", item=item)
    assert "innehåll i Ny handling" in text(read(get("member", address)))
    assert Bundle.objects.count() == 3


def test_a_large_one_is_made_beside_the_request_and_tells_how_far_it_has_come(meeting, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    attach(meeting, "Långt", pdf_of("lång", pages=LONG_TEXT), item=meeting.items.get(number=2))
    address = meeting.url("bundle_pdf")
    for _ in range(2):
        waiting = get("member", address)
        assert waiting.status_code == 202
        assert "0 av 2 punkter är klara." in waiting.body.decode()
        assert "no-store" in waiting["Cache-Control"]
    [task] = default_task_backend.results
    Bundle.objects.update(done=1)
    assert "1 av 2 punkter är klara." in get("secretary", address).body.decode()
    make_bundle.call(*task.args)
    assert len(read(get("member", address)).pages) == 6 + LONG_TEXT
    assert len(default_task_backend.results) == 1


@pytest.mark.pdf
def test_it_tells_of_each_item_as_its_pages_are_set(meeting, member):
    told = []
    _put_together(contents_for(member, meeting), io.BytesIO(), told.append)
    assert told == [0, 0, 0, 1]  # the meeting's own documents, the two items, then the first item's pages


def test_work_that_died_is_started_anew(meeting, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    attach(meeting, "Långt", pdf_of("lång", pages=LONG_TEXT), item=meeting.items.get(number=2))
    get("member", meeting.url("bundle_pdf"))
    Bundle.objects.update(done=1, alive_at=timezone.now() - dt.timedelta(minutes=5))
    told = get("member", meeting.url("bundle_pdf")).body.decode()
    assert "0 av 2 punkter är klara." in told
    assert len(default_task_backend.results) == 2


def test_without_a_worker_a_large_one_is_made_at_once(meeting):
    item = meeting.items.get(number=2)
    attach(meeting, "Långt", pdf_of("lång", pages=LONG_TEXT), item=item)
    assert len(read(get("member", item.url("item_bundle_pdf"))).pages) == 1 + LONG_TEXT


def test_a_task_makes_nothing_of_what_the_person_no_longer_may_see(meeting, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    item = meeting.items.get(number=2)
    document = attach(meeting, "Långt", pdf_of("lång", pages=LONG_TEXT), item=item)
    get("preparatory", item.url("item_bundle_pdf"))
    type(document).objects.update(visibility="restricted", legal_ground="OSL")
    [task] = default_task_backend.results
    make_bundle.call(*task.args)
    assert not Bundle.objects.exclude(made_at=None).exists()


def test_a_worker_that_is_set_up_otherwise_gives_up_once_and_says_why(meeting, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    item = meeting.items.get(number=2)
    attach(meeting, "Långt", pdf_of("lång", pages=LONG_TEXT), item=item)
    address = item.url("item_bundle_pdf")
    assert get("member", address).status_code == 202
    [task] = default_task_backend.results
    settings.DEMO = not settings.DEMO
    with pytest.raises(UnlikeTheWeb, match="DEMO"):
        make_bundle.call(*task.args)
    settings.DEMO = not settings.DEMO
    refused = get("member", address)
    assert refused.status_code == 500
    assert "Försök igen om några minuter." in refused.body.decode()
    assert len(default_task_backend.results) == 1


def test_when_it_cannot_be_made_the_reader_is_told_and_may_come_again(meeting, tmp_path):
    (tmp_path / "media/bundles").write_text("a file where the folder should be")
    item = meeting.items.get(number=2)
    failed = get("member", item.url("item_bundle_pdf"))
    assert failed.status_code == 503
    assert "Portalens lager lämnar inte ut handlingarna." in failed.body.decode()
    (tmp_path / "media/bundles").unlink()
    assert get("member", item.url("item_bundle_pdf")).status_code == 200


def test_files_nobody_has_asked_for_in_a_week_are_cleared_away(meeting):
    item = meeting.items.get(number=2)
    get("member", item.url("item_bundle_pdf"))
    old = Bundle.objects.get()
    Bundle.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    attach(meeting, "Ny handling", item=item)
    get("member", item.url("item_bundle_pdf"))
    assert not old.file.storage.exists(old.file.name)
    assert Bundle.objects.get() != old
