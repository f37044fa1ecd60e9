"""Secretariat and administrators need a second factor, and to be there: what they can reach is worth more
than one mailbox, or a device that was left signed in. A region may ask all for a second factor.
"""

import time
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from councils.models import SignIn
from rus_portal.core.acting import READS
from rus_portal.core.address import address
from rus_portal.core.standing import standing_of
from rus_portal.signin.session import has_been_away
from rus_portal.signin.way import to_sign_in, with_next

AWAY = "Du har inte gjort något på länge. Den som arbetar på kansliet behöver då logga in igen."
ALWAYS_OPEN = {"sign_in", "sign_out", "personal_data", "health", "health_process", "health_parts", "figures"}


def is_required_of(person):
    is_asked = settings.SECOND_FACTOR_REQUIRED and person.is_authenticated
    return is_asked and (settings.SECOND_FACTOR_OF_ALL or _works_at_office(person))


def _works_at_office(person):
    standing = standing_of(person)
    return standing.is_secretariat or standing.is_administrator


def is_given(request):
    """Has this session passed a second factor?"""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def is_proven(request):
    """Has it been proven lately who this is, in any way? In a demo there is nothing to prove."""
    records = get_authentication_records(request, request.user)
    return settings.DEMO or any(time.time() - each["at"] < REAUTHENTICATION_TIMEOUT for each in records)


def take(request, person, **how):
    """Count something as a second factor that allauth does not count by itself. allauth has no public verb
    for it; `reauthenticated` saves the person from proving it again right away."""
    record_authentication(request, person, "mfa", reauthenticated=True, **how)


def remove_all(person, proof):
    """All that a person has lost (manage.py remove_second_factor). They are signed out, and told of it."""
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=person).delete()
        if not removed:
            return False
        for session in UserSession.objects.filter(user=person):
            session.end()
        sentence = f"Det andra steget togs bort av driften, som har styrkt vem det är: {proof}"
        SignIn.objects.create(act=SignIn.Act.FACTOR_REMOVED, person=person, sentence=sentence)
    about = {"timestamp": timezone.now()}
    letter = get_adapter().render_mail("mfa/email/all_removed", person.email, about)
    with suppress(OSError):  # it is done, whether or not the letter goes
        letter.send()
    return True


def begin_anew(request):
    """A new session, which is still the same in one's list."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


class SecondFactorMiddleware:
    """Leads those who need a second factor to their account, and lets them no further until it is given.
    Signs them out when they have done nothing for long.

    It acts only where there is a session cookie: public responses stay the same for everyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_open = request.resolver_match.url_name in ALWAYS_OPEN
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or is_open or not is_required_of(request.user):
            return None
        if _works_at_office(request.user) and has_been_away(request.session):
            logout(request)
            messages.info(request, AWAY)
            return None if _takes_from_nobody(request, view) else to_sign_in(request)
        if request.path.startswith(address("account")) or is_given(request):
            return None
        has_one = get_adapter().get_reauthentication_methods(request.user)
        there = has_one[0]["url"] if has_one else address("account")
        return redirect(with_next(there, request.get_full_path() if request.method == "GET" else ""))


def _takes_from_nobody(request, view):
    """It knows what to do with what was sent, as to keep a text until its writer has signed in again."""
    return request.method not in READS and not getattr(view, "login_required", True)
