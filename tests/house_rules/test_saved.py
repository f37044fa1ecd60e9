"""What is typed in a long form stays in the browser until a page says it is saved (static/js/keep.js)."""

import ast

from tests.house_rules.reading import CODE, tree

VIEWS = [path for path in CODE if "views" in path.parts]
SAVES = {"attempt", "form.attempt"}
SAYS = {"messages.success", "act"}
# No text is typed there, or the page one comes to says it in a notice of its own.
NEED_NOT = {"agenda.order", "lift.lift", "proposal.new", "roll.roll", "settling.answering"}


def calls(name, functions, seen=()):
    """What the function calls, itself and through others of its file."""
    made = {ast.unparse(each.func) for each in ast.walk(functions[name]) if isinstance(each, ast.Call)}
    others = made & functions.keys() - {name, *seen}
    return made.union(*(calls(other, functions, (*seen, name)) for other in others))


def test_a_view_that_saves_a_form_and_leads_on_says_so():
    assert {name for path in VIEWS for name in silent(path)} <= NEED_NOT


def silent(path):
    functions = {each.name: each for each in tree(path).body if isinstance(each, ast.FunctionDef)}
    made = {f"{path.stem}.{name}": calls(name, functions) for name in functions}
    saving = {name for name, all_ in made.items() if SAVES & all_ and "redirect" in all_}
    return {name for name in saving if not SAYS & made[name]}
