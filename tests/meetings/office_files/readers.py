"""A file on an item, and what somebody who asks for it is answered."""

from django.core.files.base import ContentFile
from django.test import Client

from meetings.workflow.document import attach_document
from meetings.workflow.reading_copy import make_copies
from rus_portal.demo.people import person_for

NO_COPY = "Det gick inte att göra en kopia utan det, så läsarna får den inte."


def attach(item, content, name="underlag.docx", *, made=True, **facts):
    file = ContentFile(content, name=name)
    facts = {"title": "Underlaget", "by": person_for("secretary")} | facts
    document = attach_document(item.meeting, file, item=item, **facts)
    if made:
        make_copies.call()
        document.refresh_from_db()
    return document


def browser_of(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def fetched(person, address):
    response = browser_of(person).get(address)
    return response, response.getvalue()


def said(response):
    return " ".join(response.content.decode().split())


def program(tmp_path, script):
    """A program in the place of LibreOffice."""
    file = tmp_path / "soffice"
    file.write_text(f"#!/bin/bash\n{script}\n")
    file.chmod(0o755)
    return str(file)
