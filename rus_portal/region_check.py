"""What is wrong in a region's files, each fault as a sentence with its file and line, before anything is
loaded. The fields are the models' own, so that a file may say what a form may."""

import re
import tomllib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from councils.models import Council, Organisation, Seat
from rus_portal.core.registry_number import told_fields
from rus_portal.region_data import folder_of
from strategy.models import (
    FocusArea,
    Goal,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)

NEEDED = ("region", "organisations", "strategy")
FILES = (*NEEDED, "councils", "plan", "accessibility")
REGION = {"slug", "name", "county", "county_letter", "source", "synonyms"}


@dataclass(frozen=True)
class Kind:
    """Rows of a file. `refers` are keys that name rows of another kind, `also` those that are no field of the
    model, and `made` fields that the loader fills in; `once` must differ between rows (of one strategy)."""

    file: str
    name: str
    model: type
    refers: tuple = ()
    also: tuple = ()
    made: tuple = ()
    once: tuple = ()


KINDS = (
    Kind("organisations", "organisations", Organisation, also=("source",), once=("slug",)),
    Kind("strategy", "strategies", Strategy, made=("region_name",), once=("slug",)),
    Kind("strategy", "levels", Level, refers=("strategy",), once=("key",)),
    Kind("strategy", "goals", Goal, ("strategy", "level", "parent"), made=("slug",), once=("code",)),
    Kind("strategy", "perspectives", Perspective, refers=("strategy",), also=("source",), made=("slug",)),
    Kind("strategy", "steps", StrategyStep, refers=("strategy",), also=("source",)),
    Kind("strategy", "related_plans", RelatedPlan, refers=("strategy",), also=("source",)),
    Kind("councils", "councils", Council, also=("serves",), once=("slug", "abbreviation")),
    Kind("councils", "seats", Seat, refers=("council", "organisation")),
    Kind("plan", "focus_areas", FocusArea, also=("goals",), made=("plan",), once=("code", "slug")),
)


class Lines:
    """On which line of the text each row and key stands: as `[[goals]]`, or a line each in `goals = [`."""

    def __init__(self, text):
        self.lines = text.splitlines()

    def of_row(self, name, nth):
        heads = [at for at, line in enumerate(self.lines) if line.strip() == f"[[{name}]]"]
        if not heads:
            begins = self._first(rf"{name}\s*=", 0) or 0
            heads = [at for at in range(begins, len(self.lines)) if self.lines[at].lstrip().startswith("{")]
        return heads[nth] + 1 if nth < len(heads) else 1

    def of_key(self, name, nth, key):
        """The row's own where the key is not there."""
        row = self.of_row(name, nth) - 1
        if self.lines[row].lstrip().startswith("{"):
            return row + 1
        found = self._first(rf"{key}\s*=", row + 1, stop=r"\[")
        return (row if found is None else found) + 1

    def of_top(self, key):
        return (self._first(rf"{key}\s*=", 0) or 0) + 1

    def _first(self, pattern, begin, stop=None):
        for at in range(begin, len(self.lines)):
            if re.match(pattern, self.lines[at]):
                return at
            if stop and re.match(stop, self.lines[at]):
                return None
        return None


def faults(region, *, own=True):
    """In the order of the files. Where a file cannot be read nothing is said of what it would have held."""
    told, data, lines = [], {}, {}
    for file in FILES:
        path = folder_of(region) / f"{file}.toml"
        if not path.exists():
            if file in NEEDED:
                told.append(f"{file}.toml saknas.")
            continue
        try:
            text = path.read_text(encoding="utf-8")
            data[file], lines[file] = tomllib.loads(text), Lines(text)
        except UnicodeDecodeError:
            told.append(f"{file}.toml: filen ska vara sparad som UTF-8.")
        except tomllib.TOMLDecodeError as fault:
            told.append(f"{file}.toml, {_where(fault, text)}: raden går inte att läsa. {HINT}")
    for path in sorted(folder_of(region).glob("*.toml")):
        if path.stem not in FILES:
            told.append(f"{path.name}: portalen läser ingen sådan fil. Den läser {', '.join(FILES)}.")
    told = told or [*_of_shape(data, lines)]
    if told:
        return told
    return [*_of_region(data, lines), *_of_plan(data, lines), *_of_rows(data, lines), *_of_office(data, own)]


HINT = "Text ska stå inom citattecken, listor inom hakparenteser, och varje nyckel bara en gång."


def _where(fault, text):
    found = re.search(r"line (\d+)", str(fault))
    return f"rad {found[1] if found else len(text.splitlines())}"


def _of_shape(data, lines):
    """What is no row, and what is a list where a word should be, or the other way. The rest goes by these."""
    for kind in KINDS:
        rows, of = data.get(kind.file, {}).get(kind.name, []), lines.get(kind.file)
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            told = f"”{kind.name}” ska vara rader, var och en under [[{kind.name}]]."
            yield f"{kind.file}.toml, rad {of.of_top(kind.name)}: {told}"
            continue
        for nth, row in enumerate(rows):
            for key in {*kind.refers, *kind.once, "slug", "code", "key"} & row.keys():
                if not isinstance(row[key], str):
                    at = of.of_key(kind.name, nth, key)
                    yield f"{kind.file}.toml, rad {at}: ”{key}” ska vara text inom citattecken."
            for key in {"serves", "goals"} & {*kind.also} & row.keys():
                if not (isinstance(row[key], list) and all(isinstance(each, str) for each in row[key])):
                    at = of.of_key(kind.name, nth, key)
                    yield f"{kind.file}.toml, rad {at}: ”{key}” ska vara en lista inom hakparenteser."


