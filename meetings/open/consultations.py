"""The consultations for programs: what is asked, and once one is closed what each organisation answered."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from meetings.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationVersion
from rus_portal.core.address import whole


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
