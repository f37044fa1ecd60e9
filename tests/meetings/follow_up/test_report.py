"""The report of a period: its figures are counted here again, from what the portal publishes position by
position and meeting by meeting."""

import datetime as dt
import io
import json
from collections import Counter
from statistics import median

import pytest
from django.utils import timezone
from docx import Document

from councils.models import Organisation
from meetings.follow_up.data import asked_by_everyone
from meetings.follow_up.facts import facts_of, with_dissent_told
from meetings.models import AgendaItem, Position, Undertaking
from meetings.workflow import follow_up
from rus_portal.core.limits import grouped
from rus_portal.core.words import day, listed
from rus_portal.demo.people import person_for
from tests.meetings.follow_up.conftest import book, decide, of_the_organisation, organisation


def published(client, year):
    """As the register hands it out."""
    return json.loads(client.get(f"/stallningstaganden.json?ar={year}").getvalue())["positions"]


def test_the_figures_are_those_of_the_register_counted_one_by_one(client, decided, last_year):
    positions = published(client, last_year)
    decisions = [each for position in positions for each in position["formal_decisions"]]
    needed = [each for each in decisions if each["status"] != "not_needed"]
    today = timezone.localdate().isoformat()
    late = [
        each
        for each in needed
        if each["status"] in ("planned", "not_answered") and (each["planned_on"] or today) < today
    ]
    silent = {each["designation"]: each["formal_decisions_not_recorded"] for each in positions}
    silent_told = {
        number: listed([Organisation.objects.get(name=name).short_name for name in names])
        for number, names in silent.items()
        if names
    }
    sheets = book(client, f"ar={last_year}")
    words = " ".join(str(row[0]) for row in sheets["Sammanfattning"])
    assert f"Det blev {len(positions)} ställningstaganden" in words
    assert f"{sum(bool(each['dissents']) for each in positions)} med avvikande synpunkt" in words
    assert f"behövs {len(needed)} formella beslut" in words
    assert len(late) == 1
    assert "1 är försenat och" in words
    by_organisation = [row[1:] for row in sheets["Organisation för organisation"][1:]]
    assert [sum(column) for column in zip(*by_organisation, strict=True)] == [
        len(needed),
        sum(each["status"] == "decided" for each in needed),
        sum(each["status"] == "planned" for each in needed) - len(late),
        sum(each["status"] == "declined" for each in needed),
        len(late),
        sum(each["status"] == "not_answered" for each in needed if each not in late),
        sum(map(len, silent.values())),
    ]
    assert dict(sheets["Ej antecknat"][1:]) == silent_told
    assert "I 6 fall är det inte antecknat om något behövs." in words
    assert [row[0] for row in sheets["Ställningstaganden"][1:]] == [
        each["designation"] for each in positions
    ][::-1]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Vi har vunnit!", "Vi har vunnit!"),
        ("Gör vi något?", "Gör vi något?"),
        ("Det går framåt…", "Det går framåt…"),
        ("Klart.", "Klart."),
        ("Klart", "Klart."),
    ],
)
def test_what_is_said_of_a_row_comes_after_its_words_as_a_sentence_of_its_own(
    client, train, last_year, said, shown
):
    by, now = person_for("secretary"), timezone.localdate()
    row = follow_up.undertake(train, None, by=by, what=said, due=train.adopted_on)
    follow_up.change_undertaking(row, by=by, note="Snart.")
    sheets = book(client, f"ar={last_year}")
    place = sheets["Åtaganden"][0].index("Åtagande")
    assert sheets["Åtaganden"][1][place] == f"{shown} Ändrat av kansliet den {day(now)}."
    assert with_dissent_told(said, "Timrå kommun") == f"{shown} Avvikande synpunkt från Timrå kommun."


def test_a_report_of_one_council_says_what_that_one_did(client, meeting, regional, last_year):
    for query, who in (("", "Råden"), (f"&rad={regional.slug}", regional.name)):
        for whose, did in (("", "höll 1 möte"), ("&org=timra", "tog 2 ställningstaganden")):
            told = [row[0] for row in book(client, f"ar={last_year}{query}{whose}")["Sammanfattning"]]
            assert [each for each in told if each.startswith(f"{who} {did} ")]


