"""A small world with one of each thing, for the tests that walk over everything."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from councils.models import Council, Organisation
from meetings.mail.message import unsubscribe_address
from meetings.models import (
    AgendaItem,
    Consultation,
    ConsultationFile,
    Feedback,
    Meeting,
    MinutesApproval,
    NeighbourSystem,
    Note,
    PaperRequest,
    Position,
    RecurringItem,
    Retelling,
    SearchAlert,
)
from meetings.retellings.table import template
from meetings.workflow import recurring
from meetings.workflow.calendar import new_address
from meetings.workflow.consultation import answer_consultation
from meetings.workflow.document import attach_document
from meetings.workflow.follow_up import tell_result
from meetings.workflow.guest import invite_guest
from meetings.workflow.note import write_note
from meetings.workflow.paper_request import answer_request, ask_for_paper
from meetings.workflow.retelling import save_retelling
from meetings.workflow.screen import open_screen
from meetings.workflow.statement import lodge_statement
from rus_portal.demo.people import person_for
from strategy.models import Indicator, IndicatorImport, StrategicPlan, Strategy
from strategy.workflow.plan import begin_edition
from strategy.workflow.strategy import begin_strategy
from tests import acts
from tests.conftest import unprinted
from tests.strategy import files

ROLES = {
    "public": None,
    "secretary": "secretary",
    "chair": "chair",
    "member": "member",
    "opposition": "opposition",
    "official": "official",
    "preparer": "preparatory",
    "outsider": "outsider",
    "administrator": "admin",
}
STAGES = ("draft", "sent", "closed", "done")
# allauth's sign-in pages have their own tests; Django's admin its own rights.
NOT_OURS = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_")
OF_POSITION = ("position", "follow_up", "result")
KINDS = {"follow_up": "resultat", "oparl": "meeting"}
KEYS = {
    "hint_closing": lambda meeting: "mine",
    "oparl_own_list": lambda meeting: f"council-{meeting.council_id}",
}
SLUGS = {
    "goal": "1.1",
    "strategy_edition": "2020-2030",
    "focus_area": "paverkansagenda",
    "organisation": "harnosand",
    "perspective": "agenda-2030",
    "edition_area": "paverkansagenda-2027",
    "edition_return": "paverkansagenda",
    "consultation_answer": "timra",
    **dict.fromkeys(
        (
            *("strategy_changes", "strategy_update", "strategy_review", "strategy_removal"),
            *("strategy_goal", "strategy_goal_return", "relinking"),
        ),
        "2027-2037",
    ),
    **dict.fromkeys(
        ("indicator", "indicator_reading", "indicator_import", "indicator_withdrawal"), "behoriga"
    ),
    **dict.fromkeys(("indicator_csv", "indicator_json", "indicator_xlsx"), "behoriga"),
}


@dataclass
class World:
    """Meetings of the Regional council in each stage, and the other things an address may name."""

    draft: Meeting
    sent: Meeting
    closed: Meeting
    done: Meeting
    position: Position
    proposal: AgendaItem
    note: Note
    recurring: RecurringItem
    asked: PaperRequest
    tokens: dict


def make_world():
    """Call after `populate()`: a planned, a summoned, a closed and a published meeting of the council."""
    regional = Council.objects.get(slug="regionala-samverkansradet")
    secretary, member = person_for("secretary"), person_for("member")
    # First what no moment is written down of: so it is remembered from the world before.
    closed = acts.held(regional)
    acts.ask(closed, member)
    done = acts.held(regional, dissent_by=member)
    acts.ask(done, *acts.members(regional, 16)[-5:])
    for asked in done.evaluators.all():
        acts.answer(asked)
    acts.published(done)
    proposal = acts.proposed(regional)
    draft = acts.plan(regional, days=40)
    acts.add(draft)
    sent = acts.plan(regional, days=0)
    item = acts.add(sent)
    document = ContentFile(unprinted("Underlag"), name="underlag.pdf")
    attach_document(sent, document, item=item, by=secretary, title="Underlag")
    acts.add(sent, title="Det som utgår")
    acts.send(sent)
    acts.drop(sent.items.get(number=2))
    item.refresh_from_db()
    acts.dissent(item, person_for("opposition"))
    lodge_statement(item, seat=acts.seat_of(member, regional), text="Vi noterar.", by=member)
    note = write_note(item, by=member, text="Fråga om kostnaden.")
    _, guest_token = invite_guest(item, by=secretary, name="Gästande forskare")
    sent.refresh_from_db()
    asked = ask_for_paper(sent.documents.get())
    answer_request(asked, by=secretary, outcome="whole")
    screen_token = open_screen(sent, by=secretary)
    unsubscribe = urlsplit(unsubscribe_address(member)).path.rstrip("/").rpartition("/")[2]
    alert = SearchAlert.objects.create(email="nagon@example.se", query="q=bana", asked_at=timezone.now())
    tokens = {
        "guest": guest_token,
        "calendar_feed": new_address(by=member),
        "mail_unsubscribe": unsubscribe,
        **dict.fromkeys(("search_alert_of", "search_alert_end"), alert.get_absolute_url().split("/")[-2]),
        **dict.fromkeys(("paper_request_of", "paper_handed"), asked.token()),
        "feedback_receipt": Feedback.objects.filter(minutes__meeting=done).first().token(),
        "screen": screen_token,
        "screen_now": screen_token,
    }
    make_beside(secretary)
    position = Position.objects.get(item__meeting=done)
    picture = {"picture": acts.photo(), "picture_text": "Ett grönt fält."}
    timra, told = Organisation.objects.get(slug="timra"), {"text": "Tågen går.", "happened_on": done.date}
    tell_result(position, timra, by=person_for("official"), **told, **picture)
    stated = {"recorded_at": done.convened_at, "recorded_by": member, "status": "supports"}
    position.item.stances.create(organisation=Organisation.objects.get(slug="harnosand"), **stated)
    recurs = recurring.add_recurring(regional, by=secretary, title="Rapport från RUS-gruppen")
    acts.enclose(proposal, content=unprinted("Underlag"))
    return World(draft, sent, closed, done, position, proposal, note, recurs, asked, tokens)


def make_beside(secretary):
    """What an address may name that belongs to no meeting."""
    measured()
    plan = begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
    before = Strategy.objects.get(is_own=True)
    begin_strategy(before, by=secretary, year_from=2027, year_to=2037)
    consulted(step=None, plan=plan)
    rows = list(enumerate(template(), start=1))
    save_retelling(None, [], by=secretary, source="Protokoll 2015–2022.", name="mall.csv", rows=rows)
    told = {"name": "Region Annan", "address": "https://annan.example/system"}
    NeighbourSystem.objects.create(added_at=timezone.now(), added_by=secretary, **told)


def consulted(**of):
    """A consultation that the official has answered, with a file of each."""
    asked = acts.consultation(files=[ContentFile(unprinted("Förslag"), name="forslag.pdf")], **of)
    answer = asked.answers.get(organisation__slug="timra")
    paper = ContentFile(unprinted("Yttrande"), name="yttrande.pdf")
    by = person_for("official")
    return answer_consultation(answer, by=by, text="Vi tillstyrker.", files=[paper], send=True)


def measured():
    """An indicator with the values of a file, and a file that waits to be looked through."""
    indicator = Indicator.objects.create(title="Andel behöriga", unit="procent", slug="behoriga")
    indicator.goals.add(acts.goal("1.1"))
    for file in (files.px(), files.jsonstat()):
        acts.measured(indicator, file)
    acts.read_file(indicator, files.jsonstat(value=[1, 2, 3, 4]))
    return indicator


def routes():
    """The names of all our own routes, in the order of the address map."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name
            elif isinstance(pattern, URLResolver) and pattern.app_name != "admin":
                yield from walk(pattern.url_patterns)

    names = [name for name in walk(get_resolver().url_patterns) if name]
    return [name for name in dict.fromkeys(names) if not name.startswith(NOT_OURS)]


