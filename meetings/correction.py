"""The passages of a record that a correction may change, each under a key of its own. A position and the
dissent against it are none of them: they stand as they were published."""

import copy
from dataclasses import dataclass

from rus_portal.core.rich import as_plain, is_rich

FACTS = {
    "place": "Plats",
    "time": "Tid",
    "format": "Mötesform",
    "registry_number": "Diarienummer",
    "secretary": "Sekreterare",
    "adjournments": "Ajournering",  # these are not in a record that had none
    "vacant": "Vakanta platser",
    "others": "Övriga närvarande",
    "sent_to": "Skickas till",
    "kept_at": "Förvaras hos",
    "posted": "Tillkännages",
    "taken_down": "Tillkännagivandet tas ner",
}
TEXTS = {
    "text": "Text",
    "presenters": "Föredragande",
    "registry_number": "Diarienummer",
    "summary": "Sammanfattning",
    "discussion": "Samtalet i korthet",
    "note": "Protokollsanteckning",
    "further_handling": "Fortsatt hantering",
    "sent_to": "Skickas till",  # nor this one, of an item
}
ROWS = {  # of a section
    "commitments": ("Åtagande", {"who": "vem", "what": "vad", "due": "senast"}),
    "appendices": ("Bilaga", {"title": "namn"}),
}
PROSE = ("text", "discussion", "note", "further_handling")  # of a section: rich, or plain as before
PRESENT = ("På plats", "Digitalt")


@dataclass
class Passage:
    key: str
    place: str  # where it stands: "§ 12 Bredband"
    label: str
    text: str

    @property
    def is_prose(self):
        """Written in the editor."""
        return self.key.rpartition(".")[2] in PROSE

    @property
    def words(self):
        return as_plain(self.text)


def passages(record):
    """{key: passage} in the order of the record."""
    found = [Passage(f"motet.{name}", "Mötet", label, record.get(name, "")) for name, label in FACTS.items()]
    for section in record["sections"]:
        number = section["number"] and f"§ {section['number']} "
        place = f"{number or ''}{section['title']}"
        found += [
            Passage(f"{section['anchor']}.{name}", place, label, section.get(name, ""))
            for name, label in TEXTS.items()
            if name in section or (name == "sent_to" and section["is_item"])
        ]
        found += [
            Passage(f"{section['anchor']}.{name}.{nth}.{part}", place, f"{row} {nth + 1}, {what}", each[part])
            for name, (row, parts) in ROWS.items()
            for nth, each in enumerate(section.get(name, ()))
            for part, what in parts.items()
        ]
    for nth, group in enumerate(record["attendance"]):
        for person, row in enumerate(group["people"]):
            told = f"{row['name']}, {row['organisation']}"
            found.append(Passage(f"narvaro.{nth}.{person}", "Närvaro", told, row["status"]))
    return {passage.key: passage for passage in found}


def corrected(record, changes):
    """The record with the passages changed; `changes` is {key: text}."""
    record = copy.deepcopy(record)
    anchors = {section["anchor"]: section for section in record["sections"]}
    for key, text in changes.items():
        head, _, rest = key.partition(".")
        if head == "narvaro":
            group, person = map(int, rest.split("."))
            row = record["attendance"][group]["people"][person]
            row |= {"status": text, "present": text in PRESENT}
        else:
            *row, name = rest.split(".")
            place = record if head == "motet" else anchors[head]
            (place[row[0]][int(row[1])] if row else place)[name] = text
    return record | {"rich": True} if any(map(has_rich, record["sections"])) else record


def has_rich(section):
    return any(is_rich(section.get(name, "")) for name in PROSE)
