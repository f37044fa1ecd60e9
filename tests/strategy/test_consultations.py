"""A consultation is opened, answered by the organisations' own officials, and read by all when it closes."""

import csv
import datetime as dt
import io
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from councils.models import JournalEntry, Organisation
from meetings.models import (
    Consultation,
    ConsultationAnswer,
    ConsultationFile,
    Document,
    Letter,
)
from meetings.todo.consulted import open_consultations
from meetings.triggers import uninstall
from meetings.workflow.consultation import (
    answer_consultation,
    change_consultation,
    close_consultation,
    reopen_consultation,
)
from meetings.workflow.letter import remind
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.refusal import Conflict, Refused
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts
from tests.strategy.consulted import page, pdf, status

LATER = dt.timedelta(days=20)
SOME_DAY = timezone.localdate() + dt.timedelta(days=400)


@pytest.fixture
def asked(db):
    return acts.consultation(title="Förslag till ny strategi")


@pytest.fixture
def own(asked):
    return asked.answers.get(organisation__slug="timra")


def sent(answer, official, text="Vi tillstyrker skogsbilvägen.", **facts):
    return answer_consultation(answer, by=official, text=text, send=True, **facts)


def test_the_same_once_more_opens_no_second_and_mails_nobody_again(office, secretary):
    """As after going back and pressing again."""
    form = office.get(reverse("consultation_new")).context["form"]
    step = next(key for key, _ in flat(form["of"].field.choices) if str(key).startswith("steg"))
    last_day = timezone.localdate() + dt.timedelta(days=90)
    told = {"of": step, "title": "Ny strategi", "text": "Vad tycker ni?", "last_day": f"{last_day}"}
    sent = acts.as_posted(form, **told) | {"files": pdf()}
    said = []
    for _ in range(2):
        sent["files"].seek(0)
        page = office.post(reverse("consultation_new"), sent, follow=True)
        said += [str(told) for told in page.context["messages"]]
        assert page.redirect_chain[0][0] == Consultation.objects.get().get_absolute_url()
    letters = Letter.objects.count()
    assert letters == Letter.objects.values("person").distinct().count() > 0
    assert ConsultationFile.objects.count() == 1
    assert said[1].startswith("Remissen är redan öppnad.")
    del sent["files"]
    asked = office.post(reverse("consultation_new"), sent | {"title": "En annan"})
    assert "Du öppnade nyss remissen ”Ny strategi” om samma sak" in asked.content.decode()
    assert (Consultation.objects.count(), Letter.objects.count()) == (1, letters)
    office.post(reverse("consultation_new"), sent | {"title": "En annan", "another": "1"})
    assert Consultation.objects.count() == 2


def test_those_who_are_asked_are_told_once_what_has_changed_and_of_nothing_else(asked, official, secretary):
    def told():
        letters = Letter.objects.filter(kind="consultation", person=official).order_by("pk")[1:]
        lines = [line for letter in letters for line in letter.text.splitlines()]
        return [line for line in lines if line.startswith("Remissen")]

    for facts in ({"registry_number": "RS 1"}, {"text": asked.text}):
        change_consultation(asked, by=secretary, **facts)
    assert told() == []
    for _ in range(2):
        change_consultation(asked, by=secretary, last_day=SOME_DAY, text="Vad tycker ni nu?")
    last = day(SOME_DAY)
    changed = f"det som frågas är omskrivet och sista dagen att svara är nu den {last}."
    assert told() == [f"Remissen ”Förslag till ny strategi” är ändrad: {changed}"]
    close_consultation(asked, by=secretary, reason="Klart.")
    reopen_consultation(asked, by=secretary, reason="Mer tid.", last_day=SOME_DAY)
    again = f"är öppen igen, och svar går att skicka och ändra till den {last}. Mer tid."
    assert told()[1:] == [f"Remissen ”Förslag till ny strategi” {again}"]


def flat(choices):
    for key, told in choices:
        yield from told if isinstance(told, list | tuple) else [(key, told)]


