"""One who holds seats for two organisations at one meeting is counted, listed and heard for both."""

import datetime as dt
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.models import Appointment, JournalEntry, Organisation, Seat
from meetings.forms.dissent import DissentForm
from meetings.minutes.record import compile_record
from meetings.models import Attendance, DissentingOpinion, Minutes
from meetings.planning.calendar import told_only
from meetings.planning.invitees import homes_of, lines_of, represented
from meetings.stances import own_stances
from meetings.todo.reminders import reminders
from meetings.workflow.answer import answer_for, answer_summons
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.minutes import send_minutes
from meetings.workflow.stance import record_stance
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_for_dissent
from tests import acts


@pytest.fixture
def timra(regional, member):
    """The seat of another municipality, which the member from Härnösand holds too."""
    seat = Seat.objects.get(council=regional, organisation__slug="timra", side="majority")
    seat.appointments.update(ends="2016-01-01")
    Appointment.objects.create(seat=seat, person=member, begins="2017-01-01")
    return seat


@pytest.fixture
def harnosand(regional, member, timra):
    return Seat.objects.get(
        council=regional, organisation__slug="harnosand", side="majority", capacity="member"
    )


@pytest.fixture
def today(regional, timra):
    return acts.summoned(regional, days=0)


def line(person, seat):
    return f"{person.pk}-{seat.organisation_id}"


def attended(office, meeting, **changes):
    form = office.get(meeting.url("attendance")).context["form"]
    return office.post(meeting.url("attendance"), acts.called(form, **changes))


def test_the_form_of_attendance_has_a_line_for_each_of_the_organisations(
    office, today, member, timra, harnosand
):
    form = office.get(today.url("attendance")).context["form"]
    own = [(each.organisation.slug, str(each)) for each in form.lines if each.person == member]
    assert own == [("harnosand", f"{member}, Härnösands kommun"), ("timra", f"{member}, Timrå kommun")]


def test_the_person_is_counted_once_and_both_organisations_are(office, today, four, member):
    attended(office, today)
    assert list(today.attendances.filter(person=member).values_list("organisation__slug", flat=True)) == [
        "harnosand",
        "timra",
    ]
    told = JournalEntry.objects.filter(act="record_attendance").first().sentence
    assert told == "Närvaron antecknades: 5 närvarande för 3 organisationer."


def test_the_minutes_list_the_person_for_both(office, today, member, timra):
    attended(office, today)
    record = compile_record(Minutes.objects.create(meeting=today))
    listed = [
        (each["organisation"], each["status"])
        for group in record["attendance"]
        for each in group["people"]
        if each["name"] == member.name
    ]
    assert listed == [("Härnösands kommun", "Digitalt"), ("Timrå kommun", "Digitalt")]


def test_one_seat_may_be_left_to_a_substitute_while_one_is_there_for_the_other(
    office, today, member, substitute, timra, harnosand
):
    item = today.items.get()
    served = {
        f"status_{line(member, harnosand)}": "excused",
        f"for_{acts.line(substitute)}": harnosand.pk,
    }
    assert attended(office, today, **served).status_code == 302
    assert seats_for_dissent(member, item) == [timra]
    assert acts.dissent(item, substitute).organisation.slug == "harnosand"
    with pytest.raises(Refused, match="Du har inte den platsen"):
        lodge_dissent(item, seat=timra, text="Nej.", by=substitute)
    assert acts.dissent(item, member, seat=timra).organisation.slug == "timra"


def test_the_attendance_tells_of_the_substitute_for_the_right_one(
    office, today, member, substitute, harnosand, timra
):
    sent = {"answer": "substitute", "substitute": substitute}
    today.answers.create(person=member, organisation=harnosand.organisation, **sent)
    today.answers.create(person=member, organisation=timra.organisation, answer="remote")
    form = office.get(today.url("attendance")).context["form"]
    assert [each.stands_in_for for each in form.lines if each.person == substitute] == [harnosand]
    told = [each.answered for each in form.lines if each.person == member]
    assert told == ["Förhinder, min ersättare kommer", "Kommer, digitalt"]


def test_two_who_note_the_attendance_at_once_are_told_of_which_organisation(office, today, member, harnosand):
    stale = acts.called(office.get(today.url("attendance")).context["form"])
    attended(office, today, **{f"status_{line(member, harnosand)}": "excused"})
    answer = office.post(today.url("attendance"), stale)
    assert answer.context["versions"] == [(f"{member}, Härnösands kommun", "Digitalt", "Anmält förhinder")]


