"""The product's settings, as the environment says, with a bare view to compare with: for script/load."""

from rus_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.load"
