"""Addresses and keys in the text of a page."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()
PART = re.compile(r"[@./]*[^@./]+[@./]*")


@register.filter
def in_parts(address):
    """An address of e-mail or of a page, which a narrow page breaks between its parts, not in the middle of
    one nor before the mark that follows it."""
    return mark_safe("<wbr>".join(PART.findall(escape(address or ""))))


@register.filter
def in_fours(key):
    """A key for somebody to type, which a narrow page breaks between its groups."""
    return " ".join(re.findall(".{1,4}", key))