def test_the_summons_lists_both_and_counts_the_person_once(office, regional, member, timra, four):
    meeting = acts.plan(regional, days=20)
    acts.approve(acts.add(meeting).meeting)
    page = office.get(meeting.url("summons"))
    own = [place.seat.organisation.slug for place in page.context["invitees"] if place.person == member]
    assert own == ["harnosand", "timra"]
    assert (len(page.context["invitees"]), page.context["people"]) == (5, 4)


# The answer to the summons: one for each


@pytest.fixture
def coming(regional, timra, four):
    return acts.summoned(regional, days=20)


@pytest.fixture
def answered(coming, member, substitute, timra, harnosand):
    """Comes for Timrå, and sends a substitute for Härnösand."""
    sent = {"answer": "substitute", "substitute": substitute, "organisation": harnosand.organisation}
    answer_summons(coming, by=member, **sent)
    answer_summons(coming, by=member, answer="remote", organisation=timra.organisation)
    return coming


def text(response):
    return unescape(response.content.decode())


def test_whoever_does_not_say_for_whom_is_asked(coming, member, secretary, outsider):
    with pytest.raises(Refused, match="Välj vilken organisation svaret gäller"):
        answer_summons(coming, by=member, answer="remote")
    with pytest.raises(Refused, match="Välj vilken organisation svaret gäller"):
        answer_for(coming, member, by=secretary, answer="remote")
    other = Organisation.objects.get(slug="solleftea")
    with pytest.raises(Refused, match="Du har ingen plats för Sollefteå kommun på mötet"):
        answer_summons(coming, by=member, answer="remote", organisation=other)


@pytest.mark.both
def test_one_may_come_for_one_and_send_a_substitute_for_the_other(
    answered, member, substitute, timra, harnosand
):
    item = answered.items.get()
    assert [home_and_answer(each) for each in answered.answers.order_by("pk")] == [
        ("harnosand", "substitute"),
        ("timra", "remote"),
    ]
    assert seats_for_dissent(member, item) == [timra]
    assert [seat.organisation for seat in seats_for_dissent(substitute, item)] == [harnosand.organisation]
    own = {"item": item, "text": "Nej.", "person": member, "lodged_by": member}
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.create(seat=harnosand, **own)
    DissentingOpinion.objects.create(seat=timra, **own)
    acts.dissent(item, substitute)


def home_and_answer(said):
    return said.organisation.slug, said.answer


def test_what_is_answered_for_a_seat_that_has_ended_counts_no_more(answered, member, substitute, timra):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    substitute.appointments.update(ends=yesterday)
    assert timra in seats_for_dissent(member, answered.items.get())
    assert len(seats_for_dissent(member, answered.items.get())) == 2
    Appointment.objects.filter(seat=timra, person=member).update(ends=dt.date(2017, 1, 2))
    assert [home_and_answer(each) for each in answered.answers.left()] == [("timra", "remote")]


def test_the_substitute_is_told_for_whom(answered, substitute, member, harnosand):
    told = substitute.letters.get(kind="substitute").text
    assert f"{member} har förhinder och har angett att du kommer i stället för Härnösands kommun." in told
    answer_summons(answered, by=substitute, answer="excused")
    told = member.letters.get(kind="substitute").text
    assert "kan inte komma i ditt ställe för Härnösands kommun." in told


@pytest.mark.both
def test_one_substitute_may_come_for_both_organisations_of_one_member(
    coming, member, substitute, timra, harnosand
):
    other = acts.seat_of(substitute, coming.council)
    other.pk, other.organisation = None, timra.organisation
    other.save()
    Appointment.objects.create(seat=other, person=substitute, begins="2015-01-01")
    for seat in (harnosand, timra):
        sent = {"answer": "substitute", "substitute": substitute, "organisation": seat.organisation}
        answer_summons(coming, by=member, **sent)
    homes = {seat.organisation_id for seat in seats_for_dissent(substitute, coming.items.get())}
    assert homes == {harnosand.organisation_id, timra.organisation_id}
    answer_summons(coming, by=substitute, answer="excused", organisation=timra.organisation)
    item = coming.items.get()
    [seat] = seats_for_dissent(substitute, item)
    assert (seat.organisation_id, member.letters.filter(kind="substitute").count()) == (
        harnosand.organisation_id,
        1,
    )
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.create(
            item=item, person=substitute, seat=other, text="Nej.", lodged_by=member
        )
    for person, own in ((substitute, seat), (member, timra)):
        DissentingOpinion.objects.create(item=item, person=person, seat=own, text="Nej.", lodged_by=person)
    home = {"organisation": harnosand.organisation}
    answer_summons(coming, by=member, answer="remote", **home)
    answer_summons(coming, by=member, answer="substitute", substitute=substitute, **home)
    home = {"organisation": timra.organisation}
    answer_summons(coming, by=member, answer="remote", **home)
    with pytest.raises(Refused, match="har själv anmält förhinder"):
        answer_summons(coming, by=member, answer="substitute", substitute=substitute, **home)