def test_a_draft_is_the_organisations_own(client, asked, own, official, secretary):
    answer_consultation(own, by=official, text="Ett utkast.", files=[pdf()])
    file = ConsultationFile.objects.get()
    for person, code in ((None, 404), (secretary, 404), (person_for("member"), 404), (official, 200)):
        assert "Ett utkast." not in page(client, asked, person)
        assert status(client, file) == code
    assert "Ett utkast." in client.get(own.get_absolute_url()).content.decode()


@pytest.mark.parametrize("begun", [{"text": "Ett utkast."}, {"text": "", "files": True}])
def test_officials_are_told_that_a_draft_is_saved_and_not_sent(client, asked, own, official, begun):
    """And they alone: that others have begun is nobody's else."""

    def told(person, told="är sparat som utkast och inte skickat"):
        client.force_login(person)
        pages = [asked.get_absolute_url(), "/mitt/"]
        return [told in client.get(each).content.decode() for each in pages]

    assert told(official) == [False, False]
    facts = begun | {"files": [pdf()]} if "files" in begun else begun
    answer_consultation(own, by=official, **facts)
    assert told(official) == [True, True]
    assert told(person_for("secretary")) == [False, False]
    asked.last_day = timezone.localdate() + dt.timedelta(days=4)
    asked.save()
    remind(at=timezone.now())
    letter = Letter.objects.get(key__startswith="remind-consultation", person=official)
    assert "Ett utkast till svar är sparat, men det är inte skickat." in letter.text
    sent(own, official)
    assert told(official) == [False, False]


def test_a_draft_is_saved_while_it_is_written_and_what_was_sent_is_not(client, own, official):
    client.force_login(official)
    page, by_script = own.get_absolute_url(), {"X-Requested-With": "fetch"}
    typed = acts.as_posted(client.get(page).context["form"], text="Halvskrivet.", page="7")
    saved = client.post(page, typed, headers=by_script).json()
    own.refresh_from_db()
    assert (own.text, own.sent_at, saved["sentence"][:6]) == ("Halvskrivet.", None, "Sparat")
    for seen, code in ((saved["seen"], 200), ("text:annat", 409)):
        again = typed | {"text": f"Mer {code}.", "seen": seen, "page": f"{code}"}
        assert client.post(page, again, headers=by_script).status_code == code
    client.logout()
    assert client.post(page, typed, headers=by_script).status_code == 401
    client.post(page, typed | {"text": "Skrivet för sent."})
    client.force_login(official)
    assert "Skrivet för sent." in client.get(page).content.decode()
    sent(own, official)
    assert client.post(page, typed, headers=by_script).status_code == 409


def test_what_is_sent_is_read_by_the_secretariat_first_and_by_all_when_it_closes(
    client, asked, own, official, secretary
):
    sent(own, official, files=[pdf()])
    file = ConsultationFile.objects.get()
    readers = {None: "no", person_for("member"): "no", official: "yes", secretary: "yes"}
    for person, answer in readers.items():
        assert ("skogsbilvägen" in page(client, asked, person)) == (answer == "yes")
        assert status(client, file) == (200 if answer == "yes" else 404)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    told = page(client, asked)
    assert "skogsbilvägen" in told
    assert "Har inte svarat: Härnösands kommun." in told
    assert status(client, file) == 200


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


def test_an_answer_is_changed_until_the_last_day(asked, own, official):
    sent(own, official)
    sent(own, official, text="Vi avstyrker.", at=timezone.now() + dt.timedelta(days=10))
    own.refresh_from_db()
    assert (own.text, own.is_late) == ("Vi avstyrker.", False)
    with pytest.raises(Refused, match="ligger fast"):
        sent(own, official, text="Vi ångrar oss.", at=timezone.now() + dt.timedelta(days=11))


def test_an_answer_says_that_what_was_asked_was_another(client, asked, own, official, secretary):
    """On the page and to programs, with a way to what it answers; its organisation is told, and answers."""
    sent(own, official)
    mine, answering = ["/mitt/", own.get_absolute_url()]

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


def test_the_earlier_words_of_an_answer_that_was_sent_are_in_the_journal(asked, own, official):
    sent(own, official)
    sent(own, official, text="Vi avstyrker.")
    sent(own, official, text="Vi avstyrker.")
    told = JournalEntry.objects.get(act="change_answer")
    assert told.before == {"text": "Vi tillstyrker skogsbilvägen."}