def test_the_report_is_of_one_year_and_offers_no_more(client, meeting, last_year):
    for query in ("", f"?ar={last_year}"):
        words = client.get(f"/uppfoljning/rapport/{query}").content.decode()
        assert "Alla år" not in words
        assert "Det senaste året" in words


def summary(client, query):
    return " ".join(str(row[0]) for row in book(client, query)["Sammanfattning"])


def test_what_was_handled_is_that_of_the_meetings_counted_item_by_item(client, decided, last_year):
    items = list(AgendaItem.objects.filter(meeting__date__year=last_year, stage="handled"))
    asked = [item for item in items if item.type == "position"]
    of = Counter(item.outcome for item in asked)
    told = summary(client, f"ar={last_year}")
    for words in (
        f"behandlade {len(items)} ärenden: {len(asked)} för ställningstagande",
        f"och {len(items) - len(asked)} för information",
        f"I {of['no_consensus']} ärende fanns ingen samsyn, och inget återfördes",
        "Råden höll 1 möte ",
    ):
        assert words in told
    sheets = book(client, f"ar={last_year}")
    by = Counter(item.proposed_by.short_name if item.proposed_by else "Ingen särskild" for item in items)
    assert {row[0]: row[1] for row in sheets["Vem som har föreslagit ärendena"][1:]} == by
    fields = {"Social": "social", "Ekologisk": "ecological", "Ekonomisk": "economic"}
    empty = {words: sum(not getattr(item, name) for item in asked) for words, name in fields.items()}
    told_of = {row[0]: row[1:] for row in sheets["Hållbarhet"][1:]}
    assert told_of == {words: [len(asked) - number, number] for words, number in empty.items()}


def test_the_time_to_the_last_formal_decision_is_the_middle_one_of_those_counted(client, decided, last_year):
    days = []
    for position in published(client, last_year):
        needed = [each for each in position["formal_decisions"] if each["status"] != "not_needed"]
        if needed and all(each["status"] in ("decided", "declined") for each in needed):
            last = max(dt.date.fromisoformat(each["decided_on"]) for each in needed)
            days.append((last - dt.date.fromisoformat(position["adopted_on"])).days)
    assert f"{round(median(days))} dagar, räknat på de {len(days)} där" in summary(client, f"ar={last_year}")


def told_of(client, year):
    """What the register tells of each position there is, by the day of its own in each: of that year."""
    positions = json.loads(client.get("/stallningstaganden.json").getvalue())["positions"]
    days = {
        "commitments": ("done_on", "due", "told_on"),
        "results": ("happened_on",),
        "financing": ("decided_on", "told_on"),
    }
    for kind, names in days.items():
        rows = [each for position in positions for each in position[kind]]
        yield [each for each in rows if next(filter(None, map(each.get, names))).startswith(str(year))]


def test_what_came_of_it_is_that_of_the_register_summed_one_by_one(client, came, train, last_year):
    """Of the year of the position, and of the next: then something came of it too."""
    by, now = person_for("secretary"), last_year + 1
    undertaken = {"status": "done", "due": dt.date(last_year, 12, 1), "done_on": dt.date(now, 1, 1)}
    follow_up.undertake(train, organisation("timra"), by=by, what="Klart senare", **undertaken)
    follow_up.tell_result(train, organisation("ange"), by=by, text="Sent.", happened_on=dt.date(now, 1, 1))
    number = {}
    for year in (last_year, now):
        commitments, results, financing = told_of(client, year)
        number[year] = [len(commitments), len(results), len(financing)]
        late = sum(each["is_late"] for each in commitments)
        done = sum(each["status"] == "done" for each in commitments)
        sought, granted = (sum(each[name] or 0 for each in financing) for name in ("sought", "granted"))
        sheets = book(client, f"ar={year}")
        words = " ".join(str(row[0]) for row in sheets["Sammanfattning"])
        assert " och ".join(f"{n} {of}" for n, of in ((late, "försenat"), (done, "klart")) if n) in words
        assert f"{len(results)} resultat är berättat" in words
        assert f"{grouped(sought)} kronor är sökta" in words
        assert f"{grouped(granted)} kronor är beviljade" in words
        assert {row[2] for row in sheets["Åtaganden"][1:]} == {each["what"] for each in commitments}
        assert [row[3] for row in sheets["Resultat"][1:]] == [each["text"] for each in results]
        assert [row[3:] for row in sheets["Finansiering"][1:]] == [
            [each["sought"], each["granted"]] for each in financing
        ]
    assert number == {last_year: [2, 1, 1], now: [1, 1, 1]}
    own = book(client, f"ar={last_year}&org=ange")
    assert [row[1:3] for row in own["Åtaganden"][1:]] == [["Ånge kommun", "Bygga en perrong"]]
    assert "Resultat" not in own
    words = summary(client, f"ar={last_year}&org=ange")
    assert "Organisationens åtaganden, efter läge: 1 klart." in words
    assert "resultat är berättade" not in words
    assert "kronor är sökta" not in words


