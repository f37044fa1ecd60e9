"""Reserve codes: shown once, in the answer to the request that made them, and kept as their hashes alone.
allauth would keep what they are made of. Theirs is still the row, of which data is {"hashes": […]}. A row of
theirs that came while the portal was upgraded has none left."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from councils.models import SignIn
from rus_portal.signin.notes import note

CODES = Authenticator.Type.RECOVERY_CODES
HOW_MANY, DIGITS = 10, 8


def make(person):
    """New ones, instead of those there were. To hash them takes seconds, in which nothing is locked."""
    codes = [get_random_string(DIGITS, "0123456789") for _ in range(HOW_MANY)]
    hashes = [make_password(code) for code in codes]
    facts = {"data": {"hashes": hashes}, "created_at": timezone.now(), "last_used_at": None}
    _, is_first = Authenticator.objects.update_or_create(user=person, type=CODES, defaults=facts)
    sentence = "Lade till reservkoder." if is_first else "Skapade nya reservkoder."
    note(SignIn.Act.FACTOR_ADDED, person, sentence)
    if not is_first:
        get_adapter().send_notification_mail("mfa/email/recovery_codes_generated", person)
    return codes


def left(person):
    """How many are left; None where none were made."""
    kept = _kept(person).first()
    return len(_hashes(kept)) if kept else None


def use(person, typed):
    """The row that this was a code of, and is no longer; None where it is no code, or is used already."""
    code, kept = "".join(filter(str.isdigit, typed)), _kept(person).first()
    if not kept or len(code) != DIGITS:
        return None
    right = next((each for each in _hashes(kept) if check_password(code, each)), None)
    with transaction.atomic():
        kept = _kept(person).select_for_update().first()
        if not kept or right not in _hashes(kept):
            return None
        kept.data["hashes"].remove(right)
        kept.save(update_fields=["data"])
    return kept


def _hashes(kept):
    return kept.data.get("hashes", [])


def _kept(person):
    return Authenticator.objects.filter(user=person, type=CODES)
