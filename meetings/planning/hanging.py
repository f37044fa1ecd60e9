"""What the holder of a seat has done at meetings that hangs on the seat, see `councils.hanging`."""

from django.db.models import Q

from meetings.models import DissentingOpinion, Meeting, MinutesApproval, Stance
from rus_portal.core.words import day, listed


def hanging_on(appointment, kept=None):
    """A sentence for each meeting on a day that the appointment has and is to have no longer."""
    lost = Meeting.objects.of(appointment.seat.council).filter(_within(appointment.begins, appointment.ends))
    lost = lost.filter(cancelled_at=None).exclude(_within(*kept)) if kept else lost.filter(cancelled_at=None)
    told = [(meeting, _deeds(appointment, meeting)) for meeting in lost.order_by("date", "pk")]
    person = appointment.person
    return [f"Mötet den {day(meeting.date)}: {person} {listed(deeds)}." for meeting, deeds in told if deeds]


def _within(begins, ends):
    return Q(date__gte=begins, date__lte=ends) if ends else Q(date__gte=begins)


def _deeds(appointment, meeting):
    own = {"person": appointment.person, "organisation": appointment.seat.organisation}
    dissents = DissentingOpinion.objects.standing().filter(item__meeting=meeting, seat=appointment.seat)
    asked = MinutesApproval.objects.filter(minutes__meeting=meeting, person=appointment.person).exists()
    counted_on = meeting.answers.replaced().counting().filter(substitute=own["person"])
    counted_on = counted_on.filter(organisation=own["organisation"]).select_related("person")
    absent = listed([f"{answer.person}" for answer in counted_on]) if appointment.seat.is_substitute else ""
    stances = Stance.objects.filter(item__meeting=meeting, organisation=own["organisation"])
    deeds = {
        "står i närvaron": meeting.attendances.filter(**own).exists(),
        "svarade på kallelsen": meeting.answers.filter(**own).exists(),
        f"ska ersätta {absent}": absent,
        "sa var organisationen står": stances.filter(recorded_by=appointment.person).exists(),
        "lämnade avvikande synpunkt": dissents.filter(person=appointment.person).exists(),
        "är ombedd att justera": asked or meeting.approvers.filter(pk=appointment.person_id).exists(),
    }
    return [deed for deed, is_done in deeds.items() if is_done]
