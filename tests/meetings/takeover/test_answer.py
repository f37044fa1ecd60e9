"""What the former holder answered to the summons does not count; the new holder begins with it."""

import pytest
from django.utils import timezone

from meetings.models import Letter
from meetings.workflow.answer import answer_summons
from tests import acts
from tests.meetings.takeover.conftest import leave, text


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
