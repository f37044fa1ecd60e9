"""How the house rules read the code."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

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
