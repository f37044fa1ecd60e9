"""Leaks: a unique word is put in every hidden field, and searched for as those who may not see it.

The crawl follows every link it is given, and asks for every address the portal has, in every format.
"""

import re
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from councils.models import Organisation
from meetings.models import Document, DocumentText, Findable
from meetings.search.page import look_up
from meetings.search.texts import words_of
from meetings.workflow import minutes
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.document import attach_document
from meetings.workflow.note import write_note
from meetings.workflow.search import index_all_that_waits
from meetings.workflow.statement import lodge_statement, withdraw_statement
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.demo.people import person_for
from tests import acts
from tests.conftest import unprinted
from tests.world import ROLES, addresses, make_world, routes

TOO_MANY = 1200


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for key, value in attributes if key in {"href", "src", "action"} and value]


@pytest.fixture
def hidden(regional, secretary, member, opposition):
    """The words, each in one hidden place of an otherwise ordinary world."""
    world = make_world()
    words = {}

    def canary(place):
        nth = "abcdefghij"[len(words) // 10] + "abcdefghij"[len(words) % 10]
        words[place] = f"kanarie-{nth}{place}"  # a word of its own, that all are searched for by
        return words[place]

    acts.add(world.draft, **{field: canary(f"draft{field}") for field in acts.WRITTEN})
    sent_fields = {field: canary(f"sent{field}") for field in acts.WRITTEN}
    meeting = acts.plan(regional, days=20, link=f"https://mote.example/{canary('link')}")
    item = acts.add(meeting, **sent_fields)
    for visibility in ("council", "restricted"):
        attach_document(
            meeting,
            ContentFile(unprinted(canary(f"content{visibility}")), name=f"{canary(f'name{visibility}')}.pdf"),
            item=item,
            by=secretary,
            title=canary(f"document{visibility}"),
            visibility=visibility,
            legal_ground="OSL 19 kap. 3 §" if visibility == "restricted" else "",
        )
    acts.send(meeting)
    item.refresh_from_db()
    acts.dissent(item, opposition, canary("dissentbeforethemeeting"))

    # In a published meeting: documents not public, withdrawn dissent, what an approver wanted
    published = acts.summoned(regional, {"title": "Öppen punkt"})
    open_item = published.items.get()
    for visibility in ("council", "restricted"):
        attach_document(
            published,
            ContentFile(
                unprinted(canary(f"insidecontent{visibility}")), name=f"{canary(f'inside{visibility}')}.pdf"
            ),
            item=open_item,
            by=secretary,
            title=canary(f"insidedocument{visibility}"),
            visibility=visibility,
            legal_ground="OSL 19 kap. 3 §" if visibility == "restricted" else "",
        )
    withdraw_dissent(acts.dissent(open_item, member, canary("withdrawn")), by=member)
    seat = acts.seat_of(member, regional)
    note = lodge_statement(open_item, seat=seat, text=canary("withdrawnstatement"), by=member)
    withdraw_statement(note, by=member)
    acts.handle(open_item)
    acts.close(published)
    sent = minutes.send_minutes(published.minutes.get(), by=secretary)
    want_change(sent, canary("wantedchange"), by=published.leader)
    answer_wish(sent.wishes.get(), by=secretary, is_done=True, answer=canary("wishanswer"))
    minutes.recall_minutes(sent, by=secretary)
    acts.published(published)

    # Notes, private and shared within the organisation, on an item and a document that everyone may read
    home = Organisation.objects.get(slug="harnosand")
    for subject in (open_item, world.done.items.get()):
        write_note(subject, by=member, text=canary(f"privatenote{subject.pk}"))
        write_note(subject, by=member, text=canary(f"sharednote{subject.pk}"), shared_with=home)

    # A proposal on its way
    content, name = unprinted(canary("proposalcontent")), f"{canary('proposalname')}.pdf"
    acts.enclose(world.proposal, canary("proposaldocument"), content=content, name=name)

    # Held but not published
    unpublished = acts.summoned(regional, {"title": canary("heldtitle")})
    acts.handle(
        unpublished.items.get(),
        text=canary("position"),
        discussion=canary("discussion"),
        further_handling=canary("handling"),
    )
    acts.close(unpublished)
    return world, words


def crawl(client, start, beside=(), within=("/",)):
    """Each address and the text the client gets there. Only links that begin with `within` are followed, and
    none that begin with `beside`."""
    seen, waiting = set(), list(start)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        assert len(seen) < TOO_MANY, "the crawl does not end"
        response = client.get(address)
        content = response.getvalue()
        kind = response.get("Content-Type", "")
        head = " ".join(f"{key}: {value}" for key, value in response.headers.items())
        if kind == "application/pdf":
            yield address, head + PdfReader(BytesIO(content)).metadata.get("/Subject", "")
            continue
        yield address, head + unescape(content.decode(errors="replace"))
        if kind.startswith("text/html"):
            links = Links()
            links.feed(content.decode())
            for link in [*links.found, response.get("Location", "")]:
                there = urlsplit(urljoin(address, urldefrag(link).url))
                here = there.path.startswith(within) and not there.path.startswith(
                    ("/static/", "/demo/", *beside)
                )
                # Filters are followed one at a time: together they are without number.
                filters = parse_qs(there.query).keys() - {"q"}
                if not there.netloc and here and len(filters) < 2:
                    waiting.append(there.path + (f"?{there.query}" if there.query else ""))
        elif kind == "application/json" and address.startswith("/api/"):
            waiting += re.findall(r'"http://testserver(/api/[^"]+)"', content.decode())
        elif "Location" in response:
            waiting.append(response["Location"])


def starts(world):
    """Every address the portal has, except secret ones that give access by themselves."""
    return [
        address
        for name in routes()
        if name not in world.tokens
        for address in addresses(world, name).values()
    ]


# The outsider is given all that the public is, and more.
@pytest.mark.parametrize("who", [pytest.param("public", marks=pytest.mark.evidence), "outsider"])
def test_no_hidden_word_reaches_those_who_may_not_see_it(hidden, outsider, who):
    world, words = hidden
    client = Client()
    if who == "outsider":
        client.force_login(outsider)
    # Every page leads to signing in with itself as the way back: that page is asked for once.
    pages = dict(
        crawl(client, [*starts(world), "/stallningstaganden/?q=kanarie"], beside=(reverse("sign_in"),))
    )
    leaks = {
        (place, address)
        for address, text in pages.items()
        for place, word in words.items()
        if word in text.replace("\n", "").replace(" ", "") or word in text
    }
    assert leaks == set()
    assert {"/", "/stallningstaganden/", "/rad/"} <= pages.keys()
    assert any("application/pdf" in text and "/Subject" not in text for text in pages.values())


@pytest.mark.evidence
def test_the_crawl_would_notice(hidden, secretary):
    """The same crawl as the secretary finds many of the words, on pages and in PDFs: so it can fail."""
    world, words = hidden
    client = Client()
    client.force_login(secretary)
    looked_for = {"drafttitle", "senttitle", "link", "documentcouncil", "discussion", "position"}
    looked_for |= {"proposaldocument", "proposalname"}
    for _, text in crawl(client, starts(world), beside=["/kansli/"]):
        looked_for -= {place for place in looked_for if words[place] in text}
        if not looked_for:
            return
    pytest.fail(f"not found: {looked_for}")


def searched(person, query):
    """All that the person finds, as the page tells it, and what else the first page says."""
    first = look_up(QueryDict(query), person)
    pages = [f"{query}&sida={number}" for number in first.page.paginator.page_range]
    hits = [hit for page in pages for hit in look_up(QueryDict(page), person).hits]
    assert first.page.paginator.count == len(hits) == sum(count for _, count, _, _ in first.kinds[1:])
    return hits, first.help


def test_the_search_tells_each_of_nothing_but_what_they_may_read(hidden):
    """Neither in what is found nor in how much there is, in what is offered instead or in what it may be."""
    _, words = hidden
    for document in Document.objects.all():
        content = words[f"words{document.pk}"] = f"kanarie-z{chr(96 + document.pk)}words"
        DocumentText.objects.create(document=document, state="read", text=content, stems=words_of(content))
    index_all_that_waits()
    finds = {}
    for role, key in ROLES.items():
        person = person_for(key) if key else AnonymousUser()
        hits, _ = searched(person, "q=kanarie")
        assert not any(hit.is_public for hit in hits)
        finds[role] = {f"{hit.key} {re.sub('kanarie-..', '', hit.title)}" for hit in hits}
        none, offered = searched(person, "q=kanarje lag")
        assert (none, offered.near, offered.meant) == ([], *(((), "") if not hits else (("kanarie",), "")))
    of_the_council = {"item senttitle", "item heldtitle", "position heldtitle", "document documentcouncil"}
    of_the_council |= {"document insidedocumentcouncil", "document Underlag"}
    of_members = of_the_council | {"document documentrestricted", "document insidedocumentrestricted"}
    of_a_proposal = {"document proposaldocument"}
    of_preparers = of_a_proposal | {"item drafttitle"}
    assert finds == {
        "public": set(),
        "outsider": set(),
        "administrator": set(),
        **dict.fromkeys(("chair", "member", "opposition"), of_members),
        "official": of_members | of_a_proposal,
        "preparer": of_the_council | of_preparers,
        "secretary": of_members | of_preparers | {"section § 26/2026 heldtitle"},
    }
    never = {"link", "sentcontact", "draftcontact", "dissentbeforethemeeting", "withdrawn"}
    never |= {
        "withdrawnstatement",
        "wantedchange",
        "wishanswer",
        *(place for place in words if "note" in place),
    }
    kept = "\n".join(f"{row.title}\n{row.text}" for row in Findable.objects.all())
    assert {place for place in never if words[place] in kept} == set()


@pytest.mark.parametrize(
    ("who", "finds"),
    [("opposition", {"shared"}), ("chair", set()), ("secretary", set()), ("administrator", set())],
)
def test_a_note_is_found_by_its_writer_and_if_shared_by_the_same_organisation_alone(
    who, finds, request, regional, member, secretary
):
    """Those who may read the same documents find nothing more, on the pages of the meeting, on their own and,
    as the administrator, among all that is kept about the writer."""
    meeting = acts.summoned(regional, days=0)
    item = meeting.items.get()
    document = ContentFile(unprinted("Underlag"), name="underlag.pdf")
    document = attach_document(meeting, document, item=item, by=secretary, title="Underlag")
    home = Organisation.objects.get(slug="harnosand")
    for subject in (item, document):
        write_note(subject, by=member, text="kanarieensam")
        write_note(subject, by=member, text="kanariedelad", shared_with=home)
    client = Client()
    client.force_login(request.getfixturevalue(who))
    mine = [meeting.get_absolute_url(), "/mitt/", f"/kansli/personer/{member.pk}/"]
    own = member.notes.values_list("pk", flat=True)
    there = f"/rad/{meeting.council.slug}/moten/{meeting.date}/"
    begun = [*mine, *(f"/mitt/anteckningar/{pk}/" for pk in own)]
    texts = [text for _, text in crawl(client, begun, within=(there, "/mitt/"))]
    words = {"alone": "kanarieensam", "shared": "kanariedelad"}
    assert {key for key, word in words.items() if any(word in text for text in texts)} == finds
