"""Which organisations are expected to state a stance before a meeting, which have, and which have not.

The chair's page and the reminders both use this, so no one is reminded in error.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from councils.models import Organisation
from meetings.agenda.rows import tell_history
from meetings.models import AgendaItem, DissentingOpinion, Meeting, Stance
from meetings.models.dissent import standing_dissent
from meetings.models.visibility import sees_every_stance
from meetings.positions.expected import expected_in, expected_organisations
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import home_organisations, is_kept_by, seats_confirming, seats_that_read

Status = Stance.Status
POSITION = AgendaItem.Type.POSITION
SHOWN = (
    *("item_id", "organisation_id", "status", "body", "held_on", "note", "dissent_text"),
    *("confirmed_at", "on_behalf", "recorded_by"),
)


def organisations_of(person, meeting):
    """The expected organisations for which the person may state a stance."""
    expected = expected_organisations(meeting)
    if is_kept_by(person, meeting.council):
        return expected
    own = home_organisations(person, meeting)
    return [organisation for organisation in expected if organisation.pk in own]


def missing_in(meetings):
    """What to remind of at each meeting, by its id: (item, organisations) for each item of the sent agenda on
    which some expected organisation has no finished stance. None before the summons and after the meeting.
    Four queries, however many meetings."""
    called = {meeting.pk: meeting for meeting in meetings if meeting.stage == Meeting.Stage.CONVENED}
    found = defaultdict(list)
    if not called:
        return found
    items = _waiting(list(called))
    expected = expected_in(called.values())
    said = _by_item(_of_items(items), _lodged_on(items))
    for item in items:
        item.meeting = called[item.meeting_id]
        organisations = _unfinished(expected[item.meeting_id], said[item.pk])
        if organisations:
            found[item.meeting_id].append((item, organisations))
    return found


def finished_in(meeting, items):
    """How many finished stances there are on the position items among these, and how many are expected."""
    asked = [item for item in items if item.is_position and item.is_on_agenda]
    if not asked:
        return 0, 0
    keys = [item.pk for item in asked]
    expected, said = expected_organisations(meeting), _by_item(_of_items(keys), _lodged_on(keys))
    left = sum(len(_unfinished(expected, said[item.pk])) for item in asked)
    return len(asked) * len(expected) - left, len(asked) * len(expected)


@prepared
def _waiting(meetings):
    waiting = AgendaItem.objects.filter(meeting__in=meetings, type=POSITION, stage=AgendaItem.Stage.ON_AGENDA)
    return waiting.order_by("order", "pk")


@prepared
def _of_items(items):
    return Stance.objects.filter(item__in=items)


@prepared
def _lodged_on(items):
    lodged = DissentingOpinion.objects.filter(item__in=items).of_organisations()
    return lodged.standing().select_related("seat")


def _unfinished(expected, said):
    """The rule: no stance yet, or only that it is under way."""
    return [each for each in expected if each.pk not in said or not said[each.pk].is_finished]


def _by_item(stances, lodged):
    """Stances by item and organisation. A dissent that an organisation's own people have lodged, whatever way
    they went, is its stance."""
    found = defaultdict(dict)
    for stance in stances:
        found[stance.item_id][stance.organisation_id] = stance
    for dissent in lodged:
        if dissent.seat and not dissent.role:
            said = found[dissent.item_id].get(dissent.seat.organisation_id)
            if said is None or said.status != Status.WILL_DISSENT or said.awaits_confirmation:
                found[dissent.item_id][dissent.seat.organisation_id] = _stance_of(dissent, said)
    return found


def stances_on(item, lodged):
    """Of each organisation that has stated one, by its id; `lodged` is the dissent that stands on it."""
    return _by_item(_of_items([item.pk]), lodged)[item.pk]


def _stance_of(dissent, said):
    """As if it had been stated as a stance; with the body, the day and the note of what was (`said`)."""
    told = {name: getattr(said, name) for name in ("body", "held_on", "note")} if said else {}
    return Stance(
        item_id=dissent.item_id,
        organisation_id=dissent.seat.organisation_id,
        status=Status.WILL_DISSENT,
        dissent_text=dissent.text,
        recorded_at=dissent.lodged_at,
        recorded_by_id=dissent.lodged_by_id,
        confirmed_at=dissent.lodged_at,
        confirmed_by_id=dissent.person_id,
        **told,
    )


@dataclass(frozen=True)
class OwnStance:
    """The stance of an organisation the reader speaks for on one item, and the reader's next step."""

    organisation: Organisation
    stance: Stance | None
    act: str
    is_open: bool


