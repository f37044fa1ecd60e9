"""What those who follow a position up are asked for when it is due: how far their commitments have come, and
of the secretariat whether a position is looked at again and what became of financing."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from councils.models import Appointment, read_standings
from meetings.models import Funding, Position, Undertaking
from meetings.todo.awaited import Awaited, Kind
from meetings.todo.worklist import Task
from rus_portal.core.permissions import may_follow_up
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_of, standing_of
from rus_portal.core.words import day_soon

SOON = dt.timedelta(days=30)  # before the last day: then it is asked for on the person's own page
TOLD_AS = {Kind.UNDERTAKING: "ataganden", Kind.FUNDING: "finansiering"}  # in the address
STANDS = Q(position__published_at__isnull=False)


def followed_up(person, until=None):
    """What the person is asked for by the day `until`, the first due first. Queries only for those who look
    after something at home, or keep a council: at most three."""
    until = until or timezone.localdate() + SOON
    homes, keeps = homes_of(person), standing_of(person).keeps
    if homes or keeps:
        for row in undertakings_due(Q(organisation__in=homes) | _kept_whole(keeps), until):
            if may_follow_up(person, row.position, row.organisation):
                yield _awaited(Kind.UNDERTAKING, person, row.position, row.due, row)
    if keeps:
        for row in unanswered(Q(position__council__office__in=keeps), until):
            yield _awaited(Kind.FUNDING, person, row.position, row.answer_on, row)
        for row in to_review(Q(council__office__in=keeps), until):
            yield _awaited(Kind.REVIEW, person, row, row.review_on, row)


def followed_up_by_all(until):
    """The same from everyone. Further queries only where something is due."""
    today, everything = timezone.localdate(), Q()
    due = list(undertakings_due(everything, until))
    homes = {row.organisation_id for row in due}
    offices = {row.position.council.office_id for row in due if row.organisation_id is None}
    offices |= {row.position.council.office_id for row in unanswered(everything, until)}
    offices |= {row.council.office_id for row in to_review(everything, until)}
    if not due and not offices:
        return
    held = Appointment.objects.at_home(today).filter(seat__organisation__in=homes)
    keeps = Appointment.objects.on(today).filter(seat__council__in=offices)
    rows = [each for some in (held, keeps) for each in some.select_related("person").in_council_order()]
    people = list(dict.fromkeys(each.person for each in rows))
    read_standings(people)
    for person in people:
        yield from followed_up(person, until)


def to_follow_up(councils, today):
    """What the secretariat is asked for after positions, by the id of their council, and what organisations
    are late with. Three queries."""
    own, until = Q(position__council__in=councils), today + SOON
    found = defaultdict(list)
    for row in to_review(Q(council__in=councils), until):
        due = day_soon(row.review_on)
        sentence = f"{row.designation}, ”{row.item.title}”, ska ses över senast den {due}."
        late, url = row.review_on < today, _place(Kind.REVIEW, row, row)
        found[row.council_id].append(Task(sentence, "Anteckna översynen", url, late))
    for row in unanswered(own, until):
        sentence = f"Besked om {row.programme} väntas den {day_soon(row.answer_on)}, för {_of(row)}."
        url = _place(Kind.FUNDING, row.position, row)
        found[row.position.council_id].append(Task(sentence, "Anteckna beskedet", url, row.is_late))
    for row in undertakings_due(own, until):
        if row.organisation_id is None or row.is_late:
            verb = "skulle ha gjort" if row.is_late else "ska ha gjort"
            sentence = f"{row.organisation_name} {verb} det senast den {day_soon(row.due)}: {row.what}"
            url = _place(Kind.UNDERTAKING, row.position, row)
            found[row.position.council_id].append(Task(sentence, "Följ upp", url, row.is_late))
    return found


def _of(row):
    return f"{row.position.designation}, ”{row.position.item.title}”"


def _kept_whole(offices):
    """The council's own, which its secretariat answers for."""
    return Q(organisation=None, position__council__office__in=offices)


def _awaited(kind, person, position, due, subject):
    url = _place(kind, position, subject)
    return Awaited(kind, person, position.item.meeting, url, due, subject)


def _place(kind, position, subject):
    """The form of what is asked about."""
    if kind == Kind.REVIEW:
        return position.url("position_review")
    return position.url("follow_up_change", TOLD_AS[kind], subject.pk)


@prepared
def undertakings_due(whose, until):
    due = Undertaking.objects.filter(status__in=Undertaking.OPEN, due__lte=until, withdrawn_at=None)
    rows = _found_first(due).filter(whose, STANDS).order_by("due", "pk")
    return _with_meeting(rows, "position__", "organisation")


@prepared
def unanswered(whose, until):
    due = Funding.objects.filter(answer_on__lte=until, withdrawn_at=None)
    rows = _found_first(due.exclude(status__in=Funding.SETTLED)).filter(whose, STANDS)
    return _with_meeting(rows.order_by("answer_on", "pk"), "position__")


@prepared
def to_review(whose, until):
    """Nothing has taken their place. An earlier review has set another day, or none."""
    rows = Position.objects.filter(whose, published_at__isnull=False, review_on__lte=until)
    return _with_meeting(rows.filter(superseded_by=None).order_by("review_on", "pk"), "")


def _found_first(due):
    """The few that wait, before all that they are of is looked through."""
    return due.model.objects.filter(pk__in=due.order_by().values("pk"))


def _with_meeting(rows, to, *others):
    rows = rows.select_related(f"{to}council", f"{to}item__meeting__council", *others)
    return rows.prefetch_related(f"{to}item__meeting__joint_with")
