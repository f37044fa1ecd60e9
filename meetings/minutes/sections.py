"""The paragraphs: opening formalities, items, what was lifted off, closing formalities."""

from operator import itemgetter

from councils.models import Council
from meetings.minutes.attendance import by_key, conflicts_in, movements
from meetings.minutes.enclosed import appendices_of, letter
from meetings.models import (
    AgendaItem,
    Commitment,
    DissentingOpinion,
    Document,
    Formality,
    Lift,
    Minutes,
    Statement,
)
from meetings.models.dissent import whose_dissent
from rus_portal.core.prepared import prepared
from rus_portal.core.words import day, listed


def sections_of(meeting):
    """Opening formalities, items, closing formalities, in the order of the §§. What was lifted off the agenda
    after it was sent has a line without a § where it stood."""
    formalities, settled = _formalities(meeting), _settled_in(meeting)
    of_each = [
        by_key(rows(meeting), "item_id") for rows in (_dissents, _documents, movements, _agreed, _statements)
    ]
    agenda = [
        (item.order, settled.get(item.pk) or _item(item, *(rows[item.pk] for rows in of_each)))
        for item in _items(meeting)
    ]
    if meeting.council.appendices == Council.Appendices.LETTERS:
        letter([section for _, section in agenda])
    agenda += [(lift.order, _lift(lift)) for lift in _lifts(meeting)]
    return [
        *(_formality(formality) for formality in formalities if not formality.closes),
        *(section for _, section in sorted(agenda, key=itemgetter(0))),
        *(_formality(formality) for formality in formalities if formality.closes),
    ]


def _settled_in(meeting):
    """The sections that are immediately approved, as they were then, by item; each says when, and by whom."""
    may_have = vars(meeting).get("has_sheets", True)  # as the pages of a meeting read it
    sheets = _approved_sheets(meeting) if may_have else []
    return {
        item: record["sections"][0] | {"immediate": _immediately(record["approvals"])}
        for item, record in sheets
    }


def _immediately(approvals):
    gave = [
        f"{each['name']} ({each['role'][0].lower()}{each['role'][1:]}) den {each['approved']}"
        for each in approvals
    ]
    return f"Paragrafen är omedelbart justerad av {listed(gave)}."


@prepared
def _approved_sheets(meeting):
    sheets = Minutes.objects.sheets().filter(meeting=meeting, approved_at__isnull=False)
    return sheets.order_by("pk").values_list("item", "record")


@prepared
def _formalities(meeting):
    return Formality.objects.filter(meeting=meeting).order_by("order", "pk")


@prepared
def _items(meeting):
    items = AgendaItem.objects.filter(meeting=meeting).on_the_agenda().order_by("order", "pk")
    return items.select_related("primary_goal__strategy", "position", "proposed_by")


@prepared
def _dissents(meeting):
    return DissentingOpinion.objects.filter(item__meeting=meeting).told().with_author()


@prepared
def _documents(meeting):
    return Document.objects.filter(item__meeting=meeting).current().order_by("added_at", "pk")


@prepared
def _lifts(meeting):
    return Lift.objects.filter(meeting=meeting).told().select_related("to").order_by("order", "pk")


@prepared
def _agreed(meeting):
    return Commitment.objects.filter(item__meeting=meeting).order_by("noted_at", "pk")


@prepared
def _statements(meeting):
    return Statement.objects.filter(item__meeting=meeting).standing()


def _formality(formality):
    return {
        "is_item": False,
        "number": formality.paragraph,
        "anchor": f"p-{formality.kind}",
        "title": formality.get_kind_display(),
        "text": formality.text,
    }


def _lift(lift):
    return {
        "is_item": False,
        "number": None,
        "anchor": f"p-utgar-{lift.number}",
        "title": f"{lift.title} (utgår)",
        "text": f"Punkt {lift.number} på dagordningen. {lift.sentence}",
    }


def _item(item, told, documents, moves, agreed, statements):
    """With the dissent that is told of it, its documents, who came and went or had a conflict there, who is
    to do what, and the notes that somebody had entered."""
    position = getattr(item, "position", None)
    unclaimed = [each for each in told if each.is_left or each.fell]
    conflicts, commitments = conflicts_in(moves), _commitments(agreed)
    dissents = [each for each in told if each not in unclaimed]
    return {
        "is_item": True,
        "number": item.paragraph,
        "anchor": f"p-{item.number}",
        "item": item.number,
        "title": item.title,
        "type": item.type,
        "type_label": item.get_type_display(),
        "registry_number": item.registry_number,
        "presenters": item.presenters,
        "proposed_by": item.proposed_by.name if item.proposed_by else "",
        "goal": {
            "code": item.primary_goal.code,
            "title": item.primary_goal.title,
            "strategy": item.primary_goal.strategy.short_title,
        },
        "how": item.how,
        "summary": item.summary,
        "discussion": item.discussion,
        "outcome": _told_with_dissent(item.became, dissents),
        "position": position
        and {"designation": position.designation, "number": position.number, "points": position.points},
        "dissents": [
            {
                "organisation": dissent.organisation.name,
                "person": dissent.person.name,
                "role": dissent.seat.label,
                "text": dissent.text,
                **({"joined": day(dissent.lodged_at)} if dissent.joins_id else {}),
            }
            for dissent in dissents
        ],
        "note": item.minutes_note,
        "further_handling": item.further_handling,
        "appendices": appendices_of(item, documents),
        **({"statements": [_statement(each) for each in statements]} if statements else {}),
        **({"unclaimed": [_unclaimed(each) for each in unclaimed]} if unclaimed else {}),
        **({"conflicts": conflicts} if conflicts else {}),
        **({"commitments": commitments} if commitments else {}),
        **({"sent_to": item.sent_to} if item.sent_to else {}),
    }


def _commitments(agreed):
    return [{"who": each.who, "what": each.what, "due": day(each.due) if each.due else ""} for each in agreed]


def _statement(statement):
    return {
        "organisation": statement.organisation.name,
        "person": statement.person.name,
        "role": statement.seat.label,
        "text": statement.text,
    }


def _unclaimed(dissent):
    """Its author took no position at the meeting, and nobody who did has made it the own: it is no dissent,
    and not lost."""
    did = "instämde i" if dissent.joins_id else "lämnade"
    whose = whose_dissent(dissent.organisation.name, dissent.role)
    return (
        f"{dissent.person} {did} en avvikande synpunkt för {whose}, men tog inte del i ställningstagandet på "
        "mötet. Ingen som gjorde det har tagit över synpunkten, som därför inte är en del av "
        "ställningstagandet."
    )


def _told_with_dissent(became, dissents):
    """As the minutes tell it: an adopted position is `consensus`, or `dissent` where any was lodged."""
    if became == AgendaItem.Outcome.ADOPTED:
        return "dissent" if dissents else "consensus"
    return became
