"""What a web process does before it answers anybody, so that its first readers do not wait for it: templates
are compiled, prepared queries built, and the main pages made once. It writes nothing and never stops a start.
"""

import io
import logging
import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, connection
from django.template.loader import get_template
from django.urls import resolve
from django.utils import timezone

from councils.models import Appointment
from meetings.models import AgendaItem, Meeting, Position
from rus_portal.health import trouble
from rus_portal.signin.session import Backend, SessionStore

PATIENCE = 5  # seconds that one thread waits for the others
MAIN_PAGES = ["/", "/stallningstaganden/", "/stallningstaganden/?q=samverkan", "/strategi/"]
log = logging.getLogger(__name__)


def warm(application):
    folder = settings.BASE_DIR / "templates"
    for file in sorted(folder.rglob("*.*")):
        get_template(str(file.relative_to(folder)))
    try:
        connection.ensure_connection()
        with connection.execute_wrapper(reading_only):
            make_pages(application)
    except DatabaseError:
        log.warning("The pages could not be made beforehand", exc_info=True)


def reading_only(execute, sql, *rest):
    """Opening an item leaves a mark that it is read: not here."""
    if sql.lstrip("(").split(None, 1)[0] not in ("SELECT", "WITH"):
        raise DatabaseError("Nothing is written while the pages are made beforehand")
    return execute(sql, *rest)


def make_pages(application):
    meeting = Meeting.objects.visible_to(AnonymousUser()).filter(convened_at__isnull=False).first()
    position = Position.objects.visible_to(AnonymousUser()).first()
    addresses = [*MAIN_PAGES, *(each.get_absolute_url() for each in (meeting, position) if each)]
    for address in addresses:
        application.get_response(request_for(address))
    for person in readers_of(meeting) if meeting else ():
        items = AgendaItem.objects.visible_to(person).filter(meeting=meeting, number__isnull=False)
        own = ["/mitt/", *(item.get_absolute_url() for item in items[:1])]
        for address in [*addresses, *own]:
            show(address, person)


def readers_of(meeting):
    """One in each capacity that sits in the council today."""
    seated = Appointment.objects.on(timezone.localdate()).filter(seat__council=meeting.council)
    return {each.seat.capacity: each.person for each in seated.select_related("seat", "person")}.values()


def show(address, person):
    """The page as its view makes it for the person, who has no session for it."""
    request = request_for(address)
    request.session = SessionStore("nobody's")
    request.session.load()  # there is none: asked for as one is
    request.user = Backend().get_user(person.pk)
    request.resolver_match = resolve(request.path)
    view, args, kwargs = request.resolver_match
    view(request, *args, **kwargs)


def request_for(address):
    """As a reader's own would be, so that what is kept of a public page is kept for readers."""
    portal, asked = urlsplit(settings.PORTAL_URL), urlsplit(address)
    secure = portal.scheme == "https"
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "HTTP_HOST": portal.netloc,
            "SERVER_NAME": portal.hostname,
            "SERVER_PORT": str(portal.port or (443 if secure else 80)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": portal.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )


def connect(all_at_once: threading.Barrier):
    """Opens the database for this thread; the others wait, so that each of them does it once."""
    all_at_once.wait(PATIENCE)
    if wrong := trouble():
        log.warning(wrong)
