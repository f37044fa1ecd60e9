"""The pages of uploaded files, laid into a PDF of ours: scaled by a few per cent so that our running head has
a strip of its own above them, and nothing on them is hidden.

Files come from anywhere, so whatever pypdf or Pillow raises means only that this file cannot be laid in. What
is seen of them is worked out in `viewer`.
"""

import io
from dataclasses import dataclass
from pathlib import PurePath

from pypdf import PdfReader, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from rus_portal.core.images import TooManyPixels, as_shown
from rus_portal.core.viewer import (
    UPRIGHT,
    Layers,
    annotations,
    appearance,
    box_of,
    floats,
    frame,
    needs_acrobat,
    numbers,
    of,
    turn_of,
    undrawn,
)

IMAGES = {".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".webp"}
LAID_IN = {".pdf", *IMAGES}
MOST_PAGES = 400
MM = 72 / 25.4
STRIP = 10 * MM  # of the running head; rus_portal/core/pdf.py sets it
AROUND_IMAGE = 12 * MM
A4 = (595, 842)
A5 = (420, 595)
LARGEST = 14_400  # points: longer sides few programs open (ISO 32000-1, annex C)
PIXELS = (2480, 3508)  # an A4 at 300 dpi; more only makes the file larger
WEB = ("https://", "http://", "mailto:")
TEXT_OF_LEAF = b"/Span\n<</MCID 0>>\nBDC"


class Unreadable(Exception):
    """Why the file cannot be laid in, as a sentence."""


@dataclass(frozen=True)
class Leaf:
    """The sheet a page is laid on, in whole points: the page's own size as it is shown. An image, and what
    is smaller than A5, is laid on an A4."""

    width: int
    height: int


@dataclass(frozen=True)
class Placed:
    page: DictionaryObject
    layers: Layers
    leaf: Leaf
    matrix: tuple


def leaves_of(file, name):
    """The sheets that the file's pages need."""
    return [placed.leaf for placed in _placed(file, name)]


def lay_in(writer, at, file, name):
    """The file's pages onto the empty leaves of `writer` (a `pypdf.PdfWriter`) from number `at` on."""
    try:
        for number, placed in enumerate(_placed(file, name), at):
            _draw(writer, writer.pages[number], placed)
    except Unreadable:
        raise
    except Exception as odd:
        raise Unreadable("Filens sidor går inte att läsa in.") from odd


def _placed(file, name):
    suffix = PurePath(name).suffix.lower()
    try:
        reader = PdfReader(_image_as_pdf(file) if suffix in IMAGES else file)
        placed = list(_places(reader, on_a4=suffix in IMAGES))
    except Unreadable:
        raise
    except Exception as odd:
        raise Unreadable("Filens sidor går inte att läsa in.") from odd
    if not placed:
        raise Unreadable("Filen har inga sidor.")
    return placed


def _places(reader, on_a4):
    if reader.is_encrypted:
        raise Unreadable("Filen är låst av den som gjorde den.")
    if needs_acrobat(reader):
        raise Unreadable("Filen visar sitt innehåll bara i Acrobat.")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"Filen har mer än {MOST_PAGES} sidor.")
    root = reader.trailer["/Root"]
    layers, form = Layers(root), of(root, "/AcroForm", {})
    for page in reader.pages:
        for note in annotations(page, layers):
            if what := undrawn(note, form):
                raise Unreadable(f"Filen har {what} som bara syns när den öppnas för sig.")
        yield _place(page, layers, on_a4)


def _image_as_pdf(file):
    made = io.BytesIO()
    try:
        as_shown(file, PIXELS).save(made, "PDF", quality=88)
    except TooManyPixels as no:
        raise Unreadable("Bilden har för många bildpunkter.") from no
    return made


def _place(page, layers, on_a4):
    """How the page is placed on its leaf: turned as it is shown, centred below the strip."""
    left, bottom, right, top = box_of(page)
    turn = turn_of(page)
    wide, high = right - left, top - bottom
    shown = (wide, high) if turn in (0, 180) else (high, wide)
    unit = of(page, "/UserUnit", 1)
    unit = float(unit) if unit > 0 else 1.0
    width, height = (min(round(side * unit), LARGEST) for side in shown)
    small = min(width, height) < A5[0] or max(width, height) < A5[1]
    around = AROUND_IMAGE if on_a4 else 0
    if on_a4 or small:
        width, height = A4 if height >= width else A4[::-1]
    scale = min((width - 2 * around) / shown[0], (height - STRIP - 2 * around) / shown[1])
    if small and not on_a4:
        scale = min(scale, unit)
    back = {0: (0, 0), 90: (0, wide), 180: (wide, high), 270: (high, 0)}[turn]
    matrix = (
        Transformation()
        .translate(-left, -bottom)
        .rotate(-turn)
        .translate(*back)
        .scale(scale)
        .translate((width - scale * shown[0]) / 2, (height - STRIP - scale * shown[1]) / 2)
    )
    page.get_contents()  # raises for an unreadable page before anything is printed
    return Placed(page, layers, Leaf(width, height), matrix.ctm)


