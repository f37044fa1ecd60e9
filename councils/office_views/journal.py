"""The journal: newest first, searched, and as a file."""

import datetime as dt
import json
from functools import cache, partial
from itertools import islice

from django.apps import apps
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from councils import sheets
from councils.forms import JournalForm
from councils.journal import entries
from councils.journal_changes import EMPTY, changes_of
from councils.journal_search import saying
from councils.models import JournalEntry, Person
from rus_portal.core.asked import in_any_case
from rus_portal.core.permissions import may_enter_office, may_read_sign_ins, require
from rus_portal.core.pieces import in_pieces, stretch_of
from rus_portal.core.workdays import midnight

DAY = dt.timedelta(days=1)
PIECE = 200


def journal(request):
    require(may_enter_office(request.user))
    form, asked = _asked(request)
    page = stretch_of(partial(_found, request.user, asked), JournalEntry, request.GET)
    query = request.GET.copy()
    for name in ("fore", "efter"):
        query.pop(name, None)
    context = {
        "form": form,
        "page": page,
        "rows": [(entry, kind(entry), told) for entry, told in changes_of(page.rows, request.user)],
        "query": query.urlencode(),
        "may_read_sign_ins": may_read_sign_ins(request.user),
    }
    return render(request, "councils/office_journal.html", context, status=422 if form.errors else 200)


