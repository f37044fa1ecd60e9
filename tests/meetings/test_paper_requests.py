"""Anyone may ask for a paper that is not open to everyone, without saying who: it is answered, and who asked
is forgotten."""

import datetime as dt
import io
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.models import Disposal, JournalEntry
from meetings.models import Document, Letter, PaperRequest
from meetings.workflow import paper_request as verbs
from meetings.workflow.document import remove_document
from meetings.workflow.paper_request import answer_request, ask_for_paper, forget_askers
from rus_portal.core.refusal import Refused
from rus_portal.core.retention import period
from rus_portal.demo.people import person_for
from tests import acts

GROUND = "19 kap. 3 § OSL"
SECRET = {"visibility": "restricted", "legal_ground": GROUND}
ASKED = {"text": "Jag vill läsa anbudet.", "reply_to": "ada@example.se", "website": ""}


@pytest.fixture
def meeting(regional):
    meeting = acts.plan(regional)
    item = acts.add(meeting)
    acts.attach(meeting, item, title="Anbud från Sten AB", **SECRET)
    acts.attach(meeting, item, title="Anbud, maskerat")
    acts.send(meeting)
    return acts.published(acts.close(acts.handle(item).meeting))


@pytest.fixture
def paper(meeting):
    return Document.objects.get(title="Anbud från Sten AB")