def test_words_about_a_day_stand_where_it_is_not_known_and_never_as_a_day(client, decided, train, last_year):
    words = {"decided_on": None, "decided_note": "i februari", "planned_on": train.adopted_on}
    train.decisions.filter(organisation__slug="ange").update(**words)
    own = book(client, f"ar={last_year}&org=ange")["Formella beslut"]
    assert ["Avslaget", "i februari"] in [row[2:4] for row in own]
    told = json.loads(client.get("/uppfoljning.json?org=ange").getvalue())["formal_decisions"]
    [row] = [each for each in told if each["state"] == "Avslaget" and each["organisation"] == "Ånge kommun"]
    assert (row["decided_on"], row["decided_note"]) == (None, "i februari")


def test_the_reviews_are_those_of_the_register_counted_one_by_one(client, came, school, train, last_year):
    """Of the day they were made, or are to be made. An organisation's are of the positions that were its own
    to take."""
    by, now = person_for("secretary"), last_year + 1
    made = {"reviewed_on": dt.date(now, 1, 1), "text": "Det håller."}
    follow_up.review_position(train, by=by, review_on=dt.date(now, 1, 2), **made)
    positions = json.loads(client.get("/stallningstaganden.json").getvalue())["positions"]
    coming = [(each["review_on"], "Försenad", None) for each in positions if each["review_on"]]
    done = [(row["reviewed_on"], "Gjord", row["text"]) for each in positions for row in each["reviews"]]
    for year, words in ((last_year, "efter läge: 1 försenad."), (now, "efter läge: 1 försenad och 1 gjord.")):
        for query in (f"ar={year}", f"ar={year}&org=sundsvall"):
            rows = book(client, query)["Översyner"][1:]
            assert [(on, state, text) for _, state, on, text in rows] == [
                each for each in (*coming, *done) if each[0].startswith(str(year))
            ]
            assert words in summary(client, query)
        assert "Översyner" not in book(client, f"ar={year}&org=lansstyrelsen-vasternorrland")


def test_a_position_of_an_earlier_year_comes_into_the_report_with_its_title_and_dissent(
    client, train, last_year
):
    by, day = person_for("secretary"), dt.date(last_year + 1, 1, 1)
    follow_up.tell_result(train, organisation("timra"), by=by, text="Sent.", happened_on=day)
    [row] = book(client, f"ar={last_year + 1}")["Resultat"][1:]
    dissent = "Avvikande synpunkt från oppositionen i Härnösands kommun."
    assert row == [f"{train.designation} Tåg. {dissent}", day.isoformat(), "Timrå kommun", "Sent."]


def test_an_organisations_report_counts_only_what_it_has_told_and_its_own_money(client, came, last_year):
    """Counted from the rows that the register tells of each organisation."""
    whole = [*told_of(client, last_year)]
    homes = {"timra": "Timrå kommun", "ange": "Ånge kommun", "harnosand": "Härnösands kommun"}
    for slug, name in homes.items():
        commitments, results = ([each for each in rows if each["organisation"] == name] for rows in whole[:2])
        shares = [
            (each, share["amount"])
            for each in whole[2]
            for share in each["shares"]
            if share["organisation"] == name
        ]
        late = sum(each["is_late"] for each in commitments)
        done = sum(each["status"] == "done" for each in commitments)
        told = summary(client, f"ar={last_year}&org={slug}")
        assert ("Organisationens åtaganden" in told) == bool(commitments)
        assert (f"{late} försenat" in told, f"{done} klart" in told) == (bool(late), bool(done))
        assert (f"{len(results)} resultat är berättat" in told) == bool(results)
        sought = sum(each["sought"] for each, _ in shares)
        assert (f"{grouped(sought)} kronor är sökta" in told) == bool(shares) == ("är sökta" in told)
        own = sum(amount for _, amount in shares)
        assert (f"egna andelar är {grouped(own)} kronor" in told) == bool(own)
        sheets = book(client, f"ar={last_year}&org={slug}")
        rows = [row[1:] for row in sheets.get("Finansiering", [[]])[1:]]
        assert [(row[0], row[-1]) for row in rows] == [(each["programme"], own) for each, own in shares]
        assert sheets["Översyner"] == book(client, f"ar={last_year}")["Översyner"]