def journal_csv(request):
    """All that the search finds, streamed, since the journal only grows."""
    require(may_enter_office(request.user))
    _, asked = _asked(request)
    entries = JournalEntry.objects.visible_to(request.user).filter(asked).select_related("by")
    lines = sheets.csv_lines(_table(entries, request.user))
    answer = StreamingHttpResponse(lines, content_type=sheets.CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="journal-{timezone.localdate()}.csv"'
    return answer


def _table(entries, reader):
    yield ["när", "vem", "händelse", "gäller", "vad som gjordes", "före", "efter", "kedja"]
    rows = in_pieces(entries, key=("at", "pk"))
    while piece := list(islice(rows, PIECE)):
        for entry, told in changes_of(piece, reader):
            yield [
                timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
                entry.by or "Portalen",
                act_in_words(entry.act),
                kind(entry),
                entry.sentence,
                _in_cell((label, before) for label, before, _ in told),
                _in_cell((label, after) for label, _, after in told),
                entry.chain,
            ]


def _in_cell(pairs):
    """What has changed, in the words of the page."""
    told: dict[str, str] = {}
    for label, words in pairs:
        if words != EMPTY:
            told[label] = f"{told[label]}, {words}" if label in told else words
    return json.dumps(told, ensure_ascii=False) if told else ""


def _asked(request):
    """The form of the search and the condition of the entries that answer it; none do where the form is
    wrong."""
    form = JournalForm(request.GET, acts=OFFERED)
    if not form.is_valid():
        return form, Q(pk__in=[])
    asked, found = form.cleaned_data, Q()
    if asked["q"]:
        found &= saying(asked["q"])
    if asked["vem"]:
        people = Person.objects.filter(name__iregex=in_any_case(asked["vem"])).order_by("pk")
        found &= Q(by__in=list(people.values_list("pk", flat=True)))
    if asked["vad"]:
        found &= Q(act=asked["vad"])
    if asked["fran"]:
        found &= Q(at__gte=midnight(asked["fran"]))
    if asked["till"]:
        found &= Q(at__lt=midnight(asked["till"] + DAY))
    return form, found


def _found(reader, asked, beyond, down, which):
    return entries(asked & beyond, JournalEntry.objects.shown_to(reader), down, which)


ACTS = {
    "add_neighbour": "Annan regions system tillagt",
    "remove_neighbour": "Annan regions system borttaget",
    "begin_edition": "Ny utgåva av planen påbörjad",
    "discard_edition": "Utkast till planen kastat",
    "open_consultation": "Remiss öppnad",
    "change_consultation": "Remiss ändrad",
    "close_consultation": "Remiss stängd",
    "reopen_consultation": "Remiss öppnad igen",
    "answer_consultation": "Svar på remiss skickat",
    "change_answer": "Svar på remiss ändrat",
    "affirm_answer": "Svar på remiss står fast",
    "bring_back_area": "Fokusområde med igen i utkastet till planen",
    "split_area": "Fokusområde delat i utkastet till planen",
    "merge_areas": "Fokusområden sammanförda i utkastet till planen",
    "end_area": "Fokusområde upphör i utkastet till planen",
    "begin_strategy": "Ny strategi påbörjad",
    "split_goal": "Mål delat i utkastet till strategi",
    "merge_goals": "Mål sammanförda i utkastet till strategi",
    "end_goal": "Mål upphör i utkastet till strategi",
    "bring_back_goal": "Mål med igen i utkastet till strategi",
    "discard_strategy": "Utkast till strategi kastat",
    "adopt_strategy": "Strategi fastställd",
    "adopt_edition": "Planens utgåva antagen",
    "correct_adoption": "Det som sägs om planens antagande inskrivet eller rättat",
    "take_effect": "Planens utgåva trädde i kraft",
    "tie_goals": "Mål som något hör till ändrade",
    "confirm_import": "Statistik inläst",
    "withdraw_import": "Inläsning av statistik ångrad",
    "bring_in": "Äldre ställningstaganden införda",
    "undo_retelling": "Införande av äldre ställningstaganden ångrat",
    "publish_stance": "Förankring publicerad",
    "unpublish_stance": "Publicerad förankring tillbakatagen",
    "abandon_correction": "Rättelse av protokoll avbruten",
    "add_commitment": "Åtagande antecknat på mötet",
    "add_time_stamp": "Tidsstämpel tillagd",
    "adjourn": "Möte ajournerat",
    "answer_request": "Begäran om handling besvarad",
    "revoke_handed": "Länk till utlämnad handling indragen",
    "answer_round": "Svar i rundan antecknat",
    "begin_correction": "Rättelse av protokoll påbörjad",
    "call_out": "Upprop",
    "change_phrases": "Fraser ändrade",
    "close_screen": "Skärmen i rummet stängd",
    "correct_passage": "Protokoll rättat",
    "note_movement": "Ankomst, avfärd eller jäv antecknat",
    "open_screen": "Skärmen i rummet öppnad",
    "remove_adjournment": "Ajournering borttagen",
    "remove_commitment": "Åtagande borttaget från mötet",
    "remove_movement": "Ankomst, avfärd eller jäv borttaget",
    "resume": "Möte återupptaget",
    "turn_to": "Punkt tagen upp på mötet",
    "write_text": "Text skriven på mötet",
    "add_basics": "Grunduppgift tillagd",
    "add_item": "Punkt tillagd",
    "add_recurring": "Återkommande punkt tillagd",
    "add_person": "Person tillagd",
    "add_seat": "Plats tillagd",
    "answer_for": "Svar på kallelsen antecknat",
    "answer_summons": "Svar på kallelsen",
    "appoint": "Uppdrag givet",
    "approve_agenda": "Dagordning godkänd",
    "return_agenda": "Dagordning tillbaka för ändring",
    "approve_minutes": "Protokoll justerat",
    "ask_for_paper": "Handling begärd",
    "ask_for_approval": "Godkännande av dagordning begärt",
    "ask_for_more": "Förslag återlämnat för komplettering",
    "add_break": "Paus inlagd på dagordningen",
    "change_break": "Paus ändrad",
    "remove_break": "Paus borttagen från dagordningen",
    "attach_document": "Handling bifogad",
    "attach_to_proposal": "Handling bifogad till förslag",
    "cancel_appointment": "Uppdrag tillbakataget",
    "cancel_meeting": "Möte inställt",
    "change_appointment": "Uppdrag ändrat",
    "change_basics": "Grunduppgift ändrad",
    "change_document": "Handling ändrad",
    "change_mandate": "Ny mandatperiod",
    "change_meeting": "Möte ändrat",
    "change_person": "Person ändrad",
    "change_recurring": "Återkommande punkt ändrad",
    "change_seat": "Plats ändrad",
    "close_meeting": "Möte avslutat",
    "confirm_dissent": "Avvikande synpunkt bekräftad",
    "continue_item": "Ärende upptaget på nytt",
    "correct_dissent": "Avvikande synpunkt rättad",
    "dispose": "Gallrat",
    "edit_item": "Underlag ändrat",
    "end_appointment": "Uppdrag avslutat",
    "erase_contact_details": "Kontaktuppgifter raderade",
    "export_personal_data": "Personuppgifter uttagna",
    "forget_notes": "Meddelanden i svar på kallelsen raderade",
    "give_back_dissent": "Avvikande synpunkt åter hos den som lämnade den",
    "give_back_stance": "Förankring åter som den var",
    "give_registry_number": "Diarienummer givet",
    "guest_upload": "Handling från gäst",
    "invite": "Inbjudan sänd",
    "invite_guest": "Gäst inbjuden",
    "let_in_anew": "Nytt konto hos organisationen insläppt",
    "lift_item": "Punkt lyft av dagordningen",
    "let_dissent_fall": "Avvikande synpunkt låten falla",
    "let_stance_fall": "Förankring låten falla",
    "make_integration": "Integration fick en nyckel",
    "revoke_integration": "Integrationens nyckel indragen",
    "lodge_dissent": "Avvikande synpunkt lämnad",
    "merge_proposals": "Förslag sammanförda",
    "move_meeting": "Möte flyttat",
    "open_document": "Skyddad handling öppnad",
    "order_items": "Dagordning ordnad",
    "plan_meeting": "Möte planerat",
    "publish_minutes": "Protokoll publicerat",
    "publish_position": "Ställningstagande publicerat",
    "put_on_agenda": "Punkt tillagd efter kallelsen",
    "recall_minutes": "Protokoll återkallat",
    "record_attendance": "Närvaro antecknad",
    "record_decision": "Formellt beslut antecknat",
    "undertake": "Åtagande antecknat att följa",
    "change_undertaking": "Åtagande ändrat",
    "tell_result": "Resultat berättat",
    "correct_result": "Resultat rättat",
    "record_funding": "Finansiering antecknad",
    "change_funding": "Finansiering ändrad",
    "withdraw_told": "Uppgift tillbakatagen",
    "review_position": "Översyn antecknad",
    "drop_decision": "Formellt beslut borttaget",
    "send_feedback": "Återföring skickad",
    "receive_feedback": "Återföring mottagen",
    "record_formalities": "Formalia antecknade",
    "record_outcome": "Utfall antecknat",
    "record_stance": "Förankring antecknad",
    "reinstate_meeting": "Inställt möte blir av",
    "remind_awaited": "Påminnelse skickad",
    "remove_basics": "Grunduppgift borttagen",
    "remove_document": "Handling borttagen",
    "remove_from_proposal": "Handling borttagen från förslag",
    "remove_recurring": "Återkommande punkt borttagen",
    "remove_seat": "Plats borttagen",
    "reopen_meeting": "Möte öppnat igen",
    "replace_approver": "Justerare ersatt",
    "replace_document": "Ny version av handling",
    "count_anew": "Fil räknad på nytt",
    "restore": "Portalen återställd",
    "restore_item": "Punkt återställd",
    "return_item": "Punkt tillbaka på dagordningen",
    "revoke_guest": "Gästs länk återkallad",
    "save_proposal": "Förslag sparat",
    "schedule_proposal": "Förslag lagt på ett möte",
    "seal_minutes": "Protokoll låst",
    "serve_goals": "Fokusområdets mål ändrade",
    "send_letter_again": "Utskick sänt igen",
    "send_minutes": "Protokoll utsänt",
    "send_summons": "Kallelse utsänd",
    "send_update": "Ändrad dagordning utsänd",
    "unschedule_proposal": "Förslag taget från ett möte",
    "ask_at_once": "Paragraf ska justeras omedelbart",
    "void_approvals": "Justering gäller inte längre",
    "want_change": "Ändring önskad",
    "join_dissent": "Instämmande i avvikande synpunkt",
    "lodge_statement": "Protokollsanteckning lämnad",
    "withdraw_statement": "Protokollsanteckning återtagen",
    "answer_wish": "Önskad ändring besvarad",
    "submit_proposal": "Förslag inlämnat",
    "withdraw_proposal": "Förslag återtaget",
    "take_over_dissent": "Avvikande synpunkt övertagen",
    "take_over_stance": "Förankring övertagen",
    "take_up": "Förslag upptaget till beredning",
    "recommend": "Förslag tillstyrkt",
    "return_proposal": "Förslag återlämnat",
    "withdraw_answer": "Svar på kallelsen borttaget",
    "withdraw_dissent": "Avvikande synpunkt återtagen",
    "withdraw_item": "Punkt struken",
    "withdraw_stance": "Förankring borttagen",
}


OFFERED = sorted(ACTS.items(), key=lambda act: act[1])


def act_in_words(act):
    """ "Plats tillagd". What a later version has written, and this one knows no word for, is told as such."""
    return ACTS.get(act, "Annan händelse")


def kind(entry):
    """What sort of thing the entry is about: "plats", "möte"."""
    return _kind(entry.subject_type)


@cache
def _kind(label):
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return ""
