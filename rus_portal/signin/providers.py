"""The organisations' own sign-in services (OpenID Connect), from OIDC_PROVIDERS in the environment."""

import json
import re
from urllib.parse import urlsplit

REQUIRED = {"id": str, "name": str, "server_url": str, "client_id": str, "secret": str, "domains": list}
OPTIONAL = {"verified": bool, "second_factor": list, "auth_params": dict, "origins": list}
KINDS = {str: "text", list: "a list", bool: "true or false", dict: "an object"}
TAKEN = {"avbrott", "fel", "openid_connect"}  # by addresses of ours, and by allauth for all services at once
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def read(text):
    """The services that can be used, and a sentence for each fault. A service with a fault is left out, and
    rus_portal/checks.py refuses to start: a service half configured may let in the wrong people."""
    try:
        listed = json.loads(text)
    except ValueError as broken:
        return [], [f"OIDC_PROVIDERS is not JSON: {broken}."]
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return [], ["OIDC_PROVIDERS is not a list of objects."]
    sound, faults = [], []
    for number, provider in enumerate(listed, 1):
        wrong = list(_faults(provider, {each["id"] for each in sound}))
        faults += [f"OIDC_PROVIDERS: {provider.get('id') or f'number {number}'} {fault}." for fault in wrong]
        sound += [] if wrong else [provider]
    return sound, faults


def _faults(provider, taken):
    fields = REQUIRED | OPTIONAL
    if missing := [key for key in REQUIRED if not provider.get(key)]:
        yield f"lacks {', '.join(missing)}"
    if unknown := sorted(provider.keys() - fields.keys()):
        yield f"has keys that mean nothing here: {', '.join(unknown)}"
    for key in [key for key in fields if provider.get(key) and not isinstance(provider[key], fields[key])]:
        yield f"must have {KINDS[fields[key]]} as {key}"
    if provider.get("id") in taken:
        yield "is there twice"
    if not re.fullmatch(r"[-a-zA-Z0-9_]+", str(provider.get("id") or "x")):
        yield "may have only letters, digits and hyphens as id"
    if provider.get("id") in TAKEN:
        yield "has an id that means something else"
    url = urlsplit(str(provider.get("server_url") or "https://x"))
    if url.scheme != "https" and url.hostname not in LOOPBACK:
        yield "must have a server_url that begins with https://"


def as_apps(providers):
    """What allauth wants to know of each.

    `domains` are those whose e-mail addresses the service may speak for: without it, whoever runs one
    organisation's service could sign in as anybody. `verified` says that the service only gives out addresses
    it knows to be right and does not send the claim `email_verified` (Entra ID). `second_factor` lists the
    values of the claims `acr` and `amr` that mean two factors. `auth_params` is added to the request.
    """
    return [
        {
            "provider_id": provider["id"],
            "name": provider["name"],
            "client_id": provider["client_id"],
            "secret": provider["secret"],
            "settings": {
                "server_url": provider["server_url"],
                "oauth_pkce_enabled": True,
                "auth_params": provider.get("auth_params", {}),
                "domains": [domain.lower() for domain in provider["domains"]],
                "verified_email": provider.get("verified", False),
                "second_factor": provider.get("second_factor", []),
            },
        }
        for provider in providers
    ]


def origins(providers):
    """Where a form of ours may be redirected: Chromium applies form-action to redirects too.

    `origins` of a provider adds those that its service sends the browser on to by itself.
    """
    found = []
    for provider in providers:
        url = urlsplit(provider["server_url"])
        found += [f"{url.scheme}://{url.netloc}", *provider.get("origins", [])]
    return list(dict.fromkeys(found))
