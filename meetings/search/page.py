"""The page of the search: what is asked for in its address, what is found, and help where nothing is."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.utils.text import Truncator

from meetings.models import Document, DocumentText, Findable, Position
from meetings.models.document import Given
from meetings.models.position import with_dissent
from meetings.positions.facets import without
from meetings.positions.follow_up import with_words_of_it
from meetings.positions.passage import passage_in, read_at
from meetings.search.asking import PAGE, Index
from meetings.search.facets import KINDS, facets
from meetings.search.help import Help, help_with
from meetings.search.rights import readable_of
from meetings.search.said import Said, named_in, told_by_them
from meetings.search.texts import prose_found_in
from rus_portal.core.asked import ONLY_SIGNS, words_asked
from rus_portal.core.inflection import PART
from rus_portal.core.prepared import prepared
from rus_portal.core.words import MORE, listed

Kind = Findable.Kind
OWN_WORDS = (0, 1)  # the tiers of those that hold the words asked for, and not what means the same
BEGINNING = 40  # words of a text in which none of those asked for stands


@dataclass(frozen=True)
class Hit:
    """What the list says of one thing; of a position its own row, never without its dissent. `note` says
    why not all of it can be searched, and `file` is that of a paper which is read in the page."""

    key: str  # of its kind
    kind: str
    url: str
    title: str
    about: str
    passage: tuple
    is_public: bool
    note: str = ""
    file: Given | None = None
    file_url: str = ""
    position: tuple = ()


@dataclass(frozen=True)
class Answer:
    words: str
    complaint: str = ""
    same: str = ""  # what else was looked for, since it means the same
    within: bool = False  # whether the words were looked for within longer ones
    wider: str = ""  # the query that does, where this one does not
    kinds: tuple = ()  # (text, how many, the query for them, whether they are chosen)
    choices: tuple = ()
    in_effect: tuple = ()  # (text, the query without it)
    followed: str = ""  # the query of a feed of it
    page: Page | None = None
    hits: tuple = ()
    help: Help = field(default_factory=Help)
    said: Said | None = None

    @property
    def is_asked(self):
        return self.page is not None


def look_up(query, person):
    """Answer the parameters q, delar, slag, mal, fokus, rad, ar, org, utfall and sida of a QueryDict. As many
    queries however much there is. Where nothing has the words by themselves, that is told which has them
    within longer words."""
    text, words, complaint = words_asked(query)
    if not words:
        return Answer(text, complaint)
    narrowed = facets(query)
    index = Index(person, narrowed.organisations)
    is_asked = query.get("delar") == "1" and _may_widen(words)
    sida = query.get("sida", "")
    page = max(int(sida), 1) if sida.isdecimal() and len(sida) < 6 else 1

    sought, found, within = _find(index, words, narrowed.conditions, page, within=is_asked)
    if not found:
        return Answer(text, ONLY_SIGNS)
    return Answer(
        text,
        same=listed(sought.same),
        within=within,
        wider="" if within or not _may_widen(words) else f"{without(query, 'delar')}&delar=1",
        kinds=tuple(_kinds(query, found.counts["slag"], narrowed.chosen.get("slag"))),
        choices=tuple(narrowed.choices(found.counts)),
        in_effect=tuple((narrowed.text(name), without(query, name)) for name in narrowed.chosen),
        followed=without(query, "delar"),
        said=_said(" ".join(words), query, narrowed, person) if page == 1 else None,
        page=Paginator(range(found.total), PAGE).get_page(found.page),
        hits=tuple(_hits(found.rows, sought.words, person)),
        help=Help()
        if found.total or narrowed.chosen
        else help_with(index, " ".join(words), sought.words, narrowed),
    )


def _may_widen(words):
    return any(len(word) >= PART for word in words)


def _find(index, words, conditions, page, *, within=False):
    """What the words are understood as, what they find, and whether within longer ones: asked to, or where
    nothing has them by themselves. Nothing where they hold only signs."""
    text = " ".join(words)
    sought = index.understand(text)
    if not sought.all:
        return sought, None, False
    tiers = [*_in_titles_first(sought.own), *_in_titles_first(sought.all)]
    found = index.ask(tiers, conditions, page)
    within = within or (_may_widen(words) and not found.total)
    if within:
        sought = index.understand(text, within=True)
        found = index.ask([*tiers, *_in_titles_first(sought.all)], conditions, page)
    return sought, found, within


def _in_titles_first(words):
    return (words, True), (words, False)


def _said(text, query, narrowed, person):
    """Of positions what the organisations that are named have said; None where none is, or none is found."""
    if narrowed.chosen.get("slag", Kind.POSITION) != Kind.POSITION:
        return None
    named = named_in(text, narrowed.organisations)
    if not named:
        return None
    index = Index(person, narrowed.organisations, Kind.POSITION)
    _, found, within = _find(index, named.rest.split(), narrowed.conditions, 1)
    if not (found and found.total):
        return None
    own = sum(found.by_tier.get(tier, 0) for tier in OWN_WORDS)
    positions = _in_order(found.rows) if named.homes else []
    in_words = {each.pk for each in (positions[:own] if own else positions)}
    told = told_by_them(named.homes, positions) if positions else []
    kept, of_positions = without(query, "q"), f"&slag={Kind.POSITION.value}" + "&delar=1" * within
    shown = _with(without(query, "q", "slag", "delar"), named.rest, of_positions)
    return Said(
        listed([each.title for each in named.homes]),
        named.rest,
        [each for each in told if each[0].pk in in_words],
        [each for each in told if each[0].pk not in in_words and any(voice.is_its_own for voice in each[1])],
        len(in_words),
        own or found.total,
        bool(own),
        found.total,
        shown,
        [(name, [(short, _with(kept, text)) for short, text in others]) for name, others in named.which],
    )


def _with(kept, text, also=""):
    """The query of another text, narrowed as the page is."""
    return urlencode({"q": text}) + also + f"&{kept}" * bool(kept)


def _in_order(ids):
    rows = {row.pk: row.key for row in rows_of_index(ids)}
    positions = {each.pk: each for each in with_dissent(_positions(sorted(rows.values())))}
    return [positions[rows[pk]] for pk in ids if pk in rows]


def _kinds(query, counts, chosen):
    all_kinds = without(query, "slag")
    yield "Allt", sum(counts.values()), all_kinds, not chosen
    for kind, text in KINDS.items():
        if kind.value in counts or kind.value == chosen:
            yield text, counts.get(kind.value, 0), f"{all_kinds}&slag={kind.value}", kind.value == chosen


def _hits(ids, words, person):
    rows = {row.pk: row for row in rows_of_index(ids)}
    positions = positions_among(rows.values())
    documents = {each.pk: each for each in _among(rows.values(), Kind.DOCUMENT, _documents)}
    public = readable_of(AnonymousUser(), ids) if person.is_authenticated else set(ids)
    for pk, row in ((pk, rows[pk]) for pk in ids if pk in rows):  # others were indexed anew meanwhile
        if row.kind == Kind.POSITION:
            position = positions[row.key]
            told = position.row._replace(passage=passage_in(prose_found_in(position), words))
            yield _hit(row, (), pk in public, position=told)
        elif document := documents.get(row.key) if row.kind == Kind.DOCUMENT else None:
            yield _paper(row, document, words, pk in public)
        else:
            yield _hit(row, _passage(row.text, words), pk in public)


def _paper(row, document, words, is_public):
    """It is opened in the page where it can be, at the words found; the file is a step away."""
    read = getattr(document, "words", None)
    hit = _hit(row, _passage(read.text if read else row.text, words), is_public, note=_note(read))
    if document.reading_url == document.get_absolute_url():
        return hit
    url = read_at(document.reading_url, hit.passage)
    return replace(hit, url=url, file=document.given, file_url=document.get_absolute_url())


def _passage(text, words):
    return passage_in([("", text)], words) or ((_beginning(text), False),) * bool(text)


def positions_among(rows):
    """Those that the rows of the index are of, by id, each with its dissent and what came of it."""
    positions = with_dissent(_among(rows, Kind.POSITION, _positions))
    return {each.pk: each for each in with_words_of_it(positions)}


def _among(rows, kind, ask):
    keys = [row.key for row in rows if row.kind == kind]
    return ask(keys) if keys else []


def rows_of_index(ids):
    return _rows(ids) if ids else []


@prepared
def _rows(ids):
    return Findable.objects.filter(pk__in=ids).defer("stems", "title_stems").order_by("pk")


@prepared
def _positions(keys):
    positions = Position.objects.filter(pk__in=keys).order_by("pk")
    return positions.select_related("item", "council", "superseded_by")


@prepared
def _documents(keys):
    documents = Document.objects.filter(pk__in=keys).select_related("meeting__council", "words")
    return documents.defer("words__stems").order_by("pk")


def _hit(row, found, is_public, **facts):
    kind = row.get_kind_display()
    return Hit(row.kind, kind, row.url, row.title, row.about, found, is_public, **facts)


def _note(read):
    if read is None:
        return "Texten i filen är inte inläst än"
    return "" if read.state == DocumentText.State.READ else read.get_state_display()


def _beginning(text):
    return Truncator(text).words(BEGINNING, truncate=MORE)
