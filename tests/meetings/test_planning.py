"""The secretariat plans a meeting, moves or cancels it, and sends the summons."""

import datetime as dt
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from councils.models import Appointment
from meetings.forms.meeting import NOWHERE, MeetingForm
from meetings.models import FormerDate, Meeting
from meetings.workflow.meeting import cancel_meeting, change_meeting
from rus_portal.core.words import day as in_words
from rus_portal.core.workdays import red_days
from tests import acts

NEW = "/rad/regionala-samverkansradet/moten/nytt/"
DAY = dt.date(timezone.localdate().year + 1, 3, 12)
GOOD_FRIDAY = next(each for each, name in red_days(DAY.year).items() if name == "Långfredagen")


def typed(**changes):
    """What a browser sends for a new meeting."""
    return {
        "date": f"{DAY}",
        "start_time": "09:00",
        "end_time": "12:00",
        "format": "hybrid",
        "place": "Härnösand",
        "registry_number": "SAM 2027/3",
    } | changes


def text(response):
    return unescape(response.content.decode())


def test_a_planned_meeting_takes_its_chair_from_the_seats_and_goes_on_to_its_agenda(office, regional, chair):
    response = office.post(NEW, typed())
    meeting = Meeting.objects.get(date=DAY)
    assert response.url == meeting.url("agenda")
    assert (meeting.council, meeting.leader, meeting.end_date) == (regional, chair, meeting.date)
    assert (meeting.place, meeting.format, meeting.stage) == ("Härnösand", "hybrid", "planned")


def test_a_joint_meeting_lets_one_choose_approvers_from_both_councils(office, grand, outsider, member):
    response = office.post(NEW, typed(joint_with=[grand.pk], approvers=[member.pk, outsider.pk]))
    assert response.status_code == 302
    meeting = Meeting.objects.get(date=DAY)
    assert {*meeting.joint_with.all()} == {grand}
    assert {*meeting.approvers.all()} == {member, outsider}


def test_the_form_offers_only_those_who_hold_a_seat_on_the_day(office, member, outsider):
    member.appointments.update(ends=DAY - dt.timedelta(days=1))
    response = office.post(NEW, typed(approvers=[member.pk]))
    assert response.status_code == 422
    assert "approvers" in response.context["form"].errors
    assert str(member) not in dict(response.context["form"].fields["approvers"].choices).values()


