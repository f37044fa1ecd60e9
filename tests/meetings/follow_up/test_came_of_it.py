"""What came of the positions beside formal decisions: the figures of the page with the rows behind each, the
lists as files, and the feed of what is told."""

import datetime as dt
import io
import json
import re

import feedparser
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from councils.journal import history_of
from meetings.follow_up.asked import asked_for, years
from meetings.follow_up.feed import _decisions, _results
from meetings.models import FormalDecision, Funding, Position, Result, Undertaking
from meetings.positions.follow_up import anything
from meetings.positions.follow_up import came_of as came_of_position
from meetings.workflow import follow_up
from meetings.workflow.decision import record_decision
from rus_portal.core.words import day as in_words
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.follow_up.conftest import days_after, decide, of_the_organisation, organisation
from tests.meetings.follow_up.test_data import table, whole
from tests.meetings.follow_up.test_page import figures, page, rows

WORDS = ("Vi lovar hemligt.", "Det blev hemligt.", "Hemliga fonden", "kommunens hemliga organ")
PLACES = ("ataganden", "resultat", "finansiering", "oversyner", "formella-beslut")


def told(client, last_year):
    came = page(client, f"ar={last_year}").context["came"]
    return came, *(dict(each[1:] for each in states) for states in (came.undertakings, came.fundings))


def test_what_is_told_is_counted_by_what_became_of_it(client, came, last_year):
    counted, undertakings, fundings = told(client, last_year)
    assert undertakings == {"Försenat": 1, "Klart": 1}
    assert fundings == {"Beviljat": 1}  # what is sought is of the year in which it was told
    assert (counted.results, counted.sought, counted.granted) == (1, 3_000_000, 2_000_000)
    shown = page(client, f"ar={last_year}").content.decode()
    assert "3\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kronor" in shown
    after = shown.partition("De senaste resultaten")[2]
    assert "Tågen går till kusten." in after
    assert "med avvikande synpunkt från oppositionen i Härnösands kommun" in after


def test_each_of_its_figures_leads_to_as_many_rows(client, came, last_year):
    found = {url: number for url, number in figures(page(client, f"ar={last_year}")) if came_of(url)}
    assert len(found) == 5
    assert {url: rows(client, url) for url in found} == found


def came_of(url):
    return url.split("/")[2] in PLACES[:4]


def test_it_is_of_the_year_of_its_own_day_whenever_the_position_was_taken(client, train, last_year):
    """Each figure leads to its rows also of a year to come, in which no council has met."""
    by, timra = person_for("secretary"), organisation("timra")
    now, next_year = last_year + 1, last_year + 2
    done = {"status": "done", "due": dt.date(last_year, 12, 1), "done_on": dt.date(now, 1, 1)}
    follow_up.undertake(train, timra, by=by, what="Klart senare", **done)
    follow_up.undertake(train, timra, by=by, what="Ska bli klart", due=dt.date(next_year, 1, 1))
    follow_up.undertake(train, timra, by=by, what="Utan dag")
    follow_up.tell_result(train, timra, by=by, text="Sedan.", happened_on=dt.date(now, 1, 1))
    money = {"sought": 2, "granted": 1, "decided_on": dt.date(now, 1, 1)}
    follow_up.record_funding(train, by=by, programme="Sist", status="granted", **money)
    reviewed = {"reviewed_on": dt.date(now, 1, 1), "text": "Det står sig."}
    follow_up.review_position(train, by=by, review_on=dt.date(next_year, 6, 1), **reviewed)
    assert {year: of_year(client, year) for year in (last_year, now, next_year)} == {
        last_year: {},
        now: {"Klart": 1, "Planerat": 1, "Resultat": 1, "Beviljat": 1, "Gjord": 1},
        next_year: {"Planerat": 1, "Kommande": 1},
    }
    assert page(client).context["asked"].period.year == last_year  # the newest in which a council has met
    [row] = table(client, "oversyner", f"ar={now}")
    assert (row["Läge"], row["Sågs över"], row["Det kom fram"]) == ("Gjord", f"{now}-01-01", "Det står sig.")


def of_year(client, year):
    answer = page(client, f"ar={year}")
    assert all(rows(client, url) == number for url, number in figures(answer) if came_of(url))
    came = answer.context["came"]
    told = {words: number for _, words, number in (*came.undertakings, *came.fundings, *came.reviews)}
    return told | ({"Resultat": came.results} if came.results else {})


