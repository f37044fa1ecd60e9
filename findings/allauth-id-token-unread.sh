#!/bin/bash
# django-allauth 65.21.1, OpenID Connect: the ID token's claims are not read when the userinfo endpoint answers anything
# at all, even the subject alone.
#
# Expected: OpenID Connect Core lets a provider put the e-mail claims in the ID token, in userinfo or in both. What the
# (verified) ID token says of the person is used where userinfo is silent.
# Seen: with {"sub": "m"} from userinfo, and the address in the ID token, the person has no e-mail address; with the ID
# token alone, the address is there.
# Why it matters: people of an organisation whose service answers so are strangers, though it vouches for them, and the
# error page blames the missing address.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check 'django-allauth[socialaccount]==65.21.1' django==5.2.8
"$here/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only here",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "allauth", "allauth.account",
                    "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"],
    MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
)
django.setup()
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

app = SocialApp(provider="openid_connect", provider_id="home", name="Home", settings={"server_url": "https://home.example"})
provider = OpenIDConnectProvider(None, app=app)
token = {"sub": "m", "email": "member@home.example", "email_verified": True}

def found(answer):
    return [address.email for address in provider.extract_email_addresses(answer)]

both, alone = found({"userinfo": {"sub": "m"}, "id_token": token}), found({"id_token": token})
print("django-allauth", version("django-allauth"))
print("expected:", ["member@home.example"], "in both cases")
print("seen:     userinfo with the subject alone:", both, "; no userinfo:", alone)
sys.exit(0 if both == [] and alone == ["member@home.example"] else 1)
PYTHON
