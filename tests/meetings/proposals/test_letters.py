"""The writer of a proposal gets letters about what becomes of it, as often as the writer has chosen."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.models import Letter, MailChoice
from meetings.workflow import proposal as verbs
from meetings.workflow.letter import choose_mail, remind, send_waiting
from tests import acts


def ready(regional):
    return acts.proposed(regional, "ready")


STEPS = {
    "returned": (
        "proposed",
        lambda item, by: verbs.return_proposal(item, by=by, text="Vad kostar samordningen?"),
        ["Förslaget är tillbaka hos dig", "har lämnats tillbaka", "Vad kostar samordningen?"],
    ),
    "asked about": (
        "in_preparation",
        lambda item, by: verbs.ask_for_more(item, by=by, text="Vem betalar?"),
        ["Komplettera ditt förslag", "behöver kompletteras", "Vem betalar?"],
    ),
    "merged": (
        "proposed",
        lambda item, by: verbs.merge_proposals(item, acts.proposed(item.council, title="Ett annat"), by=by),
        ["Två förslag har blivit ett", "sammanfördes med ”Ett annat”"],
    ),
    "scheduled": (
        "ready",
        lambda item, by: verbs.schedule_proposal(item, acts.plan(item.council, days=61), by=by),
        ["Förslaget har fått ett möte", "har fått en plats på mötet med Regionala samverkansrådet"],
    ),
    "lifted off": (
        "scheduled",
        lambda item, by: acts.lift(item, "preparation", by),
        ["Förslaget väntar på ett nytt möte", "lyftes av mötet"],
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_writer_is_told_what_became_of_the_proposal_and_what_was_said(step, regional, official, preparer):
    stage, act, told = STEPS[step]
    item = acts.proposed(regional, stage)
    Letter.objects.all().delete()
    act(item, preparer)
    letter = Letter.objects.filter(subject__endswith=item.title).get()
    assert (letter.person, letter.kind, letter.address) == (official, "proposal", official.email)
    heading, *words = told
    assert letter.subject == f"{heading}: {item.title}"
    assert all(word in letter.text for word in words)
    assert f"http://testserver/forslag/{item.pk}/" in letter.text


def test_the_office_that_ends_a_proposal_tells_its_writer_and_the_writer_tells_nobody(
    regional, official, secretary
):
    verbs.withdraw_proposal(acts.proposed(regional, title="Mitt eget"), by=official)
    assert not Letter.objects.exists()
    verbs.withdraw_proposal(acts.proposed(regional), by=secretary)
    assert Letter.objects.get().subject.startswith("Förslaget går inte vidare: ")


def test_whose_proposal_was_merged_into_another_is_told_where_it_goes(regional, official, member, preparer):
    item, into = acts.proposed(regional, title="Mitt"), acts.proposed(regional, title="Ditt", by=member)
    verbs.merge_proposals(item, into, by=preparer)
    verbs.return_proposal(into, by=preparer, text="Skriv mer.")  # for the member to answer
    verbs.submit_proposal(into, by=member)
    verbs.recommend(into, by=preparer)
    Letter.objects.all().delete()
    verbs.schedule_proposal(into, acts.plan(regional, days=61), by=preparer)
    told = Letter.objects.values_list("person__name", "subject")
    heading = "Förslaget har fått ett möte: Ditt"
    assert set(told) == {(official.name, heading), (member.name, heading)}
    assert all(f"/forslag/{into.pk}/" in letter.text for letter in Letter.objects.all())


def test_whoever_no_longer_follows_the_proposal_is_told_nothing(regional, official, preparer):
    item = acts.proposed(regional)
    official.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    verbs.return_proposal(item, by=preparer, text="Skriv mer.")
    assert not Letter.objects.exists()


def returned(regional, preparer, title):
    item = acts.proposed(regional, title=title)
    verbs.return_proposal(item, by=preparer, text=f"Om {title}.")


def test_a_letter_at_once_carries_a_way_out(regional, official, preparer, postbox):
    returned(regional, preparer, "Ett")
    send_waiting()
    [mail] = postbox.to(official)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/utskick/avregistrering/" in mail.get_body(["plain"]).get_content()


def test_once_a_day_it_goes_with_the_letter_of_the_day(regional, official, preparer, postbox):
    MailChoice.objects.create(person=official, often="daily")
    returned(regional, preparer, "Ett")
    returned(regional, preparer, "Två")
    send_waiting()
    assert postbox.letters == []
    assert {letter.state for letter in Letter.objects.all()} == {"waiting"}
    remind()
    remind()
    send_waiting()
    [mail] = postbox.to(official)
    text = mail.get_body(["plain"]).get_content()
    assert mail["Subject"] == "Dagens sammandrag"
    assert "Om Ett." in text
    assert "Om Två." in text
    assert {letter.state for letter in Letter.objects.all()} == {"sent"}


def test_whoever_wants_none_gets_none_also_of_what_was_gathered(regional, official, preparer):
    MailChoice.objects.create(person=official, often="daily")
    returned(regional, preparer, "Ett")
    choose_mail("none", by=official)
    returned(regional, preparer, "Två")
    remind()
    assert not Letter.objects.exists()