@pytest.fixture
def send(client, paper, django_capture_on_commit_callbacks):
    def send(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(paper.meeting.url("paper_ask", paper.pk), ASKED | changes)

    return send


def page(client, address):
    return client.get(address).content.decode()


def test_the_line_of_a_paper_that_is_not_open_leads_to_the_form(client, paper):
    listed = page(client, paper.item.get_absolute_url())
    told = f'<span class="muted">Handling som inte är offentlig ({GROUND})</span> <a class="onward" href="'
    assert told in listed
    assert paper.meeting.url("paper_ask", paper.pk) in listed
    assert "Sten AB" not in page(client, paper.meeting.url("paper_ask", paper.pk))


def test_whoever_asks_gets_an_address_of_their_own_and_the_secretariat_a_letter_and_a_task(
    client, send, paper, secretary
):
    answer = send()
    assert "Din begäran har kommit in" in page(client, answer.url)
    asked = PaperRequest.objects.get()
    assert (asked.document, asked.text, asked.reply_to) == (paper, ASKED["text"], ASKED["reply_to"])
    [letter] = [each for each in mail.outbox if each.to == [secretary.email]]
    assert asked.get_absolute_url() in letter.body
    client.force_login(secretary)
    assert f'href="{asked.get_absolute_url()}"' in page(client, "/kansli/")


def test_those_of_the_office_who_do_not_read_the_paper_are_not_told_what_it_is_called(
    client, send, paper, secretary, administrator
):
    """Neither in a letter nor on the work list."""
    send()
    letters = Letter.objects.filter(key__startswith="paper-request")
    assert secretary in {each.person for each in letters}
    assert administrator not in {each.person for each in letters}
    listed = {}
    for person in (secretary, administrator):
        client.force_login(person)
        listed[person] = page(client, "/kansli/")
    assert [paper.title in listed[each] for each in (secretary, administrator)] == [True, False]
    assert "Handlingar som begärs ut" in listed[administrator]
    assert "En sak väntar på kansliet." in listed[administrator]


def test_nothing_of_whoever_asked_is_in_the_journal_or_a_letter_that_is_kept(send, member, client):
    client.force_login(member)
    send()
    [entry] = JournalEntry.objects.filter(act="ask_for_paper")
    assert entry.by is None
    kept = [
        entry.sentence,
        *Letter.objects.filter(key__startswith="paper-request").values_list("text", flat=True),
    ]
    assert not any(word in text for text in kept for word in (member.name, *ASKED.values()) if word)


def test_neither_name_address_nor_reason_is_asked_for(send):
    assert send(text="", reply_to="").status_code == 302


@pytest.mark.parametrize("wrong", [{"reply_to": "ada"}, {"website": "https://spam.example"}])
def test_nothing_that_was_written_is_lost_where_something_is_wrong(send, wrong):
    answer = send(**wrong)
    assert answer.status_code == 422
    assert ASKED["text"] in answer.content.decode()
    assert not PaperRequest.objects.exists()


def test_whoever_asks_too_often_waits_and_keeps_what_was_written(send):
    for number in range(5):
        assert send(text=f"Begäran {number}").status_code == 302
    answer = send(text="En till.")
    assert (answer.status_code, PaperRequest.objects.count()) == (422, 5)
    assert "En till." in answer.content.decode()


def test_the_same_pressed_twice_is_asked_once_and_the_same_words_from_another_are_another_request(
    client, send, paper
):
    """Two may ask with empty fields, and each has an address that nobody else knows."""
    own, others = (client.get(paper.meeting.url("paper_ask", paper.pk)).context["form"] for _ in range(2))
    empty = {"text": "", "reply_to": ""}
    [first, again, other] = [send(ticket=each["ticket"].value(), **empty).url for each in (own, own, others)]
    assert (first == again, first == other) == (True, False)
    assert PaperRequest.objects.count() == 2


def test_a_flood_from_many_places_stops(monkeypatch, paper):
    monkeypatch.setattr(verbs, "MOST_AN_HOUR", 1)
    ask_for_paper(paper, text="Ett.")
    with pytest.raises(Refused, match="Det du skrev står kvar"):
        ask_for_paper(paper, text="Två.")


def test_a_paper_of_which_one_may_not_know_is_not_there_to_ask_for(client, regional):
    meeting = acts.plan(regional)
    hidden = acts.attach(meeting, acts.add(meeting))
    assert client.get(meeting.url("paper_ask", hidden.pk)).status_code == 404
    acts.send(meeting)
    assert client.get(meeting.url("paper_ask", hidden.pk)).status_code == 404


def answered(client, paper, asked=None, **answer):
    """The page of whoever asked, once it is answered from the secretariat's page."""
    asked = asked or ask_for_paper(paper, reply_to="ada@example.se")
    client.force_login(person_for("secretary"))
    assert client.post(asked.get_absolute_url(), answer).status_code == 302
    client.logout()
    return f"/begaran/{asked.token()}/"


def test_a_paper_is_handed_out_whole(client, paper):
    own = answered(client, paper, **whole(paper))
    assert f'href="{own}handling/"' in page(client, own)
    with paper.file.open() as file:
        assert client.get(f"{own}handling/").getvalue() == file.read()


def whole(paper):
    return {"outcome": "whole", f"checked_{paper.pk}": "on"}


def test_a_whole_paper_is_handed_out_only_once_its_file_is_confirmed(client, paper, secretary):
    asked = ask_for_paper(paper)
    client.force_login(secretary)
    response = client.post(asked.get_absolute_url(), {"outcome": "whole", "answer": "Varsågod."})
    assert f"bekräfta att ”{paper.title}” ({paper.name}) får lämnas ut" in response.content.decode()
    assert "Varsågod." in response.content.decode()
    assert not PaperRequest.objects.get().closed_at


@pytest.mark.parametrize("outcome", ["whole", "refused"])
def test_an_answer_with_what_belongs_to_another_is_refused_and_given_back(client, paper, secretary, outcome):
    asked, copy = ask_for_paper(paper), Document.objects.get(title="Anbud, maskerat")
    client.force_login(secretary)
    filled = {"legal_ground": GROUND, "handed": copy.pk, "answer": "Tyvärr."}
    form = client.post(asked.get_absolute_url(), whole(paper) | filled | {"outcome": outcome}).context["form"]
    assert set(form.errors) == ({"handed"} if outcome == "refused" else {"handed", "legal_ground"})
    assert {name: form[name].value() for name in filled} == filled | {"handed": str(copy.pk)}
    with pytest.raises(Refused):
        answer_request(asked, by=secretary, outcome=outcome, legal_ground=GROUND, handed=copy)


def test_the_address_of_what_was_handed_out_by_mistake_is_ended_and_the_answer_stands(
    client, paper, secretary
):
    own, asked = answered(client, paper, **whole(paper)), PaperRequest.objects.get()
    client.force_login(secretary)
    assert "Dra in länken" in page(client, asked.get_absolute_url())
    for _ in range(2):
        client.post(f"{asked.get_absolute_url()}indragning/")
    told = page(client, asked.get_absolute_url())
    assert ("Länken till det som lämnades ut är indragen." in told, "Dra in länken" in told) == (True, False)
    client.logout()
    assert client.get(f"{own}handling/").status_code == 404
    assert "går inte längre att hämta" in page(client, own)
    [entry] = JournalEntry.objects.filter(act="revoke_handed")
    assert (entry.by, "drogs in" in entry.sentence) == (secretary, True)
    assert PaperRequest.objects.get().outcome == "whole"


def test_a_paper_is_handed_out_in_a_masked_copy(client, paper):
    asked = ask_for_paper(paper)
    copy = acts.attach(paper.meeting, paper.item, title="Anbud, maskerat igen", **SECRET)
    masked = {"outcome": "masked", "handed": copy.pk, "legal_ground": GROUND, f"checked_{copy.pk}": "on"}
    own = answered(client, paper, asked, **masked)
    with copy.file.open() as file:
        assert client.get(f"{own}handling/").getvalue() == file.read()
    assert verbs.APPEALABLE in page(client, own)
    assert [each.title for each in ask_for_paper(paper).copies()] == ["Anbud, maskerat", copy.title]


def test_only_what_may_be_a_copy_of_the_paper_is_handed_out_as_one_and_once_its_file_is_confirmed(
    client, paper, secretary
):
    other = acts.attach(paper.meeting, paper.item, title="Anbud från Grus AB", **SECRET)
    asked, early = ask_for_paper(paper), Document.objects.get(title="Anbud, maskerat")
    copy = acts.attach(paper.meeting, paper.item, title="Kopian")
    client.force_login(secretary)
    answer = {"outcome": "masked", "legal_ground": GROUND, "handed": copy.pk}
    form = client.post(asked.get_absolute_url(), answer | {f"checked_{other.pk}": "on"}).context["form"]
    assert list(form.fields["handed"].things.values()) == [early, copy]
    assert f"”Kopian” ({copy.name})" in str(form.errors[f"checked_{copy.pk}"])
    assert f"”Kopian” ({copy.name}), läses av rådet" in unescape(str(form["handed"]))
    with pytest.raises(Refused, match="får den inte själv vara skyddad"):
        answer_request(asked, by=secretary, outcome="masked", legal_ground=GROUND, handed=other)
    masked = {"outcome": "masked", "legal_ground": GROUND, "handed": early.pk, f"checked_{early.pk}": "on"}
    own = answered(client, paper, asked, **masked)
    with early.file.open() as file:
        assert client.get(f"{own}handling/").getvalue() == file.read()


def test_a_refusal_says_its_legal_ground_and_how_to_get_one_that_can_be_tried_elsewhere(
    client, paper, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        own = answered(client, paper, outcome="refused", legal_ground=GROUND, answer="Det är ett anbud.")
    told = page(client, own)
    for words in (GROUND, verbs.APPEALABLE, "Det är ett anbud."):
        assert words in told
    assert client.get(f"{own}handling/").status_code == 404
    letter = mail.outbox[-1]
    assert (letter.to, own in letter.body) == (["ada@example.se"], True)
    assert verbs.APPEALABLE in letter.body


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"outcome": "refused", "answer": "Nej tyvärr."}, "Ange det lagrum"),
        ({"outcome": "masked", "legal_ground": GROUND, "answer": "Nej tyvärr."}, "Välj kopian"),
    ],
)
def test_an_answer_that_lacks_something_is_given_back_as_it_was_written(
    client, paper, secretary, answer, why
):
    asked = ask_for_paper(paper)
    client.force_login(secretary)
    response = client.post(asked.get_absolute_url(), answer)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert "Nej tyvärr." in response.content.decode()