def addresses(world, name):
    """Every address of the route in this world, by the stage of the meeting it names ("" for none)."""
    (_, parameters) = get_resolver().reverse_dict.getlist(name)[0][0][0]
    stages = STAGES if "date" in parameters else ("done",)
    found = {}
    for stage in stages:
        meeting = getattr(world, stage)
        values = {parameter: _value(world, meeting, name, parameter) for parameter in parameters}
        if None not in values.values():
            found[stage if "date" in parameters else ""] = reverse(name, kwargs=values)
    return found


def _value(world, meeting, name, parameter):
    """The value for a parameter of the route's address; None where the meeting has none."""
    if parameter == "pk":
        return _key(world, meeting, name)
    return {
        "council": lambda: meeting.council.slug,
        "date": lambda: meeting.day,
        "number": lambda: world.position.number if name.startswith(OF_POSITION) else _number(meeting),
        "year": lambda: 2027 if name.startswith("edition") else world.position.year,
        "slug": lambda: SLUGS.get(name, world.position.slug),
        "organisation": lambda: "timra",
        "seat": lambda: next(iter(_first(meeting).dissents.values_list("seat", flat=True)), None),
        "term": lambda: _seat(meeting).appointments.order_by("pk").first().pk,
        "goal": lambda: "1.1" if name == "strategy_goal_return" else "1.1-2027-2037",
        "token": lambda: world.tokens.get(name),
        "kind": lambda: next(
            (each for start, each in KINDS.items() if name.startswith(start)), "organisationer"
        ),
        "key": lambda: KEYS[name](meeting) if name in KEYS else world.done.pk,
        "rest": lambda: "finns-inte",
        "version": lambda: 1,
        "passage": lambda: "motet.place",
        "listing": lambda: "arenden",
        "section": lambda: "stallningstaganden",
        "reader": lambda: "ledamot",
        "subject": lambda: "forankring",
        "document": lambda: world.proposal.documents.order_by("pk").first().pk,
    }[parameter]()


