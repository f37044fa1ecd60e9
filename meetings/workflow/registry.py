"""Registry numbers out of a council's own series (docs/adr/0053), and what has a number already."""

from itertools import count

from django.db.models import Max, Q
from django.utils import timezone

from councils import journal
from meetings.models import AgendaItem, Consultation, Meeting, RegistryNumber
from rus_portal.core.refusal import Refused
from rus_portal.core.registry_number import canonical
from rus_portal.core.words import listed

NAMED = {AgendaItem: "ett annat ärende", Meeting: "ett möte", Consultation: "en remiss"}


def register(thing, council, named, *, by, at):
    """The next number of the council's series to a meeting or a matter that has none. Call with the council's
    row locked and the thing saved; `named` is what its line in the journal calls it."""
    if thing.registry_number or not council.registry_pattern:
        return
    thing.registry_number, passed = _next_number(council, timezone.localdate(at).year)
    thing.save(update_fields=["registry_number", "registry_key"])
    given = {"registry_number": thing.registry_number}
    sentence = f"{named} fick diarienummer {thing.registry_number}."
    if passed:  # not on what: that may be a draft of somebody's own
        sentence += f" Serien gick förbi {listed(passed)}, som redan stod på annat håll."
    journal.log("give_registry_number", thing, sentence, by=by, at=at, after=given)


def has_number_of(made, thing):
    """Whether the same was typed, also as nothing: then `made` has the next of its council's series."""
    return thing.registry_number in ("", made.registry_number)


def refuse_taken(thing, is_same):
    """Something else has the number that was typed, and whoever typed it has not said that it `is_same`
    matter. Call with the council held, once the same sent once more is refused: that has its own number
    already."""
    if is_same or not thing.registry_number:
        return
    found, number = bearers(thing.registry_number, thing)
    if found:
        raise Refused(told_taken(number, found), about="registry_number")


def told_taken(number, found):
    taken = f"Diarienummer {number} har redan getts till {listed(found)}."
    return f"{taken} Skriv ett annat, eller kryssa för att det är samma ärende."


def bearers(number, but=None):
    """What has the number, in whichever way it is written, beside the row `but`. In words: not which, since
    that may be a draft of somebody's own. And how it is written there."""
    found, same = {}, Q(registry_key=canonical(number))
    for model, words in NAMED.items():
        rows = model._base_manager.filter(same).exclude(pk=but.pk if isinstance(but, model) else None)
        if written := rows.order_by("pk").values_list("registry_number", flat=True).first():
            found[words] = written
    if not found and (given := RegistryNumber.objects.filter(same).first()):
        found["något som sedan fick ett annat"] = given.text
    return list(found), next(iter(found.values()), number)


def _next_number(council, year):
    """It, and those before it that the series goes past."""
    last, passed = RegistryNumber.objects.filter(council=council, year=year).aggregate(last=Max("number")), []
    for number in count((last["last"] or 0) + 1):
        text = council.registry_number(year, number)
        if not bearers(text)[0] and _give(text, council=council, year=year, number=number):
            return text, passed
        passed.append(text)


def _give(text, **number):
    """Whether nobody has had it: another council, whose series is written alike, may take it at this very
    moment."""
    facts = {"text": text, **number}
    return RegistryNumber.objects.get_or_create(registry_key=canonical(text), defaults=facts)[1]
