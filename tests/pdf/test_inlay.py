"""Uploaded pages on our leaves: whatever their size and rotation, all of each is there, below our head."""

import io

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
)

from rus_portal.core import inlay, sealing
from rus_portal.demo.sheet import sheet
from tests.certificates import HOLDER, sealed_by

BOXES = {
    "A4": (0, 0, 595, 842),
    "slide": (0, 0, 960, 540),
    "away from the corner": (-200, -100, 991, 1584),
    "card": (10, 20, 160, 90),
}


def page_of(box=BOXES["A4"], turn=0, change=None):
    """A file with one page of the size, rotated as given."""
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(sheet("Rubrik")))
    page = writer.pages[0]
    page.mediabox = page.cropbox = RectangleObject(box)
    if turn:
        page.rotate(turn)
    if change:
        change(writer, page)
    return file_of(writer)


def sides(*given):
    return ArrayObject(map(FloatObject, given))


def file_of(writer):
    made = io.BytesIO()
    writer.write(made)
    made.seek(0)
    return made


def laid(file, name="underlag.pdf"):
    """The leaf with the file's first page on it."""
    [leaf] = inlay.leaves_of(file, name)
    empty = pypdf.PdfWriter()
    page = empty.add_blank_page(leaf.width, leaf.height)
    page[NameObject("/Resources")] = DictionaryObject()
    page[NameObject("/Contents")] = empty._add_object(DecodedStreamObject())
    inlay.lay_in(empty, 0, file, name)
    return pypdf.PdfReader(file_of(empty)).pages[0]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_all_of_a_page_lies_below_the_running_head(box, turn):
    [placed] = inlay._placed(page_of(box, turn), "underlag.pdf")
    left, bottom, right, top = inlay._corners(box, placed.matrix)
    assert (left, bottom) >= (-0.01, -0.01)
    assert right <= placed.leaf.width + 0.01
    assert top <= placed.leaf.height - inlay.STRIP + 0.01
    wide, high = box[2] - box[0], box[3] - box[1]
    shown = (wide, high) if turn in (0, 180) else (high, wide)
    assert (right - left) / (top - bottom) == pytest.approx(shown[0] / shown[1])
    if min(shown) >= inlay.A5[0]:
        assert (placed.leaf.width, placed.leaf.height) == shown


def test_a_page_turned_clockwise_has_its_upper_left_corner_at_the_upper_right():
    [placed] = inlay._placed(page_of(turn=90), "underlag.pdf")
    a, b, c, d, e, f = placed.matrix
    x, y = 0 * a + 842 * c + e, 0 * b + 842 * d + f
    assert x > placed.leaf.width * 0.9
    assert y == pytest.approx(placed.leaf.height - inlay.STRIP)


def test_its_text_can_still_be_read():
    assert "Rubrik" in laid(page_of()).extract_text()


def test_a_photo_stands_as_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(file, "JPEG", exif=exif)
    assert inlay.leaves_of(file, "foto.jpg") == [inlay.Leaf(*inlay.A4)]


def test_stamps_and_filled_in_fields_become_part_of_the_page_and_links_go_on_leading():
    def annotate(writer, page):
        drawn = DecodedStreamObject()
        drawn.set_data(b"0.9 0.2 0.2 rg 0 0 100 40 re f")
        drawn[NameObject("/Subtype")] = NameObject("/Form")
        drawn[NameObject("/BBox")] = RectangleObject((0, 0, 100, 40))
        stamp = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Stamp"),
                NameObject("/Rect"): RectangleObject((300, 300, 500, 380)),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(drawn)}),
            }
        )
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(stamp)])
        for address in ("https://region.example/", "javascript:alert(1)"):
            writer.add_annotation(0, Link(rect=(72, 700, 300, 760), url=address))

    leaf = laid(page_of(change=annotate))
    drawn = leaf.get_contents().get_data()
    assert b"2.000000 0.000000 0.000000 2.000000 300.000000 300.000000 cm /Note0 Do" in drawn
    assert [note["/A"]["/URI"] for note in leaf["/Annots"]] == ["https://region.example/"]


def test_the_sign_of_a_note_stands_upright_on_a_turned_page():
    """The upper left corner of its place stays (ISO 32000-1, 12.5.3)."""
    looks, note = {"/BBox": sides(0, 0, 20, 10)}, {"/Rect": sides(100, 400, 120, 410), "/F": 28}
    assert inlay._fitted(looks, note, 0) == pytest.approx((1, 0, 0, 1, 100, 400))
    assert inlay._fitted(looks, note, 90) == pytest.approx((0, 1, -1, 0, 110, 410))
    assert inlay._fitted(looks, note | {"/F": 4}, 90) == pytest.approx((1, 0, 0, 1, 100, 400))


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"%PDF-1.7 trasig", "a.pdf", "Filens sidor går inte att läsa in."),
        (b"", "a.pdf", "Filens sidor går inte att läsa in."),
        (b"\xff\xd8\xff ingen bild", "a.jpg", "Filens sidor går inte att läsa in."),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(content, name, why):
    with pytest.raises(inlay.Unreadable, match=why):
        inlay.leaves_of(io.BytesIO(content), name)


def test_minutes_that_are_sealed_are_laid_in(settings, tmp_path):
    sealed_by(HOLDER, settings, tmp_path)
    assert "Rubrik" in laid(io.BytesIO(sealing.sealed(sheet("Rubrik"), "Prov"))).extract_text()


def test_a_locked_file_and_one_of_far_too_many_pages_are_refused():
    locked = pypdf.PdfWriter()
    locked.add_blank_page(595, 842)
    locked.encrypt("", owner_password="ägare")
    with pytest.raises(inlay.Unreadable, match="låst"):
        inlay.leaves_of(file_of(locked), "a.pdf")
    long = pypdf.PdfWriter()
    for _ in range(inlay.MOST_PAGES + 1):
        long.add_blank_page(595, 842)
    with pytest.raises(inlay.Unreadable, match="mer än 400 sidor"):
        inlay.leaves_of(file_of(long), "a.pdf")
