"""The documents of a proposal: who adds and reads them, and that they follow it wherever it goes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from councils.models import JournalEntry
from meetings.models import AgendaItem, Document, Note
from meetings.workflow import proposal as verbs
from meetings.workflow.document import change_document, replace_document
from meetings.workflow.meeting import close_meeting
from meetings.workflow.note import write_note
from meetings.workflow.proposal_document import remove_from_proposal
from rus_portal.core.refusal import Refused
from tests import acts, files
from tests.meetings.proposals.conftest import FOLLOWERS, browser_of, fresh, journal, own, said, typed

GROUND = {"visibility": "restricted", "legal_ground": "OSL 19 kap. 3 §"}


def send(client, item, *names, title="", **headers):
    sent = [SimpleUploadedFile(name, content) for name, content in names]
    return client.post(own(item, "handlingar/"), {"files": sent, "title": title}, headers=headers)


def readers(cast, document):
    return {
        name for name, person in cast.items() if Document.objects.visible_to(person).filter(pk=document.pk)
    }


def openers(cast, address):
    return {name for name, person in cast.items() if fetched(browser_of(person), address) == 200}


def fetched(client, address):
    response = client.get(address)
    response.getvalue()  # a file is read to its end
    return response.status_code


# The writer's page


def test_each_file_is_taken_or_refused_for_itself_and_taken_away_for_good(
    writer, regional, django_capture_on_commit_callbacks
):
    draft = acts.drafted(regional)
    page = send(writer, draft, ("Kalkyl 2027.pdf", files.pdf()), ("virus.exe", b"MZ"))
    assert page.url == own(draft, "handlingar/")
    document = draft.documents.get()
    facts = (document.meeting, document.title, document.kind, document.visibility, document.added_by)
    assert facts == (None, "Kalkyl 2027", "report", "council", draft.added_by)
    told = writer.get(own(draft, "handlingar/")).content.decode()
    assert "”virus.exe” " in told
    assert "Bara du ser handlingarna" in told
    for page in ("", "underlag/", "handlingar/"):
        assert f'href="{document.get_absolute_url()}"' in writer.get(own(draft, page)).content.decode()
    alone = send(writer, draft, ("virus.exe", b"MZ"), **{"X-Requested-With": "fetch"})
    assert (alone.status_code, len(alone.json()["sentences"])) == (422, 1)
    with django_capture_on_commit_callbacks(execute=True):
        writer.post(own(draft, f"handlingar/{document.pk}/borttagning/"))
    assert not draft.documents.exists()
    assert not default_storage.exists(document.file.name)
    assert journal(draft) == []
    offered = {"Referer": f"http://testserver{own(draft, 'handlingar/')}"}
    again = writer.post(own(draft, f"handlingar/{document.pk}/borttagning/"), headers=offered, follow=True)
    assert "Det är redan gjort" in again.content.decode()


def test_what_was_typed_is_saved_on_the_way_to_the_files(writer, regional):
    draft = acts.drafted(regional)
    page = writer.post(own(draft, "underlag/"), typed(draft, background="Nyskrivet.", documents="1"))
    assert (page.url, fresh(draft).background) == (own(draft, "handlingar/"), "Nyskrivet.")
    page = writer.post(own(draft, "underlag/"), typed(fresh(draft), minutes_needed="x", documents="1"))
    assert page.status_code == 422


def test_a_draft_thrown_away_takes_its_files_along(writer, regional, django_capture_on_commit_callbacks):
    draft = acts.drafted(regional)
    document = acts.enclose(draft)
    with django_capture_on_commit_callbacks(execute=True):
        writer.post(own(draft, "atertagande/"), acts.where(draft))
    assert not AgendaItem.objects.filter(pk=draft.pk).exists()
    assert not default_storage.exists(document.file.name)


def test_once_handed_in_each_document_is_in_the_journal_and_answers_the_group(regional, preparer, secretary):
    item = acts.proposed(regional, "in_preparation")
    verbs.ask_for_more(item, by=preparer, text="Bifoga kalkylen.")
    document = acts.enclose(item, "Kalkyl")
    assert said(item)[-1] == ("comment", "Förslaget är kompletterat.")
    remove_from_proposal(document, by=secretary)
    told = JournalEntry.objects.order_by("-pk").values_list("act", "sentence")[:2]
    assert list(told) == [
        ("remove_from_proposal", "Handlingen ”Kalkyl” togs bort."),
        ("attach_to_proposal", "Handlingen ”Kalkyl” lades till."),
    ]


def test_a_proposal_holds_no_more_documents_than_an_item(regional, settings):
    settings.DOCUMENTS_MOST = 1
    draft = acts.drafted(regional)
    acts.enclose(draft)
    with pytest.raises(Refused, match="Förslaget har redan 1 handlingar"):
        acts.enclose(draft, title="En till")


def test_the_database_knows_no_document_that_belongs_to_nothing(official):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(title="Lös", file="a.pdf", name="a.pdf", size=1, added_by=official)


# Who reads


def test_documents_are_read_by_those_who_read_the_proposal(regional, cast):
    for stage, expected in {"draft": {"official"}, "proposed": FOLLOWERS, "withdrawn": FOLLOWERS}.items():
        item = acts.drafted(regional)
        document = acts.enclose(item)
        if stage != "draft":
            item = verbs.submit_proposal(item, by=item.added_by)
        if stage == "withdrawn":
            verbs.withdraw_proposal(item, by=item.added_by)
        assert readers(cast, document) == openers(cast, document.get_absolute_url()) == expected


def test_on_a_meeting_the_documents_have_its_readers_and_keep_those_of_the_proposal(
    regional, cast, outsider, secretary
):
    """The outsider's proposal: the outsider may not read what the secretariat adds on the meeting, but may
    read a new version of the outsider's own document."""
    item = acts.proposed(regional, by=outsider)
    document = acts.enclose(item)
    old = document.get_absolute_url()
    verbs.recommend(item, by=secretary)
    item = verbs.schedule_proposal(item, acts.plan(regional, days=30), by=secretary)
    document = Document.objects.get(pk=document.pk)
    office = acts.attach(item.meeting, item, "Kansliets papper")
    assert readers(cast, document) == {"outsider", "secretary", "preparer"}
    acts.send(item.meeting)
    council = {"chair", "member", "opposition", "official", "colleague"}
    assert readers(cast, document) == council | {"outsider", "secretary", "preparer"}
    assert readers(cast, office) == council | {"secretary", "preparer"}
    client = browser_of(outsider)
    assert client.get(old).url == document.get_absolute_url()
    assert fetched(client, document.get_absolute_url()) == 200
    assert fetched(client, office.get_absolute_url()) == 404
    page = client.get(own(item)).content.decode()
    assert f'href="{document.get_absolute_url()}"' in page
    assert "Kansliets papper" not in page
    new = replace_document(document, SimpleUploadedFile("ny.pdf", files.pdf()), by=secretary)
    assert readers(cast, new) == readers(cast, document)
    change_document(new, by=secretary, **GROUND)
    assert readers(cast, document) == council | {"secretary"}


