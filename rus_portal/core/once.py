"""What a process makes once, however many threads ask for it first."""

import functools
import threading


def once(make):
    """Like `functools.cache`, which lets all who ask meanwhile make one each: here the others wait."""
    kept, lock = functools.cache(make), threading.Lock()

    @functools.wraps(make)
    def get(*given):
        with lock:
            return kept(*given)

    vars(get).update(cache_clear=kept.cache_clear)
    return get
