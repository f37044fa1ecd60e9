"""What real minutes of councils and boards hold has its place: it is typed in, and stands on the page, on
paper and in the data."""

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from councils.models import Appointment, Organisation, Person, Seat
from meetings.correction import passages
from meetings.minutes.attendance import _served
from meetings.minutes.record import compile_record
from meetings.models import Attendance, Minutes, Particulars
from meetings.pdf import extract_pdf, minutes_pdf
from meetings.workflow.adjournment import adjourn
from meetings.workflow.attendance import note_movement, record_attendance
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.sitting import add_commitment
from meetings.workflow.statement import lodge_statement
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts
from tests.pdf.records import pages, position_item, read, record

DAY = dt.date(2025, 3, 13)
PAPER, DATA = "paper", "data"
APPROVED = "dagen då det justerades"  # stands for the day
# element: the words of it on the page and on paper, and in the data where those are others
ELEMENTS = {
    "council": (["Regionala samverkansrådet"],),
    "kind": (["Minnesanteckningar"],),
    "day": (["torsdag 13 mars 2025"],),
    "registry number": (["SAM 2025/7"],),
    "paragraphs of the year": (["§§ 1–8/2025"],),
    "time": (["kl. 09.00–12.00"],),
    "adjournment": (["kl. 10.45–11.00"],),
    "place": (["Kommunhuset, Kramfors"],),
    "on site and digital": (["På plats och digitalt"],),
    "chair with party": (["Karin Strand (S), ordförande"], ["Karin Strand", '"S"', '"leads": "Ordförande"']),
    "vice chair": (["vice ordförande"],),
    "member without party": (["Lena Vilde (-)"], ["Lena Vilde", '"party": "-"']),
    "serving substitute for whom": (
        ["Siri Moen, Ersättare, tjänstgör för Per Holm, Ledamot, majoritet, Kramfors"],
        ["Siri Moen", "Per Holm, Ledamot, majoritet, Kramfors"],
    ),
    "other substitute": (["Stina Rask, Ersättare"], ["Stina Rask"]),
    "who is away": (["Per Holm", "Anmält förhinder"],),
    "co-opted": (["Landshövding", "adjungerad"],),
    "right to speak": (["Regiondirektör", "yttranderätt"],),
    "seat for insight": (["Insynsplats: Eva Ek (V)"],),
    "others with their paragraphs": (["Olle Berg, politisk sekreterare, §§ 5–6"],),
    "official with the paragraphs": (["lämnade mötet före § 6"],),
    "secretary": (["Sofia Sand"],),
    "vacancy": (["Ledamot, opposition, Kramfors"],),
    "presenter of the paragraph": (["Anna Lund, Länsstyrelsen"],),
    "conflict of interest": (["Jäv: Lena Vilde"], ["conflicts", "Lena Vilde"]),
    "approver": (["Utsedda justerare", "Bo Rydh"], ["approvers", "Bo Rydh"]),
    "choice of approver": (["Att jämte ordföranden justera utses Bo Rydh."],),
    "way and day of approval": (["Justerat digitalt", APPROVED], [APPROVED]),
    "information": (["Lägesbild för bredband", "Information"],),
    "appendix": (["Bilaga 6.1", "Karta över fibernätet"],),
    "previous minutes": (["Föregående protokoll läggs till handlingarna."],),
    "added to the agenda": (["Punkten om tåg läggs till."],),
    "struck from the agenda": (["Vägar (utgår)"],),
    "who proposed": (["Timrå kommun"],),
    "registry number of the item": (["SAM 2025/8"],),
    "summary": (["Ett gemensamt budskap om järnvägen."],),
    "discussion": (["Ledamöterna frågar om restiderna."],),
    "points of the position": (["Rådet står bakom budskapet.", "Rådet följer upp i höst."],),
    "dissent": (["Avvikande synpunkt", "Vi vill börja i norr."], ["dissents", "Vi vill börja i norr."]),
    "note to the minutes": (["Protokollsanteckning", "Staten bör betala."], ["Staten bör betala."]),
    "further handling": (["Kommunerna tar med sig frågan."],),
    "commitment": (["Kansliet", "Skickar skrivelsen."],),
    "where the paragraph is sent": (["Skickas till", "Trafikverket; Länsstyrelsen"], ["Trafikverket; Läns"]),
    "where the minutes are sent": (["Ledamöter, ersättare och kommunbrevlådor"],),
    "published on": (["Tillkännages", "20 mars 2025"], ['"posted": "20 mars 2025"']),
    "taken down on": (["Tillkännagivandet tas ner", "11 april 2025"], ['"taken_down": "11 april 2025"']),
    "kept at": (["Förvaras hos", "Region Västernorrland, arkivet"], ['"kept_at"']),
    "next meeting": (["Nästa möte är i maj."],),
    "closing": (["Ordföranden avslutar mötet."],),
}