def _draw(writer, leaf, placed):
    """The page becomes the content of the leaf, also in the tag tree; the leaf's own becomes an artifact."""
    drawn = {NameObject("/Page"): _form(writer, placed).indirect_reference}
    content = [b"q", numbers(*placed.matrix), b"cm /Page Do"]
    links = []
    for number, note in enumerate(annotations(placed.page, placed.layers)):
        link = _link(note, placed.matrix)
        if link:
            links.append(writer._add_object(link))
        content.append(frame(note))
        if looks := appearance(note):
            placed.layers.clean(looks, {}, placed.page.pdf)
            name = f"/Note{number}"
            drawn[NameObject(name)] = looks.clone(writer).indirect_reference
            matrix = _fitted(looks, note, turn_of(placed.page))
            content += [b"q", numbers(*matrix), b"cm", name.encode(), b"Do Q"]
    own = leaf.get_contents().get_data()
    tagged = TEXT_OF_LEAF if TEXT_OF_LEAF in own else b"/Artifact BMC"
    stream = DecodedStreamObject()
    stream.set_data(
        b" ".join([tagged, *content, b"Q EMC\n"]) + own.replace(TEXT_OF_LEAF, b"/Artifact BMC", 1)
    )
    resources = DictionaryObject(leaf["/Resources"].get_object())
    resources[NameObject("/XObject")] = DictionaryObject({**of(resources, "/XObject", {}), **drawn})
    leaf[NameObject("/Resources")] = resources
    leaf[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if links:
        leaf[NameObject("/Annots")] = ArrayObject([*of(leaf, "/Annots", []), *links])


def _form(writer, placed):
    """The page as one drawing with its own fonts and images; what is common to pages is copied once."""
    page = placed.page
    contents, resources = page.get_contents(), of(page, "/Resources", {})
    plain = DecodedStreamObject()
    if contents is not None:
        plain.set_data(placed.layers.without_hidden(contents, resources, page.pdf))
    form = plain.flate_encode()
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(side) for side in box_of(page)),
        }
    )
    writer._add_object(form)
    for key in ("/Resources", "/Group"):
        if key in page:
            form[NameObject(key)] = page.raw_get(key).clone(writer)
    return form


def _link(note, matrix):
    """A link to the web, moved to its place on the leaf, or None."""
    address = str(of(of(note, "/A", {}), "/URI", ""))
    if of(note, "/Subtype", "") != "/Link" or not address.startswith(WEB):
        return None
    corners = _corners(floats(note["/Rect"]), matrix)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject(map(FloatObject, corners)),
            NameObject("/Border"): ArrayObject([FloatObject(0)] * 3),
            NameObject("/A"): DictionaryObject(
                {
                    NameObject("/S"): NameObject("/URI"),
                    NameObject("/URI"): TextStringObject(address),
                }
            ),
        }
    )


def _fitted(looks, note, turn):
    """The matrix that puts an appearance in its place (ISO 32000-1, 12.5.5). One that does not turn with its
    page, as the sign of a note, is turned back around its upper left corner."""
    matrix = floats(of(looks, "/Matrix", []))
    matrix = matrix if len(matrix) == 6 else [1, 0, 0, 1, 0, 0]
    left, bottom, right, top = _corners(floats(looks["/BBox"]), matrix)
    to = _corners(floats(note["/Rect"]), (1, 0, 0, 1, 0, 0))
    across = (to[2] - to[0]) / (right - left) if right > left else 1
    up = (to[3] - to[1]) / (top - bottom) if top > bottom else 1
    fitted = Transformation((across, 0, 0, up, to[0] - left * across, to[1] - bottom * up))
    back = turn if int(of(note, "/F", 0)) & UPRIGHT else 0
    return fitted.translate(-to[0], -to[3]).rotate(back).translate(to[0], to[3]).ctm


def _corners(box, matrix):
    a, b, c, d, e, f = matrix
    points = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)
