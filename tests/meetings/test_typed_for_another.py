"""What the secretariat types in for others: put right and taken back until the minutes are sent, with a
trace. What a member or an organisation has said itself is left alone."""

from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.journal import history_of
from councils.journal_changes import changes_of
from councils.models import Organisation
from meetings.models import DissentingOpinion, Letter, Stance, SummonsAnswer
from meetings.triggers import uninstall
from meetings.workflow import minutes
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from meetings.workflow.dissent import correct_dissent, lodge_dissent, withdraw_dissent
from meetings.workflow.meeting import close_meeting
from meetings.workflow.stance import confirm_dissent, record_stance, withdraw_stance
from rus_portal.core.refusal import Conflict, Refused
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError), match="frozen")


@pytest.fixture
def item(regional):
    return acts.summoned(regional, days=0).items.get()


@pytest.fixture
def seat(member, regional):
    return acts.seat_of(member, regional)


@pytest.fixture
def harnosand(db):
    return Organisation.objects.get(slug="harnosand")


def text(response):
    return unescape(response.content.decode())


def closed(item, secretary):
    acts.handle(item)
    return close_meeting(item.meeting, by=secretary)


def sent(item, secretary):
    return minutes.send_minutes(closed(item, secretary).minutes.get(), by=secretary)


def act_of(thing):
    entry = history_of(thing).last()
    return entry.act, entry.by


# Dissent


@pytest.fixture
def typed(item, seat, member, secretary):
    return lodge_dissent(item, seat=seat, person=member, text="Vi avstar.", by=secretary)


def test_the_secretary_puts_right_a_dissent_and_the_first_words_are_kept(
    item, seat, typed, member, secretary
):
    new = correct_dissent(item, seat, by=secretary, text=" Vi avstår. ")
    assert [each.text for each in item.dissents.standing()] == ["Vi avstår."]
    assert (new.person, new.lodged_by) == (member, secretary)
    typed.refresh_from_db()
    assert (typed.text, typed.withdrawn_by) == ("Vi avstar.", secretary)
    assert act_of(item) == ("correct_dissent", secretary)


def test_the_secretary_takes_back_a_dissent_also_after_the_closing(item, typed, secretary):
    closed(item, secretary)
    withdraw_dissent(typed, by=secretary)
    assert not item.dissents.standing().exists()
    told = "Kansliet tog bort den avvikande synpunkt som det antecknat åt Härnösands kommun."
    assert history_of(item).last().sentence == told


def test_from_the_sending_on_only_the_author_takes_it_back(item, seat, typed, member, secretary):
    draft = sent(item, secretary)
    for change in (
        lambda: withdraw_dissent(typed, by=secretary),
        lambda: correct_dissent(item, seat, by=secretary, text="Annat."),
    ):
        with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
            change()
    minutes.recall_minutes(draft, by=secretary)
    correct_dissent(item, seat, by=secretary, text="Vi avstår.")
    minutes.send_minutes(draft, by=secretary)
    assert withdraw_dissent(item.dissents.standing().get(), by=member)


def test_a_dissent_that_its_author_lodged_is_the_authors_alone(item, seat, member, opposition, secretary):
    own = acts.dissent(item, member)
    for by in (secretary, opposition):
        with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
            withdraw_dissent(own, by=by)
        with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
            correct_dissent(item, seat, by=by, text="Annat.")


def test_another_member_puts_nothing_right(item, seat, typed, opposition, chair):
    for by in (opposition, chair):
        with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
            correct_dissent(item, seat, by=by, text="Annat.")


def test_a_dissent_that_the_elected_have_confirmed_is_theirs(item, seat, typed, member, harnosand, secretary):
    says = {"status": "will_dissent", "dissent_text": typed.text}
    record_stance(item, harnosand, by=member, **says)
    with pytest.raises(PermissionDenied, match="bekräftad av en förtroendevald"):
        withdraw_dissent(typed, by=secretary)


def test_what_was_put_right_meanwhile_is_shown_beside_ones_own(office, item, seat, typed, secretary):
    address = item.meeting.url("dissent_correction", item.number, seat.pk)
    assert "Vi avstar." in text(office.get(address))
    seen = acts.seen(office, address)
    correct_dissent(item, seat, by=secretary, text="Vi avstår från beslut.")
    response = office.post(address, {"text": "Vi avstår."} | seen)
    assert response.status_code == 409
    assert ("Vi avstår från beslut." in text(response), "Vi avstår.</textarea>" in text(response)) == (
        True,
        True,
    )
    with pytest.raises(Conflict):
        correct_dissent(item, seat, by=secretary, text="Vi avstår.", **seen)


