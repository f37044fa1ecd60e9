"""The councils' published positions as rows and as JSON, each with its dissent and what became of it."""

import json

from django.db.models import Prefetch

from meetings.models import FormalDecision, Position
from meetings.models.position import with_dissent
from meetings.open import follow_up
from meetings.positions.decisions import untold
from rus_portal.core.address import address, whole
from rus_portal.core.pieces import in_pieces
from strategy.models import FocusArea
from strategy.open_editions import named

PIECE = 200
COLUMNS = {
    "beteckning": 14,
    "råd": 30,
    "antaget": 12,
    "publicerat": 12,
    "rubrik": 40,
    "ställningstagande": 70,
    "avviker": 30,
    "avvikande synpunkter": 60,
    "mål": 30,
    "så tjänar det målet": 40,
    "fokusområden": 40,
    "ses över": 12,
    "ersatt av": 14,
    "formella beslut": 50,
    "ej antecknat": 40,
    "åtaganden": 50,
    "resultat": 60,
    "finansiering": 40,
    "källa": 40,
    "adress": 50,
}


def pieces_of(condition):
    """The positions that meet the condition, the newest first, a list at a time; never without dissent."""
    decisions = FormalDecision.objects.select_related("organisation").order_by("organisation__order", "pk")
    positions = Position.objects.filter(condition).prefetch_related(
        Prefetch("decisions", decisions),
        Prefetch("item__focus_areas", FocusArea.objects.with_edition()),
        *follow_up.prefetches(),
    )
    positions = positions.select_related("council", "item", "superseded_by")
    piece = []
    for position in in_pieces(positions, key=("adopted_on", "pk")):
        piece.append(position)
        if len(piece) == PIECE:
            yield with_dissent(piece)
            piece = []
    yield with_dissent(piece)


def _told_of(condition):
    """(position, the organisations of which it is not recorded whether a formal decision is needed)."""
    for piece in pieces_of(condition):
        silent = untold(piece)
        yield from ((position, silent.get(position.pk, ())) for position in piece)


def told(position, silent):
    """The position as JSON has it, with those of `_told_of`. Days are `YYYY-MM-DD`, moments ISO 8601 with
    their zone."""
    return {
        "designation": position.designation,
        "council": {"name": position.council_name, "slug": position.council.slug},
        "title": position.item.title,
        "adopted_on": position.adopted_on.isoformat(),
        "published_at": position.published_at.isoformat(timespec="seconds"),
        "points": position.points,
        "dissents": [told_dissent(dissent) for dissent in position.dissents],
        "goals": position.goals,
        "how_it_serves": position.item.how,
        "focus_areas": [_area(each) for each in position.item.focus_areas.all()],
        "review_on": position.to_review_on and position.to_review_on.isoformat(),
        "superseded_by": position.later and position.later.designation,
        "formal_decisions": [
            told_decision(decision) | {"is_late": decision.is_overdue}
            for decision in position.decisions.all()
        ],
        "formal_decisions_not_recorded": [home.name for home in silent],
        **follow_up.told(position),
        "source": position.source,  # where the minutes are not kept here
        "brought_in_afterwards": position.retelling_id is not None,
        "url": whole(position.get_absolute_url()),
        "pdf": whole(address("position_pdf", position.year, position.number, position.slug)),
    }


def _area(area):
    """In the words of the edition of the plan that was in force."""
    edition = {"plan": area.plan.title, "edition": area.plan.year}
    return named(area, "code") | edition


def told_dissent(dissent):
    return {
        "whose": dissent.whose,
        "organisation": dissent.organisation_name,
        "person": dissent.author,
        "role": dissent.role,
        "text": dissent.text,
    }


def told_decision(decision):
    return {
        "organisation": decision.organisation_name,
        "status": decision.status,
        "body": decision.body,
        "planned_on": decision.planned_on and decision.planned_on.isoformat(),
        "decided_on": decision.decided_on and decision.decided_on.isoformat(),
        "decided_note": decision.decided_note,
        "paragraph": decision.paragraph,
        "registry_number": decision.registry_number,
        "link": decision.link,
        "note": decision.note,
        **follow_up.corrected(decision),
    }


def as_json(condition):
    """All of them as one document, in pieces to be sent as they are made."""
    yield '{"advisory": true, "positions": ['
    between = "\n"
    for position, silent in _told_of(condition):
        yield between + json.dumps(told(position, silent), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def table(condition):
    """A row with the names of the columns, and one for each position."""
    yield list(COLUMNS)
    for position, silent in _told_of(condition):
        yield _row(position, silent)


def _row(position, silent):
    later, goal = position.later, position.primary_goal
    return [
        position.designation,
        position.council_name,
        position.adopted_on,
        position.published_at.date(),
        position.item.title,
        "\n".join(position.points),
        "\n".join(dissent.whose for dissent in position.dissents),  # all, also where not all texts fit
        "\n\n".join(f"{dissent.whose}: {dissent.text}" for dissent in position.dissents),
        f"{goal['code']} {goal['title']}" if goal else "",
        position.item.how,
        "\n".join(each.in_edition for each in position.item.focus_areas.all()),
        position.to_review_on or "",
        later.designation if later else "",
        "\n".join(
            f"{each.organisation_name}: {each.told_status}{follow_up.said_of(each)}"
            for each in position.decisions.all()
        ),
        "\n".join(home.name for home in silent),
        *follow_up.in_cells(position),
        position.source,
        whole(position.get_absolute_url()),
    ]
