"""The files of Word, Excel and PowerPoint: parts that lead to each other by lists of relations."""

import posixpath
import re

from meetings.documents.office import word
from meetings.documents.office.drawn import leave_out_hidden
from meetings.documents.office.package import attribute, child, has_text, local
from meetings.documents.office.sheets import hidden_in
from meetings.documents.office.word_styles import Styles

# The last word of a relation's type, for parts that no reader is to have.
ASIDE = {
    *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"),
    *("threadedComment", "person", "commentAuthors", "authors", "notesSlide"),
    *("revisionHeaders", "revisionLog", "usernames"),
}
# The same of parts that are counted where they are, and not looked through.
BESIDE = {
    "embedded_files": ("package", "oleObject"),
    "kept_data": ("externalLink", "pivotCacheRecords", "powerPivotData"),
    "inserted_files": ("aFChunk",),
}
DRAWN = ("drawing", "slide", "slideLayout", "slideMaster")
OF_THE_PAGE = {"sldNum", "sldImg", "dt", "hdr", "ftr"}
UNDRAWN = "undrawn"  # sheets that have lost the boxes of their comments
REVISIONS = {"rcc", "rrc", "rm", "ris", "rsnm", "rfmt"}
LEGACY = re.compile(r"<(?:\w+:)?legacyDrawing\s[^<>]*/>")
OBJECT = re.compile(r'ObjectType="(\w+)"')


def look_through(package, suffix):
    """Counts what is there, and notes what is otherwise in the copy."""
    by_type = _set_aside(package)
    for carried, kinds in BESIDE.items():
        package.found[carried] += len({part for kind in kinds for part in by_type.get(kind, ())})
    slides = {*by_type.get("slide", ())}
    for name in {part for kind in DRAWN for part in by_type.get(kind, ())}:
        tree = package.tree(name)
        package.found["hidden_slides"] += name in slides and attribute(tree, "show") in ("0", "false")
        if leave_out_hidden(tree, package.found):
            package.put(name, tree)
    if suffix == ".docx":
        _texts(package, by_type)
    elif suffix == ".xlsx":
        _sheets(package, by_type)


def _set_aside(package):
    """Leaves out the parts, their relations and what says which type they are. {type: names} of the rest."""
    by_type, aside, lists = {}, {}, list(package.relations())
    for name, tree, folder in lists:
        for relation in list(tree):
            kind, part = relation.get("Type", "").rpartition("/")[2], package.target(folder, relation)
            is_box = kind == "vmlDrawing" and _is_of_comments(package, part)
            if is_box:
                by_type.setdefault(UNDRAWN, []).append(_source(name, folder))
            if kind in ASIDE or is_box:
                aside[part] = kind
                tree.remove(relation)
                package.put(name, tree)
            elif part in package.names:
                by_type.setdefault(kind, []).append(part)
    _count_aside(package, aside)
    package.changed |= dict.fromkeys(part for part in aside if part in package.names)
    for name, _, folder in lists:
        if _source(name, folder) in aside:
            package.changed[name] = None
    if aside and "[Content_Types].xml" in package.names:
        types = package.tree("[Content_Types].xml")
        gone = {part.lower() for part in aside}
        for each in [each for each in types if each.get("PartName", "").lstrip("/").lower() in gone]:
            types.remove(each)
        package.put("[Content_Types].xml", types)
    return {
        kind: list(dict.fromkeys(parts)) for kind, parts in by_type.items()
    }  # each is looked through once


def _source(relations, folder):
    """The part that a list of relations is of."""
    return posixpath.join(folder, posixpath.basename(relations).removesuffix(".rels"))


def _is_of_comments(package, part):
    """Excel draws the boxes of its comments apart from their words."""
    return part in package.names and set(OBJECT.findall(package.text(part))) == {"Note"}


def _count_aside(package, aside):
    plain = threaded = 0
    for part, kind in aside.items():
        if part not in package.names or kind == "vmlDrawing":
            continue
        tree = package.tree(part)
        if kind == "notesSlide":
            package.found["speaker_notes"] += _has_notes(tree)
            continue
        names = [local(each) for each in tree.iter()]
        plain += names.count("comment") + names.count("cm")
        threaded += names.count("threadedComment")
        package.found["changes"] += sum(map(names.count, REVISIONS)) if kind == "revisionLog" else 0
    package.found["comments"] += max(plain, threaded)  # Excel has the threaded ones in both places


def _has_notes(tree):
    """Besides what the page itself has, such as the number and the picture of the slide."""
    for shape in [each for each in tree.iter() if local(each) in ("sp", "graphicFrame")]:
        kinds = {attribute(each, "type") for each in shape.iter() if local(each) == "ph"}
        bodies = [each for each in shape.iter() if local(each) == "txBody"]
        if not kinds & OF_THE_PAGE and any(map(has_text, bodies)):
            return True
    return False


def _texts(package, by_type):
    styles = Styles([package.tree(name) for name in by_type.get("styles", ())])
    for name in package.names:
        if name.endswith(".xml") and package.changed.get(name, b"") is not None:
            tree = package.tree(name)
            if local(tree) in word.BODIES:
                word.accept(tree, styles, package.found)
                package.put(name, tree)
            elif local(tree) == "numbering":
                word.hide_numbers(tree, package.found)
                package.put(name, tree)


def _sheets(package, by_type):
    for name in by_type.get("officeDocument", ()):
        states = [attribute(each, "state") for each in package.tree(name).iter() if local(each) == "sheet"]
        package.found["hidden_sheets"] += sum(state in ("hidden", "veryHidden") for state in states)
    drawn = _drawn(package)
    for name in by_type.get("worksheet", ()):
        rows, columns = hidden_in(package.read(name), drawn.get(name, ()))
        package.found["hidden_rows"] += rows
        package.found["hidden_columns"] += columns
        if name in by_type.get(UNDRAWN, ()):
            package.changed[name] = LEGACY.sub("", package.text(name)).encode()


def _drawn(package):
    """{sheet: where its drawings begin}."""
    drawn, corners = {}, {}
    for name, tree, folder in package.relations():
        for relation in tree:
            part = package.target(folder, relation)
            if relation.get("Type", "").endswith("/drawing") and part in package.names:
                if part not in corners:
                    begun = (each for each in package.tree(part).iter() if local(each) == "from")
                    corners[part] = {*map(_place, begun)}
                drawn.setdefault(_source(name, folder), set()).add(part)
    return {sheet: set().union(*(corners[part] for part in parts)) for sheet, parts in drawn.items()}


def _place(corner):
    """The row and the column, of which the file says how many lie before them."""
    told = (child(corner, name) for name in ("row", "col"))
    before = ("" if each is None else (each.text or "").strip() for each in told)
    return tuple(int(each[:6]) + 1 if each.isdecimal() else 1 for each in before)
