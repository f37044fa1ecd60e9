"""Integrations: an administrator makes them and draws them in."""

import secrets

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Integration, Person
from rus_portal.core.permissions import may_manage_integrations, require
from rus_portal.core.refusal import Refused
from rus_portal.core.secret import sha256_of


@transaction.atomic
def make_integration(name, *, by, at=None):
    """The integration and its secret, which nobody can be shown again. Of those in use each has a name of its
    own, for whoever draws one in knows it by that."""
    require(may_manage_integrations(by))
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # a second press waits, and finds the first
    in_use = Integration.objects.select_for_update().filter(revoked_at=None)
    if any(each.name.casefold() == name.casefold() for each in in_use):
        sentence = f"Det finns redan en nyckel för ”{name}”. Skriv ett annat namn, eller dra in den först."
        raise Refused(sentence, about="name")
    secret, at = secrets.token_urlsafe(32), at or timezone.now()
    made = Integration(name=name, sha256=sha256_of(secret), made_at=at, made_by=by)
    made.full_clean()
    made.save()
    journal.log("make_integration", made, f"Integrationen ”{name}” fick en nyckel.", by=by, at=at)
    return made, secret


@transaction.atomic
def revoke_integration(integration, *, by, at=None):
    """Its secret opens nothing from now on. Twice is once."""
    require(may_manage_integrations(by))
    integration, at = Integration.objects.select_for_update().get(pk=integration.pk), at or timezone.now()
    if integration.revoked_at is None:
        integration.revoked_at, integration.revoked_by = at, by
        integration.save(update_fields=["revoked_at", "revoked_by"])
        sentence = f"Nyckeln för integrationen ”{integration}” drogs in."
        journal.log("revoke_integration", integration, sentence, by=by, at=at)
    return integration


def integration_with(secret):
    """The one whose secret it is and that has not been drawn in, or None."""
    return Integration.objects.filter(sha256=sha256_of(secret), revoked_at=None).first()


def note_use(integration, *, at=None):
    Integration.objects.filter(pk=integration.pk).update(used_at=at or timezone.now())
