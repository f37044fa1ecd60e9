"""A draft: begun, written, handed in, and nothing typed is ever lost."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import Organisation
from meetings.models import AgendaItem
from meetings.workflow import proposal as verbs
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.proposals.conftest import (
    autosave,
    browser_of,
    fresh,
    journal,
    own,
    typed,
)

# The draft


def test_a_proposal_begins_with_a_council_and_a_title_and_goes_on_to_its_draft(writer, regional, official):
    assert writer.post("/forslag/nytt/", {"title": ""}).context["form"].errors == {
        "council": ["Välj det råd som frågan är till för."],
        "title": ["Skriv en rubrik som säger vad frågan gäller."],
    }
    response = writer.post("/forslag/nytt/", {"council": regional.pk, "title": "Bredband på öarna"})
    draft = AgendaItem.objects.get(title="Bredband på öarna")
    assert response.url == own(draft, "underlag/")
    assert (draft.stage, draft.council, draft.added_by) == ("draft", regional, official)
    assert (draft.proposed_by.slug, draft.contact) == ("timra", official.name)


def test_whoever_sits_for_two_organisations_is_asked_for_which(official, regional):
    seat = regional.seats.filter(organisation__slug="sundsvall").first()
    seat.appointments.all().delete()
    seat.appointments.create(person=official, begins=dt.date(2020, 1, 1))
    client = browser_of(official)
    answers = {"council": regional.pk, "title": "För Sundsvall"}
    response = client.post("/forslag/nytt/", answers)
    assert response.context["form"].errors == {
        "organisation": ["Välj vilken organisation som lämnar förslaget."]
    }
    client.post("/forslag/nytt/", answers | {"organisation": seat.organisation_id})
    assert AgendaItem.objects.get(title="För Sundsvall").proposed_by.slug == "sundsvall"


def test_one_proposes_only_for_an_organisation_one_sits_for(regional, official):
    with pytest.raises(Refused, match="en plats för"):
        verbs.start_proposal(
            regional, by=official, organisation=Organisation.objects.get(slug="ange"), title="För andra"
        )


def test_started_twice_it_is_the_same_draft(writer, regional):
    for _ in range(2):
        writer.post("/forslag/nytt/", {"council": regional.pk, "title": "En gång"})
    assert AgendaItem.objects.filter(title="En gång").count() == 1


def test_every_question_has_an_example(writer, regional):
    page = writer.get(own(acts.drafted(regional), "underlag/")).content.decode()
    assert page.count("Exempel: <q>") == 10


def test_a_draft_may_lack_everything_but_its_title(writer, regional):
    draft = acts.drafted(regional)
    empty = dict.fromkeys(typed(draft), "") | {"minutes_needed": "15", "seen": typed(draft)["seen"]}
    response = writer.post(own(draft, "underlag/"), empty | {"title": "Bara en rubrik"})
    assert response.url == own(draft, "underlag/")
    saved = fresh(draft)
    assert (saved.title, saved.type, saved.background, saved.primary_goal) == ("Bara en rubrik", "", "", None)


LACKING = [
    ({"type": ""}, "type", "Välj om punkten avser information eller ställningstagande."),
    (
        {"primary_goal": ""},
        "primary_goal",
        "Välj det mål i RUS som ärendet tjänar, och skriv en mening om hur.",
    ),
    ({"how": " "}, "how", "Skriv en mening om hur ärendet tjänar målet."),
    (
        {"background": "", "questions": ""},
        "background",
        "Skriv en bakgrund eller de frågor som ska förberedas.",
    ),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), LACKING)
def test_handing_in_asks_for_the_three_things_and_the_draft_stays(writer, regional, changes, field, sentence):
    draft = acts.drafted(regional)
    response = writer.post(own(draft, "underlag/"), typed(draft, summary="Nyskrivet.", submit="1") | changes)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert re.search(rf'href="#(div_)?id_{field}"', response.content.decode())
    saved = fresh(draft)
    assert (saved.stage, saved.summary) == ("draft", "Nyskrivet.")
    # and the page goes on from what is saved
    again = writer.post(own(draft, "underlag/"), typed(draft, submit="1", seen=typed(saved)["seen"]))
    assert again.url == own(draft)
    assert fresh(draft).stage == "proposed"


def test_sustainability_is_asked_for_but_does_not_stop(writer, regional):
    draft = acts.drafted(regional)
    assert writer.post(own(draft, "underlag/"), typed(draft, submit="1")).url == own(draft)
    assert writer.get(own(draft)).content.decode().count("Inte beskriven") == 3


def test_handed_in_twice_it_is_handed_in_once(writer, regional):
    draft = acts.drafted(regional)
    for _ in range(2):
        assert writer.post(own(draft, "underlag/"), typed(draft, submit="1")).status_code == 302
    assert journal(draft) == ["submit_proposal"]


def test_a_draft_is_thrown_away_without_a_trace_once_its_writer_says_so_again(writer, regional):
    draft = acts.drafted(regional)
    assert "går inte att få tillbaka" in writer.get(own(draft, "atertagande/")).content.decode()
    assert writer.post(own(draft, "atertagande/"), acts.where(draft)).url == "/forslag/"
    assert not AgendaItem.objects.filter(pk=draft.pk).exists()
    assert journal(draft) == []


# Nothing typed is lost


def test_the_text_is_saved_while_it_is_written(writer, regional):
    draft = acts.drafted(regional)
    answer = autosave(writer, draft, background="Ett ord till.")
    saved = fresh(draft)
    told = answer.json()
    assert (answer.status_code, told["seen"], told["complete"]) == (200, typed(saved)["seen"], True)
    assert told["sentence"] == f"Sparat {timezone.localtime():%H.%M}."
    assert saved.background == "Ett ord till."


def test_the_same_save_sent_twice_is_harmless(writer, regional):
    draft = acts.drafted(regional)
    first, second = (autosave(writer, draft, background="En gång.").json() for _ in range(2))
    assert first["seen"] == second["seen"]
    assert fresh(draft).revision == draft.revision + 1


def test_a_page_whose_answer_was_lost_goes_on_and_another_page_is_told(writer, regional):
    draft = acts.drafted(regional)
    autosave(writer, draft, background="Ett.", page="17")
    assert autosave(writer, draft, background="Ett, två.", page="17").status_code == 200
    answer = autosave(writer, draft, background="Något annat.", page="18")
    assert (answer.status_code, answer.json()["sentence"]) == (
        409,
        "Uppgifterna har ändrats sedan du öppnade sidan. Inget av ditt har gått förlorat.",
    )
    assert fresh(draft).background == "Ett, två."


def test_two_who_write_at_once_both_see_both_texts(regional, writer, office):
    item = acts.proposed(regional, "returned")
    office.post(own(item, "underlag/"), typed(item, background="Kansliets text."))
    response = writer.post(own(item, "underlag/"), typed(item, background="Min text."))
    assert response.status_code == 409
    assert response.context["versions"] == [("Bakgrund", "Min text.", "Kansliets text.")]
    assert "Min text.</textarea>" in response.content.decode().replace("\n", "")
    chosen = typed(fresh(item), background="Bådas text.")
    assert writer.post(own(item, "underlag/"), chosen).status_code == 302
    assert fresh(item).background == "Bådas text."


def test_what_can_be_saved_is_saved_and_what_is_wrong_is_told(writer, regional):
    draft = acts.drafted(regional)
    answer = autosave(writer, draft, title="", minutes_needed="många", background="Det här är rätt.").json()
    assert not answer["complete"]
    assert "Skriv en rubrik" in answer["sentence"]
    assert "hela minuter" in answer["sentence"]
    saved = fresh(draft)
    assert (saved.background, saved.title) == ("Det här är rätt.", draft.title)


@pytest.mark.parametrize("name", ["secretary", "preparer", "colleague", "outsider", "administrator"])
def test_nobody_else_saves_a_draft(regional, cast, name):
    draft = acts.drafted(regional)
    assert autosave(browser_of(cast[name]), draft, background="Inkräktat").status_code == 404
    assert fresh(draft).background == draft.background


@pytest.mark.parametrize("stage", ["proposed", "returned"])
def test_who_may_not_hand_in_is_told_so_before_anything_is_saved(regional, office, stage):
    item = acts.proposed(regional, stage)
    answer = office.post(own(item, "underlag/"), typed(item, background="Kansliets.") | {"submit": "1"})
    assert (answer.status_code, fresh(item).background) == (403, item.background)


def test_what_is_handed_in_is_not_saved_behind_ones_back(writer, regional):
    item = acts.proposed(regional)
    answer = autosave(writer, item, background="Från en flik som stod öppen.")
    assert (answer.status_code, answer.json()["sentence"]) == (409, "Förslaget är inskickat. Ladda om sidan.")
    assert fresh(item).background == item.background


def test_text_sent_without_a_session_waits_until_its_writer_is_back(regional, official):
    draft = acts.drafted(regional)
    client = Client()
    answer = autosave(client, draft, background="Skrivet i natt.")
    assert (answer.status_code, answer.json()) == (401, {"sentence": "Du är utloggad."})
    response = client.post(own(draft, "underlag/"), typed(draft, background="Skrivet i natt."))
    assert response.url == f"/logga-in/?next={own(draft, 'underlag/')}"
    client.force_login(official)
    page = client.get(own(draft, "underlag/")).content.decode()
    assert "Skrivet i natt." in page
    assert "Texten du skrev är kvar" in page
    assert fresh(draft).background == draft.background
    assert "Skrivet i natt." not in client.get(own(draft, "underlag/")).content.decode()


def test_text_sent_without_a_session_is_not_given_to_someone_else(regional, secretary):
    draft = acts.drafted(regional)
    client = Client()
    client.post(own(draft, "underlag/"), typed(draft, background="Skrivet i natt."))
    client.force_login(secretary)
    assert client.get(own(draft, "underlag/")).status_code == 404


def test_a_draft_is_kept_in_no_cache_and_signing_out_empties_the_browser(writer, regional):
    draft = acts.drafted(regional)
    assert "no-store" in writer.get(own(draft, "underlag/"))["Cache-Control"]
    assert writer.post("/logga-ut/")["Clear-Site-Data"] == '"cache", "storage"'
