"""Dates, of every model."""

from django.apps import apps
from django.db.models import DateField, DateTimeField

from meetings.triggers.lines import OURS
from meetings.triggers.refusal import COMES, Refusal
from rus_portal.core.limits import FAR_DAY, FIRST_DAY, LAST_DAY


def of_our_time():
    """No date is so far off that it must be a slip of the pen, whoever wrote it and however."""
    for model in apps.get_models():
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, DateField) and not isinstance(field, DateTimeField)
        ]
        if columns and model._meta.app_label in OURS:
            when = [f"{{row}}.\"{each}\" NOT BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'" for each in columns]
            table = model._meta.db_table
            yield Refusal(f"day_{table}", table, f"({' OR '.join(when)})", tuple(columns), COMES, FAR_DAY)
