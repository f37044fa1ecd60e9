"""The letters about a meeting, and who gets them. Each function returns letters not yet saved;
`meetings.workflow.letter` keeps and sends them, and asks for a letter's `message` when its turn comes."""

import datetime as dt
import re
from copy import copy

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from councils.models import read_standings
from meetings.documents.summons import summons_for
from meetings.models import DissentingOpinion, GuestLink, Letter, Meeting, Stance
from meetings.planning import calendar
from meetings.planning.answers import for_whom
from meetings.planning.invitees import invitees_of
from rus_portal.core.permissions import may_take_part
from rus_portal.core.words import day, listed, when_in_words

Kind = Letter.Kind
CALLS = (Kind.SUMMONS, Kind.CHANGE)
INVITES = (*CALLS, Kind.CANCELLATION, Kind.RELEASE)
REFERRING = (Kind.CHANGE, Kind.UPDATE, Kind.CANCELLATION, Kind.RELEASE)  # to the summons that came before
ON_REQUEST = (Kind.PROPOSAL, Kind.REMINDER, Kind.DIGEST)  # those a person may unsubscribe from
# Stands for a guest's secret address in the letter as it is kept. The address is put in when it is sent.
OWN_PAGE = "[gästens egen sida]"
# Stands in the same way for the address an invitation goes to: no letter's text then needs erasing.
OWN_ADDRESS = "[din e-postadress]"

# The facts whose changes invitees get letters about, and their names in them.
TOLD = {
    "date": "dagen",
    "end_date": "sista dagen",
    "start_time": "starttiden",
    "end_time": "sluttiden",
    "format": "mötesformen",
    "place": "platsen",
    "link": "länken till det digitala mötet",
}


def receivers(meeting):
    """All who get letters about the meeting: invitees, and guests with an address."""
    return [*(held.person for held in _called(meeting)), *_guests(meeting)]


def _called(meeting):
    """The appointments of all invitees, with their standings read at once for all the letters."""
    called = invitees_of(meeting)
    read_standings([held.person for held in called])
    return called


def _guests(meeting):
    return GuestLink.objects.of_meeting(meeting).exclude(email="")


def summons(meeting, *, at):
    """To every invitee who has not been told yet: holders are called, substitutes are informed, guests get
    their link. Someone whose invitation was cancelled and who is invited again gets a new letter."""
    sequence, told = calendar.sequence_of(meeting), _last_told(meeting, INVITES)
    already, keys = _standing(meeting, told), set(meeting.letters.values_list("key", flat=True))
    called, written = {held.person: held.seat for held in _called(meeting)}, []
    for receiver in [*called, *_guests(meeting)]:
        last = told.get(_tag(receiver))
        if _tag(receiver) in already:
            continue
        is_substitute = receiver in called and called[receiver].is_substitute
        key = f"summons:{meeting.pk}:{_tag(receiver)}"
        key += f":{sequence + 1}" if last or key in keys else ""
        letter = _of_meeting(
            Kind.SUMMONS,
            "Underrättelse" if is_substitute else "Kallelse",
            meeting,
            receiver,
            key=key,
            at=at,
            sequence=sequence + bool(last),
            is_substitute=is_substitute,
        )
        written.append(letter)
    return written


def _standing(meeting, told):
    """The tags of those who have been called and not released since; `told` is the last of the INVITES."""
    were_called = _last_told(meeting, CALLS)
    return {tag for tag, last in told.items() if tag in were_called and last.kind != Kind.RELEASE}


def invitation(link, *, at):
    """To a guest, with the link. The calendar entry comes with the summons."""
    meeting = link.item.meeting
    key = f"guest:{meeting.pk}:{_tag(link)}"
    return _of_meeting(Kind.GUEST, "Inbjudan", meeting, link, key=key, at=at, sequence=0)


