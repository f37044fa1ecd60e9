"""The secretariat builds the agenda: drafts that lack something, their order, strikes, documents,
conflicts."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from meetings.forms.item import ItemForm
from meetings.models import AgendaItem, Document
from meetings.workflow.item import edit_item
from strategy.models import FocusArea
from tests import acts, files

MISSING = "Det här fattas innan punkten kan gå ut med kallelsen."


@pytest.fixture
def meeting(regional):
    return acts.plan(regional, days=30)


def text(response):
    return unescape(response.content.decode())


def typed(**changes):
    """What a browser sends for a complete item."""
    facts = acts.complete() | {"primary_goal": acts.goal().pk, "minutes_needed": "20"}
    return {field: str(value) for field, value in facts.items()} | changes


def titles(meeting):
    items = meeting.items.exclude(stage="withdrawn").order_by("order", "pk")
    return [item.title for item in items]


def test_a_complete_item_is_saved_with_all_that_it_says(office, meeting):
    area = FocusArea.objects.first()
    answers = typed(
        goals=[acts.goal("3.1").pk, acts.goal("1.4").pk],
        focus_areas=[area.pk],
        questions="Vad krävs av er?\r\nNär kan ni besluta?",
        presenters="Regional utvecklingsdirektör, Region Västernorrland",
        social="Fler når utbildning och arbete.",
    )
    response = office.post(meeting.url("item_new"), answers, follow=True)
    item = meeting.items.get()
    assert (item.type, item.primary_goal.code, item.minutes_needed) == ("position", "1.1", 20)
    assert {goal.code for goal in item.goals.all()} == {"3.1", "1.4"}
    assert [*item.focus_areas.all()] == [area]
    assert item.question_list == ["Vad krävs av er?", "När kan ni besluta?"]
    assert "är sparad." in text(response)
    assert MISSING not in text(response)


def test_a_draft_is_saved_though_it_lacks_something_and_one_is_told_what(office, meeting):
    answers = {"title": "Etableringar", "minutes_needed": "15"}
    response = office.post(meeting.url("item_new"), answers, follow=True)
    page = text(response)
    assert meeting.items.get().title == "Etableringar"
    assert MISSING in page
    assert "Välj om punkten avser information eller ställningstagande." in page
    assert f"{meeting.items.get().url('item_texts')}#id_type" in page


WRONG = [
    ({"title": " "}, "title", "Skriv en rubrik som säger vad ärendet gäller."),
    ({"minutes_needed": "0"}, "minutes_needed", "Ange tiden i hela minuter, mellan 1 och 600."),
    ({"minutes_needed": "601"}, "minutes_needed", "Ange tiden i hela minuter, mellan 1 och 600."),
    ({"minutes_needed": "en kvart"}, "minutes_needed", "Ange tiden i hela minuter, mellan 1 och 600."),
    ({"minutes_needed": ""}, "minutes_needed", "Ange tiden i hela minuter, mellan 1 och 600."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_and_nothing_is_lost(office, meeting, changes, field, sentence):
    response = office.post(meeting.url("item_new"), typed(background="Lång bakgrund.") | changes)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
    assert "Lång bakgrund." in text(response)
    assert not meeting.items.exists()


def test_one_item_after_another_can_be_written(office, meeting):
    response = office.post(meeting.url("item_new"), typed() | {"another": ""})
    assert response.url == meeting.url("item_new")


@pytest.mark.parametrize(
    ("emptied", "field", "sentence"),
    [
        ({"how": ""}, "how", "Skriv en mening om hur ärendet tjänar målet."),
        ({"type": ""}, "type", "Välj om punkten avser information eller ställningstagande."),
        ({"background": ""}, "background", "Skriv en bakgrund eller de frågor som ska förberedas."),
    ],
)
def test_on_a_sent_agenda_the_gate_stands_at_the_field(office, regional, emptied, field, sentence):
    item = acts.summoned(regional, days=30).items.get()
    response = office.post(item.url("item_texts"), typed() | emptied)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})


def test_goals_are_offered_under_the_area_they_belong_to(office, meeting):
    form = office.get(meeting.url("item_new")).context["form"]
    empty, *areas = form.fields["primary_goal"].choices
    assert empty == ("", "Välj det mål som ärendet tjänar")
    assert [heading[:2] for heading, goals in areas] == ["1 ", "2 ", "3 "]
    assert sum(len(goals) for heading, goals in areas) == 16


def test_two_who_write_at_once_lose_nothing(office, meeting, secretary):
    item = acts.add(meeting, background="Från början.")
    before = ItemForm(saved=item)["seen"].value()
    edit_item(item, by=secretary, background="Den andras bakgrund.")
    response = office.post(item.url("item_texts"), typed(background="Min bakgrund.", seen=before))
    page = text(response)
    assert response.status_code == 409
    assert "Du har själv sparat sedan du öppnade sidan" in page
    assert "Den andras bakgrund." in page
    form = response.context["form"]
    assert form["background"].value() == "Min bakgrund."
    assert [label for label, mine, saved in response.context["versions"]] == ["Bakgrund", "Minuter"]
    item.refresh_from_db()
    assert item.background == "Den andras bakgrund."

    both = typed(background="Båda.", seen=form["seen"].value())
    assert office.post(item.url("item_texts"), both).status_code == 302
    item.refresh_from_db()
    assert item.background == "Båda."


def put_in_order(office, meeting, *items, headers=None, **button):
    typed = acts.seen(office, meeting.url("agenda")) | {"order": [item.pk for item in items]} | button
    return office.post(meeting.url("agenda_order"), typed, headers=headers)


def test_items_move_with_buttons_alone(office, meeting):
    one, two, three = (acts.add(meeting, title=title) for title in "ABC")
    response = put_in_order(office, meeting, one, two, three, down=one.pk)
    assert response.url == f"{meeting.url('agenda')}#punkt-{one.number}"
    assert titles(meeting) == ["B", "A", "C"]
    put_in_order(office, meeting, two, one, three, up=three.pk)
    assert titles(meeting) == ["B", "C", "A"]


def test_items_move_by_dragging(office, meeting):
    one, two, three = (acts.add(meeting, title=title) for title in "ABC")
    response = put_in_order(office, meeting, three, one, two, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, titles(meeting)) == (200, ["C", "A", "B"])
    assert response.content.decode() == acts.seen(office, meeting.url("agenda"))["seen"]


def test_a_drag_upon_an_older_order_is_refused_and_both_orders_are_shown(office, meeting):
    one, two, three = (acts.add(meeting, title=title) for title in "ABC")
    stale = acts.seen(office, meeting.url("agenda")) | {"order": [two.pk, one.pk, three.pk]}
    acts.move(three, -2)
    drag = office.post(meeting.url("agenda_order"), stale, headers={"X-Requested-With": "fetch"})
    assert (drag.status_code, titles(meeting)) == (409, ["C", "A", "B"])
    answer = office.post(meeting.url("agenda_order"), stale)
    assert (answer.status_code, answer.context["versions"]) == (409, [("Ordning", "B\nA\nC", "C\nA\nB")])
    assert f'href="{meeting.url("agenda")}">Behåll det som är sparat' in text(answer)


def test_an_item_added_meanwhile_stands_last_in_the_order_of_the_later(office, meeting):
    one, two = (acts.add(meeting, title=title) for title in "AB")
    stale = acts.seen(office, meeting.url("agenda")) | {"order": [two.pk, one.pk]}
    acts.add(meeting, title="C")
    page = office.post(meeting.url("agenda_order"), stale)
    assert [row["item"].title for row in page.context["rows"]] == ["B", "A", "C"]


@pytest.mark.parametrize("order", [[], ["1"], ["x"], ["999999999999999999999"]])
def test_an_order_of_other_items_than_these_is_refused(office, meeting, order):
    acts.add(meeting), acts.add(meeting)
    response = office.post(
        meeting.url("agenda_order"),
        {"order": order} | acts.seen(office, meeting.url("agenda")),
        headers={"X-Requested-With": "fetch"},
    )
    assert response.status_code == 409
    assert "Ladda om sidan" in response.content.decode()


def test_an_unknown_item_is_not_moved(office, meeting):
    one, two = acts.add(meeting, title="A"), acts.add(meeting, title="B")
    assert put_in_order(office, meeting, one, two, up="x").url == meeting.url("agenda")
    assert titles(meeting) == ["A", "B"]


def test_an_item_is_dropped_and_taken_back_to_its_place_at_once_or_later(office, meeting):
    item = acts.add(meeting, title="Möjligen")
    acts.add(meeting, title="Säkert")
    page = text(office.post(item.url("item_lift"), {"to": "dropped"} | acts.where(item), follow=True))
    back = f'form="ordning" name="back" value="{item.lifts.get().pk}"'
    assert titles(meeting) == ["Säkert"]
    assert "”Möjligen” är lyft av dagordningen. Punkten utgår." in page
    assert page.count(back) == 2
    assert back in text(office.get(meeting.url("agenda")))
    office.post(meeting.url("lift_return", item.lifts.get().pk))
    assert titles(meeting) == ["Möjligen", "Säkert"]


def test_whoever_lifts_an_item_off_says_where_it_goes(office, meeting):
    item = acts.add(meeting)
    response = office.post(item.url("item_lift"), {})
    assert response.context["form"].errors == {"to": ["Välj vart ärendet ska."]}


def test_a_late_item_waits_until_it_passes_the_gate_and_is_put_on_the_agenda(office, regional):
    meeting = acts.summoned(regional, days=30)
    late = acts.add(meeting, title="Sent", how="")
    refused = text(office.post(late.url("item_placement"), follow=True))
    assert "Skriv en mening om hur ärendet tjänar målet." in refused
    assert "Inte på den utsända dagordningen" in refused
    edit_item(late, by=late.added_by, how="Så här.")
    office.post(late.url("item_placement"))
    late.refresh_from_db()
    assert late.stage == "on_agenda"


def test_the_clock_plan_says_when_the_time_is_not_enough(office, meeting):
    acts.add(meeting, minutes_needed=200)
    page = text(office.get(meeting.url("agenda")))
    assert "20 minuter för mycket" in page


def test_a_postponed_matter_is_taken_up_at_a_coming_meeting(office, regional):
    held = acts.summoned(regional)
    item = held.items.get()
    acts.handle(item, outcome="postponed")
    coming = acts.plan(regional, days=40)
    response = office.post(item.url("item_continuation"), {"meeting": coming.pk})
    new = coming.items.get()
    assert (response.url, new.continues) == (new.url("item_texts"), item)


def test_a_matter_without_a_meeting_to_take_it_to_goes_back_to_preparation(office, regional):
    item = acts.summoned(regional).items.get()
    acts.handle(item, outcome="referred_back")
    response = office.post(item.url("item_continuation"), {"meeting": ""})
    new = item.continued_by.get()
    assert (response.url, new.stage, new.council) == (f"/forslag/{new.pk}/", "in_preparation", regional)


def pdf(name="underlag.pdf"):
    return SimpleUploadedFile(name, files.pdf())


def upload(client, item, *files, **changes):
    facts = {"kind": "report", "visibility": "council", "title": ""} | changes
    return client.post(item.url("item_documents"), facts | {"files": files}, follow=True)


def test_several_documents_come_at_once_under_the_names_of_their_files(office, meeting):
    item = acts.add(meeting)
    page = text(upload(office, item, pdf("Utredning_2027.pdf"), pdf("kalkyl.pdf")))
    assert sorted(item.documents.values_list("title", flat=True)) == ["Utredning 2027", "kalkyl"]
    assert "2 handlingar är tillagda." in page


def test_a_single_document_may_have_a_title(office, meeting):
    item = acts.add(meeting)
    upload(office, item, pdf(), title="Utredningens sammanfattning")
    assert item.documents.get().title == "Utredningens sammanfattning"


def test_a_refused_file_is_named_and_the_others_are_kept(office, meeting):
    item = acts.add(meeting)
    page = text(upload(office, item, pdf("bra.pdf"), SimpleUploadedFile("elak.pdf", b"<html>")))
    assert [*item.documents.values_list("name", flat=True)] == ["bra.pdf"]
    assert "Handlingen är tillagd." in page
    assert "”elak.pdf” innehåller något annat än vad namnet säger." in page


def test_when_every_file_is_refused_the_form_says_why(office, meeting):
    item = acts.add(meeting)
    response = upload(
        office, item, SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("b.pdf", b"<html>")
    )
    assert response.status_code == 422
    assert len(response.context["form"].errors["files"]) == 2
    assert upload(office, item).context["form"].errors == {"files": ["Välj minst en fil."]}
    assert not Document.objects.exists()


def test_a_restricted_document_names_its_ground_in_law(office, meeting):
    item = acts.add(meeting)
    response = upload(office, item, pdf(), visibility="restricted")
    sentence = "Ange det lagrum som gör att handlingen inte är öppen för alla."
    told = {"legal_ground": [sentence], "files": ["Välj filerna igen."]}
    assert response.context["form"].errors == told
    upload(office, item, pdf(), visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    assert item.documents.get().legal_ground == "OSL 19 kap. 3 §"


def test_documents_to_the_whole_meeting_belong_to_no_item(office, meeting):
    answers = {"kind": "letter", "visibility": "public", "files": [pdf()]}
    office.post(meeting.url("meeting_documents"), answers)
    assert meeting.documents.get().item is None


def test_a_document_is_removed_before_the_summons_and_stands_after_it(office, meeting):
    item = acts.add(meeting)
    upload(office, item, pdf("en.pdf"), pdf("två.pdf"))
    first, second = item.documents.order_by("pk")
    office.post(meeting.url("document_removal", first.pk), acts.shown(first))
    assert [*item.documents.all()] == [second]
    acts.send(meeting)
    page = text(office.post(meeting.url("document_removal", second.pk), acts.shown(second), follow=True))
    assert "Handlingen har gått ut med kallelsen och står kvar." in page
    assert [*item.documents.all()] == [second]


@pytest.mark.parametrize("who", ["chair", "member", "preparer", "outsider", "administrator"])
def test_no_one_else_changes_the_agenda(client, regional, who, request):
    meeting = acts.summoned(regional, days=30)
    item = meeting.items.get()
    client.force_login(request.getfixturevalue(who))
    codes = {
        client.post(address, {}).status_code
        for address in (
            meeting.url("agenda_order"),
            item.url("item_texts"),
            item.url("item_documents"),
            item.url("item_lift"),
            meeting.url("lift_return", 1),
            item.url("item_placement"),
        )
    }
    assert codes <= {403, 404}
    item.refresh_from_db()
    assert item.stage == AgendaItem.Stage.ON_AGENDA


def test_acts_are_not_done_by_following_a_link(office, meeting):
    order = list(meeting.items.values_list("pk", "order", "stage"))
    assert office.get(meeting.url("lift_return", 1)).status_code == 405
    assert office.get(meeting.url("agenda_order"))["Location"] == meeting.url("agenda")
    assert list(meeting.items.values_list("pk", "order", "stage")) == order


@pytest.mark.parametrize("count", [1, 6])
def test_the_agenda_asks_as_much_of_the_database_for_one_item_as_for_many(
    office, meeting, count, django_assert_num_queries
):
    for _ in range(count):
        acts.add(meeting, minutes_needed=5)
    with django_assert_num_queries(8):
        office.get(meeting.url("agenda"))


def test_an_address_from_before_the_summons_never_leads_to_another_item(office, regional):
    meeting = acts.plan(regional, days=20)
    first, second = acts.add(meeting), acts.add(meeting, title="Vägen")
    address = second.url("item")
    for order, place in (((first, second), 2), ((second, first), 1)):
        put_in_order(office, meeting, *order)
        page = text(office.get(address))
        assert (f"<title>{place}. Vägen" in page, f"<li>Punkt {place}</li>" in page) == (True, True)
    acts.send(meeting)
    assert type(second).objects.get(pk=second.pk).url("item") == meeting.url("item", 1)
    assert office.get(f"{address}?q=1").url == f"{meeting.url('item', 1)}?q=1"
    sent = office.post(second.url("item_notes"), {"text": "Om vägen."})
    assert (sent.status_code, sent.url) == (307, meeting.url("item_notes", 1))
    assert office.get(meeting.url("item", 103)).status_code == 404


def test_nobody_reads_the_number_that_a_drafts_item_has_in_its_address(office, regional):
    draft = acts.plan(regional, days=30)
    acts.add(draft, title="Hamnar")
    pages = [draft.get_absolute_url(), *map(draft.url, ("agenda", "meeting_documents", "summons"))]
    read = {page: strip_tags(office.get(page).content.decode()) for page in pages}
    assert [page for page, text in read.items() if "Hamnar" not in text or "101" in text] == []
