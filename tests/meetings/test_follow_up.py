"""What came of a position: told by those who own it, corrected and withdrawn in the open."""

import datetime as dt
import io
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localdate as today
from PIL import Image

from councils.models import JournalEntry, Organisation, Person
from meetings.models import Funding, Letter, Position, Result, Undertaking
from meetings.reader.news import put_right_for
from meetings.triggers import uninstall
from meetings.workflow import follow_up as verbs
from meetings.workflow.decision import record_decision
from meetings.workflow.read_mark import mark_read
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day as in_words
from tests import acts

GRANTED = {"status": "granted", "sought": 2_000_000, "granted": 1_500_000, "decided_on": today()}


@pytest.fixture
def position(regional):
    return acts.published(acts.held(regional)).meeting.items.get().position


@pytest.fixture
def timra(db):
    return Organisation.objects.get(slug="timra")


def undertake(position, organisation, by, **facts):
    return verbs.undertake(position, organisation, by=by, **{"what": "Vi räknar på det."} | facts)


def tell(position, organisation, by, **facts):
    told = {"text": "Tågen går.", "happened_on": today(), "picture_text": ""} | facts
    return verbs.tell_result(position, organisation, by=by, **told)


def page_of(client, position):
    page = client.get(position.get_absolute_url())
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_tells_all_that_came_of_it(client, position, timra, official, secretary):
    undertake(position, timra, official, due=today())
    tell(position, None, secretary)
    verbs.record_funding(position, by=secretary, programme="Fonden", shares=[(timra, 250_000)], **GRANTED)
    page = page_of(client, position)
    told = ("Vi räknar på det.", "Tågen går.", "Fonden", "2 000 000 kronor", "1 500 000 kronor")
    assert [words for words in (*told, "250 000 kronor i egen andel") if words not in page] == []


def test_a_button_that_opens_the_form_of_one_says_one(client, position, secretary):
    client.force_login(secretary)
    page = client.get(position.url("position_follow_up")).content.decode()
    buttons = re.findall(r">(Lägg till[^<]*)</a>", page)
    assert buttons == ["Lägg till åtagande", "Lägg till resultat", "Lägg till finansiering"]


def test_a_picture_is_kept_as_one_of_our_own_without_what_the_camera_told(client, position, secretary):
    result = tell(position, None, secretary, picture=acts.photo(), picture_text="Ett grönt fält.")
    assert 'alt="Ett grönt fält."' in page_of(client, position)
    shown = client.get(position.url("result_picture", result.pk))
    image = Image.open(io.BytesIO(shown.content))
    assert (shown["Content-Type"], image.format, dict(image.getexif())) == ("image/jpeg", "JPEG", {})


def test_an_official_tells_of_the_own_organisation_alone(position, timra, official):
    for organisation in (None, Organisation.objects.get(slug="ange")):
        with pytest.raises(PermissionDenied):
            undertake(position, organisation, official)
    with pytest.raises(PermissionDenied):
        verbs.review_position(position, by=official, review_on=today())
    with pytest.raises(PermissionDenied):
        verbs.record_funding(position, by=official, programme="Fonden")
    assert undertake(position, timra, official).organisation_name == timra.name


def test_nothing_comes_of_a_position_before_its_minutes_are_approved(regional, timra, secretary):
    meeting = acts.held(regional)
    with pytest.raises(PermissionDenied, match="inte justerat än"):
        undertake(meeting.items.get().position, timra, secretary)
    acts.approved(meeting)
    assert undertake(Position.objects.get(), timra, secretary).pk


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"status": "done"}, "vilken dag det blev klart"),
        ({"status": "planned", "done_on": today()}, "vilken dag det blev klart"),
        ({"status": "abandoned"}, "varför det avbröts"),
    ],
)
def test_a_commitment_says_when_it_was_done_and_why_it_was_abandoned(position, secretary, facts, told):
    with pytest.raises(ValidationError, match=told):
        undertake(position, None, secretary, **facts)


