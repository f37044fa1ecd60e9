"""A form that changes something that exists: it carries what its writer saw (see `seen`), and meets a
`Conflict` with both versions."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Manager, Model
from django.forms.utils import ErrorDict

from rus_portal.core.forms import PortalForm, Rich
from rus_portal.core.registered import Registered
from rus_portal.core.rich import as_plain, as_rich
from rus_portal.core.seen import BLANK, mark, marks, marks_in, marks_of, unmarked
from rus_portal.core.words import day, moment

# (thing, *acts): the last line about it in the journal, with `by` and `at`, or None.
last_act = Registered()
# (reader, thing): the last that the reader may read.
last_told = Registered()


def meanwhile(reader, thing):
    """What was done last with the thing, in a sentence; or only that something was."""
    last = last_told(reader, thing)
    if last is None:
        return "Något har hänt sedan du öppnade sidan."
    who = "du själv, " if last.by == reader else f"{last.by}, " if last.by else ""
    return f"Något har hänt sedan du öppnade sidan: {last.sentence} ({who}{moment(last.at)})"


class ActForm(PortalForm):
    """Does something with a `thing`, and changes none of its words. It carries where the thing stood, and
    where that is otherwise now it says what has happened and keeps what was written."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    data: Any

    def __init__(self, data=None, *, thing, where, **kwargs):
        self.where = where
        super().__init__(data, initial={"seen": marks_of(thing, where)}, **kwargs)

    def clean_seen(self):
        return marks_in(self.cleaned_data)

    def meet(self, conflict, reader):
        sentence = f"Inget är gjort. {meanwhile(reader, conflict.saved)} Skicka igen om det ändå ska gälla."
        self.add_error(None, sentence)
        self.is_late, self.data = True, self.data.copy()
        self.data["seen"] = marks_of(conflict.saved, self.where)


class EditForm(PortalForm):
    """Changes `saved`; where that is None it makes something new, and carries nothing.

    The clean values hold `seen`, which the verb takes with the others. A form whose fields are not those of
    the row says in `read` what it shows.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    acts: tuple[str, ...] = ()  # the verbs that may have saved meanwhile; all where none is named
    back = ""  # where what is saved is shown: the form's own page
    made_with: dict  # what it is made of, to be made anew after a conflict
    versions: list  # these four then: where the versions differ, what the writer had left, and who saved
    left: list
    last: Any
    is_own: bool  # and whether that was the writer, as in another tab

    def __new__(cls, *args, **made_with):
        form = super().__new__(cls)
        form.made_with = made_with
        return form

    def __init__(self, data=None, *, saved, initial=None, **kwargs):
        self.saved = saved
        read = self.read(saved) if saved else {}
        shown = {name: as_shown(value) for name, value in read.items()}
        super().__init__(data, initial=shown | (initial or {}) | {"seen": marks(read)}, **kwargs)
        if saved is None:
            del self.fields["seen"]

    def clean_seen(self):
        return marks_in(self.cleaned_data)

    def read(self, saved):
        """The values that the form edits, as they are saved, by the names that the verb calls them."""
        return {name: getattr(saved, name) for name in self.base_fields if name != "seen"}

    def last_saved(self, saved):
        """Who saved meanwhile, and when: something with `by` and `at`, or None where it is not known."""
        return last_act(saved, *self.acts)

    def is_overtaken(self):
        """Something else is saved than what the writer saw."""
        seen = self.saved and self.data.get("seen")
        return bool(seen) and seen != marks(self.read(self.saved)) and any(self.against(self.saved))

    def meet(self, conflict, reader):
        super().meet(conflict, reader)
        self.conflict = conflict

    def anew(self, saved):
        """The form as it goes on from what is `saved` now: what the writer changed still stands in it, and
        what the writer left as it was follows what is saved, so that saving again undoes nothing unawares."""
        data: Any = self.data
        form = type(self)(data.copy(), **self.made_with | {"saved": saved})
        data, form._errors = form.data, ErrorDict()
        shown = {name: form[name].initial for name in form.fields}
        left = [name for name in shown if name == "seen" or self._is_left(name)]
        for name in left:
            if isinstance(shown[name], list | tuple):
                data.setlist(name, shown[name])
            else:
                data[name] = "" if shown[name] is None else shown[name]
        form.conflict, form.versions = True, list(self.against(saved))
        form.left, form.last = [form.fields[name].label for name in left], form.last_saved(saved)
        return form

    def _is_left(self, name):
        if name not in self.fields:
            return True
        began = unmarked(self.data.get("seen")).get(name, BLANK)
        usual = mark(self.fields[name].initial) if began == BLANK else began  # where nothing was saved
        return mark(self._mine(name)) in (began, usual)

    def against(self, saved):
        """Where the form and what is saved differ: (label, mine, saved) in plain words."""
        read = self.read(saved)
        for name in self.fields:
            if name in read:
                mine, theirs = self.in_words(name, self._mine(name)), self.in_words(name, read[name])
                if mine != theirs:
                    yield self.fields[name].label, mine, theirs

    def _mine(self, name):
        """As it was sent; what is wrong, or has become so, as far as it can be read."""
        if name in self.cleaned_data:
            return self.cleaned_data[name]
        value = self[name].value()
        try:
            return self.fields[name].to_python(value)
        except forms.ValidationError:
            return value

    def in_words(self, name, value):
        if isinstance(value, Manager):
            value = value.all()
        if things := getattr(self.fields[name], "things", None):  # what is not clean is still their keys
            keys = value if isinstance(value, list | tuple) else [value]
            named = [things.get(str(each), each) for each in keys]
            value = named if isinstance(value, list | tuple) else named[0]
        if isinstance(value, bool):
            return "Ja" if value else "Nej"
        if isinstance(value, dt.time):
            return f"{value:%H.%M}"
        if isinstance(value, dt.date):
            return day(value)
        if isinstance(value, Model):
            return str(value)
        if value is None or value == "":
            none = str(dict(getattr(self.fields[name], "choices", ())).get("") or "–")
            return "–" if none.startswith("Välj") else none  # what asks for a choice is none
        if hasattr(value, "__iter__") and not isinstance(value, str):
            return "\n".join(sorted(map(str, value))) or "–"
        if isinstance(self.fields[name], Rich):
            return as_plain(as_rich(value))
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))


def as_shown(value):
    """As a field begins: things as their keys."""
    if isinstance(value, Manager):
        value = list(value.all())
    if isinstance(value, list):
        return [as_shown(each) for each in value]
    return value.pk if isinstance(value, Model) else value
