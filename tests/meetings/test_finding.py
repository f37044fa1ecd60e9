"""The search of everything: each finds what is open to them, in any form of its words and by its numbers,
alike on both databases; what has changed is not found as it was."""

import io
import tracemalloc
import zipfile
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, quote
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from docx import Document as WordFile

from councils.models import Organisation
from meetings.documents.words import LONGEST, words_in
from meetings.models import AgendaItem, Document, Findable, Minutes, Position, Stance, Synonyms, Unindexed
from meetings.search.page import look_up
from meetings.search.texts import words_of
from meetings.workflow.document import attach_document
from meetings.workflow.minutes import publish_minutes
from meetings.workflow.search import begin_anew, index_all_that_waits
from rus_portal.core.asked import ONLY_SIGNS
from rus_portal.core.designations import asked_numbers, numbers_in
from rus_portal.demo.people import person_for
from tests import acts, files
from tests.conftest import unprinted
from tests.remembered import remembered

CASES = Path(__file__).parent.parent / "cases"
pytestmark = pytest.mark.both
KINDS = {"position": "p", "item": "i", "section": "§", "document": "d", "area": "a", "goal": "g"}


def word_file(*paragraphs):
    made, document = io.BytesIO(), WordFile()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def attach(item, title, content, name, visibility="public"):
    file = ContentFile(content, name=name)
    return attach_document(
        item.meeting, file, item=item, by=person_for("secretary"), title=title, visibility=visibility
    )


@pytest.fixture
def world(regional, member):
    """Published: a railway with dissent and papers, and a law. Summoned: harbours. No words mean the same."""
    return made_known(regional, member)


@remembered
def made_known(regional, member):
    Synonyms.objects.all().delete()
    Organisation.objects.filter(slug="harnosand").update(everyday_names="kommunen, H-sand")
    railway = {"title": "Järnvägen genom Ånge", "summary": "Tågens bana.", "registry_number": "RS 2026-0123"}
    law = {"title": "En lag", "summary": "Kompetensförsörjningsstrategins mål.", "how": "Genom läge."}
    meeting = acts.summoned(regional, railway, law)
    first, second = meeting.items.order_by("number")
    attach(first, "Utredning", word_file("Godstrafiken växer.", "Rälsen är gammal."), "utredning.docx")
    attach(first, "Inskannad karta", unprinted("karta"), "karta.pdf")
    attach(first, "Internt", word_file("Hemligheten."), "internt.docx", "council")
    acts.dissent(first, member, "Det går för långsamt.")
    acts.handle(first, text="Samverkansrådet vill ha dubbelspår.", discussion="Växlarna frågades om.")
    acts.handle(second)
    acts.published(acts.close(meeting))
    acts.summoned(regional, {"title": "Länets hamnar", "summary": "Kajer och spår."}, days=20)
    index_all_that_waits()


def answer(client, query, **chosen):
    page = client.get("/sok/", {"q": query, "not": "kept"} | chosen)
    return page.context["found"]


def found(client, query, **chosen):
    """The kind and the last word of each title, in the order of the page."""
    hits = answer(client, query, **chosen).hits
    return " ".join(f"{KINDS[hit.key]}:{hit.title.split()[-1]}" for hit in hits)


FOUND = {
    "järnvägens": "p:Ånge i:Ånge §:Ånge d:karta d:Utredning",
    "JARNVAG": "p:Ånge i:Ånge §:Ånge d:karta d:Utredning",
    "ja\u0308rnva\u0308g i Ange": "p:Ånge i:Ånge §:Ånge d:karta d:Utredning",
    "tåget": "p:Ånge i:Ånge",
    "dubbelspår": "p:Ånge",
    "långsammare": "p:Ånge §:Ånge",
    "växel": "§:Ånge",
    "godstrafik": "d:Utredning",
    "räls": "d:Utredning",
    "karta": "d:karta",
    "hemligheter": "",
    "hamn": "",
    "lag": "p:lag i:lag §:lag",
    "läget": "p:lag i:lag",
    "kompetensförsörjning": "p:lag i:lag",  # within a longer word, since nothing has it by itself
    "RS 2026-0123": "i:Ånge",
    "dnr 2026-123": "i:Ånge",
    "2026/0123": "i:Ånge",
    "2026-012": "",
}