def own_stances(person, item):
    own = home_organisations(person, item.meeting)
    if not (own and item.is_position and item.is_on_agenda):
        return []
    stated = _said(Stance.objects.shown_to(person, item.meeting), item, own)
    said = _by_item(stated, _lodged_on([item.pk]))[item.pk]
    for stance in said.values():
        stance.item = item
    expected = [each for each in expected_organisations(item.meeting) if each.pk in own]
    stances, is_open = [(each, said.get(each.pk)) for each in expected], item.is_open_for_stances
    return [OwnStance(each, word, _act(person, item, each, word), is_open) for each, word in stances]


@prepared
def _said(shown, item, organisations):
    return Stance.objects.filter(shown, item=item, organisation__in=organisations).with_recorder()


def _act(person, item, organisation, stance):
    if not item.is_open_for_stances:
        return "Se förankringen"
    if stance is None:
        return "Förankra"
    if stance.awaits_confirmation and seats_confirming(person, item, organisation):
        return "Bekräfta den avvikande synpunkten"
    return "Ändra"


@dataclass(frozen=True)
class Row:
    """One item, with each organisation's stance: None where it has not begun.

    `dissents` are the opinions lodged, and `announced` the stances whose dissent is not yet confirmed.
    """

    item: AgendaItem
    cells: list
    missing: list
    dissents: list
    announced: list

    @property
    def notes(self):
        """The stances with a note to the secretariat; to be shown to it alone."""
        return [said for organisation, said in self.cells if said and said.note]

    @property
    def tally(self):
        """The number of each stance, as (number, words); those that nobody has are left out."""
        return [(number, words) for _, number, words in self._counted]

    @property
    def bar(self):
        """The same as a picture: each stance as (kind, where it begins, how wide it is)."""
        widths = [number for _, number, _ in self._counted]
        begins = accumulate(widths, initial=0)
        return [
            (kind, start, number) for (kind, number, _), start in zip(self._counted, begins, strict=False)
        ]

    @cached_property
    def _counted(self):
        stances = Counter(said.status for organisation, said in self.cells if said)
        announced = len(self.announced)
        counted = [
            ("supports", stances[Status.SUPPORTS], "ställer sig bakom"),
            ("accepts", stances[Status.CAN_ACCEPT], "avstår något"),
            ("dissents", stances[Status.WILL_DISSENT] - announced, "avvikande"),
            ("announced", announced, "aviserar avvikande, inte bekräftat"),
            ("missing", len(self.missing), "saknas" if self.item.is_open_for_stances else "besked kom inte"),
        ]
        return [each for each in counted if each[1]]


@dataclass(frozen=True)
class Matrix:
    """Items × organisations as one reader sees them. `is_sealed`: only the reader's own organisations."""

    organisations: list
    rows: list
    is_sealed: bool

    @property
    def missing(self):
        """How many items each organisation has none on, where it has any left."""
        return Counter(each for row in self.rows for each in row.missing)


def matrix_for(person, meeting):
    """Six queries, however many items and organisations, and one more where a matter has been at an earlier
    meeting. Asks `visible_to` for every row it shows."""
    items = _positions(AgendaItem.objects.shown_to(person, meeting))
    for item in items:
        item.meeting = meeting
    tell_history(items, person)
    is_sealed = not sees_every_stance(person, meeting).holds
    organisations = expected_organisations(meeting)
    if is_sealed:
        own = {seat.organisation_id for seat in seats_that_read(person, meeting)}
        organisations = [each for each in organisations if each.pk in own]
    opinions = list(standing_dissent(DissentingOpinion.objects.shown_to(person, meeting), items))
    said = _by_item(_told(Stance.objects.shown_to(person, meeting), items), opinions)
    lodged = defaultdict(list)
    for opinion in opinions:
        lodged[opinion.item_id].append(opinion)
    rows = [_row(item, organisations, said[item.pk], lodged[item.pk]) for item in items]
    return Matrix(organisations, rows, is_sealed)


@prepared
def _positions(shown):
    return AgendaItem.objects.filter(shown, type=POSITION).on_the_agenda().order_by("order", "pk")


@prepared
def _told(shown, items):
    """What the matrix shows of them: there are hundreds, recorded by a few."""
    said = Stance.objects.filter(shown, item__in=items).with_recorder().select_related(None)
    return said.only(*SHOWN).prefetch_related("recorded_by")


def _row(item, organisations, said, dissents):
    cells = [(each, said.get(each.pk)) for each in organisations]
    for organisation, stance in cells:
        if stance:
            stance.organisation = organisation
    announced = [stance for _, stance in cells if stance and stance.awaits_confirmation]
    return Row(item, cells, _unfinished(organisations, said), dissents, announced)
