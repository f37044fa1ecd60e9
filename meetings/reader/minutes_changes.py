"""What has changed in minutes since one of their approvers looked at them last."""

from meetings.minutes.record import as_sealed, version_before
from meetings.models import AgendaItem
from rus_portal.core.changes import SAME, changes, near
from rus_portal.core.rich import as_plain
from rus_portal.core.voices import voices

# Names of things, and what is said once more in words.
UNSAID = {"anchor", "accent", "type", "is_item", "approvals", "sections", "attendance", "date", "rich"}
UNSAID |= {"present", "apart", "number", "item", "version", "corrects"}
CORRECTION = ("correction_note", "correction_why", "corrected_by")  # which are no part of what it changes
OUTCOMES = dict(AgendaItem.Outcome.choices) | {
    "consensus": "Ställningstagande i samsyn",
    "dissent": "Ställningstagande med avvikande synpunkt",
    "postponed": "Framflyttad",
}
# What is lodged word for word, as it is called once its author has taken it back.
LODGED = {"dissents": "Avvikande synpunkt, återtagen.", "statements": "Protokollsanteckning, återtagen."}


def changed_for(approval, minutes, record):
    """Since that approver looked last, or had a wish; of a correction until then since the version before."""
    if approval.looked:
        return changed_since(approval.looked, record)
    if minutes.version == 1:
        return []
    before = as_sealed(version_before(minutes).record) | {name: record[name] for name in CORRECTION}
    return changed_since(before, record)


def changed_since(before, after):
    """(anchor, title, pieces) of each part that reads otherwise, in the order of the minutes; `pieces` as
    `rus_portal.core.changes` has them. What was lifted out comes last."""
    sections = after["sections"]
    standing = [each["text"] for section in sections for name in LODGED for each in section.get(name, ())]
    old, new = _parts(before, standing), _parts(after, standing)
    for anchor in [*new, *(each for each in old if each not in new)]:
        (was, earlier), (title, text) = old.get(anchor, ("", "")), new.get(anchor, ("", ""))
        pieces = changes(earlier, text)
        if any(kind != SAME for kind, _ in pieces):
            yield anchor if anchor in new else "", title or was, list(near(pieces))


def sections_of(record):
    """(anchor, title) of each § for those who want something changed there."""
    for section in record["sections"]:
        number = f"§ {section['number']} " if section["number"] else ""
        yield section["anchor"], f"{number}{section['title']}"


def _parts(record, standing):
    """What was taken back nobody reads but its author: only that it was. Words that others joined are told
    once."""
    titles = dict(sections_of(record))
    parts = {"motet": ("Mötet", _said({name: record[name] for name in record if name not in UNSAID}))}
    for section in record["sections"]:
        lodged = {
            name: [
                (each if each["text"] in standing else each | {"text": gone})
                | {"others": [_joiner(other) for other in joined]}
                for each, joined in voices(section[name])
            ]
            for name, gone in LODGED.items()
            if name in section
        }
        parts[section["anchor"]] = (titles[section["anchor"]], _said(section | lodged))
    people = [person for group in record["attendance"] for person in group["people"]]
    return parts | {"narvaro": ("Närvaro", "".join(f"{_row(person)}\n" for person in people))}


def _joiner(joined):
    return "Instämmer: " + ", ".join(joined[name] for name in ("organisation", "person", "role", "joined"))


def _row(person):
    return ", ".join(str(person[name]) for name in person if name not in UNSAID and person[name])


def _said(value, name=""):
    """Each text in it as lines of its own."""
    if name in UNSAID or value is None or value == "":
        return ""
    if isinstance(value, dict):
        return "".join(_said(each, name) for name, each in value.items())
    if isinstance(value, list):
        return "".join(_said(each, name) for each in value)
    if name == "document":  # another file may have the same title
        return f"Handling nummer {value}\n"
    return f"{OUTCOMES.get(value, value) if name == 'outcome' else as_plain(str(value))}\n"
