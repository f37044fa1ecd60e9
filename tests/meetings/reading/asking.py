"""Who sees what, for every role at once."""

from html.parser import HTMLParser

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
    """The roles that get the page; for the others it must not exist."""
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


class Acts(HTMLParser):
    """The words of every button of a page, and of every link that looks like one."""

    def __init__(self):
        super().__init__()
        self.words, self.is_inside = [], False

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        if tag == "button" or (tag == "a" and "btn" in classes):
            self.is_inside = True
            self.words.append("")

    def handle_endtag(self, tag):
        self.is_inside = self.is_inside and tag not in ("a", "button")

    def handle_data(self, data):
        if self.is_inside:
            self.words[-1] += data


CLOSES_A_HINT = {"Stäng tipset för gott"}  # of the reader's own screen, not of what the page is about


def offered(readers, address):
    """What each role may do on the page, by the words of its buttons up to the title of a matter. Roles
    without that page are left out."""
    found = {}
    for name, browser in readers.items():
        response = browser.get(address)
        if response.status_code == 200:
            acts = Acts()
            acts.feed(response.content.decode().partition("<main")[2].partition("</main>")[0])
            found[name] = {" ".join(words.partition(":")[0].split()) for words in acts.words} - CLOSES_A_HINT
    return found
