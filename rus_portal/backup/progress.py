"""What somebody who waits in a terminal is told."""

import time

EVERY = 3  # seconds


def paced(what, things, total, tell):
    """The things, one by one. Tells how far it has come now and then, and at the end."""
    last = time.monotonic()
    for nth, thing in enumerate(things, start=1):
        yield thing
        if nth == total or time.monotonic() - last > EVERY:
            last = time.monotonic()
            tell(f"{what}: {nth} av {total}.")
