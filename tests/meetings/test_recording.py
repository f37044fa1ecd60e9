"""What is recorded of a meeting: attendance, formalities, outcomes, dissent, and the closing."""

import datetime as dt
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from councils.journal import history_of
from councils.models import Appointment, Organisation, Seat
from meetings.models import AgendaItem, Attendance, DissentingOpinion, FormalDecision, Meeting, Position
from meetings.workflow.answer import answer_summons
from meetings.workflow.attendance import record_attendance
from meetings.workflow.decision import record_decision
from meetings.workflow.formality import record_formalities
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.outcome import record_outcome
from meetings.workflow.stance import record_stance
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import marks
from rus_portal.core.words import day
from tests import acts


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, {}, {"type": "information", "title": "Lägesbild"})


@pytest.fixture
def item(meeting):
    return meeting.items.get(number=1)


def text(response):
    return unescape(response.content.decode())


def everyone(office, meeting, **changes):
    """The attendance with all who are not marked yet marked as there, with changes."""
    return acts.called(office.get(meeting.url("attendance")).context["form"], **changes)


def test_nobody_is_marked_before_the_names_are_called(office, meeting):
    form = office.get(meeting.url("attendance")).context["form"]
    assert {form[name].value() for name in form.fields if name.startswith("status_")} == {None}


def test_the_list_is_saved_as_far_as_the_names_are_called(office, meeting, member, official, secretary):
    address = meeting.url("attendance")
    here = {f"status_{acts.line(member)}": "remote", "stay": ""}
    assert office.post(address, here | acts.seen(office, address)).url == address
    assert dict(meeting.attendances.values_list("person", "status")) == {member.pk: "remote"}
    form = office.get(address).context["form"]
    assert form[f"status_{acts.line(official)}"].value() is None
    assert secretary in {line.person for line in form.lines}
    assert office.get(meeting.url("closing")).context["unmarked"] == len(form.lines) - 2


def test_who_did_not_answer_when_called_is_marked_in_one_act(four, office, regional, member, opposition):
    meeting = acts.summoned(regional, days=0)
    answer_summons(meeting, by=opposition, answer="excused")
    address = meeting.url("attendance")
    here = {f"status_{acts.line(member)}": "remote", "rest": ""}
    office.post(address, here | acts.seen(office, address))
    status = dict(meeting.attendances.values_list("person", "status"))
    assert (status.pop(member.pk), status.pop(opposition.pk)) == ("remote", "excused")
    assert status.pop(meeting.secretary_id) == "remote", "who keeps the minutes is there"
    assert set(status.values()) == {"absent"}


def test_attendance_is_kept_by_organisation_with_the_secretary_last(
    office, meeting, member, official, secretary
):
    answers = everyone(office, meeting)
    answers |= {f"status_{acts.line(member)}": "excused", f"status_{acts.line(official)}": "absent"}
    assert office.post(meeting.url("attendance"), answers).url == meeting.url("formalities")
    status = dict(meeting.attendances.values_list("person", "status"))
    assert (status[member.pk], status[official.pk], status[secretary.pk]) == ("excused", "absent", "remote")
    assert len(status) == 31
    again = office.get(meeting.url("attendance")).context["form"]
    assert again[f"status_{acts.line(member)}"].value() == "excused"
    assert again.lines[-1].heading == "Övriga närvarande"


def test_who_is_left_unanswered_is_asked_for_by_name(office, meeting, member):
    answers = everyone(office, meeting)
    del answers[f"status_{acts.line(member)}"]
    response = office.post(meeting.url("attendance"), answers)
    assert response.context["form"].errors == {f"status_{acts.line(member)}": ["Ange om personen var med."]}
    assert f'href="#div_id_status_{acts.line(member)}">{member}: Ange om personen var med.' in text(response)
    assert not meeting.attendances.exists()


def test_someone_who_was_there_without_being_called_is_added_and_taken_away(
    office, meeting, preparer, outsider
):
    for person in (preparer, outsider):
        appointment = Appointment.objects.current().filter(person=person).first()
        response = office.post(meeting.url("attendance"), everyone(office, meeting, other=appointment.pk))
        assert response.url == meeting.url("attendance")
    assert meeting.attendances.get(person=preparer).seat.capacity == "preparer"
    assert meeting.attendances.get(person=outsider).seat is None, "a seat elsewhere makes no member here"
    office.post(meeting.url("attendance"), everyone(office, meeting, **{f"status_{acts.line(outsider)}": ""}))
    assert not meeting.attendances.filter(person=outsider).exists()


