"""What is drawn in a file of Word, Excel or PowerPoint and hidden there, as where its eye is shut in the list
of what is on a slide."""

import re

from meetings.documents.office.package import attribute, drop, local

ABOUT = {"cNvPr", "docPr"}
AROUND = {"drawing", "Choice", "AlternateContent", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}
WHOLE = {"spTree", "wsDr", "cSld"}  # never dropped themselves
OLDER = re.compile(r"visibility\s*:\s*hidden")
TWICE = "Fallback"  # the same once more, for older programs


def leave_out_hidden(root, found):
    """Changes the tree, and counts what was there. Whether anything was."""
    hidden = [each for each in map(_hidden_by, root.iter()) if each is not None]
    for element in hidden:
        if root in (above := list(element.iterancestors())):  # else it went with what it is in
            found["hidden_objects"] += not any(local(each) == TWICE for each in above)
            drop(element)
    return bool(hidden)


def _hidden_by(element):
    """The whole of what the element says is hidden, or None."""
    if local(element) in ABOUT and attribute(element, "hidden").strip() in ("1", "true", "on"):
        above = element.getparent()
        if above is not None and local(above).startswith("nv"):
            above = above.getparent()
        while above is not None and above.getparent() is not None and local(above.getparent()) in AROUND:
            above = above.getparent()
        return None if above is None or local(above) in WHOLE else above
    return element if OLDER.search(attribute(element, "style")) else None
