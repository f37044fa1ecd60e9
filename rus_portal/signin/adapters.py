"""What the portal answers when allauth asks: who is this, may they sign in, and in which words."""

import logging
from contextlib import suppress

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from qrcode.image.svg import SvgPathFillImage

from councils.models import Council, Person, SignIn
from rus_portal.core import mailer
from rus_portal.core.permissions import may_enter_office
from rus_portal.core.standing import standing_of
from rus_portal.core.text import nfc
from rus_portal.signin.organisation import Organisation
from rus_portal.signin.recognised import holder, is_another
from rus_portal.signin.way import sign_in_address

log = logging.getLogger(__name__)
WRONG_CODE = "Koden stämmer inte. Kontrollera den och försök igen."


def person_with(email):
    """The active person whose address this is, however it was typed; `Person.email` is the only truth.

    The last comparison is made in Python: a database may treat two different letters as the same.
    """
    email = nfc(email)
    found = Person.objects.filter(email__iexact=email, is_active=True)
    same = [person for person in found if (person.email or "").lower() == email.lower()]
    return same[0] if len(same) == 1 else None


def home_of(person):
    """The page after signing in when none was asked for: the office's work list, everyone else's own page."""
    works_here = may_enter_office(person) and not standing_of(person).reads
    return reverse("office" if works_here else "mine")


def _office_for(email):
    """Who reads what people answer: the office of a council of theirs, the portal's own, or any office."""
    offices, person = Council.objects.filter(kind=Council.Kind.OFFICE).exclude(email=""), person_with(email)
    sits = Q(serves__seats__appointments__person=person) | Q(seats__appointments__person=person)
    own = offices.filter(sits).order_by("pk").first() if person else None
    address = own.email if own else settings.CONTACT_EMAIL
    return [address] if address else [office.email for office in offices.order_by("pk")[:1]]


class MailAway(Exception):
    """No letter can be sent now: the mail server does not answer, or refuses."""


class AccountAdapter(DefaultAccountAdapter):
    def is_safe_url(self, url):
        """Where to go next: a word would be taken for the name of a page."""
        return bool(url) and url.startswith("/") and super().is_safe_url(url)

    def get_login_redirect_url(self, request):
        return home_of(request.user)

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": "Det blev för många försök, och koden gäller inte längre. "
        "Vänta några minuter om du inte kan begära en ny.",
        "too_many_codes": "Det har begärts många koder på kort tid. "
        "Vänta några minuter innan du begär en ny.",
        "rate_limited": "Det blev för många försök. Vänta en stund och försök igen.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Where the mail server is away the page says so (`views.told_of_mail`)."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as why:
            log.exception("A letter about signing in could not be sent")
            raise MailAway from why

    def render_mail(self, *args, **kwargs):
        letter = super().render_mail(*args, **kwargs)
        if connection := mailer.for_codes():
            letter.connection = connection
        letter.extra_headers["Auto-Submitted"] = "auto-generated"
        letter.reply_to = _office_for(letter.to[0])
        return letter

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """What it tells of is done, whether or not the letter goes."""
        with suppress(MailAway):
            super().send_notification_mail(template_prefix, user, context, email or user.email)


class OrganisationAdapter(DefaultSocialAccountAdapter):
    """Signs in somebody we already know, by the verified e-mail address and the account that the service had
    for it before."""

    def get_provider(self, *args, **kwargs):
        found = super().get_provider(*args, **kwargs)
        return Organisation(found.request, found.app)

    def generate_state_param(self, state):
        return get_random_string(32)

    def get_requests_session(self):
        """A service answers itself: where it leads on, nobody is asked."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(self, request, provider, exception=None, **kwargs):
        if exception:
            log.warning("%s could not sign anyone in", provider.app.provider_id, exc_info=exception)

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(HttpResponseRedirect(sign_in_address(request)))
        agreed, name = sociallogin.provider.app.settings, sociallogin.provider.name
        told = addresses(sociallogin.account.extra_data, agreed["verified_email"])
        own = [each for each in told if each[0].rpartition("@")[2].lower() in agreed["domains"]]
        vouched = [email for email, is_vouched_for in own if is_vouched_for]
        sociallogin.user = person_with(vouched[0]) if vouched else None
        if sociallogin.user and is_another(sociallogin, sociallogin.user):
            self._note_another(sociallogin, sociallogin.user)
            context = {"provider": name}
            raise ImmediateHttpResponse(render(request, "socialaccount/another.html", context, status=403))
        if not sociallogin.user:
            is_unverified = bool(own) and not vouched
            if is_unverified:
                self._note_unverified(sociallogin.provider, own[0][0])
            context = {"provider": name, "has_told": bool(told), "is_unverified": is_unverified}
            raise ImmediateHttpResponse(render(request, "socialaccount/stranger.html", context, status=403))

    def _note_another(self, sociallogin, person):
        """For both of them, where the account is somebody else's here: theirs must be let go."""
        provider, its = sociallogin.provider, holder(sociallogin)
        log.warning("%s gave an address with another account than before", provider.app.provider_id)
        which = "ett konto som är någon annans här" if its else "ett annat konto än förut"
        told = {person: f"{provider.name} uppgav {which}, så inloggningen gick inte igenom."}
        if its:
            told[its] = f"Kontot hos {provider.name} kom med någon annans adress och släpptes inte in."
        for each, sentence in told.items():
            SignIn.objects.create(act=SignIn.Act.FAILED, person=each, sentence=sentence)

    def _note_unverified(self, provider, email):
        """For whoever set the service up, and for the person whose address it was."""
        log.warning("%s gave an address without vouching for it (email_verified)", provider.app.provider_id)
        if person := person_with(email):
            sentence = f"{provider.name} bekräftade inte e-postadressen, så inloggningen gick inte igenom."
            SignIn.objects.create(act=SignIn.Act.FAILED, person=person, sentence=sentence)


def addresses(answer, is_trusted):
    """The addresses that the service gives, in userinfo and ID token, each with whether it vouches for it.
    allauth (65) reads the token only where userinfo is empty, and hands on `email_verified` as it came: also
    the text "false", which is true. What the two say of different people counts for nothing, nor does what
    one of them says is not verified."""
    said = [claims for claims in (answer.get("userinfo"), answer.get("id_token")) if claims]
    if len({str(claims.get("sub")) for claims in said}) > 1:
        return []
    says_no = any(claims.get("email_verified", True) is not True for claims in said)
    named = [claims for claims in said if isinstance(claims.get("email"), str)]
    return [
        (claims["email"], not says_no and claims.get("email_verified", is_trusted) is True)
        for claims in named
    ]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": f"{WRONG_CODE} En kod från en app gäller bara medan appen visar den.",
    }

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Min nyckel" if number == 1 else f"Min nyckel {number}"

    def build_totp_svg(self, url):
        """With a white background: a camera cannot read black on a dark page."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string().decode()

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "Samverkansportalen"}
