"""The papers of a meeting are read in the page, one after the other in the order of the agenda."""

import re
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.html import strip_tags

from meetings.documents.copies import reading_copy
from meetings.documents.reading import papers_for
from meetings.models import Document, ReadMark
from meetings.workflow.document import attach_document, replace_document
from meetings.workflow.reading_copy import make_copies
from meetings.workflow.search import read_documents
from rus_portal.demo.people import person_for
from tests import acts, files


@pytest.fixture
def meeting(regional):
    """The summons is out: the meeting's own paper, two of the second item and one of the first."""
    meeting = acts.plan(regional, days=10)
    first, second = (acts.add(meeting, title=title) for title in ("Vägen", "Järnvägen"))
    attach(meeting, second, "Spåret"), attach(meeting, second, "Bron")
    attach(meeting, None, "Tidplan"), attach(meeting, first, "Vägkarta", name="karta.docx")
    return acts.send(meeting)


def attach(meeting, item, title, name="underlag.pdf", **facts):
    content = files.pdf(f"Underlag om {title}") if name.endswith("pdf") else files.office()
    file = ContentFile(content, name=name)
    return attach_document(meeting, file, item=item, by=person_for("secretary"), title=title, **facts)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def titled(title):
    return Document.objects.get(title=title)


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def turned(client, title, rel):
    page = client.get(address(titled(title))).content.decode()
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found and Document.objects.get(pk=found[1].split("/")[-3]).title


def address(document, name="document_reading"):
    return document.meeting.url(name, document.pk)


def test_the_papers_are_turned_in_the_order_of_the_agenda(meeting, member):
    client, order = browser(member), ["Tidplan", "Vägkarta", "Spåret", "Bron"]
    assert [paper.listed.title for paper in papers_for(member, meeting)] == order
    assert [turned(client, title, "next") for title in order] == [*order[1:], None]
    assert [turned(client, title, "prev") for title in order] == [None, *order[:-1]]
    listed = text(client.get(meeting.url("papers")))
    assert sorted(order, key=listed.index) == order


def test_a_paper_on_the_page_of_its_item_opens_in_the_page_and_can_be_downloaded(meeting, member):
    page = browser(member).get(meeting.items.get(title="Järnvägen").url("item")).content.decode()
    for paper in map(titled, ("Spåret", "Bron")):
        assert f'href="{address(paper)}"' in page
        assert f'href="{paper.get_absolute_url()}"' in page
    page = browser(member).get(meeting.items.get(title="Vägen").url("item")).content.decode()
    assert address(titled("Vägkarta")) not in page  # only downloaded


def test_what_cannot_be_shown_says_so_and_goes_on(meeting, member):
    paper = titled("Vägkarta")
    assert reading_copy(paper) is None
    assert "En kopia som läses här görs i ordning." in text(browser(member).get(address(paper)))
    make_copies.call()
    page = browser(member).get(address(paper))
    assert "Filer av det slaget (DOCX) visas inte i sidan." in text(page)
    assert "data-paper" not in page.content.decode()
    assert browser(member).get(address(paper, "document_copy")).status_code == 404


def test_the_file_that_is_shown_is_given_in_parts_and_marked_as_opened(meeting, member):
    paper, client = titled("Spåret"), browser(member)
    client.get(address(paper))
    assert not ReadMark.objects.filter(document=paper).exists()
    part = client.get(address(paper, "document_copy"), headers={"range": "bytes=5-7"})
    whole = files.pdf("Underlag om Spåret")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, whole[5:8])
    assert part["Content-Range"] == f"bytes 5-7/{len(whole)}"
    assert ReadMark.objects.filter(document=paper, person=member).exists()


