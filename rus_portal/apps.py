from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        from rus_portal import checks, releases  # noqa: F401  local: registers checks, which need loaded settings
        from rus_portal.signin import notes  # noqa: F401  local: listens to signing in, with loaded models

        # Once before each migrate: the signal is sent for apps that have models, and this one has none.
        pre_migrate.connect(releases.refuse_unreleased, sender=apps.get_app_config("councils"))
