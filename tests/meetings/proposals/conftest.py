"""What the tests of proposals share: a browser for each of the cast, and how to write and read a proposal."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from councils.models import JournalEntry, Person
from meetings.forms.proposal import ProposalForm
from meetings.models import AgendaItem
from rus_portal.demo.people import email_of
from tests.acts import as_posted

STAGES = ("draft", "proposed", "in_preparation", "ready", "returned", "withdrawn", "scheduled", "on_agenda")


FOLLOWERS = {"official", "colleague", "preparer", "secretary"}


COUNCIL = {"secretary", "chair", "member", "opposition", "official", "colleague"}


@pytest.fixture
def colleague(db):
    """Holds a seat for the organisation of the official, who writes the proposals."""
    return Person.objects.get(email=email_of("timra.majoritet"))


@pytest.fixture
def cast(secretary, chair, member, opposition, official, preparer, outsider, administrator, colleague):
    return {
        "public": AnonymousUser(),
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "colleague": colleague,
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
    }


def browser_of(person):
    client = Client(raise_request_exception=True)
    if person.is_authenticated:
        client.force_login(person)
    return client


@pytest.fixture
def writer(official):
    return browser_of(official)


@pytest.fixture
def group(preparer):
    return browser_of(preparer)


@pytest.fixture
def office(secretary):
    return browser_of(secretary)


def own(item, page=""):
    return f"/forslag/{item.pk}/{page}"


def typed(item, **changes):
    """What the browser sends of the text of a proposal."""
    return as_posted(ProposalForm(saved=item), **changes)


def autosave(client, item, **changes):
    return client.post(own(item, "underlag/"), typed(item, **changes), headers={"X-Requested-With": "fetch"})


def fresh(item):
    return AgendaItem.objects.with_talk().get(pk=item.pk)


def said(item):
    return [(comment.kind, comment.text) for comment in item.comments.order_by("written_at", "pk")]


def journal(item):
    entries = JournalEntry.objects.filter(subject_type="meetings.agendaitem", subject_id=item.pk)
    return list(entries.order_by("pk").values_list("act", flat=True))
