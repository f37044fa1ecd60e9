"""What was typed in a form that is refused unread: shown once more on the page that refuses, to be copied,
and kept nowhere."""

import re
import sys
from dataclasses import dataclass

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from rus_portal.core.forms import PortalForm

UNREADABLE = (SuspiciousOperation, UnreadablePostError, MultiPartParserError)
SECRET = re.compile("token|passw")
# What a button or a choice says of itself, and a number, a day or a time: in fields that no form declares,
# as those made for each row, or that are no text in the form of the page.
CHOSEN = re.compile(r"[a-z_]*(-\d+)?|[\d .:-]*")


@dataclass(frozen=True)
class Written:
    label: str
    text: str

    @property
    def rows(self):
        return min(12, self.text.count("\n") + len(self.text) // 80 + 1)


def written_in(request):
    """The texts that a signed-in person sent from a form of ours, in its order, or that were kept while they
    signed in. Pages of others, as those for signing in, have no such forms; and before the address is known
    no form is known to be ours."""
    match, user = request.resolver_match, getattr(request, "user", None)
    kept = getattr(request, "kept", None)
    if not match or not (user and user.is_authenticated) or (request.method != "POST" and kept is None):
        return []
    if match.func.__module__.startswith(("django.", "allauth.")):
        return []
    try:
        typed = request.POST if kept is None else kept
        sent = typed.lists()
    except UNREADABLE:
        return []
    own = vars(sys.modules[match.func.__module__]).values()  # the forms of the page among them
    return [
        Written(_label(known, near), text)
        for name, texts in sent
        for known in [_fields(name)]
        for near in [_nearest(known, own, {*typed})]
        for text in texts
        if text.strip() and not SECRET.search(name) and _is_typed(text, known, near)
    ]


def _is_typed(text, known, near):
    if known and not any(map(_is_text, known.values())):
        return False
    is_text = _is_text(known[near]) if near else bool(known)
    return is_text or not CHOSEN.fullmatch(text)


def _is_text(field):
    if isinstance(field.widget, forms.HiddenInput | forms.PasswordInput):
        return False
    return isinstance(field, forms.CharField)


def _label(known, near):
    """What the form of the page calls it, else what all forms do."""
    labels = {of: str(field.label) for of, field in known.items() if _is_text(field) and field.label}
    found = {labels[near]} if near in labels else {*labels.values()}
    return found.pop() if len(found) == 1 else "Text"


def _nearest(known, own, sent):
    """The form of the page, of several the one whose fields were `sent`; or None."""
    return max((form for form in known if form in own), key=lambda form: _likeness(form, sent), default=None)


def _likeness(form, sent):
    return len(sent & {*form.base_fields}) - len({*form.base_fields} - sent)


def _fields(name):
    """The fields of that name in our forms, each by its form; `name` may have the form's prefix."""
    last = name.rpartition("-")[2]
    return {form: form.base_fields[last] for form in _forms(PortalForm) if last in form.base_fields}


def _forms(form):
    yield form
    for each in form.__subclasses__():
        yield from _forms(each)
