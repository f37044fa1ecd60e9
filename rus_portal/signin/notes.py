"""What is noted about signing in. Connected in rus_portal.apps; an unknown address is not noted."""

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import login_code_rejected, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_used,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

from councils.models import SignIn
from rus_portal.core.retention import period
from rus_portal.logs import session_mark
from rus_portal.signin import recognised, second_factor

STEPS = {
    "code": "kod i e-posten",
    "webauthn": "nyckel (passkey)",
    "totp": "engångskod från app",
    "recovery_codes": "reservkod",
}
FACTORS = {
    Authenticator.Type.WEBAUTHN: "en nyckel (passkey)",
    Authenticator.Type.TOTP: "en app för engångskoder",
    Authenticator.Type.RECOVERY_CODES: "reservkoder",
}


def forget_sign_ins(at=None):
    """Erase the notes that are older than the retention table says, and expired sessions with what
    they hold about device and IP address. Returns how many notes."""
    at = at or timezone.now()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    kept_since = at - period("sign_ins")
    erased, _ = SignIn.objects.filter(at__lt=kept_since).delete()
    return erased


def note(act, person, sentence, session=None):
    """With the mark of the session that begins, if one does."""
    if session and not session.session_key:
        session.save()
    mark = session_mark(session.session_key) if session else ""
    SignIn.objects.create(act=act, person=person, sentence=sentence, session=mark)


@receiver(user_logged_in)
def signed_in(request, user, sociallogin=None, **kwargs):
    steps = [
        record.get("type", record["method"])
        for record in get_authentication_records(request, user)
        if record["method"] != "socialaccount"
    ]
    words = [STEPS[step] for step in steps]
    if sociallogin:
        words.insert(0, sociallogin.provider.name)
        recognised.keep(sociallogin, user)
        if _came_with_two_factors(sociallogin):
            second_factor.take(request, user, type="organisation")
    note(SignIn.Act.SIGNED_IN, user, f"Loggade in: {' och '.join(words)}.", request.session)


def _came_with_two_factors(sociallogin):
    """Does the organisation's token say so, in the words that its settings name?"""
    token = sociallogin.account.extra_data.get("id_token", {})
    amr = token.get("amr", [])
    said = [token.get("acr"), *(amr if isinstance(amr, list) else [amr])]
    return any(each in sociallogin.provider.app.settings["second_factor"] for each in said)


@receiver(authenticator_used)
def proven_again(request, user, authenticator, reauthenticated, **kwargs):
    """That begins a new session, as to sign in does."""
    if reauthenticated:
        second_factor.begin_anew(request)
        sentence = f"Bekräftade vem det är: {STEPS[authenticator.type]}."
        note(SignIn.Act.SIGNED_IN, user, sentence, request.session)


@receiver(login_code_rejected)
def mistyped(user, **kwargs):
    note(SignIn.Act.FAILED, user, "Fel kod från e-posten angavs.")


@receiver(authentication_failed)
def mistyped_second_factor(user, **kwargs):
    note(SignIn.Act.FAILED, user, "Fel engångskod eller reservkod angavs.")


@receiver(user_logged_out)
def signed_out(request, user, **kwargs):
    """Not noted in the demo, where signing in by one click is not noted either."""
    if user and get_authentication_records(request, user):
        note(SignIn.Act.SIGNED_OUT, user, "Loggade ut.")


@receiver(authenticator_added)
def factor_added(request, user, authenticator, **kwargs):
    second_factor.take(request, user, type=authenticator.type, id=authenticator.pk)
    note(SignIn.Act.FACTOR_ADDED, user, f"Lade till {FACTORS[authenticator.type]}.")


@receiver(authenticator_removed)
def factor_removed(user, authenticator, **kwargs):
    note(SignIn.Act.FACTOR_REMOVED, user, f"Tog bort {FACTORS[authenticator.type]}.")
