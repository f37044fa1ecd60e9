"""Finding words: each thread has a stemmer of its own."""

import sys
import threading

from meetings.positions.search import stem, stems

WORDS = [
    f"{begin}{end}"
    for begin in ("kommun", "samverkan", "möte", "råd")
    for end in ("erna", "s", "en", "ar", "ens")
]


def test_threads_do_not_get_each_others_stems(monkeypatch):
    stem.cache_clear()
    right = {word: stem(word) for word in WORDS}
    wrong, beginning = [], threading.Barrier(8)

    def look(shift):
        beginning.wait()
        for turn in range(200):
            word = WORDS[(turn * 7 + shift) % len(WORDS)]
            if stem.__wrapped__(word) != right[word]:
                wrong.append(word)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=look, args=[shift]) for shift in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []


def test_a_word_is_the_same_however_its_letters_are_written():
    assert stems("mo\u0308tet") == stems("mötet")
