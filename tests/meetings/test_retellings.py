"""Positions from before the portal: read from a file, looked through, brought in, undone."""

import datetime as dt
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from councils import sheets
from councils.models import JournalEntry, Organisation
from meetings.models import (
    AgendaItem,
    DissentingOpinion,
    Document,
    FormalDecision,
    Meeting,
    Position,
    Retelling,
    RetellingFile,
)
from meetings.positions.register import look_up
from meetings.retellings.review import review
from meetings.retellings.table import COLUMNS, ROWS, parse, template
from meetings.workflow.decision import record_decision
from meetings.workflow.note import write_note
from meetings.workflow.retelling import bring_in, save_retelling, undo_retelling
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet
from tests import acts

SOURCE = "Rådets protokoll 2015–2022."
FACTS = {
    "Råd": "RSR",
    "Nummer": "3/2019",
    "Antaget": "2019-05-03",
    "Rubrik": "Tåg till kusten",
    "Ställningstagande": "- Vi bygger.\n- Vi kör.",
    "Mål": "1.1",
}
DISSENT = {"Avvikande organisation": "Timrå kommun", "Avvikande synpunkt": "Vi avstår.\n\nDet är för dyrt."}
DECISION = {
    "Formellt beslut av": "Sundsvall",
    "Formellt beslut läge": "Beslutat",
    "Formellt beslut dag": "2019-06-17",
    "Formellt beslut organ": "Kommunfullmäktige",
    "Formellt beslut paragraf": "§ 45",
    "Formellt beslut diarienummer": "0042",
}


def row(**changes):
    return FACTS | changes


