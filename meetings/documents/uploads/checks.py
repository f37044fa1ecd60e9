"""Whether a file may be a document."""

import codecs
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from django.conf import settings
from PIL import UnidentifiedImageError
from pypdf import PdfReader

from meetings.documents.uploads.archives import office_open, open_document
from meetings.documents.uploads.scanner import refuse_virus
from meetings.documents.uploads.unfit import Broken, Locked, Misnamed, Unfit
from rus_portal.core.images import TooManyPixels, open_image, whole
from rus_portal.core.viewer import needs_acrobat

WELCOME = "PDF, Word, Excel, PowerPoint, OpenDocument (odt, ods, odp) eller en bild (png, jpg, webp)"
BEGINNING = 1024  # where a PDF begins at the latest
# How other kinds of files begin, which may hide a PDF: pages, programs, archives and images.
OTHERS = (b"<", b"MZ", b"PK", b"\x7fELF", b"#!", b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"{\\rtf")
FORMS = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}  # phones put two pictures in one JPEG


def refusal(file):
    """Why the file cannot be a document, as a sentence; "" when it can."""
    try:
        examine(file)
    except Unfit as no:
        return f"”{file.name}” {no}"
    finally:
        file.seek(0)
    return ""


def examine(file):
    if not file.size:
        raise Unfit("är tom. Kontrollera filen och välj den igen.")
    if file.size > settings.DOCUMENTS_LARGEST_MB * 1024 * 1024:
        raise Unfit(
            f"är större än {settings.DOCUMENTS_LARGEST_MB} MB. Dela upp den eller minska bilderna i den."
        )
    if getattr(file, "is_lost", False):
        raise Unfit("kom inte med, för portalens disk är full. Felet är noterat. Försök igen om en stund.")
    if file.seek(0, os.SEEK_END) < file.size:  # left by meetings.documents.uploads.handler
        raise Unfit("kom inte med, för filerna var för stora tillsammans. Lägg upp den för sig.")
    kind = KINDS.get(suffix_of(file.name))
    if kind is None:
        raise Unfit(ADVICE.get(suffix_of(file.name), NOT_WELCOME))
    file.seek(0)
    kind.examine(file)
    file.seek(0)
    refuse_virus(file)


@lru_cache(maxsize=1000)
def suffix_of(name):
    return PurePath(name).suffix.lower()


def media_type(name):
    """What the document is, as told to a browser that fetches it."""
    kind = KINDS.get(suffix_of(name))
    return kind.media_type if kind else "application/octet-stream"


def pdf(file):
    """Whole enough to count its pages, opens without a password, and shows its content in any reader. What
    mail and web servers leave before it does no harm: readers look for its beginning in the first kilobyte.
    """
    before, begins, _ = file.read(BEGINNING).partition(b"%PDF-")
    if not begins or before.removeprefix(codecs.BOM_UTF8).lstrip().startswith(OTHERS):
        raise Misnamed
    file.seek(0)
    try:
        reader = PdfReader(file)
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if is_locked else len(reader.pages)
        needs = "" if is_locked else needs_acrobat(reader)
    except Exception as breach:  # a broken file may raise anything in pypdf
        raise Broken from breach
    if is_locked:
        raise Locked
    if needs:
        raise Unfit(needs)
    if not pages:
        raise Broken


def image(form):
    def examine(file):
        try:
            with open_image(file) as opened:
                if FORMS.get(opened.format) != form:
                    raise Misnamed
            file.seek(0)
            whole(file)
        except UnidentifiedImageError as no:
            raise Misnamed from no
        except TooManyPixels as no:
            raise Unfit("har för många bildpunkter. Minska bilden och välj den igen.") from no
        except (OSError, SyntaxError, ValueError, EOFError, struct.error) as breach:  # Pillow's
            raise Broken from breach

    return examine


@dataclass(frozen=True)
class Kind:
    media_type: str
    examine: Callable


OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
JPEG = Kind("image/jpeg", image("JPEG"))
KINDS = {
    ".pdf": Kind("application/pdf", pdf),
    ".docx": Kind(f"{OOXML}.wordprocessingml.document", office_open("wordprocessingml")),
    ".xlsx": Kind(f"{OOXML}.spreadsheetml.sheet", office_open("spreadsheetml")),
    ".pptx": Kind(f"{OOXML}.presentationml.presentation", office_open("presentationml")),
    ".odt": Kind(f"{ODF}.text", open_document("text")),
    ".ods": Kind(f"{ODF}.spreadsheet", open_document("spreadsheet")),
    ".odp": Kind(f"{ODF}.presentation", open_document("presentation")),
    ".png": Kind("image/png", image("PNG")),
    ".jpg": JPEG,
    **dict.fromkeys((".jpeg", ".jfif", ".jpe"), JPEG),  # Windows saves pictures from the web as the second
    ".webp": Kind("image/webp", image("WEBP")),
}

NOT_WELCOME = f"är inte av ett slag som kan läggas upp. Välj {WELCOME}."
MACROS = "är av ett slag som kan innehålla makron. Spara den utan makron eller som PDF."
OLDER = "är i ett äldre format. Spara den i det nyare formatet (docx, xlsx eller pptx) eller som PDF."
ADVICE = {
    **dict.fromkeys((".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".potm", ".ppsm", ".xlsb"), MACROS),
    **dict.fromkeys((".doc", ".xls", ".ppt", ".rtf"), OLDER),
    **dict.fromkeys((".heic", ".heif"), "är en bild som få kan öppna. Spara den som jpg och välj den igen."),
    ".svg": "är en bild som kan innehålla program. Spara den som png eller PDF.",
    ".zip": "är ett arkiv. Lägg upp filerna i det en och en.",
}
