"""Others' pages are shown as a viewer shows them when it opens the file, or the file is named with why."""

import io
import re

import pypdf
import pytest
from PIL import Image
from pypdf.generic import StreamObject

from rus_portal.core import inlay
from rus_portal.core.images import as_shown
from rus_portal.core.viewer import box_of, turn_of
from tests.files import case
from tests.pdf.test_inlay import laid
from tests.raw_pdf import raw_pdf, words

LAYER = "<</Type/OCG/Name(Arbetslager)>>"


def text_of(made):
    return laid(io.BytesIO(made)).extract_text().split()


def everything_in(leaf):
    """All that the page may draw with, however far down."""
    found, seen, drawn = [leaf["/Resources"]], set(), b""
    for each in found:
        thing = each.get_object()
        if id(thing) not in seen and isinstance(thing, dict | list):
            seen.add(id(thing))
            found += thing.values() if isinstance(thing, dict) else thing
            drawn += thing.get_data() if isinstance(thing, StreamObject) else b""
    return drawn


def why_not(made, name="a.pdf"):
    with pytest.raises(inlay.Unreadable) as why:
        inlay.leaves_of(io.BytesIO(made), name)
    return str(why.value)


def page_of(made):
    return pypdf.PdfReader(io.BytesIO(made)).pages[0]


BOXES = {
    "corners the other way round": ({"box": "[595 842 0 0]"}, (0, 0, 595, 842)),
    "a crop box that reaches outside": ({"page": "/CropBox[-50 -50 400 900]"}, (0, 0, 400, 842)),
    "a crop box beside the page": ({"page": "/CropBox[900 900 1000 1000]"}, (0, 0, 595, 842)),
    "a crop box without area": ({"page": "/CropBox[0 0 0 0]"}, (0, 0, 595, 842)),
    "a crop box that is null": ({"page": "/CropBox null"}, (0, 0, 595, 842)),
    "a box of the tree": ({"box": "", "pages": "/MediaBox[0 0 300 400]"}, (0, 0, 300, 400)),
    "no box at all": ({"box": ""}, (0, 0, 612, 792)),
    "a box elsewhere in the file": ({"box": "6 0 R", "more": ["[0 0 300 400]"]}, (0, 0, 300, 400)),
}


@pytest.mark.parametrize("case", BOXES)
def test_what_is_seen_of_a_page_is_what_viewers_show(case):
    given, seen = BOXES[case]
    made = raw_pdf(words("Rubrik"), **given)
    assert box_of(page_of(made)) == seen
    assert text_of(made) == ["Rubrik"]


@pytest.mark.parametrize(("turn", "shown"), [("-90", 270), ("450", 90), ("45", 0), ("90.0", 90), ("null", 0)])
def test_a_page_is_turned_as_viewers_turn_it(turn, shown):
    assert turn_of(page_of(raw_pdf(page=f"/Rotate {turn}"))) == shown


def test_a_page_is_turned_as_the_tree_says():
    assert turn_of(page_of(raw_pdf(pages="/Rotate 90"))) == 90


def layered(content, config="/OFF[6 0 R]", more=(), resources="/Properties<</o 6 0 R>>"):
    layers = f"/OCProperties<</OCGs[6 0 R]/D<<{config}>>>>"
    return raw_pdf(words("Synligt") + content, catalog=layers, resources=resources, more=[LAYER, *more])


WITHIN = f"/OC /o BDC {words('Dolt', (72, 600))} EMC "


TILE = "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 60 20]/XStep 60/YStep 20"
ITS_FONT = b"/F 5 0 R", b"/F 5 0 R/T 7 0 R"
DRAWN_FONT = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</space 8 0 R>>"
    "/Encoding<</Differences[32/space]>>/FirstChar 32/LastChar 32/Widths[9]"
)


def membership(facts):
    return layered(WITHIN, more=[f"<</Type/OCMD {facts}>>"], resources="/Properties<</o 7 0 R>>")