def table(*rows):
    """As it is read from a file: the headings of all the rows, and each row."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    lines = [[row.get(heading, "") for heading in headings] for row in rows]
    return [[1, headings], *([number, cells] for number, cells in enumerate(lines, start=2))]


def kept(*rows, files=(), by=None):
    facts = {"name": "historia.xlsx", "rows": table(*rows), "source": SOURCE}
    return save_retelling(None, files, by=by or person_for("secretary"), **facts)


def errors(*rows, **facts):
    found = review(kept(*rows, **facts), person_for("secretary"))
    return [(line.row.line, heading) for line in found.lines for heading, _ in line.errors]


def brought(*rows, by=None, **facts):
    by = by or person_for("secretary")
    retelling = kept(*rows, **facts)
    return bring_in(retelling, by=by, seen=review(retelling, by).state)


def minutes_file(name="2019-05-03.pdf"):
    return ContentFile(sheet("Protokoll", "Den 3 maj 2019.", ""), name=name)


def upload(content, name):
    return SimpleUploadedFile(name, content)


def read(content, name):
    return sheets.read(upload(content, name), cell=sheets.text_in_lines, most=ROWS, widest=COLUMNS)


# The file


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


# The rows


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


# What comes in


def test_all_of_a_row_comes_in_and_is_marked(client, secretary, regional):
    facts = {"Diarienummer": "0042", "Protokoll": "2019-05-03", "Rådets dåvarande namn": "Politiska rådet"}
    brought(row(**facts, **DISSENT, **DECISION), files=[minutes_file()])
    position = Position.objects.get()
    assert (position.designation, position.council_name, position.points) == (
        "RSR 3/2019",
        "Politiska rådet",
        ["Vi bygger.", "Vi kör."],
    )
    assert position.item.registry_number == "0042"
    [dissent] = position.dissents
    assert (dissent.whose, dissent.text, dissent.author) == (
        "Timrå kommun",
        DISSENT["Avvikande synpunkt"],
        "",
    )
    decision = FormalDecision.objects.get()
    assert (decision.organisation_name, decision.status, decision.registry_number) == (
        "Sundsvalls kommun",
        "decided",
        "0042",
    )
    page = client.get(position.get_absolute_url()).content.decode()
    for told in (
        "Infört i efterhand",
        f"av {secretary}",
        SOURCE,
        "Vi avstår.",
        "Det är för dyrt.",
        "Sundsvalls kommun",
    ):
        assert told in page, told
    answer = client.get(Document.objects.get().get_absolute_url())
    assert b"".join(answer).startswith(b"%PDF-")


PUBLIC = ("positions", "positions_atom", "positions_json", "positions_csv")


def test_it_stands_in_the_register_the_search_the_feeds_and_the_open_data(client, db):
    brought(row(**DISSENT))
    for name in PUBLIC:
        told = b"".join(client.get(reverse(name))).decode()
        assert ("Tåg till kusten" in told, "Timrå" in told) == (True, True), name
    index_all_that_waits()
    found = client.get(reverse("search"), {"q": "tåget"}).content.decode()
    assert Position.objects.get().get_absolute_url() in found
    [told] = json.loads(b"".join(client.get(reverse("positions_json"))))["positions"]
    assert (told["brought_in_afterwards"], told["source"].splitlines()[-1]) == (True, SOURCE)
    assert "citation" in client.get(Position.objects.get().get_absolute_url()).content.decode()


def test_the_interface_for_programs_knows_no_clock_of_it_and_tells_its_source(client, db):
    brought(row())
    [meeting], [paper] = objects(client, "meeting"), objects(client, "paper")
    told = [meeting.get(term) for term in ("meetingState", "start", "end", "samverkansportalen:source")]
    assert told == ["durchgeführt", None, None, SOURCE]
    assert paper["samverkansportalen:source"] == Position.objects.get().source
    assert "number" not in meeting["agendaItem"][0]


def objects(client, kind, **asked):
    return client.get(reverse("oparl_list", args=[kind]), asked).json()["data"]


def test_its_dissent_is_counted_and_found_by_its_organisation(db):
    brought(row(), row(Nummer="4/2019", Rubrik="Vatten", **DISSENT))
    found = look_up(QueryDict("avviker=timra"), AnonymousUser())
    assert [each.title for each in found.rows] == ["Vatten"]
    [homes] = [each for each in found.choices if each.name == "avviker"]
    assert homes.groups == (("", (("timra", "Timrå kommun (1)"),)),)


def test_its_dissent_is_in_the_report_of_its_organisation(client, db):
    brought(row(**DISSENT))
    sheets = load_workbook(io.BytesIO(client.get("/uppfoljning/rapport.xlsx?ar=2019&org=timra").content))
    told = " ".join(str(cell.value) for [cell] in sheets["Sammanfattning"].iter_rows(max_col=1))
    assert "Vid 1 av dem lämnades en avvikande synpunkt därifrån." in told


@pytest.mark.both
def test_the_register_is_narrowed_to_whose_dissent_is_retold(client, db):
    brought(row(**DISSENT), row(Nummer="4/2019", Rubrik="Buss"))
    timra = Organisation.objects.get(slug="timra")
    page = client.get(reverse("positions"), {"avviker": timra.slug})
    found = page.context["found"]
    [choice] = [choice for choice in found.choices if choice.name == "avviker"]
    assert choice.groups[0][1] == ((timra.slug, f"{timra.name} (1)"),)
    assert [told.title for told in found.rows] == ["Tåg till kusten"]


def test_an_organisations_report_tells_of_its_dissent_that_is_retold(client, db):
    brought(row(**DISSENT))
    content = b"".join(client.get("/uppfoljning/rapport.xlsx?ar=2019&org=timra"))
    told = " ".join(str(row[0]) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.values)
    assert "Vid 1 av dem lämnades en avvikande synpunkt därifrån." in told


@pytest.mark.parametrize("reader", [None, "secretary", "member", "preparatory"])
def test_every_page_of_it_opens_for_everyone(client, db, reader, regional):
    brought(row(**DISSENT, **DECISION))
    if reader:
        client.force_login(person_for(reader))
    item = AgendaItem.objects.get(position__isnull=False)
    timra = Organisation.objects.get(slug="timra")
    pages = [item.get_absolute_url(), item.meeting.get_absolute_url(), timra.get_absolute_url()]
    pages += [reverse("council_meetings", args=[regional.slug]), reverse("start")]
    assert [client.get(page).status_code for page in pages] == [200] * 5
    assert "Vi avstår." in client.get(pages[0]).content.decode()


def test_the_same_file_twice_changes_nothing(office):
    brought(row(**DISSENT), row(Nummer="", Rubrik="Annat"))
    retelling = kept(row(**DISSENT), row(Nummer="", Rubrik="Annat"))
    found = review(retelling, person_for("secretary"))
    assert (len(found.existing), found.new, found.faulty) == (2, [], [])
    assert "Allt i filen finns redan i registret" in office.get(retelling.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        bring_in(retelling, by=person_for("secretary"), seen=found.state)
    assert Position.objects.count() == 2


def test_what_is_in_the_register_is_never_said_otherwise(db):
    brought(row(**DISSENT))
    assert errors(row()) == [(2, "Nummer")]  # without its dissent
    assert errors(row(**DISSENT) | {"Ställningstagande": "Annat."}) == [(2, "Nummer")]
    assert errors(row(Nummer="9", **DISSENT)) == [(2, "Nummer")]


def test_more_of_a_day_joins_the_meeting_that_is_there(db):
    brought(row())
    brought(row(), row(Nummer="4", Rubrik="Annat"))
    assert list(
        Meeting.objects.exclude(source="").get().items.values_list("number", "title").order_by("number")
    ) == [
        (1, "Tåg till kusten"),
        (2, "Annat"),
    ]


def test_the_same_title_and_number_in_two_councils_get_an_address_each(db):
    brought(row(), row(Råd="SSR"))
    assert len({each.get_absolute_url() for each in Position.objects.all()}) == 2


def test_the_next_position_of_the_year_goes_on_from_what_came_in(regional):
    acts.published(acts.held(regional))
    position = Position.objects.get()
    brought(row(Antaget=f"{position.year}-01-02", Nummer=f"{position.number + 5}"))
    acts.published(acts.held(regional))
    assert Position.objects.latest("pk").number == position.number + 6


def test_all_comes_in_or_nothing_and_only_what_was_seen(db):
    retelling = kept(row())
    with pytest.raises(Refused, match="Granska den igen"):
        bring_in(retelling, by=person_for("secretary"), seen="annat")
    brought(row())
    state = review(
        wrong := kept(row(Nummer="4", Rubrik="B"), row(Nummer="5", Mål="")), person_for("secretary")
    ).state
    with pytest.raises(Refused, match="måste rättas"):
        bring_in(wrong, by=person_for("secretary"), seen=state)
    assert Position.objects.count() == 1


# Undone


def test_within_the_day_all_of_it_is_taken_out_again(office, django_capture_on_commit_callbacks):
    before = Meeting.objects.count(), AgendaItem.objects.count()
    retelling = brought(row(**DISSENT, **DECISION, Protokoll="2019-05-03.pdf"), files=[minutes_file()])
    path = Document.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("retelling_undoing", args=[retelling.pk]), follow=True)
    assert "Införandet ångrades" in answer.content.decode()
    assert (Meeting.objects.count(), AgendaItem.objects.count()) == before
    kinds = (Position, DissentingOpinion, FormalDecision, Document, RetellingFile)
    assert [kind.objects.count() for kind in kinds] == [0] * 5
    assert not path.storage.exists(path.name)
    assert list(JournalEntry.objects.order_by("-pk").values_list("act", flat=True)[:2]) == [
        "undo_retelling",
        "bring_in",
    ]
    brought(row())  # and may come in anew


def test_those_who_keep_a_copy_are_told_that_it_is_gone(client, db, secretary):
    retelling = brought(row())
    [paper] = objects(client, "paper")
    undo_retelling(retelling, by=secretary)
    [gone] = objects(client, "paper", modified_since=paper["modified"])
    assert (gone["id"], gone["deleted"]) == (paper["id"], True)


def test_after_a_day_it_stands(db, secretary):
    retelling = brought(row())
    with pytest.raises(Refused, match="mer än ett dygn"):
        undo_retelling(retelling, by=secretary, at=timezone.now() + dt.timedelta(hours=25))


def decide(position, by):
    record_decision(position, Organisation.objects.get(slug="timra"), by=by, status="planned")


@pytest.mark.parametrize(
    "rely",
    [
        decide,
        lambda position, by: write_note(position.item, by=person_for("member"), text="Vad hände sedan?"),
        lambda position, by: AgendaItem.objects.filter(meeting__source="").update(continues=position.item),
    ],
)
def test_once_anybody_has_done_something_with_it_it_stands(regional, secretary, rely):
    acts.summoned(regional)
    retelling = brought(row())
    rely(Position.objects.get(), secretary)
    with pytest.raises(Refused, match="gjort något"):
        undo_retelling(retelling, by=secretary)
    assert Position.objects.count() == 1


# What the database refuses


@pytest.mark.both
def test_nothing_of_it_is_taken_out_raw_before_it_is_undone(db):
    brought(row(**DISSENT))
    with pytest.raises(IntegrityError):
        Position.objects.all().delete()


@pytest.mark.both
def test_no_position_of_the_portals_own_is_made_one_of_a_file(regional):
    acts.held(regional)
    retelling = brought(row())
    with pytest.raises(IntegrityError):
        Position.objects.filter(retelling=None).update(retelling=retelling)


@pytest.mark.both
def test_no_dissent_is_without_its_seat_at_a_meeting_of_the_portals_own(regional, secretary):
    item = acts.summoned(regional).items.get()
    facts = {"organisation_name": "Timrå", "text": "Nej.", "lodged_by": secretary}
    with pytest.raises(IntegrityError):
        DissentingOpinion.objects.create(
            item=item, retold_for=Organisation.objects.get(slug="timra"), **facts
        )


@pytest.mark.both
def test_no_meeting_of_the_portals_own_becomes_one_that_is_retold(regional):
    meeting = acts.held(regional)
    with pytest.raises(IntegrityError):
        Meeting.objects.filter(pk=meeting.pk).update(source="Påhittat.")


@pytest.mark.both
def test_what_was_undone_stands_so_and_what_came_in_is_not_changed(db, secretary):
    retelling = brought(row())
    with pytest.raises(IntegrityError):
        Retelling.objects.filter(pk=retelling.pk).update(undone_until=timezone.now() + dt.timedelta(days=9))


# The pages


def csv_of(*rows):
    return "".join(sheets.csv_lines([cells for _, cells in table(*rows)])).encode()


def test_a_file_is_uploaded_mended_and_brought_in(office):
    upload_to = reverse("retellings")
    sent = {"source": SOURCE, "table": upload(csv_of(row(Protokoll="p.pdf", Mål="")), "h.csv")}
    address = office.post(upload_to, sent).url
    assert "Rad 2, Mål" in office.get(address).content.decode()
    assert Position.objects.count() == 0
    mended = {
        **acts.shown(Retelling.objects.get()),
        "table": upload(csv_of(row(Protokoll="p.pdf")), "h.csv"),
        "minutes": upload(sheet("Protokoll", "", ""), "p.pdf"),
    }
    page = office.post(address, mended, follow=True)
    state = page.context["found"].state
    assert page.context["found"].faulty == []
    answer = office.post(f"{address}inforande/", {"state": state}, follow=True)
    assert "Införd den" in answer.content.decode()
    assert Position.objects.get().item.documents.count() == 1


def test_a_file_that_another_has_replaced_meanwhile_is_not_written_over(office):
    retelling = kept(row())
    stale = acts.shown(retelling)
    save_retelling(retelling, [], by=person_for("secretary"), name="b.csv", rows=table(row(Nummer="8")))
    answer = office.post(retelling.get_absolute_url(), stale | {"table": upload(csv_of(row()), "c.csv")})
    assert (answer.status_code, Retelling.objects.get().name) == (422, "b.csv")


@pytest.mark.parametrize("name", ["avbruten.jpg", "xfa.pdf", "portfolio.pdf"])
def test_minutes_that_are_no_whole_pdf_are_told_and_not_kept(office, settings, name):
    content = (settings.BASE_DIR / "tests" / "cases" / name).read_bytes()
    sent = {"source": SOURCE, "table": upload(csv_of(row()), "h.csv"), "minutes": upload(content, name)}
    page = office.post(reverse("retellings"), sent, follow=True).content.decode()
    assert (f"”{name}”" in page, RetellingFile.objects.count()) == (True, 0)


def test_what_was_typed_stands_where_the_file_cannot_be_read(office):
    answer = office.post(reverse("retellings"), {"source": "Pärmen.", "table": upload(b"nej", "a.doc")})
    assert (answer.status_code, "Pärmen." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("reader", ["member", "chair", "preparatory", "admin"])
def test_only_a_secretariat_brings_in(client, db, reader):
    retelling = kept(row())
    client.force_login(person_for(reader))
    for page in (reverse("retellings"), retelling.get_absolute_url(), reverse("retelling_csv")):
        assert client.get(page).status_code == 403


def test_the_template_is_a_workbook_with_text_in_its_columns(office):
    answer = office.get(reverse("retelling_xlsx"))
    book = load_workbook(io.BytesIO(answer.content)).active
    assert (book["A1"].value, book.column_dimensions["C"].number_format) == ("Råd", "@")
