"""Proposals: the user's own and the organisation's, one proposal, its text and what is done with it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.models import Appointment
from meetings.agenda import gate
from meetings.documents.listing import documents_of
from meetings.forms.proposal import CommentForm, MergeForm, ProposalForm, StartForm
from meetings.models import AgendaItem, Comment
from meetings.models.visibility import follows
from meetings.proposals.board import coming, steered_by, ways
from meetings.proposals.status import status_of, steps
from meetings.reader.journal import proposal_history
from meetings.views.autosave import answered, asks_by_script, is_own_save, kept_for, note_save, signed_out
from meetings.workflow.proposal import (
    ask_for_more,
    comment,
    merge_proposals,
    recommend,
    return_proposal,
    save_proposal,
    start_proposal,
    submit_proposal,
    withdraw_proposal,
)
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    may_comment_proposal,
    may_enter_board,
    may_hand_in_proposal,
    may_propose,
    may_steer_proposal,
    may_withdraw_proposal,
    may_write_proposal,
    require,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import Conflict, Refused, told_by_database
from rus_portal.core.seen import marks_in

CLOSED_ON_A_PAGE = 20


Stage = AgendaItem.Stage


CLOSED = (Stage.HANDLED, Stage.POSTPONED, Stage.WITHDRAWN)
OPEN = tuple(stage for stage in Stage if stage not in CLOSED)


def followed(user):
    """Proposals the person follows, with what their status is worked out from."""
    return with_status(AgendaItem.objects.followed_by(user))


def with_status(proposals):
    return proposals.with_talk().select_related(
        "council__prepared_by",
        "meeting__council",
        "primary_goal",
        "proposed_by",
        "added_by",
        "merged_into",
    )


def proposal_or_404(request, pk):
    for item in _followed(follows(request.user), pk):
        return item
    raise Http404


@prepared
def _followed(followed, pk):
    return with_status(AgendaItem.objects.filter(followed, pk=pk))


def proposals(request):
    """The user's own, those of the user's organisations, and those that these were merged into; the closed
    ones a page at a time."""
    why = Comment.objects.filter(item=OuterRef("pk"), kind__in=[Comment.Kind.RETURN, Comment.Kind.QUESTION])
    mine = (
        followed(request.user)
        .brought_by(request.user)
        .annotate(why=Subquery(why.order_by("-written_at", "-pk").values("text")[:1]))
        .order_by("-stage_at", "-pk")
    )
    rows = [(item, status_of(item)) for item in mine.filter(stage__in=OPEN)]
    closed = Paginator(mine.filter(stage__in=CLOSED), CLOSED_ON_A_PAGE).get_page(request.GET.get("sida"))
    context = {
        "mine": [row for row in rows if row[0].added_by_id == request.user.pk],
        "others": [row for row in rows if row[0].added_by_id != request.user.pk],
        "closed": closed,
        "closed_rows": [(item, status_of(item)) for item in closed],
        "may_propose": may_propose(request.user),
        "may_enter_board": may_enter_board(request.user),
    }
    return render(request, "meetings/proposal_list.html", context)


@never_cache
def new(request):
    require(may_propose(request.user))
    form = StartForm(posted(request), person=request.user)
    if form.is_valid():
        draft = attempt(form, start_proposal, by=request.user, **form.facts())
        if not form.errors:
            return redirect("proposal_texts", draft.pk)
    return form_page(request, "meetings/proposal_start.html", form)


def proposal(request, pk):
    user = request.user
    item = proposal_or_404(request, pk)
    may_steer = may_steer_proposal(user, item)
    said = list(item.comments.select_related("person").order_by("written_at", "pk"))
    context = {
        "item": item,
        "where": status_of(item),
        "steps": steps(item),
        "comments": list(zip(said, roles_of(said, item), strict=True)),
        "why": why_it_waits(item, said),
        "goals": list(item.goals.exclude(pk=item.primary_goal_id)),
        "documents": documents_of(user, item),
        "merged": list(item.merged.select_related("proposed_by", "added_by").order_by("stage_at", "pk")),
        "checks": gate.checks(item, reverse("proposal_texts", args=[item.pk])),
        "passes": gate.passes(item),
        "history": list(proposal_history(user, item)) if may_steer else [],
        "may_write": may_write_proposal(user, item),
        "may_hand_in": may_hand_in_proposal(user, item),
        "may_comment": may_comment_proposal(user, item),
        "may_steer": may_steer,
        "may_withdraw": may_withdraw_proposal(user, item),
        "may_open_item": item.meeting_id and AgendaItem.objects.visible_to(user).filter(pk=pk).exists(),
        "comment_form": CommentForm(
            item=item, label="Skriv till förslagsställaren" if may_steer else "Svara"
        ),
        "ways": ways(item, list(coming(steered_by(user.standing)))) if may_steer else [],
        "others": others_to_merge_with(item) if may_steer else [],
    }
    return render(request, "meetings/proposal_detail.html", context)


def why_it_waits(item, said):
    """The comment the writer has to answer: that of the return, or the question not yet answered."""
    kind = Comment.Kind.RETURN if item.stage == Stage.RETURNED else Comment.Kind.QUESTION
    if item.stage == Stage.RETURNED or item.awaits_answer:
        return next((each for each in reversed(said) if each.kind == kind), None)
    return None


def roles_of(said, item):
    """The role in which each person commented, by the seats of that day."""
    groups = [item.council.prepared_by_id, item.council.office_id]
    held = list(
        Appointment.objects.filter(person__in={each.person_id for each in said}, seat__council__in=groups)
        .select_related("seat__council")
        .order_by("seat__council__order", "pk")
    )
    for each in said:
        on = timezone.localdate(each.written_at)
        seats = (
            a.seat.council.name
            for a in held
            if a.person_id == each.person_id and a.begins <= on and (not a.ends or on <= a.ends)
        )
        yield "Förslagsställare" if each.person_id == item.added_by_id else next(seats, "")


def others_to_merge_with(item):
    others = AgendaItem.objects.filter(council=item.council, stage__in=AgendaItem.DRAFTED)
    return [] if item.meeting_id else list(others.exclude(pk=item.pk).order_by("title", "pk"))


@login_not_required  # checked in the view, so that text sent after the session ended is not lost
@never_cache
def texts(request, pk):
    """The draft's own address: the form, and by fetch the text while it is being written."""
    if not request.user.is_authenticated:
        return signed_out(request, pk)
    item = proposal_or_404(request, pk)
    require(may_write_proposal(request.user, item))
    if request.method != "POST":
        return texts_page(request, item, ProposalForm(kept_for(request, pk), saved=item))
    if "submit" in request.POST and not is_sent_by(request.user, item):
        require(may_hand_in_proposal(request.user, item))  # before anything is saved
    form = ProposalForm(request.POST, saved=item)
    if asks_by_script(request):
        return answered(partial(autosaved, request, item, form), form)
    try:
        saved = saved_from(request, item, form)
        form.begin_from(saved)
        if "submit" in request.POST:
            with told_by_database():
                submit_proposal(saved, by=request.user)
    except Conflict as conflict:
        form.meet(conflict, request.user)
    except Refused as no:
        form.point_out(no)
    if form.errors:
        return texts_page(request, item, form)
    if "submit" in request.POST:
        messages.success(request, "Förslaget är inskickat. Här ser du hur det går.")
        return redirect("proposal", pk)
    messages.success(request, "Förslaget är sparat.")
    if "documents" in request.POST:
        return redirect("proposal_documents", pk)
    return redirect("proposal_texts" if is_with_writer(saved) else "proposal", pk)


