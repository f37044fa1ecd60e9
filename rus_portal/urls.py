"""The whole address map. Swedish, ASCII, plural nouns, no verbs; one address for each thing."""

import datetime as dt

from django.contrib import admin
from django.urls import include, path, register_converter

from councils.office_views import journal, mandate, seats, sign_ins
from meetings.views import (
    agenda,
    answer,
    attendance,
    board,
    bundle,
    calendar,
    decision,
    dissent,
    document,
    formality,
    guest,
    item,
    kept,
    letter,
    lift,
    meeting,
    mine,
    minutes,
    note,
    outcome,
    position,
    proposal,
    proposal_document,
    read_mark,
    recurring,
    stance,
    statement,
    summons,
    year,
)
from rus_portal.core import own_device
from rus_portal.views import basics, councils, office, organisations, people, portal, strategy


class IsoDate:
    """2026-03-12, as text: the view looks the meeting up by it. 2026-03-12-2 is the next one planned for a
    day on which one was cancelled."""

    regex = r"\d{4}-\d{2}-\d{2}(?:-[1-9]\d?)?"

    def to_python(self, value):
        dt.date.fromisoformat(value[:10])  # a date that does not exist is no address
        if value[10:] == "-1":
            raise ValueError("the first of a day has no number")
        return value

    def to_url(self, value):
        return str(value)


register_converter(IsoDate, "day")

meeting_pages = [
    path("", meeting.meeting, name="meeting"),
    path("uppgifter/", meeting.facts, name="meeting_facts"),
    path("installning/", meeting.cancellation, name="meeting_cancellation"),
    path("installning/aterkallande/", meeting.reinstatement, name="meeting_reinstatement"),
    path("avlyft/<int:pk>/atergang/", lift.lift_return, name="lift_return"),
    path("dagordning/", agenda.agenda, name="agenda"),
    path("dagordning/ordning/", agenda.order, name="agenda_order"),
    path("dagordning/godkannande/", agenda.approval, name="agenda_approval"),
    path("dagordning/godkannande/begaran/", agenda.asking, name="agenda_asking"),
    path("dagordning/godkannande/andring/", agenda.change, name="agenda_change"),
    path("dagordning/versioner/", agenda.versions, name="agenda_versions"),
    path("kallelse/", summons.summons, name="summons"),
    path("kallelse.pdf", summons.summons_pdf, name="summons_pdf"),
    path("svar/", answer.answer, name="answer"),
    path("svarslista/", answer.answers, name="answers"),
    path("svarslista/<int:pk>/", answer.answer_of, name="answer_of"),
    path("svarslista/<int:pk>/borttagning/", answer.withdrawal, name="answer_of_withdrawal"),
    path("utskick/", letter.letters, name="letters"),
    path("utskick/<int:pk>/omsandning/", letter.resending, name="letter_resending"),
    path("lasning/", read_mark.marks, name="reading"),
    path("handlingar/", document.meeting_documents, name="meeting_documents"),
    path("handlingar/<int:pk>/", document.document, name="document"),
    path("handlingar/<int:pk>/anteckningar/", note.of_document, name="document_notes"),
    path("handlingar/<int:pk>/uppgifter/", document.document_facts, name="document_facts"),
    path("handlingar/<int:pk>/versioner/", document.document_versions, name="document_versions"),
    path("handlingar/<int:pk>/borttagning/", document.document_removal, name="document_removal"),
    path("handlingar.pdf", bundle.meeting_bundle, name="bundle_pdf"),
    path("handlingar.zip", bundle.meeting_zip, name="bundle_zip"),
    path("punkter/ny/", item.new_item, name="item_new"),
    path("punkter/<int:number>/", item.item, name="item"),
    path("punkter/<int:number>/anteckningar/", note.of_item, name="item_notes"),
    path("punkter/<int:number>/utdrag.pdf", minutes.extract_pdf, name="extract_pdf"),
    path("punkter/<int:number>/underlag/", item.item_texts, name="item_texts"),
    path("punkter/<int:number>/handlingar/", document.item_documents, name="item_documents"),
    path("punkter/<int:number>/handlingar.pdf", bundle.item_bundle, name="item_bundle_pdf"),
    path("punkter/<int:number>/handlingar.zip", bundle.item_zip, name="item_bundle_zip"),
    path("punkter/<int:number>/gaster/", guest.guests, name="item_guests"),
    path("punkter/<int:number>/avlyft/", lift.lift, name="item_lift"),
    path("punkter/<int:number>/dagordning/", item.placement, name="item_placement"),
    path("punkter/<int:number>/fortsattning/", item.continuation, name="item_continuation"),
    path("punkter/<int:number>/utfall/", outcome.outcome, name="item_outcome"),
    path("punkter/<int:number>/avvikande-synpunkt/", dissent.dissent, name="item_dissent"),
    path(
        "punkter/<int:number>/avvikande-synpunkt/<int:seat>/", dissent.correction, name="dissent_correction"
    ),
    path("punkter/<int:number>/forankring/", stance.stance, name="item_stance"),
    path("punkter/<int:number>/forankring/borttagning/", stance.withdrawal, name="stance_withdrawal"),
    path(
        "punkter/<int:number>/forankring/bekraftelse/",
        stance.confirmation,
        name="stance_confirmation",
    ),
    path(
        "punkter/<int:number>/forankring/overtagande/",
        stance.takeover,
        name="stance_takeover",
    ),
    path("historik/", meeting.history, name="meeting_history"),
    path("forankring/", stance.matrix, name="stances"),
    path("punkter/<int:number>/protokollsanteckning/", statement.statement, name="item_statement"),
    path("protokollsanteckningar/<int:pk>/atertagande/", statement.withdrawal, name="statement_withdrawal"),
    path("avvikande-synpunkter/<int:pk>/atertagande/", dissent.withdrawal, name="dissent_withdrawal"),
    path("avvikande-synpunkter/<int:pk>/instammande/", dissent.joining, name="dissent_joining"),
    path("avvikande-synpunkter/<int:pk>/overtagande/", dissent.takeover, name="dissent_takeover"),
    path("gaster/<int:pk>/indragning/", guest.revocation, name="guest_revocation"),
    path("narvaro/", attendance.attendance, name="attendance"),
    path("formalia/", formality.formalities, name="formalities"),
    path("avslut/", meeting.closing, name="closing"),
    path("oppning/", meeting.reopening, name="reopening"),
    path("protokoll/", minutes.minutes, name="minutes"),
    path("protokoll.pdf", minutes.pdf, name="minutes_pdf"),
    path("protokoll/utskick/", minutes.sending, name="minutes_sending"),
    path("protokoll/justering/", minutes.approval, name="minutes_approval"),
    path("protokoll/justering/utskrift/", minutes.printing, name="minutes_printing"),
    path("protokoll/justerare/<int:pk>/", minutes.approver, name="minutes_approver"),
    path("protokoll/andring/", minutes.change, name="minutes_change"),
    path("protokoll/andring/<int:pk>/", minutes.wish, name="minutes_wish"),
    path("protokoll/aterkallande/", minutes.recall, name="minutes_recall"),
    path("protokoll/publicering/", minutes.publication, name="minutes_publication"),
]

