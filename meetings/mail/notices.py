"""Letters that each person may unsubscribe from or get as a daily digest: reminders, what becomes of the
person's own proposals, and that a consultation is open. Sent at once they are letters of their own; gathered
they are parts of the digest."""

from itertools import groupby

from django.template.loader import render_to_string
from django.utils import timezone

from meetings.mail.message import ON_REQUEST, unsubscribe_address
from meetings.models import Letter, MailChoice
from rus_portal.core.address import whole
from rus_portal.core.words import day

Kind, Often = Letter.Kind, MailChoice.Often


def reminders_of(due, *, at):
    """For each `Reminder` not sent before; to those who have unsubscribed only what they must know."""
    told = set(Letter.objects.filter(key__startswith="remind-").values_list("key", flat=True))
    choices = dict(MailChoice.objects.values_list("person", "often"))
    for each in due:
        often = choices.get(each.person.pk, Often.AT_ONCE)
        if each.key not in told and (each.must_know or often != Often.NONE):
            told.add(each.key)
            kind, often = (Kind.MINUTES, Often.AT_ONCE) if each.must_know else (Kind.REMINDER, often)
            letter = _notice(kind, each.person, often, each.subject, each.sentence, each.url, at=at)
            letter.key, letter.meeting = each.key, each.meeting
            yield letter


def of_proposal(item, person, heading, sentence, *, at, said=""):
    """To a proposal's writer: what has become of it, with the comment `said` about it."""
    often = MailChoice.objects.filter(person=person).values_list("often", flat=True).first() or Often.AT_ONCE
    if often == Often.NONE:
        return []
    words = "\n\n".join(filter(None, [sentence, said.strip()]))
    subject = f"{heading}: {item.title}"[:200]
    letter = _notice(Kind.PROPOSAL, person, often, subject, words, f"/forslag/{item.pk}/", at=at)
    letter.key = f"proposal:{item.pk}:{person.pk}:{at.isoformat()}:{heading}"
    return [letter]


def of_consultation(consultation, people, *, at):
    """To the officials of the organisations that are asked: what it is about, and by when."""
    last = day(consultation.last_day)
    sentence = f"Er organisation är remissinstans för ”{consultation}”. Svara senast den {last}."
    yield from _of_consultation(consultation, people, "Remiss", sentence, at=at)


def of_changed_consultation(consultation, people, sentence, *, at):
    """To the same: what has changed since, in one sentence."""
    yield from _of_consultation(consultation, people, "Ändrad remiss", sentence, f":{at.isoformat()}", at=at)


def _of_consultation(consultation, people, heading, sentence, occasion="", *, at):
    choices = dict(MailChoice.objects.filter(person__in=people).values_list("person", "often"))
    url = consultation.get_absolute_url()
    for person in people:
        often = choices.get(person.pk, Often.AT_ONCE)
        if often != Often.NONE:
            subject = f"{heading}: {consultation}"[:200]
            letter = _notice(Kind.CONSULTATION, person, often, subject, sentence, url, at=at)
            letter.key = f"consultation:{consultation.pk}:{person.pk}{occasion}"
            yield letter


def of_recount(document, people, sentence, *, at):
    """To whoever uploaded a file and to the secretariat, who must know: it hides more than they were told."""
    url = document.get_absolute_url()
    for person in people:
        subject = f"En handling bär på mer än som syns: {document}"[:200]
        letter = _notice(Kind.REMINDER, person, Often.AT_ONCE, subject, sentence, url, at=at)
        letter.key = f"recount:{document.pk}:{document.counted}:{person.pk}"
        yield letter


def digests(*, at):
    """One unsaved letter, with its parts, to each person for whom notices are gathered."""
    gathered = Letter.objects.ungathered().exclude(person__mail_choice__often=Often.NONE)
    rows = gathered.select_related("person").order_by("person", "written_at", "pk")
    for person, gathered_for in groupby(rows, key=lambda letter: letter.person):
        parts = list(gathered_for)
        text = _text([part.text for part in parts], person)
        key = f"digest:{person.pk}:{timezone.localdate(at)}:{parts[0].pk}"
        subject = "Dagens påminnelser" if _only_reminds(parts) else "Dagens sammandrag"
        yield _letter(Kind.DIGEST, person, subject, text, key=key, at=at), parts


def _only_reminds(parts):
    return all(part.kind == Kind.REMINDER for part in parts)


def _notice(kind, person, often, subject, words, url, *, at):
    told = f"{words}\n{whole(url)}"
    if often == Often.DAILY:
        return _letter(kind, person, subject, told, gathered=True, at=at)
    return _letter(kind, person, subject, _text([told], person if kind in ON_REQUEST else None), at=at)


def _letter(kind, person, subject, text, *, at, **facts):
    address = person.email or ""
    return Letter(
        kind=kind, person=person, address=address, subject=subject, text=text, written_at=at, **facts
    )


def _text(told, person):
    """With a way out for the person, where there is one."""
    context = {"told": told, "unsubscribe_url": person and unsubscribe_address(person)}
    return render_to_string("meetings/email/notice.txt", context).strip()
