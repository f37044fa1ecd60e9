"""The organisations' own sign-in services (OpenID Connect), as OIDC_PROVIDERS in the environment tells."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = ("id", "name", "server_url", "client_id", "secret", "domains")


def as_apps(providers):
    """What allauth wants to know of each.

    `domains` are those whose e-mail addresses the service may speak for: without it, whoever runs one
    organisation's service could sign in as anybody. `verified` says that the service only gives out addresses
    it knows to be right and does not send the claim `email_verified` (Entra ID). `second_factor` lists the
    values of the claims `acr` and `amr` that mean two factors. `auth_params` goes along in the question.
    """
    apps = []
    for provider in providers:
        missing = [key for key in REQUIRED if not provider.get(key)]
        if missing:
            name = provider.get("id", "?")
            raise ImproperlyConfigured(f"OIDC_PROVIDERS: {name} lacks {', '.join(missing)}.")
        apps.append(
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
        )
    return apps


def origins(providers):
    """Where a form of ours may end up: Chromium holds form-action against redirects too.

    `origins` of a provider adds those that its service sends the browser on to by itself.
    """
    found = []
    for provider in providers:
        url = urlsplit(provider["server_url"])
        found += [f"{url.scheme}://{url.netloc}", *provider.get("origins", [])]
    return list(dict.fromkeys(found))