@pytest.mark.parametrize("name", ["document_reading", "document_copy"])
def test_a_paper_is_read_in_the_page_by_those_who_may_open_it(meeting, member, outsider, name):
    secret = attach(meeting, None, "Avtal", visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    opened = browser(member).get(address(secret, name))
    assert opened.status_code == 200
    opened.close()
    assert browser(outsider).get(address(secret, name)).status_code == 404
    assert Client().get(address(secret, name)).status_code == 404
    assert browser(outsider).get(meeting.url("papers")).status_code == 404
    Document.objects.filter(pk=secret.pk).update(meeting=acts.plan(meeting.council, days=20))
    assert browser(member).get(meeting.url(name, secret.pk)).status_code == 404


def test_opening_a_restricted_paper_in_the_page_is_in_the_journal(meeting, member):
    facts = {"visibility": "restricted", "legal_ground": "OSL 19 kap. 3 §"}
    paper = attach(meeting, None, "Avtal", **facts)
    for _ in range(2):
        b"".join(browser(member).get(address(paper, "document_copy")).streaming_content)
    secretary = browser(person_for("secretary"))
    history = text(secretary.get(meeting.url("document_facts", paper.pk)))
    assert history.count("Handlingen ”Avtal” öppnades.") == 1


def test_an_earlier_version_leads_to_the_newest(meeting, member):
    first = titled("Spåret")
    new = replace_document(first, ContentFile(files.pdf("Nytt"), name="ny.pdf"), by=person_for("secretary"))
    page = browser(member).get(address(first)).content.decode()
    assert "Läs den nyaste versionen" in strip_tags(page)
    assert f'href="{address(new)}"' in page
    assert "nyaste" not in browser(member).get(address(new)).content.decode()


def test_a_version_is_compared_with_the_one_it_replaces_by_those_who_may_open_it(meeting, member, outsider):
    first, by = titled("Spåret"), person_for("secretary")
    assert browser(member).get(address(first, "document_comparison")).status_code == 404
    new = replace_document(first, ContentFile(files.pdf("Nytt"), name="ny.pdf"), by=by)
    page = browser(member).get(address(new, "document_comparison")).content.decode()
    sides = [page.index(address(each, "document_copy")) for each in (first, new)]
    assert sides == sorted(sides)
    assert address(new, "document_comparison") in browser(member).get(address(new)).content.decode()
    assert browser(outsider).get(address(new, "document_comparison")).status_code == 404
    shown = strip_tags(page)
    assert "Orden i version 1 är inte inlästa än: det tar oftast någon minut." in shown
    read_documents()
    page = browser(member).get(address(new, "document_comparison")).content.decode()
    assert '<del><span class="visually-hidden">struket: </span>' in page
    assert '<ins><span class="visually-hidden">tillagt: </span>Nytt</ins>' in page
    office = replace_document(new, ContentFile(files.office(), name="ny.docx"), by=by)
    assert browser(member).get(address(office, "document_comparison")).status_code == 404


def test_wherever_a_paper_is_said_to_be_replaced_a_link_leads_to_what_is_new(meeting, member, secretary):
    item, first = meeting.items.get(title="Järnvägen"), titled("Spåret")
    browser(member).get(item.get_absolute_url())  # whoever has read it is told what is new
    new = replace_document(first, ContentFile(files.pdf("Nytt"), name="ny.pdf"), by=secretary)
    assert f'href="{address(new)}"' in browser(member).get("/mitt/").content.decode()
    compared = f'href="{address(new, "document_comparison")}">Jämför'
    for page in (item.get_absolute_url(), meeting.url("papers"), address(new)):
        assert browser(member).get(page).content.decode().count(compared) == 1, page
    for page in (item.url("item_documents"), address(new, "document_versions")):
        assert browser(secretary).get(page).content.decode().count(compared) == 1, page
    # Of a version that is not open to the reader, or that can only be downloaded, there is none.
    Document.objects.filter(pk=first.pk).update(visibility="restricted", legal_ground="OSL 19 kap.")
    page = browser(person_for("preparatory")).get(item.get_absolute_url()).content.decode()
    assert (f'href="{address(new)}"' in page, compared in page) == (True, False)
    office = replace_document(new, ContentFile(files.office(), name="ny.docx"), by=secretary)
    compared = address(office, "document_comparison")
    for page in (item.get_absolute_url(), meeting.url("papers"), address(office)):
        assert compared not in browser(member).get(page).content.decode(), page


def test_a_scan_is_said_to_be_a_scan(meeting, member):
    scan = ContentFile(files.pdf("."), name="skannad.pdf")
    paper = attach_document(meeting, scan, by=person_for("secretary"), title="Skrivelse")
    shown = '<p class="notice notice-info" data-of="scan">'
    assert shown not in browser(member).get(address(paper)).content.decode()
    read_documents()
    assert shown in browser(member).get(address(paper)).content.decode()


def test_words_are_looked_for_in_all_papers_the_reader_may_open(meeting, member, opposition):
    client = browser(member)
    before = text(client.get(meeting.url("papers"), {"q": "spåret"}))
    assert before.count("Texten i filen är inte inläst än.") == 4
    read_documents()
    found = client.get(meeting.url("papers"), {"q": "spår"})
    assert "<mark>Spåret</mark>" in found.content.decode()
    assert f"{address(titled('Spåret'))}#ord=Sp%C3%A5ret" in found.content.decode()
    assert "Tidplan" not in text(found)
    nothing = client.get(meeting.url("papers"), {"q": "flygplats"})
    assert "”flygplats” finns inte i handlingarna." in text(nothing)


def test_only_the_texts_that_the_index_finds_a_word_in_are_read(meeting, member, django_assert_num_queries):
    read_documents()
    client = browser(member)
    client.get(meeting.url("papers"))
    for asked, queries in (("flygplats", 8), ("spår", 9)):
        with django_assert_num_queries(queries):
            client.get(meeting.url("papers"), {"q": asked})


def test_what_is_withheld_or_could_not_be_looked_in_is_told_as_that(regional, member):
    meeting = acts.summoned(regional, days=10)
    attach(meeting, None, "Tidplan", name="plan.docx")
    Document.objects.update(copy_stage="failed", carried={"hidden_sheets": 1})
    page = text(browser(member).get(meeting.url("papers"), {"q": "banvallen"}))
    assert "”banvallen” finns inte i de handlingar som går att söka i." in page
    assert "lämnas inte ut" in page
    assert ", 0" not in page


@pytest.mark.parametrize("count", [1, 6])
def test_the_papers_cost_the_same_however_many(regional, member, django_assert_num_queries, count):
    meeting = acts.plan(regional, days=10)
    item = acts.add(meeting)
    papers = [attach(meeting, item, f"Bilaga {number}") for number in range(count)]
    acts.send(meeting)
    client = browser(member)
    client.get(meeting.url("papers"))
    with django_assert_num_queries(8):
        client.get(meeting.url("papers"), {"q": "bilaga"})
    with django_assert_num_queries(10):
        client.get(address(papers[0]))
