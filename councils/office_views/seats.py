"""Who holds which seat, on any day, and the forms that change it."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from councils import workflow
from councils.forms import AppointForm, EndForm, SeatForm, TermForm
from councils.hanging import hanging_on
from councils.journal import history_for
from councils.models import Appointment, Council, Seat
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.forms import Day
from rus_portal.core.permissions import may_enter_office, may_keep_seats, require
from rus_portal.core.seen import marks_in
from rus_portal.core.words import day

SIDES = (Seat.Side.MAJORITY, Seat.Side.OPPOSITION, Seat.Side.NONE)


def day_asked(request):
    """The day of `?dag=` and what is wrong with it; today when nothing usable is asked for."""
    asked = request.GET.get("dag", "")
    try:
        return (Day().clean(asked) if asked else timezone.localdate()), ""
    except ValidationError as wrong:
        return timezone.localdate(), f"{wrong.messages[0]} Här visas platserna i dag."


def matrix(request):
    """Organisation × side × capacity for every council, with the holder that day or a vacancy."""
    require(may_enter_office(request.user))
    day, complaint = day_asked(request)
    held = Appointment.objects.on(day).select_related("person")
    seats = Seat.objects.on(day).select_related("organisation")
    councils = Council.objects.prefetch_related(
        "prepares",
        Prefetch("seats", seats.prefetch_related(Prefetch("appointments", held, to_attr="holders"))),
    )
    bodies = [_body(council, request.user) for council in councils]
    context = {
        "bodies": bodies,
        "vacancies": sum(body["vacancies"] for body in bodies),
        "day": day,
        "today": timezone.localdate(),
        "complaint": complaint,
        "changes": _changes_around(day),
    }
    return render(request, "councils/office_seats.html", context)


def _body(council, user):
    """One council as a matrix: a row for each organisation, a column for each side that it has."""
    seats = list(council.seats.all())
    sides = [side for side in SIDES if any(seat.side == side for seat in seats)]
    rows = {}
    for seat in seats:
        rows.setdefault(seat.organisation, {side: [] for side in sides})[seat.side].append(seat)
    return {
        "council": council,
        "columns": [(side, _heading(side, sides)) for side in sides],
        "rows": [
            (organisation, [(_heading(side, sides), cells[side]) for side in sides])
            for organisation, cells in rows.items()
        ],
        "vacancies": sum(not seat.holders for seat in seats),
        "may_keep": may_keep_seats(user, council),
    }


def _heading(side, sides):
    if side != Seat.Side.NONE:
        return side.label
    return "Övriga" if len(sides) > 1 else "Platser"


def _changes_around(day):
    """The last day somebody's seat changed hands up to this day, and the next one after it, or None."""
    step = dt.timedelta(days=1)
    began = Appointment.objects.filter(begins__lte=day).aggregate(day=Max("begins"))["day"]
    ended = Appointment.objects.filter(ends__lt=day).aggregate(day=Max("ends"))["day"]
    begins = Appointment.objects.filter(begins__gt=day).aggregate(day=Min("begins"))["day"]
    ends = Appointment.objects.filter(ends__gte=day).aggregate(day=Min("ends"))["day"]
    last = max(filter(None, (began, ended and ended + step)), default=None)
    return {
        "last": last,
        "before_last": last and last - step,
        "next": min(filter(None, (begins, ends and ends + step)), default=None),
    }


def council_or_403(request, slug):
    """A council whose seats the user may change."""
    council = get_object_or_404(Council, slug=slug)
    require(may_enter_office(request.user))
    require(may_keep_seats(request.user, council))
    return council


def seat_or_404(request, slug, pk):
    require(may_enter_office(request.user))
    seats = Seat.objects.select_related("council", "organisation")
    return get_object_or_404(seats, council__slug=slug, pk=pk)


def changeable_seat(request, slug, pk):
    seat = seat_or_404(request, slug, pk)
    require(may_keep_seats(request.user, seat.council))
    return seat


def term_or_404(request, slug, pk, term):
    """An appointment to a seat that the user may change."""
    seat = changeable_seat(request, slug, pk)
    appointment = get_object_or_404(seat.appointments.select_related("person"), pk=term)
    appointment.seat = seat
    return appointment


def address(seat):
    return reverse("seat", args=[seat.council.slug, seat.pk])


def seat(request, council, pk):
    """One seat through time: who has held it, who will, and what was done to it."""
    seat = seat_or_404(request, council, pk)
    today = timezone.localdate()
    terms = list(seat.appointments.select_related("person").order_by("-begins", "-pk"))
    for term in terms:
        term.is_over = bool(term.ends and term.ends < today)
        term.is_to_come = term.begins > today
    context = {
        "seat": seat,
        "council": seat.council,
        "terms": terms,
        "is_vacant": not any(not term.is_over and not term.is_to_come for term in terms),
        "may_keep": may_keep_seats(request.user, seat.council),
        "history": history_for(request.user, seat),
    }
    return render(request, "councils/office_seat.html", context)


