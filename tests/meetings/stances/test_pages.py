"""The pages of förankring: an organisation's own stance, the confirmation, and the chair's matrix."""

import re
from html import unescape

import pytest

from meetings.models import DissentingOpinion, Stance
from meetings.workflow.meeting import close_meeting
from meetings.workflow.stance import confirm_dissent
from rus_portal.core.seen import mark
from tests import acts
from tests.meetings.stances.conftest import REGIONAL, everyone_says, say, seal, seat_holder


def text(response):
    return unescape(response.content.decode())


def typed(**changes):
    return {
        "status": "supports",
        "dissent_text": "",
        "body": "",
        "held_on": "",
        "note": "",
        "seen": "",
    } | changes


@pytest.fixture
def desk(client):
    """Signs someone in, and the one before out."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_a_member_says_where_the_organisation_stands_and_reads_it_on_the_item(desk, item, member):
    client = desk(member)
    client.post(
        item.url("item_stance"),
        typed(status="can_accept", body="Kommunstyrelsen", held_on="2026-11-24", note="Bilaga kommer."),
    )
    said = Stance.objects.get()
    assert (said.organisation.slug, said.status, said.body) == ("harnosand", "can_accept", "Kommunstyrelsen")
    page = text(client.get(item.get_absolute_url()))
    assert "Förankring i Härnösands kommun:" in page
    assert "Kan acceptera, avstår något" in page


def test_who_has_stated_a_stance_is_led_to_the_next_that_waits_and_last_to_ones_own_page(desk, item, member):
    meeting, client = item.meeting, desk(member)
    saved = client.post(item.url("item_stance"), typed())
    assert saved.url == meeting.url("answer")
    acts.said(meeting, member, "coming")
    seen = acts.seen(client, item.url("item_stance"))
    assert client.post(item.url("item_stance"), typed(status="can_accept") | seen).url == "/mitt/"


def test_whoever_only_says_that_it_is_under_way_is_led_on_and_not_to_the_same_page_again(
    desk, regional, member
):
    meeting, client = acts.summoned(regional, {}, {"title": "Nästa fråga"}, days=10), desk(member)
    first, second = meeting.items.order_by("order")
    under_way = typed(status="under_way")
    onward = client.post(first.url("item_stance"), under_way).url
    assert onward.partition("?")[0] == second.url("item_stance")
    assert client.post(second.url("item_stance"), under_way).url == meeting.url("answer")


def test_one_is_led_to_what_the_own_page_lists_first_before_the_meeting(
    desk, regional, timra, official, elected
):
    meeting = acts.summoned(regional, {}, {"title": "Nästa fråga"}, days=10)
    first, second = meeting.items.order_by("order")
    say(first, timra, official, "will_dissent", dissent_text="Timrå vill vänta.")
    client = desk(elected)
    led = client.post(second.url("item_stance"), typed()).url
    listed = [each.url for each in client.get("/mitt/").context["expected"]]
    assert led == listed[0] == f"{first.url('item_stance')}?organisation=timra"
    assert listed[1] == meeting.url("answer")


WRONG = [
    ({"status": ""}, "status", "Välj var organisationen står."),
    ({"status": "vetej"}, "status", "Välj ett av lägena i listan."),
    (
        {"status": "will_dissent"},
        "dissent_text",
        "Skriv den avvikande synpunkten så som den ska stå i protokollet.",
    ),
    (
        {"dissent_text": "Vi vill annat."},
        "dissent_text",
        "Ta bort texten, eller välj att lämna avvikande synpunkt.",
    ),
    ({"held_on": "24/11/2026"}, "held_on", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"held_on": "2026-02-30"}, "held_on", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"body": "å" * 121}, "body", "Korta texten till 120 tecken. Nu är den 121 tecken."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_and_nothing_typed_is_lost(
    desk, item, member, changes, field, sentence
):
    response = desk(member).post(item.url("item_stance"), typed(note="Bilaga kommer.") | changes)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert "Bilaga kommer." in text(response)
    assert not Stance.objects.exists()


def test_two_who_write_at_once_see_both_texts(desk, item, harnosand, member, opposition):
    say(item, harnosand, member, "supports", body="Kommunstyrelsen")
    client = desk(opposition)
    response = client.post(item.url("item_stance"), typed(status="can_accept", body="Fullmäktige"))
    assert response.status_code == 409
    page = text(response)
    assert "har sparat medan du skrev" in page
    assert all(words in page for words in ("Kommunstyrelsen", "Fullmäktige", "Ställer sig bakom"))
    mark = response.context["form"].data["seen"]
    saved = client.post(item.url("item_stance"), typed(status="can_accept", seen=mark))
    assert saved.status_code == 302
    assert Stance.objects.get().status == "can_accept"


def test_whoever_wrote_while_the_dissent_was_confirmed_is_told_and_keeps_the_text(
    desk, item, announced, official, elected
):
    before = acts.seen(desk(official), item.url("item_stance"))
    confirm_dissent(announced, by=elected)
    response = desk(official).post(item.url("item_stance"), typed(note="Min text") | before)
    assert response.status_code == 422
    assert "Läget ändras först när den är återtagen." in text(response)
    assert "Min text" in text(response)


def test_whoever_wrote_other_words_before_the_dissent_was_lodged_keeps_them(
    desk, item, timra, announced, official, elected
):
    before = acts.seen(desk(official), item.url("item_stance"))
    say(item, timra, elected, "will_dissent", dissent_text="Timrå avstår.")
    mine = typed(status="will_dissent", dissent_text="Mina ord.") | before
    answer = desk(official).post(item.url("item_stance"), mine)
    assert answer.status_code == 409
    assert answer.context["versions"] == [("Avvikande synpunkt", "Mina ord.", "Timrå avstår.")]
    assert answer.context["form"]["dissent_text"].value() == "Mina ord."


def test_an_elected_confirms_by_one_button_and_may_take_it_back(desk, item, announced, official, elected):
    address = item.url("item_stance")
    assert "Bekräfta och lämna synpunkten" not in text(desk(official).get(address))
    client = desk(elected)
    page = client.get(address)
    assert "Bekräfta och lämna synpunkten" in text(page)
    confirmed = client.post(
        f"{item.url('stance_confirmation')}?organisation=timra",
        {"seen": mark(announced.dissent_text)},
        follow=True,
    )
    assert "Den avvikande synpunkten är bekräftad och står i protokollet." in text(confirmed)
    dissent = DissentingOpinion.objects.get()
    withdrawal = item.meeting.url("dissent_withdrawal", dissent.pk)
    assert withdrawal in text(confirmed)
    assert confirmed.context["form"].fields.keys() == {"body", "held_on", "note", "seen"}
    others = text(desk(official).get(address))
    assert withdrawal not in others
    assert f"Läget kan ändras först när {elected} har tagit tillbaka den." in others


def test_what_changed_before_the_button_was_pressed_is_read_again(
    desk, item, announced, timra, official, elected
):
    say(item, timra, official, "will_dissent", dissent_text="Helt andra ord.")
    client = desk(elected)
    response = client.post(
        item.url("stance_confirmation"), {"seen": mark(announced.dissent_text)}, follow=True
    )
    assert "Läs den igen innan du bekräftar." in text(response)
    assert not DissentingOpinion.objects.exists()


@pytest.mark.parametrize("who", ["official", "secretary"])
def test_the_button_is_not_for_officials_or_the_secretariat(desk, item, announced, who, request):
    client = desk(request.getfixturevalue(who))
    response = client.post(
        f"{item.url('stance_confirmation')}?organisation=timra", {"seen": mark(announced.dissent_text)}
    )
    assert response.status_code == 403
    assert not DissentingOpinion.objects.exists()


def test_confirmation_is_never_a_link(desk, item, announced, elected):
    assert desk(elected).get(item.url("stance_confirmation")).status_code == 405


def test_whoever_answers_for_several_chooses_which(desk, item, secretary):
    client = desk(secretary)
    page = text(client.get(item.url("item_stance")))
    assert all(f"?organisation={slug}" in page for slug in REGIONAL)
    response = client.post(f"{item.url('item_stance')}?organisation=ange", typed(status="under_way"))
    assert response.url == item.meeting.url("stances")
    assert Stance.objects.get().organisation.slug == "ange"


@pytest.mark.parametrize("slug", ["ange", "lansstyrelsen-vasternorrland", "finns-inte", ""])
def test_another_organisation_is_not_there_to_answer_for(desk, item, member, slug):
    address = f"{item.url('item_stance')}?organisation={slug}"
    client = desk(member)
    assert client.get(address).status_code == 404
    assert client.post(address, typed()).status_code == 404
    assert not Stance.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("preparer", 403), ("outsider", 404), ("administrator", 404)])
def test_others_answer_for_nobody(desk, item, who, status, request):
    assert desk(request.getfixturevalue(who)).get(item.url("item_stance")).status_code == status


def test_the_co_opted_are_told_why(desk, item, regional):
    client = desk(seat_holder(regional, "lansstyrelsen-vasternorrland"))
    response = client.get(item.url("item_stance"))
    assert response.status_code == 403
    assert "Din organisation tar inte ställning på mötet" in text(response)
    assert client.get(item.meeting.url("stances")).status_code == 200


def test_the_public_is_asked_to_sign_in(client, item):
    for address in (item.url("item_stance"), item.meeting.url("stances")):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", ["preparer", "outsider", "administrator"])
def test_the_matrix_is_for_those_who_take_part(desk, item, who, request):
    assert desk(request.getfixturevalue(who)).get(item.meeting.url("stances")).status_code == 403


def test_information_has_no_page_to_prepare(desk, regional, member):
    item = acts.summoned(regional, {"type": "information"}, days=10).items.get()
    client = desk(member)
    assert client.get(item.url("item_stance")).status_code == 404
    assert "Mötet har inga punkter för ställningstagande" in text(client.get(item.meeting.url("stances")))


def test_before_the_summons_the_matrix_says_when_it_opens(desk, regional, member, secretary):
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    for person in (member, secretary):
        page = text(desk(person).get(meeting.url("stances")))
        assert "Förankringen öppnar när kallelsen har gått ut." in page


def test_after_the_meeting_it_is_read_and_no_longer_changed(desk, regional, harnosand, member, secretary):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member, "can_accept", body="Kommunstyrelsen")
    acts.handle(item)
    close_meeting(item.meeting, by=secretary)
    client = desk(member)
    page = text(client.get(item.url("item_stance")))
    assert "Kommunstyrelsen" in page
    assert "Förankringen är stängd" in page
    assert 'name="status"' not in page
    assert client.post(item.url("item_stance"), typed()).status_code == 403
    matrix = text(client.get(item.meeting.url("stances")))
    assert "Så här stod det inför mötet." in matrix
    assert item.url("item_stance") not in matrix


def test_after_the_meeting_what_was_never_said_is_told_as_over_and_of_no_concern(
    desk, regional, timra, official, member, secretary
):
    item, client = acts.summoned(regional).items.get(), desk(member)
    say(item, timra, official, "will_dissent", dissent_text="Timrå vill dela kostnaden efter folkmängd.")
    pages = item.meeting.url("stances"), item.get_absolute_url()
    asks = re.compile("Inte påbörjad|Saknas:|väntar på bekräftelse|mötet ska ta ställning")
    assert [bool(asks.search(text(client.get(each)))) for each in pages] == [True, True]
    acts.handle(item)
    close_meeting(item.meeting, by=secretary)
    told = [text(client.get(each)) for each in pages]
    assert [asks.findall(each) for each in told] == [[], []]
    assert ["Inget besked" in each for each in told] == [True, True]
    assert "besked kom inte" in told[0]
    assert "blev inte bekräftad av förtroendevald" in told[0]


def test_sealed_the_pages_tell_nothing_of_the_others(desk, regional, item, announced, elected, member, chair):
    confirm_dissent(announced, by=elected)
    seal(regional)
    pages = [item.meeting.url("stances"), item.get_absolute_url(), item.url("item_stance")]
    client = desk(member)
    for address in [*pages, item.meeting.get_absolute_url()]:
        assert announced.dissent_text not in text(client.get(address))
    page = text(client.get(pages[0]))
    assert "Rådet håller förankringen stängd till mötet. Du ser bara din egen organisation." in page
    assert "Timrå" not in page
    assert "saknas" not in page.lower()
    for person in (chair, elected):
        assert announced.dissent_text in text(desk(person).get(pages[0]))


def test_the_note_is_for_the_secretariat_and_the_own_organisation(
    desk, item, harnosand, member, secretary, chair
):
    say(item, harnosand, member, note="Ring innan ni skriver.")
    address = item.meeting.url("stances")
    assert "Ring innan ni skriver." in text(desk(secretary).get(address))
    for person in (member, chair):
        assert "Ring innan ni skriver." not in text(desk(person).get(address))
    assert "Ring innan ni skriver." in text(desk(member).get(item.url("item_stance")))


def test_the_meeting_leads_to_the_matrix_where_positions_are_taken(desk, regional, item, member, preparer):
    link = item.meeting.url("stances")
    assert link in text(desk(member).get(item.meeting.get_absolute_url()))
    assert link not in text(desk(preparer).get(item.meeting.get_absolute_url()))
    informs = acts.summoned(regional, {"type": "information"}, days=11)
    assert informs.url("stances") not in text(desk(member).get(informs.get_absolute_url()))


def test_what_is_missing_stands_first_with_the_days_that_are_left(desk, item, secretary, member):
    everyone_says(item, secretary, but=["timra", "ornskoldsvik"])
    page = desk(secretary).get(item.meeting.url("stances"))
    first = [each.slug for each, _ in page.context["lines"]][:2]
    [(_, _, listed)] = page.context["rows"]
    assert (first, [each.slug for each, *_ in listed][:2]) == (["timra", "ornskoldsvik"],) * 2
    assert "2 av 9 organisationer</strong> har något kvar att förankra." in text(page)
    assert "</time>, om 9 dagar</li>" in text(page)
    reminder = item.meeting.url("reminder", "forankring")
    assert reminder in text(page)
    assert reminder not in text(desk(member).get(item.meeting.url("stances")))
    everyone_says(item, secretary)
    page = text(desk(secretary).get(item.meeting.url("stances")))
    assert ("Alla organisationer har förankrat alla punkter." in page, reminder in page) == (True, False)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("who", "sealed"), [("chair", False), ("secretary", False), ("member", True)])
def test_the_matrix_takes_the_same_queries_however_long_the_agenda(
    desk, regional, secretary, django_assert_num_queries, count, who, sealed, request
):
    meeting = acts.summoned(regional, *({"title": f"Punkt {number}"} for number in range(count)), days=10)
    for item in meeting.items.all():
        everyone_says(item, secretary)
    if sealed:
        seal(regional)
    client = desk(request.getfixturevalue(who))
    # Session, user, standing, the meeting and its joint councils, items and history, organisations, stances
    # and who recorded them, dissent; and for the secretary whether what it typed in may be put right.
    with django_assert_num_queries(10 + (who == "secretary")):
        assert client.get(meeting.url("stances")).status_code == 200


def test_where_somebody_is_missing_stands_first_below_the_table_until_it_is_closed(
    desk, regional, chair, secretary
):
    meeting = acts.summoned(regional, {"title": "Ett"}, {"title": "Två"}, {"title": "Tre"})
    everyone_says(meeting.items.get(title="Ett"), secretary)

    def order():
        page = desk(chair).get(meeting.url("stances")).content.decode()
        return re.findall('<section class="section" id="punkt-([0-9])"', page)

    assert order() == ["2", "3", "1"]
    for item in meeting.items.all():
        acts.handle(item)
    assert order() == ["1", "2", "3"]