def test_of_two_that_are_merged_all_documents_go_on_with_the_one(
    regional, cast, outsider, preparer, secretary
):
    merged, into = acts.proposed(regional, title="Det ena"), acts.proposed(regional, by=outsider)
    document, theirs = acts.enclose(merged, "Enas kalkyl"), acts.enclose(into, "Andras kalkyl")
    old = document.get_absolute_url()
    assert "outsider" not in readers(cast, document)
    verbs.merge_proposals(merged, into, by=preparer)
    document = Document.objects.get(pk=document.pk)
    for each in (document, theirs):
        assert readers(cast, each) == openers(cast, each.get_absolute_url()) == FOLLOWERS | {"outsider"}
        assert f'href="{each.get_absolute_url()}"' in browser_of(outsider).get(own(into)).content.decode()
    assert browser_of(secretary).get(old).url == document.get_absolute_url()


def test_documents_merged_into_what_is_on_a_called_meeting_come_late(regional, preparer, secretary):
    into = acts.proposed(regional, "ready", title="På väg")
    into = verbs.schedule_proposal(into, acts.summoned(regional, days=20), by=preparer)
    merged = acts.proposed(regional, title="Det ena")
    document = acts.enclose(merged)
    verbs.merge_proposals(merged, into, by=preparer)
    document = Document.objects.get(pk=document.pk)
    assert (document.item, document.meeting, document.added_after_summons) == (into, into.meeting, True)


