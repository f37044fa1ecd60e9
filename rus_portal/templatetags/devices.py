"""Which device a browser says it runs on, in the words its owner would use."""

from django import template

register = template.Library()

# In this order: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


@register.filter
def device(user_agent):
    """ "Chrome på Windows"; anything unknown is "Okänd enhet"."""
    found = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " på ".join(filter(None, found)) or "Okänd enhet"


def _first(known, user_agent):
    return next((name for sign, name in known.items() if sign in user_agent), None)
