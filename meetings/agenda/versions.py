"""What an agenda says, as plain data, and what differs between two of them, in plain words."""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass

from meetings.minutes.enclosed import public_title
from meetings.models import AgendaItem, AgendaVersion, Document, Meeting
from meetings.models.meeting import with_councils, with_leaders
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import prepared
from rus_portal.core.text import plain
from rus_portal.core.words import day

FACTS = {
    "day": "Dagen är ändrad.",
    "time": "Tiden är ändrad.",
    "format": "Mötesformen är ändrad.",
    "place": "Platsen är ändrad.",
    "councils": "Vilka råd som möts är ändrat.",
    "chair": "Ordföranden för mötet är ändrad.",
    "note": "Upplysningen till kallelsen är ändrad.",
    "breaks": "Pauserna är ändrade.",
}
KEPT_AS = {"minutes_needed": "minutes"}  # their names in versions already sent, which are never rewritten
NAMED = ("proposed_by", "focus_areas")  # of an item: one that is renamed is the same. A goal is its wording
DAYS, HOURS = " – ", "–"  # between the first and the last
WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Change:
    """One whole sentence; `before` and `after` where a text was rewritten."""

    sentence: str
    before: str = ""
    after: str = ""

    @property
    def words(self):
        """Both texts merged word by word: runs of ("same" | "gone" | "new", text)."""
        old, new = WORDS.findall(self.before), WORDS.findall(self.after)
        for how, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if how == "equal":
                yield "same", "".join(old[a:b])
                continue
            if a != b:
                yield "gone", "".join(old[a:b])
            if c != d:
                yield "new", "".join(new[c:d])


def content_of(meeting):
    """All that the summons says except the documents, JSON-ready: the agenda as the members see it, or before
    the summons as it would be numbered now."""
    return _content(meeting, _items_of([meeting])[meeting.pk])


def _content(meeting, items):
    said = [
        _said(item, item.number if meeting.convened_at else place)
        for place, item in enumerate(items, start=1)
    ]
    return plain({"facts": _facts(meeting) | {"breaks": _breaks(meeting, items)}, "items": said})


def _breaks(meeting, items):
    """Each with its minutes and what it comes after."""
    found = []
    for each in meeting.breaks.all() if meeting.has_breaks else ():
        before = [item.title for item in items if item.order <= each.order]
        place = f"efter ”{before[-1]}”" if before else "först"
        found.append(f"{each}, {each.minutes_needed} minuter, {place}")
    return "\n".join(found)


def _items_of(meetings):
    """What is on the agenda of each, by its id. Three queries."""
    found = {meeting.pk: [] for meeting in meetings}
    stages = {
        each.pk: AgendaItem.ON_AN_AGENDA if each.convened_at else AgendaItem.DRAFTED for each in meetings
    }
    for item in _items(list(found)):
        if item.stage in stages[item.meeting_id]:
            found[item.meeting_id].append(item)
    return found


@prepared
def _items(meetings):
    items = AgendaItem.objects.filter(meeting__in=meetings).order_by("order", "pk")
    return items.select_related("primary_goal", "proposed_by").prefetch_related("goals", "focus_areas")


def sent_content(meeting):
    """As `content_of`, with the current documents."""
    return _with_documents(content_of(meeting), _documents([meeting]))


def _with_documents(content, documents):
    shown = {None, *(item["id"] for item in content["items"])}
    kept = [_document(document) for document in documents if document.item_id in shown]
    return content | {"documents": kept}


@prepared
def _documents(meetings):
    return Document.objects.filter(meeting__in=meetings, replaced_by=None).order_by("added_at", "pk")


def _document(document):
    hidden = document.visibility == Document.Visibility.RESTRICTED
    title = public_title(document) if hidden else document.title
    return {"id": document.pk, "item": document.item_id, "title": title, "replaces": document.replaces_id}


def changes_since_last_sent(meeting):
    """What the members have not yet been told: for the secretary before an update, and for its letter."""
    return unsent([meeting])[meeting.pk]


def unsent(meetings):
    """The same of each meeting, by its id. The same number of queries however many, where their breaks and
    who leads them are read with them."""
    versions, documents = defaultdict(list), defaultdict(list)
    for version in _versions(meetings):
        versions[version.meeting_id].append(version)
    sent = [meeting for meeting in meetings if versions[meeting.pk]]
    items = _items_of(sent)
    for document in _documents(sent) if sent else ():
        documents[document.meeting_id].append(document)
    found = {meeting.pk: [] for meeting in meetings}
    for meeting in sent:
        content = _with_documents(_content(meeting, items[meeting.pk]), documents[meeting.pk])
        found[meeting.pk] = changes_to(content, versions[meeting.pk])
    return found


def still_unsent(meetings):
    """The same, worked out once until something is written (docs/adr/0048). What is told of a meeting is read
    then: what the caller has read may be older than the generation that it is kept under. One query more."""
    return _still_unsent(*[meeting.pk for meeting in meetings]) if meetings else {}


@kept_for_all
def _still_unsent(*keys):
    meetings = with_leaders(with_councils(_with_breaks(keys)))
    for meeting in meetings:
        meeting.has_breaks = bool(meeting.breaks.all())
    return unsent(meetings)


@prepared
def _with_breaks(keys):
    meetings = Meeting.objects.filter(pk__in=keys).select_related("council").order_by("pk")
    return meetings.prefetch_related("breaks")


