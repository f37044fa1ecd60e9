"""What the database itself refuses to change, whoever asks and however it is done.

Minutes are approved once; from then on their record, their bytes, the dissent in them and what they tell of
the meeting stand for ever. A position stands from then on too, and is never taken back once it is published.
Dissent comes only on a position, from those who hold the seat on the day of the meeting and take position
there, a substitute who serves included and not the one who is replaced, and its words are never edited.
A summons is answered by those who have a seat for the organisation that day.
What its author lodged, a person answered or an organisation said itself is neither taken back nor written
over for them. Whoever was at a meeting is counted once in what is said of it. No § stands twice in a
series, no field for one line holds two, and no date is of another age. Journal entries are only
added. Django rebuilds whole tables on SQLite and drops their triggers with them, so the triggers are laid
anew after every migrate (`post_migrate`) rather than by one migration.

There are ways round a trigger on updates and deletes. SQLite's `INSERT OR REPLACE` removes the row that has
the same key, and tells no trigger of it unless the connection has asked for that; PostgreSQL's `TRUNCATE`
empties a table without touching its rows. Both are refused where they would remove what is frozen."""

from meetings.triggers.fragments import HAS_LEFT, TAKES_NO_POSITION
from meetings.triggers.laying import LAID, install, make_way, statements, uninstall
from meetings.triggers.rules import RULES

__all__ = ["HAS_LEFT", "LAID", "RULES", "TAKES_NO_POSITION", "install", "make_way", "statements", "uninstall"]
