"""Who meets what, asked of every role at once."""

from django.core.files.base import ContentFile

from meetings.workflow.document import attach_document

INSIDE = {"secretary", "chair", "member", "opposition", "official"}
PREPARING = {"secretary", "preparer"}
OUTSIDE = {"outsider", "administrator", "public"}
EVERYONE = INSIDE | PREPARING | OUTSIDE


def page(browser, address):
    return browser.get(address).content.decode()


def who_reads(readers, address, words):
    return {name for name, browser in readers.items() if words in page(browser, address)}


def answered(readers, address):
    """Those who are given the page; to the others it does not exist."""
    given = set()
    for name, browser in readers.items():
        response = browser.get(address)
        response.getvalue()
        assert response.status_code in (200, 404)
        given |= {name} if response.status_code == 200 else set()
    return given


def attach(meeting, by, item=None, name="underlag.pdf", content=b"%PDF-1.7 underlag", **facts):
    facts = {"title": "Underlaget"} | facts
    return attach_document(meeting, ContentFile(content, name=name), item=item, by=by, **facts)
