"""What must never be true of an installation, said before it serves a single page."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def production_is_neither_demo_nor_debug(app_configs=None, **kwargs):
    """Demo mode lets anyone sign in as anyone, and debug mode shows the inside of an error.

    Not only for `check --deploy`: every command runs it, and so does wsgi.py, because an
    application server runs no checks of its own.
    """
    return [
        Error(f"{name}=1 together with PRODUCTION=1: {danger}.", hint=f"Set {name}=0.", id=f"rus_portal.E{number:03}")
        for number, (name, danger) in enumerate(
            {
                "DEMO": "anyone could sign in as the secretariat with one click",
                "DEBUG": "an error page would show settings and data to the public",
            }.items(),
            start=1,
        )
        if settings.PRODUCTION and getattr(settings, name)
    ]