def one_line(text):
    return " ".join(text.split()).casefold()


def named(person, name, party=""):
    Person.objects.filter(pk=person.pk).update(name=name)
    Appointment.objects.filter(person=person, seat__side__in=("majority", "opposition")).update(party=party)
    return Person.objects.get(pk=person.pk)


def substitute(home, council, order, name):
    seat = Seat.objects.create(council=council, organisation=home, capacity="substitute", order=order)
    person = Person.objects.create(name=name, email=f"{order}@ersattare.example")
    return Appointment.objects.create(seat=seat, person=person, begins=dt.date(2015, 1, 1))


def attended(meeting, council, away, serving, other, by):
    """Everyone with a seat, one of them away, a substitute who serves for that one and another."""
    held = Appointment.objects.on(DAY).filter(seat__council=council).select_related("seat__organisation")
    rows = {
        (each.person_id, each.seat.organisation_id): {
            "person": each.person,
            "organisation": each.seat.organisation,
            "seat": each.seat,
            "status": "excused" if each == away else "on_site",
            "substitutes_for": away.seat if each == serving else None,
        }
        for each in held.in_council_order()
    }
    assert {away.person_id, serving.person_id, other.person_id} <= {person for person, _ in rows}
    record_attendance(meeting, rows.values(), by=by)


@pytest.fixture
def meeting(regional, chair, member, opposition, secretary, official):
    """Typed in as a secretary does, with all elements."""
    named(chair, "Karin Strand", "S")
    lena, _ = named(member, "Lena Vilde", "-"), named(secretary, "Sofia Sand")
    seats = Appointment.objects.filter(seat__council=regional).select_related("person", "seat__organisation")
    away = seats.get(seat__organisation__slug="kramfors", seat__side="majority")
    seats.get(seat__organisation__slug="kramfors", seat__side="opposition").delete()
    bo = named(seats.get(seat__organisation__slug="timra", seat__side="majority").person, "Bo Rydh", "C")
    named(away.person, "Per Holm", "S")
    home = away.seat.organisation
    serving, other = (
        substitute(home, regional, order, name) for order, name in ((98, "Siri Moen"), (99, "Stina Rask"))
    )
    facts = {"place": "Kommunhuset, Kramfors", "format": "hybrid", "registry_number": "SAM 2025/7"}
    proposed = {"proposed_by": bo.appointments.first().seat.organisation, "registry_number": "SAM 2025/8"}
    info = {"title": "Lägesbild för bredband", "type": "information"}
    info |= {"presenters": "Anna Lund, Länsstyrelsen"}
    meeting = acts.summoned(regional, proposed, info, {"title": "Vägar"}, date=DAY, approvers=[bo], **facts)
    first, second, struck = meeting.items.order_by("number")
    acts.drop(struck)
    away = seats.get(pk=away.pk)
    attended(meeting, regional, away, serving, other, secretary)
    adjourn(meeting, by=secretary, begins=at(10, 45), ends=at(11))
    note_movement(Attendance.objects.get(person=lena), second, "conflict", by=secretary)
    note_movement(Attendance.objects.filter(person=official).first(), second, "left", by=secretary)
    acts.attach(meeting, second, title="Karta över fibernätet", visibility="public")
    acts.dissent(first, opposition, text="Vi vill börja i norr.")
    spoken = {"seat": acts.seat_of(opposition, regional), "person": opposition}
    lodge_statement(first, text="Staten bör betala.", by=secretary, **spoken)
    add_commitment(first, who="Kansliet", what="Skickar skrivelsen.", by=secretary)
    desk = Client()
    desk.force_login(secretary)
    typed = {
        "approvers": "Att jämte ordföranden justera utses Bo Rydh.",
        "agenda": "Punkten om tåg läggs till.",
        "previous_minutes": "Föregående protokoll läggs till handlingarna.",
        "next_meeting": "Nästa möte är i maj.",
        "closing": "Ordföranden avslutar mötet.",
        "others": "Olle Berg, politisk sekreterare, §§ 5–6\nInsynsplats: Eva Ek (V)",
        "kind": "notes",
        "sent_to": "Ledamöter, ersättare och kommunbrevlådor",
        "kept_at": "Region Västernorrland, arkivet",
        "posted_on": "2025-03-20",
        "taken_down_on": "2025-04-11",
    }
    post(desk, meeting.url("formalities"), **typed)
    told = {
        "outcome": "adopted",
        "text": "Rådet står bakom budskapet.\nRådet följer upp i höst.",
        "discussion": "Ledamöterna frågar om restiderna.",
        "further_handling": "Kommunerna tar med sig frågan.",
        "sent_to": "Trafikverket; Länsstyrelsen",
    }
    post(desk, first.url("item_outcome"), **told)
    acts.handle(second)
    return acts.close(meeting)


