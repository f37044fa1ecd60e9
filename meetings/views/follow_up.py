"""What came of a position, for those who tell it: commitments, results, financing and reviews."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from meetings.forms.follow_up import FundingForm, ResultForm, ReviewForm, TakingBackForm, UndertakingForm
from meetings.models import Funding, Result, Undertaking
from meetings.positions import follow_up as told_of
from meetings.positions.decisions import asked
from meetings.views.lookups import position_or_404
from meetings.workflow import follow_up as verbs
from rus_portal.core.acting import attempt, done_already, form_page, posted
from rus_portal.core.document_store import trouble
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_follow_up, require

COMMITMENTS, RESULTS, FINANCING = "ataganden", "resultat", "finansiering"
# Of each kind: what it is, its form, the verbs that make and change it, and its headings.
KINDS = {
    COMMITMENTS: (Undertaking, UndertakingForm, verbs.undertake, verbs.change_undertaking, "Åtagande"),
    RESULTS: (Result, ResultForm, verbs.tell_result, verbs.correct_result, "Resultat"),
    FINANCING: (Funding, FundingForm, verbs.record_funding, verbs.change_funding, "Finansiering"),
}
MANY = {COMMITMENTS: "Åtaganden", RESULTS: "Resultat", FINANCING: "Finansiering"}


def follow_up(request, year, number, slug):
    """All that the reader tells of the position, to be added to, put right and taken back."""
    position = position_or_404(request, year, number, slug)
    homes = _homes_or_403(request.user, position)
    came, keeps = told_of.came_of(position), None in homes
    own = {each and each.pk for each in homes}
    lists = (
        (COMMITMENTS, came.undertakings),
        (RESULTS, told_of.with_earlier(came.results)),
        (FINANCING, came.fundings),
    )
    context = {
        "position": position,
        "keeps": keeps,
        "sections": [
            (kind, MANY[kind], KINDS[kind][-1], [each for each in told if each.organisation_id in own])
            for kind, told in lists
            if keeps or kind != FINANCING
        ],
        "reviews": came.reviews,
        "unfollowed": list(told_of.unfollowed(position)) if keeps else [],
    }
    return render(request, "meetings/follow_up.html", context)


def new(request, year, number, slug, kind):
    position = position_or_404(request, year, number, slug)
    homes = _homes_or_403(request.user, position)
    if kind == FINANCING:
        require(may_follow_up(request.user, position))
    _, form_class, tell, _, heading = _kind(kind)
    minuted = _minuted(request, position, kind)
    form = form_class(posted(request), saved=None, files=_files(request), **_made_of(kind, position, homes))
    if minuted and not form.is_bound:
        form.initial |= {"what": minuted.what, "due": minuted.due}
    if form.is_valid():
        facts = form.cleaned_data | ({"minuted": minuted} if minuted else {})
        whose = [] if kind == FINANCING else [facts.pop("organisation")]
        told = attempt(form, tell, position, *whose, by=request.user, **facts)
        if not form.errors:
            return _saved(request, position, kind, form.cleaned_data, told)
    return _form_page(request, form, position, heading, minuted=minuted)


def change(request, year, number, slug, kind, pk):
    position = position_or_404(request, year, number, slug)
    model, form_class, _, change, heading = _kind(kind)
    told = _told_or_404(request.user, position, model, pk)
    if told.withdrawn_at and request.method != "POST":  # what is written meanwhile is refused, and stands
        raise Http404
    made_of = _made_of(kind, position, [told.organisation])
    form = form_class(posted(request), saved=told, files=_files(request), **made_of)
    if form.is_valid():
        attempt(form, change, told, by=request.user, **form.cleaned_data)
        if not form.errors:
            return _saved(request, position, kind, form.cleaned_data)
    return _form_page(request, form, position, heading, told=told)


def taking_back(request, year, number, slug, kind, pk):
    position = position_or_404(request, year, number, slug)
    model, *_, heading = _kind(kind)
    told = _told_or_404(request.user, position, model, pk)
    if told.withdrawn_at:
        return done_already(request, position.url("position_follow_up"))
    form = TakingBackForm(posted(request), thing=told, where=())
    if form.is_valid():
        attempt(form, verbs.withdraw_told, told, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Uppgiften är tillbakatagen och visas inte längre.")
            return redirect(position.url("position_follow_up"))
    heading = f"Ta tillbaka: {heading.lower()}"
    return _form_page(request, form, position, heading, told=told, is_taken_back=True)


def review(request, year, number, slug):
    position = position_or_404(request, year, number, slug)
    require(may_follow_up(request.user, position))
    form = ReviewForm(posted(request), saved=position, person=request.user)
    if form.is_valid():
        attempt(form, verbs.review_position, position, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Översynen är sparad.")
            return redirect(position)
    return _form_page(request, form, position, "Översyn")


@login_not_required
@require_safe
def picture(request, year, number, slug, pk):
    """Of a result as it is worded now: the address of an earlier picture leads on to it, or says that it is
    gone. Its bytes are of our own making, and are shown as a picture."""
    position = position_or_404(request, year, number, slug)
    result = get_object_or_404(Result.objects.filter(position=position).exclude(picture=""), pk=pk)
    now = result.newest
    if now.withdrawn_at or not now.picture:
        context = {"position": position, "result": now}
        return render(request, "meetings/picture_gone.html", context, status=410)
    if now != result:
        return redirect(position.url("result_picture", now.pk), permanent=True)
    try:
        with result.picture.open() as file:
            content = file.read()
    except trouble() as away:
        raise Http404 from away
    headers = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _files(request):
    return request.FILES if request.method == "POST" else None


def _form_page(request, form, position, heading, *, told=None, minuted=None, is_taken_back=False):
    context = {"position": position, "heading": heading, "told": told, "minuted": minuted}
    return form_page(request, "meetings/follow_up_form.html", form, is_taken_back=is_taken_back, **context)


def _homes_or_403(person, position):
    """The organisations that the person may tell for."""
    homes = told_of.tells_for(person, position)
    if not homes:
        require(may_follow_up(person, position))
    return homes


def _kind(kind):
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _told_or_404(person, position, model, pk):
    """It; of a result as it is worded now, also where its page was opened before."""
    told = get_object_or_404(model.objects.filter(position=position).select_related("organisation"), pk=pk)
    told = told.newest if model is Result else told
    require(may_follow_up(person, position, told.organisation))
    return told


def _made_of(kind, position, homes):
    return {"partners": asked(position)} if kind == FINANCING else {"organisations": homes}


def _minuted(request, position, kind):
    """The commitment of the minutes that is to be followed, if the address names one."""
    key = request.GET.get("ur", "")
    if kind != COMMITMENTS or not key.isdecimal():
        return None
    require(may_follow_up(request.user, position))
    return get_object_or_404(told_of.unfollowed(position), pk=key)


def _saved(request, position, kind, facts, made=None):
    done = kind == COMMITMENTS and facts.get("status") == Undertaking.Status.DONE
    told = "Uppgiften är sparad. Berätta gärna vad det ledde till." if done else "Uppgiften är sparad."
    messages.success(request, said(made, told))
    return redirect(position.url("position_follow_up"))
