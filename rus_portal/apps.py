from django.apps import AppConfig
from django.db.backends.signals import connection_created

from rus_portal.core.text import watch


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        connection_created.connect(watch)
        from rus_portal import checks  # noqa: F401  local: registers checks, which need loaded settings
        from rus_portal.signin import notes  # noqa: F401  local: listens to signing in, with loaded models