def test_each_finds_what_is_open_to_everyone_in_any_form_and_by_its_numbers(client, world):
    assert {query: found(client, query) for query in FOUND} == FOUND


def test_a_paragraph_and_a_position_are_found_by_their_numbers(client, world):
    [railway] = answer(client, "dubbelspår").hits
    section = Findable.objects.get(kind="section", title__endswith="Ånge")
    number = section.title.split()[1].partition("/")[0]
    assert found(client, f"§ {number} växlar") == found(client, f"§{number} växlar") == "§:Ånge"
    assert found(client, f"§ {int(number) + 1} växlar") == ""
    number = railway.position.designation
    assert found(client, number) == found(client, number.replace(" ", "")) == "p:Ånge"


NAMED = {
    "Vad tyckte Härnösand om dubbelspår?": ("Härnösands kommun", "dubbelspår"),
    "harnosands kommuns dubbelspår": ("Härnösands kommun", "dubbelspår"),
    "dubbelspår Ånge": ("Ånge kommun", "dubbelspår"),
    "Timrå, och länsstyrelsen i Västernorrland om tåg": (
        "Timrå kommun och Länsstyrelsen Västernorrland",
        "tåg",
    ),
    "hur ställde sig Ånge till dubbelspåret, egentligen": ("Ånge kommun", "dubbelspåret"),
    "vad tyckte h-sand om dubbelspår": ("Härnösands kommun", "dubbelspår"),
    "H-sands kommun dubbelspår": ("Härnösands kommun", "dubbelspår"),
    "kommunen i Ånge om dubbelspår": ("Ånge kommun", "dubbelspår"),
    "kommunens dubbelspår": ("", "dubbelspår"),  # whose, is asked
    "kommunerna Härnösand och Ånge dubbelspår": ("Härnösands kommun och Ånge kommun", "dubbelspår"),
    "kommunens hamnar": None,
    "röstade Härnösand emot dubbelspår": ("Härnösands kommun", "dubbelspår"),
    "härnösands åsikt om dubbelspår": ("Härnösands kommun", "dubbelspår"),
    "hur blev det i Härnösand": None,
    "regional tågtrafik": None,
    "Härnösand hamnar": None,  # of which nothing is everyone's
}


def test_a_question_that_names_an_organisation_is_answered_with_what_it_has_said(client, world, member):
    """Its dissent, its published stance and its formal decision, of what is found by the other words."""
    said = {query: answer(client, query).said for query in NAMED}
    assert {query: each and (each.names, each.rest) for query, each in said.items()} == NAMED
    [(name, homes)] = said["kommunens dubbelspår"].which
    assert (name, homes[0][0]) == ("kommunen", "Härnösand")
    assert parse_qs(homes[0][1])["q"] == ["Härnösands kommun dubbelspår"]
    assert said["kommunerna Härnösand och Ånge dubbelspår"].which == [], "they are named"
    position = Position.objects.get(item__title="Järnvägen genom Ånge")
    [(found_of, [voice])] = said["Vad tyckte Härnösand om dubbelspår?"].told
    assert (found_of, voice.dissents) == (
        position,
        [("Härnösands kommun", "Det går för långsamt.", False)],
    )
    assert said["dubbelspår Ånge"].told == []
    assert "Inget annat svarar mot alla orden" in client.get("/sok/?q=dubbelspår kramfors").content.decode()
    home = Organisation.objects.get(slug="ange")
    position.decisions.create(organisation=home, status="decided", decided_on=position.adopted_on, body="KS")
    by = {"recorded_by": member, "recorded_at": position.published_at}
    stance = position.item.stances.create(organisation=home, status="supports", **by)
    index_all_that_waits()
    [(_, [voice])] = answer(client, "dubbelspår Ånge").said.told
    assert (voice.dissents, voice.stance, voice.decision.body) == ([], None, "KS")
    Stance.objects.filter(pk=stance.pk).update(
        published_at=position.published_at, published_by=member, in_own_words="Godset först."
    )
    page = client.get("/sok/?q=vad tyckte Ånge kommun om dubbelspår").content.decode()
    url = position.get_absolute_url()
    for told in ("Godset först.", f"{url}#sa-tankte", f"{url}#formella-beslut", "Ingen från"):
        assert told in page, told


