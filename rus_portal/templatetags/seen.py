"""What a page has seen of a thing, carried along by the button that does something with it."""

from django import template
from django.utils.html import format_html

from rus_portal.core.seen import marks_of

register = template.Library()


@register.simple_tag
def seen(thing, *names):
    """The hidden field of a form. The verb asks about the same names; all columns where none are named."""
    return format_html('<input type="hidden" name="seen" value="{}">', marks_of(thing, names))


@register.simple_tag
def marks(thing, *names):
    """The same for a template that writes the field."""
    return marks_of(thing, names)