def to_sign_in(person, appointments, occasion, *, at):
    """To whoever holds a seat: which seats they are, and how to sign in."""
    url = settings.PORTAL_URL + reverse("sign_in")
    context = {"person": person, "appointments": appointments, "url": url, "own_address": OWN_ADDRESS}
    return Letter(
        key=f"invitation:{person.pk}:{occasion}",
        kind=Kind.INVITATION,
        person=person,
        address=person.email or "",
        subject="Välkommen till Samverkansportalen",
        text=render_to_string("meetings/email/invitation.txt", context).strip(),
        written_at=at,
    )


def agenda_approval(approval, chair, *, at):
    """To whoever leads the meeting: the agenda waits for you."""
    meeting = approval.meeting
    return _of_meeting(
        Kind.AGENDA_APPROVAL,
        "Godkänn dagordningen",
        meeting,
        chair,
        key=f"approval:{approval.pk}:{chair.pk}",
        at=at,
        sequence=0,
        approval_url=settings.PORTAL_URL + meeting.url("agenda_approval"),
    )


def agenda_answer(approval):
    """To the one who asked: approved, or what is to be changed first."""
    meeting, is_given = approval.meeting, approval.approved_at is not None
    return _of_meeting(
        Kind.AGENDA_APPROVAL,
        "Dagordningen är godkänd" if is_given else "Dagordningen ska ändras",
        meeting,
        approval.asked_by,
        key=f"approval-answer:{approval.pk}",
        at=approval.approved_at or approval.returned_at,
        sequence=0,
        template="agenda_answer",
        answered_by=approval.approved_by or approval.returned_by,
        change_wanted=approval.change_wanted,
        summons_url=settings.PORTAL_URL + meeting.url("summons"),
    )


def approve_again(approval, *, at):
    """To one whose approval fell: what changed, and the minutes to read anew."""
    meeting = approval.minutes.meeting
    return _of_meeting(
        Kind.MINUTES,
        "Justera protokollet på nytt",
        meeting,
        approval.person,
        key=f"approve-again:{approval.pk}:{at.isoformat()}",
        at=at,
        sequence=0,
        why=approval.fell_because,
        minutes_url=settings.PORTAL_URL + meeting.url("minutes"),
    )


def approver(approval, person, why, *, before, at):
    """To the one who is asked to approve minutes in the place of the one `before`, and to that one."""
    meeting, is_asked = approval.minutes.meeting, person == approval.person
    return _of_meeting(
        Kind.MINUTES,
        "Justera protokollet" if is_asked else "Du behöver inte justera protokollet",
        meeting,
        person,
        key=f"approver:{approval.pk}:{person.pk}:{at.isoformat()}",
        at=at,
        sequence=0,
        template="approver",
        approval=approval,
        before=before,
        is_asked=is_asked,
        why=why,
        minutes_url=settings.PORTAL_URL + meeting.url("minutes"),
    )


def update(version, changed):
    """To everyone who is called: what has changed on the agenda since it was last sent. Guests have their own
    item, and nothing to do with the rest."""
    meeting = version.meeting
    return [
        _of_meeting(
            Kind.UPDATE,
            "Ändrad dagordning",
            meeting,
            held.person,
            key=f"update:{version.pk}:{held.person_id}",
            at=version.sent_at,
            sequence=calendar.sequence_of(meeting),
            changes=[change.sentence for change in changed],
            versions_url=settings.PORTAL_URL + meeting.url("agenda_versions"),
        )
        for held in _called(meeting)
    ]


def facts_of(meeting):
    """What letters tell of it, as they keep it."""
    return {field: str(getattr(meeting, field)) for field in TOLD}