def test_what_is_found_in_the_words_of_the_question_is_not_mixed_with_what_means_the_same(client, regional):
    Synonyms.objects.all().delete()
    Synonyms.objects.create(words="tåg, järnväg, lok")
    acts.published(acts.held(regional, {"title": "Tågen"}, {"title": "Mobilnät vid järnvägar"}))
    index_all_that_waits()
    asked = {word: answer(client, f"vad tyckte Timrå om {word}").said for word in ("tågen", "loken")}
    assert {word: (said.total, said.in_all) for word, said in asked.items()} == {
        "tågen": (1, 2),
        "loken": (2, 2),
    }
    assert [each.alike for each in asked.values()] == [[], []], "Timrå has said nothing of its own"
    home = Organisation.objects.get(slug="timra")
    for position in Position.objects.all():
        facts = {"decided_on": position.adopted_on, "body": "KS"}
        position.decisions.create(organisation=home, status="decided", **facts)
    said = answer(client, "vad tyckte Timrå om tågen").said
    told = [[position.item.title for position, _ in each] for each in (said.told, said.alike)]
    assert told == [["Tågen"], ["Mobilnät vid järnvägar"]]
    page = client.get("/sok/?q=vad tyckte Timrå om tågen").content.decode()
    assert page.index("Tågen</a>") < page.index("Med ord som betyder detsamma:") < page.index("Mobilnät")
    for said in asked.values():  # the number is that of the page it leads to
        assert client.get(f"/sok/?{said.all_of_it}").context["found"].page.paginator.count == said.in_all


def test_what_stands_under_a_name_is_found_by_what_people_say(client, regional):
    """In the search and in the register, where the name is of one alone; its own words come first."""
    titles = ("Spår i Örnsköldsvik", "Spår i Ö-vik", "Spår i Sundsvall", "Spår för Sundsvalls kommun")
    acts.published(acts.held(regional, *({"title": title} for title in titles)))
    index_all_that_waits()
    query = {"slag": "position"}
    wanted = {
        "Ö-vik": "p:Ö-vik p:Örnsköldsvik",
        "o'vik": "p:Ö-vik p:Örnsköldsvik",
        "övik": "p:Örnsköldsvik",
        "Ö-viks kommun": "p:Örnsköldsvik",
        "örnsköldsvik": "p:Örnsköldsvik",
        "Sundsvalls kommun": "p:kommun p:Sundsvall",
        "sundsvall": "p:kommun p:Sundsvall",
        "kommunen": "p:kommun",
    }
    assert {asked: found(client, asked, **query) for asked in wanted} == wanted
    assert answer(client, "övik", **query).same == "Örnsköldsvik"
    register = client.get("/stallningstaganden/?q=Ö-vik spår").context["found"]
    assert (register.page.paginator.count, register.same) == (2, "Örnsköldsvik")


def test_each_sentence_of_dissent_in_minutes_says_whose_it_is(client, regional, opposition):
    meeting = acts.summoned(regional)
    acts.dissent(meeting.items.get(), opposition, "Vi säger nej. Banan är för dyr.")
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    index_all_that_waits()
    [hit] = answer(client, "dyrare", slag="section").hits
    whose = "Avvikande synpunkt från oppositionen i Härnösands kommun"
    assert "".join(text for text, _ in hit.passage) == f"{whose}: Banan är för dyr."