def test_nothing_that_follows_is_due_before_the_position_was_taken(position, timra, official, secretary):
    before = position.adopted_on - dt.timedelta(days=1)
    with pytest.raises(Refused, match="blir inte klart före den dagen"):
        undertake(position, timra, official, due=before)
    kept = undertake(position, timra, official, due=position.adopted_on)
    with pytest.raises(Refused, match="blir inte klart före den dagen"):
        verbs.change_undertaking(kept, by=official, due=before)
    with pytest.raises(Refused, match="blir inte klart före den dagen"):
        verbs.review_position(position, by=secretary, review_on=before)


def test_no_answer_about_money_for_a_position_came_before_it(position, secretary):
    before = position.adopted_on - dt.timedelta(days=1)
    fund = {"by": secretary, "programme": "Fonden"}
    for day in ("decided_on", "answer_on"):
        with pytest.raises(Refused, match="har inte en dag före den") as refused:
            verbs.record_funding(position, **fund, **GRANTED | {day: before})
        assert refused.value.about == day
    verbs.record_funding(position, **fund, **GRANTED | {"decided_on": position.adopted_on})


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"status": "sought"}, "hur mycket som är sökt"),
        ({"status": "sought", "sought": 0}, "hur mycket som är sökt"),
        ({"status": "planned", "granted": 5, "sought": 9}, "hur mycket som är beviljat"),
        (GRANTED | {"granted": None}, "hur mycket som är beviljat"),
        (GRANTED | {"sought": 1_000}, "Mer än det sökta"),
        (GRANTED | {"decided_on": None}, "vilken dag beskedet kom"),
        ({"status": "planned", "decided_on": today()}, "vilken dag beskedet kom"),
    ],
)
def test_financing_says_what_its_status_asks_for(position, secretary, facts, told):
    with pytest.raises(ValidationError, match=told):
        verbs.record_funding(position, by=secretary, programme="Fonden", **facts)


def test_what_has_happened_has_no_day_to_come(position, secretary):
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(Refused, match="inte har varit än"):
        tell(position, None, secretary, happened_on=tomorrow)
    undertaking = undertake(position, None, secretary)
    with pytest.raises(Refused, match="inte har varit än"):
        verbs.change_undertaking(undertaking, by=secretary, status="done", done_on=tomorrow)


@pytest.mark.parametrize(
    ("kind", "field", "told"),
    [
        ("ataganden", "done_on", {"what": "Vi räknar.", "status": "done"}),
        ("resultat", "happened_on", {"text": "Tågen går."}),
        ("finansiering", "decided_on", {"programme": "Fonden", **GRANTED}),
        ("oversyn", "reviewed_on", {"text": "Det står kvar."}),
    ],
)
def test_a_day_that_cannot_be_is_told_at_its_field(client, position, secretary, kind, field, told):
    client.force_login(secretary)
    address = f"{position.url('position_follow_up')}{kind}/" + ("" if kind == "oversyn" else "ny/")
    ahead = f"{today() + dt.timedelta(days=1)}"
    seen = acts.seen(client, address) if kind == "oversyn" else {}
    answer = client.post(address, seen | told | {field: ahead})
    page = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert re.search(rf'<input[^>]*value="{ahead}"[^>]*aria-describedby="id_{field}_error"', page)
    assert f'href="#id_{field}"' in page


def test_what_a_position_led_to_has_no_day_before_it(position, secretary):
    before = position.adopted_on - dt.timedelta(days=1)
    undertaking = undertake(position, None, secretary)
    for act in (
        lambda: verbs.change_undertaking(undertaking, by=secretary, status="done", done_on=before),
        lambda: tell(position, None, secretary, happened_on=before),
        lambda: verbs.review_position(
            position, by=secretary, review_on=None, reviewed_on=before, text="Det står kvar."
        ),
    ):
        with pytest.raises(Refused, match="Ställningstagandet togs den"):
            act()
    tell(position, None, secretary, happened_on=position.adopted_on)


def test_a_commitment_is_changed_and_the_journal_keeps_what_stood(position, timra, official, secretary):
    undertaking = undertake(position, timra, official, due=today())
    verbs.change_undertaking(undertaking, by=secretary, status="done", done_on=today())
    entry = JournalEntry.objects.get(act="change_undertaking")
    assert (entry.by, entry.before) == (secretary, {"status": "planned", "done_on": ""})
    assert entry.after == {"status": "done", "done_on": str(today())}