# On and off meetings


def test_documents_follow_from_meeting_to_meeting_and_off_again(
    regional, cast, preparer, secretary, official
):
    item = acts.proposed(regional, "ready")
    document = acts.enclose(item, by=secretary)
    first, other = acts.plan(regional, days=30), acts.plan(regional, days=60)
    item = verbs.schedule_proposal(item, first, by=preparer)
    assert item.documents.get().meeting == first
    item = acts.lift(item, other, preparer).item
    assert item.documents.get().meeting == other
    hidden = acts.attach(other, item, "Hemligt", **GROUND)
    new = replace_document(document, SimpleUploadedFile("ny.pdf", files.pdf()), by=secretary)
    note = write_note(new, by=secretary, text="Läs om kostnaden.")
    item = acts.lift(item, "preparation", preparer).item
    assert {document.meeting for document in item.documents.all()} == {None}
    assert readers(cast, new) == FOLLOWERS
    assert readers(cast, hidden) == {"secretary"}
    with pytest.raises(Refused, match="inte längre har någon plats"):
        change_document(new, by=secretary, title="Annan titel")
    with pytest.raises(PermissionDenied):
        remove_from_proposal(new, by=official)  # ready: the secretariat writes
    with pytest.raises(Refused, match="nyare version"):
        remove_from_proposal(document, by=secretary)
    office = browser_of(secretary)
    assert "Läs om kostnaden." in office.get("/mitt/anteckningar/").content.decode()
    assert office.get(f"/mitt/anteckningar/{note.pk}/").status_code == 200
    assert Note.objects.get().council == regional
    remove_from_proposal(new, by=secretary)
    assert list(item.documents.current().order_by("pk")) == [document, hidden]


def test_what_the_secretariat_added_goes_with_the_matter_but_never_to_its_proposer(
    regional, cast, outsider, preparer, secretary
):
    item = acts.proposed(regional, by=outsider)
    acts.enclose(item)
    verbs.recommend(item, by=secretary)
    meetings_ahead = [acts.plan(regional, days=30), acts.plan(regional, days=60)]
    item = verbs.schedule_proposal(item, meetings_ahead[0], by=preparer)
    office = acts.attach(item.meeting, item, "Kansliets papper")
    item = acts.lift(item, meetings_ahead[1], preparer).item
    assert readers(cast, office) == {"secretary", "preparer"}
    acts.lift(item, "preparation", preparer)
    assert readers(cast, office) == {"secretary", "preparer"}


def test_what_comes_with_a_late_proposal_is_late(regional, preparer, secretary):
    item = acts.proposed(regional)
    document = acts.enclose(item)
    meeting = acts.summoned(regional, days=0)
    verbs.recommend(item, by=preparer)
    item = verbs.schedule_proposal(item, meeting, by=preparer)
    assert Document.objects.get(pk=document.pk).added_after_summons
    # Never put on the agenda: it is led on before the meeting is closed, to where it is not late.
    acts.handle(meeting.items.exclude(pk=item.pk).get())
    with pytest.raises(Refused, match="kom till efter kallelsen"):
        close_meeting(meeting, by=secretary)
    item = acts.lift(item, acts.plan(regional, days=30), preparer).item
    assert close_meeting(meeting, by=secretary).held_at
    assert not item.documents.get().added_after_summons


def test_of_all_that_is_kept_about_a_person_the_documents_of_drafts_are_told_to_that_person_alone(
    regional, official, administrator
):
    acts.enclose(acts.drafted(regional), "Utkastets kalkyl")
    address = f"/kansli/personer/{official.pk}/"
    assert "Utkastets kalkyl" in browser_of(official).get(address).content.decode()
    assert "Utkastets kalkyl" not in browser_of(administrator).get(address).content.decode()
