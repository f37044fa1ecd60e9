"""What the portal answers when allauth asks: who is this, may they sign in, and in which words."""

import logging

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from councils.models import Person, SignIn
from rus_portal.core.permissions import may_enter_office
from rus_portal.core.standing import standing_of

log = logging.getLogger(__name__)
WRONG_CODE = "Koden stämmer inte. Kontrollera den och försök igen."


def person_with(email):
    """The active person whose address this is, however it was typed; `Person.email` is the only truth.

    The last comparison is made in Python: a database may treat two different letters as the same.
    """
    found = Person.objects.filter(email__iexact=email, is_active=True)
    same = [person for person in found if (person.email or "").lower() == email.lower()]
    return same[0] if len(same) == 1 else None


def home_of(person):
    """The page after signing in when none was asked for: the office's work list, everyone else's own page."""
    works_here = may_enter_office(person) and not standing_of(person).reads
    return reverse("office" if works_here else "mine")


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request):
        return home_of(request.user)

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": "Det blev för många försök, och koden gäller inte längre. "
        "Vänta några minuter om du inte kan begära en ny.",
        "rate_limited": "Det blev för många försök. Vänta en stund och försök igen.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class OrganisationAdapter(DefaultSocialAccountAdapter):
    """Signs in somebody we already know, by the verified e-mail address; keeps nothing about the service."""

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("sign_in")))
        domains = sociallogin.provider.app.settings["domains"]
        own = [
            each for each in sociallogin.email_addresses if each.email.rpartition("@")[2].lower() in domains
        ]
        vouched_for = [each for each in own if each.verified]
        sociallogin.user = person_with(vouched_for[0].email) if vouched_for else None
        if not sociallogin.user:
            is_unverified = bool(own) and not vouched_for
            if is_unverified:
                self._note_unverified(sociallogin.provider, own[0].email)
            context = {"provider": sociallogin.provider.name, "is_unverified": is_unverified}
            raise ImmediateHttpResponse(render(request, "socialaccount/stranger.html", context, status=403))

    def _note_unverified(self, provider, email):
        """For whoever set the service up, and for the person whose address it was."""
        log.warning("%s gave an address without vouching for it (email_verified)", provider.app.provider_id)
        if person := person_with(email):
            sentence = f"{provider.name} bekräftade inte e-postadressen, så inloggningen gick inte igenom."
            SignIn.objects.create(act=SignIn.Act.FAILED, person=person, sentence=sentence)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Min nyckel" if number == 1 else f"Min nyckel {number}"

    def build_totp_svg(self, url):
        """With a white background: a camera cannot read black on a dark page."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string().decode()

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "Samverkansportalen"}
