"""Consultations: everyone reads what is asked and, once one is closed, the answers; the secretariat opens and
closes; officials answer for their organisation."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from councils.journal import history_for
from councils.models import Appointment, Organisation
from meetings.documents.download import handed_out
from meetings.forms.consultation import (
    ClosingForm,
    ConsultationAnswerForm,
    ConsultationForm,
    NumberForm,
    ReopeningForm,
)
from meetings.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationVersion
from meetings.reader.asked_anew import changed_since
from meetings.todo.consulted import consulted_beside, opened_lately
from meetings.views.autosave import answered, asks_by_script, is_own_save, kept_for, note_save, signed_out
from meetings.workflow import consultation as verbs
from rus_portal.core.acting import attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_answer_consultation,
    may_consult,
    may_reopen_consultation,
    require,
)
from rus_portal.core.seen import marks
from strategy.models import StrategicPlan, StrategyStep

LONGEST_IN_MESSAGE = 1000
STANDING_FIRST = F("removed_at").asc(nulls_first=True)
OPENED_ALREADY = "Remissen är redan öppnad. Inga nya brev har gått. Ändra den om något saknas."


@dataclass(frozen=True)
class Subject:
    """What a consultation may be of, as it is offered."""

    pk: str
    heading: str
    title: str
    of: dict[str, Any]

    def __str__(self):
        return self.title


def _subjects():
    steps = StrategyStep.objects.filter(strategy__is_own=True).select_related("strategy")
    for step in steps.order_by("-strategy__year_from", "strategy", "order", "pk"):
        yield Subject(f"steg-{step.pk}", f"{step.strategy}", step.title, {"step": step})
    for plan in StrategicPlan.with_drafts.filter(is_draft=True):
        yield Subject(f"plan-{plan.pk}", "Utkast till strategisk plan", f"{plan}", {"plan": plan})


def _consultations():
    wholes = "step__strategy__made_from", "plan__made_from"
    return Consultation.objects.select_related(*wholes, "closed_by")


def _draft_read_by(person, asked):
    """The last version with a draft, where the person reads that, or None."""
    shown = asked.versions.visible_to(person).filter(draft__isnull=False)
    return shown.order_by("-number").first()


def _earlier_of(answer, versions):
    """The version that was answered, or that a draft was begun with, where another is asked now; `versions`
    has the newest first."""
    version = answer.version_of(versions)
    return None if version == versions[0] else version


@login_not_required
@require_safe
def consultation(request, pk):
    """What is asked, and the answers that the reader sees."""
    asked = get_object_or_404(_consultations(), pk=pk)
    may_keep = may_consult(request.user)
    answers = asked.answers.with_begun().select_related("organisation", "sent_by")
    answers = answers.order_by("organisation__order", "pk")
    shown = ConsultationAnswer.objects.shown_to(request.user)
    files = ConsultationFile.objects.visible_to(request.user).order_by(STANDING_FIRST, "name", "pk")
    files = Prefetch("files", files)
    version, *earlier = versions = asked.versions.order_by("-number").prefetch_related(files)
    sent = answers.filter(shown, sent_at__isnull=False).prefetch_related(files)
    context = {
        "asked": asked,
        "version": version,
        "earlier": earlier,
        "draft": _draft_read_by(request.user, asked),
        "is_redrawn": may_keep and not asked.closed_at and verbs.has_changed(asked),
        "answers": [(each, _earlier_of(each, versions)) for each in sent],
        "silent": answers.filter(sent_at=None) if may_keep or asked.closed_at else (),
        "own": [
            (each, _earlier_of(each, versions))
            for each in answers
            if may_answer_consultation(request.user, each.organisation)
        ],
        "beside": [each for each in consulted_beside(request.user) if each.consultation_id == asked.pk],
        "may_keep": may_keep,
        "may_reopen": may_reopen_consultation(request.user, asked) if may_keep else None,
        "history": history_for(request.user, asked),
    }
    return render(request, "meetings/consultation.html", context)


@login_not_required
@require_safe
def consultation_draft(request, pk, version):
    """The draft as those who are asked were shown it."""
    versions = ConsultationVersion.objects.visible_to(request.user).filter(draft__isnull=False)
    wholes = "consultation__step__strategy", "consultation__plan"
    shown = get_object_or_404(versions.select_related(*wholes), consultation=pk, number=version)
    after = shown.consultation.versions.filter(number=version + 1).first()
    whole = shown.consultation.whole
    then = whole.replaced_by
    context = {
        "version": shown,
        "asked": shown.consultation,
        "after": after,
        "begins": whole.first_day if whole.is_ahead else None,
        "replaced_on": then.first_day if then and not then.is_ahead else None,
    }
    return render(request, "meetings/consultation_draft.html", context)


def consultation_closing(request, pk):
    """Close it, or open one that is closed again. Only what opens it says a last day."""
    require(may_consult(request.user))
    asked = get_object_or_404(_consultations(), pk=pk)
    if request.method == "POST" and bool(asked.closed_at) != ("last_day" in request.POST):
        messages.error(request, _done_already(asked, request.POST.get("reason", "").strip()))
        return redirect(asked)
    if asked.closed_at:
        require(may_reopen_consultation(request.user, asked))
    form_class, verb = (
        (ReopeningForm, verbs.reopen_consultation)
        if asked.closed_at
        else (ClosingForm, verbs.close_consultation)
    )
    form = form_class(posted(request), thing=asked, where=("closed_at", "last_day"))
    if form.is_valid() and (changed := attempt(form, verb, asked, by=request.user, **form.cleaned_data)):
        messages.success(request, "Remissen är stängd." if changed.closed_at else "Remissen är öppen igen.")
        return redirect(asked)
    return form_page(request, "meetings/consultation_closing.html", form, asked=asked)


def _done_already(asked, reason):
    """Whoever wrote another reason than the one that stands has it back."""
    lost = f" Det du skrev är inte sparat: ”{reason[:LONGEST_IN_MESSAGE]}”." if reason != asked.reason else ""
    return f"Remissen är redan {'stängd' if asked.closed_at else 'öppen'}.{lost}"


def _to_ask(*asked):
    """Those who have somebody to answer for them, and those who are asked already."""
    held = Appointment.objects.at_home(timezone.localdate())
    theirs = Q(pk__in=held.order_by().values("seat__organisation"))
    asked = Q(pk__in=[each.pk for each in asked])
    return list(Organisation.objects.filter(theirs | asked).order_by("order", "pk"))


def consultation_new(request):
    require(may_consult(request.user))
    made_of = {"subjects": list(_subjects()), "organisations": _to_ask()}
    made_of["of"] = request.GET.get("om", "")
    form = ConsultationForm(posted(request), saved=None, files=request.FILES or None, **made_of)
    lately = None
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "of"}
        facts |= {**form.cleaned_data["of"].of, "by": request.user}
        opened = attempt(form, verbs.open_consultation, another="another" in request.POST, **facts)
        if opened:
            done = "Remissen är öppen, och organisationerna har fått brev."
            return _saved(request, opened, said(opened, done, OPENED_ALREADY))
        lately = opened_lately(**facts, at=timezone.now())
    return form_page(request, "meetings/consultation_form.html", form, asked=None, lately=lately)


def consultation_change(request, pk):
    require(may_consult(request.user))
    asked = get_object_or_404(_consultations(), pk=pk)
    if asked.closed_at and "text" not in request.POST:  # what was written before it closed is told why not
        form = NumberForm(posted(request), saved=asked)
    else:
        redrawn = verbs.has_changed(asked)
        answered = [each.organisation for each in asked.answers.exclude(sent_at=None)]
        made_of = {"is_redrawn": redrawn, "organisations": _to_ask(*asked.organisations)}
        made_of["answered"] = answered
        form = ConsultationForm(posted(request), saved=asked, files=request.FILES or None, **made_of)
    if form.is_valid() and attempt(
        form, verbs.change_consultation, asked, by=request.user, **form.cleaned_data
    ):
        told = "Remissen är sparad. Ändras något av det som de tillfrågade har läst får de brev om det."
        return _saved(request, asked, "Diarienumret är sparat." if asked.closed_at else told)
    return form_page(request, "meetings/consultation_form.html", form, asked=asked, lately=None)


def _saved(request, there, done):
    messages.success(request, done)
    return redirect(there)


@login_not_required  # checked in the view, so that text sent after the session ended is not lost
@never_cache
def consultation_answer(request, pk, slug):
    """For the officials of the organisation: a draft that is saved while it is written, and to send."""
    key = f"remissvar-{pk}-{slug}"
    if not request.user.is_authenticated:
        return signed_out(request, key)
    wholes = "consultation__step__strategy__made_from", "consultation__plan__made_from"
    rows = ConsultationAnswer.objects.select_related(*wholes, "organisation", "sent_by")
    answer = get_object_or_404(rows, consultation__pk=pk, organisation__slug=slug)
    require(may_answer_consultation(request.user, answer.organisation))
    sent = posted(request) if request.method == "POST" else kept_for(request, key)
    asked = answer.consultation
    now, *_ = versions = list(asked.versions.order_by("-number"))
    form = ConsultationAnswerForm(sent, saved=answer, version=now, files=request.FILES or None)
    if asks_by_script(request):
        form.leave_out_files()
        return answered(partial(_autosaved, request, answer, form, key), form)
    if request.method == "POST" and form.is_valid():
        send = "send" in request.POST
        told = {**form.cleaned_data, "send": send}
        if saved := attempt(form, verbs.answer_consultation, answer, by=request.user, **told):
            if not send:
                return _saved(request, answer.answering_url, "Utkastet är sparat. Det är inte skickat än.")
            return _saved(request, asked, _told_of(answer, saved))
    earlier = _earlier_of(answer, versions)
    readable = ConsultationFile.objects.visible_to(request.user).order_by("name", "pk")
    context = {
        "answer": answer,
        "asked": asked,
        "version": now,
        "asked_files": readable.filter(versions=now),
        "draft": _draft_read_by(request.user, asked),
        "files": answer.files.order_by(STANDING_FIRST, "name", "pk"),
        "is_late": asked.is_late_on(timezone.localdate()),
        "earlier": earlier,
        "changed": earlier and changed_since(earlier, now, readable),
    }
    return form_page(request, "meetings/consultation_answer.html", form, **context)


def _told_of(before, saved):
    """What sending the answer came to; `before` is as it stood on the page."""
    if saved.affirmed_at not in (None, before.affirmed_at):
        return "Det är antecknat att ni står fast vid svaret."
    if before.sent_at:
        is_changed = saved.changed_at != before.changed_at
        return "Det ändrade svaret är skickat." if is_changed else "Inget är ändrat. Svaret står som förut."
    late = " efter svarstiden" if saved.is_late else ""
    return f"Svaret är skickat{late}{' och ligger fast' if saved.stands else ''}."


def _autosaved(request, answer, form, key):
    if form.is_valid():
        seen = None if is_own_save(request, key, marks(form.read(answer))) else form.cleaned_data["seen"]
        told = {name: form.cleaned_data[name] for name in ("text", "asked")}
        answer = verbs.answer_consultation(answer, by=request.user, seen=seen, **told)
    saved = marks(form.read(answer))
    note_save(request, key, saved)
    return saved


@login_not_required
@require_safe
def consultation_file(request, pk):
    file = ConsultationFile.objects.visible_to(request.user).filter(pk=pk).first()
    if file is None:
        raise Http404
    return handed_out(request, file)
