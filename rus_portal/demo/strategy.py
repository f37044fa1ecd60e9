"""What the demo tells of the strategy beside its meetings, invented: indicators, advocacy, consultations."""

import datetime as dt
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from councils.models import Organisation
from councils.workflow import add_basics
from meetings.models import Letter
from meetings.todo.consulted import officials_of
from meetings.workflow.consultation import answer_consultation, close_consultation, open_consultation
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet
from rus_portal.demo.year import DOCUMENT_NOTE, at
from strategy.models import AdvocacyIssue, Goal, Indicator, StrategicPlan
from strategy.statistics.reading import read
from strategy.workflow.indicator import confirm_import, keep_reading

FILE = Path(__file__).parent / "strategy.toml"


def load_strategy(tell):
    told, today = tomllib.loads(FILE.read_text()), timezone.localdate()
    for row in told["indicators"]:
        tell(f"Indikator: {measure(row, today)}")
    for order, row in enumerate(told["advocacy"], 1):
        tell(f"Påverkansfråga: {plead(row, order, today)}")
    for row in told["consultations"]:
        tell(f"Remiss: {consult(row, today)}")
    Letter.objects.filter(sent_at=None).update(claimed_at=F("written_at"), sent_at=F("written_at"))


def measure(row, today):
    by, last = person_for("secretary"), today.year - 1
    first = last + 1 - max(len(values) for _, _, *values in row["values"])
    facts = {name: row[name] for name in ("slug", "title", "unit", "about", "source", "baseline", "target")}
    indicator = add_basics(Indicator, by=by, **facts, baseline_year=first, target_year=last + 4)
    indicator.goals.set(_goals(row))
    lines = [
        f"{first + nth};{code};{area};{value}"
        for area, code, *values in row["values"]
        for nth, value in enumerate(values)
    ]
    content = "\n".join(["år;kod;område;värde", *lines]).encode()
    file = ContentFile(content, name=f"{row['slug']}.csv")
    confirm_import(keep_reading(indicator, by=by, reading=read(file)), by=by)
    return indicator


def plead(row, order, today):
    days = {
        f"{name}_on": at(today, row[name]).date() if name in row else None for name in ("sent", "answered")
    }
    told = {
        name: row.get(name, "") for name in ("title", "about", "addressee", "sent_how", "answer", "result")
    }
    issue = add_basics(AdvocacyIssue, by=person_for("secretary"), order=order, **told, **days)
    issue.goals.set(_goals(row))
    return issue


def _goals(row):
    return Goal.objects.selectable().filter(code__in=row["goals"])


def consult(row, today):
    """The officials of the organisations that are asked answer, each for its own."""
    by, opened = person_for("secretary"), at(today, row["opened"])
    asked = {each.slug: each for each in Organisation.objects.filter(slug__in=row["asked"])}
    consultation = open_consultation(
        by=by,
        at=opened,
        organisations=[asked[slug] for slug in row["asked"]],
        title=row["title"],
        text=row["text"].strip(),
        last_day=today + dt.timedelta(days=row["last_day"]),
        plan=StrategicPlan.objects.in_force(),
        files=[paper(row["file"])],
    )
    for told in row["answers"]:
        organisation = asked[told["organisation"]]
        answer_consultation(
            consultation.answers.get(organisation=organisation),
            by=next(iter(officials_of([organisation], today)[organisation.pk])),
            at=at(today, told["day"]),
            text=told["text"],
            files=[paper(told["file"])] if "file" in told else [],
            send=True,
        )
    if "closed" in row:
        close_consultation(consultation, by=by, at=at(today, row["closed"]))
    return consultation


def paper(title):
    return ContentFile(sheet(title, DOCUMENT_NOTE), name=f"{slugify(title)}.pdf")
