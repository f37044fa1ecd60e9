"""A small world with one of each thing, for the tests that walk over everything."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from councils.models import Council
from meetings.models import Meeting, Position
from meetings.workflow import agenda, meetings
from rus_portal.demo.people import person_for
from tests import acts

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
SLUGS = {"goal": "1.1", "strategy_edition": "2020-2030", "focus_area": "paverkansagenda"}
# The library's own pages of sign-in have their own tests; Django's admin its own rights.
NOT_OURS = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_")


@dataclass
class World:
    """Meetings of the Regional council in each stage, and what else an address may name."""

    draft: Meeting
    sent: Meeting
    closed: Meeting
    done: Meeting
    position: Position
    things: dict = field(default_factory=dict)


def make_world():
    """Call after `populate()`: a planned, a summoned, a closed and a published meeting, all with papers."""
    regional = Council.objects.get(slug="regionala-samverkansradet")
    draft = acts.plan(regional, days=40)
    acts.add(draft)
    sent = _with_paper(acts.plan(regional, days=0), acts.add)
    meetings.send_summons(sent, by=person_for("secretary"))
    closed = acts.held(regional)
    done = acts.held(regional, dissent_by=person_for("member"))
    acts.published(done)
    sent.refresh_from_db()
    acts.dissent(sent.items.get(), person_for("opposition"))
    return World(draft, sent, closed, done, Position.objects.get(item__meeting=done))


def _with_paper(meeting, add):
    item = add(meeting)
    agenda.attach_document(
        meeting,
        ContentFile(b"%PDF-1.7 underlag", name="underlag.pdf"),
        item=item,
        by=person_for("secretary"),
        title="Underlag",
    )
    return meeting


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
    found = {}
    for stage in ("draft", "sent", "closed", "done"):
        meeting = getattr(world, stage)
        for kwargs in _ways(world, meeting, name):
            try:
                found[stage if "date" in kwargs else ""] = reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
            break
    return found


def _ways(world, meeting, name):
    """The keywords the address of a route may take: the first that fit are the ones meant."""
    below = {"council": meeting.council.slug, "date": meeting.date.isoformat()}
    paper = meeting.documents.first()
    dissent = next((d for item in meeting.items.all() for d in item.dissents.all()), None)
    seat = meeting.council.seats.filter(appointments__isnull=False).order_by("pk").first()
    term = seat.appointments.order_by("pk").first()
    person = person_for("member")
    position = world.position
    yield {}
    yield below
    yield below | {"number": 1}
    if paper:
        yield below | {"pk": paper.pk}
    if dissent:
        yield below | {"pk": dissent.pk}
    yield {"council": meeting.council.slug}
    yield {"council": meeting.council.slug, "pk": seat.pk}
    yield {"council": meeting.council.slug, "pk": seat.pk, "term": term.pk}
    yield {"pk": world.things.get(name, person.pk)}
    yield {"year": position.year, "number": position.number, "slug": position.slug}
    yield {"slug": SLUGS.get(name, "")}
