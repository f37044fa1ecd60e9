"""What the journal keeps of signing in. Connected in rus_portal.apps; an unknown address leaves no trace."""

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import login_code_rejected, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from councils import journal
from rus_portal.signin import second_factor

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


def note(act, person, sentence, *, by, **facts):
    journal.record(act, person, sentence, by=by, at=timezone.now(), after=facts)


@receiver(user_logged_in)
def signed_in(request, user, sociallogin=None, **kwargs):
    steps = [
        record.get("type", record["method"])
        for record in get_authentication_records(request, user)
        if record["method"] != "socialaccount"
    ]
    words = [STEPS[step] for step in steps]
    if sociallogin:
        steps.insert(0, sociallogin.provider.app.provider_id)
        words.insert(0, sociallogin.provider.name)
        if _came_with_two_factors(sociallogin):
            second_factor.take(request, user, type="organisation")
    note("signed_in", user, f"Loggade in: {' och '.join(words)}.", by=user, steps=steps)


def _came_with_two_factors(sociallogin):
    """Does the organisation's token say so, in the words that its settings name?"""
    token = sociallogin.account.extra_data.get("id_token", {})
    amr = token.get("amr", [])
    said = {token.get("acr"), *(amr if isinstance(amr, list) else [amr])}
    return bool(said & set(sociallogin.provider.app.settings["second_factor"]))


@receiver(login_code_rejected)
def mistyped(user, **kwargs):
    note("sign_in_failed", user, "Fel kod från e-posten angavs.", by=None)


@receiver(authentication_failed)
def mistyped_second_factor(user, **kwargs):
    note("sign_in_failed", user, "Fel engångskod eller reservkod angavs.", by=None)


@receiver(user_logged_out)
def signed_out(request, user, **kwargs):
    """Not for the demo, whose one-click way in leaves no line either."""
    if user and get_authentication_records(request, user):
        note("signed_out", user, "Loggade ut.", by=user)


@receiver(authenticator_added)
def factor_added(request, user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        second_factor.take(request, user, type=authenticator.type, id=authenticator.pk)
    words = FACTORS[authenticator.type]
    note("second_factor_added", user, f"Lade till {words}.", by=user, type=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user, authenticator, **kwargs):
    words = FACTORS[authenticator.type]
    note("second_factor_removed", user, f"Tog bort {words}.", by=user, type=authenticator.type)


@receiver(authenticator_reset)
def codes_renewed(user, **kwargs):
    note("second_factor_added", user, "Skapade nya reservkoder.", by=user, type="recovery_codes")
