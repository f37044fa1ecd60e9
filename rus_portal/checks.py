"""What must never be true of an installation, said before it serves a single page."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def production_is_neither_demo_nor_debug(app_configs=None, **kwargs):
    """Demo mode lets anyone sign in as anyone, and debug mode shows the inside of an error.

    Not only for `check --deploy`: every command runs it, and so does wsgi.py, because an
    application server runs no checks of its own.
    """
    if not settings.PRODUCTION:
        return []
    dangers = [
        ("E001", "DEMO", "anyone could sign in as the secretariat with one click"),
        ("E002", "DEBUG", "an error page would show settings and data to the public"),
    ]
    return [
        Error(f"{name}=1 with PRODUCTION=1: {danger}.", hint=f"Set {name}=0.", id=f"rus_portal.{number}")
        for number, name, danger in dangers
        if getattr(settings, name)
    ]