def test_a_corrected_result_takes_the_place_of_what_it_said_before(client, position, timra, official):
    first = tell(position, timra, official, picture=acts.photo(), picture_text="Ett fält.")
    second = verbs.correct_result(
        first, by=official, text="Tågen går nu.", happened_on=today(), picture_text="Ett grönt fält."
    )
    page = page_of(client, position)
    told = ("Tågen går.", "Tågen går nu.", f"Rättat den {in_words(today())}.")
    assert [words in page for words in told] == [False, True, True]
    assert (second.picture.name, first.newest) == (first.picture.name, second)
    client.force_login(official)
    assert "Tågen går." in client.get(position.url("position_follow_up")).content.decode()


def test_the_address_of_a_picture_leads_on_to_the_one_that_stands_or_says_that_it_is_gone(
    client, position, timra, official
):
    shown = {"happened_on": today(), "picture_text": "Ett fält."}
    rows = [tell(position, timra, official, picture=acts.photo(), picture_text="Ett fält.")]
    for text, picture in (("Tågen går nu.", None), ("Tågen går sakta.", acts.photo())):
        rows.append(verbs.correct_result(rows[-1], by=official, text=text, picture=picture, **shown))
    pictures = [position.url("result_picture", row.pk) for row in rows]
    for earlier in pictures[:-1]:
        led = client.get(earlier)
        assert (led.status_code, led["Location"]) == (301, pictures[-1])
    assert client.get(pictures[-1]).status_code == 200
    facts = {"text": "Tågen går.", "happened_on": today(), "picture_text": ""}
    last = verbs.correct_result(rows[-1], by=official, keep_picture=False, **facts)

    def told():
        answers = [client.get(each) for each in pictures]
        assert {each.status_code for each in answers} == {410}
        [page] = {each.content.decode().partition("<main")[2] for each in answers}
        return page

    assert "och då togs den bort" in told()
    assert client.get(position.url("result_picture", last.pk)).status_code == 404
    verbs.withdraw_told(last, by=official, reason="Gällde bussar.")
    assert "Gällde bussar." in told()


def corrected():
    return f"Rättat av kansliet den {in_words(today())}."


def withdrawn():
    return f"Tillbakataget av kansliet den {in_words(today())}"


@pytest.mark.parametrize("corrected_by", ["official", "secretary"])
def test_what_an_organisation_takes_back_is_not_told_as_put_right(
    client, position, timra, official, secretary, corrected_by
):
    by = {"official": official, "secretary": secretary}[corrected_by]
    first = tell(position, timra, official)
    last = verbs.correct_result(first, by=by, text="Tågen går nu.", happened_on=today(), picture_text="")
    letters = Letter.objects.count()
    verbs.withdraw_told(last, by=official, reason="Gällde bussar.")
    assert Letter.objects.count() == letters  # they know
    client.force_login(official)
    page = client.get(position.url("position_follow_up")).content.decode()
    assert "Tillbakataget. Gällde bussar." in page
    assert "Rättat av" not in page


@pytest.mark.parametrize("many", [1, 4])
def test_what_is_put_right_costs_the_same_however_much_there_is(
    position, timra, official, secretary, django_assert_num_queries, many
):
    for number in range(many):
        told = undertake(position, timra, official, what=f"Vi räknar på {number} tåg.")
        verbs.change_undertaking(told, by=secretary, what=f"Vi räknar på {number} bussar.")
    person = Person.objects.get(pk=official.pk)
    with django_assert_num_queries(6):
        assert len(put_right_for(person)) == many


