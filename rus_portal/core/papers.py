"""What has been printed, kept for all processes of a machine: a folder with one file for each text.

A file is named by all that decides how it looks, so none is ever stale. Nothing here says who may read it:
whoever asks for a paper has been asked for the right to its text before, each time.
"""

import fcntl
import logging
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from rus_portal.core.retention import period

MOST = 300  # files; most are of 100 kB
LOCKS = 16
log = logging.getLogger(__name__)


def found(name):
    """What is kept under that name, or None."""
    paper = Path(settings.PAPERS) / name
    try:
        content = paper.read_bytes()
        os.utime(paper)
    except OSError:
        return None
    return content


def kept(key, make, turn=None, ending="pdf"):
    """The paper of that key, a number in hexadecimal, or the picture. Who asks for one that is not there
    makes it, and who asks for the same meanwhile waits for it, as for all that is made in the same `turn`.
    Where it cannot be kept, as when the disk is full, it is given all the same."""
    if (content := found(f"{key}.{ending}")) is not None:
        return content
    with _alone(int(key, 16) % LOCKS if turn is None else turn):
        if (content := found(f"{key}.{ending}")) is None:
            content = make()
            if keep(f"{key}.{ending}", content):
                tidy()
    return content


def tidy():
    """Take away what nobody has asked for for so long, and of too many the oldest. Also every night."""
    papers = [(_asked(each), each) for each in Path(settings.PAPERS).glob("*.[!l]*")]
    before = time.time() - period("papers").total_seconds()
    for place, (asked, each) in enumerate(sorted(papers, reverse=True)):
        if place >= MOST or asked < before:
            each.unlink(missing_ok=True)


def _asked(paper):
    try:
        return paper.stat().st_mtime
    except FileNotFoundError:  # another process was first
        return 0


def keep(name, content):
    """Written beside and moved into place, so that nobody reads half a paper. False where it could not be
    kept."""
    try:
        folder = _made()
        with tempfile.NamedTemporaryFile(dir=folder, prefix=name, delete=False) as begun:
            try:
                begun.write(content)
                begun.flush()
                os.replace(begun.name, folder / name)
            except BaseException:
                os.unlink(begun.name)
                raise
    except OSError:
        log.exception("A paper could not be kept")
        return False
    return True


def _made():
    folder = Path(settings.PAPERS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone(turn):
    """One process prints a text, others may print other texts. The lock of one that dies is gone with it."""
    try:
        lock = (_made() / f"{turn}.lock").open("w")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
