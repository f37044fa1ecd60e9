"""What the PDFs say, and in which order."""

import datetime as dt
import re
import unicodedata
from dataclasses import replace

import pytest
from weasyprint.html import UA

from councils.models import Organisation
from meetings.models import Position
from meetings.pdf import extract_pdf, minutes_pdf, position_pdf, summons_pdf
from meetings.positions.decisions import untold
from rus_portal.core.pdf import _printed, printable
from rus_portal.core.press import NOT_OURS, STATIC, press, written_out
from tests import acts
from tests.pdf.records import HARD, agenda, item, pages, position_item, read, record, unapproved

pytestmark = pytest.mark.pdf


def stands_in_order(parts, text):
    """All the parts, one to a line, each after the one before."""
    at = 0
    for part in parts.strip().splitlines():
        part = part.strip()
        assert part in text[at:], f"{part!r} is missing, or stands too early"
        at = text.index(part, at) + len(part)
    return True


IN_ORDER = """
    Protokoll
    Regionala samverkansrådet
    Fredag 12 mars 2027
    Tid Kl. 09.00–12.00
    Plats Kommunhuset, Timrå
    Ordförande Rådets ordförande
    Sekreterare Rådets sekreterare
    Utsedda justerare Ledamot i Timrå
    Paragrafer §§ 1–4/2027
    Diarienummer RS 2027:1
    Justering
    Rådets ordförande Ordförande 18 mars 2027
    Ledamot i Timrå Justerare 19 mars 2027
    Närvaro
    Organisation Majoritet Opposition Övriga platser
    Timrå kommun Ledamot i Timrå (C), kom till § 2: på plats
    Ånge kommun Ledamot i Ånge: anmält förhinder
    Ersättare i Ånge, tjänstgör för Ledamot, majoritet, Ånge: på plats
    Innehåll
    1 Mötets öppnande
    2 Bredband i glesbygd, del 2 Ställningstagande
    3 Bredband i glesbygd, del 3 Information
    4 Mötets avslutande
    § 1/2027 Mötets öppnande
    Ordföranden öppnar mötet.
    § 2/2027 Bredband i glesbygd, del 2
    Ställningstagande
    Mål 2.5 Ökad upplevd närhet till omvärlden
    Gemensamma grunder ökar den digitala närheten.
    Diarienummer RS 2027:5
    Föredragande Bredbandskoordinator
    Föreslaget av Timrå kommun
    Sammanfattning
    Lägesbilden är klar. Andra stycket.
    Samtalet i korthet
    Ledamöterna frågar om robusthet.
    Samverkansrådets ställningstagande 4/2027
    1. Första punkten. 2. Andra punkten.
    Med avvikande synpunkt (1)
    Avvikande synpunkt
    Ånge kommun, Ledamot i Ånge, Ledamot, majoritet
    Vi delar viljan.
    Protokollsanteckning
    Länsstyrelsen lämnar en anteckning.
    Fortsatt hantering
    Kommunerna lämnar sina planer.
    Bilagor
    Bilaga 2.1 Lägesbild
    § 3/2027 Bredband i glesbygd, del 3
    Information
    Utfall
    Informationen noterad
    § 4/2027 Mötets avslutande
"""


def test_minutes_stand_in_the_order_of_swedish_minutes():
    assert stands_in_order(IN_ORDER, " ".join(pages(minutes_pdf(record()))))


def test_a_dissenting_opinion_is_verbatim_to_the_line():
    text = "\n".join(page.extract_text() for page in read(minutes_pdf(record())).pages)
    lines = [line.strip() for line in text.splitlines()]
    first = lines.index("Vi delar viljan.")
    assert lines[first : first + 3] == ["Vi delar viljan.", "Men inte vägen.", "- Restiden är för lång."]


def test_an_item_without_consensus_says_so_and_keeps_the_dissent():
    text = " ".join(pages(minutes_pdf(record(position_item(1, position=None, outcome="no_consensus")))))
    assert stands_in_order("Utfall\nIngen samsyn\nAvvikande synpunkt\nVi delar viljan.", text)
    assert "Samverkansrådets ställningstagande" not in text


def test_every_page_says_which_of_how_many_it_is():
    texts = pages(minutes_pdf(record(*(position_item(number) for number in range(1, 6)))))
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Sida {number}({len(texts)})" in text


def test_every_page_but_the_first_names_council_kind_day_and_registry_number():
    first, *rest = pages(minutes_pdf(record()))
    head = "Regionala samverkansrådet · Protokoll · fredag 12 mars 2027 · Dnr RS 2027:1"
    assert rest
    assert head not in first
    assert all(head in text for text in rest)


def test_every_page_of_approved_minutes_says_by_whom_and_when():
    foot = "Justerat digitalt: Rådets ordförande 18 mars 2027; Ledamot i Timrå 19 mars 2027"
    assert all(foot in text for text in pages(minutes_pdf(record())))


def test_every_page_of_a_draft_says_that_it_is_one():
    assert all("UTKAST – ej justerat" in text for text in pages(minutes_pdf(unapproved(), draft=True)))
    assert not any("UTKAST" in text.upper() for text in pages(minutes_pdf(record())))


