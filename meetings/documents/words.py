"""The words in a document's file. Files come from anywhere: whatever a library raises means only that this
one cannot be read, and how much is read of it is bounded."""

import io
import re
import zipfile
from html import unescape

from pypdf import PdfReader

from meetings.documents.office.accepting import accepted, is_office
from meetings.documents.uploads.checks import suffix_of
from meetings.models import DocumentText
from rus_portal.core.inflection import as_read
from rus_portal.core.inlay import IMAGES

MOST_PAGES = 400  # and parts of an archive
LONGEST = DocumentText.LONGEST
LARGEST_MEMBER = 8 * 1024 * 1024  # bytes of it that are read
FEWEST = 3  # letters and digits in what is no scan
PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes)\d*\.xml|ppt/slides/slide\d+\.xml|xl/sharedStrings\.xml|content\.xml"
)
ENDS_LINE = re.compile(r"</(?:w:p|a:p|si|text:p|text:h)>|<(?:w:br|w:tab|text:tab|text:line-break)\b[^<>]*>")
TAG = re.compile(r"<[^<>]*>")  # looks no further than to the next, however long the text is
# As fonts draw letters that stand together, and a PDF may tell them.
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
UNSEEN = re.compile(r"[^\S\n]+")


def words_in_file(document):
    """`state` and `text` of what its readers are given: of an Office file never what is deleted in it, or
    said of it in a comment."""
    read = document.given
    return words_in(read) if read else {"state": DocumentText.State.UNREADABLE}


def words_in(read):
    """Of a file with a name, see `Document.given`."""
    name = suffix_of(read.name)
    if name in IMAGES:
        return {"state": DocumentText.State.SCANNED}
    with read.file.open("rb") as stored:
        file = io.BytesIO(stored.read())  # what the store has to say it says here
    try:
        if is_office(read.name):
            file = io.BytesIO(accepted(file, read.name).content or b"")  # no archive, so it cannot be read
        text = _of_pdf(file) if name == ".pdf" else _of_archive(file)
    except Exception:  # as in `rus_portal.core.inlay`
        return {"state": DocumentText.State.UNREADABLE}
    text = as_read(UNSEEN.sub(" ", text.replace("\x00", " "))[:LONGEST]).translate(LIGATURES).strip()
    if sum(map(str.isalnum, text[:1000])) < FEWEST:
        return {"state": DocumentText.State.SCANNED}
    return {"state": DocumentText.State.READ, "text": text}


def _of_pdf(file):
    reader = PdfReader(file)
    if reader.is_encrypted:
        reader.decrypt("")
    return _joined("\n".join(_enough(page.extract_text() for page in reader.pages[:MOST_PAGES])))


def _enough(texts):
    """Those of them that are read: none after so many letters as are kept."""
    length = 0
    for text in texts:
        yield text
        length += len(text)
        if length > LONGEST:
            return


def _joined(text):
    """A word that is broken at the end of a line, whole again."""
    return re.sub(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zåäö])", "", text)


def _of_archive(file):
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if PARTS.fullmatch(name)][:MOST_PAGES]
        return "\n".join(_enough(_of_member(archive, name) for name in names))


def _of_member(archive, name):
    """Its text alone, by its tags: nothing in it is expanded."""
    with archive.open(name) as member:
        xml = member.read(LARGEST_MEMBER).decode(errors="replace")
    return unescape(TAG.sub("", ENDS_LINE.sub("\n", xml)))