@pytest.fixture
def changed(four, office, regional, member, outsider):
    """A meeting whose attendance was noted before the member's seat became the outsider's that day."""
    meeting = acts.summoned(regional, days=0)
    office.post(meeting.url("attendance"), everyone(office, meeting))
    Appointment.objects.filter(seat=acts.seat_of(member, regional), person=member).update(person=outsider)
    return meeting


def test_a_former_holder_whose_attendance_is_noted_is_told_of_and_may_be_taken_off(
    office, changed, member, outsider
):
    page = office.get(changed.url("attendance"))
    assert f"Har inte platsen på mötesdagen. Den har {outsider}." in text(page)
    former = next(line.key for line in page.context["form"].lines if line.person == member)
    office.post(changed.url("attendance"), everyone(office, changed, **{f"status_{former}": ""}))
    people = set(changed.attendances.values_list("person", flat=True))
    assert (member.pk in people, outsider.pk in people) == (False, True)


def test_two_are_not_there_on_one_seat(office, changed, member, outsider, secretary):
    form = office.get(changed.url("attendance")).context["form"]
    keys = {line.person: line.key for line in form.lines}
    both = {f"status_{keys[person]}": "on_site" for person in (member, outsider)}
    response = office.post(changed.url("attendance"), everyone(office, changed, **both))
    told = f"{outsider} och {member} kan inte båda vara med på samma plats."
    told = f"{told} Ta bort den som inte hade platsen."
    assert response.context["form"].errors == {f"status_{keys[member]}": [told]}
    rows = [
        {"person": line.person, "organisation": line.organisation, "seat": line.seat, "status": "on_site"}
        for line in form.lines
    ]
    with pytest.raises(Refused, match="på samma plats"):
        record_attendance(changed, rows, by=secretary)


@pytest.fixture
def substitute(regional, member, outsider):
    """Someone in a substitute's seat for Härnösand."""
    own = acts.seat_of(member, regional)
    seat = Seat.objects.create(
        council=regional, organisation=own.organisation, capacity="substitute", order=99
    )
    Appointment.objects.create(seat=seat, person=outsider, begins=dt.date(2015, 1, 1))
    return outsider


def test_a_substitute_serves_for_a_seat_whose_holder_is_away(office, regional, substitute, member):
    meeting = acts.summoned(regional)
    seat = acts.seat_of(member, regional)
    serving = {f"for_{acts.line(substitute)}": seat.pk}
    response = office.post(meeting.url("attendance"), everyone(office, meeting, **serving))
    assert response.context["form"].errors == {
        f"for_{acts.line(substitute)}": [f"{member} är själv med. Välj en plats vars ledamot är borta."]
    }
    away = serving | {f"status_{acts.line(member)}": "excused"}
    office.post(meeting.url("attendance"), everyone(office, meeting, **away))
    assert meeting.attendances.get(person=substitute).substitutes_for == seat


