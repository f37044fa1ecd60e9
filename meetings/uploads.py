"""Which files may be papers: known by their content, never by their name alone.

Office files are ZIP archives; only their list of contents is read, and never unpacked.
"""

import zipfile
from pathlib import Path

LARGEST = 50 * 1024 * 1024
KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument (odt, ods, odp) eller en bild (png, jpg, webp)"


def refusal(file):
    """Why the file cannot be a paper, as a sentence; "" when it can."""
    name = file.name
    if not file.size:
        return f"”{name}” är tom. Kontrollera filen och välj den igen."
    if file.size > LARGEST:
        return f"”{name}” är större än 50 MB. Dela upp den eller minska bilderna i den."
    if len(name) > 200:
        return f"”{name[:40]}…” har ett för långt namn. Korta namnet till 200 tecken."
    recognised = SIGNATURES.get(Path(name).suffix.lower())
    if recognised is None:
        return f"”{name}” är inte av ett slag som kan läggas upp. Välj {KINDS}."
    file.seek(0)
    alike = recognised(file)
    file.seek(0)
    if not alike:
        return f"”{name}” innehåller något annat än vad namnet säger. Spara filen på nytt i rätt format."
    return ""


def begins_with(*signature):
    """The file holds these bytes at these places, given as (place, bytes)."""

    def recognise(file):
        head = file.read(128)
        return all(head[place:].startswith(part) for place, part in signature)

    return recognise


def office_open(folder):
    """A document of Word, Excel or PowerPoint, and without macros."""

    def recognise(file):
        names = contents(file)
        macros = any(name.endswith("vbaProject.bin") for name in names)
        return (
            "[Content_Types].xml" in names and any(n.startswith(f"{folder}/") for n in names) and not macros
        )

    return recognise


def open_document(kind):
    """An OpenDocument file names its kind in its first member, which is never compressed."""
    named = f"mimetypeapplication/vnd.oasis.opendocument.{kind}".encode()
    return begins_with((0, b"PK\x03\x04"), (30, named))


def contents(file):
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return []


JPEG = begins_with((0, b"\xff\xd8\xff"))
SIGNATURES = {
    ".pdf": begins_with((0, b"%PDF-")),
    ".docx": office_open("word"),
    ".xlsx": office_open("xl"),
    ".pptx": office_open("ppt"),
    ".odt": open_document("text"),
    ".ods": open_document("spreadsheet"),
    ".odp": open_document("presentation"),
    ".png": begins_with((0, b"\x89PNG\r\n\x1a\n")),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".webp": begins_with((0, b"RIFF"), (8, b"WEBP")),
}
