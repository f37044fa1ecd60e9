"""What all forms have in common: one layout, ISO dates, and errors that say what to write."""

from inspect import isfunction
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.html import format_html

from rus_portal.core.limits import (
    ADDRESS,
    DAYS,
    LETTERS_A_WORD,
    LINE,
    LINK,
    MOST_KRONOR,
    WORDS,
    far_year,
    grouped,
    require_within_reach,
    too_long,
)
from rus_portal.core.rich import as_plain, as_rich, as_typed
from rus_portal.core.text import all_kept, introduction, lines, one_line, points


class PortalForm(forms.Form):
    """Turns the text of a browser into clean values; it never saves anything.

    The page writes `<form method="post" novalidate>` around `{% crispy form %}`, and includes
    components/error_summary.html above it.
    """

    conflict: Any = None  # only a form that changes something meets one, see `edit_form`
    saved: Any = None
    is_late = False  # and one that does something, see `ActForm` there
    by_get = False  # what is asked stands in the address, and no token does
    _errors: Any

    def is_overtaken(self):
        return False

    def meet(self, conflict, reader):
        self.add_error(None, conflict.sentence)

    @cached_property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = self.by_get
        helper.layout = Layout(*self.layout())
        laid = {pointer.name for pointer in helper.layout.get_field_names()}
        helper.layout.extend(field.name for field in self.hidden_fields() if field.name not in laid)
        self._refuse_to_leave_out_a_field(helper.layout)
        return helper

    def full_clean(self):
        """Takes nothing from a form that cannot be drawn whole."""
        self._refuse_to_leave_out_a_field(self.helper.layout)
        for field in self.fields.values():
            in_our_words(field)
        self.data = all_kept(self.data)
        super().full_clean()

    def _refuse_to_leave_out_a_field(self, layout):
        """A field that is not on the page comes back empty, and would empty what is saved."""
        standing = {pointer.name for pointer in layout.get_field_names()}
        if left_out := [field for field in self.fields if field not in standing]:
            raise ImproperlyConfigured(f"{type(self).__name__}.layout leaves out {', '.join(left_out)}.")

    def layout(self):
        """What the form shows, in order: names of fields, each of them, and `section`s of them."""
        return list(self.fields)

    def understood(self):
        """What was made of each list that was changed, in sentences to be said when it is saved: what stands
        beside the field is of what stood there when the page was made."""
        lists = [name for name in self.changed_data if isinstance(self.fields[name], Points)]
        told: list[Any] = [(self.fields[name], self.cleaned_data.get(name)) for name in lists]
        said = [(field.label, field.understood(text)) for field, text in told]
        return "".join(f" ”{label}” förstås som {understood}." for label, understood in said if understood)

    def take_up(self, breach):
        """Show a verb's ValidationError, at its field where this form has it."""
        by_field = breach.error_dict if hasattr(breach, "error_dict") else {None: breach.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)

    def hold_to(self, thing, places):
        """Check the constraints of a model before a verb does, so that each breach is shown at its field.

        `places` maps the name of a constraint to the name of a field.
        """
        for constraint in type(thing)._meta.constraints:
            if constraint.name in places:
                try:
                    constraint.validate(type(thing), thing)
                except ValidationError as breach:
                    self.add_error(places[constraint.name], breach.messages)


WRONG_DAY = "Skriv dagen som år-månad-dag, till exempel 2027-03-12."
WRONG = (  # what to write in a field of each sort
    (forms.ChoiceField, "Välj något av det som står i listan under ”{}”."),
    (forms.EmailField, "Skriv hela e-postadressen, till exempel namn@kommun.se."),
    (forms.URLField, "Skriv hela adressen, till exempel https://video.example/123."),
    (forms.IntegerField, "Skriv ett helt tal under ”{}”."),
    (forms.DateField, WRONG_DAY),
    (forms.TimeField, "Skriv klockslaget i timmar och minuter, till exempel 09:00."),
    (forms.FileField, "Filen under ”{}” kom inte fram. Välj den igen."),
    (forms.Field, "Det som står under ”{}” går inte att läsa. Skriv det på ett annat sätt."),
)


