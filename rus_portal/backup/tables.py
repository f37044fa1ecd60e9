"""Which tables are in a backup. A new one is in it of itself; what is left out is said here."""

from fnmatch import fnmatchcase

from django.apps import apps
from django.db.models import FileField

# What is made anew, or must not come back: by label, with * for any.
LEFT_OUT = {
    "sessions.session": "Alla loggar in på nytt.",
    "usersessions.usersession": "Alla loggar in på nytt.",
    "rus_portal.pulse": "Livstecknen är den gamla serverns.",
    "django_tasks_db.*": "Det som väntar i kön görs av de kommandon som går varje minut.",
    "meetings.bundle": "Utskrifter görs när någon ber om dem.",
    "meetings.findable": "Sökningens index görs om.",
    "meetings.unindexed": "Sökningens index görs om.",
    "meetings.spelling": "Sökningens index görs om.",
    "meetings.documenttext": "Texten i handlingarna läses på nytt.",
    "meetings.oparlnote": "Allt berättas på nytt för program.",
}
# `migrate` fills them itself: an installation may have them and be empty all the same.
FILLED_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}


def is_left_out(model):
    return any(fnmatchcase(model._meta.label_lower, each) for each in LEFT_OUT)


def tables():
    """{label: model} of those in a backup, each after those that its rows point at."""
    models = sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label_lower)
    models = [model for model in models if not is_left_out(model) and model._meta.managed]
    found: dict[str, type] = {}

    def add(model, above=()):
        if model in models and model not in above and model._meta.label_lower not in found:
            for field in model._meta.local_concrete_fields:
                if field.related_model:
                    add(field.related_model, (*above, model))
            found[model._meta.label_lower] = model

    for model in models:
        add(model)
    return found


def file_fields():
    """The fields that name a paper in the store."""
    return [
        field
        for model in tables().values()
        for field in model._meta.local_concrete_fields
        if isinstance(field, FileField)
    ]
