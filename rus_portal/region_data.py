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
def region_name():
    """The name of the region this installation serves."""
    return read(settings.REGION, "region")["name"]