def test_only_the_secretariat_of_the_council_answers_and_once(
    client, paper, member, administrator, secretary
):
    asked = ask_for_paper(paper)
    for person in (member, administrator):
        client.force_login(person)
        assert client.get(asked.get_absolute_url()).status_code == 404
    answer_request(asked, by=secretary, outcome="whole")
    with pytest.raises(Refused, match="redan besvarad"):
        answer_request(asked, by=secretary, outcome="refused", legal_ground=GROUND)


def test_whoever_answers_second_is_told_so_and_keeps_what_was_written(client, paper, secretary):
    asked = ask_for_paper(paper)
    answer_request(asked, by=secretary, outcome="whole", answer="Varsågod.")
    client.force_login(secretary)
    late = {"outcome": "refused", "legal_ground": GROUND, "answer": "Nej tyvärr."}
    told = client.post(asked.get_absolute_url(), late).content.decode()
    for words in ("Begäran är redan besvarad.", "Nej tyvärr.", "Varsågod."):
        assert words in told
    assert "Lämna svaret" not in told


def test_a_request_is_late_after_the_next_working_day(paper):
    friday = timezone.make_aware(dt.datetime(2027, 3, 12, 16))  # noqa: DTZ001
    assert PaperRequest(asked_at=friday).due == dt.date(2027, 3, 15)