def new_seat(request, council):
    council = council_or_403(request, council)
    last = council.seats.aggregate(order=Max("order"))["order"] or 0
    form = SeatForm(posted(request), new=Seat(council=council, order=last + 1))
    if form.is_valid():
        seat = attempt(form, workflow.add_seat, council, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Platsen {seat} är tillagd. Nu kan du tillsätta den.")
            return redirect(address(seat))
    return form_page(request, "councils/office_seat_form.html", form, council=council, seat=None)


def seat_facts(request, council, pk):
    seat = changeable_seat(request, council, pk)
    is_held = seat.appointments.exists()
    form = SeatForm(posted(request), saved=seat, is_held=is_held)
    if form.is_valid():
        attempt(form, workflow.change_seat, seat, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Platsen är ändrad.")
            return redirect(address(seat))
    context = {"council": seat.council, "seat": seat, "is_held": is_held}
    return form_page(request, "councils/office_seat_form.html", form, **context)


def seat_removal(request, council, pk):
    seat = changeable_seat(request, council, pk)
    name = str(seat)
    if request.method == "POST":
        done, saw = f"Platsen {name} är borttagen.", marks_in(request.POST)
        removed = act(request, done, workflow.remove_seat, seat, seen=saw)
        return redirect("seats") if removed else redirect(address(seat))
    return render(
        request,
        "councils/office_confirmation.html",
        {
            "seat": seat,
            "thing": seat,
            "question": f"Ta bort platsen {name}?",
            "refusal": workflow.why_seat_stays(seat),
            "consequence": "Ingen har haft platsen. Att den togs bort står kvar i journalen.",
            "button": "Ta bort platsen",
        },
    )


def appointment_new(request, council, pk):
    seat = changeable_seat(request, council, pk)
    holder = seat.appointments.filter(ends=None).select_related("person").first()
    form = AppointForm(posted(request), seat=seat, holder=holder)
    if form.is_valid():
        appointment = attempt(form, _appoint, seat, form.cleaned_data, by=request.user, holder=holder)
        if not form.errors:
            told = f"{appointment.person} har platsen från och med den {day(appointment.begins)}."
            messages.success(request, f"{told} {_told_of_letter(appointment)}".strip())
            return redirect(address(seat))
    now = seat.appointments.current().select_related("person").first()
    return form_page(request, "councils/office_appointment_form.html", form, seat=seat, term=None, now=now)


@transaction.atomic
def _appoint(seat, facts, *, by, holder):
    """The person known or new, and the predecessor's last day: all or nothing."""
    person = facts["person"] or workflow.add_person(by=by, name=facts["name"], email=facts["email"])
    return workflow.appoint(
        seat,
        person,
        by=by,
        begins=facts["begins"],
        ends=facts["ends"],
        party=facts.get("party", ""),
        succeeding=holder if facts.get("succeeds") else None,
    )


def _told_of_letter(appointment):
    """What the portal does by itself (`councils.invitations`)."""
    if not appointment.person.is_active or appointment.has_ended(timezone.localdate()):
        return ""
    if not appointment.person.email:
        return "Utan e-postadress går det inte att logga in."
    begins = appointment.begins
    when = f"på morgonen den {day(begins)}" if begins > timezone.localdate() else "nästa morgon"
    return f"Ett brev om platsen, och om hur man loggar in, går {when}."


def appointment(request, council, pk, term):
    term = term_or_404(request, council, pk, term)
    form = TermForm(posted(request), saved=term)
    if form.is_valid():
        attempt(form, workflow.change_appointment, term, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Uppdraget för {term.person} är ändrat.")
            return redirect(address(term.seat))
    context = {"seat": term.seat, "term": term, "now": None}
    return form_page(request, "councils/office_appointment_form.html", form, **context)


def appointment_end(request, council, pk, term):
    term = term_or_404(request, council, pk, term)
    form = EndForm(posted(request), saved=term)
    if form.is_valid():
        attempt(form, workflow.end_appointment, term, by=request.user, **form.cleaned_data)
        if not form.errors:
            last = day(form.cleaned_data["ends"])
            messages.success(
                request,
                f"Uppdraget för {term.person} upphör efter den {last}. "
                "Vill du ångra det: välj Ändra och töm rutan Till och med.",
            )
            return redirect(address(term.seat))
    return form_page(request, "councils/office_appointment_end.html", form, seat=term.seat, term=term)


def appointment_cancellation(request, council, pk, term):
    term = term_or_404(request, council, pk, term)
    if request.method == "POST":
        done = f"Uppdraget för {term.person} är tillbakataget."
        act(request, done, workflow.cancel_appointment, term, seen=marks_in(request.POST))
        return redirect(address(term.seat))
    return render(
        request,
        "councils/office_confirmation.html",
        {
            "seat": term.seat,
            "thing": term,
            "question": f"Ta tillbaka uppdraget för {term.person}?",
            "refusal": workflow.why_appointment_stands(term),
            "consequence": "Uppdraget har inte börjat. Att det togs tillbaka står kvar i journalen.",
            "hanging": hanging_on(term),
            "button": "Ta tillbaka uppdraget",
        },
    )
