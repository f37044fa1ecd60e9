"""What people and programs are told of a consultation and of the answers to it, and where it is found."""

import csv
import datetime as dt
import io
import json
from importlib import import_module

from django.apps import apps
from django.utils import timezone
from openpyxl import load_workbook

from councils.models import JournalEntry
from meetings.models import (
    Consultation,
    ConsultationAnswer,
    Findable,
)
from meetings.reader.registry import entries, events_of
from meetings.todo.consulted import asked_anew, open_consultations
from meetings.triggers import uninstall
from meetings.workflow.consultation import (
    answer_consultation,
    change_consultation,
    close_consultation,
    reopen_consultation,
)
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts
from tests.strategy.consulted import LATER, SOME_DAY, page, pdf, sent


def found(client, word, person=None):
    client.force_login(person) if person else client.logout()
    index_all_that_waits()
    found = [hit.title for hit in client.get("/sok/", {"q": word}).context["found"].hits]
    told = json.loads(client.get("/strategi/framtagande/remisser.json").content)
    assert "skogsbilvägen" not in str(told) or told["consultations"][0]["closed_at"]
    return found


def test_it_is_found_by_its_registry_number(client, secretary):
    acts.consultation(title="Remiss om plan", registry_number="RS 2026-0123")
    assert found(client, "dnr 2026-123") == ["Remiss om plan"]


def test_it_is_found_with_each_answer_by_those_who_read_that(client, asked, own, official, secretary):
    member, answer = person_for("member"), "Svar från Timrå kommun"
    assert found(client, "förslaget strategi") == ["Förslag till ny strategi"]
    answer_consultation(own, by=official, text="Vi tillstyrker skogsbilvägen.")
    assert [found(client, "skogsbilvägar", each) for each in (None, official, secretary)] == [[], [], []]
    sent(own, official, files=[pdf("bilaga-om-vagen.pdf")])
    for word in ("skogsbilvägar", "bilaga"):
        told = [found(client, word, each) for each in (None, member, official, secretary)]
        assert told == [[], [], [answer], [answer]]
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    assert [found(client, "skogsbilvägar", each) for each in (None, member)] == [[answer]] * 2
    reopen_consultation(asked, by=secretary, reason="Mer tid.", last_day=own.consultation.last_day)
    assert found(client, "skogsbilvägar") == []


def remisser(client):
    return json.loads(client.get("/strategi/framtagande/remisser.json").content)["consultations"]


