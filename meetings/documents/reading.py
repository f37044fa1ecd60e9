"""Reading the papers of a meeting in the page: in which order, and what is found in them."""

from dataclasses import dataclass

from meetings.agenda.rows import on_the_agenda
from meetings.documents.listing import ListedDocument, documents_for
from meetings.models import AgendaItem, DocumentText
from meetings.positions.passage import passage_in
from rus_portal.core.prepared import prepared


@dataclass(frozen=True)
class Paper:
    """One in the row of papers: the newest version of a document, with its item (None: the meeting's own)."""

    item: AgendaItem | None
    listed: ListedDocument

    @property
    def url(self):
        """Of the page it is read in. One that cannot be shown there has such a page too, to go on from."""
        return self.listed.page_url

    @property
    def of(self):
        """Where it belongs, in words."""
        return f"Punkt {self.item.place}" if self.item else "Mötet"


def papers_for(user, meeting):
    """All that the reader may open, in the order of the agenda: the meeting's own first, and what belongs to
    an item that is not on the agenda last."""
    items = list(_items(AgendaItem.objects.shown_to(user, meeting)))
    agenda = on_the_agenda(meeting, items)
    for item in items:
        item.meeting = meeting
        item.place = getattr(item, "place", item.number)
    documents = documents_for(user, meeting)
    row = [None, *agenda, *(item for item in items if item not in agenda)]
    return [
        Paper(item, listed) for item in row for listed in documents[item.pk if item else None] if listed.url
    ]


@prepared
def _items(shown):
    items = AgendaItem.objects.filter(shown).order_by("order", "pk")
    return items.only("meeting", "number", "title", "stage")


@dataclass(frozen=True)
class Place:
    """Where in the row of papers a document stands."""

    before: Paper | None
    after: Paper | None
    number: int
    count: int
    paper: Paper

    @property
    def newest(self):
        return self.paper.listed


def place_of(document, papers):
    """Of a replaced version the place of its newest. None where the newest is not open to the reader."""
    around = [None, *papers, None]
    for number, paper in enumerate(papers, 1):
        if document.pk in paper.listed.versions:
            return Place(around[number - 1], around[number + 1], number, len(papers), paper)
    return None


def state_of_text(document):
    """What is known of the words in its file: a `DocumentText.State`, or "" where it is not read yet."""
    return next(iter(_states(document.pk)), "")


@prepared
def _states(pk):
    return DocumentText.objects.filter(pk=pk).order_by("pk").values_list("state", flat=True)


def found_in(papers, words):
    """Each of the papers with what tells whether it has any of the words (as `sought` makes them): a passage
    in pieces, or why it could not be looked in."""
    texts = {text.pk: text for text in _texts([paper.listed.pk for paper in papers])}
    for paper in papers:
        text = texts.get(paper.listed.pk)
        if text is None:
            yield paper, (), "Texten i filen är inte inläst än."
        elif text.state == DocumentText.State.READ:
            yield paper, passage_in([("", text.text)], words), ""
        else:
            yield paper, (), f"{text.get_state_display()}."


@prepared
def _texts(keys):
    return DocumentText.objects.filter(pk__in=keys).defer("stems").order_by("pk")
