"""What a process makes once is made once, also where several threads ask for it first."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from rus_portal.core import press, waiting

AT_ONCE = 4


@pytest.mark.parametrize(
    ("module", "made_of", "get"),
    [(press, "Press", press.press), (waiting, "ThreadPoolExecutor", waiting._of)],
)
def test_all_who_ask_first_get_the_same(monkeypatch, module, made_of, get):
    all_make = Barrier(AT_ONCE)

    def make(**how):
        with suppress(BrokenBarrierError):
            all_make.wait(0.2)  # long enough for others to begin on one each, if they may
        return object()

    asked = ["of this test"] if get is waiting._of else []
    monkeypatch.setattr(module, made_of, make)
    get.cache_clear()
    try:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            given = list(threads.map(lambda _: get(*asked), range(AT_ONCE)))
    finally:
        get.cache_clear()
    assert len(set(given)) == 1
