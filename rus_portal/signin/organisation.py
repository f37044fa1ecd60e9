"""An organisation's own sign-in service, as it is spoken with: allauth does the speaking, and takes for
granted that the service is there and answers as it should."""

from contextlib import contextmanager

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from requests import RequestException

from rus_portal.signin.way import with_next

ON_THE_WAY = ["socialaccount_login_cancelled", "mfa_authenticate"]
ENDPOINTS = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
SIGNED_BY = [f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)]
SECONDS_OFF = 60  # so much a service's clock may differ from ours


@contextmanager
def _odd_answers():
    """What lacks a key, is a list or no number is a fault of the service, as what it refuses is."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as odd:
        raise OAuth2Error(f"An answer that cannot be read: {odd!r}") from odd


class Service(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self):
        with _odd_answers():
            told = super().openid_config
            if odd := [each for each in ENDPOINTS if not told[each].startswith(("https://", "http://"))]:
                raise OAuth2Error(f"No address as {', '.join(odd)}")
            agreed = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
            if told["issuer"].rstrip("/") != agreed.rstrip("/"):
                raise OAuth2Error("Another service than the one in OIDC_PROVIDERS")
            return told

    def get_access_token_data(self, *args, **kwargs):
        with _odd_answers():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data):
        with _odd_answers():
            return super().parse_token(data)

    def complete_login(self, request, app, token, **kwargs):
        with _odd_answers():
            if not kwargs["response"].get("id_token"):
                raise OAuth2Error("An answer without a token of who signs in")
            return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app, id_token):
        """allauth trusts the way a token came. Here its signature is asked too, and that it was made for this
        very time of signing in."""
        try:
            key = self._key_of(jwt.get_unverified_header(id_token))
            whose = {"issuer": self.openid_config["issuer"], "audience": app.client_id}
            claims = jwt.decode(
                id_token,
                key,
                algorithms=SIGNED_BY,
                leeway=SECONDS_OFF,
                options={"require": ["exp", "iat"]},
                **whose,
            )
        except jwt.PyJWTError as no:
            raise OAuth2Error("A token that does not hold") from no
        if claims.get("nonce") != self.request.nonce:
            raise OAuth2Error("A token that was made for another time")
        return claims

    def _key_of(self, header):
        """The one that the token names; it need not name any where the service has a single one."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        keys = [each for each in jwt.PyJWKSet.from_dict(answer.json()).keys if each.public_key_use != "enc"]
        [key] = [each for each in keys if header.get("kid") in (None, each.key_id)]
        return key


class Organisation(OpenIDConnectProvider):
    oauth2_adapter_class = Service

    def serialize(self):
        """allauth finds it again by `client_id` among all services, and two may have been given the same."""
        return super().serialize() | {"id": self.app.provider_id}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce, asked = get_random_string(32), kwargs.pop("auth_params", None) or self.get_auth_params()
        kwargs |= {"auth_params": asked | {"nonce": nonce}, "nonce": nonce}
        return super().redirect(request, process, next_url, data, **kwargs)


@login_not_required
def leave_for(request, provider_id):
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def come_back(request, provider_id):
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view, request, provider_id):
    """That of allauth's view; where the service is away or answers oddly, the page that says so."""
    # The page that the person is on the way to, also when nothing comes of it: on the way out it is in the
    # form, and on the way back allauth keeps it with the state, until that is used.
    state, *_ = statekit.get_states(request).get(request.GET.get("state"), [{}])
    request.asked_for = state.get("next") or get_next_redirect_url(request) or ""
    request.nonce, service = state.get("nonce"), Service(request, provider_id)
    try:
        answer = view.adapter_view(service)(request)
        is_on_the_way = answer.status_code == 302 and answer.url in map(reverse, ON_THE_WAY)
        return redirect(with_next(answer.url, request.asked_for)) if is_on_the_way else answer
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OAuth2Error, RequestException) as trouble:
        return render_authentication_error(request, service.get_provider(), exception=trouble)
