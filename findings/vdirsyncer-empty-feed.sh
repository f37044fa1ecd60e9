#!/bin/bash
# vdirsyncer 0.21.0: a subscribed calendar that has become empty is an error, and what it held last stays.
#
# Expected: when the feed holds no events any more, as when the last meeting is too old to be listed, the local copy
# becomes empty too.
# Seen: "sync" stops with an error about a collection that was emptied, exits 1, and the old event stays for good.
# Why it matters: a member who has left every council goes on seeing old or moved meetings. A feed should always hold
# some event.
set -euo pipefail
here=$(mktemp -d); trap 'kill $server 2>/dev/null || true; rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check vdirsyncer==0.21.0
mkdir -p "$here/feed" "$here/local"
head='BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//SV\r\n'
event='BEGIN:VEVENT\r\nUID:1@example\r\nDTSTAMP:20300101T000000Z\r\nDTSTART:20300312T090000Z\r\nSUMMARY:The council\r\nEND:VEVENT\r\n'
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 -m http.server --bind 127.0.0.1 --directory "$here/feed" "$port" >/dev/null 2>&1 & server=$!
cat > "$here/config" <<CONFIG
[general]
status_path = "$here/status/"
[pair meetings]
a = "local"
b = "feed"
collections = null
conflict_resolution = "b wins"
[storage local]
type = "filesystem"
path = "$here/local/"
fileext = ".ics"
[storage feed]
type = "http"
url = "http://127.0.0.1:$port/feed.ics"
CONFIG
sync() { "$here/venv/bin/vdirsyncer" -c "$here/config" "$@" > "$here/said" 2>&1; }
printf "$head${event}END:VCALENDAR\r\n" > "$here/feed/feed.ics"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -sf "http://127.0.0.1:$port/feed.ics" >/dev/null && break; sleep 0.3; done
yes | sync discover || true; sync sync || true
before=$(ls "$here/local" | wc -l)
printf "${head}END:VCALENDAR\r\n" > "$here/feed/feed.ics"
code=0; sync sync || code=$?
after=$(ls "$here/local" | wc -l)
echo "vdirsyncer $("$here/venv/bin/pip" show vdirsyncer | sed -n 's/^Version: //p')"
echo "events at first: $before; after the feed became empty: expected 0 and exit code 0, seen $after and exit code $code"
tail -3 "$here/said"
[ "$before" = 1 ] && [ "$after" = 1 ] && [ "$code" != 0 ]
