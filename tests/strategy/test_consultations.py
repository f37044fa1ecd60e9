"""A consultation is opened, answered by the organisations' own officials, closed and opened again."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from councils.models import JournalEntry, Organisation
from meetings.models import (
    Consultation,
    ConsultationAnswer,
    ConsultationFile,
    Document,
    Letter,
)
from meetings.workflow.consultation import (
    answer_consultation,
    change_consultation,
    close_consultation,
    open_consultation,
    reopen_consultation,
)
from meetings.workflow.letter import remind
from rus_portal.core.refusal import AlreadyMade, Conflict, Refused
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from strategy.models import StrategicPlan
from tests import acts, files
from tests import office as office_files
from tests.strategy.consulted import LATER, SOME_DAY, page, pdf, sent, status


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


def test_a_second_press_that_began_first_opens_no_second(asked, secretary):
    """It had taken its moment before the first was there."""
    homes = asked.organisations
    facts = {"step": asked.step, "title": asked.title, "text": asked.text, "last_day": asked.last_day}
    earlier = asked.opened_at - dt.timedelta(milliseconds=1)
    for another in (True, False):
        with pytest.raises(AlreadyMade):
            open_consultation(by=secretary, organisations=homes, another=another, at=earlier, **facts)
    with pytest.raises(Refused, match="Du öppnade nyss"):
        open_consultation(by=secretary, organisations=homes, at=earlier, **facts | {"title": "En annan"})
    assert Consultation.objects.get() == asked


def test_the_same_once_more_with_a_number_and_a_file_is_said_to_be_open(office):
    form = office.get(reverse("consultation_new")).context["form"]
    step = next(key for key, _ in flat(form["of"].field.choices) if str(key).startswith("steg"))
    told = {"of": step, "title": "Ny strategi", "text": "Vad tycker ni?", "last_day": f"{SOME_DAY}"}
    sent = acts.as_posted(form, **told, registry_number="RS 2026-9") | {"files": pdf()}
    for _ in range(2):
        sent["files"].seek(0)
        page = office.post(reverse("consultation_new"), sent, follow=True)
    assert page.redirect_chain[0][0] == Consultation.objects.get().get_absolute_url()
    assert "Remissen är redan öppnad." in page.content.decode()
    sent["files"].seek(0)
    page = office.post(reverse("consultation_new"), sent | {"title": "En annan"})
    words = page.content.decode()
    assert (page.status_code, "Du öppnade nyss remissen ”Ny strategi”" in words) == (422, True)
    assert "Öppna den ändå, som en annan remiss" in words
    assert Consultation.objects.count() == 1


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
    assert "Ett utkast." in client.get(own.answering_url).content.decode()


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
    page, by_script = own.answering_url, {"X-Requested-With": "fetch"}
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
    client, asked, own, official, secretary, administrator
):
    """And by the administrator, who may close it."""
    sent(own, official, files=[pdf()])
    file = ConsultationFile.objects.get()
    readers = {None: "no", person_for("member"): "no", official: "yes", secretary: "yes"}
    readers[administrator] = "yes"
    for person, answer in readers.items():
        assert ("skogsbilvägen" in page(client, asked, person)) == (answer == "yes")
        assert status(client, file) == (200 if answer == "yes" else 404)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    told = page(client, asked)
    assert "skogsbilvägen" in told
    assert "Har inte svarat: Härnösands kommun." in told
    assert status(client, file) == 200


def test_an_answer_is_changed_until_the_last_day(asked, own, official):
    sent(own, official)
    sent(own, official, text="Vi avstyrker.", at=timezone.now() + dt.timedelta(days=10))
    own.refresh_from_db()
    assert (own.text, own.is_late) == ("Vi avstyrker.", False)
    with pytest.raises(Refused, match="ligger fast"):
        sent(own, official, text="Vi ångrar oss.", at=timezone.now() + dt.timedelta(days=11))


def test_the_earlier_words_of_an_answer_that_was_sent_are_in_the_journal(asked, own, official):
    sent(own, official)
    sent(own, official, text="Vi avstyrker.")
    sent(own, official, text="Vi avstyrker.")
    told = JournalEntry.objects.get(act="change_answer")
    assert told.before == {"text": "Vi tillstyrker skogsbilvägen."}


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_may_still_come_when_it_is_closed_and_is_late_only_after_the_last_day(
    client, asked, own, official, secretary, late
):
    close_consultation(asked, by=secretary, reason="Den behövs nu.")
    after = dt.timedelta(days=11 if late else 10)
    client.force_login(official)
    assert "som ett sent svar" not in client.get(own.answering_url).content.decode()
    sent(own, official, files=[pdf()], at=timezone.now() + after)
    assert ("Kom efter svarstiden" in page(client, asked)) is late
    assert ("efter svarstiden" in JournalEntry.objects.get(act="answer_consultation").sentence) is late
    [told] = client.get("/strategi/framtagande/remisser.json").json()["consultations"][0]["answers"]
    assert told["is_late"] is late
    with pytest.raises(Refused, match="ligger fast"):
        sent(own, official, text="Vi ångrar oss.")


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
    form = client.get(own.answering_url).context["form"]
    answer_consultation(own, by=official, text="Kollegans ord.")
    answer = client.post(own.answering_url, acts.as_posted(form, text="Mina ord."))
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.text == "Kollegans ord."
    with pytest.raises(Conflict):
        answer_consultation(own, by=official, text="Mina ord.", seen="text:annat")


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
    form = client.get(answer.answering_url).context["form"]
    client.post(answer.answering_url, acts.as_posted(form, text="Ett svar.", files=[pdf()]))
    form = client.get(answer.answering_url).context["form"]
    removed = [answer.files.get().pk]
    client.post(answer.answering_url, acts.as_posted(form, text="Ett svar.", removed=removed, send="1"))
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
    form = client.get(own.answering_url).context["form"]
    program = ContentFile(b"MZ", name="program.exe")
    for how in ({}, {"send": "1"}):
        told = acts.as_posted(form, text="Ett svar.", files=[program, pdf()], **how)
        answer = client.post(own.answering_url, told)
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


HAS = {
    "underlag.docx": "har 4 spårade ändringar, 1 kommentar och 1 ställe med dold text",
    "kalkyl.xlsx": "har 1 kommentar, 1 dolt blad, 1 dold rad och 1 dold kolumn",
    "bilder.odp": "har 1 kommentar, 1 bild med talarmanus och 1 dold bild",
    "trasig.docx": "gick inte att gå igenom efter sådant som är dolt",
}
ADVICE = "Spara en kopia utan det, eller som PDF, och välj filerna igen."


@pytest.mark.parametrize("name", HAS)
def test_a_file_with_something_hidden_is_neither_asked_about_nor_answered_with(
    client, secretary, official, asked, own, name
):
    """Its readers get it as it came."""
    broken = files.office(**{"word/styles.xml": "<a><b></a>"})
    made = broken if name == "trasig.docx" else office_files.KINDS[f"a{Path(name).suffix}"][0]()
    for person, address in (
        (secretary, "/strategi/framtagande/remisser/ny/"),
        (secretary, f"{asked.get_absolute_url()}andring/"),
        (official, own.answering_url),
    ):
        client.force_login(person)
        form = client.get(address).context["form"]
        told = {"title": "Bilremissen", "text": "Orden", "last_day": f"{SOME_DAY}"}
        told |= {"another": "1", "send": "1"}
        if "of" in form.fields:
            told["of"] = next(key for key in form.fields["of"].things if key.startswith("steg"))
        told["files"] = [ContentFile(made, name=name), pdf()]
        answer = client.post(address, acts.as_posted(form, **told))
        assert answer.status_code == 422
        why = f"{HAS[name]}{', som alla då skulle läsa' if HAS[name].startswith('har') else ''}"
        assert answer.context["form"].errors == {"files": [f"”{name}” {why}. {ADVICE}"]}
        assert "Orden" in answer.content.decode()
    assert (Consultation.objects.count(), ConsultationFile.objects.filter(name=name).count()) == (1, 0)
    own.refresh_from_db()
    assert (own.text, own.sent_at) == ("", None)


@pytest.mark.parametrize("name", ["underlag.docx", "kalkyl.xlsx"])
def test_an_office_file_with_nothing_hidden_is_answered_with(client, own, official, name):
    plain = office_files.word(changes="", comment="") if "docx" in name else office_files.sheet_with()
    client.force_login(official)
    form = client.get(own.answering_url).context["form"]
    told = acts.as_posted(form, text="Ett svar.", send="1", files=[ContentFile(plain, name=name)])
    assert client.post(own.answering_url, told).status_code == 302
    with own.files.get().file.open() as kept:
        assert kept.read() == plain


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


def test_what_sending_an_answer_came_to_is_said(client, asked, own, official):
    client.force_login(official)

    def said(**typed):
        form = client.get(own.answering_url).context["form"]
        page = client.post(own.answering_url, acts.as_posted(form, send="1", **typed), follow=True)
        return [str(each) for each in page.context["messages"]]

    assert said(text="Vi tillstyrker.") == ["Svaret är skickat."]
    assert said() == ["Inget är ändrat. Svaret står som förut."]
    assert said(text="Vi avstyrker.") == ["Det ändrade svaret är skickat."]


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_answer_that_is_late_and_stands_is_said_to_be(client, asked, own, official, secretary, is_closed):
    Consultation.objects.update(last_day=timezone.localdate() - dt.timedelta(days=1))
    asked.refresh_from_db()
    if is_closed:
        close_consultation(asked, by=secretary)
    client.force_login(official)
    page = client.get(own.answering_url)
    assert "sent svar" in page.content.decode()
    typed = acts.as_posted(page.context["form"], text="Vi tillstyrker.", send="1")
    page = client.post(own.answering_url, typed, follow=True)
    told = "Svaret är skickat efter svarstiden och ligger fast."
    assert [str(each) for each in page.context["messages"]] == [told]


def test_the_page_that_closes_it_speaks_of_a_draft_only_where_there_is_one(office, asked, secretary):
    draft = acts.begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
    of_draft = acts.consultation(step=None, plan=draft, title="Planen")
    told = []
    for each in (asked, of_draft):
        page = office.get(f"{each.get_absolute_url()}stangning/").content.decode()
        told.append("utkast" in page.partition("<h1>")[2].partition("</header>")[0])
    assert told == [False, True]
