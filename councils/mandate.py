"""A new mandate period as lines of text, from a form or a file: each line is matched to a seat and a person,
and its errors are shown, before anything is saved.

Majority and opposition change places at elections, so the seat is what is known and the person what is new.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from councils.hanging import hanging_on
from councils.models import Appointment, Organisation, Person, Seat
from councils.sheets import FORMULA, Unreadable

COLUMNS = {
    "råd": "council",
    "organisation": "organisation",
    "roll": "capacity",
    "sida": "side",
    "titel": "title",
    "namn": "name",
    "e-post": "email",
    "parti": "party",
}
# What people call the columns, besides the words of the template.
ALSO = {
    "epost": "e-post",
    "epostadress": "e-post",
    "epostaddress": "e-post",
    "mail": "e-post",
    "email": "e-post",
    "mejl": "e-post",
    "mejladress": "e-post",
    "mailadress": "e-post",
    "samverkansråd": "råd",
    "kommun": "organisation",
    "uppdrag": "roll",
    "majoritetopposition": "sida",
    "person": "namn",
    "förochefternamn": "namn",
    "partibeteckning": "parti",
}
AROUND = " \"'”’‘"
WRITTEN_ADDRESS = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>[\s;,]*$")
REQUIRED = ("råd", "organisation", "roll", "sida", "namn")
WIDTHS = (32, 32, 18, 14, 30, 32, 34, 8)
VACANT = "vakant"
FIRST_PERIOD, YEARS = 2027, 4


class Row(NamedTuple):
    """What one line says, as it was written. `line` is its number in the file or the form."""

    line: int
    council: str = ""
    organisation: str = ""
    capacity: str = ""
    side: str = ""
    title: str = ""
    name: str = ""
    email: str = ""
    party: str = ""


@dataclass
class Line:
    """A row with what it was matched to. `gives_way` are appointments that were to begin later."""

    row: Row
    errors: dict = field(default_factory=dict)
    seat: Seat | None = None
    before: Appointment | None = None
    gives_way: list = field(default_factory=list)
    person: Person | None = None

    def wrong(self, column, sentence):
        self.errors.setdefault(column, sentence)

    @property
    def is_new_person(self):
        return bool(self.person and not self.person.pk)

    @property
    def overridden(self):
        """Appointments to come that the row replaces with another person's."""
        return [a for a in self.gives_way if not self.person or a.person_id != self.person.pk]

    @property
    def stays(self):
        return bool(self.before and self.person and self.before.person_id == self.person.pk)


@dataclass
class Review:
    """`left` are seats that were chosen but are in no line: they stay as they are."""

    lines: list
    left: list

    @property
    def faulty(self):
        return [line for line in self.lines if line.errors]

    @property
    def changes(self):
        """What `workflow.change_mandate` takes."""
        return [(line.seat, line.person, line.row.party) for line in self.lines]

    def hanging(self, first_day):
        """What hangs on the appointments that are another's from the first day on, or nobody's."""
        left = [line.before for line in self.lines if line.before and not line.stays]
        told = [hanging_on(term, (term.begins, first_day - dt.timedelta(days=1))) for term in left]
        told += [hanging_on(term) for line in self.lines for term in line.overridden]
        return [sentence for sentences in told for sentence in sentences]

    def state(self):
        """What the review is based on: if it differs at saving, somebody else saved in between."""
        return [
            [
                line.seat and line.seat.pk,
                line.before and line.before.pk,
                [appointment.pk for appointment in line.gives_way],
                line.person and line.person.pk,
            ]
            for line in self.lines
        ]


def usual_first_day(today=None):
    """The first of January after an election: the next one, or one less than a year ago."""
    today = today or timezone.localdate()
    began = today.year - (today.year - FIRST_PERIOD) % YEARS
    is_new = today.year == began
    return dt.date(began if is_new else began + YEARS, 1, 1)


def chosen_seats(councils, first_day, *, only_sided):
    """The seats that get a new period, in the order of their councils."""
    seats = Seat.objects.filter(council__in=councils).on(first_day).select_related("council", "organisation")
    return list(seats.exclude(side=Seat.Side.NONE) if only_sided else seats)


def rows_of(seats, day):
    """The seats as rows with who holds them that day: what the template file and the form begin with."""
    held = Appointment.objects.on(day).filter(seat__in=seats).select_related("person")
    holders = {appointment.seat_id: appointment for appointment in held}
    return [row_of(number, seat, holders.get(seat.pk)) for number, seat in enumerate(seats, start=2)]


def row_of(number, seat, holder=None):
    return Row(
        number,
        seat.council.name,
        seat.organisation.name,
        seat.get_capacity_display(),
        seat.get_side_display(),
        seat.title,
        holder.person.name if holder else "",
        (holder.person.email or "") if holder else "",
        holder.party if holder else "",
    )


def table_of(rows):
    """The rows as a table with its headings, for a file."""
    yield list(COLUMNS)
    for row in rows:
        yield list(row[1:])


