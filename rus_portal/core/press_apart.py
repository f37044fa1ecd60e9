"""The press in a process of its own, beside a web process (docs/adr/0086).

Printing takes 40 MB that a process never gives back, and as much again while a paper is set. This one knows
of the portal only its settings: `python -m rus_portal.core.press_apart`. It is started for the first paper,
and ends with the process that asked for it.
"""

import logging
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress

from django.conf import settings

from rus_portal.core.press import Press


class PressApart:
    """Prints as `Press` does, the same bytes."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process: subprocess.Popen | None = None

    def print(self, html, *, tell=None, **how):
        with self.lock:
            try:
                process = self._running()
                pickle.dump((html, how), process.stdin)
                process.stdin.flush()
                while isinstance(said := pickle.load(process.stdout), int):  # noqa: S301 our own process
                    if tell:
                        tell(said)
            except BaseException as wrong:
                self.end()  # else what it has left to say of this paper would be taken for the next
                if isinstance(wrong, OSError | EOFError | pickle.UnpicklingError):
                    raise RuntimeError("The press ended while it printed") from wrong
                raise
        if isinstance(said, str):
            raise RuntimeError(said)
        return said

    def _running(self):
        if self.process and self.process.poll() is not None:
            self.end()
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603  this module, and nothing anybody gave
                [sys.executable, "-m", __name__],
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self.process

    def end(self):
        if self.process:
            with suppress(BrokenPipeError), self.process:  # closes the pipes, and waits
                self.process.kill()
        self.process = None


def main():
    """Reads what is to be printed and tells each page that is set, then the paper, or in words what went
    wrong. Whoever asks decides when it is over, also where all processes are told to end at once."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    asked, told, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr

    def tell(said):
        pickle.dump(said, told)
        told.flush()

    press = Press()
    while True:
        try:
            html, how = pickle.load(asked)  # noqa: S301 from the process that started this one
        except EOFError:
            return
        try:
            tell(press.print(html, tell=tell, **how))
        except Exception as wrong:
            logging.exception("A paper could not be printed")
            tell(f"{type(wrong).__name__}: {wrong}")


if __name__ == "__main__":
    main()
