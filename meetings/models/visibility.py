"""A person's relation to a meeting: the conditions from which every `visible_to` in this app is built.

Each takes the lookup path to the meeting, so that one wording serves items, documents, positions and minutes.
Where a person has no such seat the condition is `NOTHING`, which costs the database neither joins nor time.
"""

from django.db.models import Q

from meetings.models.agenda import AgendaApproval
from meetings.models.meeting import Meeting
from rus_portal.core.standing import standing_of

NOTHING = Q(pk__in=[])


def _one_of(path, ids):
    return Q(**{f"{path}__in": ids}) if ids else NOTHING


def kept_by(person, path="meeting"):
    """The person belongs to the secretariat of the inviting council."""
    return _one_of(f"{path}__council__office", standing_of(person).keeps)


def prepared_by(person, path="meeting"):
    """The person sits in the group that prepares the inviting council's agenda."""
    return _one_of(f"{path}__council__prepared_by", standing_of(person).prepares)


def read_by(person, path="meeting"):
    """The person holds a seat in a council that meets."""
    reads = standing_of(person).reads
    if not reads:
        return NOTHING
    joint = Meeting.joint_with.through.objects.filter(council__in=reads).values("meeting")
    return Q(**{f"{path}__council__in": reads}) | Q(**{f"{path}__in": joint})


def approves(person, path="meeting"):
    """The person chairs the meeting, see `rus_portal.core.standing.chairs`, and has been asked to approve
    its agenda."""
    standing = standing_of(person)
    if not (standing.leads or standing.reads):
        return NOTHING
    asked = Q(**{f"{path}__in": AgendaApproval.objects.values("meeting")})
    leads = _one_of(f"{path}__council", standing.leads)
    return asked & (leads | Q(**{f"{path}__chair": person}) & read_by(person, path))


def published(path="meeting"):
    """The minutes of the meeting are published."""
    done = Meeting.objects.filter(minutes__published_at__isnull=False).values("pk")
    return Q(**{f"{path}__in": done})


def brings(person, path=""):
    """The person wrote the proposal, or has a seat for the organisation that makes it, or such a proposal was
    merged into it; `path` leads to the item, as in "item__"."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    organisations = [held.seat.organisation_id for held in standing.appointments]
    theirs = Q(added_by=person) | Q(proposed_by__in=organisations)
    merged = Meeting.items.rel.related_model._default_manager.filter(theirs, merged_into__isnull=False)
    return (
        Q(**{f"{path}added_by": person})
        | Q(**{f"{path}proposed_by__in": organisations})
        | Q(**{f"{path}pk__in": merged.values("merged_into")})
    )


def follows(person, path=""):
    """A proposal the person brings, or one to a council the person keeps or prepares. A draft is followed by
    its writer alone."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    submitted = ~Q(**{f"{path}stage": "draft"}) & (
        brings(person, path)
        | _one_of(f"{path}council__office", standing.keeps)
        | _one_of(f"{path}council__prepared_by", standing.prepares)
    )
    return Q(**{f"{path}council__isnull": False}) & (Q(**{f"{path}added_by": person}) | submitted)


def sees_every_stance(person, path="meeting"):
    """The person may see all organisations' stances before the meeting: the secretariat and whoever chairs it
    always, the other readers unless the inviting council keeps them sealed until then."""
    chairs = Q(**{f"{path}__chair": person}) if person.is_authenticated else NOTHING
    unsealed = Q(**{f"{path}__council__stances_sealed": False}) | Q(**{f"{path}__held_at__isnull": False})
    return kept_by(person, path) | read_by(person, path) & (chairs | unsealed)


def speaks_for(person, path="meeting", organisation="organisation"):
    """The person holds a seat for the organisation, elected or official, in a council that meets."""
    own = NOTHING
    for seat in (held.seat for held in standing_of(person).appointments):
        if seat.reads_documents:
            joint = Meeting.joint_with.through.objects.filter(council=seat.council_id).values("meeting")
            meets = Q(**{f"{path}__council": seat.council_id}) | Q(**{f"{path}__in": joint})
            own |= Q(**{organisation: seat.organisation_id}) & meets
    return own
