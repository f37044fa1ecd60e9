"""Addresses of the portal's own pages."""

import functools

from django.urls import reverse


@functools.lru_cache(maxsize=20_000)
def address(name, *args):
    """As Django's `reverse`, which a page asks hundreds of times. The address map is the same for as long as
    the process lives."""
    return reverse(name, args=args)
