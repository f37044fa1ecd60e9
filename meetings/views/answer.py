"""Answers to the summons: each invitee's own, and for the secretariat all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.models import Appointment, Person
from meetings.forms.answer import AnswerForm
from meetings.models import SummonsAnswer
from meetings.planning.invitees import lines_of, represented, tally
from meetings.reader.notes import organisations_at
from meetings.views.lookups import meeting_or_404
from meetings.views.nav import nav
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    may_answer_for,
    may_answer_summons,
    may_keep,
    may_put_right,
    may_take_part,
    require,
)
from rus_portal.core.seen import marks_in
from rus_portal.core.standing import home_seats


def answer(request, council, date):
    """The invitee's own answer: asked for until the meeting begins, and shown after that."""
    meeting = meeting_or_404(request, council, date)
    require(may_take_part(request.user, meeting))
    may_answer = may_answer_summons(request.user, meeting)
    said = SummonsAnswer.objects.visible_to(request.user).filter(meeting=meeting, person=request.user)
    said = said.select_related("substitute", "noted_by").first()
    if request.method == "POST":
        require(may_answer)
    left = None if said else left_in_the_seat(request.user, meeting)
    saved = said or SummonsAnswer()
    form = AnswerForm(posted(request), meeting=meeting, person=request.user, saved=saved, left=left)
    if form.is_valid():
        row = attempt(form, answer_summons, meeting, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Tack, ditt svar är noterat: {row.get_answer_display().lower()}.")
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "said": said,
        "asked_by": meeting.answers.counting()
        .filter(substitute=request.user)
        .select_related("person")
        .first(),
        "may_answer": may_answer,
        "left": left,
        "organisations": organisations_at(request.user, meeting),
    }
    return form_page(request, "meetings/answer_form.html", form, **context)


def left_in_the_seat(person, meeting):
    """What one who has had the person's seat before answered."""
    seats = home_seats(person, meeting)
    had = Appointment.objects.filter(seat__in=seats).values("person")
    return meeting.answers.left().filter(person__in=had).select_related("person", "substitute").first()


def answer_of(request, council, date, pk):
    """What somebody who is called has told the secretariat."""
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    line = next((each for each in lines_of(meeting) if each.appointment.person_id == pk), None)
    if line is None:
        raise Http404
    person = line.appointment.person
    may_answer = may_answer_for(request.user, person, meeting)
    form = AnswerForm(
        posted(request),
        meeting=meeting,
        person=person,
        saved=line.answer or SummonsAnswer(),
        asks="Kommer personen?",
    )
    if form.is_valid() and not may_answer:  # perhaps since it was typed: nothing of it is lost
        form.add_error(None, may_answer.reason)
    elif form.is_valid():
        attempt(form, answer_for, meeting, person, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Svaret från {person} är antecknat.")
            return redirect(meeting.url("answers"))
    context = {"meeting": meeting, "line": line, "person": person, "may_answer": may_answer}
    return form_page(request, "meetings/answer_of.html", form, **context)


@require_POST
def withdrawal(request, council, date, pk):
    """The secretariat takes back an answer that it noted for somebody."""
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    person = get_object_or_404(Person, pk=pk, summons_answers__meeting=meeting)
    done, saw = f"Svaret från {person} är borttaget.", marks_in(request.POST)
    act(request, done, withdraw_answer, meeting, person, seen=saw)
    return redirect(meeting.url("answers"))


def answers(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    lines = lines_of(meeting)
    context = {
        "meeting": meeting,
        "nav": nav(request.user, meeting, "answers"),
        "lines": lines,
        "tally": tally(lines),
        "represented": represented(lines),
        "left": meeting.answers.left().select_related("person", "substitute"),
        "may_note": meeting.stage == meeting.Stage.CONVENED and not meeting.has_begun,
        "may_put_right": bool(may_put_right(meeting)),
    }
    return render(request, "meetings/answer_list.html", context)