HIDDEN = {
    "what is marked": layered(WITHIN),
    "within something else": layered(f"/OC /o BDC /Span <</ActualText(Dolt)>> BDC {words('Dolt')} EMC EMC"),
    "all that is not said to be on": layered(WITHIN, config="/BaseState/OFF"),
    "what screens do not show": layered(
        "/OC /o BDC " + words("Dolt") + "EMC",
        config="/AS[<</Event/View/Category[/View]/OCGs[6 0 R]>>]",
    ).replace(LAYER.encode(), b"<</Type/OCG/Usage<</View<</ViewState/OFF>>>>>>"),
    "a drawing": layered(
        "/d Do",
        resources="/XObject<</d 7 0 R>>",
        more=[("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC 6 0 R", words("Dolt"))],
    ),
    "something in a drawing": layered(
        "/d Do",
        resources="/XObject<</d 7 0 R>>/Properties<</o 6 0 R>>",
        more=[("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", WITHIN)],
    ),
    "a tile of a pattern": layered(
        "/Pattern cs /p scn 0 0 300 300 re f",
        resources="/Pattern<</p 7 0 R>>",
        more=[(f"{TILE}/Resources<</Font<</F 5 0 R>>/Properties<</o 6 0 R>>>>", WITHIN)],
    ),
    "a glyph that is drawn": layered(
        "BT /T 9 Tf ( ) Tj ET",
        resources="",
        more=[f"{DRAWN_FONT}/Resources<</Properties<</o 6 0 R>>>>>>", ("", f"9 0 d0 {WITHIN}")],
    ).replace(*ITS_FONT),
    "a glyph with the resources of the page": layered(
        "BT /T 9 Tf ( ) Tj ET",
        more=[f"{DRAWN_FONT}>>", ("", f"9 0 d0 {WITHIN}")],
    ).replace(*ITS_FONT),
    "a mask": layered(
        "/m gs 0 0 9 9 re f",
        resources="/ExtGState<</m<</SMask<</S/Alpha/G 7 0 R>>>>>>/Properties<</o 6 0 R>>",
        more=[("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", WITHIN)],
    ),
    "a drawing in a tile": layered(
        "/Pattern cs /p scn 0 0 300 300 re f",
        resources="/Pattern<</p 7 0 R>>",
        more=[
            (f"{TILE}/Resources<</XObject<</d 8 0 R>>/Properties<</o 6 0 R>>>>", "/d Do"),
            ("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", WITHIN),
        ],
    ),
    "an annotation": layered("").replace(
        b"/Contents", b"/Annots[<</Subtype/Stamp/Rect[0 0 9 9]/OC 6 0 R>>]/Contents"
    ),
    "members of which none is on": membership("/OCGs[6 0 R]"),
    "members by a rule": membership("/VE[/Not[/Not 6 0 R]]"),
    "none when it is on": membership("/OCGs 6 0 R/P/AllOn"),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_a_layer_that_is_off_is_not_in_it(case):
    leaf = laid(io.BytesIO(HIDDEN[case]))
    assert leaf.extract_text().split() == ["Synligt"]
    assert b"Dolt" not in everything_in(leaf)
    assert "/Note0" not in leaf["/Resources"]["/XObject"]


SHOWN = {
    "a layer that is on": layered(WITHIN, config=""),
    "one that is said to be on": layered(WITHIN, config="/BaseState/OFF/ON[6 0 R]"),
    "members that are shown when it is off": membership("/OCGs 6 0 R/P/AllOff"),
    "the opposite of what is off": membership("/VE[/Not 6 0 R]"),
    "a rule that is none": membership("/VE 5"),
    "an empty rule": membership("/VE[]"),
    "a policy that is none": membership("/OCGs[5]/P[]"),
}


@pytest.mark.parametrize("case", SHOWN)
def test_a_layer_that_is_on_is_there(case):
    assert text_of(SHOWN[case]) == ["Synligt", "Dolt"]


FORM, OF_ALL = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]", "/Resources<</Font<</F 5 0 R>>>>"
RULED = {
    "what is marked": membership("/OCGs 6 0 R/P/AnyOff"),
    "within something else": layered(
        f"/Span BMC /OC /o BDC /Span BMC {words('Dolt', (72, 600))} EMC EMC EMC",
        more=["<</Type/OCMD/VE[/Not 6 0 R]>>"],
        resources="/Properties<</o 7 0 R>>",
    ),
    "a drawing": layered(
        "/d Do",
        resources="/XObject<</d 7 0 R>>",
        more=[(f"{FORM}{OF_ALL}/OC<</Type/OCMD/OCGs 6 0 R/P/AnyOff>>", words("Dolt", (72, 600)))],
    ),
    "what is marked where all are on": membership("/OCGs 6 0 R/P/AllOn").replace(b"/OFF[6 0 R]", b""),
}


