"""Answers to the summons: each invitee's own, one for each organisation, and for the secretariat all."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.models import Appointment, Person
from meetings.forms.answer import AnswerForm
from meetings.models import SummonsAnswer
from meetings.planning.answers import for_whom, own_answers
from meetings.planning.invitees import lines_of, represented, tally
from meetings.reader.notes import organisations_at
from meetings.views.lookups import meeting_or_404, next_or_404, organisation_asked_for
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    may_answer_for,
    may_answer_summons,
    may_prepare,
    may_put_right,
    may_take_part,
    require,
)
from rus_portal.core.seen import marks_in
from rus_portal.core.standing import home_seats


def answer(request, council, date):
    """The invitee's own answer: asked for until the meeting begins, and shown after that.
    `?organisation=<slug>` where the invitee comes for several."""
    meeting = meeting_or_404(request, council, date)
    require(may_take_part(request.user, meeting))
    may_answer = may_answer_summons(request.user, meeting)
    if request.method == "POST":
        require(may_answer)
    homes = organisations_at(request.user, meeting)
    home = organisation_asked_for(request, homes)
    if home is None and homes:
        return choice(request, meeting)
    said = SummonsAnswer.objects.visible_to(request.user).filter(meeting=meeting, person=request.user)
    said = said.filter(organisation=home).with_substitute().select_related("noted_by").first()
    left = None if said else left_in_the_seat(request.user, meeting, home)
    own = {"meeting": meeting, "person": request.user, "organisation": home}
    saved = said or SummonsAnswer(**own)
    saved.meeting = meeting
    form = AnswerForm(posted(request), saved=saved, left=left, **own)
    if form.is_valid():
        told = {"by": request.user, "organisation": home}
        row = attempt(form, answer_summons, meeting, **told, **form.cleaned_data)
        if not form.errors:
            noted = f"Tack, ditt svar är noterat{for_whom(row)}: {row.get_answer_display().lower()}."
            messages.success(request, noted)
            given = set(meeting.answers.filter(person=request.user).values_list("organisation", flat=True))
            return redirect(meeting if {each.pk for each in homes} <= given else meeting.url("answer"))
    seats = [seat for seat in home_seats(request.user, meeting) if seat.organisation == home]
    context = {
        "meeting": meeting,
        "said": said,
        "is_substitute": bool(seats) and all(seat.is_substitute for seat in seats),
        "asked_by": meeting.answers.counting()
        .filter(substitute=request.user, organisation=home)
        .with_substitute()
        .select_related("person")
        .first(),
        "may_answer": may_answer,
        "left": left,
        "organisation": home if len(homes) > 1 else None,
    }
    return form_page(request, "meetings/answer_form.html", form, **context)


def choice(request, meeting):
    """For someone who comes for several organisations: which of them."""
    context = {"meeting": meeting, "answers": own_answers(request.user, [meeting])[meeting]}
    return render(request, "meetings/answer_choice.html", context)


def left_in_the_seat(person, meeting, organisation):
    """What one who has had the person's seat before answered."""
    seats = [seat for seat in home_seats(person, meeting) if seat.organisation == organisation]
    had = Appointment.objects.filter(seat__in=seats).values("person")
    left = meeting.answers.left().filter(person__in=had, organisation=organisation)
    return left.select_related("person", "substitute").first()


def answer_of(request, council, date, pk):
    """What somebody who is called has told the secretariat. `?organisation=<slug>` where that one comes for
    several."""
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    lines = [each for each in lines_of(meeting) if each.appointment.person_id == pk]
    home = organisation_asked_for(request, [each.organisation for each in lines])
    line = next_or_404(each for each in lines if each.organisation == home)
    person = line.appointment.person
    own = {"meeting": meeting, "person": person, "organisation": home}
    saved = line.answer or SummonsAnswer(**own)
    saved.meeting = meeting
    may_answer = may_answer_for(request.user, saved)
    form = AnswerForm(posted(request), saved=saved, asks="Kommer personen?", **own)
    if form.is_valid() and not may_answer:  # perhaps since it was typed: nothing of it is lost
        form.add_error(None, may_answer.reason)
    elif form.is_valid():
        told = {"by": request.user, "organisation": home}
        attempt(form, answer_for, meeting, person, **told, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Svaret från {person} är antecknat.")
            return redirect(meeting.url("answers"))
    context = {"meeting": meeting, "line": line, "person": person, "may_answer": may_answer}
    return form_page(request, "meetings/answer_of.html", form, **context)


@require_POST
def withdrawal(request, council, date, pk):
    """The secretariat takes back an answer that it noted for somebody."""
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    person = get_object_or_404(Person.objects.filter(summons_answers__meeting=meeting).distinct(), pk=pk)
    given = meeting.answers.filter(person=person).select_related("organisation")
    home = organisation_asked_for(request, [each.organisation for each in given])
    told = {"organisation": home, "seen": marks_in(request.POST)}
    act(request, f"Svaret från {person} är borttaget.", withdraw_answer, meeting, person, **told)
    return redirect(meeting.url("answers"))


def answers(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    lines = lines_of(meeting)
    context = {
        "meeting": meeting,
        "lines": lines,
        "tally": tally(lines),
        "represented": represented(lines),
        "left": meeting.answers.left().select_related("person", "substitute"),
        "may_note": bool(meeting.convened_at and not meeting.cancelled_at and may_put_right(meeting)),
    }
    return render(request, "meetings/answer_list.html", context)
