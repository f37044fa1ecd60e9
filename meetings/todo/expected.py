"""What one person has left to do, in words for the person's own page."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from meetings.models import AgendaItem
from meetings.todo.awaited import (
    Kind,
    approvals,
    before,
    brought_home,
    evaluations,
    most_urgent_first,
)
from meetings.todo.consulted import consulted
from meetings.todo.following import followed_up
from rus_portal.core.permissions import may_comment_proposal, may_hand_in_proposal
from rus_portal.core.words import day_soon, weekday_soon

Stage = AgendaItem.Stage


@dataclass(frozen=True)
class Expected:
    """One thing to do: a sentence, where to do it, and the last day (None where there is none). Word of a
    formal decision is only counted on by its day; the decision is late when a day that was planned has
    passed."""

    sentence: str
    label: str
    url: str
    due: dt.date | None = None
    is_counted_on: bool = False

    @property
    def due_in_words(self):
        return weekday_soon(self.due)


def expected_of(person, meetings, proposals):
    """All of it, the most urgent first. `meetings` are those that concern the person and are not over, with
    `council` and `joint_with`; `proposals` the person's own, as `status_of` takes them. The same
    number of queries however much there is, but for each agenda that waits to be approved."""
    awaited = [
        *before(person, meetings),
        *approvals(person=person),
        *evaluations(person=person),
        *brought_home(person),
        *followed_up(person),
        *consulted(person),
    ]
    found = [*map(_told, awaited), *_proposals(person, proposals)]
    return most_urgent_first(found)


def _told(awaited):
    sentence, label = WORDS[awaited.kind](awaited)
    is_counted_on = awaited.kind == Kind.DECISION and not awaited.subject.planned_on
    return Expected(sentence, label, awaited.url, awaited.due, is_counted_on)


def _agenda(awaited):
    held = _held(awaited.meeting)
    return f"Godkänn dagordningen för {held}, så att kallelsen kan gå ut.", "Läs och godkänn"


def _answer(awaited):
    asked = f" {awaited.subject} har bett dig komma." if awaited.subject else ""
    home = f" för {awaited.organisation}" if awaited.organisation else ""
    if awaited.declined:
        sentence = f"{awaited.declined} kan inte komma i ditt ställe till {_held(awaited.meeting)}{home}."
        return f"{sentence} Svara på nytt.", "Ändra svaret"
    return f"Svara om du kommer till {_held(awaited.meeting)}{home}.{asked}", "Svara på kallelsen"


def _stance(awaited):
    items = awaited.items
    count = f"”{items[0].title}”" if len(items) == 1 else f"{len(items)} punkter"
    return f"{awaited.subject} har {count} att förankra inför {_held(awaited.meeting)}.", "Förankra"


def _confirmation(awaited):
    stance = awaited.subject
    sentence = f"Bekräfta den avvikande synpunkten från {stance.organisation} om ”{stance.item.title}”."
    return sentence, "Läs och bekräfta"


def _takeover(awaited):
    left = awaited.subject
    what = left._meta.verbose_name
    sentence = f"Ta över eller låt falla: en {what} för {left.organisation} om ”{left.item.title}”."
    return sentence, "Läs och avgör"


def _minutes(awaited):
    meeting = awaited.meeting
    part = awaited.subject.minutes.part
    sentence = f"Justera protokollet{part} från mötet med {meeting.council} den {day_soon(meeting.date)}."
    return sentence, "Läs och justera"


def _evaluation(awaited):
    sentence = f"Hur levde {_held(awaited.meeting)} upp till budkavlen? Det är anonymt och tar två minuter."
    return sentence, "Svara eller avstå"


def _receipt(awaited):
    name = awaited.subject.organisation_name
    sentence = f"Bekräfta att {name} har tagit emot återföringen från {_held(awaited.meeting)}."
    return sentence, "Läs och bekräfta"


def _decision(awaited):
    feedback = awaited.subject
    sentence = f"Anteckna det formella beslutet från {feedback.organisation_name} om ”{feedback.matter}”"
    return f"{sentence}, eller att inget behövs.", "Anteckna"


def _undertaking(awaited):
    row = awaited.subject
    return f"Hur går det? {row.organisation_name} har åtagit sig: {row.what}", "Berätta hur det går"


def _funding(awaited):
    row = awaited.subject
    return f"Vad blev beskedet om {row.programme}, för ”{row.position.item.title}”?", "Anteckna beskedet"


def _review(awaited):
    position = awaited.subject
    sentence = f"Ställningstagandet {position.designation}, ”{position.item.title}”, ska ses över."
    return f"{sentence} Stäm också av åtaganden, resultat och finansiering.", "Anteckna översynen"


def _held(meeting):
    return f"mötet den {day_soon(meeting.date)}"


def _consultation(awaited):
    answer = awaited.subject
    if answer.is_begun:
        about = f"”{answer.consultation}” för {answer.organisation_name}"
        return f"Svaret på remissen {about} är sparat som utkast och inte skickat.", "Läs och skicka"
    return f"Svara på remissen ”{answer.consultation}” för {answer.organisation_name}.", "Läs och svara"


WORDS = {
    Kind.AGENDA: _agenda,
    Kind.ANSWER: _answer,
    Kind.STANCE: _stance,
    Kind.CONFIRMATION: _confirmation,
    Kind.TAKEOVER: _takeover,
    Kind.MINUTES: _minutes,
    Kind.EVALUATION: _evaluation,
    Kind.RECEIPT: _receipt,
    Kind.DECISION: _decision,
    Kind.UNDERTAKING: _undertaking,
    Kind.FUNDING: _funding,
    Kind.REVIEW: _review,
    Kind.CONSULTATION: _consultation,
}


def _proposals(person, proposals):
    for item in proposals:
        if item.stage == Stage.RETURNED and may_hand_in_proposal(person, item):
            yield Expected(
                f"Ditt förslag ”{item.title}” kom tillbaka. Läs varför och komplettera det.",
                "Läs och komplettera",
                reverse("proposal", args=[item.pk]),
            )
        elif item.awaits_answer and may_comment_proposal(person, item):
            asks = item.council.prepared_by or "Kansliet"
            yield Expected(
                f"{asks} har en fråga om ditt förslag ”{item.title}”.",
                "Läs frågan och svara",
                reverse("proposal", args=[item.pk]),
            )
