"""The regions' data files, read as plain dicts: those that the portal comes with, under `regions/`, and an
installation's own under REGIONS_DIR, which win."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

REGIONS = Path(__file__).parent / "regions"


def folder_of(region):
    own = Path(settings.REGIONS_DIR or REGIONS) / region
    return own if own.is_dir() else REGIONS / region


def known():
    """The names of all regions that there are files of."""
    folders = {REGIONS, Path(settings.REGIONS_DIR or REGIONS)}
    found = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return sorted({path.name for path in found if path.is_dir()})


def read(region, name):
    """The file `<name>.toml` of the region, or {} where it has none."""
    path = folder_of(region) / f"{name}.toml"
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
