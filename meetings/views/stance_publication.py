"""How an organisation thought, beyond dissent: published by itself, position by position, and taken back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.follow_up.told_stances import told_stances
from meetings.forms.stance_publication import StancePublicationForm
from meetings.views.lookups import position_or_404
from meetings.workflow.stance import publish_stance, unpublish_stance
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import Denied, require
from rus_portal.core.seen import marks_in


def publication(request, year, number, slug):
    """Of the one organisation that the reader may publish for; of several, `?organisation=<slug>`."""
    position, stance, own = _own(request, year, number, slug)
    if stance is None:
        context = {"position": position, "own": own}
        return render(request, "meetings/stance_publication_choice.html", context)
    form = StancePublicationForm(posted(request), saved=stance)
    if form.is_valid():
        attempt(form, publish_stance, stance, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Alla kan nu läsa hur {stance.organisation} tänkte.")
            return redirect(position)
    context = {"position": position, "stance": stance}
    return form_page(request, "meetings/stance_publication.html", form, **context)


@require_POST
def withdrawal(request, year, number, slug):
    _, stance, _ = _own(request, year, number, slug)
    if stance is None:
        raise Http404
    done, saw = f"Hur {stance.organisation} tänkte är åter dess eget.", marks_in(request.POST)
    act(request, done, unpublish_stance, stance, seen=saw)
    own = reverse("position_stance", args=[year, number, slug])
    return redirect(f"{own}?organisation={stance.organisation.slug}")


def _own(request, year, number, slug):
    """The position, the stance asked for, and all that the reader may publish."""
    position = position_or_404(request, year, number, slug)
    own = told_stances(request.user, position).own
    require(own or Denied("Din organisation har ingenting att publicera om hur den tänkte här."))
    asked = request.GET.get("organisation") or (own[0].organisation.slug if len(own) == 1 else "")
    stance = next((each for each in own if each.organisation.slug == asked), None)
    if asked and stance is None:
        raise Http404
    return position, stance, own
