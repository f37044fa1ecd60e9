"""Long texts: rich, or as typed, with blank lines between paragraphs, "- " before points and "### " before
headings."""

from django import template

from rus_portal.core.rich import as_html

register = template.Library()


@register.filter
def prose(text, level=3):
    """The text as HTML, harmless whoever wrote it; headings get the given level."""
    return as_html(text, level)
