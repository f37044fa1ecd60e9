"""What every test stands on: the real region, and the cast of people who hold its seats."""

import datetime as dt
import itertools
from pathlib import Path

import pytest

from councils.models import Council
from meetings import frozen
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from tests import acts

BROWSER_FOLDERS = {"browser", "journeys"}


@pytest.hookimpl(tryfirst=True)  # before -m picks by marker
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if BROWSER_FOLDERS & set(item.path.relative_to(here).parts):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def same_days():
    """Every test plans its meetings on the same days, so that a PDF made before is not made again."""
    acts.DAYS = itertools.count(1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Papers written by a test vanish with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


def populate():
    """The region of Västernorrland with someone in every seat, since long ago."""
    load_region("vasternorrland")
    appoint_everyone(dt.date(2015, 1, 1))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loaded once; every test works on it and is rolled back."""
    with django_db_blocker.unblock():
        populate()


@pytest.fixture
def committed_region(transactional_db):
    """For tests whose server reads in another transaction: the region anew, and a database to empty."""
    populate()
    yield
    frozen.uninstall()


@pytest.fixture
def regional(db):
    return Council.objects.get(slug="regionala-samverkansradet")


@pytest.fixture
def grand(db):
    return Council.objects.get(slug="stora-samverkansradet")


def role(key):
    """A fixture that gives the person who plays the part."""

    @pytest.fixture
    def person(db):
        return person_for(key)

    return person


secretary = role("secretary")
chair = role("chair")
member = role("member")
opposition = role("opposition")
official = role("official")
preparer = role("preparatory")
outsider = role("outsider")
administrator = role("admin")
