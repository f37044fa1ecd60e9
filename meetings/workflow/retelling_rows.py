"""What is written of a file of old positions when it is brought in."""

from itertools import count

from django.db.models import Max
from django.utils import timezone

from meetings.models import AgendaItem, DissentingOpinion, Document, FormalDecision, Meeting, Position
from meetings.positions.search import stems_of_position
from meetings.workflow.position import slug_from, worded
from rus_portal.core.words import day

NOTE = "Mötet hölls före portalen. Källorna säger vilken dag det var och vad rådet ställde sig bakom då."
BACKGROUND = "Ställningstagandet antogs före portalen. Underlaget finns inte här."
ACTS = ("planned", "convened", "held")


def write(retelling, found, *, by, at):
    """Row by row would take minutes. What belongs to a position is there before it is published."""
    source = f"Infört i efterhand den {day(timezone.localdate(at))} av {by}.\n{retelling.source}"
    meetings = _meetings(found, retelling.source, by=by, at=at)
    places = _places(meetings)
    items = [_item(line, meetings[line.at], next(places[line.at]), by=by, at=at) for line in found.new]
    AgendaItem.objects.bulk_create(items)
    pairs = list(zip(found.new, items, strict=True))
    goals = AgendaItem.goals.through
    goals.objects.bulk_create(
        goals(agendaitem=item, goal=goal) for line, item in pairs for goal in line.goals[1:]
    )
    for line, item in pairs:
        item.dissent = [_dissent(item, *told, by=by, at=at) for told in line.dissents]
    DissentingOpinion.objects.bulk_create(each for item in items for each in item.dissent)
    slugs = set(
        Position.objects.filter(year__in={line.adopted_on.year for line in found.new}).values_list(
            "year", "number", "slug"
        )
    )
    positions = [
        _position(line, item, slugs, retelling=retelling, source=source, published_at=at, published_by=by)
        for line, item in pairs
    ]
    Position.objects.bulk_create(positions)
    FormalDecision.objects.bulk_create(
        FormalDecision(position=position, organisation=organisation, organisation_name=name, **facts)
        for (line, _), position in zip(pairs, positions, strict=True)
        for organisation, name, facts in line.decisions
    )
    readers = Document.Visibility.PUBLIC if retelling.minutes_are_public else Document.Visibility.COUNCIL
    Document.objects.bulk_create(
        _minutes(line, item, visibility=readers, added_at=at, added_by=by)
        for line, item in pairs
        if line.file
    )


def _meetings(found, source, *, by, at):
    """Those that are there, and one more for each day and council without."""
    days = {line.at: line.council for line in found.new if line.at not in found.meetings}
    cancelled = Meeting.objects.filter(council__in=days.values(), date__in={date for _, date in days})
    last = {
        (council, date): nth
        for council, date, nth in cancelled.order_by().values_list("council", "date").annotate(Max("nth"))
    }
    done = {f"{act}_at": at for act in ACTS} | {f"{act}_by": by for act in ACTS}
    new = [
        Meeting(
            council=council,
            date=date,
            end_date=date,
            nth=last.get((council.pk, date), 0) + 1,
            source=source,
            note=NOTE,
            stage=Meeting.Stage.HELD,
            **done,
        )
        for (_, date), council in days.items()
    ]
    return found.meetings | {(each.council_id, each.date): each for each in Meeting.objects.bulk_create(new)}


def _places(meetings):
    """The numbers that follow on the agenda of each."""
    rows = AgendaItem.objects.filter(meeting__in=meetings.values()).order_by()
    last = dict(rows.values_list("meeting").annotate(Max("number")))
    return {key: count((last.get(meeting.pk) or 0) + 1) for key, meeting in meetings.items()}


def _item(line, meeting, number, *, by, at):
    return AgendaItem(
        meeting=meeting,
        number=number,
        order=number,
        stage=AgendaItem.Stage.HANDLED,
        stage_at=at,
        stage_by=by,
        type=AgendaItem.Type.POSITION,
        title=line.title,
        background=BACKGROUND,
        primary_goal=line.goals[0],
        how=line.how,
        registry_number=line.registry_number,
        outcome=AgendaItem.Outcome.ADOPTED,
        added_at=at,
        added_by=by,
    )


def _dissent(item, organisation, name, text, *, by, at):
    return DissentingOpinion(
        item=item, retold_for=organisation, organisation_name=name, text=text, lodged_at=at, lodged_by=by
    )


def _position(line, item, slugs, **facts):
    year, slug = line.adopted_on.year, slug_from(line.title)
    if (year, line.number, slug) in slugs:
        slug = f"{slug}-{line.council.slug}"
    slugs.add((year, line.number, slug))
    position = Position(
        item=item,
        council=line.council,
        council_name=line.council_name,
        council_abbreviation=line.council.abbreviation,
        year=year,
        number=line.number,
        slug=slug,
        text=line.text,
        goals=worded(*line.goals),
        adopted_on=line.adopted_on,
        **facts,
    )
    position.search_stems = stems_of_position(position)
    return position


def _minutes(line, item, **facts):
    """The file among the documents of the position. Many may have one in the store in common."""
    title = f"Protokoll den {day(line.adopted_on)}"
    file = line.file
    return Document(
        meeting=item.meeting,
        item=item,
        title=title,
        file=file.file.name,
        name=file.name,
        size=file.size,
        **facts,
    )
