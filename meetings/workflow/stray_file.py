"""Files in the store that no row points at, as when the server stopped before the row was written."""

from django.utils import timezone

from meetings.models import Bundle, Document
from rus_portal.core.retention import period

FOLDERS = {Document: "documents", Bundle: "bundles"}


def remove_stray_files(*, at=None):
    """Run by the portal itself, every night: younger files may be about to get their row. Returns the names
    of those removed."""
    before = (at or timezone.now()) - period("stray_files")
    return [name for model in FOLDERS for name in _removed(model, before)]


def _removed(model, before):
    store = model._meta.get_field("file").storage
    names = [f"{FOLDERS[model]}/{name}" for name in _listed(store, FOLDERS[model])]
    kept = set(
        model.objects.values_list("file", flat=True)
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
