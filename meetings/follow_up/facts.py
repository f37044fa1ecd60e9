"""All that the report of a period is made of, as everyone may read it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from councils.models import Council, JournalEntry
from meetings.follow_up.asked import UNTOLD, Asked, said_of
from meetings.follow_up.came_of_it import FUNDINGS, RESULTS, REVIEWS, UNDERTAKINGS
from meetings.follow_up.counts import (
    CameOfIt,
    Counted,
    came_of_it,
    decisions_by_organisation,
    items_by_year,
    proposals_by_organisation,
)
from meetings.follow_up.listing import CORRECTION, Listing
from meetings.follow_up.lists import STANCES
from meetings.follow_up.paper import MIDDLING, NARROW, NUMBER, Picture, Section, Table
from meetings.follow_up.participation import Part, participation
from meetings.models import Funding, Position, Review, Undertaking
from meetings.models.position import with_dissent
from rus_portal.core.limits import grouped
from rus_portal.core.words import counted, listed, sentences
from rus_portal.core.words import day as in_words


@dataclass(frozen=True)
class Facts:
    asked: Asked
    parts: list[Part]
    positions: list[Position]
    decisions: list[Counted]
    proposals: list[Counted]
    items: dict[str, int]
    came: CameOfIt
    rows: dict[Listing, list]  # of what came of the positions

    @property
    def meetings(self):
        return {part.meeting for part in self.parts}

    @property
    def newest(self):
        """The day of the newest thing that is counted; None where there is none."""
        days = [part.meeting.date for part in self.parts]
        days += [timezone.localdate(each.published_at) for each in self.positions]
        for position in self.positions:
            days += map(_known_since, position.decisions.all())
        days.append(_noted(self.positions))
        days += [day for rows in self.rows.values() for row in rows for day in _days_of(row)]
        return max(filter(None, days), default=None)


def _noted(positions):
    """When somebody last said something of their formal decisions, as that one is planned; or None."""
    subject = {"subject_type": Position._meta.label_lower, "subject_id__in": [each.pk for each in positions]}
    said = JournalEntry.objects.filter(act="record_decision", **subject).aggregate(at=Max("at"))
    return said["at"] and timezone.localdate(said["at"])


def _known_since(decision):
    return _late_since(decision.planned_on) if decision.is_overdue else decision.decided_on


def _days_of(told):
    if isinstance(told, Position):  # to be looked at again
        if told.review_on and told.review_on < timezone.localdate():
            yield _late_since(told.review_on)
        return
    yield timezone.localdate(told.noted_at if isinstance(told, Review) else told.told_at)
    if not isinstance(told, Review) and told.correction:
        yield told.correction[1]
    if isinstance(told, Undertaking):
        yield _late_since(told.due) if told.is_late else told.done_on
    if isinstance(told, Funding):
        yield told.decided_on


def _late_since(day):
    return day + dt.timedelta(days=1)


def who_did_it(asked):
    """The councils together, or the one that is asked for by its name."""
    return Council.objects.get(slug=asked.chosen["rad"]).name if asked.chosen.get("rad") else "Råden"


def facts_of(asked):
    """What they say is of one home organisation where `asked` has it, for its meetings."""
    positions = with_dissent(_positions(asked))
    summed = _summed(items_by_year(asked))
    decisions, proposals = decisions_by_organisation(asked), proposals_by_organisation(asked)
    rows = {listing: list(listing.ask(asked)) for listing in CAME}
    parts, came = participation(asked), came_of_it(asked)
    return Facts(asked, parts, positions, decisions, proposals, summed, came, rows)


def _positions(asked):
    found = Position.objects.filter(asked.positions).select_related("item__meeting", "council")
    return found.prefetch_related("decisions__organisation").order_by(
        "adopted_on", "year", "council", "number", "pk"
    )


def _summed(by_year):
    summed: dict[str, Any] = {}
    for told in by_year.values():
        for name, number in told.items():
            summed[name] = summed.get(name, 0) + number
    return summed


def thought(asked):
    """What the organisations have published of how they thought, and whose dissent the position has."""
    headings = (
        ("Beteckning", NARROW),
        ("Ställningstagande", ""),
        ("Organisation", MIDDLING),
        ("Läge", MIDDLING),
        ("Så tänkte vi", ""),
    )
    rows = []
    for designation, title, dissent, whose, state, *_, words in STANCES.tell(list(STANCES.ask(asked))):
        rows.append((designation, with_dissent_told(title, dissent), whose, state, words))
    title = "Så tänkte organisationerna"
    return (
        Section(title, ["Det som de själva har publicerat."], [Table(title, headings, rows)])
        if rows
        else None
    )


def with_dissent_told(title, dissent):
    return sentences(str(title), f"Avvikande synpunkt från {dissent}." if dissent else "")


OF_THE_PERIOD = (
    "Det som hände under perioden, också efter tidigare ställningstaganden: resultat den dag de hände, "
    "åtaganden den dag de blev klara eller skulle vara det, pengar den dag beskedet kom, och översyner den "
    "dag de gjordes eller ska göras. Det som saknar en sådan dag räknas när det berättades."
)


def what_came(facts, organisation=None):
    """What was undertaken, the results, the financing and the reviews, row by row, in columns of the lists:
    of them all, or the organisation's own."""
    tables = []
    for listing, names in CAME.items():
        headings = [column.heading for column in listing.columns]
        rows = [
            _in_report(dict(zip(headings, row, strict=True))) for row in listing.tell(facts.rows[listing])
        ]
        told = [tuple(_plain(row[name]) for name in names) for row in rows]
        columns = tuple(names.items())
        if listing is FUNDINGS and organisation:
            shares = [_share(each, organisation) for each in facts.rows[listing]]
            told = [(*row, share) for row, share in zip(told, shares, strict=True)]
            columns += (("Egen andel, kr", NUMBER),)
        pictures = tuple(_pictures(facts.rows[listing])) if listing is RESULTS else ()
        tables.append(Table(listing.title, columns, told, pictures))
    sentences = [OF_THE_PERIOD, *(list(_came_in_words(facts, organisation)) or ["Inget är berättat ännu."])]
    return Section("Vad ställningstagandena gav", sentences, [table for table in tables if table.rows])