def at(hour, minute=0):
    return timezone.make_aware(dt.datetime.combine(DAY, dt.time(hour, minute)))


def post(desk, address, **typed):
    assert desk.post(address, acts.as_posted(desk.get(address).context["form"], **typed)).status_code == 302


SAID: dict = {}


@pytest.fixture
def said(request, regional):
    """What the page, the paper and the data say; typed in and printed once for all the elements."""
    if not SAID:
        meeting = request.getfixturevalue("meeting")
        sealed = acts.approved(meeting)
        reader, browser = read(bytes(sealed.sealed.content)), Client()
        browser.force_login(person_for("chair"))
        page = unescape(browser.get(meeting.url("minutes")).content.decode())
        [data] = reader.attachments["protokoll.json"]
        SAID["page"] = one_line(re.sub(r"<[^>]+>", " ", page)).replace(" ,", ",")
        SAID[PAPER] = one_line(" ".join(page.extract_text() for page in reader.pages))
        SAID[DATA] = one_line(json.dumps(json.loads(data), ensure_ascii=False))
        approved = day(timezone.localdate(sealed.approved_at))
        SAID.update({where: text.replace(approved, APPROVED) for where, text in SAID.items()})
    return SAID


@pytest.mark.pdf
@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_of_real_minutes_has_its_place(said, element):
    shown, *other = ELEMENTS[element]
    wanted = dict.fromkeys(("page", PAPER), shown) | {DATA: other[0] if other else shown}
    lacking = {
        (where, words) for where in wanted for words in wanted[where] if one_line(words) not in said[where]
    }
    assert lacking == set()


@pytest.mark.pdf
def test_paper_has_its_list_of_paragraphs_its_numbered_pages_and_its_foot(said):
    for words in ("innehåll", "§ rubrik", "sida 1(", f"justerat digitalt: karin strand {APPROVED}"):
        assert words in said[PAPER]


PARTICULARS = {"vacant", "others", "sent_to", "kept_at", "posted", "taken_down", "adjournments"}
LABELS = ("Skickas till", "Förvaras hos", "Tillkännag", "Övriga närvarande", "Vakanta platser")


@pytest.mark.pdf
def test_what_is_empty_is_not_in_the_record_and_not_on_paper(regional, secretary):
    said = compile_record(acts.held(regional).minutes.get())
    sections = [section for section in said["sections"] if "sent_to" in section]
    assert (PARTICULARS & set(said), sections) == (set(), [])
    paper = " ".join(pages(minutes_pdf(said, draft=True)))
    assert [label for label in LABELS if label in paper] == []


