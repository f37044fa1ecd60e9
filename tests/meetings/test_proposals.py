"""A proposal from draft to a place on a meeting: who sees it, who does what, and that nothing is lost."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from councils.models import JournalEntry, Organisation, Person
from councils.refusal import Conflict, Refused
from meetings.models import AgendaItem, Comment, Meeting
from meetings.whereabouts import steps, whereabouts
from meetings.workflow import agenda, meetings
from meetings.workflow import proposals as verbs
from rus_portal.demo.people import email_of
from rus_portal.demo.proposals import load_proposals
from tests import acts

STAGES = ("draft", "proposed", "in_preparation", "ready", "returned", "withdrawn", "scheduled", "on_agenda")
FOLLOWERS = {"official", "colleague", "preparer", "secretary"}
COUNCIL = {"secretary", "chair", "member", "opposition", "official", "colleague"}


@pytest.fixture
def colleague(db):
    """Sits for the organisation of the official, who writes the proposals."""
    return Person.objects.get(email=email_of("timra.majoritet"))


@pytest.fixture
def cast(secretary, chair, member, opposition, official, preparer, outsider, administrator, colleague):
    return {
        "public": AnonymousUser(),
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "colleague": colleague,
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
    }


def browser_of(person):
    client = Client(raise_request_exception=True)
    if person.is_authenticated:
        client.force_login(person)
    return client


@pytest.fixture
def writer(official):
    return browser_of(official)


@pytest.fixture
def group(preparer):
    return browser_of(preparer)


@pytest.fixture
def office(secretary):
    return browser_of(secretary)


def own(item, page=""):
    return f"/forslag/{item.pk}/{page}"


def typed(item, **changes):
    """What the browser sends of the text of a proposal."""
    fields = ("type", "title", "summary", "how", "background", "questions", "proposed_position", "presenters")
    fields += ("minutes_needed", "contact", "social", "ecological", "economic", "revision")
    shown = {field: getattr(item, field) for field in fields}
    return shown | {"primary_goal": item.primary_goal_id or ""} | changes


def autosave(client, item, **changes):
    return client.post(own(item, "underlag/"), typed(item, **changes), headers={"X-Requested-With": "fetch"})


def fresh(item):
    return AgendaItem.objects.with_talk().get(pk=item.pk)


def said(item):
    return [(comment.kind, comment.text) for comment in item.comments.order_by("written_at", "pk")]


def journal(item):
    entries = JournalEntry.objects.filter(subject_type="meetings.agendaitem", subject_id=item.pk)
    return list(entries.order_by("pk").values_list("act", flat=True))


# Who sees what


SEEN = dict.fromkeys(STAGES, FOLLOWERS) | {"draft": {"official"}, "on_agenda": FOLLOWERS | COUNCIL}


@pytest.mark.parametrize("stage", STAGES)
def test_a_proposal_is_seen_by_its_writer_the_organisation_the_group_and_the_office(regional, cast, stage):
    item = acts.proposed(regional, stage)
    seen = {name for name, person in cast.items() if AgendaItem.objects.visible_to(person).filter(pk=item.pk)}
    assert seen == SEEN[stage]


@pytest.mark.parametrize("stage", STAGES)
def test_the_page_is_for_those_who_follow_the_proposal_and_for_others_it_does_not_exist(
    regional, cast, stage
):
    item = acts.proposed(regional, stage)
    answers = {name: browser_of(person).get(own(item)).status_code for name, person in cast.items()}
    followers = {"official"} if stage == "draft" else FOLLOWERS
    strangers = dict.fromkeys(cast, 404) | {"public": 302}
    assert answers == strangers | dict.fromkeys(followers, 200)


def test_what_was_said_of_a_proposal_never_reaches_those_who_only_read_the_agenda(regional, secretary, cast):
    item = acts.proposed(regional, "on_agenda")
    Comment.objects.create(item=item, person=secretary, text="Sagt i beredningen", written_at=timezone.now())
    meeting = Meeting.objects.get(pk=item.meeting_id)
    Meeting.objects.filter(pk=meeting.pk).update(date=timezone.localdate(), end_date=timezone.localdate())
    meeting.refresh_from_db()
    acts.handle(meeting.items.get())
    acts.published(meetings.close_meeting(meeting, by=secretary))
    reading = {name for name, person in cast.items() if Comment.objects.visible_to(person).exists()}
    assert reading == FOLLOWERS
    for name, person in cast.items():
        client = browser_of(person)
        assert ("Sagt i beredningen" in client.get(own(item)).content.decode()) == (name in FOLLOWERS)
        assert "Sagt i beredningen" not in client.get(item.get_absolute_url()).content.decode()


EVERYWHERE = [
    *("/", "/forslag/", "/beredning/", "/kansli/", "/kansli/journal/", "/stallningstaganden/?q=kanariefagel"),
    *("/strategi/mal/1.1/", "/rad/regionala-samverkansradet/", "/rad/regionala-samverkansradet/moten/"),
    *("/kansli/arshjul/", "/kansli/journal.csv"),
]


def test_a_draft_is_read_by_nobody_but_its_writer(regional, cast):
    draft = acts.drafted(regional, title="Kanariefågel", background="Kanariefågel", how="Kanariefågel")
    pages = [*EVERYWHERE, *(own(draft, page) for page in ("", "underlag/", "atertagande/", "sammanforing/"))]
    finders = set()
    for name, person in cast.items():
        client = browser_of(person)
        for page in pages:
            response = client.get(page)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            finders |= {name} if "Kanariefågel" in content.decode() else set()
    assert finders == {"official"}
    assert not JournalEntry.objects.filter(subject_id=draft.pk, subject_type="meetings.agendaitem").exists()


def test_who_has_no_seat_any_more_neither_proposes_nor_follows(regional, official):
    item = acts.proposed(regional, "returned")
    official.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    former = Person.objects.get(pk=official.pk)
    assert not AgendaItem.objects.visible_to(former).filter(pk=item.pk).exists()
    assert browser_of(former).get("/forslag/nytt/").status_code == 403
    with pytest.raises(PermissionDenied, match="Den som har en plats"):
        verbs.submit_proposal(item, by=former)


# Who does what, and when


def another(item):
    return acts.proposed(item.council, title="Ett annat förslag", by=Person.objects.get(pk=item.added_by_id))


def coming(item):
    return acts.plan(item.council, days=61)


TRIED = {
    "save": lambda item, by: verbs.save_proposal(item, by=by, revision=item.revision, summary="Nytt."),
    "submit": lambda item, by: verbs.submit_proposal(item, by=by),
    "withdraw": lambda item, by: verbs.withdraw_proposal(item, by=by),
    "comment": lambda item, by: verbs.comment(item, by=by, text="Bra."),
    "take up": lambda item, by: verbs.take_up(item, by=by),
    "recommend": lambda item, by: verbs.recommend(item, by=by),
    "ask": lambda item, by: verbs.ask_for_more(item, by=by, text="Hur mycket?"),
    "return": lambda item, by: verbs.return_proposal(item, by=by, text="Inte än."),
    "merge": lambda item, by: verbs.merge_proposals(item, another(item), by=by),
    "schedule": lambda item, by: verbs.schedule_proposal(item, coming(item), by=by),
    "unschedule": lambda item, by: verbs.unschedule_proposal(item, by=by),
}
W, S, G = "official", "secretary", "preparer"
STEERING = {"comment": {W, S, G}, "take up": {S, G}, "recommend": {S, G}, "return": {S, G}, "merge": {S, G}}
MAY = {
    "draft": {"save": {W}, "submit": {W}, "withdraw": {W}},
    "proposed": STEERING
    | {"save": {W, S}, "submit": {W}, "withdraw": {W, S}, "ask": {S, G}, "unschedule": {S, G}},
    "in_preparation": STEERING
    | {"save": {W, S}, "withdraw": {W, S}, "ask": {S, G}, "unschedule": {S, G}, "take up": set()},
    "ready": STEERING
    | {"save": {S}, "withdraw": {W, S}, "schedule": {S, G}, "unschedule": {S, G}, "recommend": set()},
    "returned": {
        **{"save": {W, S}, "submit": {W}, "withdraw": {W, S}, "comment": {W, S, G}, "take up": {S, G}},
        **{"merge": {S, G}, "unschedule": {S, G}},
    },
    "withdrawn": {},
    "scheduled": {"comment": {W, S, G}, "schedule": {S, G}, "unschedule": {S, G}},
    "on_agenda": {},
}


class Undo(Exception):
    pass


def goes(act, item, person):
    """Whether the act goes through; undone either way."""
    try:
        with transaction.atomic():
            act(AgendaItem.objects.get(pk=item.pk), person)
            raise Undo
    except Undo:
        return True
    except (PermissionDenied, Refused):
        return False


@pytest.mark.parametrize("stage", STAGES)
def test_who_may_do_what_with_a_proposal_at_each_stage(regional, cast, stage):
    item = acts.proposed(regional, stage)
    del cast["public"]  # finds no proposal to do anything with
    may = {act: {name for name, by in cast.items() if goes(tried, item, by)} for act, tried in TRIED.items()}
    assert may == {act: MAY[stage].get(act, set()) for act in TRIED}


def test_anyone_with_a_seat_in_a_council_a_group_or_the_office_proposes_to_any_council(grand, cast):
    for name, person in cast.items():
        response = browser_of(person).post(
            "/forslag/nytt/", {"council": grand.pk, "title": f"Från {name}", "organisation": ""}
        )
        assert response.status_code == 302, name
    found = AgendaItem.objects.filter(council=grand, stage="draft")
    assert {item.title for item in found} == {f"Från {name}" for name in cast if name != "public"}


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
    empty = dict.fromkeys(typed(draft), "") | {"minutes_needed": "15", "revision": draft.revision}
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
    again = writer.post(own(draft, "underlag/"), typed(draft, submit="1") | {"revision": saved.revision})
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
    assert writer.post(own(draft, "atertagande/")).url == "/forslag/"
    assert not AgendaItem.objects.filter(pk=draft.pk).exists()
    assert journal(draft) == []


# Nothing typed is lost


def test_the_text_is_saved_while_it_is_written(writer, regional):
    draft = acts.drafted(regional)
    answer = autosave(writer, draft, background="Ett ord till.")
    saved = fresh(draft)
    assert (answer.status_code, answer.json()["revision"], answer.json()["complete"]) == (
        200,
        saved.revision,
        True,
    )
    assert answer.json()["sentence"] == f"Sparat {timezone.localtime():%H.%M}."
    assert saved.background == "Ett ord till."


def test_the_same_save_sent_twice_is_harmless(writer, regional):
    draft = acts.drafted(regional)
    first, second = (autosave(writer, draft, background="En gång.").json() for _ in range(2))
    assert first["revision"] == second["revision"] == draft.revision + 1


def test_a_page_whose_answer_was_lost_goes_on_and_another_page_is_told(writer, regional):
    draft = acts.drafted(regional)
    autosave(writer, draft, background="Ett.", page="17")
    assert autosave(writer, draft, background="Ett, två.", page="17").status_code == 200
    answer = autosave(writer, draft, background="Något annat.", page="18")
    assert (answer.status_code, answer.json()["sentence"]) == (
        409,
        "Någon annan har sparat ändringar medan du skrev. Inget av ditt har gått förlorat.",
    )
    assert fresh(draft).background == "Ett, två."


def test_two_who_write_at_once_both_see_both_texts(regional, writer, office):
    item = acts.proposed(regional, "returned")
    office.post(own(item, "underlag/"), typed(item, background="Kansliets text."))
    response = writer.post(own(item, "underlag/"), typed(item, background="Min text."))
    assert response.status_code == 409
    assert response.context["versions"] == [("Bakgrund", "Min text.", "Kansliets text.")]
    assert "Min text.</textarea>" in response.content.decode().replace("\n", "")
    chosen = typed(item, background="Bådas text.", revision=fresh(item).revision)
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
    assert writer.post("/logga-ut/")["Clear-Site-Data"] == '"storage"'


# Preparation


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("return", "Skriv varför förslaget lämnas tillbaka. Förslagsställaren ser det."),
        ("question", "Skriv vad som behöver kompletteras."),
        ("comment", "Skriv vad du vill säga."),
    ],
)
def test_who_returns_asks_or_comments_says_what(group, regional, kind, sentence):
    item = acts.proposed(regional)
    response = group.post(own(item, "kommentarer/"), {"kind": kind, "text": "  "})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]
    assert fresh(item).stage == "proposed"
    assert said(item) == []


def test_what_is_returned_shows_its_writer_why_and_is_completed_and_handed_in_again(writer, group, regional):
    item = acts.proposed(regional, "in_preparation")
    group.post(own(item, "kommentarer/"), {"kind": "return", "text": "Vad kostar det?"})
    page = writer.get(own(item)).content.decode()
    assert "Därför lämnades förslaget tillbaka" in page
    assert page.count("Vad kostar det?") == 2  # on top, and in the conversation
    assert "Vad kostar det?" in writer.get("/forslag/").content.decode()
    item = fresh(item)
    writer.post(own(item, "underlag/"), typed(item, economic="En halv tjänst.", submit="1"))
    item = fresh(item)
    assert (item.stage, item.economic) == ("proposed", "En halv tjänst.")
    assert journal(item) == ["submit_proposal", "take_up", "return_proposal", "submit_proposal"]


def test_a_question_stands_until_the_writer_answers_or_completes(writer, group, regional):
    item = acts.proposed(regional, "in_preparation")
    group.post(own(item, "kommentarer/"), {"kind": "question", "text": "Är Trafikverket med?"})
    assert fresh(item).awaits_answer
    assert "Väntar på komplettering" in group.get("/beredning/").content.decode()
    group.post(own(item, "kommentarer/"), {"kind": "comment", "text": "Vi har gott om tid."})
    assert fresh(item).awaits_answer
    writer.post(own(item, "underlag/"), typed(item, background="Trafikverket är med."))
    assert not fresh(item).awaits_answer
    assert said(item)[-1] == ("comment", "Förslaget är kompletterat.")


def test_once_handed_in_the_text_goes_on_passing_the_gate_and_each_change_is_in_the_journal(writer, regional):
    item = acts.proposed(regional)
    response = writer.post(own(item, "underlag/"), typed(item, how=""))
    assert response.status_code == 422
    assert response.context["form"].errors == {"how": ["Skriv en mening om hur ärendet tjänar målet."]}
    assert fresh(item).how == item.how
    assert writer.post(own(item, "underlag/"), typed(item, how="Bättre sagt.")).url == own(item)
    entry = JournalEntry.objects.get(act="save_proposal")
    assert (entry.before, entry.after) == ({"how": item.how}, {"how": "Bättre sagt."})


def test_said_twice_it_is_said_once(group, regional):
    item = acts.proposed(regional)
    for _ in range(2):
        group.post(own(item, "kommentarer/"), {"kind": "comment", "text": "Intressant."})
    assert said(item) == [("comment", "Intressant.")]


def test_each_one_speaks_as_what_one_was_that_day(group, office, writer, regional, preparer):
    item = acts.proposed(regional)
    for client, text in ((group, "Från gruppen"), (office, "Från kansliet"), (writer, "Från mig")):
        client.post(own(item, "kommentarer/"), {"kind": "comment", "text": text})
    preparer.appointments.update(ends=timezone.localdate())
    spoken = [(comment.text, role) for comment, role in writer.get(own(item)).context["comments"]]
    assert spoken == [
        ("Från gruppen", "Strategiska RUS-gruppen"),
        ("Från kansliet", "Kansliet"),
        ("Från mig", "Förslagsställare"),
    ]


def test_a_proposal_that_no_longer_passes_the_gate_is_not_recommended(group, regional):
    item = acts.proposed(regional)
    AgendaItem.objects.filter(pk=item.pk).update(how="")
    response = group.post(own(item, "kommentarer/"), {"kind": "recommendation", "text": ""})
    assert response.context["form"].non_field_errors() == ["Förslaget saknar något som ska framgå."]
    assert fresh(item).stage == "proposed"


# Two become one


def test_two_that_are_merged_keep_both_texts_and_both_writers_see_where_it_went(
    writer, group, regional, member
):
    item = acts.proposed(regional, title="Tåg på morgonen", background="Från Timrå.")
    into = acts.proposed(regional, title="Tåg hela dagen", background="Från Härnösand.", by=member)
    assert group.post(own(item, "sammanforing/"), {"into": into.pk}).url == own(into)
    item = fresh(item)
    assert (item.stage, item.merged_into, item.background) == ("withdrawn", into, "Från Timrå.")
    assert "Ingår nu i ”Tåg hela dagen”." in writer.get(own(item)).content.decode()
    theirs = browser_of(member).get(own(into)).content.decode()
    assert "Sammanfört: Tåg på morgonen" in theirs
    assert "Från Timrå." in theirs
    assert journal(into)[-1] == journal(item)[-1] == "merge_proposals"


def test_what_was_merged_before_follows_along(regional, preparer):
    first, second, third = (acts.proposed(regional, title=f"Förslag {nth}") for nth in range(3))
    verbs.merge_proposals(first, second, by=preparer)
    verbs.merge_proposals(second, third, by=preparer)
    assert {item.title for item in third.merged.all()} == {"Förslag 0", "Förslag 1"}


def test_only_proposals_in_preparation_for_the_same_council_are_merged(regional, grand, preparer, group):
    item = acts.proposed(regional, title="Mitt")
    others = [
        item,
        acts.proposed(grand, title="Till ett annat råd"),
        acts.proposed(regional, "draft", title="Ett utkast"),
        acts.proposed(regional, "withdrawn", title="Återtaget"),
    ]
    for into in others:
        with pytest.raises(Refused, match="Välj ett annat förslag"):
            verbs.merge_proposals(item, into, by=preparer)
        assert group.post(own(item, "sammanforing/"), {"into": into.pk}).status_code == 422
    assert group.get(own(item, "sammanforing/")).context["form"].fields["into"].things == {}


# Onto a meeting


def test_a_proposal_that_is_ready_gets_a_place_last_on_the_meeting_and_keeps_its_council(regional, preparer):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    item = verbs.schedule_proposal(acts.proposed(regional, "ready"), meeting, by=preparer)
    assert (item.meeting, item.number, item.order, item.council) == (meeting, 2, 2, regional)
    assert (item.stage, item.was_late) == ("ready", False)
    assert item.get_absolute_url() == meeting.url("item", 2)
    meetings.send_summons(meeting, by=meeting.secretary)
    assert fresh(item).stage == "on_agenda"


def test_on_a_meeting_already_called_it_waits_for_the_office_and_is_seen_to_be_late(
    regional, preparer, secretary, member
):
    meeting = acts.summoned(regional, days=10)
    item = verbs.schedule_proposal(acts.proposed(regional, "ready"), meeting, by=preparer)
    assert not AgendaItem.objects.visible_to(member).filter(pk=item.pk).exists()
    item = agenda.put_on_agenda(item, by=secretary)
    assert (item.stage, item.was_late) == ("on_agenda", True)


def test_a_proposal_is_scheduled_on_a_joint_meeting_of_its_council_and_not_on_others(
    regional, grand, preparer
):
    item = acts.proposed(regional, "ready")
    with pytest.raises(Refused, match="inte med på det mötet"):
        verbs.schedule_proposal(item, acts.plan(grand, days=30), by=preparer)
    joint = acts.plan(grand, days=31, joint_with=[regional])
    assert verbs.schedule_proposal(item, joint, by=preparer).meeting == joint


def test_a_meeting_that_has_been_held_or_cancelled_takes_nothing(regional, preparer, secretary):
    item = acts.proposed(regional, "ready")
    cancelled = meetings.cancel_meeting(acts.plan(regional, days=30), by=secretary, reason="Sjukdom.")
    for meeting in (acts.held(regional), acts.plan(regional, days=-3), cancelled):
        with pytest.raises(Refused, match="inte har varit"):
            verbs.schedule_proposal(item, meeting, by=preparer)


def test_a_scheduled_proposal_moves_to_another_meeting_with_its_papers(regional, preparer, secretary):
    item = acts.proposed(regional, "scheduled")
    other = acts.plan(regional, days=60)
    paper = agenda.attach_document(
        item.meeting, ContentFile(b"x", name="a.pdf"), item=item, by=secretary, title="Underlag"
    )
    item = verbs.schedule_proposal(item, other, by=preparer)
    paper.refresh_from_db()
    assert (item.meeting, item.number, paper.meeting) == (other, 1, other)


def test_a_scheduled_proposal_is_lifted_off_unless_it_has_papers_there(regional, preparer, secretary):
    item = acts.proposed(regional, "scheduled")
    paper = agenda.attach_document(
        item.meeting, ContentFile(b"x", name="a.pdf"), item=item, by=secretary, title="Underlag"
    )
    with pytest.raises(Refused, match="har handlingar på mötet"):
        verbs.unschedule_proposal(item, by=preparer)
    agenda.remove_document(paper, by=secretary)
    item = verbs.unschedule_proposal(item, by=preparer)
    assert (item.meeting, item.number, item.stage) == (None, None, "ready")
    assert "lyftes av mötet" in JournalEntry.objects.get(act="unschedule_proposal").sentence


def test_scheduled_twice_it_has_one_place(regional, preparer):
    item = acts.proposed(regional, "scheduled")
    verbs.schedule_proposal(item, item.meeting, by=preparer)
    assert journal(item).count("schedule_proposal") == 1


# What the pages say


WHERE = {
    "draft": ("Utkast", "Utkast"),
    "proposed": ("Inskickat", "Inskickat"),
    "in_preparation": ("Under beredning", "Under beredning"),
    "ready": ("Klart", "Klart"),
    "returned": ("Återlämnat", "Komplettera"),
    "withdrawn": ("Återtaget", None),
    "scheduled": ("Schemalagt", "Klart"),
    "on_agenda": ("På dagordningen", "På dagordningen"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_writer_sees_where_the_proposal_is(regional, writer, stage):
    item = fresh(acts.proposed(regional, stage))
    label, step = WHERE[stage]
    assert whereabouts(item).label == label
    assert [name for name, done, here in steps(item) if here] == ([step] if step else [])
    page = writer.get(own(item)).content.decode()
    assert f"{label}.</span> {whereabouts(item).sentence}" in page
    assert whereabouts(item).sentence in writer.get("/forslag/").content.decode()


def test_mine_and_my_organisations_are_listed_apart_and_the_closed_last(regional, official, colleague):
    mine = acts.proposed(regional, title="Mitt")
    theirs = acts.proposed(regional, title="Kollegans", by=colleague)
    closed = acts.proposed(regional, "withdrawn", title="Återtaget")
    acts.drafted(regional, title="Kollegans utkast", by=colleague)
    acts.proposed(regional, title="Någon annans", by=Person.objects.get(email=email_of("ange.majoritet")))
    context = browser_of(official).get("/forslag/").context
    listed = {name: [item for item, where in context[name]] for name in ("mine", "others", "closed_rows")}
    assert listed == {"mine": [mine], "others": [theirs], "closed_rows": [closed]}


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_with_many(regional, official, django_assert_num_queries, count):
    for number in range(count):
        acts.proposed(regional, title=f"Förslag {number}")
        acts.proposed(regional, "withdrawn", title=f"Återtaget {number}")
    client = browser_of(official)
    with django_assert_num_queries(6):
        client.get("/forslag/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_however_much_was_said(
    regional, preparer, official, django_assert_num_queries, count
):
    item, now = acts.proposed(regional), timezone.now()
    for number in range(count):
        Comment.objects.create(
            item=item, person=(preparer, official)[number % 2], text=f"Ord {number}", written_at=now
        )
        acts.proposed(regional, title=f"Förslag {number}").refresh_from_db()
        AgendaItem.objects.filter(title=f"Förslag {number}").update(merged_into=item, stage="withdrawn")
    client = browser_of(preparer)
    with django_assert_num_queries(11):
        client.get(own(item))


ODD = [
    ("", "get", {}),
    ("underlag/", "post", {}),
    ("underlag/", "post", {"revision": "x", "type": "beslut", "primary_goal": "99999", "goals": ["a", "-1"]}),
    ("underlag/", "post", {"revision": "9" * 40, "title": "å" * 999, "minutes_needed": "-3"}),
    ("underlag/", "post", {"title": "a\0b", "background": "\0", "submit": "1"}),
    ("kommentarer/", "post", {}),
    ("kommentarer/", "post", {"kind": "bifall", "text": "\0"}),
    ("kommentarer/", "get", {}),
    ("plats/", "post", {}),
    ("plats/", "post", {"to": "mote-99999999999999999999", "board": "\r\nX: y"}),
    ("plats/", "post", {"to": "withdrawn"}),
    ("plats/", "get", {}),
    ("sammanforing/", "post", {"into": "x"}),
    ("sammanforing/", "post", {"into": "9" * 30}),
]


@pytest.mark.parametrize(("below", "method", "data"), ODD)
@pytest.mark.parametrize("stage", ["draft", "proposed", "scheduled"])
def test_nothing_odd_from_a_browser_is_more_than_refused(
    regional, writer, office, below, method, data, stage
):
    item = acts.proposed(regional, stage)
    for client in (writer, office):
        response = getattr(client, method)(own(item, below), data)
        assert response.status_code < 500
    assert fresh(item).title == item.title
    assert fresh(item).stage == item.stage


def test_there_is_no_proposal_without_end(writer):
    for pk in ("0", "9" * 18):
        assert writer.get(f"/forslag/{pk}/").status_code == 404


def test_the_later_of_two_tabs_is_told(regional, official):
    draft = acts.drafted(regional)
    verbs.save_proposal(draft, by=official, revision=draft.revision, summary="Först")
    with pytest.raises(Conflict):
        verbs.save_proposal(draft, by=official, revision=draft.revision, summary="Sedan")


def test_the_demo_has_a_proposal_at_every_stage_on_the_way(regional):
    acts.plan(regional, days=49)
    told = []
    load_proposals(tell=told.append)
    assert len(told) == 8
    found = AgendaItem.objects.filter(council__isnull=False)
    stages = {(item.stage, item.meeting is not None, item.merged_into is not None) for item in found}
    assert stages == {
        ("draft", False, False),
        ("proposed", False, False),
        ("in_preparation", False, False),
        ("ready", False, False),
        ("ready", True, False),
        ("returned", False, False),
        ("withdrawn", False, True),
    }
    assert sum(fresh(item).awaits_answer for item in found) == 1
