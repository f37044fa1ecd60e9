from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Möten, ställningstaganden och protokoll"

    def ready(self):
        from councils import (  # local: models must be loaded first
            hanging,
            invitations,
            journal,
            naming,
            personal_data,
        )
        from meetings.mail.text import fill_in  # local: models must be loaded first
        from meetings.planning.hanging import hanging_on  # local: models must be loaded first
        from meetings.positions import search  # local: models must be loaded first
        from meetings.reader.journal import untold  # local: models must be loaded first
        from meetings.search import tables  # local: models must be loaded first
        from meetings.triggers import install, make_way  # local: models must be loaded first
        from meetings.workflow.letter import write_invitation  # local: models must be loaded first
        from meetings.workflow.minutes import watch_approved  # local: models must be loaded first

        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(install, sender=self)
        post_migrate.connect(search.install, sender=self)
        post_migrate.connect(tables.install, sender=self)
        invitations.write_letter.register(write_invitation)
        journal.register(untold)
        hanging.hanging_on.register(hanging_on)
        naming.watched.register(watch_approved)
        personal_data.fill_in.register(fill_in)
