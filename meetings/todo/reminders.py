"""Who is to be reminded, and of what. A reminder has a key, so that it is sent once for each occasion: in the
mornings, and at a meeting whenever the secretariat asks, then once a day at most."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from councils.models import Person
from meetings.models import Letter, MailChoice, Meeting
from meetings.models.meeting import with_councils
from meetings.todo.awaited import (
    Kind,
    answers,
    approvals,
    brought_home_to_all,
    called_to,
    evaluations,
    stances,
    takeovers_at,
)
from meetings.todo.consulted import consulted_all
from meetings.todo.expected import WORDS
from meetings.todo.following import followed_up_by_all
from rus_portal.core.words import day, listed

DAYS = dt.timedelta(days=5)  # before the last day; for minutes approval from the first
ASKED = ":asked:"  # in the key of a reminder that the secretariat asked for, before the day


@dataclass(frozen=True)
class Reminder:
    """`sentence` says what is awaited and `url` where to do it. What one `must_know` is no mere reminder: no
    choice of letters silences it."""

    key: str
    person: Person
    subject: str
    sentence: str
    url: str
    meeting: Meeting | None
    must_know: bool = False


def reminders(today):
    """All that are due, whether sent before or not."""
    until = today + DAYS
    convened = Meeting.objects.filter(stage=Meeting.Stage.CONVENED, date__gt=today)
    in_order = convened.select_related("council").prefetch_related("joint_with").order_by("date", "pk")
    # The last day for stances is the earliest.
    lines = called_to([meeting for meeting in in_order if meeting.stances_due <= until])
    due = (each for each in answers(lines) if each.due <= until)
    yield from (_of_answers(own, today) for own in _by_person(due))
    yield from (_of_stances(own, today) for own in _by_person(stances(lines)))
    yield from map(_of_takeover, takeovers_at(lines))
    yield from (_of_minutes(each, today) for each in approvals())
    brought = list(brought_home_to_all(until))
    yield from (_of_receipt(each, today) for each in brought if each.kind == Kind.RECEIPT)
    decisions = (each for each in brought if each.kind == Kind.DECISION)
    yield from (_of_decisions(own, today) for own in _by_person(decisions, today))
    yield from (_of_following(each, today) for each in followed_up_by_all(until))
    yield from (_of_consultation(each, today) for each in consulted_all(today, until))
    yield from of_evaluations()


@dataclass(frozen=True)
class Line:
    """One who is waited for at a meeting, and why that one is not reminded now, if so."""

    reminder: Reminder
    hinder: str = ""


def asked_for(meeting, subject, today):
    """What the secretariat reminds of at a meeting, due or not; `subject` is one of `SUBJECTS`."""
    for each in SUBJECTS[subject].awaited_at(meeting, today):
        yield replace(each, key=f"{each.key}{ASKED}{today}")


def lines_at(meeting, subject, today):
    """Everyone who is waited for. Two queries besides those of the subject."""
    asked = list(asked_for(meeting, subject, today))
    told = reminded_on(today, meeting=meeting)
    choices = MailChoice.objects.filter(
        often=MailChoice.Often.NONE, person__in=[each.person for each in asked]
    )
    unwilling = set(choices.values_list("person", flat=True))
    return [Line(each, _hinder(each, told, unwilling)) for each in asked]


def reminded_on(today, **whose):
    """The keys of what somebody has been reminded of that day, in the morning or on the secretariat's word:
    nobody is reminded of it again until tomorrow."""
    written = Letter.objects.filter(key__startswith="remind-", written_at__date=today, **whose)
    return {key.partition(ASKED)[0] for key in written.values_list("key", flat=True)}


def _hinder(reminder, told, unwilling):
    person = reminder.person
    if reminder.key.partition(ASKED)[0] in told:
        return "Påmind i dag"
    if not (person.email and person.is_active):
        return "Kan inte nås med e-post"
    return "Vill inte ha påminnelser" if person.pk in unwilling and not reminder.must_know else ""


def asked_again(keys, today):
    """What is still awaited of the reminders with these keys, each with its meeting, that were asked for."""
    asked = {key.partition(ASKED)[0]: key for _, key in keys if ASKED in key}
    starts = {key.partition(":")[0] for key in asked}
    if not asked:
        return
    meetings = Meeting.objects.filter(pk__in=[meeting for meeting, key in keys if ASKED in key])
    for meeting in meetings.select_related("council").order_by("pk"):
        for subject in SUBJECTS.values():
            found = subject.awaited_at(meeting, today) if subject.starts in starts else []
            yield from (replace(each, key=asked[each.key]) for each in found if each.key in asked)


def _answers_at(meeting, today):
    return [_of_answers(own, today) for own in _by_person(answers(called_to([meeting])))]


def _stances_at(meeting, today):
    return [_of_stances(own, today) for own in _by_person(stances(called_to([meeting])))]


def _minutes_at(meeting, today):
    return [_of_minutes(each, today) for each in approvals(minutes__meeting=meeting)]


def _late_at(meeting, today, kind):
    brought = brought_home_to_all(today - dt.timedelta(days=1))
    return [each for each in brought if each.kind == kind and each.meeting == meeting]


def _receipts_at(meeting, today):
    return [_of_receipt(each, today) for each in _late_at(meeting, today, Kind.RECEIPT)]


def _decisions_at(meeting, today):
    late = _late_at(meeting, today, Kind.DECISION)
    return [_of_decisions(own, today) for own in _by_person(late, today)]


@dataclass(frozen=True)
class Subject:
    """`page` is where it stands how far it has come, `starts` how the keys of its reminders begin."""

    words: str
    page: str
    starts: str
    awaited_at: Callable


# By the last part of the address.
SUBJECTS = {
    "kallelse": Subject("svaret på kallelsen", "answers", "remind-answer", _answers_at),
    "forankring": Subject("förankringen", "stances", "remind-stance", _stances_at),
    "justering": Subject("justeringen", "minutes", "remind-minutes", _minutes_at),
    "kvittens": Subject("återföringen", "feedback_all", "remind-receipt", _receipts_at),
    "formella-beslut": Subject("formella beslut", "feedback_all", "remind-decision", _decisions_at),
}


def of_evaluations(**whose):
    """Once, to those who can sign in: it is no more than a question."""
    can_sign_in = {"person__email__isnull": False, "person__is_active": True}
    asked = list(evaluations(**can_sign_in, **whose))
    titles = {each.pk: each.title for each in with_councils({each.meeting for each in asked})}
    return [_of_evaluation(each, titles[each.meeting.pk]) for each in asked]


def _by_person(awaited, today=None):
    """What each is to do at each meeting: one letter, also to someone who sits for several organisations.
    With `today`, one of what is late and one of what is not."""
    own = defaultdict(list)
    for each in awaited:
        own[each.meeting, each.person, bool(today and each.due < today)].append(each)
    return own.values()


def _by(last, today):
    """Until when, or that it is late."""
    if last < today:
        return f"Det skulle ha varit gjort senast den {day(last)}."
    return f"Det ska vara gjort senast den {day(last)}."


def _about(awaited, key, subject, sentence, url="", **facts):
    """To the one of whom it is awaited, who does it at its address or the one said."""
    meeting, person = awaited.meeting, awaited.person
    return Reminder(key, person, subject, sentence, url or awaited.url, meeting, **facts)


def _of_answers(own, today):
    meeting = own[0].meeting
    homes = listed([f"{each.organisation}" for each in own if each.organisation])
    whom = f" för {homes}" if homes else ""
    gone = listed([f"{each.declined}" for each in own if each.declined])
    why = f"{gone} kan inte komma i ditt ställe" if gone else "Du har inte svarat på kallelsen"
    return _about(
        own[0],
        f"remind-answer:{meeting.pk}:{own[0].person.pk}",
        f"Svara på kallelsen till mötet {day(meeting.date)}",
        f"{why} till mötet med {meeting.title} den {day(meeting.date)}{whom}. {_by(own[0].due, today)}",
        "" if len(own) == 1 else meeting.url("answer"),
    )


def _of_stances(own, today):
    """It only counts the items."""
    meeting = own[0].meeting
    left = [
        f"{each.subject} har {'en punkt' if len(each.items) == 1 else f'{len(each.items)} punkter'}"
        for each in own
    ]
    return _about(
        own[0],
        f"remind-stance:{meeting.pk}:{own[0].person.pk}",
        f"Förankra inför mötet {day(meeting.date)}",
        f"{' och '.join(left)} kvar att förankra till mötet med {meeting.title} den {day(meeting.date)}. "
        f"{_by(own[0].due, today)}",
        meeting.url("stances"),
    )


def _of_takeover(awaited):
    meeting, left = awaited.meeting, awaited.subject
    return _about(
        awaited,
        f"remind-takeover:{left._meta.model_name}-{left.pk}:{awaited.person.pk}:{meeting.date}",
        f"Ta över eller låt falla inför mötet {day(meeting.date)}",
        f"Någon som inte talar för {left.organisation} på mötet med {meeting.title} den "
        f"{day(meeting.date)} har lämnat en {left._meta.verbose_name}. Den väntar på att du tar över "
        "den eller låter den falla.",
    )


def _of_minutes(awaited, today):
    meeting, part = awaited.meeting, awaited.subject.minutes.part
    return _about(
        awaited,
        f"remind-minutes:{awaited.subject.pk}",
        f"Justera protokollet{part} från mötet {day(meeting.date)}",
        f"Protokollet{part} från mötet med {meeting.council} den {day(meeting.date)} väntar på att du "
        f"justerar det. {_by(awaited.due, today)}",
        must_know=True,
    )


def _of_receipt(awaited, today):
    meeting, feedback = awaited.meeting, awaited.subject
    return _about(
        awaited,
        f"remind-receipt:{feedback.pk}:{awaited.person.pk}",
        f"Bekräfta återföringen från mötet {day(meeting.date)}",
        f"{feedback.organisation_name} har inte bekräftat att återföringen från mötet med {meeting.title} "
        f"den {day(meeting.date)} är mottagen. {_by(awaited.due, today)}",
    )


def _of_decisions(own, today):
    """It only counts the positions, as of stances. Once before the last day, and once after it; a day that
    an organisation had planned and let pass is another occasion, and the only one that makes it late."""
    meeting = own[0].meeting
    late = own[0].due < today
    planned = max((each.subject.planned_on for each in own if each.subject.planned_on), default="")
    occasion = f":late:{planned}" if late else ""
    begins = "Försenat: svara" if late and planned else "Påminnelse: svara" if late else "Svara"
    homes = Counter(each.subject.organisation_name for each in own)
    left = [
        f"{name} har {'ett ställningstagande' if count == 1 else f'{count} ställningstaganden'}"
        for name, count in homes.items()
    ]
    return _about(
        own[0],
        f"remind-decision:{meeting.pk}:{own[0].person.pk}{occasion}",
        f"{begins} om formella beslut efter mötet {day(meeting.date)}",
        f"{' och '.join(left)} kvar att svara om efter mötet med {meeting.title} den {day(meeting.date)}: "
        f"vad det formella beslutet blev, eller att inget behövs. {_word_by(own, today)}",
        "" if len(own) == 1 else own[0].subject.get_absolute_url(),
    )


def _word_by(own, today):
    """Only what was planned for a day that has passed is late. Of the rest the council counts on word."""
    planned = [each.due for each in own if each.subject.planned_on]
    untold = [each.due for each in own if not each.subject.planned_on]
    told = []
    if planned:
        is_one = len(set(planned)) == 1
        which = "Den dag då det skulle tas" if is_one else "Den första av de dagar då de skulle tas"
        told.append(f"{which}, den {day(min(planned))}, har passerat.")
    if untold and min(untold) < today:
        told.append(
            f"Rådet räknade med besked senast den {day(min(untold))}, och har inte fått veta hur det blir."
        )
    elif untold:
        told.append(f"Rådet räknar med besked senast den {day(min(untold))}.")
    return " ".join(told)


def _of_evaluation(awaited, title):
    meeting = awaited.meeting
    return _about(
        awaited,
        f"remind-evaluation:{meeting.pk}:{awaited.person.pk}",
        f"Hur var mötet {day(meeting.date)}?",
        f"Du var på mötet med {title} den {day(meeting.date)}. Hur väl levde det upp till "
        "budkavlen? Att svara tar två minuter. Ingen får veta vad du svarar, och du kan avstå. "
        f"Svara senast den {day(awaited.due)}.",
    )


def _of_following(awaited, today):
    """Once for each last day that is set."""
    subject, meeting = awaited.subject, awaited.meeting
    position = getattr(subject, "position", subject)
    sentence, label = WORDS[awaited.kind](awaited)
    return _about(
        awaited,
        f"remind-{awaited.kind.name.lower()}:{subject.pk}:{awaited.due}:{awaited.person.pk}",
        f"{label}: {position.designation}",
        f"{sentence} Det gäller ställningstagandet ”{position.item.title}” från mötet med {meeting.title} "
        f"den {day(meeting.date)}. {_by(awaited.due, today)}",
    )


def _of_consultation(awaited, today):
    """Once for each last day that is set."""
    answer = awaited.subject
    sentence = f"{answer.organisation_name} har inte svarat på remissen ”{answer.consultation}”."
    if answer.is_begun:
        sentence += " Ett utkast till svar är sparat, men det är inte skickat."
    return _about(
        awaited,
        f"remind-consultation:{answer.pk}:{awaited.due}:{awaited.person.pk}",
        f"Remiss: {answer.consultation}"[:200],
        f"{sentence} {_by(awaited.due, today)}",
    )
