"""Who asks, found anew for each request: the session and its person, by queries that are built once; and how
long a session lasts (docs/adr/0079)."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

from councils.models import Person
from rus_portal.core.prepared import prepared

AWAY = dt.timedelta(hours=12)  # as long as somebody of the office may do nothing
NOTED = dt.timedelta(minutes=10)  # so often it is noted that they do something


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        found = _sessions(self.session_key, timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Backend(ModelBackend):
    def get_user(self, user_id):
        return next((person for person in _people(user_id) if self.user_can_authenticate(person)), None)


@receiver(user_logged_in)
def ends_on_its_day(request, **kwargs):
    """Said once: each time something is kept in a session it would otherwise begin anew."""
    request.session.set_expiry(timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))


def has_been_away(session):
    """Has nothing been asked for so long that who this is must be proven anew? Notes that something is."""
    now = timezone.now().timestamp()
    since = now - session.setdefault("seen", now)
    if since > AWAY.total_seconds():
        return True
    if since > NOTED.total_seconds():
        session["seen"] = now
    return False


@prepared
def _sessions(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def _people(pk):
    return Person.objects.filter(pk=pk)
