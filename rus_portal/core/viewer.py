"""What a viewer shows of a PDF when it is opened: which part of each page and which way up, without the
layers that are off; and what it must draw by itself, since the file does not say how it looks.

`Layers` and the functions take what pypdf has read, and trust nothing of it.
"""

from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    StreamObject,
)

LETTER = (0.0, 0.0, 612.0, 792.0)  # of a page that does not say how large it is
NOT_SEEN, UPRIGHT = 2 | 32, 16  # flags of an annotation
PUSHED = 1 << 16  # flag of a button that is pressed, not ticked
UNFOLDS = 1 << 17  # flag of a list that shows what is chosen alone
BLACK, THREE = ArrayObject([FloatObject(0)]), ArrayObject([FloatObject(3)])
KINDS = (dict, list, str, int | float)
FILLS = {1: b" g", 3: b" rg", 4: b" k"}
STROKES = {1: b" G", 3: b" RG", 4: b" K"}
DRAWS = {b"Tj", b"TJ", b"sh", b"Do", b"INLINE IMAGE"}
PAINTS_PATH = set(b"S s f F f* B B* b b*".split())
DRAWN = {
    *("/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Ink", "/Stamp", "/Caret"),
    *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Text", "/FileAttachment"),
}


def of(thing, key, default: Any = None) -> Any:
    """The value of the key, also where it is an indirect object elsewhere in the file; null is no value, and
    neither is what is of another kind than the default."""
    value = thing[key] if isinstance(thing, dict) and key in thing else None
    kind: Any = next((each for each in KINDS if isinstance(default, each)), object)
    is_one = isinstance(value, kind) and type(value).__name__ != "NullObject"
    return value if is_one and value is not None else default


def floats(parts):
    """The numbers of a list; none at all where something else is among them."""
    found = [each.get_object() for each in parts]
    return [float(each) for each in found] if all(isinstance(each, int | float) for each in found) else []


def needs_acrobat(reader):
    """Why other readers show nothing of what it holds, and what to do; empty where they do."""
    root = reader.trailer["/Root"]
    if (
        "/Collection" in root and of(root["/Collection"], "/View") != "/H"
    ):  # hidden: attachments, as elsewhere
        return "är en portfölj, som bara bär andra filer. Lägg upp filerna i den en och en."
    form = of(root, "/AcroForm", {})
    is_drawn = of(form, "/Fields") and of(root, "/NeedsRendering") != BooleanObject(True)
    if "/XFA" in form and not is_drawn:
        return "är ett formulär som bara Acrobat kan visa. Skriv ut det därifrån till en ny PDF och välj den."
    return ""


def box_of(page):
    """What is seen of the page: its crop box as far as there is a page (ISO 32000-1, 14.11.2.1)."""
    media = _rectangle(of(page, "/MediaBox", [])) or LETTER
    crop = _rectangle(of(page, "/CropBox", [])) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _rectangle(given):
    """Its corners may be given in any order. None where it has no area."""
    if len(corners := floats(given)) != 4:
        return None
    one, two, three, four = corners
    left, right, bottom, top = min(one, three), max(one, three), min(two, four), max(two, four)
    return (left, bottom, right, top) if right > left and top > bottom else None


def turn_of(page):
    """Degrees clockwise; what is no quarter of a turn is none."""
    turn = of(page, "/Rotate", 0)
    return int(turn) % 360 if turn % 90 == 0 else 0


def annotations(page, layers):
    """Those that are seen, each in its place."""
    notes = [each.get_object() for each in of(page, "/Annots", [])]
    return [
        note
        for note in notes
        if isinstance(note, dict)
        and len(floats(of(note, "/Rect", []))) == 4
        and not int(of(note, "/F", 0)) & NOT_SEEN
        and of(note, "/Subtype") != "/Popup"
        and not layers.hide(note)
    ]


def undrawn(note, form):
    """What the annotation shows although the file does not say how it looks, in words; empty for nothing."""
    kind, field = of(note, "/Subtype", ""), of(_inherited(note, "/FT"), "/FT")
    if kind == "/Widget" and field in ("/Tx", "/Ch", "/Btn"):
        stale = field != "/Btn" and of(form, "/NeedAppearances") == BooleanObject(True)
        is_filled = of(_inherited(note, "/V"), "/V") not in (None, "", "/Off", [])
        if is_filled and (stale or not appearance(note)):
            return "ifyllda fält"
        if field == "/Ch" and not appearance(note) and _is_open_list(note):
            return "listor"
        return "knappar med text" if field == "/Btn" and _has_caption(note) and not appearance(note) else ""
    return "markeringar" if kind in DRAWN and not appearance(note) else ""


def _is_open_list(choice):
    """Its choices stand on the page, whether or not one is made; a list that unfolds shows none."""
    is_folded = int(of(_inherited(choice, "/Ff"), "/Ff", 0)) & UNFOLDS
    return bool(not is_folded and of(_inherited(choice, "/Opt"), "/Opt", []))