@pytest.mark.parametrize("kind", ["result", "undertaking"])
def test_an_organisation_is_told_what_the_secretariat_puts_right_of_what_it_tells(
    client, position, timra, official, secretary, kind
):
    if kind == "result":
        told, change = tell(position, timra, official), verbs.correct_result
        facts = {"happened_on": today(), "picture_text": ""}
    else:
        told = undertake(position, timra, official, what="Tågen går.")
        change, facts = verbs.change_undertaking, {}
    name = "text" if kind == "result" else "what"

    def own_page():
        client.force_login(official)
        return client.get("/mitt/").content.decode()

    told = change(told, by=official, **facts | {name: "Tågen går nu."})
    assert ("av kansliet" in page_of(client, position), corrected() in own_page()) == (False, False)
    assert not Letter.objects.filter(kind="takeover").exists()
    told = change(told, by=secretary, **facts | {name: "Tågen går sakta."})
    client.logout()
    for shown in (page_of(client, position), own_page()):
        assert corrected() in shown
    assert corrected() in client.get(position.url("position_follow_up")).content.decode()
    letter = Letter.objects.get(kind="takeover", person=official)
    for words in ("på kansliet har rättat", "Tågen går nu.", "Tågen går sakta.", position.designation):
        assert words in letter.text
    told = change(told, by=official, **facts | {name: "Tågen går."})
    assert (corrected() in page_of(client, position), corrected() in own_page()) == (False, False)
    verbs.withdraw_told(told, by=secretary, reason="Gällde bussar.")
    for shown in (own_page(), page_of(client, position)):
        assert withdrawn() in shown
    letter = Letter.objects.filter(kind="takeover", person=official).latest("pk")
    assert ("Tillbakataget av kansliet" in letter.subject, "Gällde bussar." in letter.text) == (True, True)
    assert "ändra det själva" not in letter.text


def test_what_is_put_right_stays_on_the_own_page_until_it_has_been_shown(
    client, position, timra, official, secretary
):
    """Whatever else of the item is read meanwhile."""

    def own_page():
        return corrected() in client.get("/mitt/").content.decode()

    told = undertake(position, timra, official, what="Vi räknar på tåg.")
    client.force_login(official)
    for what in ("Vi räknar på bussar.", "Vi räknar på båtar."):
        verbs.change_undertaking(told, by=secretary, what=what)
        mark_read(position.item.meeting, by=official, items=[position.item])
        client.get(position.item.get_absolute_url())
        assert own_page()
        assert what in page_of(client, position)
        assert not own_page()


def test_what_the_secretariat_noted_for_an_organisation_goes_on_without_being_put_right(
    client, position, timra, official, secretary
):
    """Until the organisation has told it itself."""
    told = undertake(position, timra, secretary, what="Räkna på tåg")
    told = verbs.change_undertaking(told, by=secretary, status="under_way")
    assert (told.told_correction, Letter.objects.filter(kind="takeover").exists()) == ("", False)
    told = verbs.change_undertaking(told, by=official, note="Klart i maj.")
    told = verbs.change_undertaking(told, by=secretary, note="Klart i juni.")
    assert (told.told_correction, Letter.objects.filter(kind="takeover").count()) == (corrected(), 1)
    client.force_login(official)
    own_page = client.get("/mitt/").content.decode()
    assert f"{corrected()} Det gäller ett åtagande från Timrå kommun" in own_page


def test_a_result_that_the_secretariat_noted_itself_is_corrected_without_being_put_right(
    client, position, timra, official, secretary
):
    """Until the organisation has told it itself."""
    facts = {"happened_on": today(), "picture_text": ""}

    def put_right():
        page, letters = page_of(client, position), Letter.objects.filter(kind="takeover")
        return corrected() in page, len(put_right_for(Person.objects.get(pk=official.pk))), letters.count()

    told = verbs.correct_result(tell(position, timra, secretary), by=secretary, text="Tågen går nu.", **facts)
    assert put_right() == (False, 0, 0)
    assert f"Rättat den {in_words(today())}." in page_of(client, position)
    told = verbs.correct_result(told, by=official, text="Tågen går sakta.", **facts)
    assert put_right() == (False, 0, 0)
    verbs.correct_result(told, by=secretary, text="Tågen går fort.", **facts)
    assert put_right() == (True, 1, 1)


@pytest.mark.parametrize("note", [undertake, tell])
def test_what_the_secretariat_noted_for_an_organisation_it_takes_back_as_its_own(
    client, position, timra, official, secretary, note
):
    verbs.withdraw_told(note(position, timra, secretary), by=secretary, reason="Gällde bussar.")
    page = page_of(client, position)
    assert ("Gällde bussar." in page, "av kansliet" in page) == (True, False)
    assert not Letter.objects.filter(kind="takeover").exists()
    assert put_right_for(official) == []