def test_contents_give_the_page_of_each_paragraph():
    texts = pages(minutes_pdf(record(*(position_item(number) for number in range(1, 6)))))
    contents = next(text for text in texts if "Innehåll" in text)
    told = re.findall(r"del (\d) Ställningstagande (\d+)", contents)
    found = [
        (str(number), str(page))
        for number in range(1, 6)
        for page, text in enumerate(texts, start=1)
        if f"§ {number}/2027 Bredband" in text
    ]
    assert told == found


def test_a_document_says_what_it_is_to_programs():
    document = read(minutes_pdf(record()))
    assert document.metadata.title == "Protokoll Regionala samverkansrådet fredag 12 mars 2027"
    assert document.metadata.author == "Regionala samverkansrådet"
    assert document.metadata["/Keywords"] == "Protokoll, Regionala samverkansrådet, §§ 1–4/2027, RS 2027:1"
    assert document.metadata.creation_date.date() == dt.date(2027, 3, 12)
    assert document.metadata.modification_date.date() == dt.date(2027, 3, 12)
    assert document.root_object["/Lang"] == "sv"


def test_bookmarks_lead_to_every_paragraph():
    assert [mark.title for mark in read(minutes_pdf(record())).outline] == [
        "Justering",
        "Närvaro",
        "Innehåll",
        "§\xa01/2027 Mötets öppnande",
        "§\xa02/2027 Bredband i glesbygd, del 2",
        "§\xa03/2027 Bredband i glesbygd, del 3",
        "§\xa04/2027 Mötets avslutande",
    ]


def test_the_same_record_gives_the_same_bytes_from_another_press(settings, tmp_path):
    first = minutes_pdf(record())
    settings.PAPERS = tmp_path / "others"
    _printed.cache_clear()
    press.cache_clear()
    assert minutes_pdf(record()) == first


def test_only_our_own_fonts_are_used_and_all_are_embedded():
    content = minutes_pdf(record(position_item(1, summary=HARD)))
    fonts = [
        font.get_object()
        for page in read(content).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    ]
    families = {
        re.match("/[A-Z]{6}.(Source-Sans-3|Source-Serif-4|DejaVu-Sans)", font["/BaseFont"]) for font in fonts
    }
    assert None not in families
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_what_people_write_is_text_and_never_markup():
    text = " ".join(pages(minutes_pdf(record(item(1, summary=HARD)))))
    assert "<b>inte fet</b> <img src='file:///etc/hostname'> &amp; &#xE000;" in text


def test_letters_no_font_has_leave_a_mark_and_invisible_ones_vanish():
    assert printable("2026\t1 200 000") == "2026 1 200 000"
    assert printable("Å🚀漢\ue000\x07\u202e\u200b.") == "Å\ufffd\ufffd."
    assert printable("rad\u2028rad a\u030a ŋđŧ Кирилл عربي 😀") == "rad rad å ŋđŧ Кирилл عربي 😀"
    text = printable(HARD)
    assert not {unicodedata.category(each) for each in text} & {"Cc", "Co", "Cn", "Cs"}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.css",
        "file:///etc/hostname",
        STATIC.as_uri() + "/../manage.py",
        STATIC.as_uri() + "/%2e%2e/manage.py",
        "data:text/plain,a",
        "stored:documents/0123456789abcdef0123456789abcdef.pdf",
        "stored:results/../documents/0123456789abcdef0123456789abcdef.jpg",
    ],
)
def test_a_document_fetches_nothing_but_our_static_files(url):
    with pytest.raises(ValueError, match="Not one of our static files"):
        press().fetcher.fetch(url)


def test_a_paper_whose_picture_is_gone_is_not_printed_as_if_it_were_whole():
    picture = f'<img src="stored:results/{"0" * 32}.jpg" alt="x">'
    html = f'<html lang="sv"><head><title>Rapport</title></head><body>{picture}</body></html>'
    with pytest.raises(RuntimeError, match="Not to be had"):
        press().print(html)


def test_an_extract_holds_its_own_paragraph_only():
    whole = record()
    text = " ".join(pages(extract_pdf(whole, whole["sections"][1])))
    assert stands_in_order("Protokollsutdrag\n§§ 1–4/2027\n§ 2/2027 Bredband\nAvvikande synpunkt", text)
    assert "§ 3/2027" not in text
    assert "Justerat digitalt: Rådets ordförande 18 mars 2027" in text


def test_an_extract_of_minutes_not_approved_says_so():
    draft = unapproved()
    assert "UTKAST – ej justerat" in pages(extract_pdf(draft, draft["sections"][1]))[0]


