"""Who sees a proposal and who does what with it, at each stage."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.models import JournalEntry, Person
from meetings.models import AgendaItem, Comment, Meeting
from meetings.workflow import proposal as verbs
from meetings.workflow.meeting import close_meeting
from rus_portal.core.refusal import Refused
from tests import acts
from tests.conftest import of_the_test
from tests.meetings.proposals.conftest import (
    COUNCIL,
    FOLLOWERS,
    STAGES,
    browser_of,
    own,
)

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
    acts.published(close_meeting(meeting, by=secretary))
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
    "save": lambda item, by: verbs.save_proposal(item, by=by, summary="Nytt."),
    "attach": lambda item, by: acts.enclose(item, by=by),
    "submit": lambda item, by: verbs.submit_proposal(item, by=by),
    "withdraw": lambda item, by: verbs.withdraw_proposal(item, by=by),
    "comment": lambda item, by: verbs.comment(item, by=by, text="Bra."),
    "take up": lambda item, by: verbs.take_up(item, by=by),
    "recommend": lambda item, by: verbs.recommend(item, by=by),
    "ask": lambda item, by: verbs.ask_for_more(item, by=by, text="Hur mycket?"),
    "return": lambda item, by: verbs.return_proposal(item, by=by, text="Inte än."),
    "merge": lambda item, by: verbs.merge_proposals(item, another(item), by=by),
    "schedule": lambda item, by: verbs.schedule_proposal(item, coming(item), by=by),
    "lift": lambda item, by: acts.lift(item, "preparation", by),
}


W, S, G = "official", "secretary", "preparer"


STEERING = {"comment": {W, S, G}, "take up": {S, G}, "recommend": {S, G}, "return": {S, G}, "merge": {S, G}}


WRITING = {"save": {W, S}, "attach": {W, S}, "withdraw": {W, S}}


MAY = {
    "draft": {"save": {W}, "attach": {W}, "submit": {W}, "withdraw": {W}},
    "proposed": STEERING | WRITING | {"submit": {W}, "ask": {S, G}},
    "in_preparation": STEERING | WRITING | {"ask": {S, G}, "take up": set()},
    "ready": STEERING
    | {"save": {S}, "attach": {S}, "withdraw": {W, S}}
    | {"schedule": {S, G}, "recommend": set()},
    "returned": WRITING | {"submit": {W}, "comment": {W, S, G}, "take up": {S, G}, "merge": {S, G}},
    "withdrawn": {},
    "scheduled": {"comment": {W, S, G}, "lift": {S, G}},
    "on_agenda": {"lift": {S}},
}


class Undo(Exception):
    pass


def goes(act, item, person):
    """Whether the act goes through; undone either way."""
    try:
        with of_the_test():
            act(AgendaItem.objects.get(pk=item.pk), person)
            raise Undo
    except Undo:
        return True
    except (PermissionDenied, Refused):
        return False


# Where nothing is to be lifted `tests/test_rights.py` tries the same, by all but the colleague.
LIFTED = [stage for stage in STAGES if "lift" in MAY[stage]]
OTHERS = [stage for stage in STAGES if "lift" not in MAY[stage]]


@pytest.mark.parametrize("stage", OTHERS)
def test_a_colleague_of_the_writers_does_nothing_with_the_proposal(regional, colleague, stage):
    item = acts.proposed(regional, stage)
    assert [act for act, tried in TRIED.items() if goes(tried, item, colleague)] == []


@pytest.mark.parametrize(
    "stage", [*LIFTED, *(pytest.param(stage, marks=pytest.mark.evidence) for stage in OTHERS)]
)
def test_who_may_do_what_with_a_proposal_at_each_stage(regional, cast, stage):
    item = acts.proposed(regional, stage)
    del cast["public"]  # sees no proposal to act on
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
