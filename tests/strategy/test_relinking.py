"""What still serves goals of the strategy before is led on to what they became."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from councils.models import Appointment, Council, JournalEntry, Organisation, Person, Seat
from meetings.agenda.relinking import waiting
from meetings.models import AgendaItem
from meetings.workflow.goal import finish_relinking, relink
from meetings.workflow.item import edit_item
from meetings.workflow.recurring import add_recurring
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from strategy.models import AdvocacyIssue, FocusArea, Indicator, Strategy
from tests import acts
from tests.strategy.conftest import goal
from tests.strategy.renewed import PAGE, STEP, adopted, changed, served


def test_nothing_is_led_on_before_the_new_strategy_applies(client, regional, new, by):
    item = acts.proposed(regional, primary_goal=acts.goal("1.1"))
    changed(new, by)
    client.force_login(by["by"])
    form = client.get(f"{STEP}granskning/").context["form"]
    sent = acts.as_posted(form, adopted_on="2026-11-25", adopted_by="Regionfullmäktige")
    after = client.post(f"{STEP}granskning/", sent, follow=True)
    assert after.redirect_chain[-1][0] == PAGE
    [message] = after.context["messages"]
    assert "Det som väntar kopplas om från den 1 januari 2027." in str(message)
    assert "/omkoppling/" not in after.content.decode()
    page = client.get(f"{PAGE}omkoppling/")
    assert "Kopplas om från den 1 januari 2027." in page.content.decode()
    assert "har upphört" not in page.content.decode()
    client.post(f"{PAGE}omkoppling/", {f"agendaitem-{item.pk}-{item.primary_goal_id}": goal(new, "1.1").pk})
    with pytest.raises(Refused, match="från den 1 januari 2027"):
        relink(item, instead={item.primary_goal: [goal(new, "1.1")]}, **by)
    item.refresh_from_db()
    assert item.primary_goal == goal(new.made_from, "1.1")


@pytest.mark.usefixtures("applies")
def test_what_waits_is_led_on_by_what_its_goals_became(client, regional, new, by):
    days = (dt.date(2027, 2, 1) - timezone.localdate()).days
    meeting = acts.plan(regional, days=max(days, 30))
    same, split, ended = (acts.add(meeting, primary_goal=acts.goal(code)) for code in ("1.1", "1.2", "2.5"))
    before = served(regional)
    adopted(new, by)
    client.force_login(by["by"])
    page = f"{PAGE}omkoppling/"
    [task] = client.get("/kansli/").context["worklist"].relinking
    assert (task.url, task.label) == (page, "Koppla om det som väntar")
    assert task.sentence.startswith("3 dagordningspunkter och 4 fokusområden tjänar ännu mål i ")
    form = client.get(page).context["form"]
    left = {each.thing: each for each in form.waiting if each.thing in (same, split, ended, before)}
    assert [left[each].thing for each in left] == [same, split, ended]
    posted = acts.as_posted(form)
    told = [posted.get(left[each].name) or "" for each in (same, split, ended)]
    assert told == [str(goal(new, "1.1").pk), "", ""]
    client.post(page, posted | {left[split].name: goal(new, "1.5").pk})
    for item in (same, split, ended):
        item.refresh_from_db()
    assert (same.primary_goal, split.primary_goal) == (goal(new, "1.1"), goal(new, "1.5"))
    assert ended.primary_goal == goal(new.made_from, "2.5")
    assert [each.thing for each in waiting(by["by"], new) if each.thing in (same, split, ended)] == [ended]


def test_a_summons_of_one_item_went_out_with_one_item(regional):
    sent = JournalEntry.objects.filter(act="send_summons")
    acts.summoned(regional)
    assert "gick ut med 1 punkt." in sent.get().sentence


@pytest.mark.usefixtures("applies")
def test_what_is_in_preparation_is_led_on_as_a_proposal(client, regional, new, by):
    item = acts.proposed(regional, primary_goal=acts.goal("1.1"))
    adopted(new, by)
    client.force_login(by["by"])
    page = f"{PAGE}omkoppling/"
    form = client.get(page).context["form"]
    assert item in [each.thing for each in form.waiting]
    done = client.post(page, acts.as_posted(form), follow=True)
    [told] = [str(each) for each in done.context["messages"]]
    assert told == "1 dagordningspunkt och 4 fokusområden kopplades om."
    item.refresh_from_db()
    assert item.primary_goal == goal(new, "1.1")
    assert JournalEntry.objects.filter(act="save_proposal").exists()
    late = client.post(page, acts.as_posted(form), follow=True)
    told = [str(each) for each in late.context["messages"]]
    assert told[-1].endswith(" val gällde det som någon redan hade kopplat om, och ändrade inget.")


def test_what_stands_on_no_meeting_is_not_changed_as_an_item_of_one(regional, secretary):
    with pytest.raises(PermissionDenied, match="står inte på något möte"):
        edit_item(acts.proposed(regional), by=secretary, title="Annat")


@pytest.mark.usefixtures("applies")
def test_open_data_tells_goals_of_two_strategies_with_one_code_apart(client, new, by):
    adopted(new, by)
    old, heir = goal(new.made_from, "2.2"), goal(new, "2.2")
    indicator = Indicator.objects.create(title="Andel behöriga", unit="procent", slug="behoriga")
    issue = AdvocacyIssue.objects.create(title="Täckning", addressee="Regeringen")
    for each in (indicator, issue):
        each.goals.set([old])
    area = FocusArea.objects.filter(goals=old).first()

    def told():
        measured = json.loads(client.get("/strategi/indikatorer.json").getvalue())
        pleaded, planned = (client.get(reverse(name)).json() for name in ("advocacy_json", "plans_json"))
        [one], [plan] = measured["indicators"], planned["plans"]
        [other] = [each for each in pleaded["issues"] if each["title"] == "Täckning"]
        [third] = [each for each in plan["focus_areas"] if each["title"] == area.title]
        return [g["url"] for each in (one, other, third) for g in each["goals"] if g["code"] == "2.2"]

    assert told() == [f"http://testserver{old.get_absolute_url()}"] * 3
    for each in (indicator, issue, area):
        relink(each, instead={old: [heir]}, **by)
    assert told() == [f"http://testserver{heir.get_absolute_url()}"] * 3


@pytest.fixture
def office(client, by):
    client.force_login(by["by"])
    return client


@pytest.fixture
def item_of(regional, new, by):
    """Makes items of a coming meeting that serve goals of the strategy before, and adopts the new one."""

    def made(*all_facts):
        days = (dt.date(2027, 2, 1) - timezone.localdate()).days
        meeting = acts.plan(regional, days=max(days, 30))
        items = [acts.add(meeting, **facts) for facts in all_facts]
        adopted(new, by)
        return items

    return made


def choice(office, item, code):
    """(the form, the name of the choice about that goal of the item)"""
    form = office.get(f"{PAGE}omkoppling/").context["form"]
    [name] = [each.name for each in form.waiting if each.thing == item and each.part.code == code]
    return form, name


def lead_on(office, item, code, chosen, **more):
    form, name = choice(office, item, code)
    answer = office.post(f"{PAGE}omkoppling/", acts.as_posted(form) | {name: chosen} | more, follow=True)
    item.refresh_from_db()
    return answer


def serves(item):
    return [goal.code for goal in (item.primary_goal, *item.goals.order_by("code")) if goal]


@pytest.mark.usefixtures("applies")
def test_what_served_a_goal_that_was_split_may_serve_several_of_its_parts(office, new, item_of):
    [item] = item_of({"primary_goal": acts.goal("1.2")})
    lead_on(office, item, "1.2", [goal(new, "1.5").pk, goal(new, "1.2").pk])
    assert {each.strategy for each in (item.primary_goal, *item.goals.all())} == {new}
    assert sorted(serves(item)) == ["1.2", "1.5"]


@pytest.mark.usefixtures("applies")
def test_a_link_may_end_where_nothing_is_in_its_place(office, item_of):
    [item] = item_of({"primary_goal": acts.goal("2.2"), "goals": [acts.goal("2.5")]})
    lead_on(office, item, "2.5", "upphor")
    assert serves(item) == ["2.2"]


@pytest.mark.usefixtures("applies")
def test_a_further_goal_is_not_the_primary_one_where_that_link_ends(office, item_of):
    [item] = item_of({"primary_goal": acts.goal("2.5"), "goals": [acts.goal("2.2")]})
    lead_on(office, item, "2.5", "upphor")
    assert (item.primary_goal, serves(item)) == (None, ["2.2"])


@pytest.mark.usefixtures("applies")
def test_a_further_goal_is_led_on_as_one_where_no_primary_is_chosen(new, item_of, by):
    [item] = item_of({"primary_goal": None, "goals": [acts.goal("2.2")]})
    relink(item, instead={acts.goal("2.2"): [goal(new, "2.2")]}, **by)
    item.refresh_from_db()
    assert (item.primary_goal, list(item.goals.all())) == (None, [goal(new, "2.2")])


@pytest.mark.usefixtures("applies")
def test_a_goal_that_becomes_the_primary_one_is_no_further_one(new, item_of, by):
    old = [acts.goal(code) for code in ("1.3", "1.4")]
    [item] = item_of({"primary_goal": old[0], "goals": [old[1]]})
    relink(item, instead={each: [goal(new, "1.4")] for each in old}, **by)
    item.refresh_from_db()
    assert (item.primary_goal, list(item.goals.all())) == (goal(new, "1.4"), [])


@pytest.mark.usefixtures("applies")
def test_a_proposal_under_preparation_is_not_left_without_a_goal_of_its_own(office, regional, new, by):
    item = acts.proposed(regional, primary_goal=acts.goal("2.5"), goals=[acts.goal("2.2")])
    adopted(new, by)
    for code, may_end in (("2.5", False), ("2.2", True)):
        form, name = choice(office, item, code)
        assert ("upphor" in [value for value, _ in form.fields[name].choices]) is may_end
    with pytest.raises(Refused, match="Förslaget saknar något"):
        relink(item, instead={item.primary_goal: []}, **by)


@pytest.mark.usefixtures("applies")
def test_what_is_on_a_sent_agenda_is_not_offered_to_lose_its_goal(office, item_of):
    item, other = item_of({"primary_goal": acts.goal("2.5")}, {"primary_goal": acts.goal("1.2")})
    acts.send(item.meeting)
    for each, code in ((item, "2.5"), (other, "1.2")):
        form, name = choice(office, each, code)
        assert "upphor" not in [value for value, _ in form.fields[name].choices]


@pytest.mark.usefixtures("applies")
def test_a_link_does_not_end_and_go_on_at_once(office, new, item_of):
    [item] = item_of({"primary_goal": acts.goal("1.2")})
    answer = lead_on(office, item, "1.2", ["upphor", goal(new, "1.5").pk])
    assert "Välj antingen delar att tjäna eller att kopplingen upphör." in answer.content.decode()
    assert item.primary_goal == goal(new.made_from, "1.2")


@pytest.mark.usefixtures("applies")
def test_what_recurs_serves_one_part_or_none(office, regional, new, by):
    facts = {"title": "Läget", "primary_goal": acts.goal("1.2")}
    row = add_recurring(regional, by=by["by"], **facts)
    adopted(new, by)
    lead_on(office, row, "1.2", "upphor")
    assert row.primary_goal is None


@pytest.mark.both
@pytest.mark.usefixtures("applies")
def test_once_it_is_finished_nobody_is_asked_about_what_is_left_on_purpose(office, new, item_of):
    item, other = item_of({"primary_goal": acts.goal("2.5")}, {"primary_goal": acts.goal("1.1")})
    lead_on(office, other, "1.1", goal(new, "1.1").pk, finish="1")
    item.refresh_from_db()
    assert (item.primary_goal.code, other.primary_goal) == ("2.5", goal(new, "1.1"))
    assert office.get("/kansli/").context["worklist"].relinking == []
    [told] = JournalEntry.objects.filter(act="finish_relinking")
    assert told.sentence.endswith(" lämnades 1 dagordningspunkt och 1 fokusområde kvar.")
    page = office.get(f"{PAGE}omkoppling/").content.decode()
    assert "Omkopplingen är klar för det som du har hand om." in page
    assert f"Kopplingen lämnades kvar den {day(timezone.localdate())}, och kan ännu kopplas om." in page
    assert "Koppla om och bli klar" not in page
    lead_on(office, item, "2.5", goal(new, "2.2").pk)
    assert item.primary_goal == goal(new, "2.2")


@pytest.mark.usefixtures("applies")
def test_what_is_left_is_told_by_number_to_those_who_may_not_see_it(client, new, by, item_of, administrator):
    [item] = item_of({"primary_goal": acts.goal("2.5"), "title": "Det hemliga"})
    assert not AgendaItem.objects.visible_to(administrator).filter(pk=item.pk).exists()
    finish_relinking(new, **by)
    client.force_login(administrator)
    told = client.get("/kansli/journal/").content.decode()
    assert "lämnades 1 dagordningspunkt och 4 fokusområden kvar." in told
    assert f"agendaitem-{item.pk}" not in told
    assert "Det hemliga" not in told
    assert "lämnades kvar" not in client.get("/kansli/journal/?q=hemliga").content.decode()


@pytest.fixture
def neighbour(grand):
    """The secretary of another office, which keeps the Grand council."""
    facts = {"name": "Grannkansliet", "short_name": "G", "kind": "office"}
    office = Council.objects.create(slug="grannkansliet", **facts)
    Council.objects.filter(pk=grand.pk).update(office=office)
    timra = Organisation.objects.get(slug="timra")
    seat = Seat.objects.create(council=office, organisation=timra, capacity="secretary")
    person = Person.objects.create(name="Grannens sekreterare", email="granne@demo.example")
    Appointment.objects.create(seat=seat, person=person, begins="2015-01-01")
    return person


@pytest.mark.both
@pytest.mark.usefixtures("applies")
def test_each_is_finished_with_what_it_may_lead_on(client, grand, new, by, item_of, administrator, neighbour):
    others = add_recurring(grand, by=neighbour, title="Läget", primary_goal=acts.goal("1.1"))
    [item] = item_of({"primary_goal": acts.goal("2.5")})

    def asked(person):
        client.force_login(person)
        tasks = client.get("/kansli/").context["worklist"].relinking
        return [task.sentence.partition(" tjänar")[0] for task in tasks]

    finish_relinking(new, by=administrator)
    assert asked(administrator) == []
    assert asked(by["by"]) == ["1 dagordningspunkt"]
    finish_relinking(new, **by)
    finish_relinking(new, **by)
    assert asked(by["by"]) == []
    assert asked(neighbour) == ["1 återkommande punkt"]
    page = client.get(f"{PAGE}omkoppling/").content.decode()
    assert "Koppla om och bli klar" in page
    assert "Kopplingen lämnades kvar den" in page
    assert "Det här lämnades kvar" not in page
    finish_relinking(new, by=neighbour)
    assert asked(neighbour) == []
    lefts = [
        (entry.by, entry.after["left"][0].partition("-")[0])
        for entry in JournalEntry.objects.filter(act="finish_relinking").order_by("pk")
    ]
    assert lefts == [
        (administrator, "focusarea"),
        (by["by"], "agendaitem"),
        (neighbour, "recurringitem"),
    ]
    assert (item.primary_goal.strategy, others.primary_goal.strategy) == (new.made_from, new.made_from)


@pytest.mark.usefixtures("applies")
def test_what_comes_to_wait_once_it_is_finished_is_asked_about(office, regional, new, by):
    adopted(new, by)
    finish_relinking(new, **by)
    assert office.get("/kansli/").context["worklist"].relinking == []
    add_recurring(regional, by=by["by"], title="Läget", primary_goal=goal(new.made_from, "1.1"))
    [task] = office.get("/kansli/").context["worklist"].relinking
    assert task.sentence.startswith("1 återkommande punkt tjänar ännu mål")


def test_what_waits_for_a_strategy_to_apply_is_not_finished_before(new, by, monkeypatch):
    adopted(new, by)
    monkeypatch.setattr(Strategy, "is_ahead", True)
    with pytest.raises(Refused, match="kopplas om från den 1 januari"):
        finish_relinking(new, **by)


def test_the_journal_says_which_areas_and_goals_were_left_for_which(regional, new, by, secretary):
    """Also where those have the same code and title in the strategy and the plan that come after."""
    item = acts.add(acts.plan(regional, days=20))
    before = item.primary_goal
    adopted(new, by)
    became = goal(new, before.code)
    edit_item(item, by=secretary, primary_goal=became, goals=[before], focus_areas=[])
    told = JournalEntry.objects.filter(act="edit_item").latest("pk")
    assert told.before["primary_goal"] == [f"{before.coded} ({before.strategy})"]
    assert told.after["primary_goal"] == [f"{became.coded} ({new})"]
    assert (told.before["goals"], told.after["goals"]) == ([], [f"{before.coded} ({before.strategy})"])
    area = FocusArea.objects.get(code="F1")
    edit_item(AgendaItem.objects.get(pk=item.pk), by=secretary, focus_areas=[area])
    told = JournalEntry.objects.filter(act="edit_item").latest("pk")
    assert told.after == {"focus_areas": [f"{area.coded} ({area.plan})"]}
