"""allauth's forms with our words; what they check is theirs."""

import logging

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkey
from django import forms

from rus_portal.core.forms import Email, InOurWords
from rus_portal.signin import reserve_codes
from rus_portal.signin.adapters import person_with

log = logging.getLogger(__name__)


def code_field(label):
    return forms.CharField(
        label=label,
        error_messages={"required": "Skriv koden."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class Address(InOurWords, account.RequestLoginCodeForm):
    email = Email(
        label="E-postadress",
        error_messages={
            "required": "Skriv din e-postadress.",
            "invalid": "Skriv adressen som namn@exempel.se.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        """allauth limits how often codes are asked for to an address, so that a stranger could keep its owner
        out. Here address and asker are counted together: whoever asks too often shuts out only themselves."""
        email = self.cleaned_data["email"]
        whose = f"{email.lower()} {ratelimit.get_ip(context.request)}"
        limited = {"app": "allauth.account", "action": "request_login_code"}
        self.asked = ratelimit.consume(context.request, **limited, key=whose)
        if not self.asked:
            log.warning("Codes are asked for too often")
            raise get_adapter().validation_error("too_many_codes")
        self._user = person_with(email)
        if self._user is None:
            log.warning("A code is asked for to an address that is nobody's")
        return email

    def give_back(self):
        """Nothing was sent, so it was no code to this address. How often one place asks is counted all the
        same: each time somebody waits for the mail server."""
        for counted in self.asked.usage:
            if "/key:" in counted.cache_key:
                counted.rollback()


class Code(InOurWords, account.ConfirmLoginCodeForm):
    code = code_field("Kod")


class OneTimeCode(InOurWords, second_factor.BaseAuthenticateForm):
    """allauth looks among reserve codes in clear text, and we among their hashes."""

    code = code_field("Engångskod eller reservkod")

    def clean_code(self):
        forget_attempts = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        is_of_app = app and app.wrap().validate_code(code)
        self.authenticator = app if is_of_app else reserve_codes.use(self.user, code)
        if not self.authenticator:
            self._emit_authentication_failed(app)
            raise get_second_factor_adapter().validation_error("incorrect_code")
        self.authenticator.user = self.user
        forget_attempts()
        return code


class SecondFactor(OneTimeCode, second_factor.AuthenticateForm):
    pass


class SecondFactorAgain(OneTimeCode, second_factor.ReauthenticateForm):
    pass


class NewApp(InOurWords, app.ActivateTOTPForm):
    code = code_field("Kod från appen")


class NewPasskey(InOurWords, passkey.AddWebAuthnForm):
    name = forms.CharField(
        label="Namn på nyckeln",
        required=False,
        max_length=60,
        help_text="Så att du känner igen den, till exempel ”Jobbtelefonen”.",
    )
    passwordless = forms.BooleanField(
        label="Logga in med bara nyckeln",
        required=False,
        initial=True,
        help_text="Avmarkera för en säkerhetsnyckel utan pinkod eller fingeravtryck. "
        "Den används då som andra steg efter koden i e-posten.",
    )
