"""The secretariat's work list says what to do next, to those who do it."""

import datetime as dt
import re
from functools import partial
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from councils.models import Council, Organisation, Person
from meetings.models import Feedback
from meetings.planning.invitees import invitees_of
from meetings.positions.expected import expected_organisations
from meetings.todo.worklist import Task, late_decisions, work
from meetings.workflow import minutes
from meetings.workflow.agenda import add_break
from meetings.workflow.answer import answer_for
from meetings.workflow.item import edit_item
from meetings.workflow.meeting import change_meeting
from meetings.workflow.stance import record_stance
from meetings.workflow.summons import send_update
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.words import day_soon
from tests import acts


def tasks(council):
    return [task for _, tasks in work([council], timezone.localdate()) for task in tasks]


def sentences(council):
    return [task.sentence for task in tasks(council)]


def text(response):
    return unescape(response.content.decode())


def test_a_planned_meeting_needs_an_agenda_and_its_summons(regional):
    meeting = acts.plan(regional, date=dt.date(2099, 3, 12))
    assert sentences(regional) == ["Dagordningen är tom.", "Kallelsen ska ut senast den 2 mars 2099."]
    item = acts.add(meeting, how="", title="Ostkustbanan")
    assert sentences(regional)[0] == "”Ostkustbanan”: Skriv en mening om hur ärendet tjänar målet."
    (task, _) = tasks(regional)
    assert task.url == f"{item.url('item_texts')}#id_how"


def test_a_summons_that_should_have_gone_out_is_late(regional):
    acts.add(acts.plan(regional, days=3))
    (task,) = tasks(regional)
    assert (task.label, task.is_late) == ("Förbered kallelsen", True)


def test_a_day_that_passed_without_a_summons_asks_what_became_of_the_meeting(regional):
    acts.plan(regional, days=-3)
    assert sentences(regional) == [
        "Mötesdagen har passerat utan att kallelsen gick ut. Flytta mötet eller ställ in det."
    ]


def test_a_called_meeting_waits_for_answers_and_stances_and_late_items(regional):
    meeting = acts.summoned(regional, days=5)
    called = len(list(invitees_of(meeting)))
    waiting = [f"{called} kallade väntas svara på kallelsen."]
    waiting += ["9 organisationer har punkter kvar att förankra."]
    assert sentences(regional) == waiting
    acts.add(meeting, title="Sent")
    late = "”Sent” kom till efter kallelsen och väntar på att läggas till."
    assert sentences(regional) == [late, *waiting]


def test_what_has_changed_since_the_summons_waits_to_be_sent(regional, secretary):
    meeting = acts.summoned(regional, days=5)
    waiting = sentences(regional)
    edit_item(meeting.items.get(), by=secretary, title="Tågen")
    [first, *others] = sentences(regional)
    assert first == "Dagordningen är ändrad men inte utsänd: Punkt 1 ”Tågen”: rubriken är ändrad."
    assert others == waiting
    change_meeting(meeting, by=secretary, note="Lunch serveras.")
    task = tasks(regional)[0]
    assert task.sentence == "Dagordningen är ändrad men inte utsänd: 2 ändringar."
    assert (task.label, task.url) == ("Skicka ändringarna", meeting.url("agenda_versions"))
    send_update(meeting, by=secretary)
    assert sentences(regional) == waiting


def test_the_last_who_is_waited_for_is_named_and_then_nothing_is_left(regional, secretary):
    meeting = acts.summoned(regional, days=5)
    item = meeting.items.get()
    *others, last = [held.person for held in invitees_of(meeting)]
    for person in others:
        answer_for(meeting, person, by=secretary, answer="remote")
    *rest, organisation = expected_organisations(meeting)
    for each in rest:
        record_stance(item, each, by=secretary, status="supports")
    assert sentences(regional) == [
        f"{last} väntas svara på kallelsen.",
        f"{organisation} har punkter kvar att förankra.",
    ]
    answer_for(meeting, last, by=secretary, answer="remote")
    record_stance(item, organisation, by=secretary, status="supports")
    assert sentences(regional) == []


