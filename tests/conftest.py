"""What every test stands on."""

from pathlib import Path

import pytest

BROWSER_FOLDERS = {"browser", "journeys"}


@pytest.hookimpl(tryfirst=True)  # before -m picks by marker
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if BROWSER_FOLDERS & set(item.path.relative_to(here).parts):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Papers written by a test vanish with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