def saved_from(request, item, form):
    """Save what can be saved. The rest stays in the form with its errors, as does all that was typed."""
    form.is_valid()
    is_own = is_own_save(request, item.pk, item.revision)
    facts = form.cleaned_data | ({"seen": item} if is_own else {})
    try:
        with told_by_database():
            saved = save_proposal(item, by=request.user, **facts)
    except ValidationError as breach:
        form.take_up(breach)
        return item
    note_save(request, item.pk, saved.revision)
    return saved


def autosaved(request, item, form):
    """Once handed in, a proposal is no longer autosaved."""
    if not is_with_writer(item):
        raise Refused("Förslaget är inskickat. Ladda om sidan.")
    form.begin_from(saved_from(request, item, form))
    return form.data["seen"]


def is_with_writer(item):
    return item.stage in (Stage.DRAFT, Stage.RETURNED)


def is_sent_by(person, item):
    """A second click on the button: it counts once."""
    return item.stage == Stage.PROPOSED and item.added_by_id == person.pk


def texts_page(request, item, form):
    page = {"item": item, "is_with_writer": is_with_writer(item)}
    page["documents"] = documents_of(request.user, item)
    page["may_hand_in"] = may_hand_in_proposal(request.user, item)
    page["may_withdraw"] = may_withdraw_proposal(request.user, item)
    return form_page(request, "meetings/proposal_form.html", form, **page)


def withdrawal(request, pk):
    """Asks once more: a draft is thrown away, and a proposal leaves preparation."""
    item = proposal_or_404(request, pk)
    require(may_withdraw_proposal(request.user, item))
    is_draft = item.stage == Stage.DRAFT
    if request.method == "POST":
        done = "Utkastet är borttaget." if is_draft else "Förslaget är återtaget."
        act(request, done, withdraw_proposal, item, seen=marks_in(request.POST))
        return redirect("proposals") if is_draft else redirect("proposal", pk)
    return render(request, "meetings/proposal_withdraw.html", {"item": item, "is_draft": is_draft})


SAID = {
    "comment": (comment, "Kommentaren är sparad."),
    "question": (ask_for_more, "Komplettering är begärd. Förslagsställaren ser din fråga."),
    "return": (return_proposal, "Förslaget är återlämnat. Förslagsställaren ser varför."),
    "recommendation": (recommend, "Förslaget är klart för ett möte."),
}


def comments(request, pk):
    """One text; the button pressed makes it a comment, a question, a return or a recommendation."""
    item = proposal_or_404(request, pk)
    if request.method != "POST":
        return redirect("proposal", pk)
    verb, done = SAID.get(request.POST.get("kind"), SAID["comment"])
    form = CommentForm(request.POST, item=item)
    if form.is_valid():
        facts = form.cleaned_data
        saw = {} if verb is comment else {"seen": facts["seen"]}  # a comment leads nothing anywhere
        attempt(form, verb, item, by=request.user, text=facts["text"], **saw)
    if form.errors:
        may_steer = may_steer_proposal(request.user, item)
        context = {"item": item, "may_steer": may_steer}
        return form_page(request, "meetings/proposal_comment.html", form, **context)
    messages.success(request, done)
    return redirect(reverse("proposal", args=[pk]) + "#samtal")


def merging(request, pk):
    item = proposal_or_404(request, pk)
    require(may_steer_proposal(request.user, item))
    form = MergeForm(posted(request), item=item, others=others_to_merge_with(item))
    if form.is_valid():
        into = attempt(form, merge_proposals, item, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"”{item.title}” ingår nu här.")
            return redirect("proposal", into.pk)
    return form_page(request, "meetings/proposal_merge.html", form, item=item)