LONG = "https://video.example/" + "x" * 978
WRONG = [
    ({"date": ""}, "date", "Välj vilken dag mötet är."),
    ({"date": "12/03/2027"}, "date", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"date": "2027-02-30"}, "date", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"start_time": "nio"}, "start_time", "Skriv klockslaget i timmar och minuter, till exempel 09:00."),
    ({"end_time": ""}, "end_time", "Ange när mötet slutar."),
    ({"end_time": "08:30"}, "end_time", "Mötet måste sluta efter att det har börjat."),
    (
        {"end_date": f"{DAY - dt.timedelta(days=1)}"},
        "end_time",
        "Mötet måste sluta efter att det har börjat.",
    ),
    (
        {"end_date": f"{DAY + dt.timedelta(days=4)}"},
        "end_date",
        "Välj en sista dag som är högst 3 dagar efter den första.",
    ),
    (
        {"link": "ftp://video.example/1"},
        "link",
        "Skriv hela adressen, till exempel https://video.example/123.",
    ),
    ({"link": LONG + "x"}, "link", "Korta texten till 1\xa0000 tecken. Nu är den 1\xa0001 tecken."),
    ({"link": "video"}, "link", "Skriv hela adressen, till exempel https://video.example/123."),
    ({"format": "digital"}, "place", NOWHERE),
    ({"place": "å" * 201}, "place", "Korta texten till 200 tecken. Nu är den 201 tecken."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_at_its_field_and_nothing_is_lost(
    office, changes, field, sentence
):
    response = office.post(NEW, typed(note="Lunch serveras.") | changes)
    assert response.status_code == 422
    assert response.context["form"].errors.get(field) == [sentence]
    page = text(response)
    assert f'href="#id_{field}"' in page
    assert "Lunch serveras." in page
    assert not Meeting.objects.exists()


def test_the_long_link_of_a_video_meeting_is_taken_whole(office):
    office.post(NEW, typed(link=LONG))
    assert (len(LONG), Meeting.objects.get().link) == (1000, LONG)


@pytest.mark.both
def test_no_meeting_goes_on_for_years(regional):
    meeting = acts.plan(regional, date=dt.date(2027, 3, 12), end_date=dt.date(2027, 3, 15))
    with pytest.raises(IntegrityError, match="meeting_lasts_a_few_days"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(end_date=dt.date(2099, 3, 12))


def test_a_council_meets_once_a_day_and_the_date_field_says_so(office, regional):
    acts.plan(regional, date=DAY)
    response = office.post(NEW, typed())
    assert response.context["form"].errors == {"date": ["Rådet har redan ett möte den dagen."]}


def test_a_meeting_on_a_day_off_is_saved_and_warned_of_while_it_is_prepared(office):
    """Good Friday. Moving it to a working day takes the warning away."""
    page = office.post(NEW, typed(date=f"{GOOD_FRIDAY}"), follow=True)
    meeting = Meeting.objects.get(date=GOOD_FRIDAY)
    warning = f"stängda: fredag {in_words(GOOD_FRIDAY)} (Långfredagen)."
    assert warning in text(page)
    assert warning in text(office.get(meeting.url("summons")))
    assert warning in text(office.get(meeting.url("meeting_facts")))
    before = GOOD_FRIDAY - dt.timedelta(days=3)
    wanted = facts(meeting) | {"date": f"{before}", "end_date": "", "reason": "Helg."}
    moved = office.post(meeting.url("meeting_facts"), wanted, follow=True)
    assert moved.redirect_chain
    assert "brukar vara stängda" not in text(moved)


def test_a_meeting_over_two_days_has_a_last_day(office):
    last = DAY + dt.timedelta(days=1)
    office.post(NEW, typed(format="retreat", start_time="12:00", end_date=f"{last}", end_time="12:00"))
    assert Meeting.objects.get().end_date == last


def facts(meeting, **changes):
    return typed(
        date=meeting.date.isoformat(),
        chair="",
        secretary=meeting.secretary_id,
        seen=MeetingForm(council=meeting.council, saved=meeting)["seen"].value(),
        **changes,
    )


def test_changed_facts_are_kept_and_saving_a_meeting_again_is_no_clash_with_itself(office, regional, member):
    meeting = acts.plan(regional)
    assert office.post(meeting.url("meeting_facts"), facts(meeting, approvers=[member.pk])).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, [*meeting.approvers.all()]) == ("Härnösand", [member])


@pytest.fixture
def ending(regional, member, opposition):
    """A meeting with two approvers, of whom the member has no seat a month later."""
    meeting = acts.plan(regional, days=20, approvers=[member, opposition])
    last = meeting.date + dt.timedelta(days=10)
    Appointment.objects.filter(person=member, seat__council=regional).update(ends=last)
    return meeting


def later(meeting, **changes):
    date = meeting.date + dt.timedelta(days=30)
    form = MeetingForm(council=meeting.council, saved=meeting)
    return acts.as_posted(form, date=f"{date}", reason="Sal saknas.", **changes), in_words(date)


def test_an_approver_without_a_seat_on_the_new_day_is_named_and_stays_until_taken_out(
    office, ending, member, opposition
):
    sent, on = later(ending)
    response = office.post(ending.url("meeting_facts"), sent)
    form = response.context["form"]
    told = f"{member} har ingen plats som tar ställning den {on}. Välj bort, eller välj en annan dag."
    assert (response.status_code, form.errors) == (422, {"approvers": [told]})
    assert {str(each) for each in form["approvers"].value()} == {f"{member.pk}", f"{opposition.pk}"}
    assert (member.pk, f"{member} (har ingen plats den dagen)") in form.fields["approvers"].choices
    assert office.post(ending.url("meeting_facts"), sent | {"approvers": [opposition.pk]}).status_code == 302


def test_a_stale_move_drops_no_approver_of_a_field_that_nobody_touched(
    office, ending, secretary, member, opposition, chair
):
    """Also where those who were chosen before have no seat on the new day."""
    sent, _ = later(ending)
    change_meeting(ending, by=secretary, approvers=[member, opposition, chair])
    form = office.post(ending.url("meeting_facts"), sent).context["form"]
    assert ([str(each) for each in form["approvers"].value()], form["date"].value()) == (
        [str(each.pk) for each in Meeting.objects.get(pk=ending.pk).approvers.all()],
        sent["date"],
    )
    assert "Justerare" in form.left
    assert str(chair.pk) in [str(each) for each in form["approvers"].value()]


def test_a_conflict_names_people_and_days_and_only_what_differs(
    office, ending, secretary, member, opposition
):
    sent, on = later(ending, approvers=[member.pk])
    change_meeting(ending, by=secretary, place="Sal 3", format="on_site")
    response = office.post(ending.url("meeting_facts"), sent)
    page, form = text(response), response.context["form"]
    assert response.status_code == 409
    assert {label: (mine, saved) for label, mine, saved in form.versions} == {
        "Datum": (on, in_words(ending.date)),
        "Mötesform": ("Digitalt", "På plats"),
        "Plats": ("–", "Sal 3"),
        "Justerare": (f"{member}", "\n".join(sorted([f"{member}", f"{opposition}"]))),
    }
    assert "Du har själv sparat sedan du öppnade sidan" in page
    assert form["approvers"].value() == [f"{member.pk}"]


def test_moving_a_meeting_asks_for_the_reason(office, regional):
    meeting = acts.plan(regional)
    response = office.post(meeting.url("meeting_facts"), facts(meeting) | {"date": f"{DAY}"})
    assert response.context["form"].errors == {
        "reason": ["Skriv varför mötet flyttas. Ledamöterna ser skälet."]
    }
    meeting.refresh_from_db()
    assert meeting.date != DAY


def test_the_old_address_of_a_moved_meeting_leads_to_the_new(office, regional):
    meeting = acts.plan(regional)
    old = meeting.get_absolute_url()
    moved = facts(meeting) | {"date": f"{DAY}", "reason": "Krockar med fullmäktige."}
    response = office.post(meeting.url("meeting_facts"), moved)
    assert response.url == reverse("agenda", args=[regional.slug, f"{DAY}"])
    assert FormerDate.objects.get().reason == "Krockar med fullmäktige."
    assert office.get(old).status_code in (301, 404)  # 301 where the middleware is switched on


def test_a_meeting_is_cancelled_with_a_reason_on_a_page_of_its_own(office, regional):
    meeting = acts.plan(regional)
    page = meeting.url("meeting_cancellation")
    assert "Du kan ångra dig" in text(office.get(page))
    refused = office.post(page, {"reason": "  "})
    assert refused.context["form"].errors == {
        "reason": ["Skriv varför mötet ställs in. Ledamöterna ser skälet."]
    }
    office.post(page, {"reason": "För få ärenden."})
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.cancelled_reason) == ("cancelled", "För få ärenden.")


