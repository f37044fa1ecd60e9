"""Settings no installation may have, refused before it serves a single page; and warnings of
`check --deploy`, to read before people are let in."""

from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

import pyrage
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.utils import timezone

from rus_portal.backup.container import recipients
from rus_portal.core import mailer, sealing


@register(Tags.security)
def production_is_neither_demo_nor_debug(app_configs=None, **kwargs):
    """Demo mode lets anyone sign in as anyone, and debug mode shows the inside of an error.

    Not only for `check --deploy`: every command runs it, and so does wsgi.py, because an
    application server runs no checks of its own.
    """
    if not settings.PRODUCTION:
        return []
    dangers = [
        ("E001", "DEMO", "anyone could sign in as the secretariat with one click"),
        ("E002", "DEBUG", "an error page would show settings and data to the public"),
    ]
    return [
        Error(f"{name}=1 with PRODUCTION=1: {danger}.", hint=f"Set {name}=0.", id=f"rus_portal.{number}")
        for number, name, danger in dangers
        if getattr(settings, name)
    ]


@register(Tags.security)
def sign_in_services_are_whole(app_configs=None, **kwargs):
    """Also run by every command and by wsgi.py."""
    hint = "The keys are explained in rus_portal/signin/providers.py."
    return [Error(fault, hint=hint, id="rus_portal.E003") for fault in settings.OIDC_FAULTS]


def refusals():
    """Why the application server must not start."""
    return [*production_is_neither_demo_nor_debug(), *sign_in_services_are_whole()]


@register(Tags.security, deploy=True)
def people_know_whom_to_turn_to(app_configs=None, **kwargs):
    wanted = [
        ("W001", "CONTACT_EMAIL", "the accessibility statement must say where to report faults"),
        ("W002", "DATA_PROTECTION_EMAIL", "the page on personal data must say how to reach the officer"),
    ]
    told = [
        Warning(f"{name} is not set: {why}.", id=f"rus_portal.{number}")
        for number, name, why in wanted
        if not getattr(settings, name)
    ]
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        told.append(Warning("DEFAULT_FROM_EMAIL is not set: mail servers refuse it.", id="rus_portal.W003"))
    return told


@register(Tags.security, deploy=True)
def other_machines_are_spoken_to_by_tls(app_configs=None, **kwargs):
    hint = "Set it up with TLS (docs/drift.md), or name what is on this very machine in HOSTS_HERE."
    told = "{name} leads to {host} without TLS, or to one that need not prove its name."
    return [
        Error(told.format(name=name, host=host), hint=hint, id="rus_portal.E007")
        for name, host in _without_tls()
        if not _is_here(host)
    ]


def _without_tls():
    """Each setting that names somebody to speak to in plain text, with whom."""
    database = settings.DATABASES["default"]
    if database.get("OPTIONS", {}).get("sslmode") != "verify-full":
        yield from (("DATABASE_URL", host) for host in database.get("HOST", "").split(","))
    host, is_encrypted = mailer.server()
    if not is_encrypted:
        yield "EMAIL_URL", host
    if not settings.CLAMD.startswith("/"):
        yield "CLAMD", settings.CLAMD.rpartition(":")[0]
    store = urlsplit(settings.DOCUMENTS_STORE)
    if "tls=0" in store.query.split("&"):
        yield "DOCUMENTS_STORE", store.hostname
    places = settings.CACHES["default"].get("LOCATION", "")
    plain = [("CACHE_URL", "redis", each) for each in (places if isinstance(places, list) else [places])]
    plain += [("BOUNCES_URL", "imap", settings.BOUNCES_URL), ("SENTRY_DSN", "http", settings.SENTRY_DSN)]
    for name, scheme, where in plain:
        parts = urlsplit(str(where))
        if parts.scheme == scheme:
            yield name, parts.hostname


def _is_here(host):
    """On this machine, by its loop or a socket."""
    if not host or host.startswith("/") or host == "localhost" or host in settings.HOSTS_HERE:
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


@register(Tags.security, deploy=True)
def the_seal_can_be_set(app_configs=None, **kwargs):
    if not settings.SEAL:
        return []
    try:
        expires, bits = sealing.expires(), sealing.bits_too_few()
    except Exception as fault:  # whatever the file or the device may have
        return [Error(f"SEAL cannot be used: {fault!r}.", id="rus_portal.E005")]
    if bits:
        hint = "Order one of P-256, or of RSA with 3072 bits."
        return [Error(f"The key of SEAL has {bits} bits, which is too few.", hint=hint, id="rus_portal.E008")]
    if expires < timezone.now() + timedelta(days=60):
        told = f"The certificate of SEAL is valid until {expires:%Y-%m-%d}."
        return [Warning(told, hint="Order a new one.", id="rus_portal.W004")]
    return []


@register
def documents_are_handed_over_from_disk(app_configs=None, **kwargs):
    if settings.DOCUMENTS_ACCEL and settings.DOCUMENTS_STORE:
        return [
            Error(
                "DOCUMENTS_ACCEL hands over files from the disk, and DOCUMENTS_STORE keeps them elsewhere.",
                hint="Leave one of them out.",
                id="rus_portal.E004",
            )
        ]
    return []


@register
def backups_can_be_encrypted(app_configs=None, **kwargs):
    try:
        recipients()
    except pyrage.RecipientError as fault:
        hint = "They begin with age1, and are made by age-keygen (docs/drift.md)."
        return [Error(f"BACKUP_RECIPIENTS holds what is no key: {fault}.", hint=hint, id="rus_portal.E006")]
    return []


@register(Tags.security, deploy=True)
def figures_are_for_those_who_watch(app_configs=None, **kwargs):
    """Behind a proxy of the same machine that is not counted, everyone asks from it."""
    is_here = any(each.is_loopback for each in settings.METRICS_ADDRESSES)
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT or not is_here:
        return []
    told = "METRICS_ADDRESSES names this machine, and a proxy on it asks for everyone: TRUSTED_PROXIES is 0."
    hint = "Set TRUSTED_PROXIES to the number of proxies, or use METRICS_TOKEN instead."
    return [Warning(told, hint=hint, id="rus_portal.W005")]
