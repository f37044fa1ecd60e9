"""When two ways to write a registry number, or the pattern of a series, are one. What they have in common is
kept beside them, so that the database finds what is alike and holds what is to be so once."""

import re
import unicodedata

from django.db.models import Q, TextField
from django.db.models.query_utils import DeferredAttribute

from rus_portal.core.constraints import rule
from rus_portal.core.text import NO_WIDTH

DASHES, UNSEEN = {"Pd"}, {"Cf", "Cc"}  # of Unicode's categories
MINUS = "\u2212"
NOT_SEEN = re.compile(f"[{NO_WIDTH}]")
DIGITS = re.compile(r"\{nr:[1-6]\}")


def tidy(number):
    """As it is kept: letters and digits of the usual width, one space, and nothing that nobody sees."""
    seen = NOT_SEEN.sub("", number)
    shown = "".join(each for each in seen if each.isspace() or unicodedata.category(each) not in UNSEEN)
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def canonical(number):
    """What two ways to write one number have in common: neither case, nor spaces, nor sort of dash, nor width
    of letters, nor what nobody sees makes it another."""
    return "".join("-" if _is_dash(each) else each for each in tidy(number) if each != " ").upper()


def canonical_pattern(pattern):
    """The same of the pattern of a series: how many digits it writes makes no other numbers."""
    return canonical(DIGITS.sub("{nr}", pattern))


def _is_dash(letter):
    return letter == MINUS or unicodedata.category(letter) in DASHES


class _Made(DeferredAttribute):
    """Whatever it is set to: so a form's questions and the database are told the same."""

    field: "InCommon"

    def __get__(self, row, cls=None):
        return self if row is None else self.field.made(getattr(row, self.field.of) or "")

    def __set__(self, row, value):
        row.__dict__[self.field.attname] = value  # Django takes what is not there for what was not fetched


class InCommon(TextField):
    """What `made` makes of the text in the field `of`, saved with the row; who saves by name names both."""

    descriptor_class = _Made

    def __init__(self, *, of, made=canonical, **kwargs):
        kwargs |= {"editable": False, "db_default": ""}
        super().__init__("diarienummer, hur det än skrivs", **kwargs)
        self.of, self.made = of, made

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        del kwargs["verbose_name"]
        return name, "django.db.models.TextField", args, kwargs  # the column is the same

    def clone(self):
        return type(self)(of=self.of, made=self.made)


def told_fields(model):
    """Its columns that say something by themselves: neither the key, nor what only follows from another."""
    columns = model._meta.concrete_fields
    return [each for each in columns if not (each.primary_key or isinstance(each, InCommon))]


def kept_in_common(name, of, common):
    """Of each text that is written, and of none that is not."""
    neither, both = Q(**{of: "", common: ""}), ~Q(**{of: ""}) & ~Q(**{common: ""})
    return rule(name, neither | both, "Skriv det med bokstäver eller siffror.", about=of)
