"""The regions' data files under `regions/`, read as plain dicts."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

REGIONS = Path(__file__).parent / "regions"


def read(region, name):
    """The file `regions/<region>/<name>.toml`, or {} where the region has none."""
    path = REGIONS / region / f"{name}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


@cache
def making():
    """What a strategy is for, the law on it, and what some of them started from (`making.toml`)."""
    return tomllib.loads(REGIONS.with_name("making.toml").read_text())


@cache
def accessibility():
    """The facts of the accessibility statement: the region's own (`accessibility.toml` in its folder), or
    those that the portal comes with."""
    own = read(settings.REGION, "accessibility")
    return own or tomllib.loads(REGIONS.with_name("accessibility.toml").read_text())


def strategy_slug(slug, region):
    """Two regions may both have a strategy for 2020–2030; ours keeps the plain address."""
    return slug if region == settings.REGION else f"{region}-{slug}"


@cache
def region_name():
    """The name of the region this installation serves."""
    return read(settings.REGION, "region")["name"]