def test_a_substitute_of_two_is_called_as_soon_as_one_of_them_asks(coming, member, substitute, timra):
    seat = Seat.objects.create(council=timra.council, organisation=timra.organisation, capacity="substitute")
    Appointment.objects.create(seat=seat, person=substitute, begins="2017-01-01")
    for seat.order in (0, 900):  # whichever of the two comes first
        seat.save()
        answer_summons(coming, by=member, organisation=timra.organisation, answer="on_site")
        assert told_only(substitute, [coming]) == {coming}
        sends = {"answer": "substitute", "substitute": substitute}
        answer_summons(coming, by=member, organisation=timra.organisation, **sends)
        assert told_only(substitute, [coming]) == set()


def test_people_are_counted_once_and_organisations_each_by_their_own_answer(answered, office, member):
    page = office.get(answered.url("answers"))
    assert page.context["represented"] == (1, 3)
    assert [number for number, _ in page.context["tally"]] == [0, 1, 0, 1, 3]
    own = [line.answer for line in page.context["lines"] if line.appointment.person == member]
    assert [home_and_answer(each) for each in own] == [("harnosand", "substitute"), ("timra", "remote")]


def test_what_one_has_answered_for_only_one_leaves_the_other_to_answer(
    client, office, coming, member, timra, secretary
):
    answer_summons(coming, by=member, answer="remote", organisation=timra.organisation)
    assert [number for number, _ in office.get(coming.url("answers")).context["tally"]][-1] == 3
    client.force_login(member)
    asked = [each for each in client.get("/mitt/").context["expected"] if "Svara" in each.label]
    assert [(each.sentence.partition("för ")[2], each.url) for each in asked] == [
        ("Härnösands kommun.", f"{coming.url('answer')}?organisation=harnosand")
    ]


def test_the_one_letter_that_reminds_of_answers_names_both(coming, member, timra):
    moved = timezone.localdate() + dt.timedelta(days=15)
    told = [each for each in reminders(moved) if each.person == member and "answer" in each.key]
    homes = [each.sentence.rpartition(" för ")[2].partition(" Det ska")[0] for each in told]
    assert homes == ["Härnösands kommun och Timrå kommun."]
    assert [each.url for each in told] == [coming.url("answer")]


def test_the_pages_show_both_answers(client, answered, member):
    client.force_login(member)
    page = text(client.get("/mitt/"))
    assert "Ditt svar för Härnösands kommun: förhinder, min ersättare kommer" in page
    assert "Ditt svar för Timrå kommun: kommer, digitalt" in page
    page = text(client.get(answered.get_absolute_url()))
    assert page.count(f'href="{answered.url("answer")}?organisation=') == 2


def test_one_answers_for_each_on_a_page_of_its_own(client, coming, member, timra):
    client.force_login(member)
    address = coming.url("answer")
    for slug, leads in (("timra", address), ("harnosand", coming.get_absolute_url())):
        assert f'href="?organisation={slug}"' in text(client.get(address))
        assert client.post(f"{address}?organisation={slug}", {"answer": "remote"}).url == leads
    assert coming.answers.filter(person=member, answer="remote").count() == 2
    assert client.get(f"{address}?organisation=solleftea").status_code == 404


def test_the_secretariat_notes_and_takes_back_an_answer_for_each(office, coming, member, timra):
    address = coming.url("answer_of", member.pk)
    for slug in ("harnosand", "timra"):
        assert f'href="{address}?organisation={slug}"' in text(office.get(coming.url("answers")))
        assert office.post(f"{address}?organisation={slug}", {"answer": "remote"}).status_code == 302
    page = text(office.get(f"{address}?organisation=timra"))
    assert f"{coming.url('answer_of_withdrawal', member.pk)}?organisation=timra" in page
    shown = acts.shown(coming.answers.get(organisation=timra.organisation))
    office.post(f"{coming.url('answer_of_withdrawal', member.pk)}?organisation=timra", shown)
    assert [home_and_answer(each) for each in coming.answers.all()] == [("harnosand", "remote")]


@pytest.mark.both
def test_the_database_takes_one_answer_for_each_organisation_that_one_comes_for(answered, member, timra):
    own = {"person": member, "answer": "remote"}
    with pytest.raises(IntegrityError), transaction.atomic():
        answered.answers.create(organisation=timra.organisation, **own)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        answered.answers.create(organisation=Organisation.objects.get(slug="solleftea"), **own)


