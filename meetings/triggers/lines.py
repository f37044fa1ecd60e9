"""Fields for one line, of every model."""

from django.apps import apps
from django.db.models import CharField

from meetings.triggers.refusal import COMES, Refusal

OURS = ("councils", "strategy", "meetings")


def one_lined():
    """A field for one line holds no line break, whoever wrote it and however."""
    breaks = ("\n", "\r")
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, CharField) and not field.choices
        ]
        if columns:
            when = [f"{{row}}.\"{column}\" LIKE '%{each}%'" for column in columns for each in breaks]
            table = model._meta.db_table
            yield Refusal(f"line_{table}", table, f"({' OR '.join(when)})", tuple(columns), COMES)