def _has_caption(button):
    """Something is written on it; in boxes that are ticked the same key holds the sign of the tick."""
    is_pushed = int(of(_inherited(button, "/Ff"), "/Ff", 0)) & PUSHED
    return bool(is_pushed and of(of(button, "/MK", {}), "/CA"))


def frame(note):
    """The ground and the line around a link or a field that does not say how it looks, as viewers draw them:
    operators in the page's own measure (ISO 32000-1, 12.5.4 and 12.5.6.19)."""
    kind, looks = of(note, "/Subtype"), of(note, "/MK", {})
    if kind not in ("/Link", "/Widget") or appearance(note):
        return b""
    ground = _colour(of(looks, "/BG", []), FILLS)
    line = _colour(of(note, "/C", BLACK) if kind == "/Link" else of(looks, "/BC", []), STROKES)
    width, dashes, is_underline = _line_of(note)
    left, bottom, right, top = _rectangle(of(note, "/Rect", [])) or (0, 0, 0, 0)
    inner = left + width / 2, bottom + width / 2, right - left - width, top - bottom - width
    drawn = []
    if ground:
        drawn += [ground, numbers(left, bottom, right - left, top - bottom), b"re f"]
    if line and width and min(inner[2:]) > 0:
        drawn += [line, numbers(width), b"w [", numbers(*dashes), b"] 0 d"]
        if is_underline:
            drawn += [numbers(left, inner[1]), b"m", numbers(right, inner[1]), b"l S"]
        else:
            drawn += [numbers(*inner), b"re S"]
    return b" ".join([b"q", *drawn, b"Q"]) if drawn else b""


def _line_of(note):
    """Its width, its dashes, and whether it is only below."""
    style, border = of(note, "/BS"), [each.get_object() for each in of(note, "/Border", [])]
    if isinstance(style, dict):
        dashes = of(style, "/D", THREE) if of(style, "/S") == "/D" else []
        width, is_underline = of(style, "/W"), of(style, "/S") == "/U"
    else:
        width, dashes, is_underline = [*border[2:3], None][0], [*border[3:4], []][0], False
    wide = 1 if width is None else width if isinstance(width, int | float) else 0  # no width: no line
    return float(wide), floats(dashes if isinstance(dashes, list) else []), is_underline


def _colour(parts, operators):
    """Grey, red-green-blue or the four inks of print; none at all is transparent."""
    operator = operators.get(len(given := floats(parts)))
    return numbers(*given) + operator if operator else b""


def numbers(*given):
    return b" ".join(f"{each:.6f}".encode() for each in given)


def appearance(note):
    """How a filled-in field, a stamp or a marking looks, or None."""
    normal = of(of(note, "/AP", {}), "/N", {})
    if not isinstance(normal, StreamObject):
        chosen = of(note, "/AS", "") or of(_inherited(note, "/V"), "/V", "/Off")  # a signature is no state
        normal = of(normal, chosen, {})
    return normal if isinstance(normal, StreamObject) and len(floats(of(normal, "/BBox", []))) == 4 else None


def _inherited(field, key):
    """The field itself, or the one above it that has the key; none of them is its own ancestor."""
    seen = []
    while isinstance(field, dict) and key not in field and field not in seen:
        seen.append(field)
        field = of(field, "/Parent")
    return field


