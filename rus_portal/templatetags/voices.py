"""Those who joined a dissenting opinion under it, in a template."""

from django import template

from rus_portal.core.voices import voices

register = template.Library()
register.filter(voices)
