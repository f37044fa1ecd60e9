"""The words of councils: they take positions by consensus. Only home organisations decide."""

import ast
import re
from functools import cache

from tests.house_rules.reading import CODE, ROOT, TEMPLATES, name, nodes

SCREENS = sorted([*TEMPLATES, *(ROOT / "templates").rglob("*.txt"), *CODE])
NEVER = re.compile(r"\b(omröst|röstar|röstade|röstning|voter|reservation|reserver|överklag)")
DECIDE = re.compile(r"(?<!formellt )(?<!formella )(?<!formella-)beslut")
# Here an authority says what it does with a paper of its own: it decides by law, and may be appealed against.
OF_AN_AUTHORITY = {"meetings/workflow/paper_request.py"}
# Here are the words that people ask with, which nothing shows.
OF_WHOEVER_ASKS = {"rus_portal/core/inflection.py"}
# Here the decision is clearly a home organisation's.
OF_HOME_ORGANISATIONS = {
    "templates/councils/organisation_detail.html",
    "meetings/forms/decision.py",
    "meetings/models/decision.py",
    "templates/meetings/partials/decision_place.html",
    "templates/meetings/follow_up_overview.html",
    "templates/meetings/partials/follow_up_position.html",
    "meetings/follow_up/asked.py",
    "meetings/follow_up/facts.py",
    "meetings/follow_up/feed.py",
    "meetings/follow_up/report.py",
}


@cache
def said(path):
    """What the file may show on screen, in lower case: for Python all strings but docstrings."""
    if path.suffix != ".py":
        return path.read_text().lower()
    docs = {
        id(node.body[0].value)
        for node in nodes(path, ast.Module, ast.ClassDef, ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    strings = [node for node in nodes(path, ast.Constant) if isinstance(node.value, str)]
    return "\n".join(node.value for node in strings if id(node) not in docs).lower()


def test_a_council_is_never_said_to_vote_or_to_make_reservations():
    saying = {name(path) for path in SCREENS if NEVER.search(said(path))}
    assert saying <= OF_AN_AUTHORITY | OF_WHOEVER_ASKS


def test_a_decision_is_said_to_be_formal_wherever_a_council_could_be_meant():
    deciding = {name(path) for path in SCREENS if DECIDE.search(said(path))}
    assert deciding == OF_HOME_ORGANISATIONS | OF_AN_AUTHORITY | OF_WHOEVER_ASKS


def test_a_council_is_in_consensus_also_in_the_demo_never_of_one_mind():
    """Consensus need not mean that all think alike (the strategic plan)."""
    demo = sorted((ROOT / "rus_portal" / "demo").rglob("*.toml"))
    assert [name(path) for path in demo if re.search(r"råde[tn] är enig", path.read_text().lower())] == []


# What a thing was called once, which would be a second name for it now.
DEAD = re.compile(
    r">Mitt<|\"Mitt\"|Till Mitt<|Så vill jag ha det|[Ff]öredragningslist|Utan sida"
    r"|label=\"Handling\"|>Brev</(?:h1|a)>"
)


def test_a_page_or_column_that_has_got_another_name_has_only_that():
    assert [name(path) for path in SCREENS if DEAD.search(path.read_text())] == []


def test_a_time_of_day_is_read_with_a_point_and_two_figures_for_the_hour():
    other = re.compile(r'(?:date|time):"[^"]*(?:H:i|G[.:]i)')  # what machines read has other quotes
    assert [name(path) for path in TEMPLATES if other.search(path.read_text())] == []
