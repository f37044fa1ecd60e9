"""The retention table: every kind of thing has its row, and the nights go by it."""

import io
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from councils.erasure import note_disposal
from councils.models import Disposal, JournalEntry, SignIn
from rus_portal.core.retention import BY_KEY, KEPT, NIGHTLY, period
from rus_portal.management.commands.erase_expired import ERASERS

ELSEWHERE = {"contacts", "stray_files"}  # `erase_due`, with a line for each; manage.py remove_stray_files


@pytest.mark.parametrize("model", apps.get_models(include_auto_created=True), ids=lambda m: m._meta.label)
def test_every_table_has_one_row_that_says_how_long_it_is_kept(model):
    """A new one fails here: say in rus_portal/core/retention.py how long it is kept, and what erases it."""
    assert sum(row.is_of(model._meta.label_lower) for row in KEPT) == 1


def test_each_row_has_a_level_of_protection_and_each_level_says_what_it_asks_for():
    """A new row fails here: say in docs/drift.md how well it is to be kept."""
    part = (settings.BASE_DIR / "docs/drift.md").read_text().partition("## Skyddsnivåer")[2]
    levels, asked = part.partition("\n## ")[0].split("\n| Krav |")
    listed = re.findall(r"^\| (\w+) \| (`.+) \|$", levels, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows for _, rows in listed))) == sorted(BY_KEY)
    assert asked.splitlines()[0].strip(" |").split(" | ") == [level for level, _ in listed]
    assert [line for line in asked.splitlines()[2:] if line.startswith("|") and line.count("|") != 6] == []


@pytest.mark.parametrize("app", ["councils", "meetings", "strategy"])
def test_no_row_takes_all_tables_of_an_app_unseen(app):
    """A new table of a region's is named by what it is, and not swept along with others."""
    assert [row.key for row in KEPT if f"{app}.*" in row.models] == []


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("strategy.indicatorvalue", "Indikatorer"),
        ("strategy.indicatorimport", "fil"),
        ("strategy.advocacyissue", "Påverkansagendan"),
        ("meetings.undertaking", "åtaganden"),
        ("meetings.result", "resultat med bilder"),
        ("meetings.fundingshare", "finansiering"),
        ("meetings.review", "översyner"),
        ("councils.integration", "Nycklar för diariet"),
    ],
)
def test_what_a_region_fills_is_named_in_words(model, named):
    assert [named in row.what for row in KEPT if row.is_of(model)] == [True]


def test_each_row_that_is_erased_at_night_has_what_erases_it():
    assert {row.key for row in KEPT if row.erased == NIGHTLY} == {*ERASERS} | ELSEWHERE


def test_what_is_said_to_be_kept_some_days_is_erased_by_something():
    assert [row.key for row in KEPT if bool(row.days or row.setting) != ("{}" in row.how_long)] == []
    assert [row.key for row in KEPT if "{}" in row.how_long and not row.erased] == []


def test_an_installation_may_keep_it_for_another_time(client, db, settings):
    settings.SIGN_IN_RETENTION_DAYS = 45
    assert period("sign_ins").days == 45
    page = client.get("/personuppgifter/gallring/").content.decode()
    assert "45 dagar, och en pågående inloggning tills den har slutat" in page


def test_the_page_on_personal_data_says_the_same_times(client, db, settings):
    settings.REQUEST_RETENTION_DAYS, settings.SIGN_IN_RETENTION_DAYS = 45, 1
    page = client.get("/personuppgifter/").content.decode()
    assert "begära ut en handling raderas 45 dagar efter svaret" in page
    assert "En bevakning som ingen bekräftar raderas efter 3 dagar" in page
    assert "Vem som har loggat in, och när, sparas i 1 dag." in page


def test_everyone_finds_the_table_from_the_page_on_personal_data(client, db):
    page = client.get("/personuppgifter/").content.decode()
    assert '<a href="/personuppgifter/gallring/">Så länge sparas uppgifterna</a>' in page


def test_the_journal_tells_how_much_was_erased_and_not_what(member, monkeypatch, settings):
    settings.SIGN_IN_RETENTION_DAYS = -1
    for _ in range(2):
        SignIn.objects.create(person=member, act="failed", sentence="Fel kod angavs.")
    for _ in range(2):
        call_command("erase_expired", stdout=io.StringIO())
    told = JournalEntry.objects.filter(act="dispose").values_list("sentence", "by")
    assert list(told) == [("Vem som har loggat in och när, och pågående inloggningar: 2 gallrades.", None)]
    assert list(Disposal.objects.values_list("key", "count")) == [("sign_ins", 2)]


def test_a_night_without_anything_to_erase_leaves_no_line(db):
    note_disposal("alerts", 0)
    assert not JournalEntry.objects.exists()
