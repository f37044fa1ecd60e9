"""The table of OWASP ASVS has each requirement once, and the tests it names are there."""

import ast
import re
from pathlib import Path

from django.conf import settings

TABLE = (settings.BASE_DIR / "docs/asvs.md").read_text()
ASKED = dict(line.split() for line in (Path(__file__).with_name("asvs-5.0.0.txt")).read_text().splitlines())
STATES = ("met", "met, untested", "not applicable", "not met")
ROW = re.compile(r"\| (V[\d., V]+?) \| (.+?) \| (.+) \|")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows():
    """The ids, what is done and the state of each line."""
    lines = [line for line in TABLE.splitlines() if line.startswith("| V")]
    matched = [ROW.fullmatch(line) for line in lines]
    assert [line for line, match in zip(lines, matched, strict=True) if not match] == []
    return [(match[1].split(", "), match[2], match[3]) for match in matched if match]


def state_of(told):
    return told.partition(":")[0]


def test_each_requirement_of_level_1_and_2_has_one_row_in_its_own_chapter():
    listed = [each for ids, *_ in rows() for each in ids]
    assert len(ASKED) == 253
    assert listed == sorted(set(listed), key=listed.index), "twice"
    assert set(listed) == set(ASKED)
    for part in TABLE.split("\n## V")[1:]:
        chapter = part.partition(" ")[0]
        assert {each.partition(".")[0] for each in re.findall(r"V[\d]+\.\d+\.\d+", part)} == {f"V{chapter}"}


def test_a_state_is_one_of_four_with_a_test_or_the_reason():
    for ids, _, told in rows():
        state, _, why = told.partition(": ")
        assert state in STATES, (ids, told)
        assert why, ids
        assert bool(NAMED.search(why)) == (state == "met"), (ids, told)


def test_the_tests_it_names_are_there():
    named = set(NAMED.findall(TABLE))
    there = {
        (file, node.name)
        for file in {file for file, _ in named}
        for node in ast.walk(ast.parse((settings.BASE_DIR / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 60
    assert named - there == set()


def test_the_files_it_names_are_there():
    named = set(
        re.findall(r"`((?:rus_portal|meetings|councils|strategy|static|deploy|docs|script)/[\w./-]+)`", TABLE)
    )
    assert [file for file in sorted(named) if not (settings.BASE_DIR / file).exists()] == []


def test_its_sums_are_those_of_its_rows():
    counted = dict.fromkeys(STATES, 0)
    for ids, _, told in rows():
        counted[state_of(told)] += len(ids)
    summed = re.findall(r"^\| (met|met, untested|not applicable|not met) \| (\d+) \|$", TABLE, re.MULTILINE)
    assert {state: int(number) for state, number in summed} == counted
