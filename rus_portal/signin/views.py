"""The few pages of signing in that allauth does not have as we want them."""

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.base.views import IndexView
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rus_portal.signin import second_factor
from rus_portal.signin.adapters import MailAway

NO_LETTER = (
    "Portalen kan inte skicka någon kod just nu, eftersom e-posten inte svarar. Felet är noterat. "
    "Försök igen om en stund{ways}."
)


class SignInView(RequestLoginCodeView):
    """Where no code can be sent, the page says so and has the other ways to sign in below."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except MailAway:
            form.add_error(None, NO_LETTER.format(ways=", eller logga in på ett annat sätt här nedanför"))
            page = self.form_invalid(form)
            page.status_code = 503
            return page


class CodeView(ConfirmLoginCodeView):
    """The code sent first still holds where another cannot be sent."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except MailAway:
            earlier = ". Koden i ett tidigare brev gäller fortfarande"
            messages.error(self.request, NO_LETTER.format(ways=earlier))
            return redirect(self.passthrough_next_url(self.request.path))


@login_not_required
@require_POST
def sign_out(request):
    """Also cancels a half-done sign-in, to begin again with another address. What pages have kept in the
    browser, such as unsent text and pages for reading without network, is deleted."""
    where = get_next_redirect_url(request) or "start"
    logout(request)
    gone = redirect(where)
    gone["Clear-Site-Data"] = '"cache", "storage"'
    return gone


class AccountView(IndexView):
    """What a person signs in with, and what is missing."""

    def get_context_data(self, **kwargs):
        required = second_factor.is_required_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "must_add": required and not second_factor.is_given(self.request),
            "is_required": required,
            "next": get_next_redirect_url(self.request) or "",
        }


class EndSessions(ManageUserSessionsForm):
    session = forms.IntegerField(required=False)

    def save(self, request):
        """Ends the session chosen, or all but the one in use."""
        mine = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
        chosen = self.cleaned_data["session"]
        end_sessions(request, mine.filter(pk=chosen) if chosen else mine)


class SessionsView(ListUserSessionsView):
    form_class = EndSessions
