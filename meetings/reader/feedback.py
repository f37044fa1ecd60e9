"""What one organisation takes home from a meeting: all of it from the record of the approved minutes, as the
reader reads them, but for what the organisation has decided since."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone

from meetings.models import DissentingOpinion, Feedback, FormalDecision, Letter, Position
from meetings.models.dissent import whose_dissent
from meetings.models.visibility import NOTHING, speaks_for
from meetings.reader.minutes_changes import OUTCOMES
from rus_portal.core.prepared import prepared
from rus_portal.core.word_file import HEADING, POINT, TEXT, word_file
from rus_portal.core.words import day, listed


@dataclass(frozen=True)
class Matter:
    """One item: its section of the record. Of a position also the row with its address, whose dissent was
    noted, the organisation's own, and what the organisation has said of a decision of its own."""

    section: dict
    position: Position | None = None
    dissenters: tuple = ()
    own: tuple = ()
    decision: FormalDecision | None = None
    is_asked: bool = False

    @property
    def heading(self):
        number = self.section["number"] and f"§ {self.section['number']} "
        told = self.section["position"] and f" ({self.section['position']['designation']})"
        return f"{number or ''}{self.section['title']}{told or ''}"

    @property
    def outcome(self):
        return OUTCOMES.get(self.section["outcome"], "")

    @property
    def is_answered(self):
        return self.decision is not None and self.decision.status != FormalDecision.Status.NOT_ANSWERED


@dataclass(frozen=True)
class Package:
    """`represented` and `absent` are rows of the attendance."""

    feedback: Feedback
    record: dict
    represented: list
    absent: list
    positions: list
    others: list

    @property
    def asked(self):
        return [each for each in self.positions if each.is_asked]

    @property
    def text(self):
        """To paste into minutes of one's own."""
        return "\n".join(f"\n{words}" if kind == HEADING else words for kind, words in self.blocks)

    @property
    def docx(self):
        """The bytes of the same as a file of Word's."""
        approved = timezone.localdate(self.feedback.minutes.approved_at)
        return word_file(self.blocks, author=self.record["council"], day=approved)

    @property
    def blocks(self):
        """The same in its parts, as (kind, words)."""
        return [*self._opening(), *self._taken(), *self._noted()]

    def _opening(self):
        record, name = self.record, self.feedback.organisation_name
        days = [record["date"], *filter(None, [record.get("end_date")])]
        held = "–".join(day(dt.date.fromisoformat(each)) for each in days)
        yield TEXT, f"Återföring från {record['title']}, mötet den {held}"
        if record["version"] > 1:
            yield TEXT, f"Protokollet är rättat, version {record['version']}: {record['correction_note']}"
        if self.represented:
            yield TEXT, f"{name} företräddes av {listed([who(each) for each in self.represented])}."
        elif self.absent:
            yield TEXT, f"{name} var inte företrädd på mötet."

    def _taken(self):
        for each in self.positions:
            yield HEADING, each.heading
            yield TEXT, "Samverkansrådets ställningstagande:"
            points = each.section["position"]["points"]
            for nth, point in enumerate(points, start=1):
                yield POINT, f"{nth}. {point}" if len(points) > 1 else point
            if each.dissenters:
                told = (
                    f"Avvikande synpunkt från {listed(list(each.dissenters))} står ordagrant i protokollet."
                )
                yield TEXT, told
            if each.is_asked:
                yield TEXT, self.asks(each)

    def asks(self, matter):
        """What the organisation is asked to decide, or what it has said."""
        name, decision = self.feedback.organisation_name, matter.decision
        if matter.is_answered:
            parts = [decision.get_status_display().lower(), decision.body, decision.paragraph]
            parts += [decision.decided_note, decision.on and day(decision.on)]
            return f"Formellt beslut av {name}: {', '.join(filter(None, parts))}."
        return (
            f"{name} ombeds svara senast den {day(self.feedback.due)} om ett formellt beslut behövs, "
            "och hur det i så fall blev."
        )

    def _noted(self):
        if self.others:
            yield HEADING, "Övriga ärenden"
        for each in self.others:
            yield POINT, f"– {each.heading}: {each.outcome.lower()}"


