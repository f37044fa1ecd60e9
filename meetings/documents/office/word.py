"""Word's texts with their changes accepted, without comments and hidden text."""

from meetings.documents.office.package import child, drop, has_text, local, unwrap

BODIES = {"document", "hdr", "ftr", "footnotes", "endnotes"}
DELETED, INSERTED = {"del", "moveFrom"}, {"ins", "moveTo"}
CELLS = {"cellIns", "cellDel", "cellMerge"}
MARKS = {
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *(f"customXml{what}Range{end}" for what in ("Ins", "Del") for end in ("Start", "End")),
    *(f"customXmlMove{what}Range{end}" for what in ("From", "To") for end in ("Start", "End")),
}
OFF = {"0", "false", "off", "none"}
TWICE = "Fallback"  # the same once more, for older programs


def hides(properties):
    """Whether the properties of a run say that it is hidden; None where they say nothing."""
    told = None if properties is None else child(properties, "vanish")
    return None if told is None else _value(told) not in OFF


def _value(element):
    return next((value for key, value in element.attrib.items() if key.endswith("}val")), "")


def hiding_styles(styles):
    return {
        next((value for key, value in style.attrib.items() if key.endswith("}styleId")), "")
        for style in styles
        if local(style) == "style" and hides(child(style, "rPr"))
    }


def accept(root, styles, found):
    """Changes the tree, and counts what was there. `styles` are the ids of those that hide."""
    for element in list(root.iter()):
        name = local(element)
        if name in DELETED | INSERTED | CELLS or name.endswith("PrChange") or name == "numberingChange":
            found["changes"] += not any(local(above) == TWICE for above in element.iterancestors())
    _accept_rows(root)
    for element in list(root.iter()):
        name = local(element)
        if name in MARKS | CELLS or name.endswith(("PrChange", "GridChange")) or name == "numberingChange":
            drop(element)
    _accept_deleted_marks(root)
    for element in list(root.iter()):
        if local(element) in DELETED or local(element) in {"delText", "delInstrText"}:
            drop(element)
    for element in list(root.iter()):
        if local(element) in INSERTED and element.getparent() is not None:
            unwrap(element)
    _hide(root, styles, found)


def _accept_rows(root):
    """A deleted row or cell goes with all that is in it."""
    for row in [each for each in root.iter() if local(each) == "tr"]:
        properties = child(row, "trPr")
        if properties is not None and child(properties, "del") is not None:
            drop(row)
    for cell in [each for each in root.iter() if local(each) == "tc"]:
        properties = child(cell, "tcPr")
        if properties is not None and child(properties, "cellDel") is not None:
            drop(cell)


def _accept_deleted_marks(root):
    """A paragraph whose end is deleted goes on in the one after it."""
    for paragraph in [each for each in root.iter() if local(each) == "p"]:
        properties = child(paragraph, "pPr")
        of_mark = None if properties is None else child(properties, "rPr")
        if of_mark is None or not any(local(each) in DELETED for each in of_mark):
            continue
        for each in [each for each in of_mark if local(each) in DELETED]:
            drop(each)
        following = paragraph.getnext()
        if following is None or local(following) != "p":
            continue
        at = 0 if child(following, "pPr") is None else 1
        for each in reversed([each for each in paragraph if each is not properties]):
            following.insert(at, each)
        drop(paragraph)


def _hide(root, styles, found):
    for run in [each for each in root.iter() if local(each) == "r"]:
        properties = child(run, "rPr")
        told = hides(properties)
        if told is None:
            told = _style_of(properties, "rStyle") in styles or _style_of_paragraph(run) in styles
        if told and run.getparent() is not None:
            found["hidden_text"] += has_text(run)
            drop(run)


def _style_of(properties, name):
    style = None if properties is None else child(properties, name)
    return "" if style is None else _value(style)


def _style_of_paragraph(run):
    paragraph = next((each for each in run.iterancestors() if local(each) == "p"), None)
    return "" if paragraph is None else _style_of(child(paragraph, "pPr"), "pStyle")