def test_what_comes_after_the_last_day_is_told_as_late(client, asked, own, official, secretary):
    sent(own, official, at=timezone.now() + LATER)
    close_consultation(asked, by=secretary, at=timezone.now() + LATER)
    assert "Kom efter svarstiden" in page(client, asked)


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_may_still_come_when_it_is_closed_and_is_late_only_after_the_last_day(
    client, asked, own, official, secretary, late
):
    close_consultation(asked, by=secretary, reason="Den behövs nu.")
    after = dt.timedelta(days=11 if late else 10)
    client.force_login(official)
    assert "som ett sent svar" not in client.get(own.get_absolute_url()).content.decode()
    sent(own, official, files=[pdf()], at=timezone.now() + after)
    assert ("Kom efter svarstiden" in page(client, asked)) is late
    assert ("efter svarstiden" in JournalEntry.objects.get(act="answer_consultation").sentence) is late
    [told] = client.get("/strategi/framtagande/remisser.json").json()["consultations"][0]["answers"]
    assert told["is_late"] is late
    with pytest.raises(Refused, match="ligger fast"):
        sent(own, official, text="Vi ångrar oss.")


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


def test_it_is_closed_before_the_last_day_only_with_a_reason(asked, secretary):
    with pytest.raises(Refused, match="Sista dagen har inte passerat"):
        close_consultation(asked, by=secretary)


def test_reopened_it_is_answered_again_and_its_answers_are_hidden(client, asked, own, official, secretary):
    sent(own, official)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    reopen_consultation(
        asked, by=secretary, reason="Förslaget ändras.", last_day=timezone.localdate() + LATER
    )
    told = page(client, asked)
    assert "Förslaget ändras." in told
    assert "skogsbilvägen" not in told
    assert sent(own, official, text="Vi avstyrker.").is_late is False


@pytest.mark.parametrize("who", ["secretary", "member", "outsider"])
def test_nobody_else_answers_for_an_organisation(own, who):
    with pytest.raises(PermissionDenied):
        sent(own, person_for(who))


def test_an_empty_answer_is_not_sent_but_a_file_is_an_answer(own, official):
    with pytest.raises(Refused, match="Skriv ett svar"):
        sent(own, official, text="")
    sent(own, official, text="", files=[pdf()])


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(client, own, official):
    client.force_login(official)
    form = client.get(own.get_absolute_url()).context["form"]
    answer_consultation(own, by=official, text="Kollegans ord.")
    answer = client.post(own.get_absolute_url(), acts.as_posted(form, text="Mina ord."))
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.text == "Kollegans ord."
    with pytest.raises(Conflict):
        answer_consultation(own, by=official, text="Mina ord.", seen="text:annat")


def test_whoever_is_elected_for_an_organisation_that_is_asked_is_told_of_it(client, asked, official):
    member = person_for("member")  # of Härnösand
    told = "Härnösands kommun är tillfrågad"
    for person, is_told in ((member, True), (official, False), (person_for("outsider"), False)):
        client.force_login(person)
        for place in ("/mitt/", asked.get_absolute_url()):
            assert (told in client.get(place).content.decode()) == is_told


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


def test_a_draft_of_an_answer_is_not_saved_over_one_that_a_colleague_has_sent(own, official):
    """Also where the writer opened the page before it was sent, and it says the same."""
    answer_consultation(own, by=official, text="Vi tillstyrker.")
    sent(ConsultationAnswer.objects.get(pk=own.pk), official, text="Vi tillstyrker.")
    with pytest.raises(Refused, match="Svaret är redan skickat"):
        answer_consultation(own, by=official, text="Vi tillstyrker. Kanske.", seen=None)


def test_the_words_of_an_answer_may_give_way_to_a_file_but_not_to_nothing(own, official):
    sent(own, official)
    sent(own, official, text="", files=[pdf()])
    with pytest.raises(Refused, match="Skriv ett svar eller välj en fil"):
        sent(own, official, text="", removed=list(own.files.all()))


