#!/bin/bash
# khal 0.14.1: importing a calendar object with METHOD:CANCEL leaves the event as it was, unless the event itself says
# STATUS:CANCELLED. The method is not looked at.
#
# Expected: RFC 5546 (3.2.5) cancels an attendee by METHOD:CANCEL, and where only some attendees are released, the STATUS
# must not be CANCELLED since the meeting takes place. After the import the event is gone or marked for the attendee.
# Seen: the event stands in the list as any other; with STATUS:CANCELLED it is marked.
# Why it matters: whoever is no longer called keeps the meeting in the calendar. A sender must say it in SUMMARY.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check khal==0.14.1
mkdir -p "$here/calendar"
cat > "$here/config" <<CONFIG
[calendars]
[[meetings]]
path = $here/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = $here/khal.db
[default]
default_calendar = meetings
CONFIG
event() { # method, sequence, further lines
  printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//SV\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\nUID:1@example\r\nSEQUENCE:%s\r\nDTSTAMP:20300101T000000Z\r\nDTSTART:20300312T090000Z\r\nDTEND:20300312T100000Z\r\nSUMMARY:The council\r\nORGANIZER:mailto:office@example\r\nATTENDEE:mailto:member@example\r\n%bEND:VEVENT\r\nEND:VCALENDAR\r\n' "$1" "$2" "${3:-}"
}
khal() { "$here/venv/bin/khal" -c "$here/config" "$@"; }
event REQUEST 0 > "$here/request.ics"
event CANCEL 1 > "$here/release.ics"
event CANCEL 2 'STATUS:CANCELLED\r\n' > "$here/cancel.ics"
shown() { khal import --batch "$here/$1.ics" 2>/dev/null >&2; khal list --format '{status}{cancelled}{title}' 2030-03-12 1d | grep council || echo nothing; }
called=$(shown request); released=$(shown release); cancelled=$(shown cancel)
echo "khal $("$here/venv/bin/pip" show khal | sed -n 's/^Version: //p')"
echo "called:                           $called"
echo "METHOD:CANCEL:                    $released (expected: nothing, or a mark)"
echo "METHOD:CANCEL, STATUS:CANCELLED:  $cancelled"
[ "$called" = "$released" ] && [ "$called" != "nothing" ] && [ "$called" != "$cancelled" ]