def _of_region(data, lines):
    for key in ("slug", "name"):
        if not data["region"].get(key):
            yield f"region.toml: ”{key}” saknas."
        elif not isinstance(data["region"][key], str):
            yield f"region.toml, rad {lines['region'].of_top(key)}: ”{key}” ska vara text inom citattecken."
    for key in data["region"].keys() - REGION:
        yield f"region.toml, rad {lines['region'].of_top(key)}: ”{key}” är inget som portalen läser."
    synonyms = data["region"].get("synonyms", [])
    if not (isinstance(synonyms, list) and all(isinstance(each, str) for each in synonyms)):
        yield f"region.toml, rad {lines['region'].of_top('synonyms')}: ”synonyms” ska vara en lista."


def _of_plan(data, lines):
    facts = {key: value for key, value in data.get("plan", {}).items() if key != "focus_areas"}
    if "plan" in data:
        for key, sentence in _of_model(StrategicPlan, facts, set(), set()):
            yield f"plan.toml, rad {lines['plan'].of_top(key)}: {sentence}"


def _of_rows(data, lines):
    named = _named(data)
    for kind in KINDS:
        rows, seen = data.get(kind.file, {}).get(kind.name, []), set()
        for nth, row in enumerate(rows):
            for key, sentence in _of_row(kind, row, named, seen):
                yield f"{kind.file}.toml, rad {lines[kind.file].of_key(kind.name, nth, key)}: {sentence}"


def _named(data):
    """What a row may refer to, by the key that does."""
    strategy, councils = data.get("strategy", {}), data.get("councils", {})
    return {
        "strategy": {row.get("slug") for row in strategy.get("strategies", [])},
        "level": {(row.get("strategy"), row.get("key")) for row in strategy.get("levels", [])},
        "council": {row.get("slug") for row in councils.get("councils", [])},
        "organisation": {row.get("slug") for row in data.get("organisations", {}).get("organisations", [])},
        "goals": {row.get("code") for row in strategy.get("goals", [])},
    }


def _of_row(kind, row, named, seen):
    yield from _of_references(kind, row, named, seen)
    facts = {key: value for key, value in row.items() if key not in kind.refers}
    yield from _of_model(kind.model, facts, {*kind.also, *kind.refers}, {*kind.made})
    for key in kind.once:
        mark = (row.get("strategy"), key, row.get(key))
        if row.get(key) and mark in seen:
            yield key, f"”{key}” är {row[key]!r} också på en tidigare rad, men ska skilja sig."
        seen.add(mark)
    if kind.name == "goals":
        seen.add((row.get("strategy"), "above", row.get("code")))


def _of_references(kind, row, named, seen):
    for key in kind.refers:
        value = row.get(key)
        if key == "parent":
            if value and (row.get("strategy"), "above", value) not in seen:
                yield key, f"inget mål ovanför den här raden har koden {value!r}."
        elif value is None:
            yield key, f"”{key}” saknas."
        elif (value if key != "level" else (row.get("strategy"), value)) not in named[key]:
            yield key, f"{key} {value!r} finns inte i filerna."
    for key, where in (("serves", "council"), ("goals", "goals")):
        for value in row.get(key, []) if key in kind.also else ():
            if value not in named[where]:
                yield key, f"{value!r} finns inte i filerna."


def _of_model(model, facts, also, made):
    fields = {field.name: field for field in told_fields(model)}
    for key in facts.keys() - fields.keys() - also:
        yield key, f"”{key}” är inget som portalen läser här. Kontrollera stavningen."
    given = {key: _plain(value) for key, value in facts.items() if key in fields}
    row = model(**{key: value for key, value in given.items() if not fields[key].is_relation})
    others = {name for name, field in fields.items() if field.is_relation} | made
    try:
        row.clean_fields(exclude=others)
    except ValidationError as breach:
        for key, sentences in breach.message_dict.items():
            told = f"”{key}”: {' '.join(sentences)}" if key in facts else f"”{key}” saknas."
            yield key, told
        return
    for rule in model._meta.constraints:
        if isinstance(rule, CheckConstraint):
            try:
                rule.validate(model, row, exclude=others)
            except ValidationError as breach:
                yield next(iter(facts), ""), " ".join(breach.messages)


def _plain(value):
    """As the loader makes it: a list of lines becomes one text."""
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _of_office(data, own):
    """Without an administrator's seat nobody gets in."""
    offices = {
        row.get("slug") for row in data.get("councils", {}).get("councils", []) if row.get("kind") == "office"
    }
    seats = data.get("councils", {}).get("seats", [])
    if own and not any(
        row.get("council") in offices and row.get("capacity") == "administrator" for row in seats
    ):
        yield (
            'councils.toml: inget kansli (kind = "office") har en plats med capacity = "administrator", så '
            "ingen kan logga in som den första."
        )