def test_the_officials_get_a_letter_and_those_who_are_silent_a_reminder(asked, own, official):
    opened = Letter.objects.filter(kind="consultation")
    assert opened.filter(person=official).count() == 1
    assert "Svara senast" in opened.get(person=official).text
    remind(at=timezone.now())
    reminders = Letter.objects.filter(key__startswith="remind-consultation")
    assert not reminders.exists()
    asked.last_day = timezone.localdate() + dt.timedelta(days=4)
    asked.save()
    sent(own, official)
    remind(at=timezone.now())
    assert reminders.exists()
    assert not reminders.filter(person=official).exists()


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


def test_the_story_from_the_opening_to_the_answer(client, secretary, official):
    client.force_login(secretary)
    address = "/strategi/framtagande/remisser/ny/"
    form = client.get(address).context["form"]
    step = next(key for key in form.fields["of"].things if key.startswith("steg"))
    told = {"of": step, "title": "Remiss", "text": "Vad tycker ni?", "last_day": str(SOME_DAY)}
    told["registry_number"] = "RS 2026-9"
    there = Organisation.objects.get(slug="timra").pk
    client.post(address, acts.as_posted(form, **told, organisations=[there], files=[pdf("forslag.pdf")]))
    asked = Consultation.objects.get()
    assert [file.name for file in asked.files.all()] == ["forslag.pdf"]
    assert "Diarienummer RS 2026-9" in client.get(asked.get_absolute_url()).content.decode()
    assert "Remiss" in client.get("/strategi/framtagande/").content.decode()
    client.force_login(official)
    answer = asked.answers.get()
    form = client.get(answer.get_absolute_url()).context["form"]
    client.post(answer.get_absolute_url(), acts.as_posted(form, text="Ett svar.", files=[pdf()]))
    form = client.get(answer.get_absolute_url()).context["form"]
    removed = [answer.files.get().pk]
    client.post(answer.get_absolute_url(), acts.as_posted(form, text="Ett svar.", removed=removed, send="1"))
    answer.refresh_from_db()
    assert (answer.sent_by, answer.files.count()) == (official, 0)
    client.force_login(secretary)
    closing = f"{asked.get_absolute_url()}stangning/"
    form = client.get(closing).context["form"]
    refused = client.post(closing, acts.as_posted(form))
    assert "Sista dagen har inte passerat" in refused.content.decode()
    client.post(closing, acts.as_posted(form, reason="Klart."))
    asked.refresh_from_db()
    assert asked.closed_by == secretary


def test_a_file_of_a_forbidden_kind_is_told_and_the_words_are_kept(client, own, official):
    client.force_login(official)
    form = client.get(own.get_absolute_url()).context["form"]
    program = ContentFile(b"MZ", name="program.exe")
    for how in ({}, {"send": "1"}):
        told = acts.as_posted(form, text="Ett svar.", files=[program, pdf()], **how)
        answer = client.post(own.get_absolute_url(), told)
        words = answer.content.decode()
        assert answer.status_code == 422
        assert all(each in words for each in ("program.exe", "Ett svar.", "Välj de andra filerna igen."))
        own.refresh_from_db()
        assert (own.text, own.sent_at, own.files.count()) == ("", None, 0)
        program.seek(0)


def test_a_consultation_with_a_file_of_a_forbidden_kind_is_not_opened_and_nobody_gets_a_letter(
    client, secretary, asked
):
    client.force_login(secretary)
    address = "/strategi/framtagande/remisser/ny/"
    form = client.get(address).context["form"]
    step = next(key for key in form.fields["of"].things if key.startswith("steg"))
    told = {"of": step, "title": "Bilremissen", "text": "Vad tycker ni?", "last_day": str(SOME_DAY)}
    program, letters = ContentFile(b"MZ", name="bil.exe"), Letter.objects.count()
    answer = client.post(address, acts.as_posted(form, **told, files=[program]))
    assert answer.status_code == 422
    assert all(each in answer.content.decode() for each in ("bil.exe", "Bilremissen", "Vad tycker ni?"))
    assert (Consultation.objects.count(), Letter.objects.count()) == (1, letters)
    answer = client.post(address, acts.as_posted(form, **told | {"title": ""}, files=[pdf()]))
    assert "Välj filerna igen." in answer.content.decode()
    change = f"{asked.get_absolute_url()}andring/"
    form, program = client.get(change).context["form"], ContentFile(b"MZ", name="bil.exe")
    client.post(change, acts.as_posted(form, text="Annat", files=[program]))
    asked.refresh_from_db()
    assert asked.text != "Annat"


