"""Lists as Excel files."""

import io
import sys
from decimal import Decimal

from openpyxl import load_workbook

from councils.sheets import workbook

HEAD = ["Område", "Kod", "År", "Värde"]


def rows(number):
    return [HEAD, *(["Ånge", "0115", 2000 + each, Decimal("1.5")] for each in range(number))]


def test_a_row_costs_the_same_in_a_long_list_as_in_a_short_one():
    def calls(number):
        made = 0

        def count(frame, event, what):
            nonlocal made
            made += event == "call"

        sys.setprofile(count)
        workbook({"Lista": (rows(number), [20] * 4)})
        sys.setprofile(None)
        return made

    one, two, three = calls(100), calls(200), calls(300)
    assert three - two < 1.1 * (two - one)


def test_the_first_row_stands_still_and_each_is_as_high_as_its_longest_text():
    long = [*rows(2), ["lång text " * 10, "", 2020, 1]]
    sheet = load_workbook(io.BytesIO(workbook({"Lista": (long, [20] * 4)})))["Lista"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
    assert [sheet.row_dimensions[number].height for number in (1, 2, 4)] == [15, 15, 90]
    assert [cell.value for cell in sheet[2]] == ["Ånge", "0115", 2000, 1.5]
    assert [cell.font.b for cell in (*sheet[1], *sheet[2])] == [True] * 4 + [False] * 4
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for row in sheet for cell in row)
    assert [sheet.column_dimensions[letter].width for letter in "AD"] == [20, 20]