def test_a_summons_says_who_is_called_when_and_to_what(meeting):
    text = " ".join(pages(summons_pdf(meeting, agenda(meeting), whom_to_ask=True)))
    assert stands_in_order(
        f"""
        Kallelse och dagordning
        Regionala samverkansrådet
        {meeting.leader} bjuder in till möte med Regionala samverkansrådet.
        Ledamöter kallas. Ersättare och övriga deltagare underrättas.
        Plats Timrå
        Förhinder Meddela så snart som möjligt till
        Tid Punkt Föredragande
        Mötets öppnande
        09.00 1. Samordnat påverkansarbete för Ostkustbanan
        Ställningstagande
        10.00 2. Läget för Mittbanan
        Information
        Mötets avslutande
        1. Samordnat påverkansarbete för Ostkustbanan
        Ställningstagande
        Mål 1.1
        Ett gemensamt budskap är det samordnade påverkansarbete
        Tid Kl. 09.00, 15 minuter
        Sammanfattning
        Bakgrund
        Frågor att förbereda
        • Håller budskapet?
        Förslag till ställningstagande
        Samverkansrådet ställer sig bakom budskapet.
        Hållbarhet i tre dimensioner
        Social Ännu inte beskriven
        2. Läget för Mittbanan
        """,
        text,
    )


def test_a_time_after_midnight_is_whole_and_so_is_its_day(meeting):
    meeting.date, meeting.end_date = dt.date(2027, 9, 29), dt.date(2027, 9, 30)
    items = agenda(meeting)
    begins = dt.datetime.combine(meeting.end_date, dt.time(0, 30))
    items[1].slot = replace(items[1].slot, starts=begins, ends=begins + dt.timedelta(minutes=15))
    [first, *_] = pages(summons_pdf(meeting, items, whom_to_ask=True))
    assert "09.00 1. " in first
    assert "00.30 den 30 september 2. " in first


def test_the_link_to_a_digital_meeting_stays_in_the_portal(meeting):
    meeting.link = "https://video.example/hemligt"
    text = " ".join(pages(summons_pdf(meeting, agenda(meeting), whom_to_ask=True)))
    assert "hemligt" not in text
    assert "Länken till det digitala mötet finns på mötets sida" in text


def test_a_summons_not_yet_sent_says_so(regional):
    planned = acts.plan(regional, days=14)
    acts.add(planned)
    assert "UTKAST – ej utsänd" in pages(summons_pdf(planned, agenda(planned), whom_to_ask=True))[0]


def test_a_position_on_paper_has_its_dissent_its_goal_and_how_to_cite_it(position):
    address = "https://samverkan.example/stallningstaganden/2027/4-x/"
    [text] = pages(position_pdf(Position.objects.get(pk=position.pk), address))
    assert stands_in_order(
        f"""
        Ställningstagande {position.designation}
        Samordnat påverkansarbete för Ostkustbanan
        Regionala samverkansrådet
        Samverkansrådet ställer sig bakom budskapet.
        Med avvikande synpunkt (1)
        Avvikande synpunkt
        Vi delar inte bedömningen.
        Mål 1.1
        Ett gemensamt budskap är det samordnade påverkansarbete
        Källa
        Citeras Regionala samverkansrådet, ställningstagande {position.designation}
        {address}
        """,
        text,
    )


def test_a_position_on_paper_tells_what_the_organisations_decided(position):
    decided = {"status": "decided", "body": "Kommunstyrelsen", "decided_on": dt.date(2027, 4, 6)}
    for slug, facts in {"timra": decided | {"paragraph": "§ 88"}, "ange": {"status": "not_needed"}}.items():
        position.decisions.create(organisation=Organisation.objects.get(slug=slug), **facts)
    text = " ".join(pages(position_pdf(position)))
    assert "Timrå kommun Beslutat Kommunstyrelsen 6 april 2027, § 88" in text
    assert "Behövs inte: Ånge kommun." in text


def test_a_position_on_paper_names_those_of_whom_nothing_is_recorded(client, position):
    acts.published(position.item.meeting)
    position.decisions.create(organisation=Organisation.objects.get(slug="ange"), status="not_needed")
    silent = untold([position])[position.pk]
    paper = client.get(position.get_absolute_url().removesuffix("/") + ".pdf")
    text = " ".join(pages(paper.content))
    assert silent
    named = ", ".join(home.name for home in silent)
    assert f"Ej antecknat om något formellt beslut behövs: {named}." in text


def test_the_style_is_written_out_for_the_accent_of_a_document():
    pine, lake = written_out("pine"), written_out("lake")
    assert "var(" not in pine + lake
    assert ".doc-type { margin-bottom: 1mm; color: #0d5c4c;" in pine
    assert ".doc-type { margin-bottom: 1mm; color: #1f4e79;" in lake


def test_a_file_is_the_same_where_its_parts_are_not_turned_into_bytes_before(monkeypatch):
    html = '<html lang="sv"><title>Prov</title><p>Räksmörgås</p></html>'
    settled = press().print(html)
    monkeypatch.setattr("rus_portal.core.press._settled", lambda document, file: None)
    assert press().print(html) == settled


def test_of_the_librarys_own_style_whole_lines_go_and_no_note_is_left():
    rules = UA.splitlines()
    lean = NOT_OURS.sub("", UA).splitlines()
    assert all(each.endswith("}") for each in set(rules) - set(lean))
    assert "::note-call" in UA
    assert not any(each.startswith("::") for each in lean)
