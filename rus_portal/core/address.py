"""Addresses of the portal's own pages."""

import functools
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse


@functools.lru_cache(maxsize=2_000)
def address(name, *args):
    """As Django's `reverse`, which a page asks hundreds of times. The address map is the same for as long as
    the process lives."""
    return reverse(name, args=args)


def whole(path):
    """As it stands in what is read elsewhere: in letters, calendars, papers and feeds."""
    return settings.PORTAL_URL + path


def host():
    return urlsplit(settings.PORTAL_URL).hostname