def test_numbers_are_found_whole_and_by_their_end():
    assert numbers_in("Enligt § 14/2026 och RS-2026-0123") == [
        "514",
        "514x2026",
        "414x2026",
        "4rsx2026",
        "4rsx2026x123",
        "42026x123",
    ]
    assert asked_numbers("dnr 2026-0123 om tåg") == (["42026x123"], "om tåg")
    assert asked_numbers("paragraf 14 tåg-bussar") == (["514"], "tåg-bussar")
    assert asked_numbers("2026") == ([], "2026")


@pytest.mark.parametrize("word", ["s" * 3000, "7-" * 300, "1/" * 300, "§" * 3000])
def test_what_is_too_long_for_a_word_or_a_number_is_found_by_no_part_of_it(word):
    """Its parts would be as many as its letters, or as many as those squared."""
    tracemalloc.start()
    assert not [each for each in words_of(f"Långt {word} ord").split() if len(each) > 10]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


def test_members_find_what_is_coming_and_their_papers_marked_as_not_open(client, world, member, outsider):
    client.force_login(member)
    hits = [hit for query in ("hamnar", "hemlighet", "räls") for hit in answer(client, query).hits]
    assert {hit.title: hit.is_public for hit in hits} == {
        "Länets hamnar": False,
        "Internt": False,
        "Utredning": True,
    }
    assert "Inte öppet för alla" in client.get("/sok/?q=hamnar").content.decode()
    client.force_login(outsider)
    assert found(client, "hamnar") == found(client, "hemlighet") == ""


def test_titles_come_first_then_the_newest_and_last_what_means_the_same(client, regional, secretary):
    Synonyms.objects.all().delete()
    Synonyms.objects.create(words="järnväg, räls")
    items = [{"title": "Räls"}, {"title": "Bron", "summary": "Järnväg."}, {"title": "Järnväg"}]
    for item in items:
        acts.published(acts.held(regional, {"summary": "", "background": "Text."} | item))
    index_all_that_waits()
    assert found(client, "järnväg", slag="item") == "i:Järnväg i:Bron i:Räls"
    assert (
        found(client, "text", slag="item") == "i:Räls i:Bron i:Järnväg"
    )  # each held the day before the last


def test_in_titles_what_means_the_same_or_is_a_part_comes_before_all_other_texts(client, regional, secretary):
    """Whatever is newer or comes later on its agenda."""
    Synonyms.objects.all().delete()
    Synonyms.objects.create(words="tåg, Mittbanan")
    rail = [{"title": "Mittbanan"}, {"title": "Bredband", "background": "Master längs Mittbanan."}]
    water = [{"title": "Kraftstationer"}, {"title": "Älven", "background": "Det finns kraftstationer."}]
    acts.summoned(regional, *rail, *water, days=10)
    client.force_login(secretary)
    assert found(client, "tåg", slag="item") == "i:Mittbanan i:Bredband"
    assert found(client, "stationer", slag="item") == "i:Kraftstationer i:Älven"


def test_what_is_masked_is_found_by_the_council_alone(client, regional, member):
    meeting = acts.summoned(regional, {"title": "Ostkustbanan"})
    acts.handle(meeting.items.get(), discussion="Stina Hemlig frågade om kanalen.")
    publish_minutes(acts.approved(acts.close(meeting)), by=person_for("secretary"), masks=["Stina Hemlig"])
    index_all_that_waits()
    assert Minutes.objects.get().is_masked
    assert (found(client, "hemlig"), found(client, "kanaler")) == ("", "§:Ostkustbanan")
    client.force_login(member)
    assert (found(client, "hemlig"), found(client, "kanaler")) == ("§:Ostkustbanan", "§:Ostkustbanan")


def test_how_much_there_is_is_counted_by_each_choice_and_narrows_what_is_found(client, world):
    page = answer(client, "samverkansrådet", slag="position", utfall="avvikande")
    assert page.kinds[0][1] == sum(count for _, count, _, _ in page.kinds[1:]) > page.kinds[1][1] == 1
    assert found(client, "samverkansrådet", slag="position", utfall="avvikande") == "p:Ånge"
    told = {each.name: [text for _, options in each.groups for _, text in options] for each in page.choices}
    assert told["utfall"] == ["I samsyn (1)", "Med avvikande synpunkt (1)"]
    assert told["rad"] == ["Regionala samverkansrådet (1)"]
    assert [text[:3] + text[-4:] for text in told["mal"][1:]] == ["1.1 (1)"]
    assert page.in_effect[0] == (
        "Slag: Ställningstaganden",
        "q=samverkansr%C3%A5det&not=kept&utfall=avvikande",
    )


