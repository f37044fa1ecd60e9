"""What holds for all of the code. Who imports whom is held by the contracts in pyproject.toml."""

import ast
import os
import re
import shutil
import subprocess

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured

from meetings.models import RegistryNumber
from rus_portal.core.forms import Day, Line, PortalForm, Text, section
from rus_portal.core.registry_number import InCommon
from tests.house_rules.reading import CODE, OWN_MODELS, ROOT, TEMPLATES, name, nodes, only_posted

IMPORTS = (ast.Import, ast.ImportFrom)
LOOSE_AT_MOST = 8  # in meetings/ besides its rooms


def imported(path):
    for node in nodes(path, *IMPORTS):
        yield from (
            (alias.name for alias in node.names) if isinstance(node, ast.Import) else [node.module or ""]
        )


def test_only_one_module_knows_weasyprint():
    knowing = {name(path) for path in CODE if any(each.startswith("weasyprint") for each in imported(path))}
    assert knowing == {"rus_portal/core/press.py"}


# What can open a connection, and which setting says to whom. Libraries do it by theirs.
REACHING = {"socket", "smtplib", "imaplib", "http.client", "urllib.request", "requests", "botocore", "ssl"}
LEADS = {
    "meetings/documents/uploads/scanner.py": "CLAMD",
    "meetings/mail/mailboxes.py": "BOUNCES_URL",
    "meetings/mail/post.py": "EMAIL_URL",
    "rus_portal/core/document_store.py": "DOCUMENTS_STORE",
    "rus_portal/core/fetching.py": "Grannregioner",
    "rus_portal/operation/surroundings.py": "EMAIL_URL",
    "rus_portal/signin/organisation.py": "OIDC_PROVIDERS",
    "rus_portal/signin/views.py": "EMAIL_URL",
}


def test_only_these_modules_speak_to_other_machines_and_the_guide_says_which():
    found = set()
    for path in CODE:
        for node in nodes(path, ast.Import, ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            if any(each and (each in REACHING or each.split(".")[0] in REACHING) for each in names):
                found.add(name(path))
    assert found == set(LEADS)
    guide = (ROOT / "docs/drift.md").read_text()
    told = guide.partition("## Vad portalen talar med")[2].partition("\n## ")[0]
    assert [each for each in LEADS.values() if each not in told] == []


def test_what_a_process_remembers_is_bounded():
    """Each process keeps its own: two memories of 100 000 words held 78 MB when they were full."""
    found = [(name(path), re.findall(r"maxsize=([\d_]+|None)", path.read_text())) for path in CODE]
    assert [each for each in found if any(size == "None" or int(size) > 20_000 for size in each[1])] == []


def test_a_page_below_a_meeting_has_the_accent_of_its_council():
    trail = re.compile(r"{% block breadcrumb %}.*?{% endblock", re.DOTALL)
    below = [path for path in TEMPLATES if any("meeting" in each for each in trail.findall(path.read_text()))]
    assert len(below) > 20
    assert [name(path) for path in below if "{% block accent %}" not in path.read_text()] == []


def test_the_path_above_a_page_leads_there_and_leaves_its_name_to_the_heading():
    trail = re.compile(r"{% block breadcrumb %}.*?{% endblock", re.DOTALL)
    steps = [(name(path), each) for path in TEMPLATES for each in trail.findall(path.read_text())]
    assert len(steps) > 100
    assert [place for place, each in steps if "aria-current" in each or re.search(r"<li>(?!<a )", each)] == []


def test_what_is_typed_in_a_form_is_kept_when_the_session_ends():
    """By keep.js, or for what is saved on the way by draft.js."""
    forms_sent = [
        (name(path), found.group("head"))
        for path in TEMPLATES
        for found in re.finditer(
            r"(?P<head><form\b(?:{[{%].*?[%}]}|[^>])*>)(?P<body>.*?)</form>",
            path.read_text(),
            re.DOTALL,
        )
        if 'method="post"' in found["head"] and re.search(r"{% crispy |<textarea", found["body"])
    ]
    assert len(forms_sent) > 25
    assert [place for place, head in forms_sent if not re.search("data-(guard|draft)", head)] == []


INCLUDED = re.compile(r'{% (?:include|once) "([^"]+)"(.*?)%}', re.DOTALL)


def test_a_form_that_is_included_with_only_some_values_is_given_its_token():
    """Also where it lies in what the included template includes: without it what is sent is refused."""
    written = {str(path.relative_to(ROOT / "templates")): path.read_text() for path in TEMPLATES}
    given = "csrf_token=csrf_token"
    needing = {each for each, text in written.items() if "{% csrf_token %}" in text or given in text}
    includes = [(where, *found) for where, text in written.items() for found in INCLUDED.findall(text)]
    open_to = [(where, what) for where, what, values in includes if not re.search(r"\bonly\b", values)]
    while more := {where for where, what in open_to if what in needing} - needing:
        needing |= more
    closed = [(where, what, values) for where, what, values in includes if (where, what) not in open_to]
    assert len([what for _, what, values in closed if given in values]) > 10
    lacking = [(where, what) for where, what, values in closed if what in needing and given not in values]
    assert lacking == []


def test_a_local_import_says_why_on_its_line():
    silent = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for function in nodes(path, ast.FunctionDef)
        for node in nodes(path, *IMPORTS, below=function)
        if not re.search(r"#.*\blocal: .{8}", path.read_text().splitlines()[node.lineno - 1])
    ]
    assert silent == []


