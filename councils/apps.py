from django.apps import AppConfig
from django.db.models.signals import post_migrate

from rus_portal.core import edit_form


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = "Råd, platser och personer"

    def ready(self):
        from councils import journal, journal_search, overlap  # local: the app registry is not ready before

        edit_form.last_act.register(journal.last_act)
        edit_form.last_told.register(journal.last_told)
        post_migrate.connect(overlap.install, sender=self)
        post_migrate.connect(journal_search.install, sender=self)
