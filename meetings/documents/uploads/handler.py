"""Receives files within bounds, whatever form they are sent to."""

import io
import logging
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

log = logging.getLogger(__name__)
MOST_AT_ONCE = 10  # times what a single file may be


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes each file to disk as it comes. What is too large is read but not kept, so that the rest of
    the form arrives and can report that file: it is empty, and its `size` is what was sent. Where the
    disk is full the file is left in the same way, and `is_lost` says so."""

    file: Any
    kept = 0  # bytes of all files of this request

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.is_left = self.file.is_lost = False

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
            self._on_disk(self.file.write, raw_data)

    def file_complete(self, file_size):
        self._on_disk(self.file.flush)
        return super().file_complete(file_size)

    def _on_disk(self, write, *content):
        try:
            write(*content)
        except OSError:
            log.critical("What is uploaded cannot be written to disk", exc_info=True)
            with suppress(OSError):
                self.file.close()
            self.file.file, self.is_left, self.file.is_lost = io.BytesIO(), True, True