def test_a_report_is_the_same_the_day_after_until_something_is_told(
    client, came, decided, last_year, monkeypatch
):
    def told():
        return client.get(f"/uppfoljning/rapport.docx?ar={last_year}").content

    before, now = told(), timezone.now()
    facts = Document(io.BytesIO(before)).core_properties
    newest = facts_of(asked_by_everyone({"ar": str(last_year)}, "ar")).newest
    assert (facts.created.date(), facts.modified.date()) == (newest, newest)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(days=1))
    assert told() == before
    by, train = person_for("secretary"), Position.objects.get(item__title="Tåg")
    follow_up.undertake(train, organisation("timra"), by=by, what="Räkna om", due=train.adopted_on)
    assert told() != before


def test_a_report_in_which_nothing_is_counted_says_so_and_is_the_same_whichever_day(
    client, meeting, last_year, monkeypatch
):
    asked, now = f"ar={last_year}&rad=stora-samverkansradet", timezone.now()
    assert "Inget av det har hänt under tiden." in book(client, asked)["Sammanfattning"][1][0]
    before = client.get(f"/uppfoljning/rapport.docx?{asked}").content
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(days=1))
    assert client.get(f"/uppfoljning/rapport.docx?{asked}").content == before


def test_the_file_is_named_by_its_year_council_and_organisation(client, decided, last_year):
    answer = client.get(f"/uppfoljning/rapport.xlsx?ar={last_year}&rad=stora-samverkansradet&org=timra")
    assert f"uppfoljning-{last_year}-stora-samverkansradet-timra.xlsx" in answer["Content-Disposition"]


def test_an_organisations_page_leads_to_its_report(client, decided):
    page = client.get("/organisationer/timra/").content.decode()
    assert 'href="/uppfoljning/rapport/?org=timra"' in page
    form = client.get("/uppfoljning/rapport/?org=timra").content.decode()
    assert '<option value="timra" selected>' in form


def test_the_goals_are_those_of_the_items_counted_one_by_one(client, meeting, last_year):
    served = {}
    for item in meeting.items.all():
        for code in {
            above for goal in [item.primary_goal, *item.goals.all()] for above in (goal.code, goal.code[0])
        }:
            served[code] = served.get(code, 0) + 1
    rows = {row[0].split()[0]: row[1] for row in book(client, f"ar={last_year}")["Mål"][1:]}
    assert {code: number for code, number in rows.items() if number} == served


def test_those_who_took_part_are_told_apart_by_cooperation_and_consultation(client, meeting, last_year):
    sheets = book(client, f"ar={last_year}")
    cooperated = {row[0]: row[2:] for row in sheets["Samverkan"][1:]}
    assert (cooperated["Härnösands kommun"], cooperated["Ånge kommun"]) == ([1, 1], [0, 1])
    assert "Länsstyrelsen Västernorrland" in cooperated
    consulted = {row[0] for row in sheets["Samråd"][1:]}
    assert "Kommunförbundet Västernorrland" in consulted
    assert not consulted & cooperated.keys()


def test_an_organisations_report_has_its_own_part(client, decided, last_year):
    sheets = book(client, f"ar={last_year}&org=timra")
    words = " ".join(str(row[0]) for row in sheets["Sammanfattning"])
    assert "Timrå kommun var med på 1 av 1 möte" in words
    assert "hade föreslagit 1 behandlat ärende" in words
    assert "behövs 2 formella beslut i organisationen. 2 är beslutade" in words
    [train, school] = sheets["Formella beslut"][1:]
    assert train[1:3] == ["Tåg. Avvikande synpunkt från oppositionen i Härnösands kommun.", "Beslutat"]
    assert school[1:3] == ["Skola", "Beslutat"]
    assert [row[1] for row in sheets["Föreslagna ärenden"][1:]] == ["Tåg"]
    other = client.get(f"/uppfoljning/rapport.docx?ar={last_year}&org=sundsvall")
    *_, heading, said = Document(io.BytesIO(other.content)).paragraphs
    assert heading.text == "Ärenden som organisationen har föreslagit"
    assert said.text == "Inget behandlat ärende är föreslaget av organisationen."


