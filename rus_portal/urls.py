"""The whole address map. Swedish, ASCII, plural nouns, no verbs; one address for each thing."""

from django.contrib import admin
from django.urls import include, path, register_converter

from councils import views as councils
from meetings.views import agenda, minutes, planning, positions, reading, recording
from rus_portal import office
from rus_portal import views as portal
from strategy import views as strategy


class IsoDate:
    """2026-03-12, as text: the view looks the meeting up by it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
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
    path("kallelse/", planning.summons, name="summons"),
    path("kallelse.pdf", reading.summons_pdf, name="summons_pdf"),
    path("handlingar/", agenda.meeting_documents, name="meeting_documents"),
    path("handlingar/<int:pk>/", reading.document, name="document"),
    path("handlingar/<int:pk>/borttagning/", agenda.document_removal, name="document_removal"),
    path("punkter/ny/", agenda.new_item, name="item_new"),
    path("punkter/<int:number>/", reading.item, name="item"),
    path("punkter/<int:number>/utdrag.pdf", reading.extract_pdf, name="extract_pdf"),
    path("punkter/<int:number>/underlag/", agenda.item_papers, name="item_papers"),
    path("punkter/<int:number>/handlingar/", agenda.item_documents, name="item_documents"),
    path("punkter/<int:number>/strykning/", agenda.strike, name="item_strike"),
    path("punkter/<int:number>/aterstallning/", agenda.restoration, name="item_restoration"),
    path("punkter/<int:number>/dagordning/", agenda.placement, name="item_placement"),
    path("punkter/<int:number>/fortsattning/", agenda.continuation, name="item_continuation"),
    path("punkter/<int:number>/utfall/", recording.outcome, name="item_outcome"),
    path("punkter/<int:number>/avvikande-synpunkt/", recording.dissent, name="item_dissent"),
    path("avvikande-synpunkter/<int:pk>/atertagande/", recording.withdrawal, name="dissent_withdrawal"),
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

urlpatterns = [
    path("", portal.start, name="start"),
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
    path("kansli/", office.office, name="office"),
    path("", include("rus_portal.signin.urls")),
    path("demo/", portal.demo, name="demo"),
    path("om/", portal.about, name="about"),
    path("tillganglighet/", portal.accessibility, name="accessibility"),
    path("personuppgifter/", portal.personal_data, name="personal_data"),
    path("halsa/", portal.health, name="health"),
    path("admin/", admin.site.urls),
]
