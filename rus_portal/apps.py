from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        # Importing registers: the checks need loaded settings, the notes of signing in need loaded models.
        from rus_portal import checks, releases  # noqa: F401
        from rus_portal.signin import notes  # noqa: F401

        # Once before each migrate: the signal is sent for apps that have models, and this one has none.
        pre_migrate.connect(releases.refuse_unreleased, sender=apps.get_app_config("councils"))
