"""What a rule says."""

from dataclasses import dataclass

ALWAYS = ("INSERT", "UPDATE", "DELETE")
COMES = ("INSERT", "UPDATE")


@dataclass(frozen=True)
class Refusal:
    """The database refuses `events` on rows of `table` for which `when` holds.

    `when` is SQL that both engines understand, or that of each, with {row} for the row: as it stood before
    an update or a removal, as it is to be on an insert. Where an insert is refused, so is an update that
    leads there. What may not be removed stands: an update that leads away is refused too, and it is neither
    replaced nor truncated. Where removal is let through, `when` is what must never come to be: a row that is
    so all the same, from before the rule, may be put right. `columns` narrows an update to changes of those
    columns, and of the key. `sentence` is for people, where it says what to do.
    """

    name: str
    table: str
    when: str | dict = "1 = 1"
    columns: tuple = ()
    events: tuple = ("UPDATE", "DELETE")
    sentence: str = ""
