"""The demo's proposals: each goes through its steps, by the people and on the days its row names."""

import datetime as dt
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from councils.models import Council, Person
from meetings.models import AgendaItem, Meeting
from meetings.workflow.proposal import (
    ask_for_more,
    comment,
    merge_proposals,
    recommend,
    return_proposal,
    save_proposal,
    schedule_proposal,
    start_proposal,
    submit_proposal,
    take_up,
)
from meetings.workflow.proposal_document import attach_to_proposal
from rus_portal.demo.people import email_of
from rus_portal.demo.sheet import sheet
from rus_portal.demo.year import DOCUMENT_NOTE, at
from strategy.models import Goal

ROWS = Path(__file__).with_name("proposals.toml")


@transaction.atomic
def load_proposals(tell):
    """Run after the year is loaded: a coming meeting takes one of them."""
    made: dict[str, AgendaItem] = {}
    for row in tomllib.loads(ROWS.read_text())["proposals"]:
        item = made[row["key"]] = write(row)
        for told in row["acts"]:
            item = ACTS[told["act"]](item, told, made)
        tell(f"{item.title}: {item.get_stage_display().lower()}")


def person(part):
    return Person.objects.get(email=email_of(part))


def when(days_ago):
    return at(timezone.localdate() - dt.timedelta(days=days_ago))


def write(row):
    by = person(row["by"])
    council = Council.objects.get(slug=row["council"])
    organisation = by.standing.appointments[0].seat.organisation
    begun = {"by": by, "at": when(row["days_ago"])}
    draft = start_proposal(council, organisation=organisation, title=row["title"], **begun)
    facts = {field.name: row[field.name] for field in AgendaItem.FIELDS if field.name in row} | {
        "questions": "\n".join(row.get("questions", [])),
        "proposed_position": "\n".join(row.get("proposed_position", [])),
        "primary_goal": Goal.objects.selectable().filter(code=row.get("primary_goal", "")).first(),
        "minutes_needed": row.get("minutes", 15),
    }
    draft = save_proposal(draft, **begun, **facts)
    for title in row.get("documents", []):
        content = sheet(title, f"Till förslaget ”{draft.title}”.", DOCUMENT_NOTE)
        attach_to_proposal(draft, ContentFile(content, name=f"{slugify(title)}.pdf"), title=title, **begun)
    return draft


def _done(item, told):
    """By whom and when; the writer where the row names nobody."""
    return {"by": person(told["by"]) if "by" in told else item.added_by, "at": when(told["days_ago"])}


def _say(verb):
    def act(item, told, made):
        verb(item, text=told["text"], **_done(item, told))
        return AgendaItem.objects.get(pk=item.pk)

    return act


def _go(verb):
    return lambda item, told, made: verb(item, **_done(item, told))


def _merge(item, told, made):
    return merge_proposals(made[told["other"]], item, **_done(item, told))


def _schedule(item, told, made):
    coming = Meeting.objects.upcoming().filter(stage=Meeting.Stage.PLANNED, council=item.council).first()
    return schedule_proposal(item, coming, **_done(item, told))


ACTS = {
    "submit": _go(submit_proposal),
    "take_up": _go(take_up),
    "comment": _say(comment),
    "question": _say(ask_for_more),
    "return": _say(return_proposal),
    "recommend": _say(recommend),
    "merge": _merge,
    "schedule": _schedule,
}
