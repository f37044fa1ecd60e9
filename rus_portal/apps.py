from django.apps import AppConfig


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        from rus_portal import checks  # noqa: F401  local: registers checks, which need loaded settings
        from rus_portal.signin import notes  # noqa: F401  local: listens to signing in, with loaded models