seat_pages = [
    path("", seats.seat, name="seat"),
    path("uppgifter/", seats.seat_facts, name="seat_facts"),
    path("borttagning/", seats.seat_removal, name="seat_removal"),
    path("uppdrag/nytt/", seats.appointment_new, name="appointment_new"),
    path("uppdrag/<int:term>/", seats.appointment, name="appointment"),
    path("uppdrag/<int:term>/avslut/", seats.appointment_end, name="appointment_end"),
    path("uppdrag/<int:term>/atertagande/", seats.appointment_cancellation, name="appointment_cancellation"),
]

kept_by_the_office = [
    path("platser/", seats.matrix, name="seats"),
    path("platser/<slug:council>/ny/", seats.new_seat, name="seat_new"),
    path("platser/<slug:council>/<int:pk>/", include(seat_pages)),
    path("mandatperiod/", mandate.mandate_start, name="mandate"),
    path("mandatperiod/platser/", mandate.mandate_seats, name="mandate_seats"),
    path("mandatperiod/granskning/", mandate.mandate_saving, name="mandate_saving"),
    path("mandatperiod/mall.xlsx", mandate.mandate_template, {"kind": "xlsx"}, name="mandate_xlsx"),
    path("mandatperiod/mall.csv", mandate.mandate_template, {"kind": "csv"}, name="mandate_csv"),
    path("personer/", people.people, name="people"),
    path("personer/<int:pk>/", people.person, name="person"),
    path("personer/<int:pk>/uppgifter/", people.person_facts, name="person_facts"),
    path("personer/<int:pk>/uttag/", people.person_export, name="person_export"),
    path("personer/<int:pk>/radering/", people.person_erasure, name="person_erasure"),
    path("personer/<int:pk>/inbjudan/", people.person_invitation, name="person_invitation"),
    path("grunduppgifter/", basics.basics, name="basics"),
    path("grunduppgifter/<slug:kind>/", basics.basics_list, name="basics_list"),
    path("grunduppgifter/<slug:kind>/ny/", basics.basics_new, name="basics_new"),
    path("grunduppgifter/<slug:kind>/<int:pk>/", basics.basics_thing, name="basics_thing"),
    path("grunduppgifter/<slug:kind>/<int:pk>/borttagning/", basics.basics_removal, name="basics_removal"),
    path("journal/", journal.journal, name="journal"),
    path("journal.csv", journal.journal_csv, name="journal_csv"),
    path("inloggningar/", sign_ins.sign_ins, name="sign_ins"),
]

