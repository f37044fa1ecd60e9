"""The search of all that the reader may read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from meetings.search.page import look_up
from meetings.workflow.search import catch_up


@login_not_required
def search(request):
    left = catch_up()
    found = look_up(request.GET, request.user)
    return render(request, "meetings/search.html", {"found": found, "left": left})
