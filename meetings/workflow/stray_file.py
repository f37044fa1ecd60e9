"""Files in the store that no row points at, as when the server stopped before the row was written."""

import datetime as dt

from django.utils import timezone

from meetings.models import Bundle, Document, Result

# Of each model the folder, and the field that names its file.
FOLDERS = {Document: ("documents", "file"), Bundle: ("bundles", "file"), Result: ("results", "picture")}
ON_ITS_WAY = dt.timedelta(days=1)  # younger files may be about to get their row


def remove_stray_files(*, at=None):
    """Run by the portal itself, every night. Returns the names of those removed."""
    before = (at or timezone.now()) - ON_ITS_WAY
    return [name for model in FOLDERS for name in _removed(model, before)]


def _removed(model, before):
    folder, field = FOLDERS[model]
    store = model._meta.get_field(field).storage
    names = [f"{folder}/{name}" for name in _listed(store, folder)]
    kept = set(
        model.objects.values_list(field, flat=True)
    )  # after the list: no row comes later than its file
    for name in names:
        if name not in kept and store.get_modified_time(name) < before:
            store.delete(name)
            yield name


def _listed(store, folder):
    try:
        return store.listdir(folder)[1]
    except FileNotFoundError:  # nothing has been stored on this disk yet
        return []
