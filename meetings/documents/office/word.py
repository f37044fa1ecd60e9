"""Word's texts with their changes accepted, without comments and hidden text."""

import re

from meetings.documents.office.drawn import TWICE, leave_out_hidden
from meetings.documents.office.package import Unread, attribute, child, drop, has_text, local, unwrap
from meetings.documents.office.word_styles import hides, is_hidden_row, named

BODIES = {"document", "glossaryDocument", "hdr", "ftr", "footnotes", "endnotes"}
DELETED, INSERTED = {"del", "moveFrom"}, {"ins", "moveTo"}
CELLS = {"cellIns", "cellDel", "cellMerge"}
MARKS = {
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *(f"customXml{what}Range{end}" for what in ("Ins", "Del") for end in ("Start", "End")),
    *(f"customXmlMove{what}Range{end}" for what in ("From", "To") for end in ("Start", "End")),
}
WORDS = re.compile(r"[^\W\d_]{2}")  # more than the letter of a bullet


def accept(root, styles, found):
    """Changes the tree, and counts what was there."""
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
    leave_out_hidden(root, found)
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
    for row in [each for each in root.iter() if local(each) == "tr" and is_hidden_row(each)]:
        found["hidden_text"] += has_text(row)
        drop(row)
    for run in [each for each in root.iter() if local(each) == "r"]:
        if run.getparent() is not None and _is_hidden(run, styles):
            found["hidden_text"] += has_text(run)
            drop(run)


def _is_hidden(run, styles):
    """By its own word, else by any of its styles."""
    own = [each for each in run if local(each) == "rPr"]  # a formula has two
    told = [said for said in map(hides, own) if said is not None]
    if told:
        return any(told)
    named_by_run = next(filter(None, (named(each, "rStyle") for each in own)), "")
    paragraph, table = _around(run, "p"), _around(run, "tbl")
    of_table = "" if table is None else named(child(table, "tblPr"), "tblStyle")
    if of_table in styles.in_part and has_text(run):
        raise Unread("which rows of a table its style hides")
    return (
        styles.hides_all
        or styles.hide(named_by_run, "character")
        or (paragraph is not None and styles.hide(named(child(paragraph, "pPr"), "pStyle"), "paragraph"))
        or (table is not None and styles.hide(of_table, "table"))
    )


def _around(run, name):
    return next((each for each in run.iterancestors() if local(each) == name), None)


def hide_numbers(root, found):
    """Words that a list puts before its paragraphs, where they are hidden."""
    for level in [each for each in root.iter() if local(each) == "lvl"]:
        words = child(level, "lvlText")
        if words is not None and WORDS.search(attribute(words, "val")) and hides(child(level, "rPr")):
            found["hidden_text"] += 1
            drop(words)
