"""Files in the store that no row points at, as when the server stopped before the row was written."""

from django.utils import timezone

from meetings.models import Bundle, Result
from meetings.workflow.stored_file import KEPT_THERE
from rus_portal.core.retention import period

# Of each folder, the fields that name its files.
FOLDERS = {
    "documents": KEPT_THERE,
    "bundles": ((Bundle, "file"),),
    "results": ((Result, "picture"),),
}


def remove_stray_files(*, at=None):
    """Run by the portal itself, every night: younger files may be about to get their row. Returns the names
    of those removed."""
    before = (at or timezone.now()) - period("stray_files")
    return [name for folder, fields in FOLDERS.items() for name in _removed(folder, fields, before)]


def _removed(folder, fields, before):
    model, name = fields[0]
    store = model._meta.get_field(name).storage
    names = [f"{folder}/{name}" for name in _listed(store, folder)]
    # After the list: no row comes later than its file.
    kept = {path for model, name in fields for path in model.objects.values_list(name, flat=True)}
    for name in names:
        if name not in kept and store.get_modified_time(name) < before:
            store.delete(name)
            yield name


def _listed(store, folder):
    try:
        return store.listdir(folder)[1]
    except FileNotFoundError:  # nothing has been stored on this disk yet
        return []
