"""What lies in the file of approved minutes beside its pages: the record, for machines, and appendices."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import engines

from meetings.minutes import enclosed as said
from meetings.minutes.record import compile_record, digest
from meetings.pdf import minutes_pdf
from meetings.workflow import minutes
from rus_portal.core.pdf import printable
from rus_portal.core.press import press
from rus_portal.core.refusal import Refused
from tests import acts, files
from tests.pdf.records import HARD, item, pages, position_item, read, record
from tests.pdf.test_standards import is_valid

pytestmark = pytest.mark.pdf
ENCLOSED = ("/AFRelationship", "/UF", "/Desc")


def enclosed(content):
    """Each as its specification and its stream."""
    specs = [each.get_object() for each in read(content).trailer["/Root"].get("/AF", [])]
    return [(spec, spec["/EF"]["/F"].get_object()) for spec in specs]


def test_approved_minutes_carry_their_record_for_machines_dated_as_the_meeting():
    whole = record(item(1, summary=HARD))
    [(spec, stream)] = enclosed(minutes_pdf(whole))
    told = ("/Data", "protokoll.json", "Protokoll fredag 12 mars 2027 som data")
    assert tuple(spec[name] for name in ENCLOSED) == told
    assert json.loads(stream.get_data()) == whole
    assert [stream["/Params"][name] for name in ("/CreationDate", "/ModDate")] == ["D:20270312000000Z"] * 2
    assert enclosed(minutes_pdf(whole, draft=True)) == []


@pytest.fixture
def sent(regional, secretary, monkeypatch):
    """Minutes of an item with three public appendices, the last too large, and one of the council's own."""
    monkeypatch.setattr(said, "ENCLOSED_AT_MOST", 100_000)
    meeting = acts.held(regional)
    one = meeting.items.get()
    for name, content, visibility in (
        ("karta.pdf", files.pdf(), "public"),
        ("rådets.pdf", b"%PDF-1.7 hemligt", "council"),
        ("underlag.docx", files.office("docx"), "public"),
        ("stor.pdf", b"%PDF-1.7" + b"x" * 100_000, "public"),
    ):
        file = ContentFile(content, name=name)
        facts = {"item": one, "by": secretary, "title": name, "visibility": visibility}
        acts.attach_document(meeting, file, **facts)
    return minutes.send_minutes(meeting.minutes.get(), by=secretary)


def test_public_appendices_lie_in_the_file_as_far_as_it_has_room(sent, chair):
    sealed = minutes.approve_minutes(sent, by=chair)
    content = bytes(sealed.sealed.content)
    found = enclosed(content)
    number = next(each["number"] for each in sealed.record["sections"] if each["is_item"])
    assert [(spec["/AFRelationship"], spec["/UF"]) for spec, _ in found] == [
        ("/Supplement", f"bilaga-{number}-1.pdf"),
        ("/Supplement", f"bilaga-{number}-3.docx"),
        ("/Data", "protokoll.json"),
    ]
    assert found[0][1].get_data() == files.pdf()
    assert b"hemligt" not in content
    assert is_valid(content)


def test_minutes_whose_appendices_cannot_be_fetched_are_not_approved(sent, chair):
    for document in sent.meeting.items.get().documents.all():
        default_storage.delete(document.file.name)
    with pytest.raises(Refused, match="Bilagorna går inte att nå just nu"):
        minutes.approve_minutes(sent, by=chair)
    assert not sent.approvals.exclude(approved_at=None).exists()


def test_an_appendix_exchanged_for_another_of_the_same_name_is_another_wording(sent):
    before = digest(compile_record(sent))
    document = sent.meeting.items.get().documents.get(title="karta.pdf")
    fields = [each for each in document._meta.concrete_fields if not each.primary_key]
    facts = {each.attname: getattr(document, each.attname) for each in fields}
    document.delete()
    type(document).objects.create(**facts)
    assert digest(compile_record(sent)) != before


RICH = """{% extends "base_print.html" %}
{% block title %}Rikt innehåll{% endblock %}
{% block created %}2027-03-12{% endblock %}{% block modified %}2027-03-12{% endblock %}
{% block content %}<h1>Rikt</h1>
<ul><li><p>Ett</p><ol><li><p>Två</p><ul><li><p>Tre</p></li></ul></li></ol></li></ul>
<table><thead><tr><th scope="col"><p>År</p></th><th scope="col"><p>Kronor</p></th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row">{{ row }}</th><td><p>1 200 000</p></td></tr>{% endfor %}
</tbody></table>
<p><img src="img/icon-192.png" alt="Portalens märke" width="200"></p>
<p>Se <a href="https://samverkan.example/">portalen</a> och <a href="#slut">slutet</a>.</p>
<h2 id="slut">Slut</h2>{% endblock %}"""


def test_nested_lists_tables_over_pages_images_and_links_are_valid():
    html = printable(engines["django"].from_string(RICH).render({"rows": range(120)}))
    content = press().print(html)
    assert len(pages(content)) > 2
    assert is_valid(content)


def test_a_dissent_of_three_thousand_words_is_valid_and_whole():
    words = "\n\n".join(f"Stycke {part}. " + "Vi ser en annan väg. " * 25 for part in range(24))
    dissent = {"organisation": "Timrå kommun", "person": "Bo", "role": "Ledamot, opposition", "text": words}
    content = minutes_pdf(record(position_item(1, dissents=[dissent])))
    assert len(words.split()) > 3000
    assert " ".join(pages(content)).split().count("väg.") == 600
    assert is_valid(content)
