"""The search of all that the reader may read, and a search to follow, as a feed or by letters."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.forms.search import AlertForm
from meetings.models import SearchAlert
from meetings.open import OPEN
from meetings.search.facets import facets
from meetings.search.feed import feed
from meetings.search.page import look_up
from meetings.views.guest import secret_address
from meetings.views.open_data import ATOM_TYPE, wrong
from meetings.workflow.alert import ask_alert, confirm_alert, end_alert
from meetings.workflow.search import catch_up
from rus_portal.core.acting import form_page, posted
from rus_portal.core.asked import words_asked


@login_not_required
@require_safe
def search(request):
    left = catch_up()
    found = look_up(request.GET, request.user)
    return render(request, "meetings/search.html", {"found": found, "left": left})


@login_not_required
@require_safe
def search_feed(request):
    """The same to all, whoever asks: what is open to everyone."""
    if complaint := words_asked(request.GET)[2]:
        return wrong(complaint)
    asked = facets(request.GET)
    if asked.is_astray:
        raise Http404
    catch_up()
    return HttpResponse(feed(asked), content_type=ATOM_TYPE, headers=OPEN)


@login_not_required
def search_alert(request):
    """Asks for letters about the search in the address."""
    form, asked = AlertForm(posted(request)), facets(request.GET)
    words = asked.words and asked.told
    if form.is_valid():
        form.attempt(request, ask_alert, form.cleaned_data["email"], request.GET.urlencode())
    is_done = form.is_bound and not form.errors
    return form_page(request, "meetings/search_alert.html", form, words=words, is_done=is_done)


@secret_address
def search_alert_of(request, token):
    """From the letter: confirm it, or end it. To look does neither, for programs that look through mail
    follow its links."""
    alert = get_object_or_404(SearchAlert.objects.opened_by(token))
    if request.method == "POST" and not alert.confirmed_at:
        confirm_alert(alert)
    context = {"alert": alert, "words": facets(QueryDict(alert.query)).told, "token": token}
    return render(request, "meetings/search_alert_of.html", context)


@secret_address
def search_alert_end(request, token):
    """One press, from the letter or the mail program itself. What has ended already has ended."""
    alert = SearchAlert.objects.opened_by(token).first()
    if alert and request.method == "POST":
        end_alert(alert)
        alert = None
    return render(request, "meetings/search_alert_end.html", {"alert": alert})
