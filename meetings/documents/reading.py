"""Reading the papers of a meeting in the page: in which order, and what is found in them."""

from dataclasses import dataclass

from meetings.agenda.rows import on_the_agenda, titles
from meetings.documents.listing import ListedDocument, documents_for
from meetings.models import AgendaItem, DocumentText
from meetings.positions.passage import passage_in
from rus_portal.core.inflection import answers
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
        if not self.item:
            return "Mötet"
        return f"Punkt {self.item.place}" if self.item.place else "Punkten"

    @property
    def name(self):
        return f"{self.of}: {self.listed.title}"


def papers_for(user, meeting):
    """All that the reader may open, in the order of the agenda: the meeting's own first, and what belongs to
    an item that is not on the agenda last."""
    items = list(titles(AgendaItem.objects.shown_to(user, meeting)))
    agenda = on_the_agenda(meeting, items)
    for item in items:
        item.meeting = meeting
        item.place = getattr(item, "place", item.number if item.is_numbered else None)
    documents = documents_for(user, meeting)
    row = [None, *agenda, *(item for item in items if item not in agenda)]
    return [
        Paper(item, listed) for item in row for listed in documents[item.pk if item else None] if listed.url
    ]


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
    in pieces, or why it could not be looked in. Only of those that the index finds any of them in is the
    text itself read."""
    looked = {pk: (state, stems) for pk, state, stems in _stems([paper.listed.pk for paper in papers])}
    held = [pk for pk, (_, stems) in looked.items() if _may_hold(stems.split(" "), words)]
    texts = dict(_texts(held)) if held else {}
    for paper in papers:
        state, _ = looked.get(paper.listed.pk, ("", ""))
        if not state:
            yield paper, (), "Texten i filen är inte inläst än."
        elif state != DocumentText.State.READ:
            yield paper, (), f"{DocumentText.State(state).label}."
        else:
            text = texts.get(paper.listed.pk)
            yield paper, passage_in([("", text)], words) if text else (), ""


def _may_hold(stems, words):
    """Of a very long text the index has only the first stems."""
    own = set(stems)
    return len(stems) >= DocumentText.MOST_STEMS or any(answers(own, word) for word in words)


@prepared
def _stems(keys):
    return DocumentText.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "state", "stems")


@prepared
def _texts(keys):
    return DocumentText.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "text")
