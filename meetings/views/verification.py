"""Is this file ours, and unchanged? The browser computes its checksum and asks of that alone; on request the
server looks at the seal too, and keeps nothing of the file."""

import hashlib
import re

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from meetings.forms.verification import FileForm
from meetings.models import Minutes
from meetings.sealed import known
from rus_portal.core import sealing
from rus_portal.core.acting import posted

CHECKSUM = re.compile(r"[0-9a-f]{64}")


@login_not_required
def verification(request, pk=None):
    """`pk` is of the minutes whose paper led here. They are named where the reader may see them."""
    form = FileForm(posted(request), request.FILES or None)
    asked, answer = request.GET.get("sha256", "").lower(), {"looked": form.is_valid(), "seal": None}
    if answer["looked"]:
        content = form.cleaned_data["file"].read()
        asked, answer["seal"] = hashlib.sha256(content).hexdigest(), sealing.judged(content)
    answer["asked"] = asked if CHECKSUM.fullmatch(asked) else ""
    answer["found"] = found = known(answer["asked"])
    mine = Minutes.objects.visible_to(request.user).select_related("meeting__council")
    answer["readable"] = bool(found) and mine.filter(pk=found.minutes.pk).exists()
    led_from = pk and mine.filter(pk=pk).first()
    context = {"form": form, "answer": answer, "led_from": led_from}
    return render(request, "meetings/verification.html", context, status=422 if form.errors else 200)
