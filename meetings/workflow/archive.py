"""Making the package of a meeting for the e-archive: by the worker, or by `manage.py export_archive`. That it
was made is in the journal, with its checksum."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from councils import journal
from councils.models import JournalEntry, Person
from meetings.archive.contents import contents_for, key_of
from meetings.archive.package import write
from meetings.models import Bundle, Meeting
from meetings.workflow.bundle import claim, forget, given_up, keep
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import archivable, may_archive, require
from rus_portal.core.words import day

ACT = "export_archive"


def ask_for_package(meeting, *, by, make=True):
    """The package, as a bundle: made, failed or under way; None where nobody has asked for it yet and it is
    not to be made."""
    require(may_archive(by, meeting))
    contents = contents_for(meeting)
    if not make:
        return Bundle.objects.filter(key=key_of(contents)).first()
    bundle, claimed = claim(key_of(contents), meeting, contents.count)
    if claimed:
        with given_up(bundle):
            make_package.enqueue(bundle.key, meeting.pk, by.pk)
        bundle.refresh_from_db()
    return bundle


@task()
def make_package(key, meeting_pk, person_pk):
    """What is in it is worked out again: if it has changed, nothing is made."""
    bundle = Bundle.objects.filter(key=key, made_at=None).first()
    if bundle is None:
        return
    meeting = Meeting.objects.select_related("council", "secretary").get(pk=meeting_pk)
    sums = []

    def put_together(made, tell):
        write(contents, made, tell)
        made.seek(0)
        sums.append(hashlib.file_digest(made, "sha256").hexdigest())

    with given_up(bundle):
        contents = contents_for(meeting) if archivable(meeting) else None
        if contents is None or key_of(contents) != key:
            forget(bundle)
        elif keep(bundle, put_together, f"{contents.name}.tar"):
            note_package(contents, sums[-1], by=Person.objects.get(pk=person_pk))


@transaction.atomic
def note_package(contents, checksum, *, by, at=None):
    """In the journal, once for each package that differs from those before. `by` is None where it was made at
    the command line."""
    meeting = locked_meeting(contents.meeting)
    if packages_of(meeting).filter(after__sha256=checksum).exists():
        return
    sentence = f"Mötet den {day(meeting.date)} skrevs ut som arkivpaket, med kontrollsumman {checksum[:12]}."
    kept = {"sha256": checksum, "name": contents.name, "key": key_of(contents)}
    journal.log(ACT, meeting, sentence, by=by, at=at or timezone.now(), after=kept)


def packages_of(meeting):
    """The lines on packages that were made of the meeting, the newest first."""
    told = JournalEntry.objects.filter(act=ACT, subject_type=Meeting._meta.label_lower, subject_id=meeting.pk)
    return told.select_related("by").order_by("-at", "-pk")