@prepared
def _versions(meetings):
    return AgendaVersion.objects.filter(meeting__in=meetings).order_by("number")


def changes_to(content, versions):
    """What differs from the last of the versions sent. What stood in an earlier one is not new."""
    known = {item["id"] for version in versions for item in version.content["items"]}
    return changes(versions[-1].content, content, known=known)


def _facts(meeting):
    days = dict.fromkeys([meeting.date, meeting.end_date])
    return {
        "day": DAYS.join(map(day, days)),
        "time": f"kl. {meeting.start_time:%H.%M}{HOURS}{meeting.end_time:%H.%M}",
        "format": meeting.get_format_display(),
        "place": meeting.place,
        "councils": meeting.title,
        "chair": str(meeting.leader or ""),
        "note": meeting.note,
        "ids": _ids({"councils": meeting.councils, "chair": meeting.leader}),
    }


def _said(item, number):
    texts = {_key(name): _in_words(item, name, value) for name, value in item.texts.items()}
    named = {name: value for name, value in item.texts.items() if name in NAMED}
    return {"id": item.pk, "number": number, "ids": _ids(named)} | texts


def _ids(named):
    """Who or what is named: a version keeps the names of its day, and another name is no change."""
    return {
        name: sorted(each.pk for each in (value if isinstance(value, list) else [value]) if each)
        for name, value in named.items()
    }


def _is_renamed(old, new, field):
    """Older versions say only the names."""
    ids = [each.get("ids", {}).get(field) for each in (old, new)]
    return None not in ids and ids[0] == ids[1]


def _key(name):
    """What a field of an item is called in a version."""
    return KEPT_AS.get(name, name)


def _in_words(item, name, value):
    if name == "type":
        return item.get_type_display()
    if name == "minutes_needed":
        return f"{value} minuter"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value or "")


def changes(old, new, *, known=frozenset()):
    """What a reader of the old version must know: the meeting first, then item by item in the new order.
    Items whose ids are `known` have been on the agenda before."""
    old, new = plain(old), plain(new)  # what was sent long ago may be written in another way
    return [
        *_changed_facts(old["facts"], new["facts"]),
        *_changed_items(old["items"], new["items"], known),
        *_changed_documents(old, new),
    ]


def _changed_facts(old, new):
    lasts_days = any(DAYS in facts["day"] for facts in (old, new))
    for field, sentence in FACTS.items():
        before, after = old.get(field, ""), new.get(field, "")
        if before != after and field == "time" and lasts_days:
            before, after = _when(old), _when(new)
        if before != after and not _is_renamed(old, new, field):
            yield Change(sentence, before, after)


def _when(facts):
    """The time, beside each day where there are two."""
    first, _, last = facts["day"].partition(DAYS)
    begins, _, ends = facts["time"].partition(HOURS)
    return f"{first} {begins}{DAYS}{last} kl. {ends}" if last else f"{first} {facts['time']}"


def _changed_items(old, new, known):
    before = {item["id"]: item for item in old}
    moved, above = _moved(list(before), [item["id"] for item in new]), None
    for item in new:
        if item["id"] not in before:
            is_back = item["id"] in known
            yield Change(f"Punkt {_named(item)} är tillbaka." if is_back else f"Ny punkt {_named(item)}.")
        elif item["id"] in moved:
            place = f"efter {_named(above)}" if above else "först"
            yield Change(f"Punkt {_named(item)} är flyttad och tas upp {place}.")
        if item["id"] in before:
            yield from _changed_texts(before[item["id"]], item)
        above = item
    kept = {item["id"] for item in new}
    for item in old:
        if item["id"] not in kept:
            yield Change(f"Punkt {_named(item)} utgår.")


def _changed_texts(old, new):
    for field in AgendaItem.FIELDS:
        before, after = old.get(_key(field.name), ""), new.get(_key(field.name), "")
        if before != after and not _is_renamed(old, new, field.name):
            yield Change(f"Punkt {_named(new)}: {field.told}.", before, after)


def _changed_documents(old, new):
    """Documents of new and struck items come and go with the items, and are not listed by themselves."""
    before = {document["id"]: document for document in old.get("documents", [])}
    documents = {document["id"]: document for document in new.get("documents", [])}
    lasting = {None} | {each["id"] for each in old["items"]} & {each["id"] for each in new["items"]}
    places = {each["id"]: f"punkt {_named(each)}" for each in new["items"]} | {None: "mötet"}
    for document in documents.values():
        if document["id"] in before or document["item"] not in lasting:
            continue
        what = "Ny version av en handling" if document["replaces"] in before else "Ny handling"
        yield Change(f"{what} till {places[document['item']]}: ”{document['title']}”.")
    replaced = {document["replaces"] for document in documents.values()}
    for document in before.values():
        if document["id"] not in documents and document["id"] not in replaced and document["item"] in lasting:
            yield Change(f"Handlingen ”{document['title']}” till {places[document['item']]} är borttagen.")


def _moved(old, new):
    """Items that left the order most others kept. A new or struck item does not count as moving others."""
    old, new = [each for each in old if each in new], [each for each in new if each in old]
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {each for block in blocks for each in old[block.a : block.a + block.size]}
    return {each for each in new if each not in stayed}


def _named(item):
    return f"{item['number']} ”{item['title']}”"
