"""The consultations for programs: what is asked and was asked before, and once one is closed whom it was sent
to and what each organisation answered. Nothing but what everyone reads on its page."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationVersion
from rus_portal.core.address import whole

COLUMNS = {
    **{"remiss": 40, "gäller": 40, "det som frågas": 60, "filer": 40, "utkastet": 40},
    **{"version": 10, "visad från": 12, "tidigare lydelser": 60, "öppnad": 12},
    **{"sista svarsdag": 12, "stängd": 12},
    **{"varför den stängdes eller öppnades igen": 40, "diarienummer": 16, "organisation": 30},
    **{"har svarat": 10, "svar": 60, "svaret gäller version": 10, "svarets filer": 40},
    **{"svarade": 12, "ändrade svaret": 12, "stod fast vid svaret": 12, "efter svarstiden": 10, "adress": 40},
}
WHEN = ("sent_at", "changed_at", "affirmed_at")  # of an answer


def table():
    """A row with the names of the columns, and one for each organisation that is told of; one without any
    where there is none."""
    yield list(COLUMNS)
    for each in told_all():
        *before, now = each["versions"]
        asked = each["title"], each["about"], each["text"], _urls(each), now["draft"] or ""
        was = now["number"], _day(now["shown_at"]), "\n\n".join(map(_wording, before))
        when = _day(each["opened_at"]), each["last_day"], _day(each["closed_at"])
        known = each["reason"], each["registry_number"]
        answers = iter(each["answers"])
        for home in each["asked"] or [None]:
            answer = next(answers) if home and home["has_answered"] else None
            yield [*asked, *was, *when, *known, *_columns(home, answer), each["url"]]


def _columns(home, answer):
    if home is None:
        return [""] * 9
    if answer is None:
        return [home["organisation"], "nej", *[""] * 7]
    days, is_late = map(_day, (answer[name] for name in WHEN)), answer["is_late"]
    said = answer["text"], answer["version"], _urls(answer)
    return [home["organisation"], "ja", *said, *days, "ja" if is_late else "nej"]


def _wording(version):
    shown = f"Version {version['number']}, visad från {_day(version['shown_at'])}"
    told = shown, version["title"], version["text"]
    return "\n".join(filter(None, (*told, _urls(version), version["draft"])))


def _day(moment):
    return timezone.localdate(dt.datetime.fromisoformat(moment)).isoformat() if moment else ""


def _urls(told):
    return "\n".join(each["url"] for each in told["files"])


def told_all():
    """The newest first, of answers and drafts those that everyone may read."""
    nobody, every = AnonymousUser(), ConsultationVersion.objects
    drafts = every.visible_to(nobody).filter(draft__isnull=False).exclude(draft={})
    files = Prefetch("files", ConsultationFile.objects.visible_to(nobody).order_by("name", "pk"))
    versions = every.defer("draft").order_by("number").prefetch_related(files)
    answers = ConsultationAnswer.objects.order_by("organisation__order", "pk")
    shown = answers.visible_to(nobody).select_related("organisation").prefetch_related(files)
    rows = Consultation.objects.select_related("step__strategy", "plan").order_by("-opened_at", "-pk")
    of_each = Prefetch("versions", versions), Prefetch("answers", answers)
    rows = rows.prefetch_related(*of_each, Prefetch("answers", shown, "shown"))
    read = set(drafts.order_by().values_list("pk", flat=True))
    return [_told(each, read) for each in rows]


def _told(consultation, read):
    versions = [*consultation.versions.all()]
    return {
        "title": consultation.title,
        "about": str(consultation.subject),
        "text": consultation.text,
        "opened_at": consultation.opened_at.isoformat(),
        "last_day": consultation.last_day.isoformat(),
        "registry_number": consultation.registry_number,
        "closed_at": consultation.closed_at and consultation.closed_at.isoformat(),
        "reason": consultation.reason,
        "files": _files(versions[-1]),
        "versions": [
            {
                "number": each.number,
                "shown_at": each.shown_at.isoformat(),
                "title": each.title,
                "text": each.text,
                "files": _files(each),
                "draft": whole(each.get_absolute_url()) if each.pk in read else None,
            }
            for each in versions
        ],
        "asked": consultation.closed_at
        and [
            {"organisation": each.organisation_name, "has_answered": bool(each.sent_at)}
            for each in consultation.answers.all()
        ],
        "answers": [
            {
                "organisation": each.organisation_name,
                "text": each.text,
                **{name: (at := getattr(each, name)) and at.isoformat() for name in WHEN},
                "is_late": each.is_late,
                "version": each.version_of(versions).number,
                "files": _files(each),
                "url": whole(each.get_absolute_url()),
            }
            for each in consultation.shown
        ],
        "url": whole(consultation.get_absolute_url()),
    }


def _files(thing):
    return [{"name": each.name, "url": whole(each.get_absolute_url())} for each in thing.files.all()]