def _pictures(results):
    """Those that everyone may see, as the results: what cannot be had now is left out."""
    for each in results:
        where = f"{each.position.designation}, {each.organisation_name} den {in_words(each.happened_on)}"
        picture = Picture(each.picture.name, each.picture_text, f"Bild till resultatet {where}.")
        if each.picture and picture.is_there:
            yield picture


CAME = {
    UNDERTAKINGS: {
        **{"Ställningstagande": "", "Organisation": MIDDLING, "Åtagande": ""},
        **{"Läge": NARROW, "Dag": NARROW},
    },
    RESULTS: {"Ställningstagande": "", "Dag": NARROW, "Organisation": MIDDLING, "Resultat": ""},
    FUNDINGS: {
        **{"Ställningstagande": "", "Program eller fond": "", "Läge": NARROW},
        **{"Sökt, kr": NUMBER, "Beviljat, kr": NUMBER},
    },
    REVIEWS: {"Ställningstagande": "", "Läge": NARROW, "Dag": NARROW, "Det kom fram": ""},
}
ITS_WORDS = ("Åtagande", "Resultat", "Program eller fond")  # which say also who has put it right
OWN_DAY = ("Dag", "Klart den", "Klart senast", "Sågs över", "Ses över")


def _in_report(row):
    """The position is perhaps one of an earlier period, and then it is named here alone."""
    title = with_dissent_told(row["Ställningstagande"], row["Avvikande synpunkt från"])
    day = next(filter(None, map(row.get, OWN_DAY)), None)
    own = {"Ställningstagande": f"{row['Beteckning']} {title}", "Dag": day}
    if correction := str(row.get(CORRECTION.heading, "")):
        own |= {name: sentences(row[name], correction) for name in ITS_WORDS if name in row}
    return row | own


def _plain(cell):
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _share(funding, organisation):
    return sum(each.amount for each in funding.shares.all() if each.organisation_id == organisation.pk)


def _came_in_words(facts, organisation):
    came = facts.came
    if came.undertakings:
        told = listed([f"{number} {words.lower()}" for _, words, number in came.undertakings])
        yield f"{'Organisationens åtaganden' if organisation else 'Åtagandena'}, efter läge: {told}."
    if came.results:
        yield f"{counted(came.results, 'resultat är berättat', 'resultat är berättade')}."
    if came.sought:
        where = "ur program och fonder"
        if organisation:
            where = "ur de program och fonder som organisationen har en egen andel i"
        granted = f"{grouped(came.granted or 0)} kronor är beviljade"
        yield f"{grouped(came.sought)} kronor är sökta {where}, och {granted}."
    if organisation and (shares := sum(_share(each, organisation) for each in facts.rows[FUNDINGS])):
        yield f"Organisationens egna andelar är {grouped(shares)} kronor."
    if states := Counter(row[STATE_OF_REVIEW] for row in REVIEWS.tell(facts.rows[REVIEWS])):
        told = [f"{number} {said_of(state, number).lower()}" for state, number in states.items()]
        yield f"Översyner av ställningstagandena, efter läge: {listed(told)}."


STATE_OF_REVIEW = [column.heading for column in REVIEWS.columns].index("Läge")


def decisions_in_words(told, where="i organisationerna"):
    silent = told.get(UNTOLD, 0)
    unknown = f" I {counted(silent, 'fall', 'fall')} är det inte antecknat om något behövs." if silent else ""
    if not told.get("behovs"):
        return f"Inga formella beslut är antecknade som behövliga efter ställningstagandena.{unknown}"
    return (
        f"Efter ställningstagandena behövs {counted(told['behovs'], 'formellt beslut', 'formella beslut')} "
        f"{where}. {counted(told['fattat'], 'är beslutat', 'är beslutade')}, "
        f"{counted(told['planerat'], 'är planerat', 'är planerade')}, "
        f"{counted(told['avslaget'], 'är avslaget', 'är avslagna')}, "
        f"{counted(told['sent'], 'är försenat', 'är försenade')} och "
        f"{counted(told['obesvarat'], 'är inte besvarat', 'är inte besvarade')}.{unknown}"
    )
