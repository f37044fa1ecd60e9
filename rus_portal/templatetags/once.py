"""What a page writes dozens of times, worked out once: the same words as Django's own `url`, `date` and
`include … only` (docs/adr/0034)."""

import datetime as dt
import functools

from django.db.models import Model
from django.template import Library, defaultfilters, defaulttags
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from rus_portal.core.address import address

register = Library()


@register.tag
def url(parser, token):
    own = defaulttags.url(parser, token)
    return _Address(own.view_name, own.args, own.kwargs, own.asvar)


class _Address(defaulttags.URLNode):
    def render(self, context):
        if self.kwargs:
            return super().render(context)
        try:
            found = address(self.view_name.resolve(context), *(each.resolve(context) for each in self.args))
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.simple_tag
def once(template, **values):
    """The template, which knows of nothing but these values: texts, numbers, days and tuples of them. It is
    written once in each process for the same values, so it may not ask for the time."""
    return _written(template, **values)


@functools.lru_cache(maxsize=1_000, typed=True)
def _written(template, **values):
    if any(isinstance(value, Model) for value in values.values()):
        raise TypeError(f"{template} is written once for the same values: a row may have others later")
    return render_to_string(template, values)


@register.filter(expects_localtime=True, is_safe=False)
def date(value, form=None):
    if type(value) is dt.date:
        return _day(value, form)
    if type(value) is dt.datetime:
        return _moment(value, form, value.tzinfo, value.fold)
    return defaultfilters.date(value, form)


_day = functools.lru_cache(maxsize=2_000)(defaultfilters.date)


@functools.lru_cache(maxsize=2_000)
def _moment(value, form, zone, fold):
    """Equal moments may be written in two ways: in another zone, and in the hour that comes twice."""
    return defaultfilters.date(value, form)
