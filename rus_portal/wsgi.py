"""The entry point of the application server: gunicorn rus_portal.wsgi."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rus_portal.settings")

application = get_wsgi_application()

from rus_portal.checks import refusals  # noqa: E402  needs the apps loaded

if found := refusals():
    raise ImproperlyConfigured(" ".join(refusal.msg for refusal in found))
