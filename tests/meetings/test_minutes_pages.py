"""The page and the PDF of the minutes, at every stage, for everyone who may or may not see them."""

import hashlib
import io
import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from councils.models import JournalEntry
from meetings.forms.minutes import REVIEW
from meetings.models import DissentingOpinion, Minutes, SealedFile
from meetings.triggers import uninstall
from meetings.views.lookups import APPROVE_AGAIN, NOT_YET, READ_AGAIN
from meetings.workflow import minutes
from meetings.workflow.dissent import withdraw_dissent
from rus_portal.core.words import moment
from tests import acts


def two_items(council, approver, author):
    """Held: a position with a dissent, and information."""
    items = {"title": "Ostkustbanan"}, {"title": "Lägesbild", "type": "information"}
    return acts.held(council, *items, dissent_by=author, approvers=[approver])


@pytest.fixture
def meeting(regional, member, opposition):
    return two_items(regional, member, opposition)


@pytest.fixture
def people(request):
    names = [
        "secretary",
        "chair",
        "member",
        "opposition",
        "official",
        "preparer",
        "outsider",
        "administrator",
    ]
    return {name: request.getfixturevalue(name) for name in names} | {"public": None}


def text(response):
    return unescape(response.content.decode())


def words(response):
    """The text of a PDF, line breaks as spaces."""
    reader = PdfReader(io.BytesIO(b"".join(response) if response.streaming else response.content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def sign_in(client, person):
    client.logout()
    if person:
        client.force_login(person)


def approve(client, meeting, page=None):
    """Press the button on the page as it is, or as it was."""
    page = page or client.get(meeting.url("minutes"))
    seen = re.search(r'name="seen" value="(\w+)"', text(page))[1]
    return client.post(meeting.url("minutes_approval"), {"seen": seen}, follow=True)


def who_reads(client, people, address):
    """Those who are answered 200; everyone else is answered 404."""
    reading = set()
    for name, person in people.items():
        sign_in(client, person)
        code = client.get(address).status_code
        assert code in (200, 404)
        reading |= {name} if code == 200 else set()
    return reading


LOOKED_FOR = [name for name, _ in REVIEW]
COUNCIL = {"secretary", "chair", "member", "opposition", "official"}


@pytest.mark.parametrize("where", ["minutes", "minutes_pdf"])
def test_the_minutes_are_seen_by_more_at_every_stage(client, meeting, people, secretary, where):
    address, draft = meeting.url(where), meeting.minutes.get()
    assert who_reads(client, people, address) == {"secretary"}
    minutes.send_minutes(draft, by=secretary)
    assert who_reads(client, people, address) == COUNCIL
    for approval in draft.approvals.all():
        minutes.approve_minutes(draft, by=approval.person)
    assert who_reads(client, people, address) == COUNCIL
    minutes.publish_minutes(draft, by=secretary)
    assert who_reads(client, people, address) == {*people}


def test_the_page_says_the_position_with_its_dissent_and_the_paragraphs(client, meeting, secretary):
    client.force_login(secretary)
    page = text(client.get(meeting.url("minutes")))
    item = meeting.items.get(number=1)
    assert f"§ {item.paragraph}" in page
    assert "Samverkansrådet ställer sig bakom budskapet." in page
    assert "Vi delar inte bedömningen." in page
    assert "Härnösands kommun" in page


def test_a_position_without_a_number_says_when_it_gets_one(client, meeting, secretary):
    """A meeting that is open again keeps its numbers; a new item has none before the closing."""
    meeting.items.first().position.__class__.objects.update(number=None)
    client.force_login(secretary)
    page = text(client.get(meeting.url("minutes")))
    assert "ställningstagande (får sitt nummer när mötet avslutas)" in page
    assert "–/" not in page


@pytest.mark.pdf
def test_a_draft_on_paper_says_that_it_is_one(client, meeting, secretary):
    client.force_login(secretary)
    response = client.get(meeting.url("minutes_pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert f"protokoll-regionala-samverkansradet-{meeting.date}.pdf" in response["Content-Disposition"]
    assert "utkast" in words(response).lower()
    assert "Vi delar inte bedömningen." in words(response)


@pytest.mark.pdf
def test_sealed_minutes_are_handed_out_byte_for_byte(client, meeting):
    sealed = acts.published(meeting)
    response = client.get(meeting.url("minutes_pdf"))
    assert response.content == bytes(sealed.sealed.content)
    assert "utkast" not in words(response).lower()
    assert sealed.sha256 in text(client.get(meeting.url("minutes")))


def test_parts_of_sealed_minutes_are_given_as_of_any_file(client, meeting):
    sealed = acts.published(meeting)
    content, address = bytes(sealed.sealed.content), meeting.url("minutes_pdf")
    whole = client.get(address)
    assert (whole["Accept-Ranges"], whole["ETag"]) == ("bytes", f'"{sealed.sha256}"')
    part = client.get(address, headers={"Range": "bytes=2-4", "If-Range": whole["ETag"]})
    told = f"bytes 2-4/{len(content)}"
    assert (part.status_code, part.content, part["Content-Range"]) == (206, content[2:5], told)
    assert client.get(address, headers={"Range": "bytes=2-4", "If-Range": '"annan"'}).content == content
    beyond = client.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert client.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(len(content)), b"")


@pytest.fixture
def thawed(db):
    """Someone with the keys to the database has taken away what refuses; it comes back with the rollback."""
    uninstall(kinds="frozen_")


FORGERIES = [
    lambda: SealedFile.objects.update(content=b"%PDF-1.7 annat"),
    lambda: Minutes.objects.update(sha256="0" * 64),
    lambda: SealedFile.objects.all().delete(),
    lambda: (
        SealedFile.objects.update(content=b"%PDF-1.7 annat"),
        Minutes.objects.update(sha256=hashlib.sha256(b"%PDF-1.7 annat").hexdigest()),
    ),
    lambda: Minutes.objects.update(record={"title": "Något annat"}),
    lambda: JournalEntry.objects.filter(act="seal_minutes").delete(),
]
FORGED = ["bytes", "checksum", "gone", "both", "record", "trace"]


@pytest.mark.parametrize("forge", FORGERIES, ids=FORGED)
def test_a_file_that_is_not_the_sealed_one_is_handed_out_to_nobody(client, meeting, thawed, forge, caplog):
    sealed = acts.published(meeting)
    assert client.get(meeting.url("minutes_pdf")).status_code == 200
    forge()
    client.raise_request_exception = False
    response = client.get(meeting.url("minutes_pdf"))
    assert (response.status_code, b"%PDF" in response.content) == (500, False)
    alarms = [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]
    assert alarms == [f"Minutes {sealed.pk} are not what was sealed"]


@pytest.mark.parametrize("forge", FORGERIES, ids=FORGED)
def test_the_nightly_check_names_minutes_whose_file_is_not_the_sealed_one(meeting, thawed, forge, capsys):
    acts.published(meeting)
    call_command("verify_sealed")
    assert capsys.readouterr().out == "Alla låsta texter och filer är oförändrade: 1 protokoll.\n"
    forge()
    with pytest.raises(CommandError, match=f"inte det som låstes: Protokoll {meeting}"):
        call_command("verify_sealed")


@pytest.mark.parametrize("place", ["minutes", "extract_pdf"])
def test_a_record_that_is_not_the_sealed_one_is_shown_to_nobody(client, meeting, thawed, place):
    """Not even where the text, its file and the checksum have been forged together."""
    sealed = acts.published(meeting)
    said = {key: value for key, value in sealed.record.items() if key != "title"} | {"title": "Annat"}
    SealedFile.objects.update(content=b"annat")
    Minutes.objects.update(record=said, sha256=hashlib.sha256(b"annat").hexdigest())
    client.raise_request_exception = False
    address = meeting.url("minutes") if place == "minutes" else meeting.items.get(number=1).url("extract_pdf")
    assert client.get(address).status_code == 500
    assert client.get(meeting.get_absolute_url()).status_code == 200  # what else is known of it


def test_what_0_2_0_sealed_is_held_to_what_its_journal_knows(client, meeting, thawed):
    """The beginning of the file's checksum."""
    sealed = acts.published(meeting)
    JournalEntry.objects.filter(act="seal_minutes").update(after={"stage": "approved"})
    assert client.get(meeting.url("minutes_pdf")).status_code == 200
    Minutes.objects.filter(pk=sealed.pk).update(sha256="0" * 64)
    client.raise_request_exception = False
    assert client.get(meeting.url("minutes_pdf")).status_code == 500


def test_sealed_minutes_are_read_from_their_record_whatever_happens_to_the_rows(client, meeting, thawed):
    acts.published(meeting)
    meeting.items.filter(number=1).update(title="Något helt annat")
    page = text(client.get(meeting.url("minutes")))
    assert ("Ostkustbanan" in page, "Något helt annat" in page) == (True, False)


def test_the_way_from_draft_to_published_in_the_browser(client, meeting, secretary, chair, member):
    draft = meeting.minutes.get()
    client.force_login(secretary)
    page = text(client.post(meeting.url("minutes_sending"), follow=True))
    assert "Protokollet är utsänt för justering." in page
    assert (str(chair) in page, str(member) in page) == (True, True)
    client.force_login(member)
    assert "Det låses när alla har gjort det." in text(approve(client, meeting))
    client.force_login(chair)
    assert "så det är låst och ändras inte mer." in text(approve(client, meeting))
    client.force_login(secretary)
    assert "är publicerade" in text(
        client.post(meeting.url("minutes_publication"), {"checked": LOOKED_FOR}, follow=True)
    )
    draft.refresh_from_db()
    assert draft.stage == "published"


def test_a_page_that_no_longer_says_what_the_minutes_say_approves_nothing(
    client, meeting, secretary, chair, opposition
):
    minutes.send_minutes(meeting.minutes.get(), by=secretary)
    client.force_login(chair)
    page = client.get(meeting.url("minutes"))
    withdraw_dissent(DissentingOpinion.objects.get(), by=opposition)
    answer = text(approve(client, meeting, page))
    assert "Protokollet ändrades medan du läste. Läs det igen innan du justerar." in answer
    assert "Vi delar inte bedömningen." not in answer
    assert client.post(meeting.url("minutes_approval"), follow=True).status_code == 200
    assert not meeting.minutes.get().approvals.exclude(approved_at=None).exists()
    assert "Det låses när alla har gjort det." in text(approve(client, meeting))


def test_who_approved_what_was_changed_after_is_told_why_and_asked_anew(
    client, meeting, secretary, chair, member, opposition
):
    minutes.send_minutes(meeting.minutes.get(), by=secretary)
    client.force_login(chair)
    approve(client, meeting)
    withdraw_dissent(DissentingOpinion.objects.get(), by=opposition)
    why = "Oppositionen i Härnösands kommun tog tillbaka sin avvikande synpunkt på ”Ostkustbanan”."
    page = text(client.get(meeting.url("minutes")))
    assert f"Protokollet ändrades efter att du justerat det: {why}" in page
    client.force_login(secretary)
    assert text(client.get(meeting.url("minutes"))).count("Får justera på nytt") == 1
    client.force_login(chair)
    approve(client, meeting)
    assert "Protokollet ändrades efter" not in text(client.get(meeting.url("minutes")))
    client.force_login(member)
    assert "så det är låst och ändras inte mer." in text(approve(client, meeting))


@pytest.mark.parametrize("who", ["secretary", "chair", "member", "official"])
def test_an_approval_is_told_to_all_its_readers_until_it_falls(
    client, meeting, secretary, chair, opposition, who, request
):
    draft = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(draft, by=chair)
    client.force_login(request.getfixturevalue(who))
    at = moment(draft.approvals.get(person=chair).approved_at)
    page = text(client.get(meeting.url("minutes")))
    assert f'done">{chair}</span><br><span class="small muted">{at}</span>' in page
    assert (page.count("Har inte justerat än"), page.count("Får justera på nytt")) == (1, 0)
    withdraw_dissent(DissentingOpinion.objects.get(), by=opposition)
    page = text(client.get(meeting.url("minutes")))
    assert (page.count("Har inte justerat än"), page.count("Får justera på nytt")) == (1, 1)


def test_a_wanted_change_is_seen_by_the_office_and_the_approvers_alone(
    client, meeting, secretary, member, chair, opposition
):
    minutes.send_minutes(meeting.minutes.get(), by=secretary)
    client.force_login(member)
    empty = client.post(meeting.url("minutes_change"), {"text": " "})
    assert empty.context["form"].errors == {"text": ["Skriv vad som ska ändras, gärna med paragraf."]}
    assert "Skriv vad som ska ändras" in text(empty)
    client.post(meeting.url("minutes_change"), {"text": "Rätt namn på nämnden."})
    seen = set()
    for name, person in {
        "secretary": secretary,
        "member": member,
        "chair": chair,
        "opposition": opposition,
    }.items():
        client.force_login(person)
        seen |= {name} if "Rätt namn på nämnden." in text(client.get(meeting.url("minutes"))) else set()
    assert seen == {"secretary", "member", "chair"}


def test_a_recalled_draft_can_be_mended_after_opening_the_meeting(client, meeting, secretary):
    client.force_login(secretary)
    client.post(meeting.url("minutes_sending"))
    assert "Öppna mötet och rätta" not in text(client.get(meeting.url("minutes")))
    page = text(
        client.post(meeting.url("minutes_recall"), acts.shown(meeting.minutes.get(), "given"), follow=True)
    )
    assert "Öppna mötet och rätta" in page
    client.post(meeting.url("reopening"))
    page = text(client.get(meeting.url("minutes")))
    assert "Mötet är öppet. Avsluta det innan protokollet går ut för justering." in page
    page = text(client.post(meeting.url("minutes_sending"), follow=True))
    assert "Avsluta mötet innan protokollet går ut för justering." in page


def test_those_who_could_read_minutes_are_told_that_they_were_taken_back(
    client, meeting, secretary, chair, opposition, outsider
):
    client.force_login(opposition)
    assert client.get(meeting.url("minutes")).context["reason"] == NOT_YET
    draft = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.recall_minutes(draft, by=secretary)
    told = {}
    for person in (chair, opposition, outsider):
        client.force_login(person)
        answer = client.get(meeting.url("minutes"))
        told[person] = answer.status_code, answer.context.get("reason")
        assert (f'href="{meeting.get_absolute_url()}">Till mötet' in text(answer)) is bool(told[person][1])
    assert told == {chair: (404, APPROVE_AGAIN), opposition: (404, READ_AGAIN), outsider: (404, None)}


ACTS = ["minutes_sending", "minutes_approval", "minutes_change", "minutes_recall", "minutes_publication"]


@pytest.mark.parametrize("where", ACTS)
def test_the_acts_are_refused_with_a_reason_and_never_done_by_a_link(
    client, meeting, opposition, secretary, where
):
    minutes.send_minutes(meeting.minutes.get(), by=secretary)
    client.force_login(opposition)
    response = client.post(meeting.url(where), {"text": "Ändra."})
    assert response.status_code == 403
    assert response.context["exception"]
    followed = client.get(meeting.url(where))
    assert followed.status_code in (403, 405) or followed["Location"] == meeting.url("minutes")


@pytest.mark.parametrize("who", ["preparer", "outsider", "administrator"])
def test_for_those_who_do_not_see_the_minutes_their_acts_do_not_exist(
    client, meeting, who, secretary, request
):
    minutes.send_minutes(meeting.minutes.get(), by=secretary)
    client.force_login(request.getfixturevalue(who))
    assert {client.post(meeting.url(where)).status_code for where in ACTS} == {404}


@pytest.mark.parametrize("count", [1, 6])
def test_published_minutes_ask_as_much_of_the_database_for_one_item_as_for_many(
    client, regional, count, django_assert_num_queries
):
    meeting = acts.held(regional, *({"title": f"Punkt {number}"} for number in range(count)))
    acts.published(meeting)
    with django_assert_num_queries(5):
        client.get(meeting.url("minutes"))
