"""A position as linked data (schema.org, JSON-LD), for search engines and other programs."""

import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from rus_portal.core.address import whole

# What ends a script where a browser reads it as a page.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked(position):
    """An element for the page: data, which no browser runs. The dissent is part of it, as comments."""
    told = json.dumps(_told(position), ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(told))


def _told(position):
    council = {
        "@type": "Organization",
        "name": position.council_name,
        "url": whole(position.council.get_absolute_url()),
    }
    source = {"citation": position.source} if position.source else {}
    return source | {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": whole(position.get_absolute_url()),
        "url": whole(position.get_absolute_url()),
        "name": position.item.title,
        "identifier": position.designation,
        "text": "\n".join(position.points),
        "author": council,
        "dateCreated": position.adopted_on.isoformat(),
        "datePublished": position.published_at.isoformat(timespec="seconds"),
        "inLanguage": "sv",
        "isAccessibleForFree": True,
        "about": [{"@type": "Thing", "name": f"{goal['code']} {goal['title']}"} for goal in position.goals],
        "comment": [
            {
                "@type": "Comment",
                "name": f"Avvikande synpunkt från {dissent.whose}",
                "text": dissent.text,
                "author": {"@type": "Organization", "name": dissent.whose},
            }
            for dissent in position.dissents
        ],
    }
