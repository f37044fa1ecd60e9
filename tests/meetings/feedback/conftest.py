"""What the tests of återföring share: approved minutes, and what is taken home of them."""

import pytest

from councils.models import Organisation
from meetings.models import Feedback
from meetings.workflow import minutes as verbs
from meetings.workflow.correction import begin_correction, correct_passage
from tests import acts


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def registry(db):
    Organisation.objects.filter(slug="timra").update(registry_email="registrator@timra.example")
    return "registrator@timra.example"


@pytest.fixture
def approved(regional, member, registry):
    return acts.approved(acts.held(regional, {"title": "Ostkustbanan"}, dissent_by=member))


def of(minutes, slug="timra"):
    rows = Feedback.objects.select_related("minutes__meeting__council", "organisation")
    return rows.get(minutes=minutes, organisation__slug=slug)


def publish(minutes, secretary):
    return verbs.publish_minutes(minutes, by=secretary)


def corrected(minutes, secretary):
    begun = begin_correction(minutes, what="Platsen.", why="Fel ort stod där.", by=secretary)
    begun = correct_passage(begun, "motet.place", "Timrå", by=secretary)
    begun = verbs.send_minutes(begun, by=secretary)
    for approval in begun.approvals.all():
        begun = verbs.approve_minutes(begun, by=approval.person)
    return begun


def text(client, feedback):
    return client.get(feedback.get_absolute_url()).context["package"].text
