"""What a file is, told by its content: for programs (its media type), for people, and in PRONOM, the registry
of file formats, where that is certain."""

import re
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.generic import StreamObject

PDF_VERSION = re.compile(rb"%PDF-(\d\.\d)")
PDF_A = re.compile(rb"""pdfaid:(part|conformance)(?:=["']|>)\s*(\w+)""")


@dataclass(frozen=True)
class Format:
    """`pronom` is empty where it is not certain."""

    media_type: str
    name: str
    version: str = ""
    pronom: str = ""


UNKNOWN = Format("application/octet-stream", "Okänt format")
PDF = {
    **{f"1.{minor}": f"fmt/{14 + minor}" for minor in range(7)},
    "1.7": "fmt/276",
    "2.0": "fmt/1129",
}
PDF_A_PRONOM = {
    **{"1a": "fmt/95", "1b": "fmt/354"},
    **{"2a": "fmt/476", "2b": "fmt/477", "2u": "fmt/478"},
    **{"3a": "fmt/479", "3b": "fmt/480", "3u": "fmt/481"},
}
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
BY_SUFFIX = {
    "docx": Format(f"{OFFICE}.wordprocessingml.document", "Microsoft Word", "2007-", "fmt/412"),
    "xlsx": Format(f"{OFFICE}.spreadsheetml.sheet", "Microsoft Excel", "2007-", "fmt/214"),
    "pptx": Format(f"{OFFICE}.presentationml.presentation", "Microsoft PowerPoint", "2007-", "fmt/215"),
    "odt": Format(f"{OPEN}.text", "OpenDocument Text"),
    "ods": Format(f"{OPEN}.spreadsheet", "OpenDocument Spreadsheet"),
    "odp": Format(f"{OPEN}.presentation", "OpenDocument Presentation"),
    **dict.fromkeys(("jpg", "jpeg", "jfif", "jpe"), Format("image/jpeg", "JPEG")),
    "png": Format("image/png", "PNG"),
    "webp": Format("image/webp", "WebP"),
    "csv": Format("text/csv", "CSV", "", "x-fmt/18"),
    "txt": Format("text/plain", "Text, UTF-8", "", "x-fmt/111"),
    "json": Format("application/json", "JSON", "", "fmt/817"),
    "xml": Format("application/xml", "XML", "1.0", "fmt/101"),
    "xsd": Format("application/xml", "XML Schema", "1.0", "x-fmt/280"),
}


def format_of(path, file):
    """Of an open file. Its name is believed, for what is uploaded is looked through then
    (`meetings.documents.uploads.checks`)."""
    suffix = path.rpartition(".")[2].lower()
    if suffix != "pdf":
        return BY_SUFFIX.get(suffix, UNKNOWN)
    return _pdf(file)


def _pdf(file):
    """Of a PDF/A its claim decides, as in PRONOM; it may be packed."""
    file.seek(0)
    version = PDF_VERSION.search(file.read(1024))
    claim = {name: value.decode().lower() for name, value in PDF_A.findall(_metadata(file))}
    level = claim.get(b"part", "") + claim.get(b"conformance", "")
    if level in PDF_A_PRONOM:
        return Format("application/pdf", "PDF/A", level, PDF_A_PRONOM[level])
    number = version[1].decode() if version else ""
    return Format("application/pdf", "PDF", number, PDF.get(number, ""))


def _metadata(file):
    """Empty where it has none, or none that can be read."""
    try:
        found = PdfReader(file).root_object["/Metadata"].get_object()
        return found.get_data() if isinstance(found, StreamObject) else b""
    except Exception:  # a broken file may raise anything in pypdf
        return b""