def test_what_the_council_as_a_whole_tells_is_corrected_by_the_secretariat_and_nobody_is_told(
    client, position, secretary
):
    first = tell(position, None, secretary)
    verbs.correct_result(first, by=secretary, text="Tågen går nu.", happened_on=today(), picture_text="")
    assert corrected() in page_of(client, position)
    assert not Letter.objects.filter(kind="takeover").exists()


def test_a_result_that_was_corrected_before_that_was_told_says_by_whom(position, timra, official, secretary):
    first = tell(position, timra, official)
    facts = {"happened_on": today(), "picture_text": ""}
    second = verbs.correct_result(first, by=official, text="Tågen går nu.", **facts)
    third = verbs.correct_result(second, by=secretary, text="Tågen går sakta.", **facts)
    Result.objects.update(corrected_at=None, corrected_by=None)
    import_module("meetings.migrations.0014_say_who_corrected_a_result").mark(apps, None)
    assert list(Result.objects.exclude(corrected_at=None)) == [third]


def test_what_the_secretariat_noted_and_was_said_to_be_put_right_is_so_no_more(
    position, timra, official, secretary
):
    first = tell(position, timra, secretary)
    facts = {"happened_on": today(), "picture_text": ""}
    for by, text in ((secretary, "Ett."), (secretary, "Två."), (official, "Tre."), (secretary, "Fyra.")):
        first = verbs.correct_result(first, by=by, text=text, **facts)
    verbs.correct_result(first, by=secretary, text="Fem.", **facts)
    noted = Result.objects.exclude(replaces=None).filter(told_by=secretary)
    noted.update(corrected_at=timezone.now(), corrected_by=secretary)
    clear_marks()
    marked = Result.objects.exclude(corrected_at=None).order_by("pk")
    assert [each.text for each in marked] == ["Fyra.", "Fem."]


def clear_marks():
    name = "0024_say_of_no_result_of_its_own_that_the_secretariat_put_it_right"
    import_module(f"meetings.migrations.{name}").clear(apps, None)


def corrects(told, by):
    facts = {"text": "Tågen går nu.", "happened_on": today(), "picture_text": ""}
    return verbs.correct_result(told, by=by, **facts)


def takes_back(told, by):
    return verbs.withdraw_told(told, by=by, reason="Gällde bussar.")


def decides(position, organisation, by):
    return record_decision(position, organisation, by=by, status="decided", decided_on=today())


def decides_otherwise(told, by):
    return record_decision(told.position, told.organisation, by=by, status="planned", planned_on=today())


@pytest.mark.parametrize("whose", ["timra", "region-vasternorrland"])
@pytest.mark.parametrize(
    ("note", "put_right"),
    [(tell, corrects), (tell, takes_back), (undertake, takes_back), (decides, decides_otherwise)],
)
def test_nor_is_what_it_took_back_or_noted_for_the_organisation_whose_seat_it_has(
    position, secretary, note, put_right, whose
):
    organisation = Organisation.objects.get(slug=whose)
    noted = put_right(note(position, organisation, secretary), secretary)
    uninstall()  # as before an upgrade; the rollback brings them back
    type(noted).objects.filter(pk=noted.pk).update(corrected_at=timezone.now(), corrected_by=secretary)
    clear_marks()
    noted.refresh_from_db()
    assert (noted.corrected_at, noted.corrected_by) == (None, None)


@pytest.mark.parametrize(
    ("note", "put_right"),
    [(tell, corrects), (tell, takes_back), (undertake, takes_back), (decides, decides_otherwise)],
)
def test_what_an_organisation_told_is_still_said_to_be_put_right(
    position, timra, official, secretary, note, put_right
):
    told = put_right(note(position, timra, official), secretary)
    uninstall()
    clear_marks()
    told.refresh_from_db()
    assert told.corrected_by == secretary


def test_a_correction_sent_twice_is_made_once(position, timra, official):
    facts = {"text": "Tågen går nu.", "happened_on": today(), "picture_text": "", "by": official}
    second = verbs.correct_result(tell(position, timra, official), **facts)
    assert verbs.correct_result(second, **facts) == second
    assert Result.objects.count() == 2


