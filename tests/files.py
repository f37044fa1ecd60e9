"""Files as people upload them, good and bad, made on the spot."""

import io
import zipfile

from PIL import Image
from pypdf import PdfReader, PdfWriter

from rus_portal.demo.sheet import sheet

TYPES = b'<Types><Override PartName="/%s" ContentType="application/%s+xml"/></Types>'
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
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


def office(kind="docx", types="officedocument", **more):
    main = OFFICE[kind]
    told = TYPES % (main.encode(), types.encode())
    return archive({"[Content_Types].xml": told, main: "<x>Underlag</x>" * 200} | more)


def open_document(kind="odt", **more):
    mimetype = f"application/vnd.oasis.opendocument.{ODF[kind]}"
    return archive({"mimetype": mimetype, "content.xml": "<x/>", "META-INF/manifest.xml": "<m/>"} | more)


def image(kind="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, kind)
    return stream.getvalue()


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