def test_a_page_from_before_it_was_taken_back_does_not_note_it_anew_unawares(
    office, item, seat, typed, secretary
):
    address = item.meeting.url("dissent_correction", item.number, seat.pk)
    stale = acts.seen(office, address)
    withdraw_dissent(typed, by=secretary)
    response = office.post(address, {"text": "Vi avstår."} | stale)
    assert response.status_code == 409
    assert response.context["form"].versions == [("Avvikande synpunkt, ordagrant", "Vi avstår.", "–")]
    assert (response.context["form"].last, "Vi avstår.</textarea>" in text(response)) == (
        {"by": secretary, "at": typed.item.dissents.get().withdrawn_at},
        True,
    )
    assert not item.dissents.standing().exists()
    gone = acts.seen(office, address)
    assert office.post(address, {"text": "Vi avstår."} | gone).status_code == 302
    assert office.post(address, {"text": "Annat."} | gone).status_code == 409
    assert item.dissents.standing().get().text == "Vi avstår."


def test_a_second_press_on_take_away_says_that_it_is_done(office, item, typed, client, opposition):
    address = item.meeting.url("dissent_withdrawal", typed.pk)
    page = {"headers": {"referer": f"http://testserver{item.get_absolute_url()}"}, "follow": True}
    office.post(address)
    answer = office.post(address, **page)
    assert answer.redirect_chain == [(item.get_absolute_url(), 302)]
    assert "Det är redan gjort, eller går inte längre. Synpunkten är redan återtagen." in text(answer)
    client.force_login(opposition)
    assert client.post(address, **page).status_code == 404


def test_what_its_author_took_back_meanwhile_is_not_put_right_and_the_text_stays(
    office, item, seat, typed, member
):
    withdraw_dissent(typed, by=member)
    address = item.meeting.url("dissent_correction", item.number, seat.pk)
    response = office.post(address, {"text": "Vi avstår."})
    assert response.status_code == 422
    assert "är återtagen" in text(response)
    assert "Vi avstår." in text(response)


def test_the_pages_lead_to_it_and_say_who_typed_it(client, item, seat, typed, member, opposition, secretary):
    address = item.meeting.url("dissent_correction", item.number, seat.pk)
    client.force_login(secretary)
    for page in (item.get_absolute_url(), item.url("item_outcome")):
        assert f"antecknad av {secretary} på kansliet" in text(client.get(page))
        assert address in text(client.get(page))
    acts.dissent(item, opposition)
    own = item.meeting.url("dissent_correction", item.number, acts.seat_of(opposition, seat.council).pk)
    assert client.get(own).status_code == 403
    for page in (item.get_absolute_url(), item.url("item_outcome")):
        assert own not in text(client.get(page))
    client.force_login(member)
    assert f"antecknad av {secretary}" in text(client.get(item.url("item_dissent")))
    assert client.post(address, {"text": "Annat."}).status_code == 403
    client.force_login(secretary)
    posted = {"text": "Vi avstår."} | acts.seen(client, address)
    assert client.post(address, posted).url == item.get_absolute_url()
    right = item.dissents.standing().get(seat=seat)
    assert client.post(item.meeting.url("dissent_withdrawal", right.pk)).status_code == 302
    assert [each.person for each in item.dissents.standing()] == [opposition]


@pytest.mark.both
def test_the_database_lets_nobody_take_back_for_an_author_who_lodged_it_or_after_the_sending(
    item, typed, opposition, secretary
):
    own = acts.dissent(item, opposition)
    facts = {"withdrawn_at": timezone.now(), "withdrawn_by": secretary}
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.filter(pk=own.pk).update(**facts)
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.filter(pk=own.pk).update(lodged_by=secretary)
    sent(item, secretary)
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.filter(pk=typed.pk).update(**facts)


def test_what_the_secretary_took_back_is_noted_again_until_the_minutes_are_sent(
    office, item, seat, typed, member, secretary
):
    draft = closed(item, secretary).minutes.get()
    page = office.post(item.meeting.url("dissent_withdrawal", typed.pk), follow=True)
    assert "Anteckna synpunkten igen" in text(page)
    address = page.redirect_chain[-1][0]
    assert page.context["form"]["text"].value() == "Vi avstar."
    assert office.post(address, {"text": "Vi avstår."}).url == item.get_absolute_url()
    again = item.dissents.standing().get()
    assert (again.text, again.person, again.lodged_by) == ("Vi avstår.", member, secretary)
    told = "Kansliet antecknade åter en avvikande synpunkt som det tagit bort åt Härnösands kommun."
    assert history_of(item).last().sentence == told
    withdraw_dissent(again, by=secretary)
    minutes.send_minutes(draft, by=secretary)
    with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
        correct_dissent(item, seat, by=secretary, text="Vi avstår.")