def test_the_summons_shows_whom_it_calls_before_it_is_sent(office, regional, member, official, outsider):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    response = office.get(meeting.url("summons"))
    called = {appointment.person for appointment in response.context["invitees"]}
    assert {member, official} <= called
    assert outsider not in called
    assert len(called) == 30


def test_an_item_that_fails_the_gate_stops_the_summons_and_the_page_leads_to_the_field(office, regional):
    meeting = acts.plan(regional, days=30)
    item = acts.add(meeting, how="")
    response = office.post(meeting.url("summons"))
    assert response.status_code == 409
    page = text(response)
    assert "Ingenting har skickats" in page
    assert (
        f'<a href="{item.url("item_texts")}#id_how">Skriv en mening om hur ärendet tjänar målet.</a>' in page
    )
    meeting.refresh_from_db()
    assert meeting.stage == "planned"


def test_an_empty_agenda_is_not_sent(office, regional):
    meeting = acts.plan(regional, days=30)
    response = office.post(meeting.url("summons"))
    assert (response.status_code, "Dagordningen är tom" in text(response)) == (409, True)


def test_the_sent_summons_leads_to_the_meeting_and_is_not_sent_twice(office, regional):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    acts.approve(meeting)
    assert office.post(meeting.url("summons")).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert meeting.stage == "convened"
    assert office.post(meeting.url("summons")).status_code == 403
    assert "Kallelsen har redan gått ut" in text(office.get(meeting.url("summons")))


