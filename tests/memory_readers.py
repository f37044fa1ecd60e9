"""Six readers at once, and what the web processes hold meanwhile: `script/memory`. It knows nothing of the
portal but the plan (tests/memory.py), and asks 127.0.0.1 alone."""

import http.client
import json
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

PLAN, PORT, MASTER, MINUTES = json.loads(Path(sys.argv[1]).read_text()), *map(int, sys.argv[2:5])
READERS, PAPER, MOST_MB, GROWTH_MB = 6, 20, 200, 5  # one in so many is a paper
answers, until = Counter(), time.monotonic() + 60 * MINUTES


def read(number):
    rng = random.Random(number)
    reader = PLAN[number % len(PLAN)]
    headers = {"Cookie": f"sessionid={reader['session']}"} if reader["session"] else {}
    server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    while time.monotonic() < until:
        kind = "pages" if rng.randrange(PAPER) else "papers"
        try:
            server.request("GET", rng.choice(reader[kind]), headers=headers)
            answer = server.getresponse()
            answer.read()
            answers[kind, answer.status] += 1
            if kind == "papers":
                server.close()  # the next connection may be another process's
        except (OSError, http.client.HTTPException) as error:
            answers[kind, type(error).__name__] += 1
            server.close()


def held():
    """Of each process: its number, and MB in all, where what is shared is shared out, and of its press."""
    return {
        process: (*held_by(process), sum(held_by(each)[0] for each in below(process)))
        for process in below(MASTER)
    }


def below(process):
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [child for thread in threads for child in thread.read_text().split()]


def held_by(process):
    lines = (line.split() for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    kb = {name: int(size) for name, size, _ in lines}
    return kb["Rss:"] / 1024, kb["Pss:"] / 1024


def answering():
    server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    server.request("GET", "/halsa/process/", headers={"Host": f"127.0.0.1:{PORT}"})
    return server.getresponse().status == 200


def main():
    for _ in range(300):
        try:
            if answering():
                break
        except OSError:
            time.sleep(1)
    for number in range(READERS):
        threading.Thread(target=read, args=(number,), daemon=True).start()
    print(f"{'minute':>6}{'answers':>9}  MB of each process: in all (its share) + its press")
    kept = []
    for minute in range(MINUTES + 1):
        now = held()
        kept.append(now)
        told = "  ".join(
            f"{process}: {rss:.0f} ({pss:.0f}) + {press:.0f}" for process, (rss, pss, press) in now.items()
        )
        print(f"{minute:>6}{answers.total():>9}  {told}")
        if minute < MINUTES:
            time.sleep(60)
    for (kind, status), number in sorted(answers.items(), key=str):
        print(f"{kind} {status}: {number}")
    settled, last = kept[len(kept) * 2 // 3], kept[-1]
    wrong = [f"{kind} {status}" for kind, status in answers if isinstance(status, str) or status >= 500]
    wrong += [f"{process} died" for process in kept[0].keys() - last.keys()]
    for process, (rss, _, press) in last.items():
        first, before = kept[0].get(process, (rss,))[0], settled.get(process, (rss,))[0]
        grown = rss - before
        print(f"{process}: {first:.0f} MB at first, {before:.0f} after two thirds, {rss:.0f} at last")
        if max(rss, press) > MOST_MB or grown > GROWTH_MB:
            wrong.append(f"{process} holds {rss:.0f} MB and grew by {grown:.1f}")
    sys.exit("; ".join(wrong) or None)


main()