def test_a_goal_that_is_found_is_counted_among_those_that_it_is_chosen_for(client, world):
    goal = next(each for each in answer(client, "ledarskap").choices if each.name == "mal")
    told = [option for _, options in goal.groups for option in options]
    assert [(slug, text[-4:]) for slug, text in told] == [("1", "er 1"), ("1.4", " (1)")]
    assert found(client, "ledarskap", mal="1.4") == "g:framtiden!"


def test_a_scan_is_said_to_be_one_and_a_sentence_of_a_paper_is_shown(client, world, member):
    page = client.get("/sok/?q=karta").content.decode()
    assert "Filen är en bild eller inskannad utan text" in page
    assert "<mark>Rälsen</mark> är gammal." in client.get("/sok/?q=räls").content.decode()
    [item] = AgendaItem.objects.filter(title="Länets hamnar")
    attach(item, "Kajplan", word_file("Kajen."), "kajplan.docx")
    assert [each.note for each in answer(client, "kajplan").hits] == []
    client.force_login(member)
    assert [each.note for each in answer(client, "kajplan").hits] == ["Texten i filen är inte inläst än"]


def test_a_paper_that_is_found_is_read_in_the_page_and_its_file_is_a_step_away(
    client, world, member, outsider
):
    """Where the words stand, which only the browser is told; what can only be downloaded is, as before."""
    [railway] = AgendaItem.objects.filter(title="Järnvägen genom Ånge")
    [harbours] = AgendaItem.objects.filter(title="Länets hamnar")
    told = "Nya mötesspår i Bräcke väntar på klartecken."
    plan = attach(railway, "Banplan", files.pdf(told), "banplan.pdf")
    quay = attach(harbours, "Kajplan", files.pdf("Kranar och mötesspår."), "kajplan.pdf", "council")
    index_all_that_waits()
    paper = Document.objects.get(title="Utredning")
    [read] = answer(client, "klartecken mötesspåret").hits
    [saved] = answer(client, "räls").hits
    url = plan.meeting.url("document_reading", plan.pk)
    assert read.url == f"{url}#ord={quote('mötesspår i Bräcke väntar på klartecken')}"
    assert (read.file_url, read.file.filetype) == (plan.get_absolute_url(), "PDF")
    assert (saved.url, saved.file) == (paper.get_absolute_url(), None)
    page = client.get("/sok/?q=klartecken").content.decode()
    assert f'<a href="{plan.get_absolute_url()}">Ladda ned<span' in page
    assert f"{url}</id>" not in client.get("/sok.atom?q=klartecken").content.decode()
    assert f'href="http://testserver{url}"' in client.get("/sok.atom?q=klartecken").content.decode()

    for person, titles in ((None, {"Banplan"}), (member, {"Banplan", "Kajplan"}), (outsider, {"Banplan"})):
        client.logout()
        if person:
            client.force_login(person)
        hits = answer(client, "mötesspår").hits
        assert {hit.title for hit in hits} == titles
        assert [client.get(hit.url).status_code for hit in hits] == [200] * len(hits)
        opened = client.get(quay.meeting.url("document_reading", quay.pk)).status_code
        assert (opened == 200) is ("Kajplan" in titles)


