"""What the crowd of script/load asks for, and a bare view to compare it with. tests/crowd.py sends it."""

import json
import sys

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from councils.models import Person
from meetings.documents.summons import summons_for
from meetings.models import AgendaItem, Document, Meeting
from rus_portal import urls as portal_urls
from rus_portal.demo.people import person_for
from rus_portal.signin.session import SessionStore

BARE = "/bar/?anew"  # nobody asks for that in an address of ours: it is made each time
MEMBERS = 40
REGISTER = "/stallningstaganden/"
SEARCHES = [REGISTER, f"{REGISTER}?q=samverkan", f"{REGISTER}?q=kompetens"]


@login_not_required
def bare(request):
    return HttpResponse("hej")


urlpatterns = [path("bar/", bare), *portal_urls.urlpatterns]


def plan(members=MEMBERS):
    """The summons that most may read, with those who are to open it; a form that the secretary saves."""
    summons = Meeting.objects.filter(stage="convened").first()
    draft = AgendaItem.objects.filter(meeting__stage="planned", number__isnull=False).first()
    readers = [person for person in Person.objects.order_by("pk") if _items(person, summons)][:members]
    if len(readers) < members:
        raise SystemExit(f"Only {len(readers)} people may read the summons.")
    for person in readers:
        summons_for(person, summons)  # as the worker has, for the letter that each opens it from
    return {
        "bare": BARE,
        "summons": summons.get_absolute_url(),
        "searches": SEARCHES,
        "members": [
            {"session": session_of(person), "papers": papers_of(person, summons)} for person in readers
        ],
        "secretary": {"session": session_of(person_for("secretary")), "form": draft.url("item_texts")},
    }


def papers_of(person, meeting):
    """Everything that the person may open of it: its items, its documents and the summons itself."""
    items = [item.get_absolute_url() for item in _items(person, meeting)]
    documents = Document.objects.visible_to(person).filter(meeting=meeting)
    return [*items, *(each.get_absolute_url() for each in documents), meeting.url("summons_pdf")]


def _items(person, meeting):
    return AgendaItem.objects.visible_to(person).filter(meeting=meeting, number__isnull=False)


def session_of(person):
    """The key of a session in which the person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def main():
    json.dump(plan(), sys.stdout)