def in_our_words(field):
    """Where Django would speak for itself: what to write, and in which field, since the summary of the errors
    stands far from it. What a field or a validator says in words of its own stands."""
    wrong = next(told for kind, told in WRONG if isinstance(field, kind)).format(field.label)
    chosen, most = isinstance(field, forms.ChoiceField), getattr(field, "max_length", None) or 0
    told = {
        "required": f"{'Välj under' if chosen else 'Fyll i'} ”{field.label}”.",
        "max_length": f"Korta ”{field.label}” till {grouped(most)} tecken.",
        "empty": "Filen är tom. Kontrollera den och välj den igen.",
        "min_value": f"Skriv lägst {getattr(field, 'min_value', None)} under ”{field.label}”.",
        "max_value": f"Skriv högst {getattr(field, 'max_value', None)} under ”{field.label}”.",
    }
    for code in _spoken_by_django(field):
        field.error_messages[code] = told.get(code, wrong)


def _spoken_by_django(field):
    """The codes of the errors for which the field has only Django's sentence."""
    kinds = [kind for kind in reversed(type(field).__mro__) if kind.__module__.startswith("django.")]
    djangos = {}
    for kind in kinds:
        djangos |= vars(kind).get("default_error_messages", {})
    own = field.error_messages
    yield from [code for code, said in own.items() if said is djangos.get(code)]
    yield from [
        check.code
        for check in field.validators
        if not isfunction(check) and check.code not in own and check.message is type(check).message
    ]


class InOurWords:
    """For a form of allauth's with fields of Django's."""

    fields: dict

    def full_clean(self):
        for field in self.fields.values():
            in_our_words(field)
        super().full_clean()  # type: ignore[misc]  # the form's


def section(legend, *fields, explained=""):
    """Fields that belong together, under a heading; `explained` says what they are for."""
    words = [HTML(f'<p class="form-section-help">{explained}</p>')] if explained else []
    return Fieldset(legend, *words, *fields, css_class="form-section")


def beside(*fields):
    """Short fields next to each other where there is room."""
    return Div(*(Div(field, css_class="col-12 col-sm-6") for field in fields), css_class="row")


class Folded(Fieldset):
    """Fields that few need, folded behind a heading; unfolded where something is filled in or wrong."""

    template = "components/form_folded.html"

    def render(self, form, context, **kwargs):
        names = [pointer.name for pointer in self.get_field_names()]
        self.is_open = any(form[name].errors or form[name].value() for name in names)
        return super().render(form, context, **kwargs)


class Short(forms.CharField):
    """At most so many characters. The browser is not told to cut off what is too long: it would do that
    without a word."""

    most = LINE

    def __init__(self, *, most=None, **kwargs):
        super().__init__(**{"max_length": None} | kwargs)
        self.most = most or self.most
        self.widget.attrs["data-most"] = self.most

    def validate(self, value):
        super().validate(value)
        if len(value) > self.most:
            told = f"Korta texten till {grouped(self.most)} tecken. Nu är den {grouped(len(value))} tecken."
            raise ValidationError(told, code="max_length")


class Line(Short):
    """Text on one line. `missing` says what to write when it must not be empty."""

    def __init__(self, *, missing="", max_length=LINE, **kwargs):
        messages = {"required": missing} if missing else {}
        super().__init__(required=bool(missing), error_messages=messages, most=max_length, **kwargs)

    def to_python(self, value):
        return one_line(super().to_python(value) or "")


class Email(Short, forms.EmailField):
    most = ADDRESS


