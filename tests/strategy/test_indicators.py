"""Indicators: the files their values come with, and the pages, pictures and files they are read in."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from strategy.charts import chart
from strategy.models import Indicator, IndicatorValue
from strategy.workflow.indicator import confirm_import, withdraw_import
from tests import acts
from tests.strategy import files

PAGE = "/strategi/indikatorer/andel-behoriga/"


@pytest.fixture
def indicator(db):
    made = Indicator.objects.create(
        title="Andel behöriga", slug="andel-behoriga", unit="procent", source="SCB"
    )
    made.goals.add(acts.goal("1.1"))
    return made


@pytest.fixture
def office(client, secretary):
    client.force_login(secretary)
    return client


def standing(indicator):
    return {(each.place, each.period): each.told for each in indicator.values.current()}


def test_a_file_is_looked_through_before_anything_is_saved(office, indicator):
    answer = office.post(PAGE + "inlasning/", {"file": files.jsonstat()})
    page = office.get(answer["Location"])
    assert ([len(page.context["review"].new), page.context["review"].same], standing(indicator)) == (
        [4, 0],
        {},
    )
    assert office.post(answer["Location"])["Location"] == PAGE
    assert standing(indicator) == {
        ("0114", "2019"): "12,5",
        ("0114", "2020"): "..",
        ("2281", "2019"): "3",
        ("2281", "2020"): "0",
    }


def long(*lines):
    return files.csv("".join(f"{line}\n" for line in ("år;kod;område;kön;värde;status", *lines)))


def test_a_year_to_come_is_asked_about_and_not_one_of_a_forecast_or_of_the_target(office, indicator):
    this, indicator.target_year = timezone.localdate().year, 2097
    indicator.save()
    lines = [f"{year};22;Y;totalt;3;" for year in (this, 2097, 2098, 2099)]
    file = acts.read_file(indicator, long(*lines, "2098;22;Y;kvinnor;3;f"))
    assert file.remarks == [
        "2 värden gäller år som inte har varit än: Y 2098 (3); Y 2099 (3). Kontrollera att det är rätt år."
    ]
    assert "Kontrollera att det är rätt år." in office.get(file.get_absolute_url()).content.decode()
    assert office.post(file.get_absolute_url())["Location"] == PAGE


@pytest.mark.parametrize(
    ("values", "strange", "told", "sign"),
    [
        ((86, 100, "860,5"), "860,5", "mer än 100", "decimaltecknet"),
        ((86, 0, "-0,5"), "−0,5", "mindre än 0", "minustecknet"),
    ],
)
def test_a_percentage_of_more_than_all_or_less_than_nothing_is_asked_about_and_taken(
    office, indicator, values, strange, told, sign
):
    lines = [f"2020;{code};Y{code};totalt;{value};" for code, value in enumerate(values, start=22)]
    file = acts.read_file(indicator, long(*lines))
    asked = f"1 värde är {told} procent: Y24 2020 ({strange}). Kontrollera att {sign} är rätt."
    assert file.remarks == [asked]
    office.post(file.get_absolute_url())
    assert standing(indicator)["24", "2020"] == strange
    many = Indicator.objects.create(title="Folkmängd", slug="folkmangd", unit="antal")
    assert acts.read_file(many, long(*lines)).remarks == []


def test_a_file_that_may_be_cut_is_asked_about_before_anything_is_saved(office, indicator):
    cut = files.csv("år;kod;område;värde\n2020;22;Y;81\n2020;23;Z;86")
    page = office.post(PAGE + "inlasning/", {"file": cut}, follow=True).content.decode()
    assert "Filen slutar utan radslut, på rad 3. Stämmer det sista värdet, ”86”?" in page


def test_whoever_looks_a_file_through_is_asked_where_it_is_in_another_unit(indicator):
    other = files.px(written=files.PX.replace('UNITS="procent"', 'UNITS="antal"'))
    asked = f"Indikatorns enhet är {indicator.unit}. Kontrollera att filens tal är i den."
    assert acts.read_file(indicator, files.px()).remarks[:-2] == ["Filens enhet är procent."]
    assert acts.read_file(indicator, other).remarks[:-2] == ["Filens enhet är antal.", asked]


def test_whoever_looks_a_file_through_is_asked_where_it_is_of_another_indicator(client, indicator):
    other = Indicator.objects.create(title="Folkmängd", slug="folkmangd", unit="antal")
    rows = "\n".join(f"{year};22;Y;{{}}" for year in range(2015, 2020))
    acts.measured(indicator, files.csv(f"år;kod;område;värde\n{rows.format(*'12345')}\n"))
    acts.measured(other, files.csv(f"år;kod;område;värde\n{rows.format(*'12678')}\n2020;22;Y;1\n"))
    own = b"".join(client.get("/strategi/indikatorer/folkmangd.csv")).decode()
    assert acts.read_file(indicator, files.csv(own)).remarks == [
        "Filens enhet är antal.",
        "Filen säger att den är av indikatorn ”Folkmängd”. Kontrollera att den är av ”Andel behöriga”.",
        "Indikatorns enhet är procent. Kontrollera att filens tal är i den.",
    ]
    assert acts.read_file(other, files.csv(own)).remarks == ["Filens enhet är antal."]
    file = acts.read_file(other, files.csv(f"år;kod;område;värde\n{rows.format(*'34567')}\n"))
    assert file.remarks == [
        "Filen ändrar 5 av de 5 värden i den som redan finns. Kontrollera att den är av den här indikatorn."
    ]


def test_a_cell_that_cannot_be_read_stops_the_whole_file(office, indicator):
    file = files.csv("år;kod;område;värde\n2020;22;Y;1\n2021;22;Y;många\n")
    page = office.post(PAGE + "inlasning/", {"file": file})
    assert (page.status_code, page.context["problems"], indicator.imports.count()) == (
        422,
        ["Rad 3, kolumn D: ”många” är varken ett tal eller en markering som statistiken brukar ha."],
        0,
    )


def test_a_file_of_another_kind_is_told_which_are_taken(office, indicator):
    page = office.post(PAGE + "inlasning/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\0")})
    told = "Filen är varken CSV, Excel (.xlsx), PX eller JSON-stat. Hämta den i något av dem från källan."
    assert told in page.content.decode()


def test_a_mark_that_was_revised_is_told_with_its_meaning(client, indicator):
    for value in (".", "2"):
        acts.measured(indicator, files.csv(f"år;område;värde\n2023;Y;{value}\n"))
    page = client.get(PAGE).content.decode()
    assert "markeringen ”.” (uppgift kan inte förekomma) gällde till den" in page


def test_the_same_file_again_changes_nothing(indicator):
    acts.measured(indicator, files.jsonstat())
    with pytest.raises(Refused, match="inget som inte redan finns"):
        acts.measured(indicator, files.jsonstat())
    assert indicator.values.count() == 4


def test_a_revised_value_is_told_and_the_former_kept(office, indicator):
    acts.measured(indicator, files.jsonstat())
    file = acts.read_file(indicator, files.jsonstat(value=[13, None, 3, 0]))
    [(before, after)] = office.get(file.get_absolute_url()).context["revised"]
    assert (before.told, after.told) == ("12,5", "13")
    confirm_import(file, by=person_for("secretary"))
    assert standing(indicator)["0114", "2019"] == "13"
    page = office.get(f"{PAGE}?omrade=0114")
    assert [old.told for old in page.context["revised"]] == ["12,5"]


def test_an_area_that_is_not_there_leads_to_one_that_is(client, indicator):
    acts.measured(indicator, files.jsonstat())
    page = client.get(f"{PAGE}?omrade=9999")
    assert page.context["chart"].area == client.get(PAGE).context["chart"].area
    assert 'name="omrade"' in page.content.decode()


def test_a_file_without_codes_is_of_the_same_areas(indicator):
    acts.measured(indicator, files.jsonstat())
    acts.measured(indicator, files.csv("år;kommun;kön;värde\n2020;Sundsvall;kvinnor;7\n"))
    assert (standing(indicator)["2281", "2020"], len(standing(indicator))) == ("7", 4)


def test_an_area_that_is_known_keeps_its_name_and_whoever_looks_through_is_told(client, indicator):
    acts.measured(indicator, files.csv("år;kod;område;värde\n2020;0114;Upplands Väsby;1\n"))
    other = Indicator.objects.create(title="Andel", slug="andel", unit="procent")
    file = acts.read_file(other, files.csv("år;kod;område;värde\n2023;0114;V;3,5\n2024;0114;;4\n"))
    told = "Filen kallar 0114 ”V”, men portalen ”Upplands Väsby”. Portalens namn står kvar."
    assert file.remarks == [told]
    confirm_import(file, by=person_for("secretary"))
    assert {value.area for value in other.values.all()} == {"Upplands Väsby"}
    acts.measured(indicator, files.csv("år;kod;område;värde\n2020;0114;UV;2\n"))
    assert client.get(PAGE).context["areas"] == [("0114", "0114", "Upplands Väsby")]


@pytest.mark.parametrize("name", ["***", "=1+1", "<b>Väsby</b>"])
def test_what_is_no_name_of_an_area_gives_way_to_its_code(indicator, name):
    file = acts.read_file(indicator, files.csv(f"år;kod;område;värde\n2020;0114;{name};1\n"))
    told = f"Filens namn på området 0114, ”{name}”, är inget namn, och lästes inte."
    assert (file.cells[0]["area"], file.remarks) == ("0114", [told])


def test_what_a_later_file_leaves_out_stands(indicator):
    acts.measured(indicator, files.jsonstat())
    acts.measured(indicator, files.csv("år;kod;område;kön;värde\n2021;2281;Sundsvall;kvinnor;7\n"))
    assert len(standing(indicator)) == 5


def test_a_file_read_before_another_was_saved_is_read_anew(indicator):
    waiting = acts.read_file(indicator, files.jsonstat())
    waiting.pk, first = None, waiting.pk
    waiting.save()
    confirm_import(waiting, by=person_for("secretary"))
    with pytest.raises(Refused, match="En annan fil har sparats"):
        confirm_import(indicator.imports.get(pk=first), by=person_for("secretary"))


def test_a_file_that_is_to_be_read_anew_has_no_button_to_save_it(office, indicator):
    file = acts.read_file(indicator, files.jsonstat())
    assert "Spara värdena" in office.get(file.get_absolute_url()).content.decode()
    other = indicator.imports.get()
    other.pk = None
    other.save()
    confirm_import(other, by=person_for("secretary"))
    page = office.get(file.get_absolute_url()).content.decode()
    assert "En annan fil har sparats" in page
    assert f'href="{PAGE}inlasning/">Läs in filen igen</a>' in page
    assert "Spara värdena" not in page


def test_whoever_saves_a_file_that_another_took_the_place_of_is_told(office, indicator):
    first = office.post(PAGE + "inlasning/", {"file": files.jsonstat()})["Location"]
    office.post(PAGE + "inlasning/", {"file": files.csv("år;kod;värde\n2020;22;1\n")})
    answer = office.post(first, follow=True)
    assert "har lästs in på nytt" in answer.content.decode()
    assert not standing(indicator)


def test_a_second_file_says_that_the_first_was_left_unsaved_and_where_it_stood(office, indicator):
    first = office.post(PAGE + "inlasning/", {"file": files.jsonstat()})["Location"]
    second = office.post(PAGE + "inlasning/", {"file": files.csv("år;kod;värde\n2020;22;1\n")}, follow=True)
    assert "som du läste in förut men inte sparade, är borttagen." in second.content.decode()
    assert "finns inte kvar att granska" in office.get(first, follow=True).content.decode()


def test_an_area_has_one_name_in_open_data_whatever_its_files_call_it(client, indicator):
    acts.measured(indicator, files.csv("år;kod;område;värde\n2020;0114;Upplands Väsby;1\n"))
    acts.measured(indicator, files.csv("år;kod;område;värde\n2019;0114;Upplands Väsby kommun;3\n"))
    told = json.loads(b"".join(client.get("/strategi/indikatorer.json")))
    rows = b"".join(client.get("/strategi/indikatorer.csv")).decode("utf-8-sig")
    assert {each["area"] for each in told["values"]} == {"Upplands Väsby"}
    named = {row["område"] for row in csv.DictReader(io.StringIO(rows), delimiter=";")}
    assert named == {"Upplands Väsby"} == {client.get(PAGE).context["chart"].area}


def test_all_values_are_not_read_for_the_names_of_areas_each_time(office, indicator):
    acts.measured(indicator, files.jsonstat())
    told = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            office.get(PAGE)
        told.append([sql for each in asked if "DISTINCT" in (sql := each["sql"]) and "place" not in sql])
    assert [len(each) for each in told] == [1, 0]


def test_periods_of_one_kind_are_drawn_and_the_others_told_of(client, indicator):
    rows = "2019;Y;1\n2020;Y;2\n2021;Y;3\n2020K1;Y;50\n2018-2020;Y;9\n"
    acts.measured(indicator, files.csv(f"år;område;värde\n{rows}"))
    page = client.get(PAGE)
    drawn = page.context["chart"]
    assert [value.period for line in drawn.lines for _, _, value in line.drawn] == ["2019", "2020", "2021"]
    assert (drawn.ends, len(drawn.rows)) == (["2019", "2021"], 5)
    assert "Bilden visar år. I tabellen står också flerårsperioder och kvartal" in page.content.decode()


def test_what_the_source_says_and_each_mark_that_stands_there_are_told_to_all(client, indicator):
    notes = 'NOTEX("region")="Nya gränser.";\nCELLNOTE("22","1","2019")="Brott.";\nDATA='
    file = files.px('12.50 ":"\n"...." c\n"-" 1\n0 1234.5', written=files.PX.replace("DATA=", notes))
    acts.measured(indicator, file)
    page = client.get(f"{PAGE}?omrade=0114")
    assert page.context["signs"]["marks"].keys() == {":", "....", "c"}
    told = page.content.decode()
    assert all(each in told for each in ("Nya gränser.", "Brott.", "sekretess: visas inte"))


def test_a_mark_means_what_the_file_that_it_came_with_says(client, indicator):
    own = files.px(written=files.PX.replace("DATA=", 'DATASYMBOL1="lämnades inte";\nDATA='))
    acts.measured(indicator, own)
    acts.measured(indicator, files.csv("kod;område;2021;2022\n22;Y;..;1\n..;räknas från 2022\n"))
    for place, told in (("0114", "lämnades inte"), ("22", "räknas från 2022")):
        page = client.get(f"{PAGE}?omrade={place}")
        assert told in page.context["signs"]["marks"].values()
        assert f'<span class="visually-hidden"> ({told})</span>' in page.content.decode()


def test_a_flag_beside_a_number_is_told_of_in_the_table_and_the_picture(client, indicator):
    rows = "2018;1;b\n2019;2;\n2020;3;e p\n2021;4;bp\n2022;5;*\n2023;6;P\n"
    acts.measured(
        indicator, files.csv(f"kod;område;år;värde;status\n{'22;Y;'.join(['', *rows.splitlines(True)])}")
    )
    page = client.get(PAGE)
    drawn = page.context["chart"]
    assert [*drawn.flagged.items()] == [
        ("brott i tidsserien", "2018 och 2021"),
        ("uppskattat", "2020"),
        ("preliminärt", "2020, 2021 och 2023"),
    ]
    assert page.context["signs"] == {
        "marks": {},
        "flags": {"P": "preliminärt", "b": "brott i tidsserien", "e": "uppskattat", "p": "preliminärt"},
    }
    told = page.content.decode()
    assert "Brott i tidsserien: 2018 och 2021." in told
    assert 'bp<span class="visually-hidden"> (brott i tidsserien, preliminärt)</span>' in told
    assert [value.status for value in drawn.values] == ["b", "", "e p", "bp", "*", "P"]


def test_the_newest_file_is_undone_and_what_it_revised_stands_again(indicator):
    acts.measured(indicator, files.jsonstat())
    before = standing(indicator)
    newest = acts.measured(indicator, files.jsonstat(value=[13, 14, 3, 0], status={"2": "p"}))
    withdraw_import(newest, by=person_for("secretary"))
    assert standing(indicator) == before
    assert newest.brought.filter(left_with=newest).count() == 2


@pytest.mark.parametrize(("chosen", "shown"), [("", "22"), ("99", "99")])
def test_the_area_that_a_file_chose_goes_with_it_when_it_is_undone(indicator, chosen, shown):
    """And not one that somebody has typed."""
    Indicator.objects.update(area=chosen)
    indicator.refresh_from_db()
    wrong = acts.measured(indicator, files.csv("kod;område;år;värde\n2281;Sundsvall;2020;1\n"))
    withdraw_import(wrong, by=person_for("secretary"))
    acts.measured(
        Indicator.objects.get(), files.csv("kod;område;år;värde\n22;Västernorrland;2020;2\n")
    )
    assert Indicator.objects.get().area == shown


def test_the_page_of_a_file_that_was_undone_says_what_was_in_it_and_who_undid_it(
    office, client, indicator, secretary, administrator
):
    """And nothing of it counts anywhere."""
    acts.measured(indicator, files.jsonstat())
    addresses = [f"{PAGE.rstrip('/')}.{ending}" for ending in ("json", "csv")]
    read = [client.get(each).getvalue() for each in addresses]
    newest = acts.measured(indicator, files.jsonstat(value=[13, 14, 3, 0], status={"2": "p"}))
    withdraw_import(newest, by=administrator)
    page = office.get(newest.get_absolute_url())
    told, on = page.content.decode(), day(timezone.localdate())
    assert f"Inläst den {on} av {secretary} och ångrad den {on} av {administrator}." in told
    rows = [(before and before.told, each.period, each.told) for before, each in page.context["brought"]]
    assert rows == [("12,5", "2019", "13"), ("..", "2020", "14")]
    assert "2 värden kom med filen. De räknas inte någonstans." in told
    assert "Ångra inläsningen" not in told
    after = [client.get(each).getvalue() for each in addresses]
    assert (after, standing(indicator)[("0114", "2019")]) == (read, "12,5")


@pytest.mark.parametrize(("many", "first"), [(1, 1900), (120, 2000)])
def test_the_page_of_a_file_that_is_saved_says_what_came_with_it_a_page_at_a_time(
    office, indicator, many, first, django_assert_num_queries
):
    lines = "".join(f"22;Y;{year};{year}\n" for year in range(1900, 1900 + many))
    file = acts.measured(indicator, files.csv(f"kod;område;år;värde\n{lines}"))
    with django_assert_num_queries(8):
        page = office.get(f"{file.get_absolute_url()}?sida=3")
    shown = [(before, each.period) for before, each in page.context["brought"]]
    assert shown == [(None, f"{year}") for year in range(first, 1900 + many)]
    assert "Ångra inläsningen" in page.content.decode()


def test_an_older_file_is_not_undone_nor_is_that_offered(office, indicator):
    first = acts.measured(indicator, files.jsonstat())
    newest = acts.measured(indicator, files.jsonstat(value=[13, 14, 3, 0], status={"2": "p"}))
    with pytest.raises(Refused, match="senast"):
        withdraw_import(first, by=person_for("secretary"))
    pages = [office.get(file.get_absolute_url()).content.decode() for file in (first, newest)]
    assert ["Ångra inläsningen" in page for page in pages] == [False, True]
    assert ["lästes in senast kan ångras" in page for page in pages] == [True, False]


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(value="99"),
        lambda values: values.update(mark="."),
        lambda values: values.delete(),
        lambda values: values.first().came_with.__class__.objects.update(cells=[]),
    ],
    ids=["another number", "a mark beside a number", "removed", "another file"],
)
def test_the_database_lets_nobody_change_what_a_file_brought(indicator, change):
    acts.measured(indicator, files.jsonstat())
    with pytest.raises(DatabaseError), transaction.atomic():
        change(IndicatorValue.objects.filter(value="12.5"))


def test_each_number_of_the_picture_stands_in_its_table(client, indicator):
    acts.measured(indicator, files.px())
    page = client.get(f"{PAGE}?omrade=0114")
    shown = page.context["chart"]
    assert shown.rows[0][0] == "2019"
    assert [[value.told for _, value in values] for _, values in shown.rows] == [
        ["..", "12,50"],
        ["...", "."],
    ]
    assert shown.in_words == ("Andel behöriga (procent), Upplands Väsby: män 12,50 år 2019.")
    told = page.content.decode()
    assert ("<desc" in told, " style=" in told, "uppgift kan inte förekomma" in told) == (True, False, True)


def test_years_are_as_far_apart_in_the_picture_as_they_are(indicator):
    acts.measured(indicator, files.csv("år;område;värde\n2014;Y;1\n2018;Y;2\n2020;Y;3\n"))
    [line] = chart(indicator, indicator.values.all()).lines
    first, second, last = (x for x, _, _ in line.points)
    assert abs((second - first) - 2 * (last - second)) <= 2


def test_a_mark_is_a_gap_in_the_line(indicator):
    acts.measured(
        indicator,
        files.csv("kod;område;2018;2019;2020;2021;2022\n22;Y;1;2;..;3;4\n"),
    )
    [line] = chart(indicator, indicator.values.current().in_order()).lines
    assert ([len(run.split()) for run in line.runs], len(line.gaps)) == ([2, 2], 1)


def test_the_baseline_and_the_target_are_lines_of_their_own(indicator):
    acts.measured(indicator, files.jsonstat())
    Indicator.objects.update(baseline="10,5", baseline_year=2019, target="20", target_year=2030)
    indicator.refresh_from_db()
    drawn = chart(indicator, indicator.values.filter(place="2281"))
    assert [label for label, *_ in drawn.guides] == ["Utgångsvärde 2019: 10,5", "Mål 2030: 20"]
    assert [(anchor, foot - y) for _, y, anchor, _, foot in drawn.guides] == [("end", -5), ("end", -5)]
    indicator.target = "10,6"
    drawn = chart(indicator, indicator.values.current())
    assert [(anchor, foot - y) for _, y, anchor, _, foot in drawn.guides] == [("end", -5), ("start", -5)]


def test_the_baseline_is_told_where_the_line_does_not_pass(indicator):
    acts.measured(indicator, files.csv("kod;område;2017;2019;2021;2023;2025\n22;Y;41;42;27;28;47\n"))
    Indicator.objects.update(baseline="41", baseline_year=2017)
    indicator.refresh_from_db()
    drawn = chart(indicator, indicator.values.current().in_order())
    [(_, y, anchor, middle, foot)] = drawn.guides
    near = [at for line in drawn.lines for x, at in line.passed if abs(x - middle) < 100]
    assert (anchor, foot - y, min(near) > y) == ("middle", -5, True)


def test_the_goal_and_those_above_it_show_what_they_are_measured_by(client, indicator):
    acts.measured(indicator, files.jsonstat())
    for code, shown in (("1.1", [indicator]), ("1", [indicator]), ("2", [])):
        page = client.get(f"/strategi/mal/{code}/")
        assert [each for each, _ in page.context["charts"]] == shown


def test_csv_and_excel_and_json_have_each_value_and_its_mark(client, indicator):
    acts.measured(indicator, files.px())
    told = b"".join(client.get("/strategi/indikatorer/andel-behoriga.csv")).decode("utf-8-sig")
    rows = [
        (row["områdeskod"], row["värde"], row["markering"])
        for row in csv.DictReader(io.StringIO(told), delimiter=";")
    ]
    expected = [
        *(("0114", "12,50", ""), ("0114", "", "."), ("0114", "", ".."), ("0114", "", "...")),
        *(("22", "", "-"), ("22", "-0,4", ""), ("22", "0", ""), ("22", "1234,5", "")),
    ]
    assert sorted(rows) == sorted(expected)
    book = load_workbook(io.BytesIO(client.get("/strategi/indikatorer.xlsx").content))
    numbers = {row[6] for row in book.active.iter_rows(min_row=2, values_only=True)} - {None}
    assert numbers == {12.5, -0.4, 0, 1234.5}
    data = json.loads(b"".join(client.get("/strategi/indikatorer.json")))
    assert {(each["area_code"], each["value"], each["mark"]) for each in data["values"]} >= {
        ("0114", 12.5, None),
        ("22", None, "-"),
    }


def test_the_files_say_what_a_mark_and_a_flag_mean_as_the_source_has_it(client, indicator):
    own = 'DATASYMBOL1="Uppgift saknas";\nDATANOTECELL("0114","1","2019")="e";\n'
    words = files.PX.replace("NOTE=", f"{own}NOTE=")
    acts.measured(indicator, files.px(written=words))
    told = b"".join(client.get("/strategi/indikatorer/andel-behoriga.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told), delimiter=";"))
    meant = {row["markering"] or row["status"]: row["betyder"] for row in rows}
    assert (meant["."], meant["e"], meant[""]) == ("Uppgift saknas", "uppskattat", "")
    data = json.loads(b"".join(client.get("/strategi/indikatorer.json")))
    meant = {each["mark"]: each["mark_means"] for each in data["values"]}
    assert (meant["."], meant[None]) == ("Uppgift saknas", None)
    assert {"e": "uppskattat"} in [each["status_means"] for each in data["values"]]


def test_programs_are_told_the_baseline_and_the_target_as_numbers(client, indicator):
    Indicator.objects.filter(pk=indicator.pk).update(
        baseline="−1 000,50", baseline_year=2019, target="020", target_year=2030
    )
    [told] = json.loads(b"".join(client.get("/strategi/indikatorer/andel-behoriga.json")))["indicators"]
    assert told["baseline"] == {"year": 2019, "value": -1000.5, "text": "−1 000,50"}
    assert told["target"] == {"year": 2030, "value": 20, "text": "020"}


def test_our_own_csv_is_read_back_as_it_was(client, indicator):
    acts.measured(indicator, files.px())
    own = b"".join(client.get("/strategi/indikatorer/andel-behoriga.csv")).decode()
    with pytest.raises(Refused, match="inget som inte redan finns"):
        acts.measured(indicator, files.csv(own, "utf-8"))


def test_the_office_adds_an_indicator_with_its_goals(office, db):
    form = office.get("/kansli/grunduppgifter/indikatorer/ny/").context["form"]
    goal = acts.goal("1.2")
    sent = acts.as_posted(form, title="Andel", unit="procent", slug="andel", goals=[goal.pk], target="12,5")
    wrong = office.post("/kansli/grunduppgifter/indikatorer/ny/", sent | {"target": "många"})
    assert "Skriv ett tal, till exempel 12,5." in wrong.content.decode()
    office.post("/kansli/grunduppgifter/indikatorer/ny/", sent | {"target_year": 2030})
    assert list(Indicator.objects.get(slug="andel").goals.all()) == [goal]


def test_a_target_is_not_for_a_year_before_the_baselines(office, indicator):
    page = f"/kansli/grunduppgifter/indikatorer/{indicator.pk}/"
    form = office.get(page).context["form"]
    answer = office.post(page, acts.as_posted(form, baseline_year=2024, target_year=2020))
    assert (answer.status_code, "Målåret kan inte vara före utgångsåret." in answer.content.decode()) == (
        422,
        True,
    )
    office.post(page, acts.as_posted(form, baseline_year=2024, target_year=2024))
    indicator.refresh_from_db()
    assert (indicator.baseline_year, indicator.target_year) == (2024, 2024)


@pytest.mark.parametrize("page", ["/strategi/indikatorer/", "/strategi/mal/1.1/"])
def test_more_indicators_cost_no_more_queries(office, indicator, django_assert_num_queries, page):
    acts.measured(indicator, files.jsonstat())
    with CaptureQueriesContext(connection) as first:
        office.get(page)
    for n in range(5):
        other = Indicator.objects.create(title=f"Andel {n}", slug=f"andel-{n}", unit="procent")
        other.goals.add(acts.goal("1.1"))
        acts.measured(other, files.jsonstat())
    with django_assert_num_queries(len(first)):
        office.get(page)
