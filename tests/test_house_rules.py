"""What holds for the whole codebase: the layers, the pairs of who and when, the templates, the words."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint, ForeignKey

ROOT = Path(settings.BASE_DIR)
OWN_APPS = ("councils", "strategy", "meetings")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_MODELS = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name(path):
    return str(path.relative_to(ROOT))


def test_only_one_module_knows_weasyprint():
    knowing = {
        name(path)
        for folder in (*OWN_APPS, "rus_portal")
        for path in (ROOT / folder).rglob("*.py")
        if any(module.split(".")[0] == "weasyprint" for module in imported(path))
    }
    assert knowing == {"rus_portal/core/pdf.py"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_act_that_may_be_undone_has_its_person_and_its_time(model):
    """A nullable `x_at` with an `x_by` beside it is held together by a constraint."""
    fields = {field.name: field for field in model._meta.get_fields()}
    acts = [key.removesuffix("_at") for key, field in fields.items() if key.endswith("_at") and field.null]
    pairs = [act for act in acts if isinstance(fields.get(f"{act}_by"), ForeignKey)]
    held = {c.name for c in model._meta.constraints if isinstance(c, CheckConstraint)}
    assert all(any(name.endswith(f"{act}_at_has_by") for name in held) for act in pairs)


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_order_ends_in_a_tie_breaker(model):
    if model._meta.ordering:
        last = str(model._meta.ordering[-1]).lstrip("-")
        unique = {c.fields for c in model._meta.constraints if hasattr(c, "fields")}
        settled = last in {"pk"} or any(
            set(map(str, model._meta.ordering)) >= set(fields) for fields in unique
        )
        assert settled or {o.lstrip("-") for o in model._meta.ordering} >= {"meeting", "version"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_says_what_it_is_and_brings_no_style_or_script_of_its_own(path):
    text = path.read_text()
    assert re.match(r"\{#.+?#\}|\{% comment", text), "begins with one comment that says what page it is"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_council_is_never_said_to_vote_or_to_make_reservations(path):
    text = path.read_text().lower()
    assert not re.search(r"\b(omröstning|votering|reservation|reserverar|överklaga)", text)


def tracked(root=ROOT):
    """The project's own files, which only git knows: without a checkout the test says so, and CI fails."""
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


def test_nothing_names_a_registry_host():
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian"])
    )
    found = []
    for file in tracked():
        path = ROOT / file
        if (
            path.suffix in {".py", ".txt", ".toml", ".md", ".html", ".js", ".css", ".json", ""}
            and path.is_file()
        ):
            found += [file] if hosts.search(path.read_text(errors="ignore")) else []
    assert found == []