class Link(Short, forms.URLField):
    """The address of a page on the web, however long a video meeting makes it."""

    most = LINK
    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class Text(forms.CharField):
    """Text in paragraphs, with the same line breaks from every browser. `holds` says what is written there,
    and so how long it may be."""

    def __init__(self, *, holds, missing="", rows=4, **kwargs):
        messages = {"required": missing} if missing else {}
        self.most = WORDS[holds]
        widget = forms.Textarea(attrs={"rows": rows, "data-most": self.most})
        widget.attrs["data-letters"] = self.most * LETTERS_A_WORD
        super().__init__(required=bool(missing), error_messages=messages, widget=widget, **kwargs)

    def to_python(self, value):
        return lines(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        if told := too_long(value, self.most):
            raise ValidationError(told, code="max_length")


class Rich(Text):
    """Prose of the minutes, in the editor where there is script, and else plain or as its source."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["data-rich"] = ""

    def prepare_value(self, value):
        return as_typed(as_rich(value)) if isinstance(value, str) else value

    def to_python(self, value):
        return as_rich(super().to_python(value))

    def validate(self, value):
        super().validate(as_plain(value))


class Points(Text):
    """A list, one point a line. The form says how many points were understood of what stands in it."""

    def get_bound_field(self, form, field_name):
        bound = super().get_bound_field(form, field_name)
        if understood := self.understood(bound.value()):
            told = "{} <strong data-understood>Förstås som {}.</strong>"
            bound.help_text = format_html(told, bound.help_text, understood)
        return bound

    def understood(self, text):
        """How many points it is, in words; empty for none."""
        found = points(text or "")
        count, first = len(found), introduction(found)
        said = "en punkt" if count == 1 else f"{count} punkter" if count else ""
        return said + (f", där ”{first}” är den första" if first else "")


class Day(forms.DateField):
    """A date in ISO: Django's Swedish formats would also take 03/09/2026."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {"invalid": WRONG_DAY}
    default_validators = [*DAYS]


class ComingDay(Day):
    """By which something is to be done."""

    default_validators = [DAYS[0], require_within_reach]  # which is nearer than the last of all days


class Kronor(forms.IntegerField):
    """Whole kronor, with or without the spaces that part the thousands."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    most = 30  # characters, with spaces and the word
    default_error_messages = {
        "invalid": "Skriv beloppet i hela kronor, till exempel 1 200 000.",
        "min_value": "Skriv ett belopp som är större än noll, eller lämna fältet tomt.",
        "max_value": f"Skriv högst {grouped(MOST_KRONOR)} kronor.",
    }

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MOST_KRONOR, **kwargs)

    def prepare_value(self, value):
        return grouped(value) if isinstance(value, int) else value

    def to_python(self, value):
        plain = "".join(str(value or "").casefold().removesuffix("kronor").removesuffix("kr").split())
        return super().to_python(plain)


class Year(forms.IntegerField):
    def between(self, first, last):
        """One sentence tells of the years it may be, whatever else was written."""
        self.min_value, self.max_value = first, last
        self.validators += [MinValueValidator(first), MaxValueValidator(last)]
        wrong = far_year(first, last)
        self.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        self.widget.attrs |= {"min": first, "max": last}


class Clock(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]


class Offering:
    """A choice among things that the form has already fetched; `clean` gives back the things themselves."""

    choices: Any
    things: dict

    def offer(self, things, *, label=str, group=None, empty=None):
        """`group` gives the heading a thing stands under, `empty` the words for choosing none."""
        self.things = {str(thing.pk): thing for thing in things}
        choices = [("", empty)] if empty else []
        for heading, members in groupby(things, key=group or (lambda thing: None)):
            options = [(thing.pk, label(thing)) for thing in members]
            choices += [(heading, options)] if heading else options
        self.choices = choices


class OneOf(Offering, forms.ChoiceField):
    def clean(self, value):
        return self.things.get(super().clean(value))


class SomeOf(Offering, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        return [self.things[pk] for pk in super().clean(value)]


SMALL = 32767  # what a small integer of the database holds


def field_of(of, *, label, choices=None, things=None, group=None):
    """Our form field for a field of a model: its help and limits. `things` is what a foreign key may lead to,
    with `group` as `offer` has it, `choices` those of a text that has none of its own."""
    asked = not (of.blank or of.null)
    told = {"label": label[:1].upper() + label[1:], "help_text": of.help_text}
    choose, fill = f"Välj {label}.", f"Fyll i {label}."
    if things is not None:
        picked = OneOf(**told, required=asked, error_messages={"required": choose})
        picked.offer(things, group=group, empty="Välj" if asked else "Ingen")
        return picked
    if choices := choices or of.choices:
        begin = [] if of.has_default() else [("", "Välj")]
        errors = {"required": choose}
        return forms.ChoiceField(**told, choices=[*begin, *choices], required=asked, error_messages=errors)
    if isinstance(of, models.BooleanField):
        return forms.BooleanField(**told, required=False)
    if isinstance(of, models.DateField):
        return Day(**told, required=asked)
    if isinstance(of, models.PositiveSmallIntegerField):
        wrong = f"Skriv ett helt tal mellan 0 och {SMALL}."
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        return forms.IntegerField(**told, min_value=0, max_value=SMALL, required=asked, error_messages=errors)
    if isinstance(of, models.EmailField):
        return Email(**told, required=asked, error_messages={"required": fill})
    if isinstance(of, models.TextField):
        return Text(**told, holds="basics", missing=fill if asked else "")
    return Line(**told, missing=fill if asked else "", max_length=of.max_length)