def test_what_its_author_took_back_is_not_noted_again(item, seat, typed, member, secretary):
    right = correct_dissent(item, seat, by=secretary, text="Vi avstår.")
    withdraw_dissent(right, by=member)
    with pytest.raises(Refused, match="är återtagen"):
        correct_dissent(item, seat, by=secretary, text="Vi avstår.")


# Answers


@pytest.fixture
def coming(four, regional):
    return acts.summoned(regional, days=20)


def test_the_secretary_puts_right_an_answer_and_takes_it_back(coming, member, secretary, substitute):
    def sent():
        Letter.objects.update(claimed_at=timezone.now())

    answer_for(coming, member, by=secretary, answer="substitute", substitute=substitute)
    sent()
    assert answer_for(coming, member, by=secretary, answer="remote").answer == "remote"
    sent()
    answer_for(coming, member, by=secretary, answer="substitute", substitute=substitute)
    sent()
    withdraw_answer(coming, member, by=secretary)
    assert not coming.answers.exists()
    assert act_of(coming) == ("withdraw_answer", secretary)
    subjects = Letter.objects.filter(person=substitute, kind="substitute").order_by("pk")
    told = [letter.subject.partition(":")[0] for letter in subjects]
    assert told == ["Du ersätter", "Du behöver inte ersätta"] * 2


def test_what_the_secretary_takes_back_before_it_was_told_is_told_to_nobody(
    coming, member, secretary, substitute
):
    answer_for(coming, member, by=secretary, answer="substitute", substitute=substitute)
    withdraw_answer(coming, member, by=secretary)
    [told] = Letter.objects.filter(person=substitute, kind="substitute")
    assert (told.subject.partition(":")[0], told.dropped_at is None) == ("Du ersätter", False)


def test_an_answer_given_in_person_is_that_persons_alone(office, coming, member, secretary):
    answer_summons(coming, by=member, answer="remote")
    for change in (
        lambda: answer_for(coming, member, by=secretary, answer="excused"),
        lambda: withdraw_answer(coming, member, by=secretary),
    ):
        with pytest.raises(PermissionDenied, match="ändrar svaret på egen hand"):
            change()
    address = coming.url("answer_of", member.pk)
    assert address not in text(office.get(coming.url("answers")))
    assert "ändrar svaret på egen hand" in text(office.get(address))
    kept = office.post(address, {"answer": "excused", "note": "Ringde."})
    assert (kept.status_code, "Ringde." in text(kept)) == (422, True)
    assert coming.answers.get().answer == "remote"


def test_an_answer_is_put_right_after_the_meeting_too_without_letters_until_the_minutes_are_sent(
    four, item, member, secretary, substitute
):
    acts.said(item.meeting, member, "excused", noted_by=secretary)
    draft = closed(item, secretary).minutes.get()
    type(item.meeting).objects.filter(pk=item.meeting_id).update(start_time="00:00")
    answer_for(item.meeting, member, by=secretary, answer="substitute", substitute=substitute)
    assert not Letter.objects.filter(kind="substitute").exists()
    minutes.send_minutes(draft, by=secretary)
    with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
        withdraw_answer(item.meeting, member, by=secretary)


def test_an_answer_taken_back_after_the_meeting_is_noted_again_until_the_minutes_are_sent(
    office, four, item, member, chair, secretary
):
    acts.said(item.meeting, member, "excused", noted_by=secretary)
    draft = closed(item, secretary).minutes.get()
    withdraw_answer(item.meeting, member, by=secretary)
    address = item.meeting.url("answer_of", member.pk)
    assert address in text(office.get(item.meeting.url("answers")))
    assert office.post(address, {"answer": "remote"}).url == item.meeting.url("answers")
    assert act_of(item.meeting) == ("answer_for", secretary)
    minutes.send_minutes(draft, by=secretary)
    with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
        answer_for(item.meeting, chair, by=secretary, answer="remote")
    assert address not in text(office.get(item.meeting.url("answers")))


