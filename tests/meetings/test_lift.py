"""A matter that is lifted off an agenda leads somewhere, with all that belongs to it, and may come back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from councils.models import Organisation
from meetings.minutes.record import compile_record
from meetings.models import AgendaItem, DissentingOpinion, Document, Letter, Lift
from meetings.workflow.agenda import order_items
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import continue_item, edit_item, put_on_agenda
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import cancel_meeting, close_meeting, reinstate_meeting
from meetings.workflow.note import write_note
from meetings.workflow.stance import record_stance
from meetings.workflow.summons import send_update
from rus_portal.core.permissions import may_lift
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts


@pytest.fixture
def called(regional):
    """Three items on a sent agenda."""
    return acts.summoned(regional, *({"title": title} for title in ("Ett", "Två", "Tre")), days=20)


@pytest.fixture
def following(regional):
    return acts.plan(regional, days=40)


def item_called(title):
    return AgendaItem.objects.get(title=title)


def postponed(council):
    """At a meeting that is not closed yet."""
    item = acts.summoned(council, {"title": "Ett"}).items.get()
    return acts.handle(item, outcome="postponed", text="")


def agenda(meeting):
    items = meeting.items.on_the_agenda().order_by("order", "pk")
    return [(item.number, item.title) for item in items]


# Where it leads


def test_what_has_gone_is_not_lifted_again(called, secretary):
    item = item_called("Två")
    acts.lift(item, Lift.Way.DROPPED)
    answer = may_lift(secretary, item_called("Två"))
    assert (bool(answer), answer.reason) == (False, "Punkten utgår redan.")


def test_what_is_led_to_another_meeting_takes_along_all_that_belongs_to_it(
    called, following, secretary, member
):
    item = item_called("Två")
    acts.attach(called, item, visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    timra = Organisation.objects.get(slug="timra")
    record_stance(item, timra, by=secretary, status="supports")
    acts.dissent(item, member)
    write_note(item, by=member, text="Fråga om kostnaden.")
    invite_guest(item, by=secretary, name="Forskare")
    moved = acts.lift(item, following).item
    assert (moved.pk, moved.meeting, moved.number, moved.stage) == (item.pk, following, 101, "ready")
    document = moved.documents.get()
    assert (document.meeting, document.visibility) == (following, "restricted")
    kept = [moved.stances, moved.dissents, moved.notes, moved.guests.in_use()]
    assert [rows.count() for rows in kept] == [1, 1, 1, 1]
    acts.send(following)
    assert item_called("Två").stage == "on_agenda"


def test_what_goes_back_to_preparation_is_on_the_board_of_its_council(called, regional, client, preparer):
    item = acts.lift(item_called("Två"), "preparation").item
    assert (item.meeting, item.number, item.stage, item.council) == (None, None, "in_preparation", regional)
    client.force_login(preparer)
    columns = client.get("/beredning/").context["board"].columns
    assert [card.item for card in columns[1].cards] == [item]


def test_the_database_holds_that_a_matter_leads_somewhere(called):
    item = AgendaItem.objects.filter(pk=acts.lift(item_called("Två"), "preparation").item.pk)
    with pytest.raises(IntegrityError, match="item_leads_somewhere"), transaction.atomic():
        item.update(council=None)


def test_on_a_meeting_already_called_it_comes_after_the_summons(called, regional, secretary):
    document = acts.attach(called, item_called("Två"))
    there = acts.summoned(regional, {"title": "Där"}, days=30)
    item = acts.lift(item_called("Två"), there).item
    assert (item.waits_for_agenda, item.was_late) == (True, False)
    item = put_on_agenda(item, by=secretary)
    document.refresh_from_db()
    assert (item.number, item.was_late, document.added_after_summons) == (2, True, True)


def test_what_was_not_ready_stays_so_on_the_other_meeting(regional, following):
    item = acts.add(acts.plan(regional, days=10), how="")
    assert acts.lift(item, following).item.stage == "in_preparation"


def test_a_matter_of_one_council_is_led_to_its_own_meetings_alone(regional, grand):
    joint = acts.plan(grand, days=10, joint_with=[regional])
    item = acts.lift(acts.proposed(regional, "scheduled"), joint).item
    with pytest.raises(Refused, match="inte med på det mötet"):
        acts.lift(item, acts.plan(grand, days=20))
    own = acts.plan(regional, days=21)
    assert acts.lift(item, own).item.meeting == own


def test_a_joint_meetings_own_matter_may_be_led_to_either_council(regional, grand):
    joint = acts.plan(grand, days=10, joint_with=[regional])
    own = acts.plan(regional, days=20)
    assert acts.lift(acts.add(joint), own).item.meeting == own


def test_the_group_leads_a_matter_on_and_does_not_say_that_it_is_dropped(regional, preparer):
    item = acts.proposed(regional, "scheduled")
    with pytest.raises(PermissionDenied, match="gör rådets kansli"):
        acts.lift(item, "dropped", preparer)
    assert acts.lift(item, "preparation", preparer).item.stage == "ready"


@pytest.mark.parametrize("outcome", ["adopted", "postponed"])
def test_what_the_meeting_has_handled_is_not_lifted_off(regional, secretary, outcome):
    item = acts.summoned(regional, days=0).items.get()
    acts.handle(item, outcome=outcome)
    with pytest.raises(PermissionDenied, match="Punkten är behandlad"):
        acts.lift(item, "dropped")


# What those see who were sent the agenda


def test_its_old_address_leads_on_when_the_reader_may_read_it_there(called, following, client, member):
    item = item_called("Två")
    address = item.get_absolute_url()
    moved = acts.lift(item, following).item
    client.force_login(member)
    page = client.get(address).content.decode()
    assert f"flyttas till mötet den {following.date.day}" in page
    assert moved.get_absolute_url() not in page
    acts.send(following)
    moved.refresh_from_db()
    assert moved.get_absolute_url() in client.get(address).content.decode()


def test_the_documents_of_what_was_dropped_stay_with_those_who_had_them(called, member):
    document = acts.attach(called, item_called("Två"))
    acts.drop(item_called("Två"))
    assert Document.objects.visible_to(member).filter(pk=document.pk).exists()


def test_dissent_to_what_waits_for_another_meeting_is_still_sealed(
    called, following, member, chair, official
):
    item = item_called("Två")
    called.council.stances_sealed = True
    called.council.save()
    dissent = acts.dissent(item, member)
    acts.lift(item, following)
    seeing = [person for person in (member, chair, official) if DissentingOpinion.objects.visible_to(person)]
    assert (seeing, dissent.person) == ([member, chair], member)


def test_the_minutes_have_a_line_where_it_stood_without_a_paragraph(regional, following):
    meeting = acts.summoned(regional, *({"title": title} for title in ("Ett", "Två", "Tre")))
    acts.lift(item_called("Två"), following)
    for title in ("Ett", "Tre"):
        acts.handle(item_called(title))
    minutes = close_meeting(meeting, by=meeting.secretary).minutes.get()
    sections = compile_record(minutes)["sections"]
    place = [section["title"] for section in sections].index("Två (utgår)")
    around = [(section["title"], section["number"]) for section in sections[place - 1 : place + 2]]
    assert around == [("Ett", 5), ("Två (utgår)", None), ("Tre", 6)]
    where = f"Punkten utgår och flyttas till mötet den {day(following.date)}."
    assert sections[place]["text"] == f"Punkt 2 på dagordningen. {where}"


def test_a_number_that_was_sent_out_is_never_given_to_another(called, following):
    acts.lift(item_called("Tre"), following)
    assert acts.add(called, title="Fyra").number == 4


# Undo


@pytest.mark.parametrize("way", ["dropped", "preparation", "following"])
def test_undone_it_stands_where_it_stood_as_it_stood(called, following, secretary, way):
    document = acts.attach(called, item_called("Två"))
    Document.objects.update(added_at=called.convened_at - dt.timedelta(hours=1))
    lift = acts.lift(item_called("Två"), following if way == "following" else way)
    assert agenda(called) == [(1, "Ett"), (3, "Tre")]
    item = return_item(lift, by=secretary)
    assert agenda(called) == [(1, "Ett"), (2, "Två"), (3, "Tre")]
    document.refresh_from_db()
    assert (item.stage, item.was_late) == ("on_agenda", False)
    assert (document.meeting, document.added_after_summons) == (called, False)


def test_undone_after_the_agenda_was_ordered_anew_it_has_its_place_in_that(called, secretary):
    lift = acts.lift(item_called("Två"), "dropped")
    order_items(called, [item_called("Tre").pk, item_called("Ett").pk], by=secretary)
    return_item(lift, by=secretary)
    assert agenda(called) == [(3, "Tre"), (2, "Två"), (1, "Ett")]


def test_undone_again_and_again_nothing_else_has_changed_its_place(called, secretary):
    last = put_on_agenda(acts.add(called, title="Fyra"), by=secretary)
    lift = acts.lift(last, "preparation")
    for _ in range(2):
        return_item(acts.lift(item_called("Två"), "dropped"), by=secretary)
    return_item(lift, by=secretary)
    assert agenda(called) == [(1, "Ett"), (2, "Två"), (3, "Tre"), (4, "Fyra")]


def test_what_makes_room_for_another_stays_after_it_also_where_it_is_lifted_off(called, secretary):
    """The minutes tell of it where it stood."""
    lift = acts.lift(item_called("Ett"), "preparation")
    order_items(called, [item_called("Tre").pk, item_called("Två").pk], by=secretary)
    acts.lift(item_called("Två"), "preparation")
    return_item(lift, by=secretary)
    assert [each.order for each in (item_called("Tre"), *called.lifts.standing())] == [2, 3]


def test_undone_after_the_agenda_went_out_once_more_it_is_not_late(called, secretary):
    lift = acts.lift(item_called("Två"), "dropped")
    send_update(called, by=secretary)
    assert not return_item(lift, by=secretary).was_late


def test_what_came_late_is_late_again_when_it_is_back(called, secretary):
    late = put_on_agenda(acts.add(called, title="Sent"), by=secretary)
    back = return_item(acts.lift(late, "dropped"), by=secretary)
    assert back.late_at == late.late_at


def test_what_has_gone_further_is_not_taken_back(called, following, secretary):
    lift = acts.lift(item_called("Två"), following)
    acts.send(following)
    lift.refresh_from_db()
    with pytest.raises(Refused, match="har gått vidare"):
        return_item(lift, by=secretary)


def test_what_no_longer_passes_the_gate_is_not_taken_back_to_a_sent_agenda(called, following, secretary):
    lift = acts.lift(item_called("Två"), following)
    edit_item(lift.item, by=secretary, how="")
    with pytest.raises(Refused, match="saknar nu något"):
        return_item(lift, by=secretary)


def test_what_was_dropped_and_taken_up_again_is_not_taken_back(called, following, secretary):
    lift = acts.lift(item_called("Två"), "dropped")
    continue_item(lift.item, following, by=secretary)
    with pytest.raises(Refused, match="redan upptaget på nytt"):
        return_item(lift, by=secretary)


def test_no_page_offers_to_take_back_what_was_taken_up_again_but_says_why(
    office, called, following, secretary
):
    lift = acts.lift(item_called("Två"), "dropped")
    own = reverse("lift_return", args=[called.council.slug, called.day, lift.pk])
    pages = {called.url("agenda"): f'name="back" value="{lift.pk}"', lift.item.get_absolute_url(): own}
    for page, undo in pages.items():
        assert undo in office.get(page).content.decode()
    continue_item(lift.item, following, by=secretary)
    for page, undo in pages.items():
        told = office.get(page).content.decode()
        assert undo not in told
        assert "Ärendet är redan upptaget på nytt." in told


def test_why_it_is_not_taken_back_is_asked_only_for_those_who_may(called, client, member, monkeypatch):
    lift, asked = acts.lift(item_called("Två"), "dropped"), []
    monkeypatch.setattr("meetings.views.lift.why_gone", asked.append)
    client.force_login(member)
    assert lift.sentence in client.get(lift.item.get_absolute_url()).content.decode()
    assert asked == []


def test_what_took_a_matter_up_again_is_not_taken_back_beside_another_that_does(regional, secretary):
    item = postponed(regional)
    lift = acts.lift(continue_item(item, acts.plan(regional, days=20), by=secretary), "dropped")
    continue_item(item, acts.plan(regional, days=40), by=secretary)
    with pytest.raises(Refused, match="redan upptaget på nytt"):
        return_item(lift, by=secretary)


def test_what_took_a_matter_up_again_is_not_taken_back_once_that_was_handled_after_all(regional, secretary):
    item = postponed(regional)
    lift = acts.lift(continue_item(item, acts.plan(regional, days=20), by=secretary), "dropped")
    acts.handle(item)
    with pytest.raises(Refused, match=f"slutbehandlat på mötet den {day(item.meeting.date)}"):
        return_item(lift, by=secretary)


def test_led_back_by_another_way_it_has_a_new_place_and_its_old_address_leads_there(
    called, following, client, secretary
):
    item = item_called("Två")
    address = item.get_absolute_url()
    acts.lift(item, following)
    back = acts.lift(item_called("Två"), called).item
    assert (back.number, Lift.objects.standing().get().meeting) == (4, following)
    client.force_login(secretary)
    assert client.get(address).url == back.get_absolute_url()


def test_nothing_is_lifted_off_or_taken_back_under_approved_minutes(regional):
    meeting = acts.summoned(regional, {"title": "Ett"}, {"title": "Två"})
    lift = acts.lift(item_called("Två"), "dropped")
    acts.handle(item_called("Ett"))
    acts.approved(close_meeting(meeting, by=meeting.secretary))
    rows = Lift.objects.filter(pk=lift.pk)
    for change in (lambda: rows.update(title="Annat"), rows.delete):
        with pytest.raises(IntegrityError, match="meetings_lift is frozen"), transaction.atomic():
            change()


# Guests


def test_the_guest_of_a_moved_item_is_told_and_keeps_the_link(called, following, secretary):
    link, _ = invite_guest(item_called("Två"), by=secretary, name="Forskare", email="forskare@x.example")
    Letter.objects.all().delete()
    Letter.objects.create(
        key="x",
        kind="summons",
        meeting=called,
        guest=link,
        address=link.email,
        subject="Kallelse",
        claimed_at=timezone.now(),
    )
    acts.lift(item_called("Två"), following)
    told = called.letters.get(kind="release")
    assert "”Två” är flyttad" in told.text
    assert "Din länk fortsätter att gälla" in told.text
    acts.send(following)
    assert following.letters.filter(guest=link, kind="summons").exists()


def test_the_guest_of_an_item_that_is_back_is_called_anew(called, secretary):
    link, _ = invite_guest(item_called("Två"), by=secretary, name="Forskare", email="forskare@x.example")
    Letter.objects.update(claimed_at=timezone.now())
    lift = acts.lift(item_called("Två"), "dropped")
    Letter.objects.update(claimed_at=timezone.now())
    return_item(lift, by=secretary)
    kinds = called.letters.filter(guest=link).order_by("sequence", "pk").values_list("kind", "sequence")
    assert list(kinds) == [("summons", 0), ("release", 1), ("summons", 2)]


# Its proposer


def test_whoever_proposed_it_is_told_each_time(regional, official, secretary):
    item = acts.proposed(regional, "on_agenda")
    Letter.objects.all().delete()
    lift = acts.lift(item, "dropped")
    return_item(lift, by=secretary)
    subjects = Letter.objects.filter(person=official, kind="proposal").order_by("pk")
    headings = [subject.partition(":")[0] for subject in subjects.values_list("subject", flat=True)]
    assert headings == ["Förslaget utgår", "Förslaget är tillbaka på mötet"]


def by_preparation(item, meeting):
    return_item(acts.lift(item, Lift.Way.PREPARATION), by=person_for("secretary"))


def by_another_meeting(item, meeting):
    there = acts.plan(meeting.council, date=meeting.date + dt.timedelta(days=1))
    return_item(acts.lift(item, there), by=person_for("secretary"))


def by_a_cancellation(item, meeting):
    secretary, leads = person_for("secretary"), {item.pk: Lift.Way.PREPARATION}
    cancelled = cancel_meeting(meeting, by=secretary, reason="Sjukdom.", leads=leads)
    reinstate_meeting(cancelled, by=secretary)


@pytest.mark.parametrize("undone", [by_preparation, by_another_meeting, by_a_cancellation])
def test_who_sees_a_matter_is_as_before_once_its_lift_is_undone(
    client, regional, outsider, secretary, official, undone
):
    """The outsider has a seat in another council, for the organisation that the matter comes from."""
    home = outsider.standing.appointments[0].seat.organisation
    meeting = acts.summoned(regional, {"title": "Ett", "proposed_by": home}, days=20)
    proposal = acts.proposed(regional, "scheduled")
    schedule = proposal.meeting
    undone(meeting.items.get(), meeting)
    undone(proposal, schedule)
    assert not AgendaItem.objects.visible_to(outsider).filter(meeting=meeting).exists()
    assert AgendaItem.objects.followed_by(official).get() == proposal
    client.force_login(outsider)
    assert "Här visas de punkter" not in client.get(meeting.get_absolute_url()).content.decode()
