"""The letters about what somebody lodged, stated or answered, where another took it over, let it fall or put
it right. As in `letters`, each function returns letters not yet saved."""

from meetings.mail.text import of_meeting
from meetings.models import Letter
from rus_portal.core.address import whole

Kind = Letter.Kind


def taken_over(thing, former, heir, *, text, at):
    """To whoever lodged a dissent or stated a stance and left the seat: it is another's now."""
    told = {"heir": heir, "words": text, "fell": False}
    return _about(thing, "takeover", "Det du lämnade är övertaget", former, at=at, **told)


def let_fall(thing, former, heir, *, text, at):
    """To the same: it does not stand any more. The words go along."""
    told = {"heir": heir, "words": text, "fell": True}
    return _about(thing, "takeover", "Det du lämnade står inte kvar", former, at=at, **told)


def heir(thing, person, *, url, at):
    """To whoever has the seat on the day of the meeting, and is asked to take over what another left."""
    author = getattr(thing, "person", None) or thing.recorded_by
    told = {"author": author, "item_url": whole(url)}
    day = thing.item.meeting.date
    return _about(thing, "heir", "Ta över eller låt falla", person, at=at, once=day, template="heir", **told)


def given_back(thing, person, first, *, text, at, is_back=True):
    """After a move: what the person lodged stands again, or gives way to what the one who is there did."""
    heading = "Det du lämnade gäller igen" if is_back else "Det du lämnade står inte kvar"
    told = {"first": first, "words": text, "is_back": is_back}
    return _about(thing, "given-back", heading, person, at=at, template="given_back", **told)


def _about(thing, occasion, heading, person, *, at, once=None, **told):
    """`once` tells it from other letters of the same occasion, where that is not when it is written."""
    return of_meeting(
        Kind.TAKEOVER,
        heading,
        thing.item.meeting,
        person,
        key=_key(occasion, thing, person, once or at.isoformat()),
        at=at,
        item=thing.item,
        what=thing._meta.verbose_name,
        organisation=getattr(thing, "whose", thing.organisation),
        **told,
    )


def _key(occasion, thing, person, once):
    return f"{occasion}:{thing._meta.model_name}-{thing.pk}:{person.pk}:{once}"


def told_put_right(told, people, *, before, after, reason, by, at):
    """To those who keep it for the organisation that tells it: the secretariat put it right or, where there
    is nothing `after`, took it back. Both as words."""
    position, meeting = told.position, told.position.item.meeting
    return [
        of_meeting(
            Kind.TAKEOVER,
            "Rättat av kansliet" if after else "Tillbakataget av kansliet",
            meeting,
            person,
            key=_key("put-right", told, person, at.isoformat()),
            at=at,
            template="told_put_right",
            organisation=told.organisation_name,
            designation=position.designation,
            matter=position.item.title,
            before=before,
            after=after,
            reason=reason,
            kept_at=whole(told.kept_at),
            by=by,
        )
        for person in people
        if person.email
    ]


def put_right(thing, meeting, people, what, *, before, after, by, at):
    """To those for whom the secretariat typed something in: it was put right, or taken back where there is
    nothing `after`. Both as words. Those without an address are told by whoever it was that typed it."""
    return [
        of_meeting(
            Kind.TAKEOVER,
            "Rättat av kansliet" if after else "Borttaget av kansliet",
            meeting,
            person,
            key=_key("put-right", thing, person, at.isoformat()),
            at=at,
            template="put_right",
            what=what,
            before=before,
            after=after,
            by=by,
        )
        for person in people
        if person.email
    ]