def test_where_nothing_is_found_a_word_that_is_there_is_offered(client, world):
    assert answer(client, "jarvägen").help.meant == "Järnvägen"
    assert answer(client, "jarvägen spår").help.meant == ""
    together = answer(client, "järnväg lag järnväg")
    assert (together.help.alone, together.hits) == (("järnväg", "lag"), ())
    Synonyms.objects.create(words="räls, skena")
    assert answer(client, "skena jarnvag rymd").help.alone == ("skena", "jarnvag")
    assert answer(client, "modiga rymdfarter").help.pages == (
        ("Mål", "1.4 Ett modigt regionalt ledarskap som tar ansvar för framtiden!", "/strategi/mal/1.4/"),
    )
    assert "/sok/bevakning/?q=rymdfarter" in client.get("/sok/?q=rymdfarter").content.decode()
    assert answer(client, "hamnarr").help.near == answer(client, "hemligheet").help.near == ()
    page = client.get("/sok/?q=jarvägen").content.decode()
    assert 'Menade du <a href="?q=J%C3%A4rnv%C3%A4gen">Järnvägen</a>?' in page


def test_what_has_no_word_in_it_is_said_to_have_none(client, world):
    """Nor does what a database reads as signs of its own do any harm."""
    for query in ("!!!", "%", "§", "-"):
        assert answer(client, query).complaint == ONLY_SIGNS
        assert client.get("/sok.atom", {"q": query}).status_code == 400
    for query in ('räls"', "räls:*", "(räls) & |", "räls NOT x OR", "NEAR räls", "'räls\\"):
        assert answer(client, query).complaint == ""
    assert found(client, "'räls\\") == found(client, 'räls"') == "d:Utredning"