def test_what_an_organisation_has_published_of_how_it_thought_is_in_both(client, school, member, last_year):
    said = {"status": "supports", "recorded_at": school.published_at, "recorded_by": member}
    for slug in ("harnosand", "timra"):
        stance = school.item.stances.create(organisation=organisation(slug), **said)
    stance.item.stances.filter(organisation__slug="harnosand").update(
        published_at=school.published_at, published_by=member, in_own_words="Barnen först."
    )
    row = [school.designation, "Skola", "Härnösands kommun", "Ställer sig bakom", "Barnen först."]
    title = "Så tänkte organisationerna"
    assert book(client, f"ar={last_year}")[title][1:] == [row]
    assert book(client, f"ar={last_year}&org=harnosand")[title][1:] == [row]
    assert title not in book(client, f"ar={last_year}&org=timra")


def test_a_period_of_other_days_is_for_those_with_a_seat(client, meeting, member):
    query = f"fran={meeting.date}&till={meeting.date}"
    refused = client.get(f"/uppfoljning/rapport.docx?{query}")
    assert refused.status_code == 403
    assert "En rapport för andra dagar än ett helt år" in refused.content.decode()
    client.force_login(member)
    words = " ".join(str(row[0]) for row in book(client, query)["Sammanfattning"])
    assert "Det blev 2 ställningstaganden" in words


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("fran=2026-05-01&till=2026-04-01", "Sista dagen kan inte komma före den första."),
        ("fran=0001-01-01&till=9999-12-31", "Välj en dag från och med år 1900"),
        ("fran=2026-05-01", "Ange både första och sista dagen"),
        ("fran=5/5&till=2026-05-05", "Ange både första och sista dagen"),
    ],
)
def test_days_that_are_no_period_are_told_of(office, meeting, query, told):
    answer = office.get(f"/uppfoljning/rapport.pdf?{query}")
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_the_newest_day_is_that_when_somebody_last_told_of_a_formal_decision(train, official, last_year):
    """Also that one is planned, which has no day of its own that has been."""
    told = timezone.now() + dt.timedelta(days=3)
    decide(train, "timra", "planned", at=told)
    assert facts_of(asked_by_everyone({"ar": str(last_year)}, "ar")).newest == timezone.localdate(told)


def test_a_year_to_come_is_not_offered(client, train, official, last_year):
    due = dt.date(last_year + 4, 1, 31)
    follow_up.undertake(train, organisation("timra"), by=official, what="Vi räknar.", due=due)
    page = client.get("/uppfoljning/rapport/").content.decode()
    assert (f'value="{last_year}"' in page, f'value="{due.year}"' in page) == (True, False)


def test_the_reports_say_who_has_put_right_what_they_tell(client, came, train):
    year, now = train.year, timezone.localdate()
    decide(train, "timra", "planned", by=of_the_organisation(train, "timra"), planned_on=now)
    decide(train, "timra", "declined", decided_on=now, body="Kommunstyrelsen", paragraph="§ 7")
    own, by = of_the_organisation(train, "ange"), person_for("secretary")
    for who, note in ((own, "Klar."), (by, "Klar i maj.")):
        follow_up.change_undertaking(Undertaking.objects.get(status="done"), by=who, note=note)
    told = f"Rättat av kansliet den {day(now)}."
    sheets = book(client, f"ar={year}")
    assert sheets["Rättat"][1:] == [[train.designation, "Timrå", "kansliet", now.isoformat()]]
    place = sheets["Åtaganden"][0].index("Åtagande")
    assert {row[place] for row in sheets["Åtaganden"][1:]} == {
        "Räkna på tåg",
        f"Bygga en perrong. {told}",
    }
    assert (
        f"Det senaste som har hänt av det räknade är från den {day(now)}." in sheets["Sammanfattning"][1][0]
    )
    [own] = [
        row for row in book(client, f"ar={year}&org=timra")["Formella beslut"] if row[3] == now.isoformat()
    ]
    assert own[4] == f"Kommunstyrelsen § 7. {told}"
