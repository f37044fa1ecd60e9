"""Reading without network, on a device that its owner has said is their own.

Every response says for whom it was made (`X-Reader`, a keyed hash of the person, or "nobody"), so that what
a device keeps is thrown away as soon as a page comes for somebody else or for nobody (static/js/worker.js).
What says nothing, as a proxy's own page or an error of ours, throws nothing away. A page of a meeting says
also from which seats it was read (`X-Read-From`), so that it is let go when one of them has ended. The
browser's own cache keeps nothing private, on any device.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

NOBODY = "nobody"
EVERYONE = "everyone"  # what all are shown


def reader_mark(person):
    return salted_hmac("rus_portal.own_device", str(person.pk), algorithm="sha256").hexdigest()[:32]


class ReaderMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        told = response.get("Cache-Control", "private")
        # A public response is made for nobody in particular, and so is one that never read the user.
        if "public" in told or not request.session.accessed or response.status_code >= 500:
            return response
        if request.user.is_authenticated:
            response["X-Reader"] = reader_mark(request.user)
            if hasattr(request, "read_from"):
                response["X-Read-From"] = ",".join(map(str, sorted(request.read_from))) or EVERYONE
            response["Cache-Control"] = "private, no-store"
        elif SESSION_KEY not in request.session:  # a guest's page is the same for one who is signed in
            response["X-Reader"] = NOBODY
        return response


@login_not_required
@require_safe
def worker(request):
    """At the root, because a worker reaches only what is below its own address."""
    script = (settings.BASE_DIR / "static" / "js" / "worker.js").read_text()
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_not_required
@require_safe
def offline_page(request):
    """What a device shows instead of a page it has not kept."""
    return render(request, "portal/offline.html")