def test_after_the_meeting_comes_attendance_outcomes_and_the_closing(regional):
    meeting = acts.summoned(regional, {}, {})
    assert sentences(regional) == ["Närvaron är inte antecknad.", "2 punkter saknar utfall."]
    for item in meeting.items.all():
        acts.handle(item)
    assert sentences(regional)[-1] == "Alla punkter har ett utfall. Mötet kan avslutas."


def test_the_minutes_go_from_draft_to_published_and_then_off_the_list(regional, secretary, chair, member):
    meeting = acts.held(regional, approvers=[member], date=dt.date(2026, 1, 15))
    assert sentences(regional) == ["Protokollet är ett utkast. Det ska vara justerat senast den 29 januari."]
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    want_change(sent, "§ 2", by=member)
    assert sentences(regional) == [
        f"{member} vill ändra i protokollet.",
        f"Väntar på justering av: {chair}.",
    ]
    minutes.approve_minutes(sent, by=chair)
    minutes.approve_minutes(sent, by=member)
    assert sentences(regional) == ["Protokollet är justerat men inte publicerat."]
    minutes.publish_minutes(sent, by=secretary)
    assert sentences(regional) == []


def test_what_was_wanted_of_minutes_taken_back_waits_for_its_answer(regional, secretary, member):
    meeting = acts.held(regional, approvers=[member], date=dt.date(2026, 1, 15))
    item = meeting.items.get()
    whole = meeting.minutes.whole().get()
    for send in (partial(minutes.ask_at_once, item), partial(minutes.send_minutes, whole)):
        asked = send(by=secretary)
        wish = want_change(asked, "Fel ort.", by=member).wishes.get()
        minutes.recall_minutes(asked, by=secretary)
        part = f"§ {item.paragraph}/2026" if asked.item else "protokollet"
        assert sentences(regional)[:-1] == [f"{member} vill ändra i {part}."]
        answer_wish(wish, by=secretary, is_done=False, answer="Orten är rätt.")
        assert len(sentences(regional)) == 1


def test_an_empty_seat_is_a_vacancy(client, secretary, member):
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    client.force_login(secretary)
    vacant = client.get("/kansli/").context["worklist"].vacancies
    assert {str(seat) for seat in vacant} == {"Ledamot, majoritet, Härnösand"}
    assert len(vacant) == 2, "one in each council"


def test_the_administrator_sees_how_much_waits_but_not_what_nor_the_way_to_act(
    client, regional, administrator, secretary
):
    """The title of an item is not the administrator's to read before everyone's."""
    meeting = acts.plan(regional, days=30)
    acts.add(meeting, how="", title="Hemlig rubrik")
    address = "/rad/regionala-samverkansradet/moten/nytt/"
    client.force_login(administrator)
    page = text(client.get("/kansli/"))
    assert ("saker väntar på kansliet." in page, "/admin/" in page) == (True, True)
    assert meeting.get_absolute_url() in page
    assert ("Hemlig rubrik" in page, "#id_how" in page, address in page) == (False, False, False)
    client.force_login(secretary)
    page = text(client.get("/kansli/"))
    assert ("Hemlig rubrik" in page, "#id_how" in page, address in page) == (True, True, True)
    assert "/admin/" not in page


def test_the_administrator_reads_no_title_that_only_the_office_sees(
    client, regional, administrator, secretary
):
    told = {"title": "Hemlig fråga"}
    acts.add(acts.plan(regional, days=30), how="", **told)
    sent = acts.summoned(regional, days=20)
    acts.add(sent, **told)
    edit_item(sent.items.first(), by=secretary, title="Hemlig ändring")
    [left] = acts.summoned(regional, told).items.all()
    acts.handle(left, outcome="postponed", text="")
    client.force_login(administrator)
    page = client.get("/kansli/")
    assert "Hemlig" not in text(page)
    assert "En sak väntar på kansliet." in text(page)
    assert page.context["worklist"].tasks == []
    assert client.get("/mitt/antal/").json()["/kansli/"] == 0
    client.force_login(secretary)
    assert text(client.get("/kansli/")).count("Hemlig") >= 4


@pytest.mark.parametrize("who", ["chair", "member", "opposition", "official", "preparer", "outsider"])
def test_others_are_told_that_the_page_is_the_offices(client, db, who, request):
    client.force_login(request.getfixturevalue(who))
    response = client.get("/kansli/")
    assert response.status_code == 403
    assert "Sidan är till för rådens kansli och administratören." in text(response)