def test_a_substitute_serves_for_the_own_organisation_alone(office, regional, substitute, secretary):
    meeting = acts.summoned(regional)
    other = Seat.objects.filter(council=regional, organisation__slug="kramfors", side="majority").get()
    offered = office.get(meeting.url("attendance")).context["form"][f"for_{acts.line(substitute)}"]
    assert {seat.organisation.slug for seat in offered.field.things.values()} == {"harnosand"}
    row = {"person": substitute, "organisation": acts.seat_of(substitute, regional).organisation}
    row |= {"seat": acts.seat_of(substitute, regional), "status": "on_site", "substitutes_for": other}
    with pytest.raises(Refused, match="tjänstgör bara för Härnösands kommun"):
        record_attendance(meeting, [row], by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.attendances.create(**row)


def test_a_substitute_who_is_away_serves_for_no_one(office, regional, substitute, member):
    meeting = acts.summoned(regional)
    answers = {f"for_{acts.line(substitute)}": acts.seat_of(member, regional).pk}
    answers |= {f"status_{acts.line(substitute)}": "absent", f"status_{acts.line(member)}": "excused"}
    response = office.post(meeting.url("attendance"), everyone(office, meeting, **answers))
    sentence = "Den som tjänstgör måste själv vara med. Rätta närvaron."
    assert response.context["form"].errors == {f"for_{acts.line(substitute)}": [sentence]}


def test_a_joint_meeting_lists_each_person_once(office, grand, regional, member, outsider):
    meeting = acts.summoned(grand, joint_with=[regional])
    people = [line.person for line in office.get(meeting.url("attendance")).context["form"].lines]
    assert len(people) == len(set(people))
    assert {member, outsider} <= set(people)


def test_the_usual_formalities_are_written_in_as_they_stand_on_the_page_of_the_closing(office, regional):
    meeting = acts.summoned(regional, {"type": "information", "proposed_position": ""})
    closing = meeting.url("closing")
    assert "Skriv in det här" not in text(office.get(closing)), "not before all have an outcome"
    acts.handle(meeting.items.get())
    page = office.get(closing)
    assert ("Mötets öppnande", "Ordföranden öppnar mötet.") in [*page.context["form"].usual()]
    sent = acts.as_posted(page.context["form"])
    assert all(f'name="{name}"' in text(page) for name in sent)
    answer = office.post(meeting.url("formalities"), sent)
    assert answer.url == closing
    assert meeting.formalities.get(kind="opening").text == "<p>Ordföranden öppnar mötet.</p>"
    assert "Skriv in det här" not in text(office.get(closing))


def test_formalities_begin_with_the_usual_words_and_name_the_approvers(office, regional, member):
    meeting = acts.summoned(regional, approvers=[member])
    form = office.get(meeting.url("formalities")).context["form"]
    assert form["opening"].value() == "Ordföranden öppnar mötet."
    assert form["approvers"].value() == f"Att jämte ordföranden justera protokollet utses {member}."


def test_the_minutes_are_proposed_to_say_when_the_next_meeting_is(office, regional):
    meeting = acts.summoned(regional)
    proposed = office.get(meeting.url("formalities")).context["form"]
    assert proposed["next_meeting"].value() == "Dagen för nästa möte är inte bestämd."
    after = acts.plan(regional, date=dt.date(2099, 3, 12))
    proposed = office.get(meeting.url("formalities")).context["form"]
    assert proposed["next_meeting"].value() == "Nästa möte är torsdag 12 mars 2099 kl. 09.00–12.00."
    Meeting.objects.filter(pk=after.pk).update(end_date=dt.date(2099, 3, 13))
    proposed = office.get(meeting.url("formalities")).context["form"]
    assert proposed["next_meeting"].value() == (
        "Nästa möte är torsdag 12 mars 2099 kl. 09.00 – fredag 13 mars 2099 kl. 12.00."
    )


def test_what_came_after_the_summons_stands_in_the_way_of_the_closing_with_a_link(office, meeting):
    for item in meeting.items.all():
        acts.handle(item)
    late = acts.add(meeting, title="Sent ärende")
    page = text(office.get(meeting.url("closing")))
    assert f'{meeting.url("agenda")}#punkt-{late.number}">Sent ärende</a>' in page
    assert "<button" not in page.partition("<main")[2]


def test_formalities_are_kept_and_lead_on_to_the_first_item(office, meeting, item):
    answers = {"opening": "Ordföranden hälsar välkommen.", "agenda": "Punkt 2 utgår."}
    assert office.post(meeting.url("formalities"), answers).url == item.url("item_outcome")
    assert meeting.formalities.get(kind="opening").text == "<p>Ordföranden hälsar välkommen.</p>"


def typed(item, **changes):
    answers = {"outcome": "adopted", "text": item.proposed_position, "seen": marks(item.recorded)}
    return answers | {"discussion": "", "minutes_note": "", "further_handling": ""} | changes


def test_the_form_begins_with_the_proposal_and_the_outcomes_of_its_kind(office, meeting, item):
    form = office.get(item.url("item_outcome")).context["form"]
    assert form["text"].value() == item.proposed_position
    assert [value for value, label in form.fields["outcome"].choices] == [
        *("adopted", "referred_back", "no_consensus", "postponed", "")
    ]
    information = office.get(meeting.items.get(number=2).url("item_outcome")).context["form"]
    assert [value for value, label in information.fields["outcome"].choices] == ["noted", "postponed", ""]
    assert not {"text", "dissent_from", "review_on"} & set(information.fields)


def test_an_adopted_position_is_kept_in_points_and_the_next_item_follows(office, meeting, item):
    answers = typed(item, text="Vi ställer oss bakom.\r\nVi följer upp.", review_on="2028-01-31")
    response = office.post(item.url("item_outcome"), answers | {"discussion": "Samtal."})
    assert response.url == meeting.items.get(number=2).url("item_outcome")
    position = Position.objects.get(item=item)
    assert position.points == ["Vi ställer oss bakom.", "Vi följer upp."]
    assert position.review_on == dt.date(2028, 1, 31)
    item.refresh_from_db()
    assert (item.stage, item.outcome, item.discussion) == ("handled", "adopted", "<p>Samtal.</p>")


def test_dissent_is_written_down_word_for_word_together_with_the_outcome(office, item, opposition, secretary):
    held = Appointment.objects.current().get(
        person=opposition, seat__council__slug="regionala-samverkansradet"
    )
    words = "Vi delar inte bedömningen.\r\nFinansieringen saknas."
    office.post(
        item.url("item_outcome"), typed(item, dissent_from=held.pk, dissent_text=words) | {"stay": ""}
    )
    dissent = DissentingOpinion.objects.get()
    assert (dissent.person, dissent.organisation.slug) == (opposition, "harnosand")
    assert (dissent.text, dissent.lodged_by) == (words.replace("\r\n", "\n"), secretary)
    form = office.get(item.url("item_outcome")).context["form"]
    assert held.pk not in dict(form.fields["dissent_from"].choices), "one seat, one dissent"


WRONG = [
    ({"text": " "}, "text", "Skriv ställningstagandet, en punkt på varje rad."),
    ({"dissent_text": "Nej."}, "dissent_from", "Välj vem som lämnar den avvikande synpunkten."),
    ({"review_on": "snart"}, "review_on", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_and_nothing_is_recorded(office, item, changes, field, sentence):
    response = office.post(item.url("item_outcome"), typed(item, discussion="Långt samtal.") | changes)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
    assert "Långt samtal." in text(response)
    assert not Position.objects.exists()


def test_whose_dissent_it_is_without_words_asks_for_the_words(office, item, opposition):
    held = Appointment.objects.current().get(
        person=opposition, seat__council__slug="regionala-samverkansradet"
    )
    response = office.post(item.url("item_outcome"), typed(item, dissent_from=held.pk))
    sentence = "Skriv den avvikande synpunkten, ordagrant."
    assert response.context["form"].errors == {"dissent_text": [sentence]}


def test_two_secretaries_at_once_lose_nothing(office, item, secretary):
    record_outcome(item, by=secretary, outcome="referred_back", discussion="Den andras ord.")
    response = office.post(item.url("item_outcome"), typed(item, discussion="Mina ord."))
    assert response.status_code == 409
    assert [label for label, mine, saved in response.context["versions"]] == [
        "Så slutade punkten",
        "Samtalet i korthet",
    ]
    form = response.context["form"]
    assert form["discussion"].value() == "Mina ord."
    assert "Den andras ord." in text(response)
    office.post(item.url("item_outcome"), typed(item, discussion="Båda.", seen=form["seen"].value()))
    item.refresh_from_db()
    assert (item.outcome, item.discussion) == ("adopted", "<p>Båda.</p>")


def test_an_outcome_can_be_taken_back_before_the_closing(office, item):
    item = acts.handle(item)
    page = text(office.post(item.url("item_outcome"), typed(item, outcome=""), follow=True))
    item.refresh_from_db()
    assert f"Utfallet av ”{item.title}” är borttaget. Punkten är inte behandlad än." in page
    assert (item.stage, Position.objects.exists()) == ("on_agenda", False)


def test_what_is_written_before_the_outcome_is_told_as_that(office, item):
    answers = typed(item, outcome="", discussion="<p>Samtal.</p>")
    page = text(office.post(item.url("item_outcome"), answers, follow=True))
    assert f"Formuläret är sparat. Inget utfall av ”{item.title}” är antecknat än." in page


def test_a_meeting_is_not_closed_while_an_item_lacks_its_outcome_and_one_is_led_to_it(office, meeting, item):
    acts.handle(item)
    response = office.post(meeting.url("closing"), follow=True)
    assert "Anteckna utfallet först. Utan utfall är: ”Lägesbild”." in text(response)
    assert response.request["PATH_INFO"] == meeting.items.get(number=2).url("item_outcome")


def test_the_closing_tells_of_positions_adopted_with_nobody_noted_who_could_take_them(
    office, meeting, item, member
):
    for each in meeting.items.on_the_agenda():
        acts.handle(each)
    told = "Ställningstaganden är antagna, men ingen som får ta ställning är antecknad som närvarande."
    assert told in unescape(office.get(meeting.url("closing")).content.decode())
    acts.attend(meeting, member)
    assert told not in unescape(office.get(meeting.url("closing")).content.decode())


def test_the_closing_tells_of_a_prepared_dissent_that_nobody_asked_for(office, meeting, member, secretary):
    item = meeting.items.get(number=1)
    for home in Organisation.objects.filter(slug__in=("harnosand", "timra")):
        record_stance(item, home, by=secretary, status="will_dissent", dissent_text="Vi avstår.")
    for each in meeting.items.on_the_agenda():
        acts.handle(each)
    told = f"Härnösands kommun hade förankrat en avvikande synpunkt på ”{item}” och är antecknad"
    assert told not in text(office.get(meeting.url("closing")))
    acts.attend(meeting, member)
    assert told in text(office.get(meeting.url("closing")))


def test_the_closing_names_the_formalities_that_nobody_has_written(office, meeting, item, secretary):
    for each in meeting.items.on_the_agenda():
        acts.handle(each)
    record_formalities(meeting, {"opening": "Ordföranden öppnar mötet.", "reports": "Inga."}, by=secretary)
    page = office.get(meeting.url("closing"))
    bare = ["approvers", "agenda", "previous_minutes", "next_meeting", "closing"]
    assert [each.kind for each in page.context["unwritten"]] == bare
    assert f'href="{meeting.url("formalities")}">Skriv dem' in page.content.decode()


def test_a_meeting_that_was_to_begin_later_is_closed_only_by_one_who_says_so(office, regional):
    today = acts.summoned(regional, days=0)
    acts.handle(today.items.get())
    told = f"Mötet är kallat till den {day(today.date)} kl. 23.58 och har inte börjat."
    assert told in text(office.get(today.url("closing")))
    assert f"{told} Kryssa i att det ändå är slut" in text(office.post(today.url("closing"), follow=True))
    assert not type(today).objects.get(pk=today.pk).held_at
    assert office.post(today.url("closing"), {"anyway": "1"}).url == today.url("minutes")


def test_the_closed_meeting_leads_to_its_minutes_and_may_be_opened_again(office, meeting, item):
    for each in meeting.items.all():
        acts.handle(each)
    assert office.post(meeting.url("closing")).url == meeting.url("minutes")
    assert office.get(item.url("item_outcome")).status_code == 403
    assert office.post(meeting.url("reopening")).url == item.url("item_outcome")
    assert office.get(item.url("item_outcome")).status_code == 200


def test_a_struck_item_has_no_outcome_to_record(office, regional, secretary):
    meeting = acts.plan(regional)
    struck = acts.add(meeting)
    acts.add(meeting)
    acts.drop(struck, by=secretary)
    acts.send(meeting)
    struck.refresh_from_db()
    assert office.get(struck.url("item_outcome")).status_code == 404


@pytest.mark.parametrize("where", ["attendance", "formalities", "item_outcome"])
@pytest.mark.parametrize("who", ["chair", "member", "official", "preparer", "administrator"])
def test_only_the_secretariat_records(client, meeting, item, where, who, request):
    client.force_login(request.getfixturevalue(who))
    address = item.url(where) if where == "item_outcome" else meeting.url(where)
    assert {client.get(address).status_code, client.post(address).status_code} <= {403, 404}
    assert client.post(meeting.url("closing")).status_code == 403
    assert not Attendance.objects.exists()


def lodge(client, item, **answers):
    return client.post(item.url("item_dissent"), answers, follow=True)


def test_a_member_lodges_dissent_for_the_organisation_of_the_seat(client, item, opposition):
    client.force_login(opposition)
    assert "Synpunkten lämnas för <strong>oppositionen i Härnösands kommun</strong>." in text(
        client.get(item.url("item_dissent"))
    )
    page = text(lodge(client, item, text="Vi avstår."))
    assert "Den avvikande synpunkten är lämnad" in page
    assert DissentingOpinion.objects.get().organisation.slug == "harnosand"


def test_an_empty_dissent_says_what_to_write(client, item, opposition):
    client.force_login(opposition)
    response = lodge(client, item, text=" ")
    assert response.context["form"].errors == {"text": ["Skriv den avvikande synpunkten."]}


def test_who_sits_in_both_councils_chooses_for_which_to_speak(client, grand, regional, opposition):
    item = acts.summoned(grand, joint_with=[regional]).items.get()
    client.force_login(opposition)
    response = lodge(client, item, text="Vi avstår.")
    assert response.context["form"].errors == {"seat": ["Välj vilken organisation synpunkten gäller."]}
    seat = acts.seat_of(opposition, grand)
    lodge(client, item, text="Vi avstår.", seat=seat.pk)
    assert DissentingOpinion.objects.get().seat == seat


def test_only_its_author_takes_a_dissent_back(client, meeting, item, opposition, member, secretary):
    dissent = acts.dissent(item, opposition)
    address = meeting.url("dissent_withdrawal", dissent.pk)
    for other in (member, secretary):
        client.force_login(other)
        assert client.post(address).status_code == 403
    client.force_login(opposition)
    assert address in text(client.get(item.url("item_dissent")))
    assert client.post(address).url == item.get_absolute_url()
    dissent.refresh_from_db()
    assert dissent.withdrawn_by == opposition


@pytest.mark.parametrize(
    ("who", "code"), [("official", 403), ("secretary", 403), ("administrator", 404), ("outsider", 404)]
)
def test_others_are_refused_the_page_of_dissent(client, item, who, code, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(item.url("item_dissent")).status_code == code
    assert client.post(item.url("item_dissent"), {"text": "Nej."}).status_code == code


@pytest.mark.parametrize("count", [1, 6])
def test_recording_asks_as_much_of_the_database_for_one_item_as_for_many(
    office, regional, count, django_assert_num_queries
):
    meeting = acts.summoned(regional, *({"title": f"Punkt {number}"} for number in range(count)))
    first = meeting.items.get(number=1)
    with django_assert_num_queries(12):
        office.get(first.url("item_outcome"))


@pytest.fixture
def decided(regional, secretary):
    """A position with a formal decision, on a meeting that is opened again."""
    meeting = acts.held(regional)
    home = Organisation.objects.get(slug="timra")
    record_decision(meeting.items.get().position, home, by=secretary, status="planned", body="Nämnden")
    reopen_meeting(meeting, by=secretary)
    return AgendaItem.objects.get(meeting=meeting)


def test_the_outcome_is_not_corrected_unawares_of_the_decisions_that_go_with_it(office, decided):
    page = office.post(decided.url("item_outcome"), typed(decided, outcome="no_consensus"))
    told = "På ställningstagandet är formella beslut antecknade: Timrå kommun: Planerat."
    assert (page.status_code, told in text(page)) == (422, True)
    assert FormalDecision.objects.count() == 1


@pytest.mark.parametrize("outcome", ["no_consensus", "postponed", "", "adopted"])
def test_the_outcome_is_corrected_together_with_the_decisions(office, decided, outcome):
    form = office.get(decided.url("item_outcome")).context["form"]
    assert "Antecknade: Timrå kommun: Planerat." in form["undecide"].help_text
    changes = {"outcome": outcome, "undecide": "on"}
    assert office.post(decided.url("item_outcome"), acts.as_posted(form, **changes)).status_code == 302
    kept = outcome == "adopted"
    assert (FormalDecision.objects.exists(), Position.objects.exists()) == (kept, kept)
    dropped = history_of(decided).filter(act="drop_decision")
    told = "Det formella beslutet togs bort med ställningstagandet: Timrå kommun: Planerat."
    assert [(each.sentence, each.before["body"]) for each in dropped] == ([] if kept else [(told, "Nämnden")])
