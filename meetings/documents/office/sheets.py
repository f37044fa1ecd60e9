"""The rows and columns of a sheet that are hidden and hold something. A sheet of Excel may be too large for a
tree, so it is read element by element."""

import re

from lxml import etree

from meetings.documents.office.package import OPTIONS, Unread

EDGE = 16_384  # the last column there is
COLUMN = re.compile(r"[A-Z]{1,3}")
ZERO = re.compile(r"\s*0+(\.0*)?[a-z%]*\s*")
MAY_HIDE = re.compile(rb"""hidden|zeroHeight|(?:ht|[wW]idth)\s*=\s*["']\s*0""")
CONTENT = ("v", "f", "is")
NOT = ("", "0", "false")


def hidden_in(content, drawn=()):
    """How many (rows, columns) of an Excel sheet. `drawn` is where its drawings begin, as (row, column). Few
    sheets hide any, and a look for the words is quicker; some files have two bytes a letter.
    """
    if not MAY_HIDE.search(content.replace(b"\0", b"")):
        return 0, 0
    sheet = _Sheet(drawn)
    try:
        etree.fromstring(content, etree.XMLParser(target=sheet, **OPTIONS))
    except etree.XMLSyntaxError as no:
        raise Unread("a sheet") from no
    return sheet.hidden_rows(), sheet.hidden_columns()


def in_both(some, others):
    """How many numbers lie both in one of the spans of some, as (first, last), and in one of the others."""
    turns = sorted(
        turn
        for which, spans in enumerate((some, others))
        for first, last in spans
        for turn in ((first, which, 1), (last + 1, which, -1))
    )
    count, at, within = 0, 0, [0, 0]
    for number, which, step in turns:
        count += number - at if all(each > 0 for each in within) else 0
        at = number
        within[which] += step
    return count


def is_zero(size):
    return bool(ZERO.fullmatch(size))


class _Sheet:
    """Told of each element as it begins. What has no number has that after the last."""

    def __init__(self, drawn):
        self.drawn = {row for row, _ in drawn}
        self.filled = {column for _, column in drawn}  # columns
        self.hidden, self.told = (
            [],
            [],
        )  # spans of them: those that are hidden, and all that something is said of
        self.rows, self.seen = set(), set()  # the hidden that hold something, and all that are there
        self.row = self.column = 0
        self.namespace = ""
        self.hides_row = self.hides_other_rows = self.hides_other_columns = False

    def start(self, tag, told):
        namespace, _, name = tag.rpartition("}")
        if name == "c":
            self.namespace, self.column = namespace, _column(told.get("r", "")) or self.column + 1
        elif name in CONTENT and self.column and namespace == self.namespace:
            self.filled.add(self.column)
            if self.hides_row:
                self.rows.add(self.row)
        elif name == "row":
            self.row, self.column = _number(told.get("r"), self.row + 1), 0
            self.seen.add(self.row)
            self.hides_row = _is_hidden(told, "ht")
            if self.hides_row and self.row in self.drawn:
                self.rows.add(self.row)
        elif name == "col":
            span = _number(told.get("min"), 1), _number(told.get("max"), EDGE)
            self.told.append(span)
            if _is_hidden(told, "width"):
                self.hidden.append(span)
        elif name == "sheetFormatPr":
            self.hides_other_rows = told.get("zeroHeight", "").strip() not in NOT
            self.hides_other_columns = is_zero(told.get("defaultColWidth", ""))

    def close(self):
        """Asked for when all is read."""

    def hidden_rows(self):
        return len(self.rows | self.drawn - self.seen if self.hides_other_rows else self.rows)

    def hidden_columns(self):
        filled = [(column, column) for column in self.filled]
        others = len(filled) - in_both(self.told, filled) if self.hides_other_columns else 0
        return in_both(self.hidden, filled) + others


def _is_hidden(told, size):
    return told.get("hidden", "").strip() not in NOT or is_zero(told.get(size, ""))


def _number(told, otherwise):
    told = (told or "").strip()
    return int(told[:9]) if told.isdecimal() else otherwise


def _column(place):
    number, letters = 0, COLUMN.match(place.upper())
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
