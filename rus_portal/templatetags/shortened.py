"""Texts of which a page shows the beginning: the same words as Django's own `truncatewords`."""

from django.template import Library
from django.utils.text import Truncator

from rus_portal.core.words import MORE

register = Library()


@register.filter
def truncatewords(text, most):
    """The first words, and the dots on the line of the last of them."""
    return Truncator(text).words(most, truncate=MORE)
