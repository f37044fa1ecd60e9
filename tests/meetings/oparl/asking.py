"""What the tests of the programming interface begin with."""

import json

from django.test import Client

ROOT = "/api/oparl/v1.1/"
OWN = "samverkansportalen:"


def get(path, **headers):
    return Client().get(ROOT + path, headers=headers)


def said(path):
    return json.loads(get(path).content)


def names(objects):
    return {each["id"].partition(ROOT)[2].strip("/") for each in objects}


def of(kind, found):
    return [each for each in found.values() if each["type"].endswith(f"/{kind}")]