recurring_item_pages = [
    path("", recurring.recurring_items, name="recurring_items"),
    path("ny/", recurring.new, name="recurring_new"),
    path("<int:pk>/", recurring.change, name="recurring"),
    path("<int:pk>/borttagning/", recurring.removal, name="recurring_removal"),
]

proposal_pages = [
    path("", proposal.proposal, name="proposal"),
    path("underlag/", proposal.texts, name="proposal_texts"),
    path("handlingar/", proposal_document.documents, name="proposal_documents"),
    path("handlingar/<int:document>/", proposal_document.document, name="proposal_document"),
    path(
        "handlingar/<int:document>/borttagning/",
        proposal_document.removal,
        name="proposal_document_removal",
    ),
    path("kommentarer/", proposal.comments, name="proposal_comments"),
    path("plats/", board.move, name="proposal_place"),
    path("sammanforing/", proposal.merging, name="proposal_merging"),
    path("atertagande/", proposal.withdrawal, name="proposal_withdrawal"),
]

urlpatterns = [
    path("", portal.start, name="start"),
    path("kalender.ics", calendar.public, name="calendar"),
    path("kalender/<slug:token>.ics", calendar.private, name="calendar_feed"),
    path("mitt/", mine.mine, name="mine"),
    path("mitt/anteckningar/", note.notes, name="notes"),
    path("mitt/anteckningar/<int:pk>/", note.note, name="note"),
    path("mitt/anteckningar/<int:pk>/borttagning/", note.removal, name="note_removal"),
    path("mitt/kalender/", calendar.address, name="calendar_address"),
    path("mitt/utskick/", letter.choice, name="mail_choice"),
    path("utskick/avregistrering/<str:token>/", letter.unsubscribe, name="mail_unsubscribe"),
    path("gast/<slug:token>/", guest.guest, name="guest"),
    path("stallningstaganden/", position.register, name="positions"),
    path("stallningstaganden/<int:year>/<int:number>-<slug:slug>/", position.position, name="position"),
    path("stallningstaganden/<int:year>/<int:number>-<slug:slug>.pdf", position.pdf, name="position_pdf"),
    path(
        "stallningstaganden/<int:year>/<int:number>-<slug:slug>/formella-beslut/",
        decision.decisions,
        name="position_decisions",
    ),
    path("rad/", councils.councils, name="councils"),
    path("rad/<slug:council>/", councils.council, name="council"),
    path("rad/<slug:council>/moten/", meeting.meetings, name="council_meetings"),
    path("rad/<slug:council>/moten/nytt/", meeting.new, name="meeting_new"),
    path("rad/<slug:council>/moten/<day:date>/", include(meeting_pages)),
    path("organisationer/<slug:slug>/", organisations.organisation, name="organisation"),
    path("strategi/", strategy.strategy, name="strategy"),
    path("strategi/utgavor/<slug:slug>/", strategy.edition, name="strategy_edition"),
    path("strategi/framtagande/", strategy.making, name="making"),
    path("strategi/mal/<str:slug>/", strategy.goal, name="goal"),
    path("strategi/plan/", strategy.plan, name="plan"),
    path("strategi/plan/<int:year>/", strategy.plan, name="plan_edition"),
    path("strategi/fokusomraden/<slug:slug>/", strategy.focus_area, name="focus_area"),
    path("forslag/", proposal.proposals, name="proposals"),
    path("forslag/nytt/", proposal.new, name="proposal_new"),
    path("forslag/<int:pk>/", include(proposal_pages)),
    path("beredning/", board.board, name="board"),
    path("kansli/", office.office, name="office"),
    path("kansli/aterkommande/<slug:council>/", include(recurring_item_pages)),
    path("kansli/arshjul/", year.year, name="year"),
    path("kansli/arshjul/<int:year>/", year.year, name="year_of"),
    path("kansli/arshjul/<int:year>.pdf", year.year_pdf, name="year_pdf"),
    path("kansli/arshjul/<int:year>.ics", year.year_calendar, name="year_calendar"),
    path("kansli/arshjul/<int:year>/planering/", year.planning, name="year_planning"),
    path("", include("rus_portal.signin.urls")),
    path("kansli/", include(kept_by_the_office)),
    path("demo/", portal.demo, name="demo"),
    path("om/", portal.about, name="about"),
    path("tillganglighet/", portal.accessibility, name="accessibility"),
    path("personuppgifter/", portal.personal_data, name="personal_data"),
    path("utan-nat/", own_device.offline_page, name="offline"),
    path("utan-nat/kvar/", kept.still_open, name="offline_still_open"),
    path("utan-nat.js", own_device.worker, name="offline_worker"),
    path("inklistrat/", portal.pasted, name="pasted"),
    path("halsa/", portal.health, name="health"),
    path("admin/", admin.site.urls),
]
