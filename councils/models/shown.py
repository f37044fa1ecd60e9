"""Rows that not everybody sees."""

from typing import Any

from django.db import models


class Shown(models.QuerySet):
    shown_to: Any  # (person): the condition; some take a meeting too, if it is at hand

    def visible_to(self, person, *known):
        return self.filter(self.shown_to(person, *known))
