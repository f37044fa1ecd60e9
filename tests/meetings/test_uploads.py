"""A paper is known by its content: what calls itself something else is refused with a sentence."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings import uploads


def archive(*names, mimetype=""):
    """A ZIP with these members; an OpenDocument file names its kind first, uncompressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        if mimetype:
            file.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        for name in names:
            file.writestr(name, "<x/>")
    return stream.getvalue()


def office_open(folder, *more):
    return archive("[Content_Types].xml", f"{folder}/document.xml", *more)


GOOD = {
    "a.pdf": b"%PDF-1.7 ...",
    "A.PDF": b"%PDF-1.4",
    "a.docx": office_open("word"),
    "a.xlsx": office_open("xl"),
    "a.pptx": office_open("ppt"),
    "a.odt": archive("content.xml", mimetype="text"),
    "a.ods": archive("content.xml", mimetype="spreadsheet"),
    "a.odp": archive("content.xml", mimetype="presentation"),
    "a.png": b"\x89PNG\r\n\x1a\n....",
    "a.jpg": b"\xff\xd8\xff\xe0....",
    "a.jpeg": b"\xff\xd8\xff\xe1....",
    "a.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
}
BAD = {
    "tom.pdf": (b"", "är tom"),
    "program.exe": (b"MZ", "inte av ett slag"),
    "sida.html": (b"<script>", "inte av ett slag"),
    "bild.svg": (b"<svg onload=x>", "inte av ett slag"),
    "utan": (b"%PDF-1.7", "inte av ett slag"),
    "makron.docm": (office_open("word"), "inte av ett slag"),
    "sida.pdf": (b"<html>%PDF-1.7", "något annat än vad namnet säger"),
    "arkiv.docx": (archive("hemligt.exe"), "något annat än vad namnet säger"),
    "kalkyl.docx": (office_open("xl"), "något annat än vad namnet säger"),
    "trasig.xlsx": (b"PK\x03\x04 trasig", "något annat än vad namnet säger"),
    "makron.docx": (office_open("word", "word/vbaProject.bin"), "något annat än vad namnet säger"),
    "text.ods": (archive("content.xml", mimetype="text"), "något annat än vad namnet säger"),
    "bild.png": (b"\xff\xd8\xff\xe0", "något annat än vad namnet säger"),
    "ljud.webp": (b"RIFF\x10\x00\x00\x00WAVEfmt ", "något annat än vad namnet säger"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_taken_and_read_from_the_start_afterwards(name):
    file = SimpleUploadedFile(name, GOOD[name])
    assert uploads.refusal(file) == ""
    assert file.read() == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(name):
    content, why = BAD[name]
    sentence = uploads.refusal(SimpleUploadedFile(name, content))
    assert sentence.startswith(f"”{name}” ")
    assert why in sentence


def test_a_file_over_50_megabytes_is_refused(monkeypatch):
    file = SimpleUploadedFile("stor.pdf", b"%PDF-1.7")
    file.size = 50 * 1024 * 1024 + 1
    assert "större än 50 MB" in uploads.refusal(file)