def test_what_lies_loose_among_the_rooms_of_the_meetings_is_little_and_on_the_map():
    loose = {path.stem for path in (ROOT / "meetings").glob("*.py")} - {"__init__"}
    told = (ROOT / "docs/architecture.md").read_text()
    assert len(loose) <= LOOSE_AT_MOST
    assert {module for module in loose if f"`{module}`" not in told} == set()


class Narrow(PortalForm):
    """Its page has no place for two of its fields."""

    title = Line(label="Rubrik")
    text = Text(holds="note", label="Text")
    note = Line(label="Anteckning")

    def layout(self):
        return [section("Vad", "title")]


def test_a_form_that_leaves_out_a_field_is_never_drawn():
    with pytest.raises(ImproperlyConfigured, match=r"Narrow\.layout leaves out text, note"):
        _ = Narrow().helper


def test_a_template_begins_with_a_comment_that_says_what_page_it_is():
    told = re.compile(r"\{#.+?#\}|\{% comment")
    assert [name(path) for path in TEMPLATES if not told.match(path.read_text())] == []


def test_a_template_brings_no_style_or_script_of_its_own():
    own = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)")
    assert [name(path) for path in TEMPLATES if own.search(path.read_text())] == []


def tracked(root=ROOT):
    """The project's own files, as git lists them: without a checkout the test is skipped, but fails in CI."""
    command = ["git", "ls-files", "-z"]
    listed = shutil.which("git") and subprocess.run(command, cwd=root, capture_output=True, text=True).stdout
    if not listed:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop("Without git and a checkout nothing tells which files are the project's own.")
    return [file for file in listed.split("\0") if file]


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_test_that_needs_git_says_so_and_fails_in_ci(monkeypatch, tmp_path, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="Without git"):
        tracked(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(outcome, match="Without git"):
        tracked()


def test_nothing_names_a_registry_host_or_the_home_of_somebody():
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian"])
        + r"|/(?:root|home)/"
    )
    found = []
    for file in tracked():
        path = ROOT / file
        if (
            path.suffix in {".py", ".txt", ".toml", ".md", ".html", ".js", ".css", ".json", ".sh", ""}
            and path.is_file()
        ):
            found += [file] if hosts.search(path.read_text(errors="ignore")) else []
    assert found == []


