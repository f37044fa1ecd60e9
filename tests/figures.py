"""Writes what script/bench, script/load and script/evidence find into docs/evidence.md, dated. Each renews
its own part, and leaves the others' as they are.

    python -m tests.figures PART COMMAND <what was printed
    python -m tests.figures walks DATABASE <what pytest wrote by --junit-xml
"""

import os
import platform
import re
import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

PAGE = Path(__file__).parents[1] / "docs/evidence.md"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
SWEDISH = ZoneInfo("Europe/Stockholm")
WALKS = "walks"
TOLD = ".//property[@name='figures']"  # what a test has said by `record_property`
COLUMNS = ("walk", "on", "when", "passed", "skipped", "failed", "seconds", "figures")


def renewed(page, part, content):
    """The page with that in place of what the part held."""
    place = re.compile(rf"(<!-- {re.escape(part)} -->\n).*?(<!-- end -->)", re.DOTALL)
    page, count = place.subn(lambda found: f"{found[1]}{content.strip()}\n{found[2]}", page)
    if count != 1:
        raise SystemExit(f"{PAGE.name} has no part of its own for {part}")
    return page


def held(page, part):
    _, _, rest = page.partition(f"<!-- {part} -->\n")
    return rest.partition("<!-- end -->")[0]


def printed(command, told, when):
    """What a script printed, as it stood."""
    return f"`{command}`, {when}, {machine()}:\n\n```\n{COLOUR.sub('', told).strip()}\n```"


def walked(before, report, database, when):
    """A row for each file of walks: of those that were walked now anew, of the others as it was."""
    rows = {}
    for line in before.splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows[cells[0], cells[1]] = cells
    files = defaultdict(list)
    for case in ElementTree.fromstring(report).iter("testcase"):
        files[case.get("classname", "").replace(".", "/") + ".py"].append(case)
    for file, cases in files.items():
        failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
        skipped = sum(case.find("skipped") is not None for case in cases)
        seconds = sum(float(case.get("time", 0)) for case in cases)
        told = [each.get("value", "") for case in cases for each in case.iterfind(TOLD)]
        counts = len(cases) - failed - skipped, skipped, failed, f"{seconds:.0f}"
        rows[f"`{file}`", database] = [f"`{file}`", database, when, *map(str, counts), "; ".join(told)]
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(rows[key] for key in sorted(rows))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine():
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    asked = subprocess.run(command, cwd=PAGE.parent, capture_output=True, text=True)
    load = f"{os.getloadavg()[0]:.1f}".rstrip("0").rstrip(".")
    return (
        f"{os.cpu_count()} processors with a load of {load}, Python {platform.python_version()}, "
        f"at {asked.stdout.strip() or 'no commit'}"
    )


def main():
    part, of = sys.argv[1:]
    told, page, when = sys.stdin.read(), PAGE.read_text(), f"{datetime.now(SWEDISH):%Y-%m-%d %H:%M}"
    content = walked(held(page, part), told, of, when) if part == WALKS else printed(of, told, when)
    PAGE.write_text(renewed(page, part, content))


if __name__ == "__main__":
    main()
