"""What the former holder answered to the summons does not count; the new holder begins with it."""

import pytest
from django.utils import timezone

from meetings.models import Letter
from meetings.workflow.answer import answer_summons
from rus_portal.core.words import day as in_words
from tests import acts
from tests.meetings.takeover.conftest import afresh, leave, text


@pytest.fixture
def answered(item, member, substitute, heir, move):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    Letter.objects.update(claimed_at=timezone.now())
    leave(member, heir)
    return move(item, 20)


def test_the_new_holder_answers_beginning_with_what_the_former_answered(
    client, answered, member, substitute, heir
):
    meeting = answered.meeting
    client.force_login(heir)
    assert "Svara på kallelsen" in [each.label for each in client.get("/mitt/").context["expected"]]
    page = client.get(meeting.url("answer"))
    told = f"{member}, som inte har platsen på mötesdagen, svarade: <strong>Förhinder, min ersättare kommer"
    assert f"{told}</strong> ({substitute}). Det gäller inte dig." in text(page)
    sent = acts.as_posted(page.context["form"])
    assert sent == {"answer": "substitute", "substitute": substitute.pk, "note": "", "seen": sent["seen"]}
    client.post(meeting.url("answer"), sent)
    assert meeting.answers.get(person=heir).substitute == substitute
    assert "svarade:" not in text(client.get(meeting.url("answer")))


def test_what_the_former_holder_answered_is_shown_apart_and_not_counted(client, answered, member, secretary):
    client.force_login(secretary)
    page = client.get(answered.meeting.url("answers"))
    assert [each.person for each in page.context["left"]] == [member]
    assert [number for number, label in page.context["tally"] if "ersättare" in label] == [0]
    assert not answered.meeting._serving()[0]


def test_the_substitute_is_told_when_the_move_takes_the_answer_away_and_gives_it_back(
    answered, move, substitute
):
    def told():
        Letter.objects.update(claimed_at=timezone.now())
        return list(
            substitute.letters.filter(kind="substitute").order_by("pk").values_list("subject", flat=True)
        )

    assert [subject.split(":")[0] for subject in told()] == ["Du ersätter", "Du behöver inte ersätta"]
    move(answered, 10)
    assert [subject.split(":")[0] for subject in told()][2:] == ["Du ersätter"]
    move(answered, 11)
    assert len(told()) == 3


def test_the_former_holder_is_told_of_the_day_where_the_meeting_is_met(
    client, answered, member, heir, chair, move
):
    meeting = answered.meeting
    told = (
        f"Din plats i rådet gäller inte den {in_words(meeting.date)}. Då har {heir} den. Ditt svar på "
        f"kallelsen, ”förhinder, min ersättare kommer”, räknas därför inte. {heir} svarar i stället."
    )
    places = ["/mitt/", meeting.get_absolute_url(), answered.get_absolute_url()]
    client.force_login(afresh(member))
    assert [text(client.get(place)).count(told) for place in places] == [1, 1, 1]
    client.force_login(chair)
    assert [text(client.get(place)).count("gäller inte den") for place in places] == [0, 0, 0]
    back = move(answered, 10)
    client.force_login(afresh(member))
    places = ["/mitt/", back.meeting.get_absolute_url(), back.get_absolute_url()]
    assert [text(client.get(place)).count("gäller inte den") for place in places] == [0, 0, 0]


def test_who_has_no_successor_yet_is_told_that_the_seat_is_vacant_on_the_day(client, item, member, move):
    leave(member)
    meeting = move(item, 20).meeting
    client.force_login(afresh(member))
    told = f"Din plats i rådet gäller inte den {in_words(meeting.date)}. Ingen har fått den än.</p>"
    assert told in text(client.get(meeting.get_absolute_url()))