def test_a_paper_that_is_asked_for_is_not_removed(regional, secretary):
    meeting = acts.summoned(regional)
    late = acts.attach(meeting, meeting.items.get())
    asked = ask_for_paper(late)
    with pytest.raises(Refused, match="Någon har begärt ut handlingen"):
        remove_document(late, by=secretary)
    answer_request(asked, by=secretary, outcome="whole")
    remove_document(late, by=secretary)
    asked.refresh_from_db()
    assert (asked.document, asked.outcome) == (None, "whole")


def test_who_asked_is_forgotten_some_time_after_the_answer_and_that_it_was_asked_stands(
    client, paper, secretary
):
    now = timezone.now()
    before = now - period("paper_requests") - dt.timedelta(minutes=1)
    old = ask_for_paper(paper, text="Gammal.", reply_to="ada@example.se", at=before)
    answer_request(old, by=secretary, outcome="whole", answer="Här.", at=before)
    new = ask_for_paper(paper, text="Ny.")
    waiting = ask_for_paper(paper, text="Väntar.", at=before)
    answer_request(new, by=secretary, outcome="whole")
    call_command("erase_expired", stdout=io.StringIO())
    kept = PaperRequest.objects.order_by("pk").values_list("text", "reply_to", "answer", "outcome")
    assert list(kept) == [("", "", "", "whole"), ("Ny.", "", "", "whole"), ("Väntar.", "", "", "")]
    assert waiting.closed_at is None
    assert list(Disposal.objects.values_list("key", "count")) == [("paper_requests", 1)]
    own = f"/begaran/{old.token()}/"
    assert "är raderade" in page(client, own)
    assert client.get(f"{own}handling/").status_code == 404
    assert forget_askers() == 0


@pytest.mark.both
@pytest.mark.parametrize(
    "wrong",
    [{"outcome": "refused"}, {"closed_at": timezone.now()}, {"forgotten_at": timezone.now()}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_an_answer_without_its_ground_or_person(paper, wrong):
    ask_for_paper(paper, text="Något.")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperRequest.objects.update(**wrong)


def test_an_address_that_is_no_ones_opens_nothing(client, paper):
    asked = ask_for_paper(paper)
    assert client.get(f"/begaran/{asked.pk}:fel/").status_code == 404
    assert urlsplit(f"/begaran/{asked.token()}/").path.count(":") == 1
