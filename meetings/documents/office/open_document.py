"""OpenDocument files: texts, sheets and slides in one part, and their headers and styles in another."""

from meetings.documents.office.inherited import settled
from meetings.documents.office.package import attribute, drop, has_text, local
from meetings.documents.office.sheets import in_both, is_zero

PARTS = ("content.xml", "styles.xml")
MANIFEST = "META-INF/manifest.xml"
ASIDE = ("Versions/", "VersionList.xml", "Thumbnails/")  # the file as it was before, and a picture of it
MARKS = {"change", "change-start", "change-end", "annotation-end"}
TEXTS = {"span", "p", "h"}
DRAWING = ":drawing:"  # in the name of its kind of elements
HIDES = {
    "text-properties": ("display", {"none"}.__contains__),
    "table-properties": ("display", {"false"}.__contains__),
    "table-column-properties": ("column-width", is_zero),
    "table-row-properties": ("row-height", is_zero),
    "drawing-page-properties": ("visibility", {"hidden"}.__contains__),
}
# The family of the styles of those that may be hidden by one.
FAMILIES = {
    **{"span": "text", "p": "paragraph", "h": "paragraph", "table": "table", "page": "drawing-page"},
    **{"table-column": "table-column", "table-row": "table-row"},
}
VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value", "formula")


def look_through(package):
    """Counts what is there, and notes what is otherwise in the copy."""
    trees = {name: package.tree(name) for name in PARTS if name in package.names}
    common = [style for tree in trees.values() for style in _styles_in(tree, "styles")]
    package.found["embedded_files"] += len(_embedded_in(trees.values(), package))
    layers = {layer for tree in trees.values() for layer in _hidden_layers(tree)}
    for name, tree in trees.items():
        hiding = _hiding([*common, *_styles_in(tree, "automatic-styles")]) | layers
        _leave_out(tree, hiding, package.found)
        package.put(name, tree)
    _set_aside(package, [name for name in package.names if name.startswith(ASIDE)])


def _embedded_in(trees, package):
    """Files in the file: none that is a diagram or a formula, which are shown with all that is in them."""
    objects = [each for tree in trees for each in tree.iter() if local(each) in ("object", "object-ole")]
    places = {attribute(each, "href").removeprefix("./").rstrip("/") for each in objects}
    return [place for place in places if _is_embedded(place, package)]


def _is_embedded(place, package):
    if (content := f"{place}/{PARTS[0]}") not in package.names:
        return place in package.names
    tree = package.tree(content)
    return local(tree) != "math" and not any(local(each) == "chart" for body in tree for each in body)


def _set_aside(package, names):
    package.found["versions"] += len([name for name in names if name.startswith("Versions/")])
    package.changed |= dict.fromkeys(names)
    if names and MANIFEST in package.names:
        listed = package.tree(MANIFEST)
        for entry in [each for each in listed if attribute(each, "full-path").startswith(ASIDE)]:
            drop(entry)
        package.put(MANIFEST, listed)


def _leave_out(element, hiding, found):
    for each in list(element):
        if _is_left_out(each, hiding, found):
            drop(each)
        else:
            _leave_out(each, hiding, found)


def _styles_in(tree, which):
    return [each for lists in tree if local(lists) == which for each in lists]


def _hiding(styles):
    """Those that hide, by family and name, by their own word or that of the style they are based on. What an
    element of a family is without a style has no name, and is what all of the family are based on in the end.
    """
    told, based_on = {}, {}
    for style in styles:
        family = attribute(style, "family")
        key = family, attribute(style, "name")
        told[key] = next((said for said in map(_hides, style) if said is not None), None)
        if key[1]:
            based_on[key] = family, attribute(style, "parent-style-name")
    based_on = {style: other if other in told else (other[0], "") for style, other in based_on.items()}
    return {style for style, hides in settled(told, based_on).items() if hides}


def _hides(properties):
    """None where nothing is said of it."""
    if local(properties) not in HIDES:
        return None
    name, hides = HIDES[local(properties)]
    told = attribute(properties, name)
    return hides(told) if told else None


def _is_left_out(element, hiding, found):
    """Whether the copy has nothing of it. Hidden sheets, rows, columns and slides stay, and are counted."""
    name = local(element)
    is_hidden = _hides_by_style(element, hiding)
    if name == "tracked-changes":
        found["changes"] += len([each for each in element if isinstance(each.tag, str)])
        return True
    if name == "annotation":
        found["comments"] += 1
        return True
    if name == "notes":
        found["speaker_notes"] += any(has_text(each) for each in element.iter() if local(each) == "p")
        return True
    if _is_hidden_drawing(element, hiding):
        found["hidden_objects"] += 1
        return True
    if (
        (name in TEXTS and is_hidden)
        or (name == "section" and attribute(element, "display") == "none")
        or (name == "hidden-text" and attribute(element, "is-hidden") == "true")
        or (
            name == "p"
            and any(
                local(each) == "hidden-paragraph" and attribute(each, "is-hidden") == "true"
                for each in element
            )
        )
    ):
        found["hidden_text"] += has_text(element) or name == "hidden-text"
        return True
    if name == "table":
        found["hidden_sheets"] += is_hidden
        rows, columns = _hidden_in(element, hiding)
        found["hidden_rows"] += rows
        found["hidden_columns"] += columns
    found["hidden_slides"] += name == "page" and is_hidden
    return name in MARKS


def _hidden_layers(tree):
    for each in tree.iter():
        if local(each) == "layer" and attribute(each, "display") == "none":
            yield "layer", attribute(each, "name")


def _is_hidden_drawing(element, hiding):
    if local(element) in ("", "layer", "page") or DRAWING not in element.tag:
        return False
    return attribute(element, "display") == "none" or ("layer", attribute(element, "layer")) in hiding


def _hidden_in(table, hiding):
    """How many (rows, columns) of it are hidden and hold something."""
    rows, filled, hidden, at = 0, [], [], 1
    for row in _parts_of(table, "table-row"):
        own = list(_filled(row))
        rows += _repeated(row, "rows") if own and _is_hidden(row, hiding) else 0
        filled += own
    for column in _parts_of(table, "table-column"):
        before, at = at, at + _repeated(column, "columns")
        if _is_hidden(column, hiding):
            hidden.append((before, at - 1))
    return rows, in_both(hidden, filled)


def _parts_of(table, name):
    """Its rows or columns, in whichever groups they lie."""
    for each in table:
        if local(each) == name:
            yield each
        elif local(each).startswith(name):
            yield from _parts_of(each, name)


def _filled(row):
    """Spans of the columns where it has something besides a comment."""
    at = 1
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            before, at = at, at + _repeated(cell, "columns")
            if any(attribute(cell, each) for each in VALUES) or any(
                local(each) != "annotation" for each in cell
            ):
                yield before, at - 1


def _is_hidden(element, hiding):
    hidden = attribute(element, "visibility") in ("collapse", "filter")
    return hidden or _hides_by_style(element, hiding)


def _hides_by_style(element, hiding):
    family = FAMILIES.get(local(element))
    return (family, attribute(element, "style-name")) in hiding


def _repeated(element, what):
    times = attribute(element, f"number-{what}-repeated")
    return max(1, int(times[:9])) if times.isdecimal() else 1