def change(meeting, changed, *, at, reason=""):
    """What has changed since each receiver was told last; `changed` says it where the letter did not keep
    what it told. Not to those whose summons still waits: it is `renewed`. Nor to those who are called only by
    the change, as when the meeting was moved to a day when they have the seat: they get a summons."""
    sequence, handed_over = calendar.sequence_of(meeting), meeting.letters.exclude(claimed_at=None)
    told = _last_told(meeting, INVITES, handed_over)
    to_call = _last_told(meeting, (Kind.SUMMONS,), meeting.letters.unsent())
    already = _standing(meeting, _last_told(meeting, INVITES))
    written, now = [], facts_of(meeting)
    for receiver in receivers(meeting):
        last, tag = told.get(_tag(receiver)), _tag(receiver)
        before = last.facts if last else {}
        own = {field for field in TOLD if before[field] != now[field]} if before else changed
        if _is_one_day(now) and _is_one_day(before or now) and "date" in own:
            own = own - {"end_date"}  # it has none but the day
        if tag in to_call or tag not in already or not own:
            continue
        moved_from = before.get("date") if "date" in own else None
        letter = _of_meeting(
            Kind.CHANGE,
            "Ändrat möte",
            meeting,
            receiver,
            key=f"change:{meeting.pk}:{sequence}:{tag}",
            at=at,
            sequence=sequence,
            changed=listed([TOLD[field] for field in TOLD if field in own]),
            moved_from=moved_from and dt.date.fromisoformat(moved_from),
            reason=reason or (_why_moved(meeting) if moved_from else ""),
        )
        written.append(letter)
    return written


def _is_one_day(facts):
    return facts["date"] == facts["end_date"]


def _why_moved(meeting):
    last = meeting.former_dates.order_by("moved_at", "pk").last()
    return last.reason if last else ""


def renewed(meeting):
    """The letters that wait (not saved), where the meeting has changed since they were written: in the words
    of today, so that text, calendar entry and summons say the same. Those that tell of the change itself are
    written anew by `change`."""
    sequence, now = calendar.sequence_of(meeting), facts_of(meeting)
    waiting = meeting.letters.unsent().filter(kind__in=Letter.OF_COMING).exclude(kind=Kind.CHANGE)
    for letter in waiting.select_related("person", "guest__item").order_by("pk"):
        if letter.facts and letter.facts != now:
            before, receiver = _as_told(letter, meeting), letter.receiver
            words = dict(zip(_words(before, receiver), _words(meeting, receiver), strict=True))
            letter.text, letter.subject = _put(letter.text, words), _put(letter.subject, words)
            letter.facts = now
            letter.sequence = sequence if letter.kind in INVITES else letter.sequence
            yield letter


def _put(text, words):
    """With the new words for the old, all at once: what is put in is not replaced again."""
    return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], text)


def _as_told(letter, meeting):
    """The meeting as the letter tells of it."""
    before, fields = copy(meeting), {field.name: field for field in Meeting._meta.concrete_fields}
    for name, value in letter.facts.items():
        setattr(before, name, fields[name].to_python(value))
    return before


def _words(meeting, receiver):
    """What letters say of when and where, the longest first."""
    link = _link_for(receiver, meeting)
    context = {"meeting": meeting, "when": when_in_words(meeting), "link": link}
    return [
        render_to_string("meetings/email/facts.txt", context).strip(),
        when_in_words(meeting),
        f"till och med den {day(meeting.end_date)}",
        day(meeting.date),
    ]


def cancellation(meeting, receivers, lifts, *, at):
    """To those who were to come: where each item has gone that was on the agenda they were sent, and to a
    guest the guest's own."""
    sequence = calendar.sequence_of(meeting)
    sent = sorted((lift for lift in lifts if lift.was_sent), key=lambda lift: lift.order)
    return [
        _of_meeting(
            Kind.CANCELLATION,
            "Inställt möte",
            meeting,
            receiver,
            key=f"cancellation:{meeting.pk}:{sequence}:{_tag(receiver)}",
            at=at,
            sequence=sequence,
            lifts=[lift for lift in sent if _concerns(lift, receiver)],
        )
        for receiver in receivers
    ]


