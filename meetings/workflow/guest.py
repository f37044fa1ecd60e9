"""Guests: a link to one item for someone without an account, uploads through it, and its end."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils import journal
from meetings.models import Document, GuestLink, Letter
from meetings.models.guest import new_seed, token_from
from meetings.workflow.document import new_document
from meetings.workflow.letter import after_invitation, after_leaving
from meetings.workflow.locks import locked_item, locked_link
from meetings.workflow.minutes import void_approvals
from meetings.workflow.stored_file import new_among, stored
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_invite_guest, may_keep, require
from rus_portal.core.refusal import AlreadyMade, Refused
from rus_portal.core.retention import period
from rus_portal.core.secret import sha256_of

MOST_FILES = 10


@transaction.atomic
def invite_guest(item, *, by, name, role="", email="", at=None):
    """A new link to the item. Returns the row and the secret token, which is not stored: the same where it is
    sent once more, since no other page shows it. If the guest has an `email` the link is sent there, now and
    with the summons."""
    item = locked_item(item)
    require(may_invite_guest(by, item))
    seed, at = new_seed(), at or timezone.now()
    token = token_from(seed, settings.SECRET_KEY)
    link = GuestLink(item=item, name=name, role=role, email=email, made_at=at, made_by=by)
    link.seed, link.sha256 = seed, sha256_of(token)
    try:
        refuse_again(link, "made_at", but=("seed", "sha256", "last_used_at"))
    except AlreadyMade as there:
        return there.made, there.made.token()
    link.full_clean()
    link.save()
    journal.log("invite_guest", item, f"{name} bjöds in som gäst till ”{item.title}”.", by=by, at=at)
    after_invitation(link, at=at)
    return link, token


@transaction.atomic
def revoke_guest(link, *, by, at=None):
    """From now on the link opens nothing. What the guest has uploaded stays."""
    link = locked_link(link)
    require(may_keep(by, link.item.meeting.council))
    if link.revoked_at:
        return link
    link.revoked_at, link.revoked_by = at or timezone.now(), by
    link.save(update_fields=["revoked_at", "revoked_by"])
    journal.log(
        "revoke_guest", link.item, f"Länken för gästen {link.name} drogs in.", by=by, at=link.revoked_at
    )
    after_leaving(link.item.meeting, at=link.revoked_at)
    return link


def guest_upload(link, documents, *, at=None):
    """Slides from the guest, as (file, title) pairs, for the council to read: all of them or none. They are
    saved as added by whoever invited the guest, even if that seat has ended; the journal names the guest.
    Gives the new documents: what is there already is not added once more.
    """
    with stored(*(file for file, _ in documents)) as kept:
        titled = [(file, title) for file, (_, title) in zip(kept, documents, strict=True)]
        new = new_among(kept, link.documents.current())
        titled = [(file, title) for file, title in titled if file in new]
        return _take_in(link, titled, at=at or timezone.now())


@transaction.atomic
def _take_in(link, documents, *, at):
    link, added = locked_link(link), []
    if not GuestLink.objects.in_use().filter(pk=link.pk).exists():
        raise Refused("Länken gäller inte längre.")
    if link.documents.count() + len(documents) > MOST_FILES:
        raise Refused(f"En gäst kan lägga upp högst {MOST_FILES} filer. Hör av dig om det behövs fler.")
    for file, title in documents:
        document = new_document(
            link.item.meeting,
            file,
            item=link.item,
            kind=Document.Kind.SLIDES,
            visibility=Document.Visibility.COUNCIL,
            title=title,
            added_by=link.made_by,
            added_at=at,
        )
        link.documents.add(document)
        sentence, after = f"Gästen {link.name} lade upp ”{title}”.", {"document": document.pk}
        journal.log("guest_upload", link.item, sentence, by=None, at=at, after=after)
        added.append(document)
    if added:
        void_approvals(link.item.meeting, f"Handlingarna till ”{link.item}” ändrades.", by=None, at=at)
    return added


@transaction.atomic
def note_use(link, *, at=None):
    """Note that the link was used, so that the secretariat sees that the guest has it."""
    GuestLink.objects.filter(pk=link.pk).update(last_used_at=at or timezone.now())


def forget_addresses(today=None):
    """Erase guests' e-mail so long after the meeting; where the item has no meeting any more, after the
    invitation. Returns how many."""
    kept_since = (today or timezone.localdate()) - period("guests")
    over = Q(item__meeting__end_date__lt=kept_since)
    past = GuestLink.objects.filter(over | Q(item__meeting=None, made_at__date__lt=kept_since))
    Letter.objects.filter(guest__in=past).exclude(address="").update(address="")
    return past.exclude(email="").update(email="")
