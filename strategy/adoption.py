"""Each time that what is said of the adoption of an edition of the plan was put right, for everyone."""

from django.utils import timezone

from councils.models import JournalEntry, read_standings
from rus_portal.core.words import day, listed

CORRECTS = "correct_adoption"  # in the journal, which is kept for ever
PUT_RIGHT = " rättades. "  # in its sentence there, before the reason
FACTS = ("adopted_on", "adopted_by", "applies_from")
SAID = {  # of what there is something said, by its name in the journal
    "adopted_on": "vilken dag",
    "adopted_by": "av vem",
    "adopted_in": "i vilket ställningstagande",
    "applies_from": "från vilken dag den gäller",
}


def is_correction(entry):
    """Something else was said before; else what was not known was written in."""
    return any(entry.before.values())


def corrections_of(plans):
    """What everyone is told of each time, the newest first, by the plan's id."""
    found: dict = {plan.pk: [] for plan in plans}
    told = JournalEntry.objects.filter(act=CORRECTS, subject_type="strategy.strategicplan")
    told = told.filter(subject_id__in=found).select_related("by").order_by("-at", "-pk")
    entries = [entry for entry in told if is_correction(entry)]
    if entries:
        read_standings([entry.by for entry in entries])
    for entry in entries:
        found[entry.subject_id].append(_told(entry))
    return found


def _told(entry):
    on = timezone.localdate(entry.at)
    held = [each.seat for each in entry.by.held if each.is_in_force_on(on)]
    who = "kansliet" if any(seat.keeps for seat in held) else "administratören"
    reason = entry.sentence.partition(PUT_RIGHT)[2]
    of = listed([words for name, words in SAID.items() if name in entry.after])
    return f"Det som sägs om antagandet ({of}) rättades av {who} den {day(on)}: {reason}"
