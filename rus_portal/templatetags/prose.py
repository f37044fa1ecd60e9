"""Long texts as typed: blank lines between paragraphs, "- " before points, "### " before headings."""

import itertools

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def prose(text, level=3):
    """The text as HTML. Everything in it is escaped; headings get the given level."""
    return mark_safe("".join(_blocks(text.strip().splitlines(), level)))


def _blocks(lines, level):
    for kind, group in itertools.groupby((line.strip() for line in lines), _kind):
        if kind == "heading":
            for line in group:
                yield format_html("<h{0}>{1}</h{0}>", level, line.removeprefix("### "))
        elif kind == "list":
            points = format_html_join("", "<li>{}</li>", ((line.removeprefix("- "),) for line in group))
            yield format_html("<ul>{}</ul>", points)
        elif kind == "paragraph":
            yield format_html("<p>{}</p>", mark_safe("<br>".join(map(conditional_escape, group))))


def _kind(line):
    if not line:
        return "blank"
    if line.startswith("### "):
        return "heading"
    return "list" if line.startswith("- ") else "paragraph"
