"""The description of the interface: right as such, and true of what answers."""

import json

import hypothesis
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from councils.integration import make_integration
from meetings.oparl.description import REGISTER
from meetings.positions.register import look_up
from strategy.models import Indicator
from tests import acts

WHOLE = (
    "/stallningstaganden.json",
    "/uppfoljning.json",
    "/strategi/indikatorer.json",
    "/strategi/framtagande/remisser.json",
    "/strategi/paverkansagenda.json",
    "/strategi.json",
    "/strategi/plan.json",
)


OTHERS = ("/strategi/indikatorer/{slug}.json", "/diarium/handelser.json")


@pytest.fixture
def published(regional, opposition):
    acts.published(acts.held(regional, dissent_by=opposition))
    acts.consultation()


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
        *("/api/oparl/v1.1/organization/{key}/{kind}/", *WHOLE, *OTHERS),
    }


def test_what_is_told_of_one_indicator_and_to_the_registry_is_described(client, administrator):
    acts.consultation()
    Indicator.objects.create(slug="andel", title="Andel", unit="%", baseline="12,5", baseline_year=2020)
    _, secret = make_integration("Diariet", by=administrator)
    key = {"authorization": f"Bearer {secret}"}
    for path, address, headers in zip(
        OTHERS, ("/strategi/indikatorer/andel.json", OTHERS[1]), ({}, key), strict=True
    ):
        told = described()
        schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = json.loads(client.get(address, headers=headers).getvalue())
        Draft202012Validator(schema | {"components": told["components"]}).validate(answer)
        rows = {name: each for name, each in schema["properties"].items() if "items" in each}
        schemas = told["components"]["schemas"]
        assert [_unknown(answer[name], each, schemas) for name, each in rows.items()] == [set()] * len(rows)
        assert answer[next(iter(rows))]


@pytest.mark.parametrize("path", WHOLE)
def test_each_name_in_a_whole_register_is_described(published, path):
    schemas = described()["components"]["schemas"]
    told = described()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = json.loads(b"".join(Client().get(path)))
    Draft202012Validator(told | {"components": {"schemas": schemas}}).validate(answer)
    unknown = [
        name
        for rows, schema in told["properties"].items()
        for name in _unknown(answer[rows], schema, schemas)
    ]
    assert unknown == []


def _unknown(rows, schema, schemas):
    """What the rows say that is not described. Not all are lists of objects."""
    if "items" not in schema:
        return set()
    items = schema["items"]
    if "$ref" in items:
        items = schemas[items["$ref"].rpartition("/")[2]]
    return {name for row in rows for name in row} - items["properties"].keys()


def test_it_names_each_filter_that_there_is(db):
    found = look_up(QueryDict(), AnonymousUser())
    assert REGISTER.keys() == {"q", "delar", *found.facets.named}


@pytest.mark.evidence
def test_whatever_the_description_allows_is_answered_as_it_says(published):
    import schemathesis  # local: large, and for this alone

    told = described()
    for path in (*WHOLE, *OTHERS):
        told["paths"].pop(path)
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
