"""What the tests of PDF print, and how it is read back."""

import datetime as dt
import io

import pypdf

from meetings.agenda.timetable import Slot

HARD = (
    "Åäö ÅÄÖ “citat” ”svenskt” – tankstreck … ½ ☐✓→ 😀 🚀 👨‍👩‍👧 عربي ﷽ Ελλάδα ŋđŧ "
    "<b>inte fet</b> <img src='file:///etc/hostname'> &amp; &#xE000; "
    "\ue000\x07\u202e\u200b\u2028漢字 a\u030a "
    + "samverkansöverenskommelseförhandlingsprotokollsjusteringsförfarande"
    * 4
)


def formality(number, title="Mötets öppnande", text="Ordföranden öppnar mötet."):
    return {"is_item": False, "number": number, "anchor": f"p-{number}", "title": title, "text": text}


def item(number, **changes):
    """An item with nothing but what the gate asks for."""
    return {
        "is_item": True,
        "number": number,
        "anchor": f"p-{number}",
        "item": number,
        "title": f"Bredband i glesbygd, del {number}",
        "type": "information",
        "type_label": "Information",
        "registry_number": "",
        "presenters": "",
        "proposed_by": "",
        "goal": {"code": "2.5", "title": "Ökad upplevd närhet till omvärlden", "strategy": "RUS"},
        "how": "Gemensamma grunder ökar den digitala närheten.",
        "summary": "",
        "discussion": "",
        "outcome": "noted",
        "position": None,
        "dissents": [],
        "note": "",
        "further_handling": "",
        "appendices": [],
    } | changes


def position_item(number, **changes):
    """An item with all its parts."""
    dissent = {
        "organisation": "Ånge kommun",
        "person": "Ledamot i Ånge",
        "role": "Ledamot, majoritet",
        "text": "Vi delar viljan.\nMen inte vägen.\n\n- Restiden är för lång.",
    }
    position = {"designation": "4/2027", "number": 4, "points": ["Första punkten.", "Andra punkten."]}
    return item(
        number,
        **{
            "type": "position",
            "type_label": "Ställningstagande",
            "registry_number": "RS 2027:5",
            "presenters": "Bredbandskoordinator",
            "proposed_by": "Timrå kommun",
            "summary": "Lägesbilden är klar.\n\nAndra stycket.",
            "discussion": "Ledamöterna frågar om robusthet.",
            "outcome": "dissent",
            "position": position,
            "dissents": [dissent],
            "note": "Länsstyrelsen lämnar en anteckning.",
            "further_handling": "Kommunerna lämnar sina planer.",
            "sent_to": "Timrå kommun",
            "appendices": [{"label": f"Bilaga {number}.1", "title": "Lägesbild"}],
            "conflicts": ["Ledamot i Timrå, Timrå kommun"],
            "commitments": [
                {"who": "Kansliet", "what": "Skickar yttrandet.", "due": "1 april 2027"},
                {"who": "Kommunerna", "what": "Utser kontaktpersoner.", "due": ""},
            ],
        }
        | changes,
    )


def seat(organisation, name, **changes):
    return {
        "organisation": organisation,
        "name": name,
        "role": "Ledamot, majoritet",
        "party": "",
        "status": "På plats",
        "present": True,
        "substitutes_for": "",
    } | changes


def record(*sections, **changes):
    """A record as `compile_record` writes it, approved by the chair and one more."""
    sections = sections or (formality(1), position_item(2), item(3), formality(4, "Mötets avslutande"))
    return {
        "kind": "Protokoll",
        "version": 1,
        "correction_note": "",
        "council": "Regionala samverkansrådet",
        "title": "Regionala samverkansrådet",
        "accent": "pine",
        "date": "2027-03-12",
        "date_text": "fredag 12 mars 2027",
        "time": "kl. 09.00–12.00",
        "adjournments": "kl. 10.45–11.00",
        "format": "På plats",
        "place": "Kommunhuset, Timrå",
        "registry_number": "RS 2027:1",
        "sent_to": "Ledamöter och ersättare",
        "posted": "20 mars 2027",
        "taken_down": "11 april 2027",
        "kept_at": "Region Exempel",
        "vacant": "Ledamot, opposition, Timrå\nLedamot, opposition, Ånge",
        "others": "Eva Ek, politisk sekreterare, §§ 1–2\nInsynsplats: Bo Alm",
        "chair": "Rådets ordförande",
        "secretary": "Rådets sekreterare",
        "approvers": ["Ledamot i Timrå"],
        "paragraphs": f"§§ 1–{len(sections)}/2027",
        "approvals": [
            {"name": "Rådets ordförande", "role": "Ordförande", "approved": "18 mars 2027"},
            {"name": "Ledamot i Timrå", "role": "Justerare", "approved": "19 mars 2027"},
        ],
        "attendance": [
            {
                "heading": "Ledamöter",
                "people": [
                    seat("Timrå kommun", "Ledamot i Timrå", party="C", moved="kom till § 2"),
                    seat("Ånge kommun", "Ledamot i Ånge", status="Anmält förhinder", present=False),
                ],
            },
            {
                "heading": "Ersättare",
                "people": [
                    seat(
                        "Ånge kommun",
                        "Ersättare i Ånge",
                        role="Ersättare, majoritet",
                        substitutes_for="Ledamot, majoritet, Ånge",
                    )
                ],
            },
        ],
        "sections": list(sections),
    } | changes


def unapproved(**changes):
    approvals = [{"name": "Rådets ordförande", "role": "Ordförande", "approved": ""}]
    return record(**({"approvals": approvals} | changes))


def agenda(meeting):
    items = list(meeting.items.order_by("order"))
    for hour, each in enumerate(items, start=9):
        begins, ends = (dt.datetime.combine(meeting.date, dt.time(at)) for at in (hour, hour + 1))
        each.slot, each.listed, each.place = Slot(begins, ends, begins, ends), [], each.number
        each.breaks = each.breaks_after = ()
    return items


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def pages(content):
    """The text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in read(content).pages]
