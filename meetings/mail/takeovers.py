"""The letters about what somebody lodged, stated or answered, where another took it over, let it fall or put
it right. As in `letters`, each function returns letters not yet saved."""

from django.conf import settings

from meetings.mail.text import of_meeting
from meetings.models import Letter

Kind = Letter.Kind


def taken_over(thing, former, heir, *, text, at):
    """To whoever lodged a dissent or stated a stance and left the seat: it is another's now."""
    return _of_what_was_left(thing, former, heir, text=text, at=at, fell=False)


def let_fall(thing, former, heir, *, text, at):
    """To the same: it does not stand any more. The words go along."""
    return _of_what_was_left(thing, former, heir, text=text, at=at, fell=True)


def heir(thing, person, *, url, at):
    """To whoever has the seat on the day of the meeting, and is asked to take over what another left."""
    meeting, author = thing.item.meeting, getattr(thing, "person", None) or thing.recorded_by
    return of_meeting(
        Kind.TAKEOVER,
        "Ta över eller låt falla",
        meeting,
        person,
        key=f"heir:{thing._meta.model_name}-{thing.pk}:{person.pk}:{meeting.date}",
        at=at,
        template="heir",
        author=author,
        item=thing.item,
        what=thing._meta.verbose_name,
        organisation=thing.organisation,
        item_url=settings.PORTAL_URL + url,
    )


def given_back(thing, person, first, *, text, at, is_back=True):
    """After a move: what the person lodged stands again, or gives way to what the one who is there did."""
    return of_meeting(
        Kind.TAKEOVER,
        "Det du lämnade gäller igen" if is_back else "Det du lämnade står inte kvar",
        thing.item.meeting,
        person,
        key=f"given-back:{thing._meta.model_name}-{thing.pk}:{person.pk}:{at.isoformat()}",
        at=at,
        template="given_back",
        item=thing.item,
        what=thing._meta.verbose_name,
        organisation=thing.organisation,
        first=first,
        words=text,
        is_back=is_back,
    )


def _of_what_was_left(thing, former, heir, *, text, at, fell):
    item, what = thing.item, thing._meta.verbose_name
    return of_meeting(
        Kind.TAKEOVER,
        "Det du lämnade står inte kvar" if fell else "Det du lämnade är övertaget",
        item.meeting,
        former,
        key=f"takeover:{thing._meta.model_name}-{thing.pk}:{former.pk}:{at.isoformat()}",
        at=at,
        heir=heir,
        item=item,
        what=what,
        organisation=thing.organisation,
        words=text,
        fell=fell,
    )


def put_right(thing, meeting, people, what, *, before, after, by, at):
    """To those for whom the secretariat typed something in: it was put right, or taken back where there is
    nothing `after`. Both as words. Those without an address are told by whoever it was that typed it."""
    return [
        of_meeting(
            Kind.TAKEOVER,
            "Rättat av kansliet" if after else "Borttaget av kansliet",
            meeting,
            person,
            key=f"put-right:{thing._meta.model_name}-{thing.pk}:{person.pk}:{at.isoformat()}",
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
