"""The way to the sign-in and back: from every page to that page again, and never to a blank one."""

from urllib.parse import urlsplit

from allauth.account.utils import get_login_redirect_url
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from rus_portal.core.acting import READS, page_with_the_form
from rus_portal.core.address import address
from rus_portal.core.written import written_in

METHODS = ["GET", "HEAD", "POST"]
PROGRAMS = "/api/"  # answers each method itself


def sign_in_address(request):
    """The sign-in, and after it the page that offers it. Not from pages of signing in, which know where the
    person was going, nor from one whose address is a secret of its own."""
    sign_in, match = address("sign_in"), request.resolver_match
    if match and "token" in match.kwargs:
        return sign_in
    is_on_the_way = request.path.startswith((sign_in, address("account")))
    asked_for = getattr(request, "asked_for", "") or request.GET.get("next")
    where = asked_for if is_on_the_way else request.get_full_path()
    return with_next(sign_in, where)


def with_next(url, where):
    return f"{url}?{urlencode({'next': where})}" if where else url


def to_sign_in(request):
    """The sign-in, and after it the page, or the one with the form that was sent."""
    if request.method in READS:
        return redirect(sign_in_address(request))
    return redirect_to_login(page_with_the_form(request) or request.get_full_path(), settings.LOGIN_URL)


class SignInMiddleware(LoginRequiredMiddleware):
    """Whoever sent a form without being signed in comes back to the page with the form: the address that the
    form was sent to may only take forms."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """A view that is open to all does not wait for who asks."""
        if getattr(view_func, "login_required", True):
            return super().process_view(request, view_func, view_args, view_kwargs)
        return None

    def handle_no_permission(self, request, view_func):
        if request.method in READS:
            return super().handle_no_permission(request, view_func)
        return to_sign_in(request)


def form_refused(request, reason=""):
    """A form without today's mark (CSRF_FAILURE_VIEW). What was typed is shown where it was typed on a page
    of ours, and not where another site made the browser send it. Who has signed in meanwhile in another tab
    needs no form to sign in, and goes on to the page that was asked for; whose session has ended comes by the
    sign-in to the page with the form, if its address is no secret."""
    if request.user.is_authenticated and _signs_in(request):
        return redirect(get_login_redirect_url(request))
    page = page_with_the_form(request)
    context = {"texts": written_in(request) if page else [], "sign_in": _sign_in_to(page)}
    return render(request, "403_csrf.html", context, status=403)


def _sign_in_to(page):
    """Empty where it leads to no page that one reads signed in."""
    try:
        match = resolve(urlsplit(page).path)
    except Resolver404:
        return ""
    on_the_way = page.startswith((address("sign_in"), address("account")))
    return "" if on_the_way or "token" in match.kwargs else with_next(address("sign_in"), page)


def _signs_in(request):
    is_open = not getattr(request.resolver_match.func, "login_required", True)
    return is_open and request.path.startswith((address("sign_in"), address("account")))


class NotAllowedMiddleware:
    """405 as a page that says what to do, also to a method that no page here knows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_known = request.method in METHODS or request.path.startswith(PROGRAMS)
        response = self.get_response(request) if is_known else HttpResponseNotAllowed(METHODS)
        if response.status_code != 405 or response.content:
            return response
        context = {"takes_forms": request.method in READS, "above": _page_above(request.path)}
        page = render(request, "405.html", context, status=405)
        page["Allow"] = response["Allow"]
        return page


def _page_above(path):
    """The nearest address above this one that there is."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return address("start")
