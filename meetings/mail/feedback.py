"""The letters with which each organisation gets what it takes home. What they say and what goes with them is
made when they are sent, as their receiver may read it then; where that is nothing, the letter is not sent."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from councils.models import Appointment
from meetings.models import Feedback
from meetings.models.seal import WHOLE
from meetings.reader.feedback import package
from meetings.sealed import file_for, record_for
from rus_portal.core.address import whole
from rus_portal.core.word_file import DOCX_TYPE

ATTACHED_AT_MOST = 7 * 1024 * 1024  # bytes: mail servers take ten, and a file grows by a third on the way


def receivers_of(minutes):
    """[(feedback, person)]: those who look after it in each organisation."""
    councils = [council.pk for council in minutes.meeting.councils]
    held = Appointment.objects.at_home(timezone.localdate()).filter(seat__council__in=councils)
    people = dict.fromkeys(
        (each.seat.organisation_id, each.person)
        for each in held.select_related("person", "seat").in_council_order()
    )
    rows = {each.organisation_id: each for each in _of(minutes)}
    return [(rows[organisation], person) for organisation, person in people if organisation in rows]


def registries_of(minutes):
    """[(feedback, organisation)]: those with an address, once everyone may read the minutes."""
    if not minutes.published_at:
        return []
    return [(each, each.organisation) for each in _of(minutes) if each.organisation.registry_email]


def _of(minutes):
    rows = list(minutes.feedback.select_related("organisation").order_by("organisation__order", "pk"))
    for row in rows:
        row.minutes = minutes
    return rows


def reader_of(letter):
    """Whose eyes the letter is for: a registry has no account and reads what everyone does."""
    return letter.person or AnonymousUser()


def is_open(letter):
    """Its receiver may read it now."""
    if letter.person is None:
        return letter.feedback.minutes.published_at is not None
    return Feedback.objects.visible_to(letter.person).filter(pk=letter.feedback_id).exists()


def text_of(letter):
    return _package(letter).text


def attachments(letter):
    """(name, content, type) of each: the text, and the extract of each position or, where there is none, the
    minutes. Where they are too much for a mail it is the text alone."""
    told, stem, papers = _package(letter), letter.meeting.file_stem, []
    for number in [each.section["item"] for each in told.positions] or [WHOLE]:
        name = f"protokollsutdrag-{stem}-punkt-{number}.pdf" if number else f"protokoll-{stem}.pdf"
        if content := file_for(letter.feedback.minutes, reader_of(letter), number):
            papers.append((name, content, "application/pdf"))
    if sum(len(content) for _, content, _ in papers) > ATTACHED_AT_MOST:
        papers = []
    return [(docx_name(letter.feedback), told.docx, DOCX_TYPE), *papers]


def _package(letter):
    """Made once for the letter that is being sent: its text and its papers are of one moment."""
    if "package" not in vars(letter):
        record, _ = record_for(letter.feedback.minutes, reader_of(letter))
        letter.package = package(letter.feedback, record)
    return letter.package


def docx_name(feedback):
    return f"aterforing-{slugify(feedback.organisation_name)}-{feedback.minutes.meeting.file_stem}.docx"


def receipt_address(feedback):
    return whole(reverse("feedback_receipt", args=[feedback.token()]))
