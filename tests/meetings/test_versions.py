"""What an agenda said each time it was sent, what changed since, and that two who write lose nothing."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from councils.models import Council, Organisation, Person
from meetings.agenda.versions import Change, changes_since_last_sent, still_unsent
from meetings.documents.bundle import contents_for
from meetings.models import AgendaVersion, Meeting
from meetings.pdf import bundle_text
from meetings.workflow.formality import record_formalities
from meetings.workflow.item import continue_item, edit_item, put_on_agenda
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import cancel_meeting, change_meeting, close_meeting
from meetings.workflow.summons import send_update
from rus_portal.core.refusal import Conflict, Refused
from rus_portal.core.words import day
from strategy.models import FocusArea
from tests import acts
from tests.acts import as_posted


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, {"title": "Järnvägen"}, {"title": "Vägen"}, {"title": "Flyget"}, days=20)


def text(response):
    return unescape(response.content.decode())


def told(meeting):
    return [change.sentence for change in changes_since_last_sent(meeting)]


def test_nothing_has_changed_just_after_the_summons(meeting, secretary):
    assert (told(meeting), meeting.agenda_versions.count()) == ([], 1)
    with pytest.raises(Refused, match="Ingenting har ändrats"):
        send_update(meeting, by=secretary)


def test_what_is_kept_of_an_agenda_is_no_older_than_what_it_is_kept_under(meeting):
    read = Meeting.objects.get(pk=meeting.pk)
    Meeting.objects.update(place="Stadshuset")  # by another, who comes between
    still_unsent([read])
    [change] = still_unsent([Meeting.objects.get(pk=meeting.pk)])[meeting.pk]
    assert change.after == "Stadshuset"


def test_another_name_is_no_change_and_the_version_keeps_that_of_its_day(
    meeting, regional, grand, chair, secretary
):
    home, area = Organisation.objects.get(slug="timra"), FocusArea.objects.first()
    edit_item(meeting.items.get(number=1), by=secretary, proposed_by=home, focus_areas=[area])
    send_update(meeting, by=secretary)
    Council.objects.filter(pk=regional.pk).update(name="Nya rådet")
    Person.objects.filter(pk=chair.pk).update(name="Nytt Namn")
    Organisation.objects.filter(pk=home.pk).update(name="Nya kommunen")
    FocusArea.objects.filter(pk=area.pk).update(title="Nytt område")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert told(meeting) == []
    sent = meeting.agenda_versions.get(number=2).content
    assert (sent["facts"]["councils"], sent["items"][0]["proposed_by"]) == (
        "Regionala samverkansrådet",
        "Timrå kommun",
    )
    change_meeting(meeting, by=secretary, joint_with=[grand])
    assert told(Meeting.objects.get(pk=meeting.pk)) == ["Vilka råd som möts är ändrat."]


def test_a_new_time_over_two_days_stands_beside_each_day(meeting, secretary):
    date, end = meeting.date, meeting.date + dt.timedelta(days=1)
    noon = dt.time(12)
    change_meeting(meeting, by=secretary, end_date=end, start_time=noon, end_time=noon)
    meeting.refresh_from_db()
    _, time = changes_since_last_sent(meeting)
    assert time.after == f"{day(date)} kl. 12.00 – {day(end)} kl. 12.00"
    assert time.before.startswith(f"{day(date)} kl. ")


def test_the_agenda_does_not_deny_the_letter_that_told_a_new_day(meeting, secretary, office):
    moved = meeting.date + dt.timedelta(days=7)
    change_meeting(meeting, by=secretary, date=moved, end_date=moved, reason="Krock.")
    meeting.refresh_from_db()
    assert "har inte fått något brev" not in text(office.get(meeting.url("agenda")))


def test_every_change_is_told_in_plain_words(meeting, secretary):
    railway, road, flight = meeting.items.order_by("order")
    put_on_agenda(acts.add(meeting, title="Bredband"), by=secretary)
    acts.move(flight, -2)
    edit_item(railway, by=secretary, title="Ostkustbanan", proposed_position="Ett nytt.")
    acts.drop(road, by=secretary)
    acts.attach(meeting, item=railway, title="Kalkyl")
    acts.attach(meeting, title="Karta")
    change_meeting(meeting, by=secretary, place="Kramfors")
    meeting.refresh_from_db()
    assert told(meeting) == [
        "Platsen är ändrad.",
        "Punkt 3 ”Flyget” är flyttad och tas upp först.",
        "Punkt 1 ”Ostkustbanan”: rubriken är ändrad.",
        "Punkt 1 ”Ostkustbanan”: förslaget till ställningstagande är ändrat.",
        "Ny punkt 4 ”Bredband”.",
        "Punkt 2 ”Vägen” utgår.",
        "Ny handling till punkt 1 ”Ostkustbanan”: ”Kalkyl”.",
        "Ny handling till mötet: ”Karta”.",
    ]


def test_a_rewritten_text_shows_word_by_word_what_went_and_what_came():
    words = list(Change("Ändrat.", "Rådet stöder järnvägen.", "Rådet stöder ännu inte järnvägen.").words)
    assert words == [("same", "Rådet stöder "), ("new", "ännu inte "), ("same", "järnvägen.")]


def test_a_restricted_document_is_told_of_without_its_title(meeting):
    acts.attach(meeting, title="Hemlig kalkyl", visibility="restricted", legal_ground="OSL 19:1")
    assert told(meeting) == ["Ny handling till mötet: ”Handling som inte är offentlig (OSL 19:1)”."]


def test_an_update_keeps_what_was_sent_and_tells_the_members(meeting, secretary, member, office):
    put_on_agenda(acts.add(meeting, title="Bredband"), by=secretary)
    assert "Ny punkt 4 ”Bredband”." in text(office.get(meeting.url("agenda")))
    meeting.letters.all().delete()
    page = office.get(meeting.url("agenda_versions"))
    office.post(meeting.url("agenda_versions"), {"seen": page.context["seen"]})
    assert told(meeting) == []
    letter = meeting.letters.get(person=member)
    assert (letter.kind, "- Ny punkt 4 ”Bredband”." in letter.text) == ("update", True)
    office.force_login(member)
    assert "Dagordningen är ändrad sedan kallelsen skickades" in text(office.get(meeting.get_absolute_url()))
    page = text(office.get(meeting.url("agenda_versions")))
    assert page.index("Version 2") < page.index("Ny punkt 4 ”Bredband”.") < page.index("Version 1")
    assert "Skicka den ändrade dagordningen" not in page


def test_of_a_cancelled_meeting_no_changed_agenda_is_to_be_sent(meeting, secretary, office):
    cancel_meeting(meeting, by=secretary, reason="För få ärenden.")
    assert told(meeting) != []
    assert office.get(meeting.url("agenda")).context["unsent"] == []


def test_what_was_sent_is_never_rewritten(meeting):
    for act in (lambda rows: rows.update(content={}), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(AgendaVersion.objects.all())


def test_a_matter_says_when_it_was_last_up_and_when_it_goes_on(regional, secretary, member, client):
    before = acts.summoned(regional, {"title": "Järnvägen"})
    acts.handle(before.items.get(), outcome="postponed")
    close_meeting(before, by=secretary)
    after = acts.plan(regional, days=20)
    acts.add(after, title="Vägen")
    continue_item(before.items.get(), after, by=secretary)
    client.force_login(member)
    assert "Fortsätter" not in text(client.get(before.get_absolute_url()))
    after = acts.send(after)
    old, new = before.items.get(), after.items.get(title="Järnvägen")
    for address in (after.get_absolute_url(), new.get_absolute_url(), after.url("stances")):
        page = " ".join(text(client.get(address)).split())
        assert re.search(rf"Senast uppe.+, § {old.paragraph}", page)
    assert re.search(rf"Senast uppe.+, §\s{old.paragraph}", bundle_text(contents_for(member, after)))
    for address in (before.get_absolute_url(), old.get_absolute_url()):
        page = " ".join(text(client.get(address)).split())
        assert re.search("Fortsätter.+, punkt 2", page)


# Two secretaries at once


def test_the_later_of_two_who_change_a_meeting_sees_both(office, meeting, secretary):
    change_meeting(meeting, by=secretary, format="hybrid")
    form = office.get(meeting.url("meeting_facts")).context["form"]
    typed = as_posted(form, place="Timrå", note="Ta med fika.")
    change_meeting(meeting, by=secretary, place="Kramfors")
    answer = office.post(meeting.url("meeting_facts"), typed)
    assert (answer.status_code, answer.context["versions"]) == (
        409,
        [("Plats", "Timrå", "Kramfors"), ("Upplysning till kallelsen", "Ta med fika.", "–")],
    )
    again = answer.context["form"]
    assert again["note"].value() == "Ta med fika."
    assert office.post(meeting.url("meeting_facts"), as_posted(again)).status_code == 302
    meeting.refresh_from_db()
    assert meeting.place == "Timrå"


def test_what_was_typed_follows_a_meeting_that_was_moved_meanwhile(office, meeting, secretary):
    form = office.get(meeting.url("meeting_facts")).context["form"]
    typed = as_posted(form, note="Ta med fika.")
    old = meeting.url("meeting_facts")
    day = meeting.date.replace(year=meeting.date.year + 1, day=1)
    change_meeting(meeting, by=secretary, date=day, end_date=day, reason="Krock.")
    answer = office.post(old, typed, follow=True)
    assert (answer.redirect_chain[0][1], answer.status_code) == (308, 409)
    assert answer.context["form"]["note"].value() == "Ta med fika."


@pytest.fixture
def today(regional):
    return acts.summoned(regional, days=0)


def test_the_later_of_two_who_note_attendance_sees_both_and_loses_nobody(
    office, today, secretary, member, opposition, outsider
):
    def posted():
        return acts.called(office.get(today.url("attendance")).context["form"])

    first, second = posted(), posted()
    extra = next(
        value
        for value, label in office.get(today.url("attendance")).context["form"].fields["other"].choices
        if str(label).startswith(outsider.name)
    )
    both = {f"status_{acts.line(person)}": "excused" for person in (member, opposition)}
    office.post(today.url("attendance"), first | both | {"other": extra})
    mine = {f"status_{acts.line(member)}": "absent", f"status_{acts.line(opposition)}": "", "stay": ""}
    answer = office.post(today.url("attendance"), second | mine)
    assert answer.status_code == 409
    assert (str(member), "Frånvarande", "Anmält förhinder") in answer.context["versions"]
    again = answer.context["form"]
    assert again[f"status_{acts.line(member)}"].value() == "absent"
    office.post(today.url("attendance"), as_posted(again))
    assert today.attendances.get(person=member).status == "absent"
    assert today.attendances.get(person=opposition).status == "excused", "the later had not touched it"
    assert today.attendances.filter(person=outsider).exists()


def test_the_later_of_two_who_note_the_formalities_sees_both(office, today, secretary):
    form = office.get(today.url("formalities")).context["form"]
    typed = as_posted(form, opening="Mötet öppnas kl. 9.")
    record_formalities(today, {"opening": "Ordföranden hälsar välkommen."}, by=secretary)
    answer = office.post(today.url("formalities"), typed)
    assert answer.status_code == 409
    both = ("Mötets öppnande", "Mötet öppnas kl. 9.", "Ordföranden hälsar välkommen.")
    assert both in answer.context["versions"]
    assert answer.context["form"]["opening"].value() == "Mötet öppnas kl. 9."
    with pytest.raises(Conflict):
        record_formalities(today, {"opening": "Sent."}, by=secretary, seen=typed["seen"])


def test_what_was_off_an_agenda_and_is_back_is_not_told_as_new(regional, secretary):
    meeting = acts.summoned(regional, {"title": "Tåget"}, {"title": "Vägen"}, days=20)
    lift = acts.lift(meeting.items.get(title="Vägen"), "dropped")
    send_update(meeting, by=secretary)
    return_item(lift, by=secretary)
    told = [change.sentence for change in changes_since_last_sent(meeting)]
    assert told == ["Punkt 2 ”Vägen” är tillbaka."]
