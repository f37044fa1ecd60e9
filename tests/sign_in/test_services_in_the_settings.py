"""How the organisations' services are told of in the settings (OIDC_PROVIDERS)."""

import json

import pytest

from rus_portal.signin import providers

ENTRY = {
    "id": "harnosand",
    "name": "Härnösands kommun",
    "server_url": "https://login.example/tenant/v2.0",
    "client_id": "portal",
    "secret": "s",
    "domains": ["Harnosand.se"],
}


def test_a_service_told_whole_is_used():
    told = ENTRY | {"verified": True, "second_factor": ["mfa"], "auth_params": {"a": "b"}, "origins": []}
    assert providers.read(json.dumps([told])) == ([told], [])
    assert providers.read("[]") == ([], [])


@pytest.mark.parametrize("key", providers.REQUIRED)
def test_a_service_that_is_half_described_is_left_out_and_said(key):
    sound, faults = providers.read(json.dumps([ENTRY | {key: ""}, ENTRY | {"id": "annan"}]))
    assert [service["id"] for service in sound] == ["annan"]
    name = "number 1" if key == "id" else "harnosand"
    assert faults == [f"OIDC_PROVIDERS: {name} lacks {key}."]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"domains": "harnosand.se"}, "must have a list as domains"),
        ({"domain": ["x"]}, "has keys that mean nothing here: domain"),
        ({"server_url": "http://login.example"}, "must have a server_url that begins with https://"),
        ({"id": "fel"}, "has an id that means something else"),
        ({"id": "å/1"}, "may have only letters, digits and hyphens as id"),
    ],
)
def test_a_service_that_is_wrongly_described_is_left_out_and_said(change, fault):
    sound, faults = providers.read(json.dumps([ENTRY | change]))
    assert sound == []
    assert [told.partition(" ")[2].partition(" ")[2] for told in faults] == [f"{fault}."]


def test_a_service_is_told_once():
    sound, faults = providers.read(json.dumps([ENTRY, ENTRY]))
    assert (sound, faults) == ([ENTRY], ["OIDC_PROVIDERS: harnosand is there twice."])


@pytest.mark.parametrize(
    ("text", "fault"), [("{", "is not JSON"), ("{}", "is not a list"), ("[1]", "is not a list")]
)
def test_what_is_no_list_of_services_is_said(text, fault):
    sound, faults = providers.read(text)
    assert sound == []
    assert [fault in told for told in faults] == [True]


def test_forms_may_lead_to_the_services_and_nowhere_else():
    other = ENTRY | {"origins": ["https://sts.example"]}
    assert providers.origins([ENTRY, other]) == ["https://login.example", "https://sts.example"]
    assert providers.origins([]) == []
