"""The addresses that things once had."""

from functools import cache

from django.db import models

from rus_portal.core.prepared import prepared


class FormerSlugs(models.QuerySet):
    def owner(self, model, slug):
        """The thing that has the slug in its address, or else once had it; None where nothing has."""
        has, had = _owning(model)
        value = model._meta.get_field(address_field(model)).to_python(slug)
        return next(iter(has(value) or had(model._meta.label_lower, str(slug))), None)

    def leave(self, thing, slug):
        """Keep the slug that the thing has had until now."""
        self.get_or_create(kind=thing._meta.label_lower, slug=str(slug), defaults={"thing": thing.pk})

    def taken_from(self, thing, slug):
        """The slug has belonged to another thing of the same kind."""
        return self.filter(kind=thing._meta.label_lower, slug=slug).exclude(thing=thing.pk or 0).exists()


def address_field(model):
    """The field that stands in the address of such a thing."""
    return getattr(model, "IN_ADDRESS", "slug")


@cache
def _owning(model):
    """What finds the thing that has a slug, and the one that had it: asked wherever nothing is found."""
    things = model._default_manager

    @prepared
    def has(slug):
        return things.filter(**{address_field(model): slug})[:1]

    @prepared
    def had(kind, slug):
        return things.filter(pk__in=FormerSlug.objects.filter(kind=kind, slug=slug).values("thing"))[:1]

    return has, had


class FormerSlug(models.Model):
    """A slug that a thing once had in its address. The old address leads to the new one for ever, so the slug
    is never given to another of the same kind. `kind` is the label of the thing's model, `thing` its id."""

    kind = models.CharField(max_length=60)
    slug = models.CharField("tidigare adress", max_length=80)
    thing = models.BigIntegerField()

    objects = FormerSlugs.as_manager()

    class Meta:
        verbose_name = "tidigare adress"
        verbose_name_plural = "tidigare adresser"
        ordering = ["kind", "slug", "pk"]
        constraints = [models.UniqueConstraint(name="former_slug_once", fields=["kind", "slug"])]

    def __str__(self):
        return f"{self.kind}: {self.slug}"
