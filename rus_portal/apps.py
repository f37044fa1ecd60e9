from django.apps import AppConfig


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        from rus_portal import checks  # noqa: F401  importing registers the checks, which need loaded settings
