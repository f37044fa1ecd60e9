"""What the organisations tell after the positions, the newest first, as a feed to follow (Atom): what they
have decided formally, and the results."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Greatest
from django.template.loader import render_to_string

from councils.models import Council, JournalEntry, Organisation
from meetings.follow_up.asked import standing
from meetings.models import FormalDecision, Position, Result
from meetings.models.position import with_dissent
from meetings.open.feed import NEWEST, Feed
from rus_portal.core.address import address, host, whole


class Told(NamedTuple):
    """`at` is when everyone could read it. `name` is for ever, as part of a tag (RFC 4151); `part` of the
    page of the position has it."""

    row: Any
    at: dt.datetime
    name: str
    part: str
    words: str


def feed(asked):
    """As text, of what everyone may read. A formal decision that is told anew, and a result that is
    corrected, keep their entry and renew it; what is withdrawn leaves the feed. What came with a position
    from before the portal is no news."""
    told = sorted([*_decisions(asked), *_results(asked)], key=lambda each: (each.at, each.name), reverse=True)
    with_dissent([each.row.position for each in told[:NEWEST]])
    query = asked.query()
    own, page = (
        whole(address(name)) + (f"?{query}" if query else "") for name in ("follow_up_atom", "follow_up")
    )
    made = Feed(
        title=" – ".join(["Formella beslut och resultat", *_narrowed_to(asked)]),
        link=page,
        description="",
        subtitle="Vad organisationerna berättar efter rådens ställningstaganden. Råden är rådgivande.",
        feed_url=own,
        feed_guid=own,
        language="sv",
        author_name="Samverkansportalen",
    )
    for each in told[:NEWEST]:
        made.add_item(**_entry(each))
    return made.writeString("utf-8")


def _narrowed_to(asked):
    for name, model in (("rad", Council), ("org", Organisation)):
        if name in asked.chosen:
            yield model.objects.get(slug=asked.chosen[name]).name


def _entry(told):
    row, position = told.row, told.row.position
    url = whole(position.get_absolute_url())
    is_result = told.part == "resultat"
    picture = whole(position.url("result_picture", row.pk)) if is_result and row.picture else ""
    shown = {"row": row, "position": position, "url": url, "is_result": is_result, "picture": picture}
    return {
        "title": f"{row.organisation_name}: {told.words}. {position.designation} {position.item.title}",
        "link": f"{url}#{told.part}",
        "description": render_to_string("meetings/follow_up_entry.html", shown),
        "unique_id": f"tag:{host()},{position.year}:{told.name}",
        "author_name": row.organisation_name,
        "updateddate": told.at,
        "categories": [told.part.replace("-", " ")],
    }


def _decisions(asked):
    """When each was told last is in the journal, where its sentence begins with the name it has."""
    recorded = JournalEntry.objects.filter(
        act="record_decision",
        subject_type=Position._meta.label_lower,
        subject_id=OuterRef("position"),
        sentence__startswith=Concat(OuterRef("organisation_name"), Value(": ")),
    )
    rows = FormalDecision.objects.filter(asked.of_positions, asked.of_organisation)
    rows = rows.exclude(status=FormalDecision.Status.NOT_ANSWERED)
    told = rows.alias(told_at=Subquery(recorded.order_by("-at").values("at")[:1]))
    for row in _newest(told.filter(told_at__isnull=False)):
        words = f"formellt beslut, {row.told_status.lower()}"
        yield Told(row, row.at, f"formellt-beslut-{row.pk}", "formella-beslut", words)


def _newest(rows):
    """By when they could be read: once they were told, and the position published where it is."""
    told = rows.annotate(at=Coalesce(Greatest("told_at", "position__published_at"), "told_at"))
    return list(told.select_related("position__item", "position__council").order_by("-at", "-pk")[:NEWEST])


def _results(asked):
    rows = _newest(Result.objects.filter(standing(Result, asked)))
    corrected = Result.objects.filter(position__in={row.position_id for row in rows}, replaces__isnull=False)
    before: dict = dict(corrected.order_by().values_list("pk", "replaces"))
    for row in rows:
        first = row.pk
        while first in before:
            first = before[first]
        yield Told(row, row.at, f"resultat-{first}", "resultat", "resultat")