def parse(table):
    """Rows out of a table, whatever the order of its columns. Returns them and the headings left unread."""
    if not table:
        raise Unreadable("Filen har inga rader. Ladda ner mallen och fyll i den.")
    (_, headings), *lines = table
    known = {_heading(heading): place for place, heading in reversed(list(enumerate(headings)))}
    missing = [column for column in REQUIRED if known.get(column) is None]
    if missing:
        raise Unreadable(
            f"Första raden saknar {'rubriken' if len(missing) == 1 else 'rubrikerna'} {', '.join(missing)}. "
            "Använd rubrikerna i mallen."
        )
    if not lines:
        raise Unreadable("Filen har rubriker men inga platser. Ladda ner mallen och fyll i den.")
    places = {name: known[column] for column, name in COLUMNS.items() if known.get(column) is not None}
    rows = [
        _as_meant(
            number,
            **{name: cells[place] if place < len(cells) else "" for name, place in places.items()},
        )
        for number, cells in lines
    ]
    used = set(places.values())
    return rows, [heading for place, heading in enumerate(headings) if heading and place not in used]


def review(rows, seats, first_day):
    """Match the rows to the seats chosen. Three queries, however many rows."""
    lines = [Line(_without_dashes(row)) for row in rows]
    _find_seats(lines, seats)
    _find_appointments(lines, first_day)
    for line in lines:
        _check_cells(line)
    _find_people(lines)
    told = {line.seat.pk for line in lines if line.seat}
    return Review(lines, [seat for seat in seats if seat.pk not in told])


def _heading(text):
    """The column that a heading is about, however it is spelt: "E-POST:", "epostadress"."""
    told = "".join(letter for letter in text.casefold() if letter.isalpha())
    return ALSO.get(told) or next((name for name in COLUMNS if name.replace("-", "") == told), told)


def _as_meant(line, *, name="", email="", **cells):
    """A row, with the address taken out of what mail programs write around it: `mailto:`, a name before it,
    brackets. A name that only stands there is the person's."""
    for written in (name, email):
        if found := WRITTEN_ADDRESS.match(written):
            said, email = found["name"].strip(AROUND), found["email"]
            name = said or name if written == name or not name else name
    email = re.sub(r"^mailto:\s*", "", email.strip(f"<>;,.{AROUND}"), flags=re.IGNORECASE).partition("?")[0]
    return Row(line, name=name, email=_mended(email), **cells)


def _mended(email):
    """An address that a narrow cell has broken in two, put together where no part of it is one by itself."""
    parts = email.split()
    return "".join(parts) if email.count("@") == 1 and not any(map(_is_address, parts)) else email


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _key(text):
    return " ".join(text.split()).casefold()


def _without_dashes(row):
    """A lone dash, or the word vacant in the place of a name, is how people leave a cell empty."""
    line, *cells = row
    row = Row(line, *("" if cell in ("-", "–", "—") else cell for cell in cells))
    return row._replace(name="") if _key(row.name) == VACANT else row


def _names(things, *fields):
    """Everything a thing may be called, as keys to it."""
    return {_key(getattr(thing, field)): thing for field in reversed(fields) for thing in things}


def _choices(choices):
    return {_key(word): value for value, label in choices for word in (value, label)}


def _find_seats(lines, seats):
    councils = _names({seat.council for seat in seats}, "name", "short_name", "slug")
    organisations = _names(Organisation.objects.own(), "name", "short_name", "slug")
    capacities, sides = _choices(Seat.Capacity.choices), _choices(Seat.Side.choices) | {"": Seat.Side.NONE}
    free, taken = defaultdict(list), defaultdict(list)
    for seat in seats:
        free[seat.council_id, seat.organisation_id, seat.capacity, seat.side].append(seat)
    for line in lines:
        row = line.row
        council, organisation = councils.get(_key(row.council)), organisations.get(_key(row.organisation))
        capacity, side = capacities.get(_key(row.capacity)), sides.get(_key(row.side))
        if not council:
            line.wrong("council", f"Rådet ”{row.council}” finns inte bland dem du valde i första steget.")
        if not organisation:
            line.wrong(
                "organisation", f"Organisationen ”{row.organisation}” finns inte. Skriv namnet som i mallen."
            )
        if not capacity:
            line.wrong(
                "capacity", f"Rollen ”{row.capacity}” finns inte. Skriv till exempel Ledamot eller Ersättare."
            )
        if side is None:
            line.wrong(
                "side", f"Sidan ”{row.side}” finns inte. Skriv Majoritet eller Opposition, eller lämna tomt."
            )
        if line.errors:
            continue
        place = (council.pk, organisation.pk, capacity, side)
        seat = _pick(free[place], row.title)
        if seat:
            line.seat = seat
            free[place].remove(seat)
            taken[place].append((line, seat))
        else:
            line.wrong("title", _why_no_seat(taken[place], free[place], organisation, council, row))


