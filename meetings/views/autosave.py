"""A text that is saved while it is written: what a script is answered, and what becomes of text that is sent
after the session has ended."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse, QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from rus_portal.core.refusal import Refused, told_by_database

KEPT_AT_MOST = 300_000  # of one form's text, while its writer signs in again


def asks_by_script(request):
    return request.headers.get("X-Requested-With") == "fetch"


def signed_out(request, key):
    """The session has ended: the text waits in the new one until someone who may open the page signs in."""
    if asks_by_script(request):
        return JsonResponse({"sentence": "Du är utloggad."}, status=401)
    typed = request.POST.urlencode()
    if 0 < len(typed) <= KEPT_AT_MOST:
        request.session[f"typed-{key}"] = typed
    return redirect_to_login(request.path)


def kept_for(request, key):
    typed = request.session.pop(f"typed-{key}", None)
    if typed is None:
        return None
    messages.warning(request, "Du hade blivit utloggad. Texten du skrev är kvar här. Spara den nu.")
    request.kept = QueryDict(typed)
    return request.kept


def is_own_save(request, key, mark):
    """What is saved now, which `mark` tells, is this page's own last save, whose response was lost: that is
    no conflict for it."""
    return request.session.get(f"saved-{key}") == [request.POST.get("page"), mark]


def note_save(request, key, mark):
    if "page" in request.POST:
        request.session[f"saved-{key}"] = [request.POST["page"], mark]


def answered(save, form):
    """What `save` came to, for a script: the marks of what is saved now, and what could not be. `save` gives
    what the form is to begin from."""
    try:
        with told_by_database():
            seen = save()
    except Refused as no:
        return JsonResponse({"sentence": no.sentence}, status=409)
    wrong = [sentence for sentences in form.errors.values() for sentence in sentences]
    is_some_saved = not wrong or form.cleaned_data.keys() - {"seen"}
    done = f"Sparat {date_format(timezone.localtime(), 'H.i')}." if is_some_saved else "Inte sparat."
    sentence = " ".join([done, *wrong])
    return JsonResponse({"seen": seen, "sentence": sentence, "complete": not wrong})
