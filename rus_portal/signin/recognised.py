"""Whom an organisation's service means: its own mark of the person (issuer and `sub`) is kept at the first
sign-in, and asked for after that beside the address (docs/adr/0006).

The row is allauth's, and holds a hash of the mark. By the mark itself allauth would let somebody in without
asking for the address, and keep all that the service tells of them."""

import hashlib
import json

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils import journal
from rus_portal.core.permissions import may_let_in_anew, require
from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed


def is_another(sociallogin, person):
    """Has the service called this person something else before, or somebody else this?"""
    service, its = sociallogin.provider.app.provider_id, holder(sociallogin)
    return its != person if its else person.socialaccount_set.filter(provider=service).exists()


def holder(sociallogin):
    """Whom the mark is kept of, or None."""
    kept = SocialAccount.objects.filter(provider=sociallogin.provider.app.provider_id, uid=_mark(sociallogin))
    found = kept.select_related("user").first()
    return found and found.user


def keep(sociallogin, person):
    """Once somebody has come all the way in; of each service one, and no other than was kept meanwhile."""
    service, mark = sociallogin.provider.app.provider_id, _mark(sociallogin)
    with transaction.atomic():
        type(person).objects.select_for_update().get(pk=person.pk)
        if not is_another(sociallogin, person):
            SocialAccount.objects.get_or_create(provider=service, user=person, defaults={"uid": mark})


def _mark(sociallogin):
    token = sociallogin.account.extra_data["id_token"]
    return hashlib.sha256(json.dumps([token["iss"], token["sub"]]).encode()).hexdigest()


def services_of(person):
    """The services that somebody has come in by: their names, and since when."""
    names = {
        app["provider_id"]: app["name"] for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    }
    kept = SocialAccount.objects.filter(user=person).order_by("provider", "pk")
    return [(names.get(each.provider, each.provider), each.date_joined) for each in kept]


@transaction.atomic
def let_in_anew(person, *, by, at=None):
    """What the services have called the person is forgotten; what they say next is kept instead."""
    require(may_let_in_anew(by))
    services = listed([name for name, _ in services_of(person)])
    if not services:
        raise Refused(f"{person} har inte loggat in genom någon organisations inloggning.")
    SocialAccount.objects.filter(user=person).delete()
    sentence = f"{person} får logga in med ett nytt konto hos {services}."
    journal.log("let_in_anew", person, sentence, by=by, at=at or timezone.now())
