"""The help: a page for each kind of reader, open to everyone, and the hints that lead there."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from councils.hints import close_hint
from rus_portal.core.acting import page_with_the_form
from rus_portal.hints import KEYS, READERS, help_of


@login_not_required
def help_start(request):
    return render(request, "help/help.html", {"pages": READERS.items(), "own": help_of(request.user)})


@login_not_required
def help_page(request, reader):
    if reader not in READERS:
        raise Http404
    context = {"heading": READERS[reader], "others": [each for each in READERS.items() if each[0] != reader]}
    return render(request, f"help/{reader}.html", context)


@require_POST
def hint_closing(request, key):
    if key not in KEYS:
        raise Http404
    close_hint(key, by=request.user)
    return redirect(page_with_the_form(request) or "mine")