class Layers:
    """Which layers are off when the file is opened (ISO 32000-1, 8.11)."""

    def __init__(self, root):
        self.given = layers = of(root, "/OCProperties", {})
        opened = of(layers, "/D", {})
        self.off = _keys(of(layers, "/OCGs", [])) if of(opened, "/BaseState") == "/OFF" else set()
        self.off -= _keys(of(opened, "/ON", []))
        self.off |= _keys(of(opened, "/OFF", []))
        for rule in of(opened, "/AS", []):
            if of(rule.get_object(), "/Event") == "/View":
                for layer in of(rule.get_object(), "/OCGs", []):
                    self._follow(layer)
        self.cleaned = set()

    def _follow(self, layer):
        """What the layer itself says of how it is seen on a screen."""
        state = of(of(of(layer.get_object(), "/Usage", {}), "/View", {}), "/ViewState")
        if state == "/OFF":
            self.off |= _keys([layer])
        elif state == "/ON":
            self.off -= _keys([layer])

    def hide(self, thing):
        """Whether the drawing, image or annotation is on a layer that is off."""
        return bool(self.given) and "/OC" in thing and not self._shows(thing.raw_get("/OC"))

    def _shows(self, layer, depth=0):
        found: Any = layer.get_object()
        if not isinstance(found, DictionaryObject) or depth > 20:
            return True
        if of(found, "/Type") != "/OCMD":
            return not _keys([layer]) & self.off
        if "/VE" in found:
            return self._holds(found["/VE"], depth)
        members: Any = found.raw_get("/OCGs") if "/OCGs" in found else ArrayObject()
        members = members if isinstance(members.get_object(), dict) else members.get_object()
        each = members if isinstance(members, list) else [members]
        shown = [self._shows(one, depth + 1) for one in each if isinstance(one.get_object(), dict)]
        policy = of(found, "/P", "/AnyOn")
        said = {"/AllOn": all(shown), "/AnyOff": not all(shown), "/AllOff": not any(shown)}
        return said.get(policy, any(shown)) if shown else True

    def _holds(self, expression, depth):
        found = expression.get_object()
        if isinstance(found, dict):
            return self._shows(expression, depth + 1)
        if not isinstance(found, list) or not found or depth > 20:
            return True
        held = [self._holds(part, depth + 1) for part in found[1:]]
        return {"/Not": not all(held), "/Or": any(held)}.get(str(found[0]), all(held))

    def without_hidden(self, stream, resources, reader):
        """What the stream draws, as bytes, without the layers that are off; the drawings it uses are freed
        from them in place. What is shown loses its marks: where it comes nothing is said of layers, and a
        rule that shows it for one that is off would hide it."""
        if not self.given:
            return stream.get_data()
        drawings, named = of(resources, "/XObject", {}), of(resources, "/Properties", {})
        for drawn, own in _draws_with(resources):
            self.clean(drawn, own, reader)
        images = [each for each in _values(resources, "/XObject") if isinstance(each, StreamObject)]
        for image in images:
            self._unmark(image)
        rules = [*_values(resources, "/Properties"), *(of(image, "/OC") for image in images)]
        if not self.off and not any(of(rule, "/Type") == "/OCMD" for rule in rules):
            return stream.get_data()
        within, kept = [], []  # of each mark, whether it is of a layer and whether what it holds is hidden
        content = ContentStream(stream, reader)
        for operands, operator in content.operations:
            if operator in (b"BDC", b"BMC"):
                is_layer = operator == b"BDC" and operands[0] == "/OC" and str(operands[1]) in named
                hides = is_layer and not self._shows(named.raw_get(operands[1]))
                within.append((is_layer, hides or any(hidden for _, hidden in within[-1:])))
            in_layer, hidden = within[-1] if within else (False, False)
            if operator == b"Do" and self.hide(of(drawings, operands[0], {})):
                continue
            if not (in_layer and operator in (b"BDC", b"EMC")):
                kept += _unseen(operands, operator) if hidden else [(operands, operator)]
            if operator == b"EMC" and within:
                within.pop()
        if kept == content.operations:
            return stream.get_data()
        content.operations = kept
        return content.get_data()

    def _unmark(self, drawing):
        if not self.hide(drawing):
            drawing.pop("/OC", None)

    def clean(self, drawing, resources, reader):
        """Frees a drawing in itself; what it does not bring of resources it has from where it is used."""
        if not self.given or id(drawing) in self.cleaned:
            return
        self.cleaned.add(id(drawing))
        own = of(drawing, "/Resources", resources)
        data = b"" if self.hide(drawing) else self.without_hidden(drawing, own, reader)
        self._unmark(drawing)
        if data == drawing.get_data():
            return
        for key in ("/Filter", "/DecodeParms"):
            drawing.pop(key, None)
        drawing._data, drawing.decoded_self = data, None


def _draws_with(resources):
    """The streams that draw something where the resources are used, each with those it has itself unless it
    brings its own: drawings, tiles of patterns, glyphs that are drawn, and masks."""
    fonts = [font for font in _values(resources, "/Font") if of(font, "/Subtype") == "/Type3"]
    masks = [of(state, "/SMask", {}) for state in _values(resources, "/ExtGState")]
    found = [
        *((one, resources) for one in _values(resources, "/XObject") if of(one, "/Subtype") == "/Form"),
        *((one, resources) for one in _values(resources, "/Pattern")),
        *((one, of(font, "/Resources", resources)) for font in fonts for one in _values(font, "/CharProcs")),
        *((of(mask, "/G"), resources) for mask in masks),
    ]
    return [(one, own) for one, own in found if isinstance(one, StreamObject)]


def _values(things, key):
    named = of(things, key, {})
    return [of(named, name) for name in named] if isinstance(named, dict) else []


def _unseen(operands, operator):
    """What is left of an operator that draws nothing: where the pen stands, and what it is."""
    if operator in DRAWS:
        return []
    if operator in PAINTS_PATH:
        return [([], b"n")]
    if operator == b"'":
        return [([], b"T*")]
    if operator == b'"':
        return [(operands[:1], b"Tw"), (operands[1:2], b"Tc"), ([], b"T*")]
    if operator == b"BDC":
        return [(operands[:1], b"BMC")]  # its properties may hold the words
    return [(operands, operator)]


def _keys(layers):
    return {each.idnum for each in layers if isinstance(each, IndirectObject)}