def test_a_council_without_seats_has_none_and_not_all_of_them_filled(client, regional, secretary):
    named = {"name": "Nya samverkansrådet", "slug": "nya", "abbreviation": "NSR"}
    new = Council.objects.create(**named, office=regional.office)
    page = text(client.get(new.get_absolute_url()))
    assert "Nya samverkansrådet har inga platser ännu." in page
    assert ("Ingen plats är vakant" in page, "Vilka som har platserna" in page) == (False, False)
    client.force_login(secretary)
    page = text(client.get("/kansli/"))
    assert "Nya samverkansrådet har inga platser ännu." in page
    assert "Alla platser har en innehavare" not in page


def unreached(client, person):
    client.force_login(person)
    return [(task.sentence, task.url) for task in client.get("/kansli/").context["worklist"].unreached]


def test_whoever_holds_a_seat_without_an_address_is_to_be_given_one(client, secretary, member):
    Person.objects.filter(pk=member.pk).update(email=None)
    sentence = f"{member} har ingen e-postadress och kan inte bjudas in."
    assert unreached(client, secretary) == [(sentence, f"/kansli/personer/{member.pk}/uppgifter/")]
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assert unreached(client, secretary) == []


def test_the_offices_own_invitations_are_for_the_administrator(client, secretary, administrator):
    other = Person.objects.get(email__startswith="region-vasternorrland.radssekreterare-2")
    Person.objects.filter(pk=other.pk).update(email=None)
    assert unreached(client, secretary) == []
    assert [url for _, url in unreached(client, administrator)] == [f"/kansli/personer/{other.pk}/uppgifter/"]


def test_of_someone_who_has_left_nothing_is_to_be_done(client, secretary, member):
    not_invited(member)
    assert len(unreached(client, secretary)) == 1
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    assert unreached(client, secretary) == []


def not_invited(person):
    now = timezone.now()
    person.letters.create(
        key=f"inbjudan {person.pk}", kind="invitation", address=person.email, claimed_at=now, failed_at=now
    )


def test_a_letter_that_came_back_is_looked_at(client, secretary, member):
    now = timezone.now()
    told = {
        "kind": "digest",
        "address": member.email,
        "claimed_at": now,
        "failed_at": now,
        "failure": "Full.",
    }
    member.letters.create(key="x", **told)
    told = f"Det senaste brevet till {member} kom i retur. Full."
    assert unreached(client, secretary) == [(told, f"/kansli/personer/{member.pk}/uppgifter/")]


def test_proposals_on_their_way_to_a_meeting_are_counted(office, regional):
    assert office.get("/kansli/").context["worklist"].tasks == []
    acts.proposed(regional, "ready", title="Tåg")
    acts.proposed(regional, "proposed", title="Buss")
    [section] = [each for each in office.get("/kansli/").context["worklist"].sections if each.parts]
    [part] = section.parts
    today = timezone.localdate()
    assert (section.council, part.heading) == (regional, "Förslag på väg")
    assert [task.sentence for task in part.tasks] == [
        "Ett förslag är klart att läggas på ett möte.",
        f"Ett förslag från den {day_soon(today)} är kvar att bereda.",
    ]


def test_formal_decisions_that_are_late_are_on_the_list_and_may_be_reminded_of(office, regional):
    meeting = acts.held(regional)
    acts.published(meeting)
    assert late_decisions([regional], timezone.localdate()) == {}
    planned = {"status": "planned", "planned_on": timezone.localdate() - dt.timedelta(days=1), "body": "KS"}
    timra = Organisation.objects.get(slug="timra")
    meeting.items.get().position.decisions.create(organisation=timra, **planned)
    [task] = late_decisions([regional], timezone.localdate())[regional.pk]
    assert (task.is_late, task.reminds) == (True, meeting.url("reminder", "formella-beslut"))
    assert task.sentence.startswith("Timrå kommun är sen med formella beslut efter mötet den ")
    assert task.reminds in text(office.get("/kansli/"))


