"""What a letter about a meeting says. It is kept with marks where the meeting is named, dated or placed, and
they are filled in with what the meeting is when the letter is sent: its text, its calendar entry and the
summons that goes with it are of one moment (docs/adr/0025)."""

import re

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse

from councils.models import Person
from meetings.mail.feedback import text_of
from meetings.models import GuestLink, Letter
from rus_portal.core.address import whole
from rus_portal.core.permissions import may_take_part
from rus_portal.core.words import day, when_in_words

Kind = Letter.Kind
# Stands for a guest's secret address in the letter as it is kept. The address is put in when it is sent.
OWN_PAGE = "[gästens egen sida]"
# Stands in the same way for the address an invitation goes to: no letter's text then needs erasing.
OWN_ADDRESS = "[din e-postadress]"
# And for the address where a registry confirms that it has what the letter brings.
OWN_RECEIPT = "[registratorns kvittens]"
MARK = re.compile("\ufdd0([a-z_]+)\ufdd1")  # between two characters that no text has (Unicode 23.7)

FILLED_IN = {
    "title": lambda letter: letter.meeting.title,
    "day": lambda letter: day(letter.meeting.date),
    "last_day": lambda letter: day(letter.meeting.end_date),
    "summons_due": lambda letter: day(letter.meeting.summons_due),
    "when": lambda letter: when_in_words(letter.meeting),
    "facts": lambda letter: facts(letter.meeting, letter.receiver),
    "notice": lambda letter: _with_heading(letter.meeting.note),
    "meeting_url": lambda letter: whole(letter.meeting.get_absolute_url()),
    "reading_url": lambda letter: whole(letter.meeting.url("reading_begin")),
    "answer_url": lambda letter: whole(letter.meeting.url("answer")),
    "approval_url": lambda letter: whole(letter.meeting.url("agenda_approval")),
    "summons_url": lambda letter: whole(letter.meeting.url("summons")),
    "versions_url": lambda letter: whole(letter.meeting.url("agenda_versions")),
    "minutes_url": lambda letter: whole(letter.meeting.url("minutes")),
    "feedback_url": lambda letter: whole(letter.feedback.get_absolute_url()),
    "package": text_of,
}
MARKS = {name: f"\ufdd0{name}\ufdd1" for name in FILLED_IN}
GUESTS = {"meeting_url": OWN_PAGE, "url": OWN_PAGE, "answer_url": ""}


def of_meeting(kind, heading, meeting, receiver, *, key, at, sequence=0, template="", address=None, **told):
    """A letter to a person, a guest or an organisation at its registry; `told` is what stays as it was when
    it was written."""
    guest = receiver if isinstance(receiver, GuestLink) else None
    template = template or (Kind.GUEST if guest and kind == Kind.SUMMONS else kind)
    context = MARKS | told | {"guest": guest} | (GUESTS if guest else {})
    return Letter(
        key=key,
        kind=kind,
        meeting=meeting,
        person=receiver if isinstance(receiver, Person) else None,
        guest=guest,
        feedback=told.get("feedback"),
        address=receiver.email or "" if address is None else address,
        subject=f"{heading}: {MARKS['title']} {MARKS['day']}",
        text=render_to_string(f"meetings/email/{template}.txt", context).strip(),
        sequence=sequence,
        written_at=at,
    )


def read(letter):
    """Its subject and text: in the words of today while it waits, and as it was once it is handed over."""
    words = (letter.claimed_at and letter.facts.get("words")) or words_of(letter)
    texts = letter.subject, letter.text
    return [MARK.sub(lambda mark: words.get(mark[1], mark[0]), text) for text in texts]


def fill_in(row):
    """For whoever is shown all that is kept about a person."""
    if isinstance(row, Letter):
        row.subject, row.text = read(row)


def words_of(letter):
    """What the marks of the letter stand for today. What somebody wrote may look like one, and is none."""
    names = FILLED_IN.keys() & set(MARK.findall(letter.subject + letter.text))
    if not names or not letter.meeting:
        return {}
    prefetch_related_objects([letter.meeting], "joint_with")
    return {name: FILLED_IN[name](letter) for name in names}


def facts(meeting, receiver):
    """When and where: the link to those alone who take part."""
    is_told = isinstance(receiver, GuestLink) or may_take_part(receiver, meeting)
    context = {"meeting": meeting, "when": when_in_words(meeting), "link": meeting.link if is_told else ""}
    return render_to_string("meetings/email/facts.txt", context).rstrip()


def _with_heading(note):
    return f"Upplysning från kansliet:\n{note}\n\n" if note else ""


def words_to_guest(link, url):
    """The same words as in the invitation, for whoever sends them in another way."""
    meeting = link.item.meeting
    told = {"title": meeting.title, "day": day(meeting.date), "last_day": day(meeting.end_date)}
    context = told | {"guest": link, "url": url, "facts": ""}
    return render_to_string("meetings/email/guest.txt", context).strip()


def page_of(link):
    token = link.token()
    if token is None:
        raise LookupError("The server has changed its key since the guest was invited.")
    return guest_address(token)


def guest_address(token):
    return whole(reverse("guest", args=[token]))
