"""The councils and the bodies around them: what they are for, who sits in them, what they do."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.capacity import OFFICIALS
from councils.journal import history_for
from councils.models import Appointment, Council, Seat
from meetings.agenda.ahead import with_titles
from meetings.models import Meeting
from meetings.models.position import with_dissent
from meetings.positions.goal_counts import PUBLISHED
from meetings.positions.register import newest_positions
from rus_portal.core.permissions import may_keep, may_read_evaluations

MEETINGS, POSITIONS = 3, 3
SPEAK = "speak"
SIDES = (
    (Seat.Side.MAJORITY, "Majoritet"),
    (Seat.Side.OPPOSITION, "Opposition"),
    (Seat.Side.NONE, "Platser"),
    (SPEAK, "Yttranderätt"),
)


@login_not_required
def councils(request):
    bodies = list(Council.objects.order_by("order", "name", "pk"))
    coming = Meeting.objects.visible_to(request.user).upcoming().select_related("council", "given_numbers")
    following = {}
    for meeting in coming.prefetch_related("joint_with"):
        for council in meeting.councils:
            following.setdefault(council.pk, meeting)
    rows = [(body, following.get(body.pk)) for body in bodies]
    return render(
        request,
        "councils/council_list.html",
        {
            "councils": [row for row in rows if row[0].kind == Council.Kind.COUNCIL],
            "bodies": [body for body in bodies if body.kind != Council.Kind.COUNCIL],
        },
    )


@login_not_required
def council(request, council):
    council = get_object_or_404(Council.objects.select_related("prepared_by", "office"), slug=council)
    user, today = request.user, timezone.localdate()
    day, complaint = _asked_day(request.GET.get("dag", ""), today)
    seats = _seats(council, day)
    organisations = _by_organisation(seats)
    coming = Meeting.objects.visible_to(user).of(council).upcoming()
    coming = coming.select_related("council", "given_numbers")
    return render(
        request,
        "councils/council_detail.html",
        {
            "council": council,
            "day": day,
            "today": today,
            "complaint": complaint,
            "organisations": organisations,
            "sides": _by_side(organisations),
            "vacancies": sum(not seat.holders for seat in seats),
            "anyone": any(seat.holders for seat in seats),
            "shows_party": any(holder.party for seat in seats for holder in seat.holders),
            "meetings": with_titles(coming.prefetch_related("joint_with")[:MEETINGS]),
            "positions": with_dissent(newest_positions(PUBLISHED & Q(council=council), slice(POSITIONS))),
            "serves": Council.objects.filter(Q(prepared_by=council) | Q(office=council)),
            "may_plan": may_keep(user, council),
            "may_read_evaluations": may_read_evaluations(user, council),
            "history": history_for(user, council),
        },
    )


def _asked_day(text, today):
    """The day asked for and what is wrong with it; today when nothing usable is asked for."""
    if not text:
        return today, ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today, "Skriv dagen som år-månad-dag, till exempel 2026-03-12. Här visas platserna i dag."
    if day > today:
        return today, "Välj en dag som har varit. Här visas platserna i dag."
    return day, ""


def _seats(council, day):
    """The seats in order, each with its `holders` that day."""
    held = Appointment.objects.on(day).select_related("person").order_by("begins", "pk")
    seats = council.seats.there(day).select_related("organisation")
    seats = seats.order_by("order", "organisation__order", "pk")
    return list(seats.prefetch_related(Prefetch("appointments", held, to_attr="holders")))


def _by_side(organisations):
    """The headings of the sides that the council has, and the seats of each organisation by side: who takes
    position for a side, for none, and who has the right to speak."""

    def side(seat):
        return SPEAK if seat.capacity in OFFICIALS else seat.side

    there = {side(seat) for _, seats in organisations for seat in seats}
    columns = [(key, heading) for key, heading in SIDES if key in there]
    rows = [
        (organisation, [(heading, [seat for seat in seats if side(seat) == key]) for key, heading in columns])
        for organisation, seats in organisations
    ]
    return [heading for _, heading in columns], rows


def _by_organisation(seats):
    """Organisations in the order of their first seat, each with its seats."""
    groups = {}
    for seat in seats:
        groups.setdefault(seat.organisation, []).append(seat)
    return list(groups.items())
