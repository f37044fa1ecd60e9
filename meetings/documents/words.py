"""The words in a document's file. Files come from anywhere: whatever a library raises means only that this
one cannot be read, and how much is read of it is bounded."""

import io
import re
import zipfile
from html import unescape

from pypdf import PdfReader

from meetings.documents.uploads.checks import suffix_of
from meetings.models import DocumentText
from rus_portal.core.inflection import as_read
from rus_portal.core.inlay import IMAGES

MOST_PAGES = 400
LONGEST = 400_000  # letters
LARGEST_MEMBER = 8 * 1024 * 1024  # bytes of it that are read
FEWEST = 3  # letters in what is no scan
PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes)\d*\.xml|ppt/slides/slide\d+\.xml|xl/sharedStrings\.xml|content\.xml"
)
ENDS_LINE = re.compile(r"</(?:w:p|a:p|si|text:p|text:h)>|<(?:w:br|w:tab|text:tab|text:line-break)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
# As fonts draw letters that stand together, and a PDF may tell them.
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
UNSEEN = re.compile(r"[^\S\n]+")


def words_in_file(document):
    """`state` and `text` of its newest version."""
    name = suffix_of(document.name)
    if name in IMAGES:
        return {"state": DocumentText.State.SCANNED}
    with document.file.open("rb") as stored:
        file = io.BytesIO(stored.read())  # what the store has to say it says here
    try:
        text = _of_pdf(file) if name == ".pdf" else _of_archive(file)
    except Exception:  # as in `rus_portal.core.inlay`
        return {"state": DocumentText.State.UNREADABLE}
    text = as_read(UNSEEN.sub(" ", text.replace("\x00", " "))[:LONGEST]).translate(LIGATURES).strip()
    if sum(map(str.isalpha, text[:1000])) < FEWEST:
        return {"state": DocumentText.State.SCANNED}
    return {"state": DocumentText.State.READ, "text": text}


def _of_pdf(file):
    reader, found, length = PdfReader(file), [], 0
    if reader.is_encrypted:
        reader.decrypt("")
    for page in reader.pages[:MOST_PAGES]:
        found.append(page.extract_text())
        length += len(found[-1])
        if length > LONGEST:
            break
    return _joined("\n".join(found))


def _joined(text):
    """A word that is broken at the end of a line, whole again."""
    return re.sub(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zåäö])", "", text)


def _of_archive(file):
    with zipfile.ZipFile(file) as archive:
        return "\n".join(_of_member(archive, name) for name in archive.namelist() if PARTS.fullmatch(name))


def _of_member(archive, name):
    """Its text alone, by its tags: nothing in it is expanded."""
    with archive.open(name) as member:
        xml = member.read(LARGEST_MEMBER).decode(errors="replace")
    return unescape(TAG.sub("", ENDS_LINE.sub("\n", xml)))
