"""What the programming interface says (OParl), as it was said last: by it one knows when
something became another, and that it is no longer there."""

from django.db import models

from rus_portal.core.json_field import JSONField


class OparlObject(models.Model):
    """One object of OParl, named as in its address ("paper/12"). `said` is all that everyone is told of it,
    with its times; of one that is deleted nothing is kept but that it was. What is in one `whole` is told
    together. `councils` are the keys of the councils in whose lists it stands, each between slashes."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80, unique=True)
    whole = models.TextField()
    councils = models.TextField(blank=True)
    said = JSONField(default=dict, blank=True)
    created = models.DateTimeField()
    modified = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)

    class Meta:
        verbose_name = "objekt i programgränssnittet"
        verbose_name_plural = "objekt i programgränssnittet"
        indexes = [
            models.Index(fields=["whole"], name="oparl_object_whole"),
            models.Index(fields=["kind", "id"], name="oparl_object_kind"),
            models.Index(fields=["kind", "modified"], name="oparl_object_modified"),
        ]

    def __str__(self):
        return self.name


class OparlNote(models.Model):
    """A whole of which something else may have to be said, as triggers tell (`meetings.triggers.untold`): the
    interface answers nothing until it is."""

    whole = models.TextField()

    class Meta:
        verbose_name = "det som ska berättas på nytt"
        verbose_name_plural = "det som ska berättas på nytt"

    def __str__(self):
        return self.whole
