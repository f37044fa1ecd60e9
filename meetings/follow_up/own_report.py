"""The report of a period for one home organisation, of its own part: from what everyone may read."""

from dataclasses import replace

from django.db.models import prefetch_related_objects

from meetings.follow_up.came_of_it import REVIEWS
from meetings.follow_up.facts import decisions_in_words, facts_of, thought, what_came, who_did_it
from meetings.follow_up.lists import ITEMS
from meetings.follow_up.paper import MIDDLING, NARROW, NUMBER, Report, Section, Table
from meetings.follow_up.report import dated_on, in_words
from meetings.models import FormalDecision, Review
from meetings.models.position import dissenting, with_dissent
from meetings.positions.expected import expected_on
from rus_portal.core.words import counted, sentences


def own_report(asked, organisation, *, today):
    facts = facts_of(asked)
    facts.rows[REVIEWS] = _own_reviews(facts.rows[REVIEWS], organisation)
    dated, sections = dated_on(asked, facts, today), list(_sections(facts, organisation))
    return Report(organisation.name, in_words(asked.period), facts.newest, dated, sections)


def _sections(facts, organisation):
    own = _own_positions(facts.positions, organisation)
    numbers = next((each.numbers for each in facts.decisions if each.slug == organisation.slug), {})
    yield Section("Sammanfattning", list(_own_summary(facts, organisation, own, numbers)))
    yield Section("Möten", [], _own_meetings(facts))
    yield Section("Ställningstaganden och egna formella beslut", [], _own_decisions(own, organisation))
    yield what_came(facts, organisation)
    if told := thought(facts.asked):
        yield told
    proposed = _own_proposals(facts, organisation)
    none = [] if proposed else ["Inget behandlat ärende är föreslaget av organisationen."]
    yield Section("Ärenden som organisationen har föreslagit", none, proposed)


def _own_positions(positions, organisation):
    """Those taken while it had a seat that takes position, those that somebody from it dissented from, and
    those it has recorded something of."""
    expected = expected_on(positions)
    return [
        each
        for each in positions
        if organisation in expected[each.item.meeting_id]
        or _decision_of(each, organisation)
        or any(dissent.organisation == organisation for dissent in each.dissents)
    ]


def _own_reviews(rows, organisation):
    """Of the positions that are its own, whenever they were taken."""
    positions = [row.position if isinstance(row, Review) else row for row in rows]
    prefetch_related_objects(positions, "decisions__organisation")
    own = {each.pk for each in _own_positions(with_dissent(positions), organisation)}
    return [row for row, position in zip(rows, positions, strict=True) if position.pk in own]


def _decision_of(position, organisation):
    own = (each for each in position.decisions.all() if each.organisation_id == organisation.pk)
    return next(own, None)


def _own_summary(facts, organisation, own, numbers):
    present = sum(bool(part.present) for part in facts.parts)
    proposed = next((each.numbers["all"] for each in facts.proposals if each.slug == organisation.slug), 0)
    dissent = sum(any(each.organisation == organisation for each in one.dissents) for one in own)
    held = counted(len(facts.parts), "möte", "möten")
    handled = counted(proposed, "behandlat ärende", "behandlade ärenden")
    taken = counted(len(own), "ställningstagande", "ställningstaganden")
    yield (
        f"{organisation.name} var med på {present} av {held} då någon hade uppdrag för den i ett råd, och "
        f"hade föreslagit {handled}."
    )
    yield (
        f"{who_did_it(facts.asked)} tog {taken} medan organisationen hade en plats som tar ställning. Vid "
        f"{dissent} av dem lämnades en avvikande synpunkt därifrån."
    )
    yield decisions_in_words(numbers, "i organisationen")


def _own_meetings(facts):
    headings = (("Dag", NARROW), ("Möte", ""), ("Närvarande", NUMBER))
    rows = [
        (each.meeting.date.isoformat(), each.meeting.title, each.present) for each in reversed(facts.parts)
    ]
    return [Table("Möten", headings, rows)] if rows else []


def _own_decisions(own, organisation):
    headings = (
        ("Beteckning", NARROW),
        ("Ställningstagande", ""),
        ("Läge", NARROW),
        ("Dag", NARROW),
        ("Organ och paragraf", MIDDLING),
    )
    rows = []
    for each in own:
        decision = _decision_of(each, organisation)
        dissent = [f"Avvikande synpunkt från {one}." for one in dissenting(each)]
        rows.append((each.designation, sentences(each.item.title, *dissent), *_told(decision)))
    return [Table("Formella beslut", headings, rows)] if rows else []


def _told(decision):
    if decision is None:
        return FormalDecision.UNTOLD, "", ""
    place = " ".join(filter(None, [decision.body, decision.paragraph]))
    on = decision.on.isoformat() if decision.on else decision.decided_note
    return decision.told_status, on, sentences(place, decision.note, decision.told_correction)


def _own_proposals(facts, organisation):
    asked = replace(facts.asked, chosen=facts.asked.chosen | {"av": organisation.slug})
    rows = [(row[0].isoformat(), str(row[2]), row[3]) for row in ITEMS.tell(list(ITEMS.ask(asked)))]
    headings = (("Dag", NARROW), ("Ärende", ""), ("Utfall", MIDDLING))
    return [Table("Föreslagna ärenden", headings, rows[::-1])] if rows else []
