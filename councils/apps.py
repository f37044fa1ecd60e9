from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = "Råd, platser och personer"

    def ready(self):
        from councils import overlap  # local: the app registry is not ready before

        post_migrate.connect(overlap.install, sender=self)
