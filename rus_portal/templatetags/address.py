"""Addresses in the text of a page."""

import re

from django import template
from django.utils.html import format_html_join

register = template.Library()


@register.filter
def in_parts(address):
    """An e-mail address that a narrow page breaks between its parts, not in the middle of one."""
    return format_html_join("", "{}<wbr>", ((part,) for part in re.findall(r"[^@.]+[@.]*", address or "")))