def _concerns(lift, receiver):
    return not isinstance(receiver, GuestLink) or receiver.item_id == lift.item_id


def reinstatement(meeting, *, at):
    """The meeting takes place after all: to those who were called and told that it was cancelled."""
    sequence, told = calendar.sequence_of(meeting), _last_told(meeting, INVITES)
    were_called = _last_told(meeting, CALLS)
    return [
        _of_meeting(
            Kind.CHANGE,
            "Mötet blir av",
            meeting,
            receiver,
            key=f"reinstatement:{meeting.pk}:{sequence}:{_tag(receiver)}",
            at=at,
            sequence=sequence,
            template="reinstatement",
        )
        for receiver in receivers(meeting)
        if _tag(receiver) in were_called and told[_tag(receiver)].kind == Kind.CANCELLATION
    ]


def release(meeting, *, at):
    """To those whose invitation is cancelled: the appointment has ended, the link is withdrawn or the item is
    off the agenda. It takes the entry out of their calendar."""
    still, sequence = {_tag(receiver) for receiver in receivers(meeting)}, calendar.sequence_of(meeting) + 1
    lodged = {
        *DissentingOpinion.objects.standing().filter(item__meeting=meeting).values_list("person", flat=True),
        *Stance.objects.exclude(status=Stance.Status.UNDER_WAY)
        .filter(item__meeting=meeting)
        .values_list("recorded_by", flat=True),
    }
    return [
        _of_meeting(
            Kind.RELEASE,
            "Du är inte längre kallad",
            meeting,
            last.receiver,
            key=f"release:{meeting.pk}:{sequence}:{tag}",
            at=at,
            sequence=sequence,
            address=last.address,
            moved_to=_moved_to(last.guest, meeting),
            has_lodged=last.person_id in lodged,
        )
        for tag, last in _last_told(meeting, (*INVITES, Kind.GUEST)).items()
        if tag not in still and last.kind in (*CALLS, Kind.GUEST) and last.address
    ]


def _moved_to(guest, meeting):
    """The other meeting that the guest's item is on now: the link goes on working there."""
    there = guest and not guest.revoked_at and guest.item.meeting
    return there if there and there.pk != meeting.pk else None


def to_substitute(answer, substitute, *, is_asked, moved_at=None):
    """To a substitute who is to come in somebody's place, or no longer has to: since the answer was changed,
    or since the meeting was moved to a day when another has the seat, or back."""
    act, at = "asked" if is_asked else "released", moved_at or answer.answered_at
    return _of_meeting(
        Kind.SUBSTITUTE,
        "Du ersätter" if is_asked else "Du behöver inte ersätta",
        answer.meeting,
        substitute,
        key=f"substitute-{act}:{answer.pk}:{substitute.pk}:{at.isoformat()}",
        at=at,
        sequence=calendar.sequence_of(answer.meeting),
        absent=answer.person,
        whom=for_whom(answer),
        is_asked=is_asked,
        is_moved=moved_at is not None,
    )


def without_substitute(answer, declined):
    """To the one whose substitute has said no: someone else must be asked."""
    return _of_meeting(
        Kind.SUBSTITUTE,
        "Din ersättare kan inte komma",
        answer.meeting,
        answer.person,
        key=f"substitute-declined:{answer.pk}:{declined.pk}:{declined.answered_at.isoformat()}",
        at=declined.answered_at,
        sequence=calendar.sequence_of(answer.meeting),
        template="substitute_declined",
        substitute=declined.person,
        whom=for_whom(answer),
    )


def taken_over(thing, former, heir, *, text, at):
    """To whoever lodged a dissent or stated a stance and left the seat: it is another's now."""
    return _of_what_was_left(thing, former, heir, text=text, at=at, fell=False)


def let_fall(thing, former, heir, *, text, at):
    """To the same: it does not stand any more. The words go along."""
    return _of_what_was_left(thing, former, heir, text=text, at=at, fell=True)