def who(row):
    """One who was there, as a line."""
    told = [] if row["role"] in row["name"] else [row["role"][:1].lower() + row["role"][1:]]
    told += [f"tjänstgör för {row['substitutes_for']}"] if row["substitutes_for"] else []
    told += [row["moved"]] if "moved" in row else []
    return f"{row['name']} ({', '.join(told)})" if told else row["name"]


def package(feedback, record):
    """The record is what the reader reads (`meetings.sealed.record_for`)."""
    name = feedback.organisation_name
    own = [each for group in record["attendance"] for each in group["people"] if each["organisation"] == name]
    items = [section for section in record["sections"] if section["is_item"]]
    rows = {
        position.item.number: position
        for position in Position.objects.filter(item__meeting=feedback.minutes.meeting_id).select_related(
            "item"
        )
    }
    recorded = FormalDecision.objects.filter(
        position__in=rows.values(), organisation=feedback.organisation_id
    )
    decisions = {decision.position_id: decision for decision in recorded}
    # It may have been called something else when it dissented than when the minutes were approved.
    lodged = DissentingOpinion.objects.filter(
        item__meeting=feedback.minutes.meeting_id, seat__organisation=feedback.organisation_id
    )
    called = {*lodged.values_list("organisation_name", flat=True)}
    positions = [
        _matter(section, rows.get(section["item"]), decisions, feedback, called)
        for section in items
        if section["position"]
    ]
    return Package(
        feedback,
        record,
        [each for each in own if each["present"]],
        [each for each in own if not each["present"]],
        positions,
        [Matter(section) for section in items if not section["position"]],
    )


def _dissenter(dissent):
    return f"{_whose(dissent)} ({dissent['person']})"


def _whose(dissent):
    return whose_dissent(dissent["organisation"], dissent["role"])


def _matter(section, position, decisions, feedback, called):
    decision = position and decisions.get(position.pk)
    return Matter(
        section,
        position,
        tuple(map(_dissenter, section["dissents"])),
        tuple(
            each | {"whose": _whose(each)} for each in section["dissents"] if each["organisation"] in called
        ),
        decision,
        feedback.due is not None,
    )


def taken_home_by(person, meeting):
    """By the organisations of the person: nothing is asked of the database for others."""
    own = speaks_for(person, meeting)
    return [] if own is NOTHING else list(_taken_home(own & Q(minutes__meeting=meeting.pk)))


@prepared
def _taken_home(own):
    return Feedback.objects.filter(own).holding().select_related("organisation").order_by("pk")


@dataclass(frozen=True)
class Line:
    """One organisation in the secretariat's list: how many positions it has said something final of, of how
    many that it is asked about."""

    feedback: Feedback
    letters: list
    settled: int
    asked: int
    is_late: bool

    @property
    def has_gone(self):
        """All that was to be sent to it is sent."""
        return all(letter.state == Letter.State.SENT for letter in self.letters)


def lines_of(meeting):
    """Of the newest approved version. The same queries for ten organisations as for thirty."""
    letters = Letter.objects.select_related("person").order_by("pk")
    rows = Feedback.objects.filter(minutes__meeting=meeting).holding()
    rows = rows.defer("minutes__record", "minutes__open_record")
    rows = rows.select_related("organisation", "received_by", "minutes").prefetch_related(
        Prefetch("letters", letters)
    )
    taken = Position.objects.filter(item__meeting=meeting)
    settled = Counter(
        FormalDecision.objects.filter(position__in=taken, status__in=FormalDecision.SETTLED).values_list(
            "organisation", flat=True
        )
    )
    asked, today = taken.count(), timezone.localdate()
    rows = list(rows.order_by("organisation__order", "pk"))
    for row in rows:
        row.minutes.meeting = meeting
    return [
        Line(
            row,
            list(row.letters.all()),
            settled[row.organisation_id],
            asked if row.due else 0,
            bool(row.due and row.due < today and settled[row.organisation_id] < asked),
        )
        for row in rows
    ]
