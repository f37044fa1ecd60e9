"""A region makes its own folder from the template; each fault in it gets a sentence with file and line."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from councils.models import Council
from rus_portal.region_check import faults
from rus_portal.region_data import REGIONS, known
from strategy.models import Goal, Strategy

TEMPLATE = REGIONS / "exempelregionen"


@pytest.fixture
def folder(settings, tmp_path):
    """The region's own copy, outside the portal's code."""
    shutil.copytree(TEMPLATE, tmp_path / "exempel")
    settings.REGIONS_DIR, settings.REGION = str(tmp_path), "exempel"
    return tmp_path / "exempel"


@pytest.mark.parametrize("region", ["exempelregionen", "vasternorrland"])
def test_the_regions_that_the_portal_comes_with_have_no_fault(region):
    assert faults(region) == []


def test_a_region_is_loaded_from_a_folder_of_its_own(folder, db):
    told = io.StringIO()
    call_command("load_region", "exempel", "--check", stdout=told)
    assert "är i ordning" in told.getvalue()
    assert not Council.objects.filter(slug="samverkansradet").exists()
    call_command("load_region", "exempel", stdout=told)
    assert "Region Exempel är inläst: 4 organisationer, 1 strategi, 3 mål" in told.getvalue()
    assert Council.objects.get(slug="samverkansradet").office.slug == "kansliet"
    assert Goal.objects.get(code="1.1", strategy__title="Exempel 2035").parent.code == "1"
    assert "exempel" in known()


MISTAKES = {
    "no file": ("organisations", None, None, "organisations.toml saknas."),
    "not TOML": (
        "strategy",
        'code = "1.1"',
        'code = "1.1',
        "strategy.toml, rad 44: raden går inte att läsa.",
    ),
    "misspelt": ("organisations", 'code = ""', 'kode = ""', "organisations.toml, rad 12: ”kode” är inget"),
    "no such kind": (
        "organisations",
        'kind = "county_board"',
        'kind = "lansstyrelse"',
        "organisations.toml, rad 40: ”kind”: Värdet 'lansstyrelse' är inget giltigt",
    ),
    "names on end": (
        "organisations",
        '"kommunen, N-by"',
        '"kommunen,, N-by"',
        "organisations.toml, rad 20: ”everyday_names”: Skriv namnen på en rad med komma emellan",
    ),
    "empty": (
        "organisations",
        'name = "Söderby kommun"',
        'name = ""',
        "organisations.toml, rad 29: ”name”: Detta fält får inte vara tomt.",
    ),
    "twice": ("strategy", 'code = "2"', 'code = "1"', "”code” är '1' också på en tidigare rad"),
    "left out": (
        "strategy",
        'title = "Exempel 2035"\n',
        "",
        "strategy.toml, rad 5: ”title” saknas.",
    ),
    "no such level": ("strategy", 'level = "delmal"', 'level = "delmål"', "strategy.toml, rad 42: level"),
    "below what is not there": (
        "strategy",
        'parent = "1"',
        'parent = "7"',
        "strategy.toml, rad 43: inget mål ovanför den här raden har koden '7'.",
    ),
    "no such organisation": (
        "councils",
        'organisation = "lansstyrelsen-exempel"',
        'organisation = "lansstyrelsen"',
        "councils.toml, rad 14: organisation 'lansstyrelsen' finns inte i filerna.",
    ),
    "years": ("strategy", "year_to = 2035", "year_to = 2015", "Strategin kan inte sluta före den börjar."),
    "nobody gets in": ("councils", 'capacity = "administrator"', 'capacity = "secretary"', "inget kansli"),
    "no such goal": ("plan", 'goals = ["1.1"]', 'goals = ["9"]', "plan.toml, rad 19: '9' finns inte"),
    "no rows": (
        "councils",
        None,
        'councils = "Rådet"',
        "councils.toml, rad 1: ”councils” ska vara rader, var och en under [[councils]].",
    ),
    "a list for a word": (
        "organisations",
        'slug = "soderby"',
        'slug = ["soderby"]',
        "”slug” ska vara text inom citattecken.",
    ),
    "a word for a list": ("plan", 'goals = ["1.1"]', 'goals = "1.1"', "”goals” ska vara en lista"),
    "what follows from another": (
        "councils",
        'abbreviation = "SRE"',
        'registry_series = "SRE"\nabbreviation = "SRE"',
        "councils.toml, rad 27: ”registry_series” är inget som portalen läser här.",
    ),
    "of the region": ("region", "county =", "lan =", "region.toml, rad 7: ”lan” är inget"),
    "another file": ("mandat", None, "x = 1", "mandat.toml: portalen läser ingen sådan fil."),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_fault_is_a_sentence_with_its_line_and_nothing_is_loaded(folder, db, name):
    file, was, becomes, sentence = MISTAKES[name]
    path = folder / f"{file}.toml"
    if becomes is None:
        path.unlink()
    elif was is None:
        path.write_text(becomes)
    else:
        assert was in path.read_text()
        path.write_text(path.read_text().replace(was, becomes, 1))
    found = faults("exempel")
    assert len(found) == 1, found
    assert sentence in found[0]
    with pytest.raises(CommandError, match="har fel"):
        call_command("load_region", "exempel")
    assert not Strategy.objects.filter(slug="2025-2035").exists()