def _pick(free, title):
    """The first free seat with that title; without a title also the only free seat, though it has one."""
    alike = [seat for seat in free if _key(seat.title) == _key(title)]
    if not alike and not title and len(free) == 1:
        alike = free
    return alike[0] if alike else None


def _why_no_seat(taken, free, organisation, council, row):
    for other, seat in reversed(taken):
        if not row.title or _key(seat.title) == _key(row.title):
            return f"Platsen står redan på rad {other.row.line}. Ta bort en av raderna."
    asked = ", ".join(filter(None, (row.capacity, row.side.lower(), row.title)))
    titles = sorted({seat.title for seat in free if seat.title})
    hint = f" Titlar som finns: {', '.join(titles)}." if titles else " Jämför med mallen."
    return f"{organisation.name} har ingen plats som {asked} i {council.name}.{hint}"


def _find_appointments(lines, first_day):
    """Who holds each seat the day before, and who was to begin later."""
    eve = first_day - dt.timedelta(days=1)
    seats = {line.seat.pk: line for line in lines if line.seat}
    found = Appointment.objects.between(eve).filter(seat__in=seats).select_related("person")
    for appointment in found.order_by("begins", "pk"):
        line = seats[appointment.seat_id]
        if appointment.begins < first_day:
            line.before = appointment
            continue
        line.gives_way.append(appointment)
        if appointment.begins <= timezone.localdate():
            line.wrong(
                "name",
                f"{appointment.person} har redan börjat på platsen den {appointment.begins}. "
                "Ändra det uppdraget för sig, eller välj en senare första dag.",
            )


def _check_cells(line):
    row = line.row
    for column, name in COLUMNS.items():
        if getattr(row, name).startswith((*FORMULA, "#")):
            line.wrong(
                name, f"I kolumnen {column} står en formel eller ett Excelfel. Klistra in värdet som text."
            )
    if not row.name and (row.email or row.party):
        line.wrong("name", "Namnet saknas. Skriv vem det är, eller töm raden om platsen är vakant.")
    if row.name and not any(letter.isalpha() for letter in row.name):
        line.wrong("name", f"”{row.name}” är inte ett namn. Skriv för- och efternamn, eller töm raden.")
    if len(row.name) > 120:
        line.wrong("name", "Namnet är längre än 120 tecken. Skriv bara för- och efternamn.")
    if row.email.count("@") > 1:
        line.wrong("email", f"”{row.email}” är mer än en adress. Skriv den som personen loggar in med.")
    elif row.email and not _is_address(row.email):
        line.wrong("email", f"”{row.email}” är inte en e-postadress. Kontrollera stavningen.")
    if row.party and line.seat and not line.seat.is_elected:
        line.wrong("party", "Parti anges bara för förtroendevalda i majoritet eller opposition. Töm rutan.")
    if "@" in row.party:
        line.wrong("party", f"”{row.party}” är en adress och inget parti. Skriv bara en adress i raden.")
    elif len(row.party) > 10:
        line.wrong("party", f"”{row.party}” är för långt. Skriv partiets förkortning, högst 10 tecken.")


def _find_people(lines):
    """An address identifies a person; without one the name must be enough."""
    named = [line for line in lines if line.row.name and not {"name", "email"} & set(line.errors)]
    emails = {line.row.email.lower() for line in named if line.row.email}
    people = Person.objects.alias(address=Lower("email")).filter(
        Q(address__in=emails) | Q(name__in={line.row.name for line in named})
    )
    by_email: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people.order_by("pk"):
        by_email[(person.email or "").lower()] = person
        by_name[_key(person.name)].append(person)
    for line in sorted(named, key=lambda line: not line.row.email):  # the stable order keeps the lines'
        name, email = line.row.name, line.row.email.lower()
        if email and email in by_email:
            line.person = by_email[email]
            if _key(line.person.name) != _key(name):
                line.wrong("name", _whose(line.person))
        elif email:
            line.person = by_email[email] = Person(name=name, email=email)
            by_name[_key(name)].append(line.person)
        elif line.before and _key(line.before.person.name) == _key(name):
            line.person = line.before.person
        elif len(by_name[_key(name)]) > 1:
            line.wrong(
                "email", f"Flera personer heter {name}. Skriv e-postadressen, så att rätt person får platsen."
            )
        else:
            if not by_name[_key(name)]:
                by_name[_key(name)].append(Person(name=name))
            line.person = by_name[_key(name)][0]


def _whose(person):
    if not person.pk:
        return (
            f"Adressen {person.email} står på en annan rad med namnet {person}. Rätta namnet eller adressen."
        )
    return (
        f"Adressen {person.email} tillhör {person}. Rätta namnet eller adressen. "
        "Har personen bytt namn, ändra det först under Personer."
    )


def summary(review):
    """How many seats become vacant, stay, or go to a new or a known person: for the preview's first line."""
    return Counter(
        "vacant" if not line.person else "stays" if line.stays else "new" if line.is_new_person else "known"
        for line in review.lines
    )
