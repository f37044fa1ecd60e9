"""What the region's registry (diariet) is told: which papers have come in, gone out or been drawn up.

Read off the journal, to which rows are only added, each in its turn: whoever asks for what has come since an
entry misses nothing. Of a paper that is not open only is told that it is there, and its legal ground."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.apps import apps

from councils.models import JournalEntry, read_standings
from meetings.minutes.enclosed import public_title
from meetings.models import AgendaItem, Document, FormalDecision, RegistryNumber
from meetings.positions.told_for import is_told_for
from rus_portal.core.address import whole
from rus_portal.core.pieces import in_pieces
from rus_portal.core.registry_number import canonical
from strategy.adoption import CORRECTS, is_correction

IN, OUT, DRAWN_UP = "in", "ut", "upprättad"
PIECE = 200
# Each act of the journal that the registry is told of: its name for programs, for people, and which way.
ACTS = {
    "send_summons": ("meeting_convened", "Kallelse", OUT),
    "send_update": ("agenda_updated", "Ändrad dagordning", OUT),
    "cancel_meeting": ("meeting_cancelled", "Besked om inställt möte", OUT),
    "submit_proposal": ("proposal_received", "Förslag", IN),
    "give_registry_number": ("registry_number_given", "Diarienummer ur rådets serie", DRAWN_UP),
    "attach_document": ("paper_added", "Handling", DRAWN_UP),
    "replace_document": ("paper_added", "Handling, ny version", DRAWN_UP),
    "guest_upload": ("paper_received", "Handling från gäst", IN),
    "put_on_agenda": ("item_added", "Ärende efter kallelsen", DRAWN_UP),
    "seal_minutes": ("minutes_approved", "Justerat protokoll", DRAWN_UP),
    "publish_position": ("position_published", "Ställningstagande", DRAWN_UP),
    "lodge_dissent": ("dissent_lodged", "Avvikande synpunkt", IN),
    "join_dissent": ("dissent_lodged", "Avvikande synpunkt, instämmande", IN),
    "record_decision": ("formal_decision_recorded", "Besked om formellt beslut", IN),
    "send_feedback": ("feedback_sent", "Återföring", OUT),
    "receive_feedback": ("feedback_received", "Kvittens av återföring", IN),
    "ask_for_paper": ("paper_requested", "Begäran om handling", IN),
    "answer_request": ("paper_request_answered", "Svar på begäran om handling", OUT),
    "open_consultation": ("consultation_opened", "Remiss", OUT),
    "change_consultation": ("consultation_changed", "Remiss, ändrad", OUT),
    "reopen_consultation": ("consultation_opened", "Remiss, öppnad igen", OUT),
    "answer_consultation": ("consultation_answered", "Remissvar", IN),
    "change_answer": ("consultation_answered", "Remissvar, ändrat", IN),
    "affirm_answer": ("consultation_answered", "Remissvar, står fast", IN),
    "close_consultation": ("consultation_closed", "Remiss, stängd", DRAWN_UP),
    "adopt_strategy": ("strategy_adopted", "Fastställd strategi", DRAWN_UP),
    "adopt_edition": ("plan_adopted", "Antagen strategisk plan", DRAWN_UP),
    CORRECTS: ("plan_adoption_corrected", "Antagen strategisk plan, uppgifter rättade", DRAWN_UP),
    "take_effect": ("plan_took_effect", "Strategisk plan i kraft", DRAWN_UP),
}
TYPED = ("registry_number_typed", "Diarienummer, ändrat för hand", DRAWN_UP)
CORRECTION = ("correction_approved", "Rättelse av protokoll", DRAWN_UP)
COMPLETED = ("plan_adoption_completed", "Antagen strategisk plan, uppgifter inskrivna", DRAWN_UP)
# What the secretariat has noted of an organisation: nothing came in.
NOTED = {
    "record_decision": ("formal_decision_noted", "Anteckning om formellt beslut", DRAWN_UP),
    "receive_feedback": ("feedback_receipt_noted", "Anteckning om kvittens av återföring", DRAWN_UP),
}
SILENCE = ("formal_decision_unanswered", "Anteckning om att besked saknas", DRAWN_UP)
IS_SILENT = f": {FormalDecision.Status.NOT_ANSWERED.label.lower()}."  # so ends the sentence of the journal
RELATED = {
    "meetings.meeting": ("council",),
    "meetings.agendaitem": ("meeting__council", "council", "proposed_by"),
    "meetings.minutes": ("meeting__council", "item"),
    "meetings.position": ("item__meeting__council",),
    "meetings.paperrequest": ("meeting__council", "document__item"),
    "meetings.consultationanswer": ("consultation", "organisation"),
}
# Who sent what came in, as the sentence of the journal has it: what they were called then.
SENDER = {
    "guest_upload": re.compile(r"Gästen (.+?) lade upp ”"),
    "lodge_dissent": re.compile(r"(.+) lämnade en avvikande synpunkt"),
    "join_dissent": re.compile(r"(.+?) instämde i den avvikande synpunkten"),
    "record_decision": re.compile(r"(.+): "),
    "receive_feedback": re.compile(r".+? (?:mottagen|återföringen) för (.+?)(?:, diarienummer .*)?\.$"),
}
WHO_ASKED, COUNCIL, ASKED = "Den som begärde", "Organisationerna i rådet", "Organisationerna som tillfrågades"


class OfNoCouncil(NamedTuple):
    """What belongs to the strategy and the plan, which stand over the councils."""

    pk: str = "strategi"
    slug: str = "strategi"
    name: str = ""

    def __str__(self):
        return "Inget råd: strategi, plan och remisser"


@dataclass(frozen=True)
class Event:
    """`party` is who sent or receives it, where that is one; `legal_ground` the mark of secrecy. `council` is
    empty of what belongs to the strategy and the plan."""

    id: str
    at: dt.datetime
    event: str
    act: str
    direction: str
    party: str
    council: str
    registry_number: str
    concerning: str
    legal_ground: str
    url: str

    def as_json(self):
        return asdict(self) | {"at": self.at.isoformat()}


def entries():
    return JournalEntry.objects.filter(act__in=ACTS).select_related("by")


def since(cursor, size=PIECE):
    """The events of the next entries after the one with that number, the cursor to ask on with, and whether
    there is more."""
    found = list(entries().filter(pk__gt=cursor).order_by("pk")[: size + 1])
    asked = found[:size]
    return list(events_of(asked)), asked[-1].pk if asked else cursor, len(found) > size


def of_period(council, begins, ends):
    """Those of a council, or of none, from the one moment until before the other, the newest first."""
    piece = []
    for entry in in_pieces(entries().filter(at__gte=begins, at__lt=ends), key=("at", "pk")):
        piece.append(entry)
        if len(piece) == PIECE:
            yield from _of_council(piece, council)
            piece = []
    yield from _of_council(piece, council)


def _of_council(piece, council):
    return (event for event in events_of(piece) if event.council == council.name)


def events_of(entries):
    """In the order of the entries, with the same number of queries however many they are."""
    subjects, papers, series = _subjects(entries), _papers(entries), _series(entries)
    noted = [entry.by for entry in entries if entry.act in NOTED and entry.by]
    if noted:
        read_standings(noted)
    for entry in entries:
        subject = subjects[entry.subject_type].get(entry.subject_id)
        if entry.pk in series:
            yield _given(entry, subject, series[entry.pk])
        elif subject is not None and not _is_retold(subject):
            yield from _events(entry, subject, papers[entry.pk])


def _subjects(entries):
    wanted = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    return {label: _in_bulk(label, keys) for label, keys in wanted.items()}


def _in_bulk(label, keys):
    try:
        rows = apps.get_model(label)._default_manager
    except LookupError:  # of a model that is there no longer
        return {}
    return rows.select_related(*RELATED.get(label, (None,))).in_bulk(keys)


def _series(entries):
    """Whose series gave the number that each entry tells of: one that a person typed comes from none, though
    the act is called the same, however it is written. It had one before, or none."""
    told = [each for each in entries if each.act == "give_registry_number" and not each.before]
    given = {each.pk: canonical(each.after.get("registry_number") or "") for each in told}
    rows = RegistryNumber.objects.filter(registry_key__in=given.values())
    councils = dict(rows.values_list("registry_key", "council__name") if given else ())
    return {key: councils[text] for key, text in given.items() if text in councils}


def _papers(entries):
    """The documents that each entry tells of: the one that was added; with a summons, or an item that came
    after it, all that go with it."""
    found = defaultdict(list)
    one = {entry.after["document"]: entry for entry in entries if "document" in entry.after}
    sent = {each.subject_id: each for each in entries if each.act == "send_summons"}
    late = {each.subject_id: each for each in entries if each.act == "put_on_agenda"}
    rows = Document.objects.select_related("meeting__council", "item")
    for document in rows.filter(pk__in=one):
        entry, since = one[document.pk], document.item and document.item.late_at
        convened = document.meeting and document.meeting.convened_at
        waits = document.item and document.item.stage not in AgendaItem.ON_AN_AGENDA
        if convened and convened <= entry.at and not waits and not (since and entry.at < since):
            found[entry.pk].append(document)
    for document in rows.filter(meeting__in=sent).order_by("added_at", "pk"):
        if document.added_at <= sent[document.meeting_id].at:
            found[sent[document.meeting_id].pk].append(document)
    for document in rows.filter(item__in=late).order_by("added_at", "pk"):
        if document.added_at < late[document.item_id].at:
            found[late[document.item_id].pk].append(document)
    return found


def _is_retold(subject):
    return subject._meta.app_label == "meetings" and bool(getattr(subject, "source", ""))


def _events(entry, subject, papers):
    name, act, way = ACTS[entry.act]
    if entry.act == "seal_minutes" and subject.version > 1:
        name, act, way = CORRECTION
    if entry.act == CORRECTS and not is_correction(entry):
        name, act, way = COMPLETED
    if entry.act == "give_registry_number":  # that no series gave
        name, act, way = TYPED
    if entry.act in NOTED and is_told_for(entry, _sender(entry)):
        is_silent = entry.act == "record_decision" and entry.sentence.endswith(IS_SILENT)
        name, act, way = SILENCE if is_silent else NOTED[entry.act]
    item, meeting = _place(subject)
    if "document" not in entry.after:
        facts = (name, act, way, _party(entry, subject, item, way), *_told(entry, subject, item))
        yield _event(f"{entry.pk}", entry, facts, item, meeting, subject.get_absolute_url(), _number(subject))
    for document in papers:
        name, act, way = ACTS["attach_document" if "document" not in entry.after else entry.act]
        hidden = document.visibility == Document.Visibility.RESTRICTED
        title = public_title(document) if hidden else document.title
        party = _party(entry, subject, item, way)
        facts = (name, act, way, party, title, document.legal_ground if hidden else "")
        url = document.get_absolute_url()
        yield _event(f"{entry.pk}-{document.pk}", entry, facts, document.item, document.meeting, url)


def _given(entry, subject, council):
    """A number of a series and what stands there, so that the file of a council has no holes: also of a
    matter that has no paper, went to another council or has been given another number by hand since."""
    number = entry.after["registry_number"]
    if subject is None:
        gone = f"Diarienummer {number} gavs till något som senare togs bort."
        return Event(f"{entry.pk}", entry.at, *ACTS[entry.act], "", council, number, gone, "", whole("/"))
    item, _ = _place(subject)
    concerning, ground = _told(entry, subject, item)
    now = subject.registry_number
    if now != number:
        concerning += f" Det har nu diarienummer {now}." if now else " Det har inget diarienummer nu."
    facts = (*ACTS[entry.act], "", council, number, concerning, ground)
    return Event(f"{entry.pk}", entry.at, *facts, whole(subject.get_absolute_url()))


def _number(subject):
    """Of a consultation, or the one that it answers."""
    return getattr(getattr(subject, "consultation", subject), "registry_number", "")


def _event(key, entry, facts, item, meeting, url, number=""):
    name, act, way, party, concerning, ground = facts
    council = meeting.council if meeting else item and item.council
    number = (item and item.registry_number) or (meeting and meeting.registry_number) or number
    told = council.name if council else ""
    return Event(key, entry.at, name, act, way, party, told, number, concerning, ground, whole(url))


def _place(subject):
    """The item and the meeting that it is about."""
    label = subject._meta.model_name
    item = {"agendaitem": subject, "meeting": None}.get(label, getattr(subject, "item", None))
    if label == "paperrequest":
        item = subject.document and subject.document.item
    meeting = subject if label == "meeting" else getattr(subject, "meeting", None) or (item and item.meeting)
    return item, meeting


def _party(entry, subject, item, way):
    kind = subject._meta.model_name
    if way == DRAWN_UP:
        return ""
    if kind == "paperrequest":
        return WHO_ASKED
    if way == OUT:
        return ASKED if kind == "consultation" else COUNCIL
    if kind == "consultationanswer":
        return subject.organisation_name
    if entry.act == "submit_proposal":
        return item.proposed_by.name if item.proposed_by else entry.by.name
    return _sender(entry)


def _sender(entry):
    found = SENDER[entry.act].match(entry.sentence)
    return found[1] if found else ""


def _told(entry, subject, item):
    """What it concerns, and the legal ground where that is not told: the sentence of the journal, but where
    it names a paper that is not open."""
    if subject._meta.model_name == "paperrequest":
        document = subject.document
        hidden = document is None or document.visibility == Document.Visibility.RESTRICTED
        what = (document and public_title(document)) if hidden else document.title
        return what or "En handling som senare togs bort", (document and document.legal_ground) or ""
    title = f"{item.title}: " if item and item.title not in entry.sentence else ""
    return f"{title}{entry.sentence}", ""
