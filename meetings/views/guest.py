"""Guests: the secretariat makes and revokes links; the guest's page is open to anyone with the link."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meetings.agenda.rows import on_the_agenda
from meetings.agenda.timetable import timetable_of
from meetings.forms.guest import GuestForm, SlidesForm
from meetings.mail.text import guest_address, words_to_guest
from meetings.models import GuestLink
from meetings.views.document import taken, told_of_files
from meetings.views.lookups import item_or_404, meeting_or_404, of_item_or_404
from meetings.workflow import guest as verbs
from rus_portal.core.acting import act, attempt, form_page, in_passing, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_invite_guest, may_keep, require

KEPT_SECRET = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}

IN_USE_FIRST = F("revoked_at").asc(nulls_first=True)


@never_cache
def guests(request, council, date, number):
    """The guests of an item. A new link is shown only in the answer to the form that made it, sent once more
    too: no other page shows it."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_keep(request.user, meeting.council))
    form = GuestForm(posted(request))
    context = {"meeting": meeting, "item": item}
    if form.is_valid():
        made = attempt(form, verbs.invite_guest, item, by=request.user, **form.cleaned_data)
        if made:
            link, token = made
            url = guest_address(token)
            context |= {"link": link, "url": url, "words": words_to_guest(link, url), "again": said(link, "")}
            return render(request, "meetings/guest_invited.html", context)
    links = item.guests.visible_to(request.user)
    context |= {
        "links": links.prefetch_related("documents").order_by(IN_USE_FIRST, "made_at", "pk"),
        "in_use": set(links.in_use().values_list("pk", flat=True)),
        "may_invite": may_invite_guest(request.user, item),
    }
    return form_page(request, "meetings/guest_list.html", form, **context)


@require_POST
def revocation(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    link = of_item_or_404(meeting, GuestLink.objects.visible_to(request.user), pk)
    act(request, f"Länken för {link.name} är indragen.", verbs.revoke_guest, link)
    return redirect(meeting.url("item_guests", link.item.number))


def secret_address(view):
    """The address alone gives access, so it is kept from other sites, caches and search engines.

    Without a referrer browsers also hide where a form comes from, and Django's CSRF check would fail. It is
    not needed: nothing here depends on a cookie. For the same reason the page is the same whoever is signed
    in.
    """

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def guarded(request, token):
        request.user = AnonymousUser()
        response = view(request, token)
        for header, value in KEPT_SECRET.items():
            response[header] = value
        return response

    return guarded


@secret_address
def guest(request, token):
    """The item's slot and the guest's own slides, and nothing else of the item or the meeting."""
    opened = GuestLink.objects.opened_by(token)
    link = opened.select_related("item__primary_goal", "item__meeting__council").first()
    if link is None:
        return render(request, "meetings/guest_closed.html", status=404)
    form = SlidesForm(posted(request), request.FILES or None)
    if form.is_valid():
        added = attempt(form, verbs.guest_upload, link, form.documents()) or []
        form.told, form.there = told_of_files(added), form.kept[len(added) :]
    if form.is_bound and (answer := taken(request, form, request.path)):
        return in_passing(answer, verbs.note_use, link)
    context = {
        "link": link,
        "item": link.item,
        "meeting": link.item.meeting,
        "slot": slot_of(link.item),
        "documents": link.documents.order_by("added_at", "pk"),
    }
    page = form_page(request, "meetings/guest_detail.html", form, **context)
    return in_passing(page, verbs.note_use, link)


def slot_of(item):
    """When the item begins and ends by the timetable; None where that is not known."""
    agenda = on_the_agenda(item.meeting, item.meeting.items.order_by("order", "pk"))
    slots = dict(zip(agenda, timetable_of(item.meeting, agenda).slots, strict=True))
    return slots.get(item)
