"""A document's type is decided by its content. A refused file is met by one sentence, and nothing else is
lost."""

import io
import re
import socket
import threading
import tracemalloc
import warnings
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import ImageFile

from meetings.documents.uploads.checks import refusal
from meetings.documents.uploads.names import clean_name
from meetings.models import Document
from rus_portal.core import images, inlay
from tests import acts, files

# As Office writes it when asked for Strict Open XML.
STRICT = (
    '<Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
    'Target="word/document.xml"/>'
)

MEGABYTE = 1024 * 1024
GOOD = {
    "a.pdf": files.pdf(),
    "A.PDF": files.pdf(),
    "fri att öppna.pdf": files.locked_pdf(password=""),
    **{f"a.{kind}": files.office(kind) for kind in files.OFFICE},
    **{f"a.{kind}": files.open_document(kind) for kind in files.ODF},
    "stor kalkyl.docx": files.swelling(megabytes=15),
    "a.png": files.image("PNG"),
    "a.jpg": files.image("JPEG"),
    "a.jpeg": files.image("JPEG"),
    "från webben.jfif": files.image("JPEG"),
    "a.webp": files.image("WEBP"),
    **{
        name: files.case(name)
        for name in (
            *("office365.docx", "sharepoint.xlsx", "zip64.docx"),
            *("bom.pdf", "junk.pdf", "form.pdf", "layer.pdf", "g16.png"),
        )
    },
    "skräp efter.pdf": files.pdf() + b"\r\n--7009--\r\n" + bytes(900),
    "långt ner.pdf": b" " * 1019 + files.pdf(),
    "två bilder.jpg": files.two_pictures(),
    "tryck.jpg": files.image("JPEG", mode="CMYK"),
    "grå.png": files.image("PNG", mode="LA"),
    "strikt.docx": files.office(**{"_rels/.rels": STRICT}),
    "bredare tecken.docx": files.office(encoding="utf-16"),
    "typer efter ändelse.pptx": files.office("pptx", by_ending=True),
    "bilagor.pdf": files.with_catalog("/Collection<</View/H>>"),
    "formulär som ritas.pdf": files.with_catalog("/AcroForm<</Fields[6 0 R]/XFA(x)>>"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_taken_and_read_from_the_start_afterwards(name):
    file = SimpleUploadedFile(name, GOOD[name])
    assert refusal(file) == ""
    assert file.read() == GOOD[name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", files.case("avbruten.jpg")),
        ("a.jpg", files.image("JPEG")[:-6]),
        ("a.png", files.image()[:-30]),
        ("a.png", files.harmed_png()),
        ("a.webp", files.image("WEBP")[:-30]),
    ],
)
def test_a_photo_cut_short_is_refused_whatever_another_library_has_told_pillow(name, content, monkeypatch):
    """As in production, where WeasyPrint is imported with the first document that is printed."""
    import weasyprint.images  # noqa: F401 local: it is what changes Pillow

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert BROKEN in refusal(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("lacking", [1, 2])
def test_a_photo_that_lacks_its_end_mark_alone_is_taken_and_shown_whole(lacking):
    """All of the picture is there, and every viewer shows it."""
    cut = files.image("JPEG")[:-lacking]
    assert refusal(SimpleUploadedFile("a.jpg", cut)) == ""
    shown = [images.as_shown(io.BytesIO(each), inlay.PIXELS) for each in (cut, files.image("JPEG"))]
    assert shown[0].tobytes() == shown[1].tobytes()


def with_broken_member():
    """A document one byte of which has changed on the way."""
    content = bytearray(files.office())
    content[content.index(b"word/document.xml") + 20] ^= 0xFF
    return bytes(content)


def overlapping():
    """Two members, where the second also claims the bytes of the first."""
    content = bytearray(files.office(**{"a.bin": bytes(range(256)) * 40}))
    at = content.rindex(b"a.bin") - 46
    content[at + 20 : at + 24] = len(content).to_bytes(4, "little")
    return bytes(content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03" + bytes(200)
MISNAMED = "innehåller något annat än vad namnet säger. Spara filen på nytt i rätt format."
UNWELCOME = "är inte av ett slag som kan läggas upp."
BROKEN = "är trasig och går inte att öppna."
LOCKED = "är låst med lösenord."
MACROS = "innehåller makron. Spara den utan makron eller som PDF."
SWELLING = "packas upp till orimligt mycket."
BAD = {
    "a renamed program": ("rapport.pdf", EXE, MISNAMED),
    "a drawing with script": ("bild.svg", SVG, "är en bild som kan innehålla program."),
    "a ZIP bomb": ("bomb.docx", files.swelling(megabytes=30), SWELLING),
    "nothing": ("tom.pdf", b"", "är tom."),
    "the wrong type": ("sida.html", b"<script>alert(1)</script>", UNWELCOME),
    "a path in its name": ("../../etc/passwd", b"root:x:0:0", "är inte av ett slag"),
    "a PDF behind a password": ("hemlig.pdf", files.locked_pdf(), LOCKED),
    "half a photo": ("avbruten.jpg", files.case("avbruten.jpg"), BROKEN),
    "a portfolio": ("portfolio.pdf", files.case("portfolio.pdf"), "är en portfölj, som bara bär"),
    "a form for one program": ("xfa.pdf", files.case("xfa.pdf"), "är ett formulär som bara Acrobat"),
    "half a PDF": ("halv.pdf", files.pdf()[:300], BROKEN),
    "half an office file": ("halv.docx", files.office()[:-40], BROKEN),
    "macros": ("makron.docx", files.office(**{"word/vbaProject.bin": EXE}), MACROS),
}
MORE_BAD = {
    "a program": ("rapport.exe", EXE, UNWELCOME),
    "a page that calls itself a PDF": ("sida.pdf", b"<html>" + files.pdf(), MISNAMED),
    "a program before a PDF": ("a.pdf", EXE + files.pdf(), MISNAMED),
    "a PDF after a kilobyte": ("a.pdf", b" " * 1020 + files.pdf(), MISNAMED),
    "a form that is drawn by Acrobat only": (
        "a.pdf",
        files.with_catalog("/NeedsRendering true/AcroForm<</Fields[6 0 R]/XFA(x)>>"),
        "är ett formulär som bara Acrobat kan visa.",
    ),
    "a PDF that calls itself a document": ("a.pdf.docx", files.pdf(), MISNAMED),
    "a page that calls itself a spreadsheet": ("rapport.ods", b"<html>" + bytes(90), MISNAMED),
    "an image harmed on the way": ("skadad.png", files.harmed_png(), BROKEN),
    "half an image for the web": ("halv.webp", files.image("WEBP")[:-30], BROKEN),
    "an office file without its main part": (
        "a.docx",
        files.archive({"[Content_Types].xml": files.TYPES.format("word/a.xml", files.OFFICE["docx"][1])}),
        MISNAMED,
    ),
    "an office file that the organisation guards": (
        "a.docx",
        files.compound("EncryptedPackage", "DRMEncryptedDataSpace"),
        "är skyddad av organisationen,",
    ),
    "a renamed drawing": ("bild.png", SVG, MISNAMED),
    "another image": ("bild.png", files.image("JPEG"), MISNAMED),
    "half an image": ("halv.png", files.image()[:-30], BROKEN),
    "another office file": ("kalkyl.docx", files.office("xlsx"), MISNAMED),
    "another open document": ("text.ods", files.open_document("odt"), MISNAMED),
    "any archive": ("arkiv.docx", files.archive({"hemligt.exe": EXE}), MISNAMED),
    "an office file behind a password": ("hemlig.docx", files.compound("EncryptedPackage"), LOCKED),
    "an older office file by a new name": ("gammal.docx", files.compound("WordDocument"), MISNAMED),
    "an older office file": ("gammal.doc", files.compound("WordDocument"), "är i ett äldre format."),
    "an open document behind a password": (
        "hemlig.odt",
        files.open_document(**{"META-INF/manifest.xml": "<m:encryption-data/>"}),
        LOCKED,
    ),
    "an office file harmed on the way": ("skadad.docx", with_broken_member(), BROKEN),
    "a macro document": ("makron.docm", files.office(), "är av ett slag som kan innehålla makron."),
    "a macro document by another name": ("makron.xlsx", files.office("xlsx", types="macroEnabled"), MACROS),
    "macros in an open document": ("makron.ods", files.open_document("ods", **{"Basic/a.xml": "x"}), MACROS),
    "a ZIP bomb that hides its size": ("bomb.docx", files.swelling(megabytes=30, size=1000), SWELLING),
    "members upon each other": ("bomb.docx", overlapping(), SWELLING),
}


@pytest.mark.parametrize("case", MORE_BAD)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(case):
    name, content, why = MORE_BAD[case]
    assert refusal(SimpleUploadedFile(name, content)).startswith(f"”{name}” {why}")


@pytest.fixture
def item(regional):
    return acts.add(acts.plan(regional, days=30))


def text(response):
    return " ".join(response.content.decode().split())


def send(client, item, *sent, **facts):
    facts = {"kind": "slides", "visibility": "public", "legal_ground": "", "title": ""} | facts
    uploads = [SimpleUploadedFile(name, content) for name, content in sent]
    return client.post(item.url("item_documents"), facts | {"files": uploads}, follow=True)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_upload_gets_a_sentence_and_the_good_one_beside_it_is_kept(office, item, case):
    name, content, why = BAD[case]
    page = send(office, item, (name, content), ("bra.pdf", files.pdf()))
    assert f"”{name.rpartition('/')[2]}” {why}" in text(page)
    kept = item.documents.get()
    assert (kept.title, kept.kind, kept.visibility) == ("bra", "slides", "public")
    alone = send(
        office, item, (name, content), title="Min titel", visibility="restricted", legal_ground="OSL"
    )
    assert alone.status_code == 422
    assert [*alone.context["form"].errors] == ["files"]
    typed = alone.context["form"].data
    assert (typed["title"], typed["kind"], typed["legal_ground"]) == ("Min titel", "slides", "OSL")
    assert item.documents.count() == 1


NAMES = {
    "../../etc/underlag.pdf": "underlag.pdf",
    "C:\\Users\\kansli\\underlag.pdf": "underlag.pdf",
    "/etc/passwd": "passwd",
    "under\x00\x1f\u200blag.pdf": "underlag.pdf",
    "\u202eunderlag\u202cfdp.pdf": "underlagfdp.pdf",
    "A\u030arsredovisning.pdf": "Årsredovisning.pdf",
    "\u202e": "namnlös",
    "å" * 250 + ".pdf": "å" * 196 + ".pdf",
}


def test_the_name_of_a_file_is_no_path_and_hides_nothing(office, item):
    assert {name: clean_name(name) for name in NAMES} == NAMES
    documents = [(name, files.pdf(name)) for name in NAMES if name.endswith(".pdf")]
    send(office, item, *documents)
    kept = item.documents.order_by("pk")
    assert [document.name for document in kept] == [NAMES[name] for name, _ in documents]
    assert all(re.fullmatch(r"documents/[0-9a-f]{32}\.pdf", document.file.name) for document in kept)


def test_a_program_whose_name_is_turned_around_is_seen_for_what_it_is(office, item):
    page = send(office, item, ("rapport\u202efdp.exe", EXE))
    assert f"”rapportfdp.exe” {UNWELCOME}" in text(page)


class LongFile:
    """The body of a form with files of so many bytes, made as it is read, and the rest of the form after."""

    HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n'
    TAIL = b'\r\n--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nMin titel\r\n--x--\r\n'

    def __init__(self, *sizes):
        heads = [self.HEAD % f"{number}.pdf".encode() for number in range(len(sizes))]
        files = [part for head, size in zip(heads, sizes, strict=True) for part in (head, size, b"\r\n")]
        self.parts = [*files[:-1], self.TAIL]
        self.length = sum(part if isinstance(part, int) else len(part) for part in self.parts)

    def read(self, most=-1):
        if not self.parts:
            return b""
        part = self.parts.pop(0)
        if isinstance(part, int):
            if part > most:
                self.parts.insert(0, part - most)
            return bytes(min(part, most))
        if len(part) > most:
            self.parts.insert(0, part[most:])
        return part[:most]

    readline = None  # asked for by Django, never used

    def as_request(self):
        return RequestFactory().generic(
            "POST",
            "/",
            CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(self.length),
            **{"wsgi.input": self},
        )


def test_200_megabytes_are_refused_without_being_kept_in_memory_or_on_disk():
    with closing(LongFile(200 * MEGABYTE, 10).as_request()) as request:
        tracemalloc.start()
        large, small = request.FILES.getlist("files")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 10 * MEGABYTE
        assert refusal(large) == "”0.pdf” är större än 50 MB. Dela upp den eller minska bilderna i den."
        assert (large.size, large.read()) == (200 * MEGABYTE, b"")
        assert (request.POST["title"], small.read()) == ("Min titel", bytes(10))


def test_files_that_are_too_much_together_are_left_one_by_one(settings):
    settings.DOCUMENTS_LARGEST_MB = 1
    with closing(LongFile(*[MEGABYTE] * 11).as_request()) as request:
        sentences = [refusal(file) for file in request.FILES.getlist("files")]
    assert sentences[10].startswith("”10.pdf” kom inte med, för filerna var för stora tillsammans.")
    assert not any("kom inte med" in sentence for sentence in sentences[:10])


def test_a_file_over_the_limit_of_the_installation_is_refused_by_the_form(office, item, settings):
    settings.DOCUMENTS_LARGEST_MB = 3
    page = send(office, item, ("stor.pdf", files.pdf() + bytes(3 * MEGABYTE)), ("bra.pdf", files.pdf()))
    assert "”stor.pdf” är större än 3 MB." in text(page)
    assert [*item.documents.values_list("name", flat=True)] == ["bra.pdf"]


def test_an_item_has_so_many_documents_and_no_more(office, item, settings):
    settings.DOCUMENTS_MOST = 2
    page = send(office, item, *((f"{n}.pdf", files.pdf()) for n in range(3)))
    assert "”2.pdf” lades inte till. Punkten har redan 2 handlingar" in text(page)
    assert item.documents.count() == 2
    assert send(office, item, ("3.pdf", files.pdf())).status_code == 422
    assert Document.objects.count() == 2


def test_an_image_of_too_many_points_is_refused(office, item, monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 1199)
    assert "”a.png” har för många bildpunkter." in text(send(office, item, ("a.png", files.image())))


def test_the_limit_of_points_is_our_own_and_holds_where_warnings_are_no_errors():
    """Only the head of the image is large: nothing is unpacked."""
    wide = files.image_of(9000, 9000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "har för många bildpunkter." in refusal(SimpleUploadedFile("a.png", wide))
    with pytest.raises(inlay.Unreadable, match="för många bildpunkter"):
        inlay.leaves_of(io.BytesIO(wide), "a.png")


def test_a_list_of_contents_too_long_to_be_read_is_refused():
    many = b"PK\x05\x06" + bytes(8) + (2 * MEGABYTE).to_bytes(4, "little") + bytes(6)
    assert SWELLING in refusal(SimpleUploadedFile("a.docx", many))


def test_a_script_is_told_what_happened_to_its_file(office, item):
    def sent(name, content, **facts):
        facts = {
            "kind": "report",
            "visibility": "council",
            "files": SimpleUploadedFile(name, content),
        } | facts
        response = office.post(item.url("item_documents"), facts, headers={"X-Requested-With": "fetch"})
        return response.status_code, response.json()["sentences"]

    assert sent("bra.pdf", files.pdf()) == (200, [])
    assert sent("tom.pdf", b"") == (422, ["”tom.pdf” är tom. Kontrollera filen och välj den igen."])
    ground = "Ange det lagrum som gör att handlingen inte är öppen för alla."
    assert sent("bra.pdf", files.pdf(), visibility="restricted") == (422, [ground])
    assert item.documents.get().name == "bra.pdf"


# The virus scanner


class Clamd:
    """Speaks clamd's INSTREAM on a port of its own, and knows one virus."""

    VIRUS = b"a harmless word that this test calls a virus"

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{1}".format(*self.server.getsockname())
        self.received = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            talk, _ = self.server.accept()
            with talk, talk.makefile("rb") as words:
                if words.read(10) != b"zINSTREAM\0":
                    return
                content = b""
                while length := int.from_bytes(words.read(4), "big"):
                    content += words.read(length)
                self.received.append(content)
                answer = b"Test-Signature FOUND" if self.VIRUS in content else b"OK"
                talk.sendall(b"stream: " + answer + b"\0")

    def stop(self):
        with socket.create_connection(self.server.getsockname()) as talk:
            talk.sendall(b"zEND......")
        self.thread.join()
        self.server.close()


@pytest.fixture
def clamd(settings):
    running = Clamd()
    settings.CLAMD = running.address
    yield running
    running.stop()


def test_a_scanner_looks_at_every_file_that_would_be_taken(office, item, clamd):
    clean, infected = files.pdf(), files.pdf() + Clamd.VIRUS
    page = send(office, item, ("ren.pdf", clean), ("smittad.pdf", infected), ("tom.pdf", b""))
    assert "”smittad.pdf” innehåller skadlig kod och har inte tagits emot." in text(page)
    assert clamd.received == [clean, infected]
    assert item.documents.get().name == "ren.pdf"


def test_nothing_is_taken_while_the_scanner_does_not_answer(office, item, settings, tmp_path):
    for settings.CLAMD in ("127.0.0.1:1", str(tmp_path / "clamd.sock")):
        page = send(office, item, ("ren.pdf", files.pdf()))
        assert "”ren.pdf” kunde inte granskas för virus just nu. Försök igen om en stund." in text(page)
    assert not item.documents.exists()