def test_where_nothing_is_found_many_words_are_helped_by_as_many_queries_as_two(client, world):
    """And what the reader may know of is said once in each, however many words are near."""
    asked = []
    client.get("/sok/", {"q": "spår"})  # what there is to choose from is kept
    for words in ("dubelspår godstrafik", "dubelspår vaxlr forsörjning hamnr utrednig godstrafik"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/sok/", {"q": words})
        asked.append([each["sql"].count(Unindexed._meta.db_table) for each in queries])
    assert asked[0] == asked[1]


def test_a_feed_is_of_the_search_that_its_name_tells_and_of_no_wider(client, world):
    told = client.get("/sok.atom?q=järnväg&slag=section&mal=")
    assert (told["Access-Control-Allow-Origin"], told.content.count(b"<entry>")) == ("*", 1)
    assert "<title>”järnväg”, Slag: Protokoll i Samverkansportalen</title>" in told.content.decode()
    astray, signs = client.get("/sok.atom?q=järnväg&slag=nej"), client.get("/sok.atom?q=%25")
    assert (astray.status_code, signs.status_code, signs.content.decode()) == (404, 400, ONLY_SIGNS)


def test_what_has_changed_is_never_found_as_it_was(client, world):
    """However it was written; whoever searches first has it indexed."""
    assert found(client, "påverkansagenda", slag="area") == "a:Påverkansagenda"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE strategy_focusarea SET title = 'Rymdfart' WHERE slug = 'paverkansagenda'")
    assert look_up(QueryDict("q=påverkansagenda&slag=area"), AnonymousUser()).hits == ()
    assert found(client, "rymdfart") == "a:Rymdfart"
    begin_anew()
    assert look_up(QueryDict("q=rymdfart"), AnonymousUser()).hits == ()
    index_all_that_waits()
    assert found(client, "rymdfart") == "a:Rymdfart"


def test_however_much_there_is_the_queries_are_as_many(client, world, regional, django_assert_num_queries):
    with django_assert_num_queries(9):
        client.get("/sok/?q=dubbelspår")
    meeting = acts.held(regional, *[{"title": f"Spår {number}"} for number in range(5)])
    acts.published(meeting)
    index_all_that_waits()
    with django_assert_num_queries(9):
        client.get("/sok/?q=spår")


def test_the_nearest_word_is_offered_and_of_two_as_near_the_more_common(client, world, regional):
    titles = ("Strateg på färden", "Strategi för färjan", "Färjan i norr")
    acts.published(acts.held(regional, *[{"title": title} for title in titles]))
    index_all_that_waits()
    meant = {query: answer(client, query).help.meant.lower() for query in ("stratgi", "färxan")}
    assert meant == {"stratgi": "strategi", "färxan": "färjan"}


WORDS = {
    "form.pdf": ("read", "Kommunens svar:"),
    "junk.pdf": ("read", "MED SKRAP FORE"),
    "zip64.docx": ("read", "Underlag"),
    "g16.png": ("scanned", None),
    "unknown.docx": ("unreadable", None),
}


def test_a_word_of_papers_alone_is_offered_to_those_who_read_them(client, world, member):
    assert answer(client, "gdstrafiken").help.meant == "Godstrafiken"
    assert answer(client, "hemliheten").help.near == ()
    client.force_login(member)
    assert answer(client, "hemliheten").help.meant == "Hemligheten"
    begin_anew()
    index_all_that_waits()
    assert answer(client, "hemliheten").help.meant == "Hemligheten"


@pytest.mark.parametrize("name", WORDS)
def test_the_words_of_a_file_are_those_on_its_pages_and_between_its_tags(name):
    path = CASES / name
    file = ContentFile(path.read_bytes() if path.exists() else b"PK")
    read = words_in(SimpleNamespace(name=name, file=file))
    assert (read["state"], read.get("text")) == WORDS[name]


def test_no_more_of_a_file_is_read_than_is_kept():
    """And nothing of one in which a part cannot be looked through: nobody knows what it hides."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(3):
            archive.writestr(f"ppt/slides/slide{number}.xml", f"<a:p>{number} {'ord ' * 60_000}</a:p>")
    whole = packed.getvalue()
    read = words_in(SimpleNamespace(name="bilder.pptx", file=ContentFile(whole)))
    assert (read["state"], len(read["text"])) == ("read", LONGEST)
    broken = whole.replace(b"<a:p>2 ord", b"<a:p>2 bad")  # not what its checksum says
    assert words_in(SimpleNamespace(name="bilder.pptx", file=ContentFile(broken))) == {"state": "unreadable"}


def test_letters_drawn_as_one_are_read_as_they_are_spelt():
    file = ContentFile(word_file("Eﬀekten av ﬁ\u00adnanser."))
    assert words_in(SimpleNamespace(name="a.docx", file=file))["text"] == "Effekten av finanser."


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_search_is_followed_as_a_feed_of_what_is_open_to_everyone(client, world, member):
    """Signed in or not it is the same, and a position is one entry in all feeds."""
    client.force_login(member)
    page = client.get("/sok/?q=dubbelspår").content.decode()
    assert 'href="/sok.atom?q=dubbelsp%C3%A5r"' in page
    [entry], own = entries(client, "q=dubbelspår")
    assert entry["title"].endswith(" Järnvägen genom Ånge")
    assert entry in entries(client, "", "/stallningstaganden/atom.xml")[0]  # whole, and with its dissent
    assert own == "http://testserver/sok.atom?q=dubbelsp%C3%A5r"
    assert [entries(client, query)[0] for query in ("q=hamnar", "q=hemlighet", "q=påverkansagenda", "")] == [
        []
    ] * 4


def test_what_has_no_word_is_found_nowhere_nor_is_it_a_part_of_what_is_asked(client, world):
    """No file of XML holds control characters."""
    for signs in ("?", "*", "😀", "\"'\\()", "\x01 \x0b"):
        assert found(client, signs) == ""
        assert b"<entry>" not in client.get("/sok.atom", {"q": signs}).content
    for feed in ("/sok.atom", "/stallningstaganden/atom.xml"):
        [entry], _ = entries(client, "q=%01dubbelsp%C3%A5r%0B%0A", feed)
        assert entry["title"].endswith("Järnvägen genom Ånge")


def entries(client, query, feed="/sok.atom"):
    answer = client.get(f"{feed}?{query}")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    told = {name: f"a:{name}" for name in ("id", "title", "updated", "summary")}
    told["author"] = "a:author/a:name"
    found = [
        {name: each.findtext(path, None, ATOM) for name, path in told.items()}
        | {"link": each.find("a:link", ATOM).get("href")}
        for each in root.findall("a:entry", ATOM)
    ]
    return found, root.find("a:link[@rel='self']", ATOM).get("href")
