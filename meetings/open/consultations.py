"""The consultations for programs: what is asked, and once one is closed what each organisation answered."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationVersion
from rus_portal.core.address import whole

COLUMNS = {
    **{"remiss": 40, "gäller": 40, "det som frågas": 60, "filer": 40, "öppnad": 12, "sista svarsdag": 12},
    **{"stängd": 12, "diarienummer": 16, "organisation": 30, "svar": 60, "svarets filer": 40, "svarade": 12},
    **{"ändrade svaret": 12, "efter svarstiden": 10, "adress": 40},
}


def table():
    """A row with the names of the columns, and one for each answer; one without any where there is none."""
    yield list(COLUMNS)
    for each in told_all():
        asked = each["title"], each["about"], each["text"], _urls(each)
        when = _day(each["opened_at"]), each["last_day"], _day(each["closed_at"]), each["registry_number"]
        for answer in each["answers"] or [None]:
            yield [*asked, *when, *_columns(answer), each["url"]]


def _columns(answer):
    if answer is None:
        return [""] * 6
    days, is_late = (_day(answer["sent_at"]), _day(answer["changed_at"])), answer["is_late"]
    return [answer["organisation"], answer["text"], _urls(answer), *days, "ja" if is_late else "nej"]


def _day(moment):
    return timezone.localdate(dt.datetime.fromisoformat(moment)).isoformat() if moment else ""


def _urls(told):
    return "\n".join(each["url"] for each in told["files"])


def told_all():
    """The newest first, of answers those that everyone may read."""
    answers = ConsultationAnswer.objects.visible_to(AnonymousUser()).select_related("organisation")
    files = Prefetch("files", ConsultationFile.objects.order_by("name", "pk"))
    versions = Prefetch("versions", ConsultationVersion.objects.order_by("number").prefetch_related(files))
    answers = answers.order_by("organisation__order", "pk").prefetch_related(files)
    rows = Consultation.objects.select_related("step__strategy", "plan").order_by("-opened_at", "-pk")
    return [_told(each) for each in rows.prefetch_related(versions, Prefetch("answers", answers))]


def _told(consultation):
    return {
        "title": consultation.title,
        "about": str(consultation.subject),
        "text": consultation.text,
        "opened_at": consultation.opened_at.isoformat(),
        "last_day": consultation.last_day.isoformat(),
        "registry_number": consultation.registry_number,
        "closed_at": consultation.closed_at and consultation.closed_at.isoformat(),
        "files": _files([*consultation.versions.all()][-1]),
        "answers": [
            {
                "organisation": each.organisation_name,
                "text": each.text,
                "sent_at": each.sent_at.isoformat(),
                "changed_at": each.changed_at and each.changed_at.isoformat(),
                "is_late": each.is_late,
                "files": _files(each),
                "url": whole(each.get_absolute_url()),
            }
            for each in consultation.answers.all()
        ],
        "url": whole(consultation.get_absolute_url()),
    }


def _files(thing):
    return [{"name": each.name, "url": whole(each.get_absolute_url())} for each in thing.files.all()]
