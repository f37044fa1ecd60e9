"""What becomes of one part of a draft: a focus area of the plan's next edition, or a goal of a strategy."""

from django.contrib import messages
from django.shortcuts import redirect

from rus_portal.core.acting import attempt, form_page
from strategy.editions import written_anew
from strategy.forms import FateForm


def lead_on(request, form, part, verbs, *, draft, doing, years, lead=""):
    """The form says whether it is split, goes into another or ends, and in that turn `verbs` do it. `doing`
    is the act in words, and `years` those of the draft."""
    split, merge, end = verbs

    def by_choice(part, *, by, what, titles, into, seen):
        if what == FateForm.SPLIT:
            return split(part, by=by, titles=titles, seen=seen)
        if what == FateForm.MERGE:
            return merge(part, by=by, into=into, seen=seen)
        return end(part, by=by, seen=seen)

    if form.is_valid():
        attempt(form, by_choice, part, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _done(part, form.cleaned_data))
            return redirect(draft.making_url)
    context = {"part": part, "draft": draft, "doing": doing, "years": years, "lead": lead}
    context["written"] = written_anew(part)
    return form_page(request, "strategy/fate_form.html", form, **context)


def _done(part, chosen):
    if chosen["what"] == FateForm.SPLIT:
        return f"”{part}” är delat i utkastet."
    if chosen["what"] == FateForm.MERGE:
        return f"”{part}” har gått ihop med ”{chosen['into']}” i utkastet."
    return f"”{part}” är inte längre med i utkastet."
