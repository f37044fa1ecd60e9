"""The whole address map. Swedish, ASCII, plural nouns, no verbs; one address for each thing."""

import datetime as dt

from django.contrib import admin
from django.urls import include, path, register_converter

from councils import views as councils
from councils.office_views import journal, mandate, people, seats, sign_ins
from meetings.views import (
    agenda,
    answers,
    approval,
    bundles,
    calendar,
    guests,
    history,
    mail,
    marks,
    mine,
    minutes,
    notes,
    papers,
    planning,
    positions,
    preparation,
    proposal_documents,
    proposals,
    reading,
    recording,
    recurring,
    versions,
    years,
)
from rus_portal import office, own_device
from rus_portal import views as portal
from strategy import views as strategy


class IsoDate:
    """2026-03-12, as text: the view looks the meeting up by it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        dt.date.fromisoformat(value)  # a day that is in no calendar is no address
        return value

    def to_url(self, value):
        return str(value)


register_converter(IsoDate, "day")

meeting = [
    path("", reading.meeting, name="meeting"),
    path("uppgifter/", planning.facts, name="meeting_facts"),
    path("installning/", planning.cancellation, name="meeting_cancellation"),
    path("dagordning/", agenda.agenda, name="agenda"),
    path("dagordning/ordning/", agenda.order, name="agenda_order"),
    path("dagordning/godkannande/", approval.approval, name="agenda_approval"),
    path("dagordning/godkannande/begaran/", approval.asking, name="agenda_asking"),
    path("dagordning/godkannande/andring/", approval.change, name="agenda_change"),
    path("dagordning/versioner/", versions.versions, name="agenda_versions"),
    path("kallelse/", planning.summons, name="summons"),
    path("kallelse.pdf", reading.summons_pdf, name="summons_pdf"),
    path("svar/", answers.answer, name="answer"),
    path("svarslista/", answers.answers, name="answers"),
    path("svarslista/<int:pk>/", answers.answer_of, name="answer_of"),
    path("utskick/", answers.letters, name="letters"),
    path("utskick/<int:pk>/omsandning/", answers.resending, name="letter_resending"),
    path("lasning/", marks.marks, name="reading"),
    path("handlingar/", papers.meeting_documents, name="meeting_documents"),
    path("handlingar/<int:pk>/", papers.document, name="document"),
    path("handlingar/<int:pk>/anteckningar/", notes.of_document, name="document_notes"),
    path("handlingar/<int:pk>/uppgifter/", papers.document_facts, name="document_facts"),
    path("handlingar/<int:pk>/versioner/", papers.document_versions, name="document_versions"),
    path("handlingar/<int:pk>/borttagning/", papers.document_removal, name="document_removal"),
    path("handlingar.pdf", bundles.meeting_bundle, name="bundle_pdf"),
    path("handlingar.zip", bundles.meeting_archive, name="bundle_zip"),
    path("punkter/ny/", agenda.new_item, name="item_new"),
    path("punkter/<int:number>/", reading.item, name="item"),
    path("punkter/<int:number>/anteckningar/", notes.of_item, name="item_notes"),
    path("punkter/<int:number>/utdrag.pdf", reading.extract_pdf, name="extract_pdf"),
    path("punkter/<int:number>/underlag/", agenda.item_papers, name="item_papers"),
    path("punkter/<int:number>/handlingar/", papers.item_documents, name="item_documents"),
    path("punkter/<int:number>/handlingar.pdf", bundles.item_bundle, name="item_bundle_pdf"),
    path("punkter/<int:number>/handlingar.zip", bundles.item_archive, name="item_bundle_zip"),
    path("punkter/<int:number>/gaster/", guests.guests, name="item_guests"),
    path("punkter/<int:number>/strykning/", agenda.strike, name="item_strike"),
    path("punkter/<int:number>/aterstallning/", agenda.restoration, name="item_restoration"),
    path("punkter/<int:number>/dagordning/", agenda.placement, name="item_placement"),
    path("punkter/<int:number>/fortsattning/", agenda.continuation, name="item_continuation"),
    path("punkter/<int:number>/utfall/", recording.outcome, name="item_outcome"),
    path("punkter/<int:number>/avvikande-synpunkt/", recording.dissent, name="item_dissent"),
    path("punkter/<int:number>/forankring/", preparation.stance, name="item_preparation"),
    path(
        "punkter/<int:number>/forankring/bekraftelse/",
        preparation.confirmation,
        name="preparation_confirmation",
    ),
    path("historik/", history.history, name="meeting_history"),
    path("forankring/", preparation.matrix, name="preparation"),
    path("avvikande-synpunkter/<int:pk>/atertagande/", recording.withdrawal, name="dissent_withdrawal"),
    path("gaster/<int:pk>/indragning/", guests.revocation, name="guest_revocation"),
    path("narvaro/", recording.attendance, name="attendance"),
    path("formalia/", recording.formalities, name="formalities"),
    path("avslut/", recording.closing, name="closing"),
    path("oppning/", recording.reopening, name="reopening"),
    path("protokoll/", minutes.minutes, name="minutes"),
    path("protokoll.pdf", minutes.pdf, name="minutes_pdf"),
    path("protokoll/utskick/", minutes.sending, name="minutes_sending"),
    path("protokoll/justering/", minutes.approval, name="minutes_approval"),
    path("protokoll/andring/", minutes.change, name="minutes_change"),
    path("protokoll/aterkallande/", minutes.recall, name="minutes_recall"),
    path("protokoll/publicering/", minutes.publication, name="minutes_publication"),
]

seat = [
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
    path("platser/<slug:council>/<int:pk>/", include(seat)),
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
    path("journal/", journal.journal, name="journal"),
    path("journal.csv", journal.journal_csv, name="journal_csv"),
    path("inloggningar/", sign_ins.sign_ins, name="sign_ins"),
]

recurring_item = [
    path("", recurring.recurring_items, name="recurring_items"),
    path("ny/", recurring.new, name="recurring_new"),
    path("<int:pk>/", recurring.change, name="recurring"),
    path("<int:pk>/borttagning/", recurring.removal, name="recurring_removal"),
]

proposal = [
    path("", proposals.proposal, name="proposal"),
    path("underlag/", proposals.papers, name="proposal_papers"),
    path("handlingar/", proposal_documents.documents, name="proposal_documents"),
    path("handlingar/<int:document>/", proposal_documents.document, name="proposal_document"),
    path(
        "handlingar/<int:document>/borttagning/",
        proposal_documents.removal,
        name="proposal_document_removal",
    ),
    path("kommentarer/", proposals.comments, name="proposal_comments"),
    path("plats/", proposals.move, name="proposal_place"),
    path("sammanforing/", proposals.merging, name="proposal_merging"),
    path("atertagande/", proposals.withdrawal, name="proposal_withdrawal"),
]

urlpatterns = [
    path("", portal.start, name="start"),
    path("kalender.ics", calendar.public, name="calendar"),
    path("kalender/<slug:token>.ics", calendar.private, name="calendar_feed"),
    path("mitt/", mine.mine, name="mine"),
    path("mitt/anteckningar/", notes.notes, name="notes"),
    path("mitt/anteckningar/<int:pk>/", notes.note, name="note"),
    path("mitt/anteckningar/<int:pk>/borttagning/", notes.removal, name="note_removal"),
    path("mitt/kalender/", calendar.address, name="calendar_address"),
    path("mitt/utskick/", mail.choice, name="mail_choice"),
    path("utskick/avregistrering/<str:token>/", mail.farewell, name="mail_farewell"),
    path("gast/<slug:token>/", guests.guest, name="guest"),
    path("stallningstaganden/", positions.register, name="positions"),
    path("stallningstaganden/<int:year>/<int:number>-<slug:slug>/", positions.position, name="position"),
    path("stallningstaganden/<int:year>/<int:number>-<slug:slug>.pdf", positions.pdf, name="position_pdf"),
    path(
        "stallningstaganden/<int:year>/<int:number>-<slug:slug>/formella-beslut/",
        positions.decisions,
        name="position_decisions",
    ),
    path("rad/", councils.councils, name="councils"),
    path("rad/<slug:council>/", councils.council, name="council"),
    path("rad/<slug:council>/moten/", reading.meetings, name="council_meetings"),
    path("rad/<slug:council>/moten/nytt/", planning.new, name="meeting_new"),
    path("rad/<slug:council>/moten/<day:date>/", include(meeting)),
    path("strategi/", strategy.strategy, name="strategy"),
    path("strategi/utgavor/<slug:slug>/", strategy.edition, name="strategy_edition"),
    path("strategi/framtagande/", strategy.making, name="making"),
    path("strategi/mal/<str:slug>/", strategy.goal, name="goal"),
    path("strategi/plan/", strategy.plan, name="plan"),
    path("strategi/plan/<int:year>/", strategy.plan, name="plan_edition"),
    path("strategi/fokusomraden/<slug:slug>/", strategy.focus_area, name="focus_area"),
    path("forslag/", proposals.proposals, name="proposals"),
    path("forslag/nytt/", proposals.new, name="proposal_new"),
    path("forslag/<int:pk>/", include(proposal)),
    path("beredning/", proposals.board, name="board"),
    path("kansli/", office.office, name="office"),
    path("kansli/aterkommande/<slug:council>/", include(recurring_item)),
    path("kansli/arshjul/", years.year, name="year"),
    path("kansli/arshjul/<int:year>/", years.year, name="year_of"),
    path("kansli/arshjul/<int:year>.pdf", years.year_pdf, name="year_pdf"),
    path("kansli/arshjul/<int:year>.ics", years.year_calendar, name="year_calendar"),
    path("kansli/arshjul/<int:year>/planering/", years.planning, name="year_planning"),
    path("", include("rus_portal.signin.urls")),
    path("kansli/", include(kept_by_the_office)),
    path("demo/", portal.demo, name="demo"),
    path("om/", portal.about, name="about"),
    path("tillganglighet/", portal.accessibility, name="accessibility"),
    path("personuppgifter/", portal.personal_data, name="personal_data"),
    path("utan-nat/", own_device.refuge, name="offline"),
    path("utan-nat.js", own_device.worker, name="offline_worker"),
    path("halsa/", portal.health, name="health"),
    path("admin/", admin.site.urls),
]
