"""What is told beside the pages, in letters that the clock writes and to the region's registry: for the leak
walk (tests/test_seeing_everywhere.py), where each thing has a word that stands nowhere else."""

from itertools import chain

from django.test import Client

from councils.integration import make_integration
from meetings.models import (
    AgendaItem,
    Comment,
    ConsultationAnswer,
    DissentingOpinion,
    Document,
    Feedback,
    Letter,
    Note,
    Stance,
    Statement,
    SummonsAnswer,
    Undertaking,
)
from meetings.workflow.letter import remind
from rus_portal.demo.people import person_for
from tests.world import ROLES

# What of each is a word of its own, where a letter or the registry could tell it.
WORDS = {
    **dict.fromkeys((AgendaItem, Document), "title"),
    **dict.fromkeys((Comment, ConsultationAnswer, DissentingOpinion, Note, Statement), "text"),
    **{Stance: "dissent_text", SummonsAnswer: "note", Feedback: "registry_number"},
}


def words(rows, name):
    return {word for word in rows.values_list(name, flat=True) if word.startswith("glosa")}


def unseen(person):
    """The words of all that the person may not see, and of what has been withdrawn from everyone."""
    every = chain.from_iterable(words(model._default_manager, name) for model, name in WORDS.items())
    seen = (words(model._default_manager.visible_to(person), name) for model, name in WORDS.items())
    untold = Undertaking.objects.exclude(withdrawn_at=None)
    return {*every, *words(untold, "what")} - set(chain.from_iterable(seen))


def told_in_letters():
    """What reminders, and letters of proposals and consultations, say that their reader may not see."""
    remind()
    letters = Letter.objects.filter(kind__in=("reminder", "proposal", "consultation", "digest"))
    assert {"reminder", "consultation"} <= set(letters.values_list("kind", flat=True))
    [told] = words(Undertaking.objects.filter(withdrawn_at=None), "what")
    assert letters.filter(person=person_for("official"), text__contains=told).exists()
    wrong = []
    for role in ("secretary", "member", "opposition", "official", "preparer"):
        person = person_for(ROLES[role])
        text = "\n".join(f"{each.subject}\n{each.text}" for each in letters.filter(person=person))
        wrong += [("letter", role, "leaks", word) for word in unseen(person) if word in text]
    return wrong


def told_to_the_registry():
    """What its files and its feed say that the secretariat may not see, or of a restricted document."""
    secretary = person_for("secretary")
    office, secret = Client(), make_integration("Diariet", by=person_for("admin"))[1]
    office.force_login(secretary)
    asked = [office.get("/diarium/handelser.json", headers={"authorization": f"Bearer {secret}"})]
    for council, _ in office.get("/kansli/diarium/").context["period"].fields["rad"].choices:
        asked.append(
            office.get("/kansli/diarium.csv", {"rad": council, "fran": "2000-01-01", "till": "2099-12-31"})
        )
    texts = [answer.getvalue().decode() for answer in asked]
    restricted = words(Document.objects.filter(visibility=Document.Visibility.RESTRICTED), "title")
    open_ones = words(Document.objects.filter(meeting__convened_at__isnull=False), "title") - restricted
    assert open_ones
    assert [any(word in text for text in texts) for word in open_ones] == [True] * len(open_ones)
    hidden = unseen(secretary) | restricted
    return [
        ("registry", nth, "leaks", word) for nth, text in enumerate(texts) for word in hidden if word in text
    ]
