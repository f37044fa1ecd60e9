"""An organisation's own sign-in service, as it is spoken with: allauth does the speaking, and takes for
granted that the service is there and answers as it should."""

from contextlib import contextmanager

from allauth.account.utils import get_next_redirect_url
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
from requests import RequestException

from rus_portal.signin.way import with_next

ON_THE_WAY = ["socialaccount_login_cancelled", "mfa_authenticate"]
ENDPOINTS = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"]


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
            return told

    def get_access_token_data(self, *args, **kwargs):
        with _odd_answers():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data):
        with _odd_answers():
            return super().parse_token(data)

    def complete_login(self, *args, **kwargs):
        with _odd_answers():
            return super().complete_login(*args, **kwargs)


class Organisation(OpenIDConnectProvider):
    oauth2_adapter_class = Service

    def serialize(self):
        """allauth finds it again by `client_id` among all services, and two may have been given the same."""
        return super().serialize() | {"id": self.app.provider_id}


@login_not_required
def leave_for(request, provider_id):
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def come_back(request, provider_id):
    return _answer(OAuth2CallbackView, request, provider_id)


def _asked_for(request):
    """The page that the person is on the way to, also when nothing comes of it: on the way out it is in the
    form, and on the way back allauth keeps it with the state, until that is used."""
    state, *_ = statekit.get_states(request).get(request.GET.get("state"), [{}])
    return state.get("next") or get_next_redirect_url(request) or ""


def _answer(view, request, provider_id):
    """That of allauth's view; where the service is away or answers oddly, the page that says so."""
    service, request.asked_for = Service(request, provider_id), _asked_for(request)
    try:
        answer = view.adapter_view(service)(request)
        is_on_the_way = answer.status_code == 302 and answer.url in map(reverse, ON_THE_WAY)
        return redirect(with_next(answer.url, request.asked_for)) if is_on_the_way else answer
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OAuth2Error, RequestException) as trouble:
        return render_authentication_error(request, service.get_provider(), exception=trouble)
