"""Judges a package: run by a Python of its own, that has eark-validator and so another lxml than ours. It
asks the web for lists of words that it has with it, so they are read from there."""

import io
import json
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

RESOURCES = Path(find_spec("eark_validator").origin).parent / "ipxml/resources"
LISTS = RESOURCES / "vocabs"
urllib.request.urlopen = lambda address: io.BytesIO((LISTS / address.rpartition("/")[2]).read_bytes())

from eark_validator.packages import PackageValidator  # noqa: E402

told = PackageValidator(Path(sys.argv[1])).validation_report.model_dump(mode="json")
results = told["metadata"]["schematron_results"]["messages"]
json.dump(
    {
        "structure": told["structure"]["status"],
        "schema": told["metadata"]["schema_results"]["status"],
        "schemas": str(RESOURCES / "schema"),
        "rules": sorted({each["rule_id"] for each in results if each["severity"] == "Error"}),
    },
    sys.stdout,
)