class Everything(PortalForm):
    text = forms.CharField(label="Ort")
    chosen = forms.ChoiceField(label="Sida", choices=[("a", "A")])
    some = forms.MultipleChoiceField(label="Råd", choices=[("a", "A")])
    number = forms.IntegerField(label="Minuter")
    file = forms.FileField(label="Fil")
    day = Day(label="Dag")
    own = Line(label="Rubrik", missing="Skriv en rubrik.")


def test_no_error_says_this_field_without_saying_which():
    told = {name: sentences[0] for name, sentences in Everything({}, {}).errors.items()}
    assert told == {
        "text": "Fyll i ”Ort”.",
        "chosen": "Välj under ”Sida”.",
        "some": "Välj under ”Råd”.",
        "number": "Fyll i ”Minuter”.",
        "file": "Fyll i ”Fil”.",
        "day": "Fyll i ”Dag”.",
        "own": "Skriv en rubrik.",
    }


LINK = re.compile(r"<a\b[^>]*?\bhref=\"((?:{%.*?%}|{{.*?}}|[^\"])*)\"", re.DOTALL)
NAMED = re.compile(r"{% url ['\"](\w+)['\"]|addresses\.(\w+)")
KEPT_AS = re.compile(r"{% url ['\"](\w+)['\"][^%]*? as (\w+) %}")


def test_no_link_leads_to_an_address_that_only_takes_what_is_sent():
    led = {name(path): list(links_to_what_is_sent(path.read_text())) for path in TEMPLATES}
    assert {path: found for path, found in led.items() if found} == {}


def links_to_what_is_sent(written):
    kept = {variable: route for route, variable in KEPT_AS.findall(written)}
    for href in LINK.findall(written):
        named = {first or second for first, second in NAMED.findall(href)}
        named |= {route for variable, route in kept.items() if re.search(rf"{{{{ {variable}\b", href)}
        if named & only_posted():
            yield href


# Where a page is given the address for a form on it.
FOR_A_FORM = {("meetings/reader/news.py", "reading"), ("meetings/views/item.py", "reading")}
FOR_A_FORM |= {("meetings/todo/course.py", "agenda_asking")}


def test_no_task_and_no_redirect_leads_there_either():
    assert {"reopening", "agenda_order", "minutes_sending"} <= only_posted()
    leads = re.compile(r"(?:\burl|reverse|redirect)\(\s*\"(\w+)\"")
    found = {(name(path), route) for path in CODE for route in leads.findall(path.read_text())}
    assert {(where, route) for where, route in found if route in only_posted()} == FOR_A_FORM


def test_tables_on_screen_fold_on_a_phone():
    """Narrow columns, as of dots, fit there as they are, and the matrix has a form of its own for it."""
    unfolded = {
        name(path)
        for path in TEMPLATES
        if re.search(r'<table class="table(?! table-stack)', path.read_text())
    }
    assert unfolded == {
        "templates/councils/partials/sides.html",
        "templates/meetings/partials/plan.html",
        "templates/meetings/stance_matrix.html",
        "templates/strategy/partials/goals_by_year.html",
    }


def test_a_text_is_not_written_past_what_its_ways_of_writing_have_in_common():
    """That follows whenever a row is saved whole (`InCommon`); what writes some columns writes both."""
    kept = {
        field.of: field.name
        for model in OWN_MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, InCommon) and model is not RegistryNumber  # which is never changed
    }
    assert kept == {"registry_number": "registry_key", "registry_pattern": "registry_series"}
    wrong = []
    for path in CODE:
        for call in nodes(path, ast.Call):
            if getattr(call.func, "attr", "") in ("update", "save", "bulk_update"):
                named = {each.arg for each in call.keywords}
                named |= {each.value for each in nodes(path, ast.Constant, below=call)}
                wrong += [(name(path), of) for of, key in kept.items() if of in named and key not in named]
    assert wrong == []
