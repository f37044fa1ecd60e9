"""The page of evidence is renewed part by part."""

import pytest

from tests.figures import PAGE, printed, renewed, walked

PARTS = ["bench SQLite", "bench PostgreSQL", "bench paper", "load SQLite", "load PostgreSQL", "walks"]
KEPT = """# Evidence
<!-- bench paper -->
Of old.
<!-- end -->
<!-- load SQLite -->
Of the crowd.
<!-- end -->
"""
REPORT = """<testsuites><testsuite>
<testcase classname="tests.fuzz.test_requests" time="61.6"><properties>
<property name="figures" value="10 400 requests"/></properties></testcase>
<testcase classname="tests.fuzz.test_requests" time="1"><failure/></testcase>
<testcase classname="tests.test_odd" time="0.1"><skipped/></testcase>
</testsuite></testsuites>"""
BEFORE = """| walk | on | when | passed | skipped | failed | seconds | figures |
| --- | --- | --- | --- | --- | --- | --- | --- |
| `tests/fuzz/test_requests.py` | SQLite | of old | 9 | 0 | 0 | 9 | 9 requests |
| `tests/test_canary.py` | SQLite | of old | 3 | 0 | 0 | 40 |  |
"""


def test_each_script_renews_its_part_and_no_other():
    content = printed("script/bench paper", "\n\x1b[1mbench\x1b[0m 12 ms\n\n", "2026-11-30 03:00")
    page = renewed(KEPT, "bench paper", content)
    assert page.startswith("# Evidence\n<!-- bench paper -->\n`script/bench paper`, 2026-11-30 03:00, ")
    assert page.endswith(
        "\n```\nbench 12 ms\n```\n<!-- end -->\n<!-- load SQLite -->\nOf the crowd.\n<!-- end -->\n"
    )
    with pytest.raises(SystemExit, match="has no part of its own for bench cloth"):
        renewed(KEPT, "bench cloth", content)


def test_a_file_of_walks_has_a_row_that_is_renewed_when_it_is_walked():
    assert walked(BEFORE, REPORT, "SQLite", "now").splitlines()[2:] == [
        "| `tests/fuzz/test_requests.py` | SQLite | now | 1 | 0 | 1 | 63 | 10 400 requests |",
        "| `tests/test_canary.py` | SQLite | of old | 3 | 0 | 0 | 40 |  |",
        "| `tests/test_odd.py` | SQLite | now | 0 | 1 | 0 | 0 |  |",
    ]


@pytest.mark.parametrize("part", PARTS)
def test_the_page_has_a_part_for_each(part):
    assert renewed(PAGE.read_text(), part, "Ours.") != PAGE.read_text()
