"""The journal as a page and a file: newest first, searched, in Swedish words."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from councils import journal, journal_search, workflow
from councils.journal_search import saying
from councils.models import JournalEntry, Seat
from councils.office_views.journal import ACTS

NOON = dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)


@pytest.fixture
def entries(regional, secretary, administrator):
    return [
        journal.log("plan_meeting", regional, "Mötet i Ånge planerades.", by=secretary, at=NOON),
        journal.log(
            "change_seat", regional, "Platsen ändrades.", by=administrator, at=NOON + dt.timedelta(days=1)
        ),
        journal.log("invite", regional, "Någon bjöds in.", by=None, at=NOON + dt.timedelta(days=2)),
    ]


def found(office, **query):
    return [entry.sentence for entry in office.get(reverse("journal"), query).context["page"].rows]


def test_newest_first(office, entries):
    assert found(office) == [entry.sentence for entry in reversed(entries)]


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"q": "i ånge"}, [0]),
        ({"q": "."}, [2, 1, 0]),
        ({"q": "(["}, []),
        ({"vem": "sekreterare"}, [0]),
        ({"vad": "change_seat"}, [1]),
        ({"fran": "2026-03-13"}, [2, 1]),
        ({"till": "2026-03-13"}, [1, 0]),
        ({"fran": "2026-03-13", "till": "2026-03-13"}, [1]),
        ({"q": "möte", "vem": "system"}, []),
    ],
)
def test_one_searches_for_words_who_what_and_when(office, entries, query, which):
    assert found(office, **query) == [entries[place].sentence for place in which]


def test_a_day_that_is_none_is_told(office, entries):
    answer = office.get(reverse("journal"), {"fran": "i går"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"fran"})


def test_all_acts_are_offered_in_swedish_and_in_order(office, entries):
    page = office.get(reverse("journal"), {"vad": "invite"})
    offered = re.findall(r'<option value="(\w*)"( selected)?>([^<]+)', page.content.decode())
    words = [word for _, _, word in offered]
    assert words == ["Alla", *sorted(ACTS.values())]
    assert [act for act, chosen, _ in offered if chosen] == ["invite"]


def test_walking_on_and_back_through_the_journal_shows_every_entry_once_also_when_others_come(
    office, regional, secretary
):
    for number in range(120):  # many in the same moment
        journal.log("test", regional, f"{number}.", by=secretary, at=NOON + dt.timedelta(days=number // 40))
    page = office.get(reverse("journal"), {"vem": "sekreterare"}).context["page"]
    walked = page.rows
    journal.log("test", regional, "Ny.", by=secretary, at=NOON + dt.timedelta(days=9))
    while page.after:
        page = office.get(reverse("journal"), {"vem": "sekreterare", "efter": page.after}).context["page"]
        walked = walked + page.rows
    assert [entry.sentence for entry in walked] == [f"{number}." for number in reversed(range(120))]
    back = office.get(reverse("journal"), {"vem": "sekreterare", "fore": page.before}).context["page"]
    assert back.rows == walked[75:100]
    first = office.get(reverse("journal"), {"vem": "sekreterare", "fore": walked[10].pk}).context["page"]
    assert (first.before, [entry.sentence for entry in first.rows][:2]) == (None, ["Ny.", "119."])


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 30, "²"])
def test_a_key_that_is_none_leads_to_the_newest(office, entries, key):
    assert found(office, efter=key) == found(office, fore=key) == found(office)


@pytest.mark.both
@pytest.mark.parametrize(
    ("text", "which"),
    [("ÅNGE", [0]), ("lane", [0]), ('"', []), ("bjöd", [2]), ("n", [2, 1, 0]), ("n ändr", [1]), ("%", [])],
)
def test_any_part_of_a_sentence_is_found_in_capitals_or_not(entries, text, which):
    found = JournalEntry.objects.filter(saying(text)).order_by("-at")
    assert [each.sentence for each in found] == [entries[place].sentence for place in which]


@pytest.mark.both
@pytest.mark.parametrize("is_common", [False, True])
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        *(
            (text, True)
            for text in (
                "ärendet om hamnen",
                "HAMNEN I ÅN",
                "å",
                "Nytt namn",
                "är på\nriktigt",
                '”"',
                "en del",
            )
        ),
        *((text, False) for text in ("title", "2026", '"Ärendet', "[", "\\n", "hamnennytt")),
    ],
)
def test_what_stood_there_before_a_change_is_found_and_what_stood_there_after(
    regional, secretary, monkeypatch, text, is_found, is_common
):
    monkeypatch.setattr(journal_search, "FEW", 0 if is_common else 1000)
    before = {"title": "Ärendet om hamnen i Ånge", "number": 2026, "goals": ["En del"]}
    after = {"title": "Nytt namn", "text": 'Vad det är på\nriktigt, ”"”', "number": 2027}
    journal.log("edit_item", regional, "Namnet ändrades.", by=secretary, at=NOON, before=before, after=after)
    assert JournalEntry.objects.filter(saying(text)).exists() == is_found


def test_a_change_that_is_found_by_what_it_was_before_is_shown_at_once(office, regional, secretary):
    journal.log("edit_item", regional, "Namnet ändrades.", by=secretary, at=NOON, before={"title": "Hamnen"})
    for text, is_open in (("hamnen", True), ("namnet", False), ("", False)):
        page = office.get(reverse("journal"), {"q": text, "vad": "edit_item"}).content.decode()
        assert ("<details open>" in page, "Före och efter" in page) == (is_open, True)


def test_what_is_common_is_found_as_well_as_what_is_rare(entries, monkeypatch):
    monkeypatch.setattr(journal_search, "FEW", 1)
    assert JournalEntry.objects.filter(saying("Ånge")).get() == entries[0]


def test_every_act_that_a_verb_records_has_a_swedish_name():
    """Verbs write `journal.log("act", …)`, with the act as text."""
    sources = [
        path
        for app in ("councils", "strategy", "meetings", "rus_portal")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    logged = re.compile(r'\b(?:journal\.log|_?log|note|log_writing|go)\([^"()]*"([a-z_]+)"')
    acts = {act for path in sources for act in logged.findall(path.read_text())}
    assert acts - set(ACTS) == set(), "give it a word in councils/office_views/journal.py"


def test_what_changed_is_told_in_the_words_of_its_field(office, secretary, regional):
    seat = Seat.objects.get(council=regional, organisation__slug="harnosand", side="majority")
    workflow.end_appointment(seat.appointments.get(), by=secretary, ends=dt.date(2026, 12, 31))
    _, kind, changes = office.get(reverse("journal")).context["rows"][0]
    assert kind == "plats"
    assert changes == [("till och med", "–", "2026-12-31")]


def test_stored_values_are_told_by_their_labels(office, secretary, regional):
    organisation = regional.seats.first().organisation
    seat = workflow.add_seat(
        regional, by=secretary, organisation=organisation, capacity="substitute", side="majority"
    )
    workflow.change_seat(seat, by=secretary, side="opposition")
    assert office.get(reverse("journal")).context["rows"][0][2] == [("sida", "Majoritet", "Opposition")]


def test_the_file_holds_what_the_search_finds(office, entries):
    answer = office.get(reverse("journal_csv"), {"fran": "2026-03-13"})
    assert answer.streaming
    written = b"".join(answer.streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(written), delimiter=";"))
    assert table[0] == ["när", "vem", "händelse", "gäller", "vad som gjordes", "före", "efter", "kedja"]
    assert [row[4] for row in table[1:]] == ["Någon bjöds in.", "Platsen ändrades."]
    assert table[1][:4] == ["2026-03-14 13:00:00+01:00", "Portalen", "Inbjudan sänd", "råd"]
    assert table[1][7] == entries[2].chain


def test_before_and_after_are_json_in_the_file_in_the_words_of_the_page(office, regional, secretary):
    seat = regional.seats.filter(side="majority").first()
    journal.log(
        *("change_seat", seat, "X."),
        by=secretary,
        at=timezone.now(),
        before={"å": "1", "side": "majority", "council": str(regional.pk), "title": ""},
        after={"å": "2", "side": "opposition", "council": str(regional.pk), "title": "Ledamot"},
    )
    written = b"".join(office.get(reverse("journal_csv")).streaming_content).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(written), delimiter=";"))[1]
    before, after = (json.loads(cell) for cell in row[5:7])
    shown = office.get(reverse("journal")).context["rows"][0][2]
    assert before == {label: words for label, words, _ in shown if words != "–"}
    assert after == {label: words for label, _, words in shown if words != "–"}
    assert (before["sida"], after["sida"], before["å"]) == ("Majoritet", "Opposition", "1")


@pytest.mark.parametrize("name", ["journal", "journal_csv"])
@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("secretary", 200),
        ("administrator", 200),
        ("chair", 403),
        ("member", 403),
        ("preparer", 403),
        ("outsider", 403),
    ],
)
def test_the_office_reads_the_journal(request, db, client, name, role, code):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse(name)).status_code == code


def test_the_page_takes_the_same_queries_for_thirty_entries_as_for_one(
    office, regional, secretary, django_assert_num_queries
):
    for count in (1, 29):
        for number in range(count):
            journal.log("test", regional, f"{number}.", by=secretary, at=timezone.now())
        with django_assert_num_queries(4):
            office.get(reverse("journal"))


@pytest.mark.parametrize("days", [{"fran": "1900-01-01", "till": "2199-12-31"}, {"fran": "2199-12-31"}])
def test_the_first_and_the_last_day_there_is_may_be_asked_for(office, entries, days):
    shown = len(office.get(reverse("journal"), days).context["rows"])
    assert shown == (JournalEntry.objects.count() if "till" in days else 0)


def test_history_can_stand_on_any_page(entries, regional):
    text = render_to_string("components/history.html", {"entries": journal.history_of(regional)})
    assert [text.index(entry.sentence) for entry in entries] == sorted(
        text.index(entry.sentence) for entry in entries
    )
    assert "Portalen" in text
    nothing = render_to_string("components/history.html", {"entries": JournalEntry.objects.none()})
    assert nothing.strip() == ""