@pytest.mark.parametrize(
    ("listing", "query", "told"),
    [
        ("ataganden", "atagande=sent", {"Räkna på tåg"}),
        ("ataganden", "atagande=klart", {"Bygga en perrong"}),
        ("ataganden", "org=ange", {"Bygga en perrong"}),
        ("finansiering", "medel=beviljat", {"Fonden för tåg"}),
        ("finansiering", "org=timra", {"Fonden för tåg"}),
        ("finansiering", "", {"Fonden för tåg", "Spårfonden"}),
        ("resultat", "org=timra", {"Tågen går till kusten."}),
        ("resultat", "org=ange", set()),
        ("oversyner", "oversyn=sent", {"Skola"}),
    ],
)
def test_the_lists_are_narrowed_by_what_the_address_asks_for(client, came, listing, query, told):
    names = {"ataganden": "Åtagande", "finansiering": "Program eller fond", "resultat": "Resultat"}
    name = names.get(listing, "Ställningstagande")
    assert {row[name] for row in table(client, listing, query)} == told


@pytest.mark.parametrize("day", [-1, 0, 1, None])
@pytest.mark.parametrize("status", Undertaking.Status)
def test_what_is_undertaken_is_counted_as_what_it_is_said_to_be(client, train, status, day):
    today = timezone.localdate()
    facts = {"status": status, "note": "För dyrt.", "due": None if day is None else today + dt.timedelta(day)}
    facts |= {"done_on": today} if status == "done" else {}
    row = follow_up.undertake(train, organisation("timra"), by=person_for("secretary"), what="Räkna", **facts)
    year = (facts.get("done_on") or facts["due"] or today).year
    [(_, words, number)] = page(client, f"ar={year}").context["came"].undertakings
    assert (words, number) == (row.told_status, 1)


def test_the_sums_are_numbers_in_json_and_the_picture_leads_to_it(client, came, train):
    told = whole(client)
    assert [(row["sought"], row["granted"]) for row in told["financing"]] == [
        (3_000_000, 2_000_000),
        (1_000_000, None),
    ]
    [result] = told["results"]
    assert result["url"] == f"http://testserver{train.get_absolute_url()}"
    assert (
        "3\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"
        in client.get("/uppfoljning/finansiering/").content.decode()
    )