STATES = {
    "timra": ("not_answered", "Timrå kommun har inte svarat i tid om formella"),
    "ange": ("planned", "Ånge kommun har inte sagt i tid när formella"),
}


def test_whoever_has_not_answered_in_time_is_not_called_late_with_a_formal_decision(office, regional):
    """Late is what the follow-up calls late: a day that was planned has passed."""
    meeting = acts.held(regional)
    acts.published(meeting)
    last = Feedback.objects.filter(due__isnull=False).order_by("due").last().due
    decisions, homes = meeting.items.get().position.decisions, Organisation.objects.filter(slug__in=STATES)
    for home in homes:
        decisions.create(organisation=home, status=STATES[home.slug][0])
    [task] = late_decisions([regional], last + dt.timedelta(days=1))[regional.pk]
    for told in (
        "organisationer har inget antecknat i tid om formella",
        *(told for _, told in STATES.values()),
    ):
        assert f"{told} beslut " in task.sentence
    assert "är sen" not in task.sentence
    assert task.is_late is False


def test_the_secretarys_own_page_and_the_menu_say_what_the_list_says(office, regional, member):
    acts.summoned(regional, days=5)
    tasks = office.get("/kansli/").context["worklist"].tasks
    told = [(task.sentence, task.about) for task in office.get("/mitt/").context["tasks"]]
    assert told == [(task.sentence, task.about) for task in tasks]
    assert tasks[0].about.startswith("Regionala samverkansrådet, mötet den ")
    assert office.get("/mitt/antal/").json() == {"/mitt/": 0, "/kansli/": len(tasks)}
    office.force_login(member)
    assert office.get("/mitt/").context["tasks"] == []
    assert office.get("/mitt/antal/").json() == {"/mitt/": 2}


@pytest.mark.parametrize("name", ["administrator", "secretary"])
def test_the_menu_says_of_each_what_the_list_says(request, client, regional, grand, name):
    acts.add(acts.plan(regional, days=30), how="")
    acts.summoned(grand, days=5)
    not_invited(Person.objects.filter(appointments__seat__council=regional).first())
    client.force_login(request.getfixturevalue(name))
    tasks = client.get("/kansli/").context["worklist"].tasks
    assert client.get("/mitt/antal/").json()["/kansli/"] == len(tasks) > 0


def test_of_what_another_office_does_nothing_is_asked_to_count_it(
    client, regional, administrator, django_assert_num_queries
):
    """Nor of what nobody counts, as the vacant seats."""
    acts.summoned(regional, days=5)
    client.force_login(administrator)
    client.get("/mitt/antal/")
    with django_assert_num_queries(14) as asked:
        client.get("/mitt/antal/")
    told = " ".join(each["sql"] for each in asked.captured_queries)
    assert "meetings_agendaapproval" not in told


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_asks_as_much_of_the_database_for_one_meeting_as_for_many(
    client, regional, grand, secretary, count, django_assert_num_queries
):
    for number in range(count):
        meeting = acts.plan(regional, days=30 + number, joint_with=[grand])
        acts.add(meeting), acts.add(meeting)
    for number in range(count // 3 + 1):
        called = acts.summoned(regional, days=5 + number)
        add_break(called, by=secretary, kind="lunch", minutes=45)
    for person in Person.objects.filter(appointments__seat__council=regional).order_by("pk")[:count]:
        not_invited(person)
    acts.held(regional)
    client.force_login(secretary)
    with django_assert_num_queries(42):
        client.get("/kansli/")


@pytest.mark.parametrize(("count", "folded"), [(4, []), (7, ["Uppgift 5.", "Uppgift 6.", "Uppgift 7."])])
def test_on_a_phone_the_tasks_after_the_first_four_are_folded(count, folded):
    tasks = [Task(f"Uppgift {number}.", "Gör", "/") for number in range(1, count + 1)]
    told = {"tasks": tasks, "may_act": False, "about": ""}
    page = render_to_string("meetings/partials/tasks.html", told)
    first, _, rest = page.partition('<details class="phone-fold"><summary>Visa 3 till</summary>')
    assert [re.findall(r"Uppgift \d\.", part) for part in (first, rest)] == [
        [f"Uppgift {number}." for number in range(1, 5)],
        folded,
    ]