def test_minutes_begin_with_what_is_usual_in_the_council_and_tell_of_vacant_seats(office, regional, member):
    usual = {"minutes_kind": "notes", "minutes_sent_to": "Kommunerna", "minutes_kept_at": "Arkivet"}
    type(regional).objects.filter(pk=regional.pk).update(**usual)
    Appointment.objects.filter(person=member, seat__council=regional).delete()
    meeting = acts.summoned(regional)
    form = office.get(meeting.url("formalities")).context["form"]
    begun = {name: form[name].value() for name in Particulars.NAMES}
    assert {name: value for name, value in begun.items() if value} == {
        "vacant": "Ledamot, majoritet, Härnösand",
        "kind": "notes",
        "sent_to": "Kommunerna",
        "kept_at": "Arkivet",
    }
    post(office, meeting.url("formalities"), sent_to="")
    assert Particulars.objects.get().sent_to == ""
    assert office.get(meeting.url("formalities")).context["form"]["sent_to"].value() == ""


def test_the_kind_is_the_councils_or_the_one_chosen_at_the_last_closing(office, regional, secretary):
    type(regional).objects.filter(pk=regional.pk).update(minutes_kind="notes")
    meeting = acts.held(regional)
    assert compile_record(meeting.minutes.get())["kind"] == "Minnesanteckningar"
    reopen_meeting(meeting, by=secretary)
    post(office, meeting.url("formalities"), kind="minutes")
    assert acts.close(meeting).minutes.get().kind == Minutes.Kind.MINUTES


def test_the_minutes_are_taken_down_after_the_day_when_they_are_published(office, regional):
    meeting = acts.summoned(regional)
    days = {"posted_on": "2027-03-20", "taken_down_on": "2027-03-20"}
    sent = acts.as_posted(office.get(meeting.url("formalities")).context["form"], **days)
    form = office.post(meeting.url("formalities"), sent).context["form"]
    assert form.errors == {
        "taken_down_on": ["Tillkännagivandet tas ner efter den dag då protokollet tillkännages."]
    }
    same = dt.date(2027, 3, 20)
    with pytest.raises(IntegrityError, match="particulars_taken_down"), transaction.atomic():
        Particulars.objects.create(meeting=meeting, posted_on=same, taken_down_on=same)


def test_a_council_may_give_its_appendices_letters_through_the_whole_of_the_minutes(regional):
    type(regional).objects.filter(pk=regional.pk).update(appendices="letters")
    meeting = acts.summoned(regional, {}, {})
    for item in meeting.items.all():
        for number in range(14):
            acts.attach(meeting, item, title=f"Karta {number}")
        acts.handle(item)
    said = compile_record(acts.close(meeting).minutes.get())
    labels = [each["label"] for section in said["sections"] for each in section.get("appendices", ())]
    assert (labels[0], labels[13:15], labels[25:]) == (
        "Bilaga A",
        ["Bilaga N", "Bilaga O"],
        ["Bilaga Z", "Bilaga AA", "Bilaga AB"],
    )


def test_a_correction_reaches_what_was_told_and_what_was_left_out(regional, secretary):
    meeting = acts.held(regional)
    begun = begin_correction(acts.published(meeting), by=secretary, what="Närvaron.", why="Föll bort.")
    put_right = {"motet.others": "Eva Ek, § 4", "motet.kept_at": "Arkivet", "p-1.sent_to": "Timrå kommun"}
    assert {passages(compile_record(begun))[key].text for key in put_right} == {""}
    for key, text in put_right.items():
        correct_passage(begun, key, text, by=secretary)
    said = compile_record(begun)
    [item] = [section for section in said["sections"] if section["is_item"]]
    assert (said["others"], said["kept_at"], item["sent_to"]) == tuple(put_right.values())


@pytest.mark.pdf
def test_an_extract_says_that_it_is_as_in_the_approved_minutes():
    whole = record(position_item(1))
    attested = "Bestyrkande Lika lydande med det justerade protokollet."
    assert attested in pages(extract_pdf(whole, whole["sections"][0]))[0]


def test_for_whom_somebody_serves_is_said_once():
    home = Organisation(name="Härnösands kommun", short_name="Härnösand")
    seat = Seat(pk=1, organisation=home, capacity="member", side="opposition")
    for name, told in (
        ("Anna Åsell", "Anna Åsell, Ledamot, opposition, Härnösand"),
        ("Ledamot, opposition, Härnösand", "Ledamot, opposition, Härnösand"),
        ("", "Ledamot, opposition, Härnösand"),
    ):
        assert _served(seat, {1: name} if name else {}) == told