def test_of_what_is_withdrawn_only_the_reason_is_told(client, position, timra, official):
    result = tell(position, timra, official, picture=acts.photo(), picture_text="Ett fält.")
    verbs.withdraw_told(result, by=official, reason="Uppgiften gällde ett annat år.")
    page = page_of(client, position)
    assert ("Tågen går." in page, "Uppgiften gällde ett annat år." in page) == (False, True)
    with pytest.raises(Refused, match="redan tillbakatagen"):
        verbs.withdraw_told(result, by=official, reason="Igen.")


def test_shares_are_noted_anew_with_the_financing(position, timra, secretary):
    ange = Organisation.objects.get(slug="ange")
    told = verbs.record_funding(position, by=secretary, programme="Fonden", shares=[(timra, 10)])
    verbs.change_funding(told, by=secretary, shares=[(ange, 20)], programme="Fonden")
    assert list(told.shares.values_list("organisation__slug", "amount")) == [("ange", 20)]
    entry = JournalEntry.objects.get(act="change_funding")
    assert entry.before == {f"share_{timra.pk}": "10", f"share_{ange.pk}": ""}


def test_a_review_is_noted_with_the_day_of_the_next(client, position, secretary):
    later = today() + dt.timedelta(days=400)
    verbs.review_position(position, by=secretary, review_on=later, reviewed_on=today(), text="Det står kvar.")
    page = page_of(client, position)
    told = ("Ställningstagandet sågs över. Det står kvar.", "Ska ses över")
    assert [words for words in told if words not in page] == []
    with pytest.raises(Refused, match="inte varit än"):
        verbs.review_position(position, by=secretary, review_on=None, reviewed_on=later, text="Nej.")


def test_a_position_is_superseded_by_a_later_one_alone(position, regional, secretary):
    later = acts.published(acts.held(regional, {"title": "Nyare"})).meeting.items.get().position
    early, late = sorted([position, later], key=lambda each: (each.adopted_on, each.pk))
    with pytest.raises(Refused, match="Bara ett senare"):
        verbs.review_position(late, by=secretary, review_on=None, superseded_by=early)
    verbs.review_position(early, by=secretary, review_on=None, superseded_by=late)
    assert Position.objects.get(pk=early.pk).superseded_by == late


@pytest.mark.both
def test_what_has_taken_its_place_is_chosen_among_the_newest_few_or_typed_by_its_number(
    client, regional, grand, secretary
):
    minutes = [acts.published(acts.held(regional, days=nth - 40)) for nth in range(13)]
    older, *later = [each.meeting.items.get().position for each in minutes]
    other = acts.published(acts.held(grand)).meeting.items.get().position
    client.force_login(secretary)
    page = f"{older.url('position_follow_up')}oversyn/"
    form = client.get(page).context["form"]
    assert [*form.fields["superseded_by"].things] == [str(each.pk) for each in reversed(later[2:])]
    answer = client.post(page, acts.as_posted(form, others=other.designation))
    [told] = answer.context["form"].errors["others"]  # where it was typed
    assert "från samma råd kan ersätta det här" in told
    assert client.post(page, acts.as_posted(form, others=later[0].designation)).status_code == 302
    older.refresh_from_db()
    assert older.superseded_by == later[0]
    form = client.get(page).context["form"]
    assert [*form.fields["superseded_by"].things][-1] == str(later[0].pk)
    assert form["superseded_by"].value() == later[0].pk


def test_a_position_is_superseded_by_one_of_its_own_council_alone(position, grand, secretary):
    other = acts.published(acts.held(grand)).meeting.items.get().position
    early, late = sorted([position, other], key=lambda each: (each.adopted_on, each.pk))
    with pytest.raises(Refused, match="från samma råd"):
        verbs.review_position(early, by=secretary, review_on=None, superseded_by=late)