def remisser_csv(client):
    table = client.get("/strategi/framtagande/remisser.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table), delimiter=";"))


def test_programs_are_told_whom_it_was_sent_to_why_it_was_closed_and_what_was_asked_before(
    client, asked, own, official, secretary
):
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    sent(own, official)
    [told] = remisser(client)
    assert (told["asked"], told["reason"]) == (None, "")
    assert [each["text"] for each in told["versions"]] == ["Vad tycker ni?", "Vad tycker ni nu?"]
    [row] = remisser_csv(client)
    assert (row["organisation"], row["har svarat"]) == ("", "")
    close_consultation(asked, by=secretary, reason="Tiden är ute.")
    [told] = remisser(client)
    answered = {each["organisation"]: each["has_answered"] for each in told["asked"]}
    assert answered == {"Timrå kommun": True, "Härnösands kommun": False}
    assert (told["reason"], len(told["answers"])) == ("Tiden är ute.", 1)
    shown = asked.versions.get(number=1).shown_at
    assert told["versions"][0]["shown_at"] == shown.isoformat()
    row = remisser_csv(client)[0]
    assert row["varför den stängdes eller öppnades igen"] == "Tiden är ute."
    assert row["version"] == "2"
    assert [each["svaret gäller version"] for each in remisser_csv(client)] == ["", "2"]
    before = f"Version 1, visad från {timezone.localdate(shown)}\nFörslag till ny strategi\nVad tycker ni?"
    assert (row["det som frågas"], row["tidigare lydelser"]) == ("Vad tycker ni nu?", before)


def test_programs_are_told_it_with_the_answers_once_it_is_closed(client, asked, own, official, secretary):
    sent(own, official, files=[pdf()])
    [told] = remisser(client)
    assert (told["title"], told["closed_at"], told["answers"]) == ("Förslag till ny strategi", None, [])
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    [told] = remisser(client)
    [answer] = told["answers"]
    assert (answer["organisation"], answer["text"]) == ("Timrå kommun", "Vi tillstyrker skogsbilvägen.")
    assert [each["name"] for each in answer["files"]] == ["yttrande.pdf"]
    file = client.get(answer["files"][0]["url"])
    file.close()
    assert file.status_code == 200
    silent, timra = rows = remisser_csv(client)
    book = load_workbook(io.BytesIO(client.get("/strategi/framtagande/remisser.xlsx").content)).active
    told = [[str(cell or "") for cell in line] for line in book.values]
    assert told == [[*silent], *([*row.values()] for row in rows)]
    assert (timra["remiss"], timra["organisation"]) == ("Förslag till ny strategi", "Timrå kommun")
    assert (timra["svar"], timra["svarets filer"]) == (
        "Vi tillstyrker skogsbilvägen.",
        answer["files"][0]["url"],
    )
    assert (silent["organisation"], silent["har svarat"], silent["svar"]) == ("Härnösands kommun", "nej", "")
    for place in ("/webbkarta/", "/sitemap-remisser.xml"):
        assert asked.get_absolute_url() in client.get(place).content.decode()


def test_an_answer_says_that_what_was_asked_was_another(client, asked, own, official, secretary):
    """On the page and to programs, with a way to what it answers; its organisation is told, and answers."""
    sent(own, official)
    mine, answering = ["/mitt/", own.answering_url]

    def told_official():
        client.force_login(official)
        return ["har ändrats sedan" in client.get(each).content.decode() for each in (mine, answering)]

    mark = f'<a href="{asked.get_absolute_url()}#lydelse-1">den tidigare lydelsen (version 1)</a>'
    assert told_official() == [False, False]
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    assert told_official() == [True, True]
    assert mark in client.get(answering).content.decode()
    for person in (official, secretary):
        assert mark in page(client, asked, person)
    assert 'id="lydelse-1"' in page(client, asked, secretary)
    close_consultation(asked, by=secretary, reason="Klart.")
    assert mark in page(client, asked)
    [answer] = remisser(client)[0]["answers"]
    assert answer["version"] == 1
    assert [each["number"] for each in remisser(client)[0]["versions"]] == [1, 2]
    reopen_consultation(asked, by=secretary, reason="Mer tid.", last_day=SOME_DAY)
    sent(own, official, text="Vi avstyrker.")
    assert told_official() == [False, False]
    close_consultation(asked, by=secretary, reason="Klart.")
    assert mark not in page(client, asked)
    assert remisser(client)[0]["answers"][0]["version"] == 2


def test_what_is_asked_anew_is_found_in_one_query(asked, own, official, secretary, django_assert_num_queries):
    sent(own, official)
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    assert official.homes
    with django_assert_num_queries(1):
        assert [each.answering_url for each in asked_anew(official)] == [own.answering_url]


def test_an_answer_that_still_stands_when_another_is_asked_is_noted(client, asked, own, official, secretary):
    """Sent again as it was it answers what is asked now, until that is changed once more."""
    sent(own, official)
    change_consultation(asked, by=secretary, text="Vad tycker ni om måtten?")
    client.force_login(official)
    typed = acts.as_posted(client.get(own.answering_url).context["form"], send="1")
    anew = "har ändrats sedan Timrå kommun svarade"
    assert anew in client.get("/mitt/").content.decode()
    said = [client.post(own.answering_url, typed, follow=True).context["messages"] for _ in range(2)]
    assert [str(message) for [message] in said] == [
        "Det är antecknat att ni står fast vid svaret.",
        "Inget är ändrat. Svaret står som förut.",
    ]
    assert anew not in client.get("/mitt/").content.decode()
    assert "och ni står fast vid det sedan" in client.get(own.answering_url).content.decode()
    own.refresh_from_db()
    assert (own.changed_at, own.affirmed_by) == (None, official)
    [entry] = JournalEntry.objects.filter(act="affirm_answer")
    assert entry.sentence == f"Timrå kommun står fast vid sitt svar på remissen ”{asked}”."
    [event] = events_of([entry])
    assert (event.act, event.party) == ("Remissvar, står fast", "Timrå kommun")
    change_consultation(asked, by=secretary, text="Vad tycker ni om målen och måtten?")
    assert anew in client.get("/mitt/").content.decode()
    pages = [client.get(each).content.decode() for each in (own.answering_url, asked.get_absolute_url())]
    assert ["står fast vid det sedan" in each for each in pages] == [False, False]
    assert ["stod fast vid det" in each for each in pages] == [True, True]
    assert "sedan det som frågas ändrats" not in pages[1]
    sent(own, official)
    sent(own, official, text="Vi avstyrker.")
    own.refresh_from_db()
    assert own.affirmed_at is None
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    at = sent(own, official, text="Vi avstyrker.").affirmed_at
    close_consultation(asked, by=secretary, reason="Klart.")
    assert f"<li>Står fast {day(timezone.localdate(at))}, " in page(client, asked)
    [answer] = remisser(client)[0]["answers"]
    assert (answer["version"], answer["affirmed_at"]) == (4, at.isoformat())
    told = {row["organisation"]: row["stod fast vid svaret"] for row in remisser_csv(client)}
    assert told["Timrå kommun"] == timezone.localdate(at).isoformat()


def test_the_address_of_an_answer_is_where_it_is_read(client, asked, own, official, secretary):
    """In the files, the registry's events and the search, for everyone as for the office."""
    sent(own, official)
    close_consultation(asked, by=secretary, reason="Klart.")
    [answer] = remisser(client)[0]["answers"]
    [event] = [each for each in events_of(list(entries())) if each.event == "consultation_answered"]
    found(client, "skogsbilvägen")
    hit = Findable.objects.get(kind=Findable.Kind.ANSWER)
    assert answer["url"] == event.url == f"http://testserver{hit.url}"
    there, _, anchor = hit.url.partition("#")
    for person in (None, secretary, official, person_for("outsider")):
        client.force_login(person) if person else client.logout()
        told = client.get(there).content.decode().partition(f' id="{anchor}"')[2]
        assert "skogsbilvägen" in told.partition("</article>")[0]


def test_what_comes_after_the_last_day_is_told_as_late(client, asked, own, official, secretary):
    sent(own, official, at=timezone.now() + LATER)
    close_consultation(asked, by=secretary, at=timezone.now() + LATER)
    assert "Kom efter svarstiden" in page(client, asked)


def test_what_was_called_late_and_came_in_time_is_put_right(asked, own, official, secretary):
    moved = asked.answers.exclude(pk=own.pk).get()
    sent_at = sent(own, official).sent_at
    ConsultationAnswer.objects.filter(pk=own.pk).update(is_late=True)
    late = {"sent_by": official, "is_late": True}
    ConsultationAnswer.objects.filter(pk=moved.pk).update(**late, sent_at=timezone.now() + LATER)
    Consultation.objects.update(closed_at=sent_at, closed_by=secretary)
    uninstall()  # as for a migration; the rollback brings them back
    import_module("meetings.migrations.0012_call_no_answer_late_that_came_in_time").put_right(apps, None)
    told = ConsultationAnswer.objects.order_by("sent_at").values_list("is_late", flat=True)
    assert list(told) == [False, True]


def test_whoever_is_elected_for_an_organisation_that_is_asked_is_told_of_it(client, asked, official):
    member = person_for("member")  # of Härnösand
    told = "Härnösands kommun är tillfrågad"
    for person, is_told in ((member, True), (official, False), (person_for("outsider"), False)):
        client.force_login(person)
        for place in ("/mitt/", asked.get_absolute_url()):
            assert (told in client.get(place).content.decode()) == is_told


def test_what_others_answer_stands_below_what_waits_for_the_reader(client, asked):
    client.force_login(person_for("member"))
    told = client.get("/mitt/").content.decode()
    assert told.index('id="vantar"') < told.index("Härnösands kommun är tillfrågad")


def test_a_changed_answer_tells_when_it_was_changed(client, asked, own, official, secretary):
    at = timezone.now()
    sent(own, official, at=at)
    sent(own, official, at=at)
    own.refresh_from_db()
    assert own.changed_at is None
    then = at + dt.timedelta(days=1)
    sent(own, official, text="Vi avstyrker.", at=then)
    told = day(timezone.localdate(then))
    assert f"<li>Ändrat {told}</li>" in page(client, asked, secretary)
    assert f"och ändrade svaret {told}" in page(client, asked, official)


def test_it_stands_on_the_officials_own_page_and_on_the_offices_list(client, asked, own, official, secretary):
    client.force_login(official)
    told = "Svara på remissen ”Förslag till ny strategi” för Timrå kommun."
    assert told in client.get("/mitt/").content.decode()
    sent(own, official)
    assert told not in client.get("/mitt/").content.decode()
    [task] = open_consultations(timezone.localdate() + LATER)
    assert task.is_late
    assert task.sentence.startswith("”Förslag till ny strategi”: 1 av 2 har svarat. Svarstiden gick ut")
    client.force_login(secretary)
    assert "1 av 2 har svarat" in client.get("/kansli/").content.decode()


def test_closed_early_it_is_not_said_that_the_last_day_has_passed(client, asked, own, official, secretary):
    sent(own, official)
    close_consultation(asked, by=secretary, reason="Klart.")
    client.force_login(official)
    words = client.get(own.answering_url).content.decode()
    assert words.count("Svaret är skickat") == 1
    assert "Remissen är stängd. Svaret är skickat och ligger fast." in words
    assert "ista dag" not in words
    client.force_login(secretary)
    change = f"{asked.get_absolute_url()}andring/"
    form = client.get(change).context["form"]
    assert set(form.fields) == {"registry_number", "seen"}
    client.post(change, acts.as_posted(form, registry_number="RS 2026/7"))
    asked.refresh_from_db()
    assert asked.registry_number == "RS 2026/7"
    assert JournalEntry.objects.filter(act="change_consultation").count() == 0
    late = client.post(change, {"text": "Skrivet innan den stängdes.", "title": "Annat"})
    assert "Skrivet innan den stängdes." in late.content.decode()


def test_one_that_is_closed_early_is_listed_with_the_day_it_was_closed(client, asked, secretary):
    opened = client.get("/strategi/framtagande/").content.decode()
    assert f"Sista dag att svara: {day(asked.last_day)}" in opened
    close_consultation(asked, by=secretary, reason="Klart.")
    told = f"Stängd den {day(timezone.localdate())}, före sista svarsdagen"
    for shown in ("/strategi/framtagande/", asked.get_absolute_url()):
        words = client.get(shown).content.decode()
        assert told in words
        assert day(asked.last_day) not in words