def heir(thing, person, *, url, at):
    """To whoever has the seat on the day of the meeting, and is asked to take over what another left."""
    meeting, author = thing.item.meeting, getattr(thing, "person", None) or thing.recorded_by
    return _of_meeting(
        Kind.TAKEOVER,
        "Ta över eller låt falla",
        meeting,
        person,
        key=f"heir:{thing._meta.model_name}-{thing.pk}:{person.pk}:{meeting.date}",
        at=at,
        sequence=0,
        template="heir",
        author=author,
        item=thing.item,
        what=thing._meta.verbose_name,
        organisation=thing.organisation,
        item_url=settings.PORTAL_URL + url,
    )


def given_back(thing, person, first, *, text, at, is_back=True):
    """After a move: what the person lodged stands again, or gives way to what the one who is there did."""
    return _of_meeting(
        Kind.TAKEOVER,
        "Det du lämnade gäller igen" if is_back else "Det du lämnade står inte kvar",
        thing.item.meeting,
        person,
        key=f"given-back:{thing._meta.model_name}-{thing.pk}:{person.pk}:{at.isoformat()}",
        at=at,
        sequence=0,
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
    return _of_meeting(
        Kind.TAKEOVER,
        "Det du lämnade står inte kvar" if fell else "Det du lämnade är övertaget",
        item.meeting,
        former,
        key=f"takeover:{thing._meta.model_name}-{thing.pk}:{former.pk}:{at.isoformat()}",
        at=at,
        sequence=0,
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
        _of_meeting(
            Kind.TAKEOVER,
            "Rättat av kansliet" if after else "Borttaget av kansliet",
            meeting,
            person,
            key=f"put-right:{thing._meta.model_name}-{thing.pk}:{person.pk}:{at.isoformat()}",
            at=at,
            sequence=0,
            template="put_right",
            what=what,
            before=before,
            after=after,
            by=by,
        )
        for person in people
        if person.email
    ]


def _last_told(meeting, kinds, among=None):
    """The newest of these letters to each receiver, by tag. What was dropped has told nobody."""
    among = meeting.letters.all() if among is None else among
    letters = among.filter(kind__in=kinds, dropped_at=None)
    letters = letters.select_related("person", "guest__item__meeting__council")
    return {_tag(letter.receiver): letter for letter in letters.order_by("sequence", "written_at", "pk")}


def _tag(receiver):
    """Tells people and guests apart in keys."""
    return f"guest-{receiver.pk}" if isinstance(receiver, GuestLink) else f"{receiver.pk}"


def _of_meeting(kind, heading, meeting, receiver, *, key, at, sequence, template="", address=None, **told):
    prefetch_related_objects([meeting], "joint_with")
    guest = receiver if isinstance(receiver, GuestLink) else None
    own = {"meeting_url": OWN_PAGE, "url": OWN_PAGE, "answer_url": ""}
    if not guest:
        own["meeting_url"] = settings.PORTAL_URL + meeting.get_absolute_url()
        own["answer_url"] = settings.PORTAL_URL + meeting.url("answer")
    context = told | own | {"meeting": meeting, "heading": heading, "guest": guest}
    context |= {"when": when_in_words(meeting), "link": _link_for(receiver, meeting)}
    template = template or (Kind.GUEST if guest and kind == Kind.SUMMONS else kind)
    return Letter(
        key=key,
        kind=kind,
        meeting=meeting,
        person=None if guest else receiver,
        guest=guest,
        address=receiver.email or "" if address is None else address,
        subject=f"{heading}: {meeting.title} {day(meeting.date)}",
        text=render_to_string(f"meetings/email/{template}.txt", context).strip(),
        sequence=sequence,
        facts=facts_of(meeting),
        written_at=at,
    )


def _link_for(receiver, meeting):
    is_told = isinstance(receiver, GuestLink) or may_take_part(receiver, meeting)
    return meeting.link if is_told else ""


def words_to_guest(link, url):
    """The same words as in the invitation, for whoever sends them in another way."""
    context = {"guest": link, "meeting": link.item.meeting, "url": url, "when": "", "link": ""}
    return render_to_string("meetings/email/guest.txt", context).strip()


def message(letter):
    """The letter as mail, to the address its receiver has now. What is attached is what the receiver may
    see."""
    headers = {
        "Message-ID": f"<{message_name(letter.pk, letter.sending)}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.kind in ON_REQUEST:
        headers["List-Unsubscribe"] = f"<{unsubscribe_address(letter.person)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    if before := _referred_to(letter):
        headers["In-Reply-To"] = headers["References"] = f"<{message_name(before.pk, before.sending)}>"
    text, to = _whole_text(letter), [letter.receiver.email]
    mail = EmailMultiAlternatives(letter.subject, text, None, to, headers=headers, reply_to=_office(letter))
    if (letter.kind in INVITES or _is_to_substitute(letter)) and letter.meeting.convened_at:
        is_to_come = letter.guest and letter.kind in CALLS
        url = page_of(letter.guest) if is_to_come else ""
        entry = calendar.invitation(letter, url=url).decode()
        mail.attach_alternative(entry, f"text/calendar; method={calendar.method_of(letter)}")
    has_agenda = letter.kind in (Kind.SUMMONS, Kind.UPDATE) and letter.person
    pdf = summons_for(letter.person, letter.meeting) if has_agenda else None
    if pdf:
        mail.attach(f"kallelse-{letter.meeting.file_stem}.pdf", pdf, "application/pdf")
    return mail


def _is_to_substitute(letter):
    """Its entry changes its title when somebody asks for the substitute, and back."""
    return letter.kind == Kind.SUBSTITUTE and letter.key.startswith(
        ("substitute-asked:", "substitute-released:")
    )


def _referred_to(letter):
    """The summons that the letter changes, as its receiver got it."""
    if letter.kind not in REFERRING:
        return None
    own = letter.meeting.letters.filter(person=letter.person, guest=letter.guest, kind=Kind.SUMMONS)
    return own.exclude(claimed_at=None).order_by("sequence", "pk").last()


def _office(letter):
    """Who reads what people answer: the office of the council, the portal's, or the meeting's secretary."""
    meeting = letter.meeting
    office, secretary = (meeting.council.office, meeting.secretary) if meeting else (None, None)
    address = (office and office.email) or settings.CONTACT_EMAIL or (secretary and secretary.email)
    return [address] if address else []


def _whole_text(letter):
    """The text of the letter with the addresses that are not kept in it."""
    if letter.guest:
        return letter.text.replace(OWN_PAGE, page_of(letter.guest))
    if letter.kind == Kind.INVITATION:
        return letter.text.replace(OWN_ADDRESS, letter.receiver.email)
    return letter.text


def page_of(link):
    token = link.token()
    if token is None:
        raise LookupError("The server has changed its key since the guest was invited.")
    return guest_address(token)


def guest_address(token):
    return settings.PORTAL_URL + reverse("guest", args=[token])


# Identifies a returned letter, and which of its sendings. It is signed, so that nobody else can claim that a
# letter did not arrive.


def message_name(pk, sending=1):
    mark = f"{pk}" if sending == 1 else f"{pk}-{sending}"
    return f"brev-{mark}.{_seal(mark)}@{calendar.host()}"


def _seal(mark):
    return salted_hmac("meetings.letters", mark, algorithm="sha256").hexdigest()[:20]


def is_sealed(mark, seal):
    return constant_time_compare(_seal(mark), seal)


# Unsubscribing: a signed address for each person, which needs no sign-in

signer = Signer(salt="meetings.letters")


def unsubscribe_address(person):
    return settings.PORTAL_URL + reverse("mail_unsubscribe", args=[signer.sign(person.pk)])