def _first(meeting):
    return meeting.items.order_by("number").first()


def _number(meeting):
    return getattr(_first(meeting), "number", 1)


def _key(world, meeting, name):
    if name.startswith(("seat", "appointment")):
        return _seat(meeting).pk
    if name.startswith(("person", "answer_of")):
        return person_for("member").pk
    if name.startswith("proposal"):
        return world.proposal.pk
    if name.startswith("recurring"):
        return world.recurring.pk
    if name.startswith("neighbour"):
        return NeighbourSystem.objects.order_by("pk").first().pk
    if name.startswith("retelling"):
        return Retelling.objects.order_by("pk").first().pk
    if name.startswith("note"):
        return world.note.pk
    if name == "integration_revocation":
        return 1
    if name == "consultation_file":
        return ConsultationFile.objects.exclude(answer=None).latest("pk").pk
    if name.startswith("consultation"):
        return Consultation.objects.latest("pk").pk
    if name.startswith("paper_request"):
        return world.asked.pk
    if name.startswith("indicator"):
        return IndicatorImport.objects.order_by("-pk").first().pk
    if name.startswith("basics"):
        return Organisation.objects.get(slug="timra").pk
    item = meeting.items.first()
    things = {
        "follow": world.position.results,
        "result": world.position.results,
        "document": meeting.documents,
        "paper": meeting.documents,
        "dissent": item.dissents,
        "guest": item.guests,
        "letter": meeting.letters,
        "lift": meeting.lifts,
        "statement": item.statements,
        "minutes": MinutesApproval.objects.filter(minutes__meeting=meeting),
        "verification": meeting.minutes,
    }
    thing = things[name.partition("_")[0]].order_by("pk").first()
    return thing and thing.pk


def _seat(meeting):
    return meeting.council.seats.filter(appointments__isnull=False).order_by("pk").first()
