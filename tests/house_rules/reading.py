"""How the house rules read the code."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
OWN_APPS = ("councils", "strategy", "meetings")
OWN_MODELS = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]
CODE = sorted(
    path
    for folder in (*OWN_APPS, "rus_portal")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name(path):
    return str(path.relative_to(ROOT))


@cache
def tree(path):
    return ast.parse(path.read_text())


def nodes(path, *kinds, below=None):
    """The nodes of these kinds in a Python file, or below one of its nodes."""
    return [node for node in ast.walk(below or tree(path)) if isinstance(node, kinds)]


def layers(view):
    while view:
        yield view
        view = getattr(view, "__wrapped__", None)


def closed_over(view):
    return [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]


@cache
def only_posted():
    """The names of the addresses that take only what is sent."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif pattern.name and any(["POST"] in closed_over(view) for view in layers(pattern.callback)):
                yield pattern.name

    return set(walk(get_resolver().url_patterns))