@pytest.mark.parametrize("case", RULED)
def test_what_is_shown_says_nothing_of_layers_where_it_comes(case):
    leaf = laid(io.BytesIO(RULED[case]))
    assert leaf.extract_text().split() == ["Synligt", "Dolt"]
    assert b"/OC" not in everything_in(leaf)
    drawings = leaf["/Resources"]["/XObject"]["/Page"]["/Resources"].get("/XObject", {})
    assert [name for name in drawings if "/OC" in drawings[name]] == []


def test_a_layer_that_a_rule_hides_though_it_is_on_is_not_in_it():
    hidden = membership("/OCGs 6 0 R/P/AllOff").replace(b"/OFF[6 0 R]", b"")
    leaf = laid(io.BytesIO(hidden))
    assert leaf.extract_text().split() == ["Synligt"]
    assert b"Dolt" not in everything_in(leaf)


def test_what_follows_a_hidden_line_stands_where_it_stood():
    hidden = f"/OC /o BDC BT /F 9 Tf 0 0 Td (Dolt) ' ET EMC {words('Efter')}"
    assert text_of(layered(hidden)) == ["Synligt", "Efter"]


def test_the_layer_as_it_was_sent():
    assert text_of(case("layer.pdf")) == ["SYNLIGT", "LAGER"]


def field(facts, *, form="", drawn=False):
    looks = "/AP<</N 7 0 R>>" if drawn else ""
    return raw_pdf(
        page="/Annots[6 0 R]",
        catalog=f"/AcroForm<</Fields[6 0 R] {form}>>",
        more=[
            f"<</Subtype/Widget/Rect[72 700 400 730] {facts} {looks}>>",
            ("/Subtype/Form/BBox[0 0 328 30]/Resources<</Font<</F 5 0 R>>>>", words("Svar", (2, 5))),
        ],
    )


FIELDS = "Filen har ifyllda fält som bara syns när den öppnas för sig."
UNDRAWN = {
    "an answer without a drawing": field("/FT/Tx/V(Svar)"),
    "one of an inherited kind": field("/Parent<</FT/Tx/V(Svar)>>"),
    "a choice": field("/FT/Ch/V(Ja)"),
    "a box that is ticked": field("/FT/Btn/V/Ja"),
    "a drawing that viewers make anew": field("/FT/Tx/V(Svar)", form="/NeedAppearances true", drawn=True),
    "the form as it was sent": case("form.pdf"),
}


@pytest.mark.parametrize("case", UNDRAWN)
def test_an_answer_that_the_file_does_not_draw_is_said_to_be_there(case):
    assert why_not(UNDRAWN[case]) == FIELDS


@pytest.mark.parametrize("kind", ["Highlight", "Text", "FileAttachment"])
def test_a_marking_that_the_file_does_not_draw_is_said_to_be_there(kind):
    marked = raw_pdf(page=f"/Annots[<</Subtype/{kind}/Rect[0 0 9 9]>>]")
    assert why_not(marked) == "Filen har markeringar som bara syns när den öppnas för sig."


@pytest.mark.parametrize(
    "made",
    [
        field("/FT/Tx/V(Svar)", drawn=True),
        field("/FT/Btn/V/Ja").replace(b"/V/Ja", b"/V/Ja/AP<</N<</Ja 7 0 R>>>>"),
    ],
    ids=["an answer", "a box that says what it is but not how it stands"],
)
def test_an_answer_that_the_file_draws_is_part_of_the_page(made):
    assert text_of(made) == ["Svar"]