def test_closed_early_it_is_not_said_that_the_last_day_has_passed(client, asked, own, official, secretary):
    sent(own, official)
    close_consultation(asked, by=secretary, reason="Klart.")
    client.force_login(official)
    words = client.get(own.get_absolute_url()).content.decode()
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


def test_whoever_closes_or_reopens_it_a_second_time_is_told_that_it_is_done(client, asked, secretary):
    client.force_login(secretary)
    closing = f"{asked.get_absolute_url()}stangning/"
    for told, facts in (
        ("stängd", {"reason": "Klart."}),
        ("öppen", {"reason": "Fler svar.", "last_day": str(SOME_DAY)}),
    ):
        sent = acts.as_posted(client.get(closing).context["form"], **facts)
        client.post(closing, sent)
        for reason, has in ((facts["reason"], False), ("Ett annat skäl.", True)):
            again = client.post(closing, sent | {"reason": reason}, follow=True)
            words = again.content.decode()
            assert (again.status_code, f"Remissen är redan {told}." in words) == (200, True)
            assert ("Det du skrev är inte sparat: ”Ett annat skäl.”" in words) is has


def test_the_secretariat_moves_the_last_day_while_it_is_open(client, asked, secretary):
    client.force_login(secretary)
    address = f"{asked.get_absolute_url()}andring/"
    form = client.get(address).context["form"]
    client.post(address, acts.as_posted(form, last_day=str(SOME_DAY)))
    asked.refresh_from_db()
    assert asked.last_day == SOME_DAY
    close_consultation(asked, by=secretary, reason="Klart.")
    with pytest.raises(Refused, match="Remissen är stängd"):
        change_consultation(asked, by=secretary, title="Annat")


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        lambda asked, own, other: Consultation.objects.filter(pk=asked.pk).update(text="Annat"),
        lambda asked, own, other: ConsultationAnswer.objects.filter(pk=own.pk).update(text="Annat"),
        lambda asked, own, other: ConsultationAnswer.objects.filter(pk=own.pk).update(
            sent_at=None, sent_by=None
        ),
        lambda asked, own, other: own.files.all().delete(),
        lambda asked, own, other: ConsultationFile.objects.create(answer=own, file="x", name="x", size=1),
        lambda asked, own, other: ConsultationFile.objects.create(
            consultation=asked, file="x", name="x", size=1
        ),
        lambda asked, own, other: ConsultationAnswer.objects.filter(pk=other.pk).update(
            sent_at=timezone.now() + LATER, sent_by=asked.opened_by
        ),
    ],
    ids=[
        *("what is asked", "words", "taken back"),
        *("a file less", "a file more", "asked more", "in time"),
    ],
)
def test_the_database_lets_nothing_be_answered_otherwise_once_it_is_closed(
    asked, own, official, secretary, change
):
    sent(own, official, files=[pdf()])
    other = asked.answers.exclude(pk=own.pk).get()
    close_consultation(asked, by=secretary, reason="Klart.")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(asked, own, other)


def test_a_file_in_the_store_is_no_stray_and_goes_with_its_row(
    own, official, django_capture_on_commit_callbacks
):
    answer_consultation(own, by=official, text="", files=[pdf()])
    file = own.files.get()
    store = Document._meta.get_field("file").storage
    assert store.exists(file.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        answer_consultation(own, by=official, text="", removed=[file])
    assert not store.exists(file.file.name)


def test_a_file_that_is_removed_and_chosen_anew_is_kept(own, official):
    answer_consultation(own, by=official, text="", files=[pdf()])
    [first] = own.files.all()
    answer_consultation(own, by=official, text="", files=[pdf()], removed=[first])
    assert own.files.exclude(pk=first.pk).count() == own.files.count() == 1
