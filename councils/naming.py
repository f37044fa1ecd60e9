"""What is named elsewhere: people, seats, organisations, councils, goals. Minutes that wait for approval say
other words once one of them is changed, and their approvers are asked anew in the same act."""

from functools import wraps

from django.db import transaction

from rus_portal.core.registered import Registered

# (by, at): a context that holds what names these things while they are changed, and then looks again.
watched = Registered()


def naming(verb):
    """A verb that changes what is named elsewhere."""

    @wraps(verb)
    @transaction.atomic
    def told(*args, by, at=None, **facts):
        with watched(by=by, at=at):
            return verb(*args, by=by, at=at, **facts)

    return told
