"""A proposal in preparation: returned, asked about, recommended, merged, given a place on a meeting."""

import pytest
from django.utils import timezone

from councils.models import JournalEntry
from meetings.models import AgendaItem
from meetings.workflow import proposal as verbs
from meetings.workflow.item import put_on_agenda
from meetings.workflow.meeting import cancel_meeting
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.proposals.conftest import browser_of, fresh, journal, own, said, typed

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
    response = group.post(own(item, "kommentarer/"), {"kind": kind, "text": "  "} | acts.where(item))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]
    assert fresh(item).stage == "proposed"
    assert said(item) == []


def test_what_is_returned_shows_its_writer_why_and_is_completed_and_handed_in_again(writer, group, regional):
    item = acts.proposed(regional, "in_preparation")
    group.post(own(item, "kommentarer/"), {"kind": "return", "text": "Vad kostar det?"} | acts.where(item))
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
    group.post(
        own(item, "kommentarer/"), {"kind": "question", "text": "Är Trafikverket med?"} | acts.where(item)
    )
    assert fresh(item).awaits_answer
    assert "Väntar på komplettering" in group.get("/beredning/").content.decode()
    group.post(
        own(item, "kommentarer/"), {"kind": "comment", "text": "Vi har gott om tid."} | acts.where(item)
    )
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
        group.post(own(item, "kommentarer/"), {"kind": "comment", "text": "Intressant."} | acts.where(item))
    assert said(item) == [("comment", "Intressant.")]


def test_each_one_speaks_as_what_one_was_that_day(group, office, writer, regional, preparer):
    item = acts.proposed(regional)
    for client, text in ((group, "Från gruppen"), (office, "Från kansliet"), (writer, "Från mig")):
        client.post(own(item, "kommentarer/"), {"kind": "comment", "text": text} | acts.where(item))
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
    response = group.post(
        own(item, "kommentarer/"), {"kind": "recommendation", "text": ""} | acts.where(item)
    )
    assert response.context["form"].non_field_errors() == ["Förslaget saknar något som ska framgå."]
    assert fresh(item).stage == "proposed"


# Two become one


def test_two_that_are_merged_keep_both_texts_and_both_writers_see_where_it_went(
    writer, group, regional, member
):
    item = acts.proposed(regional, title="Tåg på morgonen", background="Från Timrå.")
    into = acts.proposed(regional, title="Tåg hela dagen", background="Från Härnösand.", by=member)
    assert group.post(own(item, "sammanforing/"), {"into": into.pk} | acts.where(item)).url == own(into)
    item = fresh(item)
    assert (item.stage, item.merged_into, item.background) == ("withdrawn", into, "Från Timrå.")
    page = writer.get(own(item)).content.decode()
    assert "Ingår nu i ”Tåg hela dagen”." in page
    assert f'href="{own(into)}"' in page
    assert writer.get(own(into)).context["where"].label == "Inskickat"
    assert [each for each, _ in writer.get("/forslag/").context["others"]] == [into]
    theirs = browser_of(member).get(own(into)).content.decode()
    assert "Sammanfört: Tåg på morgonen" in theirs
    assert "Från Timrå." in theirs
    assert journal(into)[-1] == journal(item)[-1] == "merge_proposals"


def test_who_is_merged_into_another_reads_it_but_neither_writes_nor_ends_it(
    writer, regional, member, preparer
):
    item, into = acts.proposed(regional, title="Mitt"), acts.proposed(regional, title="Ditt", by=member)
    assert writer.get(own(into)).status_code == 404
    verbs.merge_proposals(item, into, by=preparer)
    assert writer.get(own(into)).status_code == 200
    for page in ("underlag/", "handlingar/", "sammanforing/", "atertagande/"):
        assert writer.get(own(into, page)).status_code == 403


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
        assert group.post(own(item, "sammanforing/"), {"into": into.pk} | acts.where(item)).status_code == 422
    assert group.get(own(item, "sammanforing/")).context["form"].fields["into"].things == {}


# Onto a meeting


def test_a_proposal_that_is_ready_gets_a_place_last_on_the_meeting_and_keeps_its_council(regional, preparer):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    item = verbs.schedule_proposal(acts.proposed(regional, "ready"), meeting, by=preparer)
    assert (item.meeting, item.number, item.order, item.council) == (meeting, 102, 2, regional)
    assert (item.stage, item.was_late) == ("ready", False)
    assert item.get_absolute_url() == meeting.url("item", 102)
    acts.send(meeting)
    assert fresh(item).stage == "on_agenda"


def test_on_a_meeting_already_called_it_waits_for_the_office_and_is_seen_to_be_late(
    regional, preparer, secretary, member
):
    meeting = acts.summoned(regional, days=10)
    item = verbs.schedule_proposal(acts.proposed(regional, "ready"), meeting, by=preparer)
    assert not AgendaItem.objects.visible_to(member).filter(pk=item.pk).exists()
    item = put_on_agenda(item, by=secretary)
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
    cancelled = cancel_meeting(acts.plan(regional, days=30), by=secretary, reason="Sjukdom.")
    for meeting in (acts.held(regional), acts.plan(regional, days=-3), cancelled):
        with pytest.raises(Refused, match="inte har varit"):
            verbs.schedule_proposal(item, meeting, by=preparer)


def test_a_scheduled_proposal_moves_to_another_meeting(regional, preparer):
    item = acts.proposed(regional, "scheduled")
    other = acts.plan(regional, days=60)
    item = acts.lift(item, other, preparer).item
    assert (item.meeting, item.number, item.stage) == (other, 101, "ready")


def test_a_scheduled_proposal_is_lifted_off_again(regional, preparer):
    item = acts.proposed(regional, "scheduled")
    item = acts.lift(item, "preparation", preparer).item
    assert (item.meeting, item.number, item.stage) == (None, None, "ready")
    assert "lyftes av dagordningen" in JournalEntry.objects.get(act="lift_item").sentence


def test_scheduled_twice_it_has_one_place(regional, preparer):
    item = acts.proposed(regional, "scheduled")
    verbs.schedule_proposal(item, item.meeting, by=preparer)
    assert journal(item).count("schedule_proposal") == 1
