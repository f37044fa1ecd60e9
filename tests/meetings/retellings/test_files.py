"""A file of positions from before the portal: read, and looked through row by row."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from councils import sheets
from councils.models import Organisation
from meetings.models import (
    DissentingOpinion,
    Retelling,
)
from meetings.retellings.review import review
from meetings.retellings.table import parse, template
from meetings.workflow.retelling import save_retelling
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.retellings.rows import (
    DECISION,
    DISSENT,
    FACTS,
    brought,
    errors,
    kept,
    read,
    row,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("between", [";", ",", "\t"])
def test_a_csv_of_every_make_keeps_its_lines_and_zeros(encoding, between):
    written = between.join(["Råd", "Diarienummer", "Ställningstagande"])
    written += "\r\n" + between.join(["RSR", "0042", '"Vi bygger.\r\nVi kör å ä ö."']) + "\r\n"
    cells = read(written.encode(encoding), "a.csv")[1]
    assert cells == (2, ["RSR", "0042", "Vi bygger.\nVi kör å ä ö."])


def test_a_workbook_keeps_days_zeros_and_lines_and_shows_a_formula():
    book = Workbook()
    book.active.append(["A"])
    book.active.append([dt.date(2019, 5, 3), 42, "Ett\nTvå", "=SUM(A1)", 3.0])
    book.active["B2"].number_format = "0000"
    out = io.BytesIO()
    book.save(out)
    cells = read(out.getvalue(), "a.xlsx")[1]
    assert cells == (2, ["2019-05-03", "0042", "Ett\nTvå", "=SUM(A1)", "3"])


def test_the_template_is_understood_whole_and_its_example_is_not_brought_in(db):
    rows, unread = parse(list(enumerate(template(), start=1)))
    assert (len(rows), unread) == (1, [])
    retelling = save_retelling(
        None, [], by=person_for("secretary"), name="mall.csv", rows=list(enumerate(template(), 1)), source="x"
    )
    [line] = review(retelling, person_for("secretary")).lines
    assert line.errors[0] == ("Rubrik", "Raden är mallens exempel. Ta bort den.")


def test_headings_are_read_however_they_are_spelt_and_in_any_order():
    rows, unread = parse(
        [
            (
                1,
                [
                    "MÅL:",
                    "rubrik",
                    "råd",
                    "antaget",
                    "Ställningstagande",
                    "Avvikande synpunkt 2",
                    "Övrigt",
                    "",
                ],
            ),
            (2, ["1.1", "Tåg", "RSR", "2019-05-03", "Vi.", "Nej."]),
        ]
    )
    assert (rows[0].cell("Mål"), rows[0].cell("Avvikande synpunkt", 2), unread) == ("1.1", "Nej.", ["Övrigt"])


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (["Råd", "Antaget", "Rubrik"], "saknar rubrikerna Ställningstagande, Mål"),
        ([*FACTS, "Mål"], "Rubriken Mål står i flera kolumner"),
        (list(FACTS), "rubriker men inga"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(headings, told):
    with pytest.raises(sheets.Unreadable, match=told):
        parse([(1, headings)])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019-05-03", "2019-05-03"),
        ("20190503", "2019-05-03"),
        ("3 maj 2019", "2019-05-03"),
        ("13/5 2019", "2019-05-13"),
        ("5.5.2019", "2019-05-05"),
        ("3/5 2019", None),
        ("03-05-2019", None),
        ("19-05-03", None),
        ("2019-02-30", None),
        ("2019", None),
        ("", None),
        ("2099-01-01", None),
    ],
)
def test_a_day_is_understood_or_asked_for_and_never_guessed(db, written, meant):
    [line] = review(kept(row(Antaget=written, Nummer="")), person_for("secretary")).lines
    assert (line.adopted_on and f"{line.adopted_on}") == meant
    assert [heading for heading, _ in line.errors] == ([] if meant else ["Antaget"])


def test_an_ambiguous_day_says_so_with_row_and_column(office):
    address = kept(row(Antaget="3/5 2019")).get_absolute_url()
    page = office.get(address).content.decode()
    assert "Rad 2, Antaget: ”3/5 2019” kan vara två olika dagar. Skriv dagen som 2019-05-03." in page
    assert "Rad 2, Antaget" in page
    assert reverse("retelling_entry", args=[Retelling.objects.get().pk]) not in page


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"Råd": "Rådet som inte finns"}, ["Råd"]),
        ({"Rubrik": ""}, ["Rubrik"]),
        ({"Rubrik": "a" * 201}, ["Rubrik"]),
        ({"Ställningstagande": ""}, ["Ställningstagande"]),
        ({"Ställningstagande": "ord " * 1001}, ["Ställningstagande"]),
        ({"Ställningstagande": "=A1"}, ["Ställningstagande"]),
        ({"Mål": ""}, ["Mål"]),
        ({"Mål": "9.9"}, ["Mål"]),
        ({"Nummer": "2019-03-01"}, ["Nummer"]),
        ({"Nummer": "3/2018"}, ["Nummer"]),
        ({"Nummer": "SSR 3/2019"}, ["Nummer"]),
        ({"Diarienummer": "2019-03-01"}, ["Diarienummer"]),
        ({"Diarienummer": "1,9E+11"}, ["Diarienummer"]),
        ({"Protokoll": "finns-inte.pdf"}, ["Protokoll"]),
        (DISSENT | {"Avvikande organisation": "Atlantis"}, ["Avvikande organisation 1"]),
        ({"Avvikande organisation": "Timrå"}, ["Avvikande synpunkt 1"]),
        ({"Avvikande synpunkt": "Nej."}, ["Avvikande organisation 1"]),
        (DISSENT | {f"{name} 2": text for name, text in DISSENT.items()}, ["Avvikande organisation 2"]),
        (DECISION | {"Formellt beslut läge": "Kanske"}, ["Formellt beslut läge 1"]),
        (DECISION | {"Formellt beslut dag": ""}, ["Formellt beslut dag 1"]),
        (DECISION | {"Formellt beslut dag": "1999-01-02"}, ["Formellt beslut dag 1"]),
        (
            DECISION | {"Formellt beslut läge": "Behövs inte"},
            ["Formellt beslut dag 1", "Formellt beslut paragraf 1"],
        ),
        (DECISION | {"Formellt beslut av": ""}, ["Formellt beslut av 1"]),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(db, changes, columns):
    assert errors(row(**changes)) == [(2, column) for column in columns]


def test_what_stands_twice_in_the_file_is_told_at_the_later_row(db):
    assert errors(row(), row(Rubrik="Annat"), row(Nummer="4")) == [(3, "Nummer"), (4, "Rubrik")]


def test_those_without_a_number_get_the_next_ones_in_the_order_of_their_days(db):
    rows = row(Nummer="", Rubrik="B", Antaget="2019-09-01"), row(Nummer="", Rubrik="A"), row(Nummer="7")
    lines = review(kept(*rows), person_for("secretary")).lines
    assert [(line.number, line.is_numbered_here) for line in lines] == [(9, True), (8, True), (7, False)]


def test_a_day_on_which_the_portal_held_a_meeting_is_refused(regional):
    meeting = acts.summoned(regional)
    assert errors(row(Antaget=f"{meeting.date}", Nummer="")) == [(2, "Antaget")]


def test_a_council_of_another_office_is_refused(regional):
    regional.office = None
    regional.save()
    assert errors(row()) == [(2, "Råd")]


def test_an_organisation_is_found_by_the_name_of_that_day_and_asked_for_after_its_end(db):
    old = Organisation.objects.create(
        slug="landstinget", name="Landstinget Västernorrland", short_name="Landstinget", kind="region"
    )
    old.successor = Organisation.objects.get(slug="timra")
    old.succeeded_on = dt.date(2019, 1, 1)
    old.save()
    told = DISSENT | {"Avvikande organisation": "landstinget västernorrland"}
    assert errors(row(**told)) == [(2, "Avvikande organisation 1")]
    brought(row(Antaget="2018-05-03", Nummer="3", **told))
    assert DissentingOpinion.objects.get().organisation_name == "Landstinget Västernorrland"
    old.name = "Landstinget"
    old.save()  # what it was called is still how it is found, and called
    brought(row(Antaget="2018-06-03", Nummer="4", **told))
    assert {each.organisation_name for each in DissentingOpinion.objects.all()} == {
        "Landstinget Västernorrland"
    }