@pytest.mark.both
def test_one_answer_from_before_becomes_one_for_each(answered, substitute, timra, harnosand):
    parts_of = import_module("meetings.migrations.0003_bring_along").parts_of
    sent, comes = answered.answers.order_by("pk")
    homes = (harnosand.organisation_id, timra.organisation_id)
    told = [(homes[0], "substitute", substitute.pk), (homes[1], "excused", None)]
    assert list(parts_of(apps, sent)) == told
    assert list(parts_of(apps, comes)) == [(home, "remote", None) for home in homes]


def test_both_come_when_the_person_does(coming, member):
    for home in homes_of(member, coming):
        answer_summons(coming, by=member, answer="remote", organisation=home)
    assert represented(lines_of(coming)) == (2, 3)


def test_dissent_is_lodged_for_either(office, today, member, timra, harnosand):
    item = today.items.get()
    seats = seats_for_dissent(member, item)
    assert [label for _, label in DissentForm(seats=seats).fields["seat"].choices] == [
        f"{seat.organisation} ({seat.council})" for seat in (harnosand, timra)
    ]
    offered = office.get(item.url("item_outcome")).context["form"].fields["dissent_from"].choices
    assert [label for _, label in offered if member.name in str(label)] == [
        f"Härnösand: {member}",
        f"Timrå: {member}",
    ]


def dissent_buttons(client, item):
    page = unescape(client.get(item.get_absolute_url()).content.decode())
    links = [each.partition("</a>")[0] for each in page.split("<a ") if "avvikande synpunkt" in each]
    return [
        (link.partition(">")[2], link.split('"')[3].rpartition("/")[2]) for link in links if "btn" in link
    ]


def test_the_item_offers_to_dissent_for_the_organisations_not_heard_and_to_take_back_for_the_others(
    client, today, member, timra, harnosand
):
    item = today.items.get()
    client.force_login(member)
    both = f"Lämna avvikande synpunkt för {harnosand.organisation} och {timra.organisation}"
    assert dissent_buttons(client, item) == [(both, "")]
    first = acts.dissent(item, member, seat=timra)
    back = (f"Ta tillbaka din avvikande synpunkt för {timra.organisation}", f"#synpunkt-{first.pk}")
    left = f"Lämna avvikande synpunkt för {harnosand.organisation}"
    assert dissent_buttons(client, item) == [(left, ""), back]
    second = acts.dissent(item, member, seat=harnosand)
    other = (f"Ta tillbaka din avvikande synpunkt för {harnosand.organisation}", f"#synpunkt-{second.pk}")
    assert sorted(dissent_buttons(client, item)) == sorted([other, back])


def test_a_stance_is_stated_for_each(today, member, timra, harnosand):
    item = today.items.get()
    record_stance(item, timra.organisation, by=member, status="supports")
    record_stance(item, harnosand.organisation, by=member, status="will_dissent", dissent_text="Nej.")
    stated = [(each.organisation.slug, each.stance.status) for each in own_stances(member, item)]
    assert stated == [("harnosand", "will_dissent"), ("timra", "supports")]
    assert item.dissents.get().seat == harnosand


@pytest.mark.both
def test_the_database_takes_one_line_for_each_organisation(today, member, timra, harnosand):
    for seat in (harnosand, timra):
        own = {"person": member, "organisation": seat.organisation, "seat": seat, "status": "remote"}
        Attendance.objects.create(meeting=today, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=today, **own)


def test_the_choices_of_who_leads_and_who_approves_name_both(office, today, member):
    form = office.get(today.url("meeting_facts")).context["form"]
    offered = [[label for _, label in form.fields[name].choices] for name in ("chair", "approvers")]
    assert [f"{member} (Härnösand och Timrå)" in labels for labels in offered] == [True, True]


def test_the_choice_of_who_approves_instead_names_both(office, today, member, chair):
    acts.handle(today.items.get())
    minutes = acts.close(today).minutes.get()
    approval = send_minutes(minutes, by=today.secretary).approvals.get(person=chair)
    form = office.get(today.url("minutes_approver", approval.pk)).context["form"]
    assert f"{member} (Härnösand och Timrå)" in [label for _, label in form.fields["person"].choices]


def test_the_page_of_the_answer_says_for_whom(client, coming, member):
    client.force_login(member)
    page = text(client.get(f"{coming.url('answer')}?organisation=timra"))
    assert "Svaret gäller för Timrå kommun." in page