@pytest.mark.parametrize(
    "made",
    [
        field("/FT/Tx"),
        field("/FT/Tx/V()"),
        field("/FT/Btn/V/Off"),
        field("/FT/Sig"),
        field("/FT/Tx/V(x)/F 2"),
        field("/FT/Sig/V<</Type/Sig>>"),
    ],
    ids=["not filled in", "emptied", "not ticked", "not signed", "hidden", "signed unseen"],
)
def test_a_field_that_shows_nothing_is_in_nobodys_way(made):
    assert text_of(made) == []


LINK = "/Subtype/Link/Rect[100 200 160 220]"
FRAMES = {
    "a link that says nothing of its line": (LINK, "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "a coloured one": (f"{LINK}/C[1 0 0]/Border[0 0 2]", "1 0 0 RG 2 w [ ] 0 d 101 201 58 18 re S"),
    "a dashed one": (
        f"{LINK}/C[0 1 1 0]/Border[0 0 1[4 2]]",
        "0 1 1 0 K 1 w [ 4 2 ] 0 d 100.5 200.5 59 19 re S",
    ),
    "a line below": (f"{LINK}/BS<</W 2/S/U>>/Border[0 0 0]", "0 G 2 w [ ] 0 d 100 201 m 160 201 l S"),
    "dashes that are not told": (f"{LINK}/BS<</S/D>>", "0 G 1 w [ 3 ] 0 d 100.5 200.5 59 19 re S"),
    "a field": (
        "/Subtype/Widget/FT/Tx/Rect[100 200 160 220]/MK<</BG[.5]/BC[0 0 1]>>",
        "0.5 g 100 200 60 20 re f 0 0 1 RG 1 w [ ] 0 d 100.5 200.5 59 19 re S",
    ),
}
FRAMELESS = {
    "a link without a line": f"{LINK}/Border[0 0 0]",
    "one of no width": f"{LINK}/BS<</W 0>>",
    "one that is transparent": f"{LINK}/C[]",
    "one that is hidden": f"{LINK}/F 2",
    "a field that says nothing of it": "/Subtype/Widget/FT/Tx/Rect[100 200 160 220]",
    "a marking that is not drawn": "/Subtype/Popup/C[1 0 0]/Rect[100 200 160 220]",
}


# As poppler and PDFium show them.
ODD = {
    "a width that is no number": (f"{LINK}/Border[0 0 (x)]", ""),
    "one of a style": (f"{LINK}/BS<</W(x)>>", ""),
    "dashes that are none": (f"{LINK}/Border[0 0 1 /x]", "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "dashes of letters": (f"{LINK}/Border[0 0 1[(x)]]", "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "a line that is no list": (f"{LINK}/Border/None", "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "a style that is no style": (f"{LINK}/BS 5", "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "a colour that is no colour": (f"{LINK}/C[/Red]", ""),
    "flags that are no number": (f"{LINK}/F/Print", "0 G 1 w [ ] 0 d 100.5 200.5 59 19 re S"),
    "a kind that is a list": ("/Subtype[]/Rect[0 0 9 9]", ""),
    "a place that is none": ("/Subtype/Link/Rect/Here/A<</URI(https://region.example)>>", ""),
    "no place": ("/Subtype/Link/A<</URI(https://region.example)>>", ""),
    "looks that are none": ("/Subtype/Widget/FT/Sig/Rect[0 0 9 9]/AP 5/MK(x)/AS[]", ""),
    "a state that is none": ("/Subtype/Widget/FT/Btn/Rect[0 0 9 9]/AP<</N<<>>>>/Ff(x)/AS 5", ""),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_of_another_kind_than_it_should_be_costs_no_page(case):
    note, drawn = ODD[case]
    assert drawn_beside(note) == (["q", *drawn.split(), "Q"] if drawn else [])


ODD_FILES = {
    "annotations that are no list": {"page": "/Annots 5"},
    "an annotation that is none": {"page": "/Annots[5 null(x)]"},
    "a form that is none": {"catalog": "/AcroForm 5"},
    "layers that are none": {"catalog": "/OCProperties<</OCGs 5/D<</OFF 5/AS 5>>>>"},
    "a size that is none": {"page": "/CropBox/Whole/UserUnit(x)/Rotate(x)"},
    "looks without a measure": {
        "page": "/Annots[<</Subtype/Stamp/Rect[0 0 9 9]/AP<</N 6 0 R>>>>]",
        "more": [("/Subtype/Form/BBox[0 0 9 9]/Matrix/Same", "")],
    },
}


@pytest.mark.parametrize("case", ODD_FILES)
def test_what_is_of_another_kind_than_it_should_be_in_a_file_costs_no_page(case):
    assert text_of(raw_pdf(words("Rubrik"), **ODD_FILES[case])) == ["Rubrik"]


def drawn_beside(note):
    """What is drawn on the leaf besides the page itself."""
    drawn = laid(io.BytesIO(raw_pdf(page=f"/Annots[<<{note}>>]"))).get_contents().get_data().decode()
    beside = drawn.partition("/Page Do")[2].rpartition("Q EMC")[0]
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):g}", beside).split()


@pytest.mark.parametrize("case", FRAMES)
def test_the_line_around_a_link_or_a_field_is_drawn_as_viewers_draw_it(case):
    note, drawn = FRAMES[case]
    assert drawn_beside(note) == ["q", *drawn.split(), "Q"]


@pytest.mark.parametrize("case", FRAMELESS)
def test_what_has_no_line_gets_none(case):
    assert drawn_beside(FRAMELESS[case]) == []


def test_a_button_whose_words_only_some_viewers_write_is_said_to_be_there():
    why = "Filen har knappar med text som bara syns när den öppnas för sig."
    assert why_not(field("/FT/Btn/Ff 65536/MK<</CA(Skicka)>>")) == why
    assert text_of(field("/FT/Btn/Ff 65536/MK<</CA(Skicka)>>", drawn=True)) == ["Svar"]


def test_a_list_that_the_file_does_not_draw_is_said_to_be_there():
    why = "Filen har listor som bara syns när den öppnas för sig."
    assert why_not(field("/FT/Ch/Opt[(Ja)(Nej)]")) == why
    assert text_of(field("/FT/Ch/Opt[(Ja)(Nej)]", drawn=True)) == ["Svar"]
    assert text_of(field("/FT/Ch/Ff 131072/Opt[(Ja)(Nej)]")) == []  # unfolds


@pytest.mark.parametrize(
    ("given", "leaf"),
    [
        ({"page": "/UserUnit 0"}, (595, 842)),
        ({"page": "/UserUnit -2"}, (595, 842)),
        ({"page": "/UserUnit 2"}, (1190, 1684)),
        ({"box": "[0 0 100000 100000]"}, (14400, 14400)),
        ({"box": "[0 0 100000 1000]"}, (14400, 1000)),
        ({"page": "/UserUnit 1000"}, (14400, 14400)),
    ],
)
def test_a_size_beyond_what_programs_open_is_brought_within_it(given, leaf):
    made = raw_pdf(words("Rubrik"), **given)
    [placed] = inlay.leaves_of(io.BytesIO(made), "a.pdf")
    assert (placed.width, placed.height) == leaf
    assert text_of(made) == ["Rubrik"]


@pytest.mark.parametrize("name", ["portfolio.pdf", "xfa.pdf"])
def test_a_file_from_before_they_were_refused_is_named(name):
    assert why_not(case(name)) == "Filen visar sitt innehåll bara i Acrobat."


def test_sixteen_bits_of_grey_are_grey():
    shown = as_shown(io.BytesIO(case("g16.png")), inlay.PIXELS)
    assert shown.getpixel((200, 10)) != (255, 255, 255)
    assert len({shown.getpixel((x, 10)) for x in range(0, 400, 40)}) > 5


def test_a_photo_for_print_keeps_its_colours():
    made = io.BytesIO()
    Image.new("CMYK", (40, 30), (0, 255, 255, 0)).save(made, "JPEG", quality=95)
    red, green, blue = as_shown(made, inlay.PIXELS).getpixel((20, 15))
    assert red > 240
    assert max(green, blue) < 15


def test_what_is_transparent_is_white():
    made = io.BytesIO()
    Image.new("LA", (40, 30), (0, 0)).save(made, "PNG")
    assert as_shown(made, inlay.PIXELS).getpixel((5, 5)) == (255, 255, 255)
