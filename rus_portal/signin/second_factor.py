"""Secretariat and administrators need a second factor: what they can reach is worth more than one mailbox."""

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_used
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.dispatch import receiver
from django.shortcuts import redirect
from django.utils.http import urlencode

from rus_portal.core.address import address
from rus_portal.core.standing import standing_of

ALWAYS_OPEN = {"sign_in", "sign_out", "personal_data", "health", "health_process", "health_parts", "figures"}


def is_required_of(person):
    standing = standing_of(person)
    return settings.SECOND_FACTOR_REQUIRED and (standing.is_secretariat or standing.is_administrator)


def is_given(request):
    """Has this session passed a second factor?"""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def take(request, person, **how):
    """Count something as a second factor that allauth does not count by itself. allauth has no public verb
    for it; `reauthenticated` saves the person from proving it again right away."""
    record_authentication(request, person, "mfa", reauthenticated=True, **how)


@receiver(authenticator_used)
def begin_anew(request, reauthenticated, **kwargs):
    """To confirm who one is begins a new session, as to sign in does: it is still the same in one's list."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


class SecondFactorMiddleware:
    """Leads those who need a second factor to their account, and lets them no further until it is given.

    It acts only where there is a session cookie: public responses stay the same for everyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or _is_on_the_way(request):
            return None
        if not is_required_of(request.user) or is_given(request):
            return None
        has_one = get_adapter().get_reauthentication_methods(request.user)
        there = has_one[0]["url"] if has_one else address("account")
        where = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(there + (f"?{urlencode(where)}" if where else ""))


def _is_on_the_way(request):
    name = request.resolver_match.url_name
    return name in ALWAYS_OPEN or request.path.startswith(address("account"))