def test_the_secretary_takes_an_answer_back_on_its_page(client, coming, member, secretary):
    answer_for(coming, member, by=secretary, answer="remote")
    address = coming.url("answer_of_withdrawal", member.pk)
    client.force_login(member)
    assert client.post(address).status_code == 403
    client.force_login(secretary)
    assert "Rätta svaret" in text(client.get(coming.url("answers")))
    assert address in text(client.get(coming.url("answer_of", member.pk)))
    assert client.post(address, acts.shown(coming.answers.get())).url == coming.url("answers")
    assert not coming.answers.exists()


@pytest.mark.both
def test_the_database_writes_no_answer_over_for_the_one_who_gave_it(coming, member, secretary):
    answer_summons(coming, by=member, answer="remote")
    with REFUSED_BY_DATABASE, transaction.atomic():
        SummonsAnswer.objects.update(answer="excused", noted_by=secretary)


# Stances


def test_the_secretary_puts_right_a_stance_and_takes_it_back(item, harnosand, secretary):
    record_stance(item, harnosand, by=secretary, status="supports")
    stance = record_stance(item, harnosand, by=secretary, status="can_accept")
    assert (stance.status, stance.on_behalf) == ("can_accept", True)
    closed(item, secretary)
    assert record_stance(item, harnosand, by=secretary, status="supports").status == "supports"
    withdraw_stance(stance, by=secretary)
    assert not Stance.objects.exists()
    assert act_of(item) == ("withdraw_stance", secretary)


def test_a_stance_taken_back_after_the_closing_is_noted_again_until_the_minutes_are_sent(
    office, item, harnosand, secretary
):
    stance = record_stance(item, harnosand, by=secretary, status="supports")
    draft = closed(item, secretary).minutes.get()
    withdraw_stance(stance, by=secretary)
    [(_, told)] = changes_of([history_of(item).last()], secretary)
    assert told == [("läge", "Ställer sig bakom", "–")]
    address = f"{item.url('item_stance')}?organisation=harnosand"
    form = office.get(address).context["form"]
    assert office.post(address, acts.as_posted(form, status="supports")).status_code == 302
    assert Stance.objects.get().status == "supports"
    assert act_of(item) == ("record_stance", secretary)
    withdraw_stance(Stance.objects.get(), by=secretary)
    with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
        record_stance(item, Organisation.objects.get(slug="timra"), by=secretary, status="supports")
    minutes.send_minutes(draft, by=secretary)
    with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
        record_stance(item, harnosand, by=secretary, status="supports")


def test_what_an_organisation_has_said_is_its_own(office, item, harnosand, member, secretary):
    record_stance(item, harnosand, by=secretary, status="supports")
    stance = record_stance(item, harnosand, by=member, status="can_accept")
    for change in (
        lambda: record_stance(item, harnosand, by=secretary, status="supports"),
        lambda: withdraw_stance(stance, by=secretary),
    ):
        with pytest.raises(PermissionDenied, match="Härnösands kommun har själv angett"):
            change()
    address = f"{item.url('item_stance')}?organisation=harnosand"
    assert "har själv angett" in text(office.get(address))
    kept = office.post(address, {"stance": "supports", "note": "Ringde.", "seen": ""})
    assert (kept.status_code, "Ringde." in text(kept)) == (422, True)
    assert Stance.objects.get().status == "can_accept"


def test_a_dissent_announced_by_the_secretary_is_the_organisations_once_confirmed(
    item, harnosand, member, secretary
):
    says = {"status": "will_dissent", "dissent_text": "Vi avstår."}
    stance = record_stance(item, harnosand, by=secretary, **says)
    confirm_dissent(stance, by=member)
    with pytest.raises(PermissionDenied, match="har själv angett"):
        withdraw_stance(stance, by=secretary)


def test_a_stance_is_fixed_once_the_minutes_are_sent(item, harnosand, secretary):
    stance = record_stance(item, harnosand, by=secretary, status="supports")
    sent(item, secretary)
    for change in (
        lambda: record_stance(item, harnosand, by=secretary, status="can_accept"),
        lambda: withdraw_stance(stance, by=secretary),
    ):
        with pytest.raises(PermissionDenied, match="Protokollet är utsänt"):
            change()


def test_only_the_secretary_takes_back_what_it_typed(item, harnosand, member, secretary):
    stance = record_stance(item, harnosand, by=secretary, status="supports")
    with pytest.raises(PermissionDenied, match="Det här gör rådets kansli"):
        withdraw_stance(stance, by=member)
    withdraw_stance(stance, by=secretary)
    with pytest.raises(Refused, match="redan borttaget"):
        withdraw_stance(stance, by=secretary)


