"""Receives files within bounds, whatever form they are sent to."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MOST_AT_ONCE = 10  # times what a single file may be


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes each file to disk as it comes. What is too large is read but not kept, so that the rest of
    the form arrives and can report that file: it is empty, and its `size` is what was sent."""

    kept = 0  # bytes of all files of this request

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.is_left = False

    def receive_data_chunk(self, raw_data, start):
        if self.is_left:
            return
        largest = settings.DOCUMENTS_LARGEST_MB * 1024 * 1024
        self.kept += len(raw_data)
        if start + len(raw_data) > largest or self.kept > MOST_AT_ONCE * largest:
            self.is_left = True
            self.kept -= start + len(raw_data)
            self.file.truncate(0)
        else:
            self.file.write(raw_data)
