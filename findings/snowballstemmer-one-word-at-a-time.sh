#!/bin/bash
# snowballstemmer 3.1.1: the stemmer keeps the word it works on in itself, so one object shared by two threads gives
# wrong stems, or an IndexError.
#
# Expected: stemWord(word) depends on the word alone; an object made once for a language is shared, as a compiled
# regular expression is.
# Seen: with eight threads, some words get the stem of another word, and some calls raise.
# Why it matters: a threaded web server stems search words in parallel. Nothing is reported, a cache of stems keeps the
# wrong one for the life of the process, and an index built meanwhile misses documents for good.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check snowballstemmer==3.1.1
"$here/venv/bin/python" - <<'PYTHON'
import sys, threading
from importlib.metadata import version
from snowballstemmer import stemmer

words = [begin + end for begin in ("kommun", "samverkan", "bredband", "skol") for end in ("erna", "en", "ens", "arnas")]
shared = stemmer("swedish")
right = {word: shared.stemWord(word) for word in words}
wrong, raised = {}, set()

def look(shift):
    for turn in range(20000):
        word = words[(turn * 7 + shift) % len(words)]
        try:
            if (stem := shared.stemWord(word)) != right[word]:
                wrong[word] = stem
        except Exception as error:
            raised.add(type(error).__name__)

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=look, args=[shift]) for shift in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
word = next(iter(wrong), None)
print("snowballstemmer", version("snowballstemmer"))
print("expected: the same stems in eight threads as in one")
print("seen:    ", f"{len(wrong)} of {len(words)} words with another stem,", f"as {word} -> {wrong[word]} for {right[word]};" if word else "", "raised:", sorted(raised) or "nothing")
sys.exit(0 if wrong or raised else 1)
PYTHON
