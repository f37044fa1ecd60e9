"""The description of the interface: right as such, and true of what answers."""

import json

import hypothesis
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openapi_spec_validator import validate

from meetings.oparl.description import REGISTER
from meetings.positions.register import look_up
from tests import acts


def described():
    answer = Client().get(reverse("openapi"))
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    return json.loads(answer.content)


def test_it_is_a_valid_description_of_all_of_the_interface(db):
    told = described()
    validate(told)
    assert set(told["paths"]) == {
        *(
            "/api/openapi.json",
            "/api/oparl/v1.1/",
            "/api/oparl/v1.1/{kind}/",
            "/api/oparl/v1.1/{kind}/{key}/",
        ),
        *("/api/oparl/v1.1/organization/{key}/{kind}/", "/stallningstaganden.json"),
    }


def test_the_filters_it_names_are_there(db):
    found = look_up(QueryDict(), AnonymousUser())
    assert REGISTER.keys() == {"q", *found.facets.named}


@pytest.mark.evidence
def test_whatever_the_description_allows_is_answered_as_it_says(regional, opposition):
    import schemathesis  # local: large, and for this alone

    acts.published(acts.held(regional, dissent_by=opposition))
    told = described()
    told["paths"].pop("/stallningstaganden.json")
    schema = schemathesis.openapi.from_dict(told)
    schema.app = get_wsgi_application()
    asked = 0
    for operation in schema.get_all_operations():
        operation = operation.ok()

        @hypothesis.settings(max_examples=40, deadline=None, database=None, derandomize=True)
        @hypothesis.given(case=operation.as_strategy())
        def try_it(case):
            case.call_and_validate()

        try_it()
        asked += 1
    assert asked == 5
