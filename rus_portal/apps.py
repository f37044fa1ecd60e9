from django.apps import AppConfig


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        # Importing registers: the checks need loaded settings, the notes of signing in need loaded models.
        from rus_portal import checks  # noqa: F401
        from rus_portal.signin import notes  # noqa: F401