def test_what_the_minutes_say_was_undertaken_is_followed_up(client, regional, secretary):
    meeting = acts.summoned(regional, days=0)
    item = meeting.items.get()
    noted = {"noted_at": timezone.now(), "noted_by": secretary}
    item.commitments.create(who="Kansliet", what="Räknar på kostnaden.", due=today(), **noted)
    acts.handle(item)
    position = acts.published(acts.close(meeting)).meeting.items.get().position
    assert "Räknar på kostnaden" not in page_of(client, position)
    client.force_login(secretary)
    noted = item.commitments.get()
    address = f"{position.url('follow_up_new', 'ataganden')}?ur={noted.pk}"
    assert "Räknar på kostnaden" in client.get(position.url("position_follow_up")).content.decode()
    form = client.get(address).context["form"]
    assert form["what"].value() == "Räknar på kostnaden."
    sent = acts.as_posted(form)
    assert client.post(address, sent).status_code == 302
    assert Undertaking.objects.get().minuted == noted
    assert client.get(address).status_code == 404


def test_an_official_tells_a_result_with_a_picture_on_the_page(client, position, official, timra):
    client.force_login(official)
    address = position.url("follow_up_new", "resultat")
    sent = acts.as_posted(client.get(address).context["form"])
    sent |= {"text": "Tågen går.", "happened_on": str(today()), "picture": acts.photo()}
    assert client.post(address, sent).context["form"].errors == {
        "picture_text": ["Beskriv vad bilden visar, för den som inte ser den."]
    }
    alone = sent | {"picture": "", "picture_text": "Ett fält."}
    assert client.post(address, alone).context["form"].errors == {
        "picture": ["Välj bilden som texten nedanför beskriver, eller ta bort texten."]
    }
    sent |= {"picture": acts.photo(), "picture_text": "Ett fält."}
    assert client.post(address, sent).status_code == 302
    result = Result.objects.get()
    assert (result.organisation, result.picture_text, result.told_by) == (timra, "Ett fält.", official)
    change = position.url("follow_up_change", "resultat", result.pk)
    sent = acts.as_posted(client.get(change).context["form"])
    del sent["keep_picture"]
    assert client.post(change, sent).status_code == 302
    assert Result.objects.get(replaces=result).picture_text == ""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("avtal.pdf", b"%PDF-1.7", "Välj en bild: jpg, png eller webp."),
        ("bild.jpg", b"inte en bild", "”bild.jpg” "),
    ],
)
def test_only_a_picture_is_taken_for_one(client, position, official, name, content, told):
    client.force_login(official)
    address = position.url("follow_up_new", "resultat")
    sent = acts.as_posted(client.get(address).context["form"])
    sent |= {"text": "Tågen går.", "happened_on": str(today()), "picture_text": "Ett fält."}
    answer = client.post(address, sent | {"picture": SimpleUploadedFile(name, content)})
    assert answer.context["form"].errors["picture"][0].startswith(told)


@pytest.mark.parametrize(
    ("kind", "rows", "told"),
    [
        ("ataganden", "undertakings", {"what": "Vi räknar."}),
        ("resultat", "results", {"text": "Tågen går.", "happened_on": str(today())}),
        ("finansiering", "fundings", {"programme": "Fonden", "status": "sought", "sought": "1000"}),
    ],
)
def test_the_same_told_once_more_is_told_once(client, position, secretary, kind, rows, told):
    client.force_login(secretary)
    address = position.url("follow_up_new", kind)
    sent = acts.as_posted(client.get(address).context["form"]) | told
    assert "redan sparat" not in client.post(address, sent, follow=True).content.decode()
    assert "Det är redan sparat." in client.post(address, sent, follow=True).content.decode()
    assert getattr(position, rows).count() == 1


def test_sums_are_written_with_or_without_spaces(client, position, secretary, timra):
    client.force_login(secretary)
    address = position.url("follow_up_new", "finansiering")
    sent = acts.as_posted(client.get(address).context["form"]) | {"programme": "Fonden", "status": "sought"}
    wrong = client.post(address, sent | {"sought": "1,5 miljoner"}).context["form"].errors
    assert wrong == {"sought": ["Skriv beloppet i hela kronor, till exempel 1 200 000."]}
    right = {"sought": "1 200 000 kr", f"share_{timra.pk}": "50000"}
    assert client.post(address, sent | right).status_code == 302
    assert (Funding.objects.get().sought, Funding.objects.get().shares.get().amount) == (1_200_000, 50_000)
