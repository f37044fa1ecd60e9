"""Files as people upload them, good and bad, made on the spot."""

import io
import zipfile
import zlib
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter

from rus_portal.demo.sheet import sheet
from tests.raw_pdf import raw_pdf, words

TYPES = '<Types><Override PartName="/{}" ContentType="application/vnd.{}.main+xml"/></Types>'
OFFICE = {
    "docx": ("word/document.xml", "openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "openxmlformats-officedocument.presentationml.presentation"),
}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def pdf(title="Underlag"):
    return sheet(title)


def locked_pdf(password="hemligt", owner="annat"):
    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    writer.encrypt(password, owner, algorithm="AES-256")
    return written(writer)


def written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def office(kind="docx", types="", *, encoding="utf-8", by_ending=False, **more):
    main, usual = OFFICE[kind]
    told = TYPES.format(main, types or usual)
    if by_ending:
        told = told.replace(f'Override PartName="/{main}"', 'Default Extension="xml"')
        more["_rels/.rels"] = f'<Relationship Type="http://a/officeDocument" Target="{main}"/>'
    return archive({"[Content_Types].xml": told.encode(encoding), main: f"<x>{'Underlag ' * 200}</x>"} | more)


def open_document(kind="odt", **more):
    mimetype = f"application/vnd.oasis.opendocument.{ODF[kind]}"
    return archive({"mimetype": mimetype, "content.xml": "<x/>", "META-INF/manifest.xml": "<m/>"} | more)


def image(kind="PNG", mode="RGB"):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").convert(mode).save(stream, kind)
    return stream.getvalue()


def two_pictures():
    """A photo with another behind it, as phones take them."""
    stream = io.BytesIO()
    first = Image.new("RGB", (40, 30), "navy")
    first.save(stream, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    return stream.getvalue()


def chunk(kind, content):
    checksum = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + checksum


def png_of(width, height, rows):
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    parts = (b"IHDR", size), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def image_of(width, height):
    """An image that says how large it is, and holds none of it."""
    return png_of(width, height, b"")


def harmed_png():
    """An image one byte of whose checksum has changed."""
    content = bytearray(image())
    content[content.index(b"IEND") - 5] ^= 0xFF
    return bytes(content)


def with_catalog(facts):
    return raw_pdf(words("Underlag"), catalog=facts, more=["<</FT/Tx/T(svar)>>"])


def swelling(megabytes, **told):
    """A document that is small as a file; `told` is what its list of contents says instead of the truth."""
    content = bytearray(office(**{"word/media/bild.bmp": bytes(megabytes * 1024 * 1024)}))
    if told:
        at = content.rindex(b"word/media/bild.bmp") - 46  # its entry in the list, the last one
        content[at + 24 : at + 28] = told["size"].to_bytes(4, "little")
    return bytes(content)


def compound(*streams):
    """An older Office file, or a newer one behind a password, as much of it as is read."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)


def case(name):
    """A file as somebody sent it, the smallest of its kind."""
    return (Path(__file__).parent / "cases" / name).read_bytes()
