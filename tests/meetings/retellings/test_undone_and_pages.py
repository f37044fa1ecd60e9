"""Positions from before the portal: undone, held by the database, and their pages."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

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
from meetings.workflow.decision import record_decision
from meetings.workflow.note import write_note
from meetings.workflow.retelling import save_retelling, undo_retelling
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet
from tests import acts
from tests.meetings.retellings.rows import (
    DECISION,
    DISSENT,
    SOURCE,
    brought,
    kept,
    minutes_file,
    objects,
    row,
    table,
    upload,
)


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