def test_a_picture_of_a_result_has_its_address_its_words_and_its_licence_in_each_file(client, came, train):
    shown = Result.objects.exclude(picture="").get()
    told = (
        f"http://testserver{train.url('result_picture', shown.pk)}",
        "En ny perrong.",
        "http://rightsstatements.org/vocab/CNE/1.0/",
    )
    [in_json] = whole(client)["results"]
    assert tuple(in_json[name] for name in ("picture", "picture_text", "picture_license")) == told
    [row] = table(client, "resultat")
    assert tuple(row[name] for name in ("Bild", "Bilden visar", "Bildens licens")) == told
    assert client.get(told[0]).status_code == 200
    page = client.get("/uppfoljning/resultat/").content.decode()
    assert f'<a href="{train.url("result_picture", shown.pk)}">En ny perrong.</a>' in page
    [entry] = [each for each in feed(client) if "Tågen" in each.summary]
    assert f'<a href="{told[0]}">En ny perrong.</a>' in entry.summary
    described = client.get("/api/openapi.json").json()["paths"]["/uppfoljning.json"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert {*in_json} == {*schema["properties"]["results"]["items"]["properties"]}


def test_a_result_without_a_picture_has_no_address_of_one(client, came):
    told = {"text": "Tågen går.", "happened_on": Result.objects.get().happened_on, "picture_text": ""}
    follow_up.correct_result(Result.objects.get(), by=person_for("secretary"), keep_picture=False, **told)
    [result] = whole(client)["results"]
    assert [result[name] for name in ("picture", "picture_text", "picture_license")] == [None, "", None]
    assert client.get("/uppfoljning/resultat/").status_code == 200


@pytest.fixture
def put_right(came, train):
    """Of each kind one that the secretariat has put right or changed."""
    by, result = person_for("secretary"), Result.objects.get()
    told = {"happened_on": result.happened_on, "picture_text": "En perrong."}
    for who, text in ((of_the_organisation(train, "timra"), "Tågen går."), (by, "Tågen går ofta.")):
        result = follow_up.correct_result(result, by=who, text=text, **told)
    for who, note in ((of_the_organisation(train, "ange"), "Klar."), (by, "Klar i maj.")):
        follow_up.change_undertaking(Undertaking.objects.get(status="done"), by=who, note=note)
    follow_up.change_funding(Funding.objects.get(status="sought"), by=by, note="Sökt igen.")
    for slug in ("ange", "timra"):
        own = of_the_organisation(train, slug)
        decide(train, slug, "planned", by=own, planned_on=timezone.localdate())
    decide(train, "timra", "decided", decided_on=timezone.localdate(), body="Kommunstyrelsen")




@pytest.mark.parametrize(
    ("listing", "key", "words"),
    [
        ("resultat", "results", "Rättat av kansliet"),
        ("ataganden", "commitments", "Rättat av kansliet"),
        ("finansiering", "financing", "Ändrat av kansliet"),
        ("formella-beslut", "formal_decisions", "Rättat av kansliet"),
    ],
)
def test_who_has_put_it_right_stands_in_each_file(client, put_right, listing, key, words):
    by, on = "Rättat eller ändrat av", "Rättat den"
    told = sorted((row[by], row[on]) for row in table(client, listing))
    assert told[-1] == ("kansliet", timezone.localdate().isoformat())
    assert told[:-1] == [("", "")] * (len(told) - 1)
    keys = "corrected_by", "corrected_on"
    assert sorted(tuple(row[each] or "" for each in keys) for row in whole(client)[key]) == told
    of_positions = json.loads(b"".join(client.get("/stallningstaganden.json")))["positions"]
    found = [tuple(row[each] or "" for each in keys) for each in of_positions for row in each[key]]
    untold = len(told) - len(found)  # have a row in the list alone
    assert sorted(found) == told[untold:]
    assert words in client.get(f"/uppfoljning/{listing}/").content.decode()
    cells = b"".join(client.get("/stallningstaganden.csv")).decode()
    assert words in cells
    if listing == "formella-beslut":
        return  # they have no sheet of their own
    book = load_workbook(io.BytesIO(b"".join(client.get("/stallningstaganden.xlsx"))))
    sheet = list(book[{"ataganden": "Åtaganden"}.get(listing, listing.capitalize())].values)
    place = sheet[0].index("rättat eller ändrat av")
    assert {row[place] for row in sheet[1:]} == {"kansliet", None} - ({None} if len(told) == 1 else set())


def test_the_position_says_who_changed_its_financing_and_the_feed_who_put_the_rest_right(
    client, put_right, train
):
    told = f"Ändrat av kansliet den {in_words(timezone.localdate())}."
    of_position = Funding.objects.get(note="Sökt igen.").position
    after = client.get(of_position.get_absolute_url()).content.decode().partition('id="finansiering"')[2]
    assert after.count(told) == 1
    put_right = {each.title.partition(",")[0]: "Rättat av kansliet" in each.summary for each in feed(client)}
    assert put_right == {
        f"Timrå kommun: resultat. {train.designation} Tåg": True,
        "Timrå kommun: formellt beslut": True,
        "Ånge kommun: formellt beslut": False,
    }


def test_what_the_council_as_a_whole_undertook_says_that_it_was_changed(client, train):
    by = person_for("secretary")
    row = follow_up.undertake(train, None, by=by, what="Räkna på tåg")
    assert row.told_correction == ""
    row = follow_up.change_undertaking(row, by=by, what="Räkna på bussar")
    assert row.told_correction.startswith("Ändrat av kansliet den ")


def test_what_is_withdrawn_or_worded_anew_is_counted_no_more(client, came, last_year):
    by, result = person_for("secretary"), Result.objects.get()
    told_now = {"text": "Tågen går ofta.", "happened_on": result.happened_on, "picture_text": ""}
    follow_up.correct_result(result, by=by, keep_picture=False, **told_now)
    assert [row["Resultat"] for row in table(client, "resultat")] == ["Tågen går ofta."]
    follow_up.withdraw_told(Result.objects.get(replaced_by=None), by=by, reason="Fel ärende.")
    follow_up.withdraw_told(Undertaking.objects.get(status="done"), by=by, reason="Fel ärende.")
    counted, undertakings, _ = told(client, last_year)
    assert (counted.results, undertakings) == (0, {"Försenat": 1})


def feed(client, query=""):
    answer = client.get(f"/uppfoljning/atom.xml?{query}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    return read.entries


def test_the_feed_tells_what_is_decided_and_what_came_of_it_with_the_dissent(client, came, train):
    decide(train, "ange", "decided", decided_on=days_after(train, 3), body="Kommunstyrelsen", paragraph="§ 7")
    decided, result = feed(client)
    assert decided.title == f"Ånge kommun: formellt beslut, beslutat. {train.designation} Tåg"
    assert all(words in decided.summary for words in ("Kommunstyrelsen", "§ 7"))
    assert (result.author, "Tågen går till kusten." in result.summary) == ("Timrå kommun", True)
    for each in (decided, result):
        assert "med avvikande synpunkt från oppositionen i Härnösands kommun" in each.summary
    assert [each.link.rpartition("#")[2] for each in (decided, result)] == ["formella-beslut", "resultat"]


def test_an_entry_keeps_its_name_when_it_is_told_anew(client, train):
    by, day = person_for("secretary"), days_after(train, 3)
    decide(train, "ange", "planned", planned_on=timezone.localdate())
    result = follow_up.tell_result(train, organisation("timra"), by=by, text="Först.", happened_on=day)
    before = {each.id: each.updated for each in feed(client)}
    later = timezone.now() + dt.timedelta(hours=1)
    record_decision(train, organisation("ange"), by=by, at=later, status="decided", decided_on=day)
    result = follow_up.correct_result(result, by=by, text="Sedan.", happened_on=day, at=later)
    follow_up.correct_result(result, by=by, text="Till sist.", happened_on=day, at=later)
    told = feed(client)
    assert {each.id for each in told} == before.keys()
    assert all(each.updated > before[each.id] for each in told)
    assert "Till sist." in " ".join(each.summary for each in told)


def test_the_feed_is_of_one_council_or_organisation_where_that_is_asked_for(client, came, decided, grand):
    assert {each.author for each in feed(client, "org=sundsvall")} == {"Sundsvalls kommun"}
    assert feed(client, f"rad={grand.slug}") == []
    assert client.get("/uppfoljning/atom.xml?org=ingen").status_code == 404


def test_what_one_organisation_writes_again_and_again_pushes_nothing_out_of_the_feed(client, train):
    """Nor do those who have not answered."""
    decide(train, "ange", "decided", decided_on=days_after(train, 3))
    for nth in range(205):
        decide(train, "timra", "not_answered", note=f"{nth}")
    for query in ("", "org=ange"):
        assert [each.author for each in feed(client, query)] == ["Ånge kommun"]


def test_what_was_told_before_the_position_was_published_is_as_new_as_the_position(
    client, train, hidden, secretary
):
    """So the newest of the feed are the newest that everyone could read."""
    decide(hidden, "timra", "decided", decided_on=hidden.adopted_on)
    timra, by = organisation("timra"), secretary
    follow_up.tell_result(hidden, timra, by=by, text="Först.", happened_on=hidden.adopted_on)
    for nth in range(51):
        follow_up.tell_result(train, None, by=secretary, text=f"{nth}", happened_on=train.adopted_on)
    Position.objects.filter(pk=hidden.pk).update(
        published_at=timezone.now() + dt.timedelta(hours=1), published_by=secretary
    )
    assert {each.title.rpartition(" ")[2] for each in feed(client)[:2]} == {"hemligt"}


@pytest.mark.both
def test_the_feed_reads_of_the_journal_only_when_what_it_tells_was_told(client, train):
    for nth in range(3):
        decide(train, "timra", "decided", decided_on=days_after(train, 3), note=f"{nth}")
    with CaptureQueriesContext(connection) as asked:
        assert [each.author for each in feed(client)] == ["Timrå kommun"]
    read = [each["sql"] for each in asked if '"councils_journalentry"' in each["sql"]]
    assert ["LIMIT 50" in sql for sql in read] == [True]


@pytest.mark.both
def test_what_is_told_of_a_position_that_is_not_published_is_as_new_as_when_it_was_told(hidden, secretary):
    """The feed is everyone's, and has none such; whoever reads the position may be told in that order."""
    today = timezone.localdate()
    row = follow_up.tell_result(hidden, organisation("timra"), by=secretary, text="Först.", happened_on=today)
    decide(hidden, "timra", "decided", decided_on=hidden.adopted_on)
    asked, *_ = asked_for(secretary, QueryDict())
    entry = history_of(hidden).get(act="record_decision")
    assert [each.at for each in (*_decisions(asked), *_results(asked))] == [entry.at, row.told_at]


def test_one_who_is_asked_and_has_not_answered_is_no_news(client, train):
    decide(train, "ange", "not_answered")
    assert feed(client) == []


@pytest.fixture
def hidden(regional):
    """Its minutes are approved, so that it is followed up, but not published."""
    return acts.approved(acts.held(regional, {"title": "Ännu hemligt"})).meeting.items.get().position


def tell_all(position):
    by, timra, today = person_for("secretary"), organisation("timra"), timezone.localdate()
    follow_up.undertake(position, timra, by=by, what=WORDS[0])
    follow_up.tell_result(position, timra, by=by, text=WORDS[1], happened_on=today)
    follow_up.record_funding(position, by=by, programme=WORDS[2], status="sought", sought=1, shares=[])
    follow_up.review_position(position, by=by, review_on=today)
    decide(position, "timra", "decided", decided_on=today, body=WORDS[3])


def everywhere(client):
    addresses = ["/uppfoljning/", "/uppfoljning.json", "/uppfoljning/atom.xml"]
    addresses += [f"/uppfoljning/{each}{ending}" for each in PLACES for ending in ("/", ".csv")]
    return {address: client.get(address).getvalue().decode() for address in addresses}


def test_what_came_of_a_position_that_is_not_published_is_in_no_channel(client, hidden, secretary):
    tell_all(hidden)
    said = [*WORDS, "Ännu hemligt"]
    assert not [place for place, text in everywhere(client).items() if any(word in text for word in said)]
    client.force_login(secretary)
    told = [place for place, text in everywhere(client).items() if any(word in text for word in said)]
    assert told == ["/uppfoljning/", *(f"/uppfoljning/{each}/" for each in PLACES)]


def test_it_is_told_everywhere_once_the_position_is_published_and_dated_then(client, hidden, secretary):
    tell_all(hidden)
    later = timezone.now() + dt.timedelta(days=2)
    Position.objects.filter(pk=hidden.pk).update(published_at=later, published_by=secretary)
    assert {each.updated_parsed.tm_mday for each in feed(client)} == {later.astimezone(dt.UTC).day}
    assert json.loads(everywhere(client)["/uppfoljning.json"])["results"][0]["text"] == WORDS[1]
    assert FormalDecision.objects.count() == 1


def test_several_are_said_to_be_several(client, came, train):
    by = person_for("secretary")
    facts = {"status": "done", "due": train.adopted_on, "done_on": train.adopted_on}
    follow_up.undertake(train, organisation("ange"), by=by, what="Klart", **facts)
    page = client.get(f"/uppfoljning/?ar={train.adopted_on.year}").content.decode()
    assert re.search(r">2</a> klara", page)


@pytest.mark.both
def test_what_has_no_day_is_due_after_all_that_has(client, train):
    by, timra = person_for("secretary"), organisation("timra")
    follow_up.undertake(train, timra, by=by, what="Utan dag")
    follow_up.undertake(train, timra, by=by, what="Med dag", due=timezone.localdate())
    told = Position.objects.annotate(is_followed=anything()).get(pk=train.pk)
    lists = [[each.what for each in came_of_position(told).undertakings]]
    lists += [[row["Åtagande"] for row in table(client, "ataganden", f"ar={timezone.localdate().year}")]]
    assert lists == [["Med dag", "Utan dag"]] * 2


@pytest.mark.pdf
def test_a_position_is_to_be_reviewed_until_everyone_knows_what_took_its_place(
    client, train, regional, secretary
):
    """The same on its page and paper, in the lists, the figures and the files, for whoever asks."""
    on = dt.date(train.year + 3, 9, 1)
    later = acts.approved(acts.held(regional, {"title": "Ny lydelse"})).meeting.items.get().position
    follow_up.review_position(train, by=secretary, review_on=on, superseded_by=later)

    def told():
        [data] = [
            each
            for each in json.loads(b"".join(client.get("/stallningstaganden.json")))["positions"]
            if each["designation"] == train.designation
        ]
        paper = PdfReader(io.BytesIO(client.get(train.url("position_pdf")).getvalue()))
        return [
            in_words(on) in client.get(train.get_absolute_url()).content.decode(),
            in_words(on) in " ".join(" ".join(each.extract_text() for each in paper.pages).split()),
            data["review_on"] == on.isoformat(),
            train.designation in [row["Beteckning"] for row in table(client, "oversyner")],
            on.year in years(),
        ]

    for person in (None, secretary):
        if person:
            client.force_login(person)
        assert told() == [True] * 5
    Position.objects.filter(pk=later.pk).update(published_at=timezone.now(), published_by=secretary)
    client.logout()  # whose page has the journal too
    assert told() == [False] * 5
