"""What is typed in a long form stays in the browser until a page says it is saved (static/js/keep.js)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIEWS = sorted(path for path in ROOT.glob("*/**/views/**/*.py") if ".venv" not in path.parts)
SAVES = {"attempt", "form.attempt"}
SAYS = {"messages.success", "act"}
# No text is typed there, or the page one comes to says it in a notice of its own.
NEED_NOT = {"agenda.order", "lift.lift", "proposal.new", "roll.roll", "settling.answering"}


def calls(name, functions, seen=()):
    """What the function calls, itself and through others of its file."""
    made = {ast.unparse(each.func) for each in ast.walk(functions[name]) if isinstance(each, ast.Call)}
    others = made & functions.keys() - {name, *seen}
    return made.union(*(calls(other, functions, (*seen, name)) for other in others))


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_that_saves_a_form_and_leads_on_says_so(path):
    functions = {
        each.name: each for each in ast.parse(path.read_text()).body if isinstance(each, ast.FunctionDef)
    }
    made = {f"{path.stem}.{name}": calls(name, functions) for name in functions}
    saving = {name for name, all_ in made.items() if SAVES & all_ and "redirect" in all_}
    silent = {name for name in saving if not SAYS & made[name]}
    assert silent <= NEED_NOT