def test_the_pages_of_the_stances_lead_to_it_and_say_who_typed_it(office, item, harnosand, member, secretary):
    record_stance(item, harnosand, by=secretary, status="supports")
    address = f"{item.url('item_stance')}?organisation=harnosand"
    withdrawal = f"{item.url('stance_withdrawal')}?organisation=harnosand"
    closed(item, secretary)
    matrix = text(office.get(item.meeting.url("stances")))
    assert (address in matrix, f"Antecknat av {secretary} på kansliet" in matrix) == (True, True)
    page = text(office.get(address))
    assert (withdrawal in page, f"av {secretary} på kansliet" in page) == (True, True)
    assert office.post(withdrawal, acts.shown(Stance.objects.get())).url == address
    assert not Stance.objects.exists()
    assert office.post(withdrawal).status_code == 404


@pytest.mark.both
def test_the_database_makes_no_stance_of_an_organisations_own_the_secretarys(
    item, harnosand, member, secretary
):
    record_stance(item, harnosand, by=member, status="supports")
    with REFUSED_BY_DATABASE, transaction.atomic():
        Stance.objects.update(on_behalf=True, recorded_by=secretary, status="can_accept")


def test_stances_typed_in_before_they_were_marked_are_marked_by_the_migration(
    item, harnosand, member, secretary
):
    timra = Organisation.objects.get(slug="timra")
    record_stance(item, harnosand, by=member, status="supports")
    record_stance(item, timra, by=secretary, status="supports")
    uninstall()  # the rollback brings them back
    Stance.objects.update(on_behalf=False)
    import_module("meetings.migrations.0003_bring_along").mark_stances(apps, None)
    assert [each.organisation for each in Stance.objects.filter(on_behalf=True)] == [timra]


# Those for whom it was typed are told


def told(person):
    """The heading of each letter about what was typed, and what stands in it before and now."""
    for letter in Letter.objects.filter(person=person, kind="takeover").order_by("pk"):
        said = letter.text.partition("Så här stod det:\n\n")[2].partition("\n  Möte:")[0].strip()
        yield letter.subject.partition(":")[0], said.split("\n\nSå här står det nu:\n\n")


def test_the_author_of_a_dissent_is_told_what_stood_and_what_stands(item, seat, typed, member, secretary):
    correct_dissent(item, seat, by=secretary, text="Vi avstår.")
    withdraw_dissent(item.dissents.standing().get(), by=secretary)
    assert [*told(member)] == [
        ("Rättat av kansliet", ["Vi avstar.", "Vi avstår."]),
        ("Borttaget av kansliet", ["Vi avstår."]),
    ]


def test_whoever_takes_back_what_is_their_own_is_not_told(item, typed, member):
    withdraw_dissent(typed, by=member)
    assert [*told(member)] == []


def test_whose_answer_was_put_right_is_told_and_the_journal_holds_both(coming, member, secretary):
    answer_for(coming, member, by=secretary, answer="remote")
    answer_for(coming, member, by=secretary, answer="remote")
    answer_for(coming, member, by=secretary, answer="excused", note="Sjuk.")
    entry = history_of(coming).last()
    was, now = "Kommer, digitalt", "Förhinder, med ett meddelande till kansliet"
    assert (entry.before, entry.after) == ({"answer": was}, {"answer": now})
    withdraw_answer(coming, member, by=secretary)
    assert [*told(member)] == [("Rättat av kansliet", [was, now]), ("Borttaget av kansliet", [now])]


def test_whoever_answers_in_person_is_not_told_of_it(coming, member, secretary):
    answer_for(coming, member, by=secretary, answer="remote")
    answer_summons(coming, by=member, answer="excused")
    assert [*told(member)] == []


def test_those_who_speak_for_an_organisation_are_told_of_its_stance_also_after_the_closing(
    item, harnosand, member, opposition, chair, secretary, substitute
):
    record_stance(item, harnosand, by=secretary, status="supports", body="KS")
    closed(item, secretary)
    record_stance(item, harnosand, by=secretary, status="can_accept")
    withdraw_stance(Stance.objects.get(), by=secretary)
    was, now = "Ställer sig bakom\nKS", "Kan acceptera, avstår något\nKS"
    both = [("Rättat av kansliet", [was, now]), ("Borttaget av kansliet", [now])]
    assert [[*told(person)] for person in (member, opposition)] == [both, both]
    assert [[*told(person)] for person in (chair, substitute)] == [[], []]


def test_one_without_an_address_is_not_written_to_about_it(item, seat, typed, member, secretary):
    type(member).objects.filter(pk=member.pk).update(email=None)
    correct_dissent(item, seat, by=secretary, text="Vi avstår.")
    assert [*told(member)] == []