PAGES = ["meeting_facts", "meeting_cancellation", "agenda", "summons", "meeting_documents", "item_new"]
RECORDING = ["attendance", "formalities"]


@pytest.mark.parametrize("where", PAGES)
@pytest.mark.parametrize(
    "who", ["chair", "member", "opposition", "official", "preparer", "outsider", "administrator"]
)
def test_only_the_secretariat_plans_and_others_are_told_so(client, regional, where, who, request):
    meeting = acts.plan(regional, days=30)
    client.force_login(request.getfixturevalue(who))
    for response in (client.get(meeting.url(where)), client.post(meeting.url(where), typed())):
        assert response.status_code == 403
        assert "Det här gör rådets kansli." in text(response)
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize("where", PAGES + RECORDING)
def test_the_public_is_asked_to_sign_in(client, regional, where):
    meeting = acts.plan(regional, days=30)
    response = client.get(meeting.url(where))
    assert (response.status_code, "next=" in response.url) == (302, True)


@pytest.mark.parametrize("where", RECORDING)
def test_a_meeting_that_has_not_been_cannot_be_recorded(office, regional, where):
    meeting = acts.summoned(regional, days=30)
    response = office.get(meeting.url(where))
    assert (response.status_code, "Mötet har inte varit än." in text(response)) == (403, True)


def test_no_meeting_is_planned_on_or_moved_to_a_day_that_has_passed(office, regional):
    today = timezone.localdate()
    passed = today - dt.timedelta(days=365)
    told = f"Den {in_words(passed)} har passerat: i dag är det {in_words(today)}. Stämmer året?"
    refused = office.post(NEW, typed(date=f"{passed}"))
    assert (refused.status_code, refused.context["form"].errors) == (422, {"date": [told]})
    planned = acts.plan(regional, days=20)
    moved = facts(planned) | {"date": f"{passed}", "reason": "Sal saknas."}
    assert office.post(planned.url("meeting_facts"), moved).context["form"].errors == {"date": [told]}
    assert office.post(NEW, typed(date=f"{today}")).status_code == 302


def test_a_meeting_whose_day_has_passed_may_have_its_other_facts_changed(office, regional):
    meeting = acts.plan(regional, days=-3)
    assert office.post(meeting.url("meeting_facts"), facts(meeting)).status_code == 302


def test_the_form_says_which_days_the_council_meets_already(office, regional, secretary):
    taken = acts.plan(regional, date=DAY)
    cancelled = acts.plan(regional, date=DAY + dt.timedelta(days=7))
    cancel_meeting(cancelled, by=secretary, reason="Lokalen är stängd.")
    told = f"Rådet har redan möte den {in_words(DAY)}."
    assert told in text(office.get(NEW))
    assert told not in text(office.get(taken.url("meeting_facts"))), "of itself nothing is said"
