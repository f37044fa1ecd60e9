"""The few pages of signing in that allauth does not have as we want them. What was asked for (`next`) goes
along through all of them."""

from smtplib import SMTPRecipientsRefused

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import RequestLoginCodeView, confirm_login_code
from allauth.mfa.base.views import IndexView, authenticate
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.edit import FormView

from rus_portal.signin import reserve_codes, second_factor
from rus_portal.signin.adapters import MailAway
from rus_portal.signin.way import with_next

NO_LETTER = (
    "Portalen kan inte skicka någon kod just nu: e-posten svarar inte, eller tar inte emot brevet. "
    "Felet är noterat. Försök igen om en stund{ways}."
)
REFUSED = "E-postservern tar inte emot brev till adressen. Kontrollera att den är rätt skriven."
SIGN_IN_AGAIN = "Logga ut och in igen först. Det är en stund sedan du visade vem du är."
BEGIN_AGAIN = "Koden gäller inte längre. Skriv din adress igen, så får du en ny."


def _stage_with_code(request):
    """The sign-in that waits for a code in this browser, while the code holds."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return stage if stage and LoginCodeVerificationProcess(stage=stage).is_valid() else None


def _with_next(request, url):
    return passthrough_next_redirect_url(request, url, "next")


def _is_refused(trouble):
    """The address, for good; anything else passes."""
    if not isinstance(trouble.__cause__, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in trouble.__cause__.recipients.values())


class SignInView(RequestLoginCodeView):
    """Where no code can be sent, the page says so and has the other ways to sign in below."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except MailAway as trouble:
            form.give_back()
            if _is_refused(trouble):
                form.add_error("email", REFUSED)
                return self.form_invalid(form)
            form.add_error(None, NO_LETTER.format(ways=", eller logga in på ett annat sätt här nedanför"))
            page = self.form_invalid(form)
            page.status_code = 503
            return page

    def get_context_data(self, **kwargs):
        """With the way to the code that was sent before, which holds although another is not sent."""
        holds = _stage_with_code(self.request)
        way = _with_next(self.request, reverse("account_confirm_login_code")) if holds else ""
        return super().get_context_data(**kwargs) | {"way_to_code": way}

    def _redirect_to_pending_stage(self, request, stage):
        """Who asks for a code to another address begins anew."""
        if request.method == "POST":
            return None
        return redirect(_with_next(request, super()._redirect_to_pending_stage(request, stage).url))


@login_not_required
def code(request):
    """allauth's page for the code. Where that leads back to the beginning, it is told why; the code
    sent first still holds where another cannot be sent."""
    is_gone = not _stage_with_code(request)
    try:
        answer = confirm_login_code(request)
    except MailAway:
        earlier = ". Koden i ett tidigare brev gäller fortfarande"
        messages.error(request, NO_LETTER.format(ways=earlier))
        return redirect(_with_next(request, reverse("account_confirm_login_code")))
    if is_gone and not request.user.is_authenticated:
        messages.error(request, BEGIN_AGAIN)
    return _on_the_way(request, answer)


@login_not_required
def second_step(request):
    """allauth's page for the second factor, in the same way."""
    is_gone = LoginStageController.enter(request, AuthenticateStage.key) is None
    answer = authenticate(request)
    if is_gone and not request.user.is_authenticated:
        messages.error(request, BEGIN_AGAIN)
    return _on_the_way(request, answer)


def _on_the_way(request, answer):
    """To a later or an earlier step of signing in."""
    steps = {reverse(name) for name in ("sign_in", "mfa_authenticate")}
    is_step = answer.status_code == 302 and answer.url in steps
    return redirect(_with_next(request, answer.url)) if is_step else answer


@csrf_exempt  # an older page's mark no longer holds; and a form of another site comes without the session
@login_not_required
def sign_out(request):
    """Also cancels a half-done sign-in, to begin again with another address. What pages have kept in the
    browser, such as unsent text and pages for reading without network, is deleted. A link to it, as in
    `next` after signing in, signs nobody out."""
    if request.method != "POST":
        return redirect("start")
    gone = redirect(get_next_redirect_url(request) or "start")
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return gone
    logout(request)
    gone["Clear-Site-Data"] = '"cache", "storage"'
    return gone


class AccountView(IndexView):
    """What a person signs in with, and what is missing."""

    def get_context_data(self, **kwargs):
        required = second_factor.is_required_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "must_add": required and not second_factor.is_given(self.request),
            "is_required": required,
            "codes_left": reserve_codes.left(self.request.user),
            "next": get_next_redirect_url(self.request) or "",
        }


class NewFactor(FormView):
    """Whoever has no reserve codes when a second factor is added is shown some."""

    def form_valid(self, form):
        answer = super().form_valid(form)
        return answer if reserve_codes.left(self.request.user) else _new_codes(self.request)

    def get_success_url(self):
        return _with_next(self.request, super().get_success_url())


class NewAppView(NewFactor, ActivateTOTPView):
    pass


class NewPasskeyView(NewFactor, AddWebAuthnView):
    pass


@reauthentication_required(app="allauth.mfa")
def codes_in_reserve(request):
    """How many are left, and new ones instead of them."""
    if not is_mfa_enabled(request.user, ["totp", "webauthn"]):
        return redirect("account")
    if request.method == "POST":
        return _new_codes(request)
    return render(request, "mfa/recovery_codes/index.html", {"left": reserve_codes.left(request.user)})


def _new_codes(request):
    """No other page has them, and no address leads to this one."""
    context = {
        "codes": reserve_codes.make(request.user),
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "mfa/recovery_codes/made.html", context)


class EndSessions(ManageUserSessionsForm):
    session = forms.IntegerField(required=False)

    def save(self, request):
        """Ends the session chosen, or all but the one in use."""
        mine = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
        chosen = self.cleaned_data["session"]
        end_sessions(request, mine.filter(pk=chosen) if chosen else mine)


class SessionsView(ListUserSessionsView):
    """Whoever ends another session has proven lately who they are: by a second factor, or by signing in."""

    form_class = EndSessions

    def form_valid(self, form):
        if second_factor.is_proven(self.request):
            return super().form_valid(form)
        methods = get_adapter().get_reauthentication_methods(self.request.user)
        if methods:
            return redirect(with_next(methods[0]["url"], self.request.path))
        messages.warning(self.request, SIGN_IN_AGAIN)
        return redirect("usersessions_list")

    def get_context_data(self, **kwargs):
        is_proven = second_factor.is_proven(self.request)
        has_factor = bool(get_adapter().get_reauthentication_methods(self.request.user))
        return super().get_context_data(**kwargs) | {"must_sign_in": not is_proven and not has_factor}
