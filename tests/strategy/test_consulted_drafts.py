"""A draft of the plan or the strategy that a consultation is about: those who are asked read it as they were
shown it, and that is kept."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from councils.models import Appointment, JournalEntry, Organisation
from councils.workflow import change_basics
from meetings.models import (
    Consultation,
    ConsultationFile,
    ConsultationVersion,
    Letter,
)
from meetings.workflow.consultation import (
    change_consultation,
    close_consultation,
    reopen_consultation,
)
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.permissions import may_reopen_consultation
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from strategy.models import StrategicPlan, Strategy, StrategyStep
from strategy.workflow.plan import begin_edition, discard_edition
from strategy.workflow.strategy import adopt_strategy, begin_strategy, discard_strategy
from tests import acts
from tests.strategy.consulted import page, pdf, status

DISCARD = {"plan": discard_edition, "strategy": discard_strategy}
SOME_DAY = timezone.localdate() + dt.timedelta(days=400)

ENDINGS = ("csv", "json")


@pytest.fixture
def asked_of_all(db):
    return acts.consultation("timra", files=[pdf("forslag.pdf")])


def drafted(kind, secretary):
    """A draft, what a consultation is then of, and a part of the draft."""
    if kind == "plan":
        made = acts.begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
        return made, {"step": None, "plan": made}, made.focus_areas.first()
    made = acts.begin_strategy(Strategy.objects.get(is_own=True), by=secretary, year_from=2031, year_to=2041)
    return made, {"step": made.steps.create(title="Remiss")}, made.goals.first()


@pytest.mark.parametrize("kind", ["plan", "strategy"])
def test_a_draft_that_is_asked_about_is_read_as_it_was_shown_by_those_who_are_asked(client, secretary, kind):
    made, of, part = drafted(kind, secretary)
    asked = acts.consultation("timra", **of)
    shown = f"{asked.get_absolute_url()}utkast/1/"

    def reading(person, *pages):
        client.force_login(person) if person else client.logout()
        return [client.get(page).status_code for page in pages or [shown]]

    others = None, person_for("member"), person_for("outsider")
    assert {(*reading(person),) for person in others} == {(404,)}
    [timra] = Organisation.objects.filter(slug="timra")
    held = Appointment.objects.on(timezone.localdate()).filter(seat__organisation=timra)
    asked_people = {each.person for each in held.select_related("person")}
    assert person_for("official") in asked_people
    assert len(asked_people) > 1
    for person in asked_people:
        assert reading(person, shown, made.get_absolute_url(), part.get_absolute_url()) == [200, 404, 404]
        assert shown in client.get(asked.get_absolute_url()).content.decode()
    assert shown not in page(client, asked)
    who = "Utkastet och filerna som hör till det läses av kansliet och dem som har en plats"
    assert who in page(client, asked)

    def told_programs():
        [told] = client.get("/strategi/framtagande/remisser.json").json()["consultations"]
        return [(each["draft"] or "").endswith(shown) for each in told["versions"]]

    assert told_programs() == [False]
    client.force_login(person_for("official"))
    assert shown in client.get(asked.answers.get().answering_url).content.decode()
    close_consultation(asked, by=secretary, reason="Klart.")
    assert reading(None, shown, made.get_absolute_url()) == [200, 404]
    assert shown in page(client, asked)
    assert told_programs() == [True]


@pytest.mark.parametrize("kind", ["plan", "strategy"])
def test_what_was_shown_of_a_draft_stands_when_it_changes_and_is_shown_anew(
    client, official, secretary, kind
):
    _, of, part = drafted(kind, secretary)
    asked = acts.consultation("timra", **of, files=[pdf("forslag.pdf")])
    change = f"{asked.get_absolute_url()}andring/"
    client.force_login(secretary)
    assert "show_draft" not in client.get(change).context["form"].fields
    before = part.title
    change_basics(part, by=secretary, title="En annan lydelse")
    client.force_login(official)
    first = client.get(f"{asked.get_absolute_url()}utkast/1/").content.decode()
    assert before in first
    assert "En annan lydelse" not in first
    client.force_login(secretary)
    assert "Utkastet har ändrats sedan" in client.get(asked.get_absolute_url()).content.decode()
    form = client.get(change).context["form"]
    removed = [each.pk for each in asked.files.all()]
    told = acts.as_posted(form, show_draft="on", text="Vad tycker ni nu?", removed=removed)
    client.post(change, told)
    assert "Utkastet har ändrats sedan" not in client.get(asked.get_absolute_url()).content.decode()
    letter = Letter.objects.filter(kind="consultation", person=official).latest("pk")
    assert "är omskrivet, utkastet är ändrat och borttagna filer är ”forslag.pdf”." in letter.text
    client.force_login(official)
    now = page(client, asked, official)
    assert all(each in now for each in ("Vad tycker ni?", "Vad tycker ni nu?", "/utkast/1/", "/utkast/2/"))
    versions = [client.get(f"{asked.get_absolute_url()}utkast/{nth}/").content.decode() for nth in (1, 2)]
    assert ["En annan lydelse" in each for each in versions] == [False, True]
    close_consultation(asked, by=secretary, reason="Klart.")
    file = ConsultationFile.objects.get()
    told = page(client, asked)
    assert "Vad tycker ni?" in told
    assert file.get_absolute_url() in told
    assert status(client, file) == 200
    assert "/utkast/2/" in told


@pytest.mark.both
def test_the_database_keeps_what_was_asked_and_opens_nothing_again_that_is_in_force(secretary):
    made, of, _ = drafted("plan", secretary)
    asked = acts.consultation("timra", **of, files=[pdf()])
    version, file = asked.version, asked.files.get()
    for change in (
        lambda: ConsultationVersion.objects.filter(pk=version.pk).update(text="Annat"),
        lambda: ConsultationVersion.objects.filter(pk=version.pk).delete(),
        lambda: version.files.clear(),
        lambda: ConsultationFile.objects.filter(pk=file.pk).update(name="Annan.pdf"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    change_consultation(asked, by=secretary, files=[pdf("bilaga.pdf")])
    with pytest.raises(DatabaseError), transaction.atomic():
        version.files.add(asked.files.get(name="bilaga.pdf"))
    close_consultation(asked, by=secretary, reason="Klart.")
    again = {"closed_at": None, "closed_by": None}
    Consultation.objects.filter(pk=asked.pk).update(**again)
    close_consultation(asked, by=secretary, reason="Klart.")
    acts.adopt_edition(made, by=secretary)
    with pytest.raises(PermissionDenied, match="är inte längre ett utkast, och remissen öppnas inte igen"):
        reopen_consultation(asked, by=secretary, reason="Igen.", last_day=SOME_DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.filter(pk=asked.pk).update(**again)


@pytest.mark.parametrize("kind", ["plan", "strategy"])
def test_a_file_that_goes_with_a_draft_is_read_by_those_who_read_the_draft(client, secretary, kind):
    """In every channel, also the files that went with it before; and by everyone once the draft is."""
    _, of, _ = drafted(kind, secretary)
    asked = acts.consultation("timra", **of, files=[pdf("skogsutkastet.pdf")])
    first = asked.files.get()
    change_consultation(asked, by=secretary, files=[pdf("fjällutkastet.pdf")], removed=[first])
    files = list(ConsultationFile.objects.order_by("pk"))
    assert len(files) == 2

    def told(person):
        """Of each file: whether it is downloaded, is on the page and is told to programs."""
        client.force_login(person) if person else client.logout()
        pages = [asked.get_absolute_url(), *(f"/strategi/framtagande/remisser.{each}" for each in ENDINGS)]
        texts = [client.get(each).content.decode() for each in pages]
        names = [[file.get_absolute_url() in text for text in texts] for file in files]
        return [(status(client, file) == 200, *name) for file, name in zip(files, names, strict=True)]

    def found():
        index_all_that_waits()
        return [hit.title for hit in client.get("/sok/", {"q": "fjällutkastet"}).context["found"].hits]

    hidden, read, open_to_all = (False,) * 4, (True, True, False, False), (True,) * 4
    for person in (None, person_for("member"), person_for("outsider")):
        assert told(person) == [hidden, hidden]
    for person in (person_for("official"), secretary):
        assert told(person) == [read, read]
        assert found() == []
    form = client.get(f"{asked.get_absolute_url()}andring/").context["form"]
    assert "läses de av dem som läser utkastet" in form.fields["files"].help_text
    close_consultation(asked, by=secretary, reason="Klart.")
    assert told(None) == [open_to_all, open_to_all]
    assert found() == ["Ny strategi"]
    reopen_consultation(asked, by=secretary, reason="Mer tid.", last_day=SOME_DAY)
    assert told(None) == [hidden, hidden]


def test_a_file_of_what_is_no_draft_is_everyones(client, asked_of_all):
    assert status(client, asked_of_all.files.get()) == 200
    assert "forslag.pdf" in page(client, asked_of_all)


def test_opened_again_the_draft_is_shown_as_it_stands(client, official, secretary):
    _, of, part = drafted("plan", secretary)
    asked = acts.consultation("timra", **of)
    close_consultation(asked, by=secretary, reason="Klart.")
    change_basics(part, by=secretary, title="En annan lydelse")
    reopen_consultation(asked, by=secretary, reason="Mer tid", last_day=SOME_DAY)
    client.force_login(official)
    assert "En annan lydelse" in client.get(f"{asked.get_absolute_url()}utkast/2/").content.decode()
    told = f"till den {day(SOME_DAY)}. Utkastet är ändrat. Mer tid\n"
    assert told in Letter.objects.filter(person=official).latest("pk").text


def test_the_office_is_told_truly_what_those_who_are_asked_read(client, secretary):
    """Its words may change after the draft did, and what was shown before that was kept is not known."""
    _, of, part = drafted("plan", secretary)
    asked = acts.consultation("timra", **of)
    change_basics(part, by=secretary, title="En annan lydelse")
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    shown = f"De läser det som det visades den {day(timezone.localdate())}."
    assert f"fick se det. {shown}" in page(client, asked, secretary)
    other = acts.consultation("timra", **of)
    version = ConsultationVersion(consultation=other, number=2, title="x", text="x", draft={})
    version.shown_at, version.shown_by = timezone.now(), secretary
    version.save()
    told = page(client, other, secretary)
    assert "De tillfrågade läser inte utkastet nu" in told
    assert "Utkastet har ändrats" not in told


def test_once_in_force_everyone_reads_what_was_asked_about(client, secretary):
    made, of, _ = drafted("plan", secretary)
    asked = acts.consultation("timra", **of)
    close_consultation(asked, by=secretary, reason="Klart.")
    acts.adopt_edition(made, by=secretary)
    client.force_login(secretary)
    assert "remissen öppnas inte igen" in client.get(asked.get_absolute_url()).content.decode()
    assert client.get(f"{asked.get_absolute_url()}stangning/").status_code == 403
    client.logout()
    told = client.get(f"{asked.get_absolute_url()}utkast/1/").content.decode()
    assert "Det här är inte vad som gäller." in told
    assert "/utkast/1/" in page(client, asked)


@pytest.mark.both
@pytest.mark.parametrize("kind", ["plan", "strategy"])
def test_a_draft_that_was_asked_about_is_thrown_away_and_what_was_asked_and_answered_is_kept(
    client, secretary, kind
):
    made, of, _ = drafted(kind, secretary)
    before, name, discard = made.made_from, str(made), DISCARD[kind]
    asked = acts.consultation("timra", **of)
    client.force_login(secretary)
    page = client.get(made.making_url).content.decode()
    assert f"Utkastet går inte att kasta nu. Remissen ”{asked}” är öppen. Stäng den först." in page
    assert "borttagning/" not in page
    with pytest.raises(Refused, match="är öppen"):
        discard(made, by=secretary)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    assert "borttagning/" in client.get(made.making_url).content.decode()
    discard(made, by=secretary)
    asked.refresh_from_db()
    assert (asked.whole, asked.discarded_draft, type(made).with_drafts.filter(pk=made.pk).count()) == (
        before,
        name,
        0,
    )
    client.logout()
    told = client.get(asked.get_absolute_url()).content.decode()
    assert f"Utkastet {name}, som remissen gällde, kastades sedan." in told
    shown = client.get(f"{asked.get_absolute_url()}utkast/1/")
    assert (shown.status_code, name in shown.content.decode()) == (200, True)
    assert may_reopen_consultation(secretary, asked).reason.startswith(f"Utkastet {name} är kastat")
    drafted(kind, secretary)


def test_of_steps_with_one_name_the_journal_has_the_words_of_each(secretary):
    made, *_ = drafted("strategy", secretary)
    for how in ("Möten i norr.", "Möten i söder."):
        StrategyStep.objects.create(strategy=made, title="Dialog", how=how)
    discard_strategy(made, by=secretary)
    [told] = JournalEntry.objects.filter(act="discard_strategy")
    assert {"Möten i norr.", "Möten i söder."} <= set(told.before.values())


def test_a_step_of_a_strategy_that_was_thrown_away_is_shown_with_its_consultation_alone(client, secretary):
    made, of, _ = drafted("strategy", secretary)
    step, before = of["step"], made.made_from
    change_basics(step, by=secretary, title="Remiss av utkastet", how="Hemligt sätt.", when="Hemlig dag.")
    asked = acts.consultation("timra", **of)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    discard_strategy(made, by=secretary)
    client.force_login(secretary)
    for where in (
        "/strategi/framtagande/",
        "/strategi/framtagande/remisser.json",
        before.get_absolute_url(),
        "/kansli/grunduppgifter/steg/",
        "/strategi/framtagande/remisser/ny/",
    ):
        told = client.get(where).content.decode()
        assert [words for words in ("Hemligt", "Hemlig dag", "Remiss av utkastet") if words in told] == []
    assert "Remiss av utkastet" in client.get(asked.get_absolute_url()).content.decode()
    [told] = JournalEntry.objects.filter(act="discard_strategy")
    assert {"Hemligt sätt.", "Hemlig dag."} <= set(told.before.values())
    drafted("strategy", secretary)

@pytest.mark.parametrize("kind", ["plan", "strategy"])
def test_what_is_asked_about_does_not_take_effect_before_the_answers_are_in(client, secretary, kind):
    if kind == "plan":
        made = acts.begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
        asked, page = acts.consultation(step=None, plan=made), "/strategi/plan/2027/uppdatering/"
        take = partial(acts.adopt_edition, made, by=secretary)
    else:
        first = Strategy.objects.get(is_own=True)
        made = begin_strategy(first, by=secretary, year_from=2031, year_to=2041)
        step = made.steps.create(title="Remiss")
        asked, page = acts.consultation(step=step), made.making_url + "granskning/"
        facts = {"adopted_on": dt.date(2026, 11, 25), "adopted_by": "Regionfullmäktige"}
        take = partial(adopt_strategy, made, by=secretary, **facts)
    client.force_login(secretary)
    with pytest.raises(Refused, match="är öppen"):
        take()
    assert asked.get_absolute_url() in client.get(page).content.decode()
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    assert "Stäng den först." not in client.get(page).content.decode()
    take()


@pytest.mark.both
def test_the_database_keeps_a_closed_consultation_with_the_plan_it_is_about(secretary):
    made, of, _ = drafted("plan", secretary)
    before = made.made_from
    asked = acts.consultation("timra", **of)
    rows = Consultation.objects.filter(pk=asked.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(plan=before, discarded_draft=str(made))  # it is still open
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(discarded_draft=str(made))  # the draft is there
    other = StrategicPlan.objects.create(title="En annan plan", year=2020)
    for facts in ({"plan": other}, {"plan": before}, {"plan": other, "discarded_draft": str(made)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**facts)  # it is kept with what the draft was made from alone
    discard_edition(made, by=secretary)
    again = begin_edition(before, by=secretary, year=2027)
    for facts in ({"plan": again}, {"discarded_draft": ""}, {"plan": other}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**facts)


@pytest.mark.both
def test_the_database_keeps_a_step_that_was_asked_about_with_its_strategy(secretary):
    made, of, _ = drafted("strategy", secretary)
    asked = acts.consultation("timra", **of)
    close_consultation(asked, by=secretary, reason="Alla har svarat.")
    facts = {"region_name": "Norr", "year_from": 2020, "year_to": 2030, "slug": "norr", "is_own": False}
    other = Strategy.objects.create(title="En annan", **facts)
    steps = StrategyStep._base_manager.filter(pk=asked.step_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(strategy=other)
    discard_strategy(made, by=secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(strategy=other)
    asked.refresh_from_db()
    assert asked.step.strategy == made.made_from
