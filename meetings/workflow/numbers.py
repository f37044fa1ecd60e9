"""The §§ of a meeting and the numbers of its positions: given when it is closed, kept while it is open again.

No number is given twice, and none is left out without the minutes saying so (docs/adr/0019)."""

from itertools import chain, count

from django.db.models import Max

from councils.models import Council
from meetings.minutes import paragraphs_in_words
from meetings.models import AgendaItem, Formality, GivenNumbers, Meeting, Position
from meetings.workflow.position import number_position
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day


def give_numbers(meeting):
    """§§ in the order of the meeting, and numbers to its positions in the same: on from the council's last
    that year, or those it had before. Call with the council's row locked. Returns what the journal keeps."""
    given = _given(meeting)
    before = _in_words(given)
    _number_paragraphs(meeting, given)
    _number_positions(meeting, given)
    given.save()
    return {"before": {"numbers": before}, "after": {"numbers": _in_words(given)}}


def take_numbers(meeting):
    """From the rows of a closed meeting that is opened again. They stay its own."""
    given = _given(meeting)
    if given.first is None:  # closed by an earlier version, which kept them on the rows alone
        numbers = list(chain(*(rows.values_list("paragraph", flat=True) for rows in _rows(meeting))))
        found = sorted(filter(None, numbers))
        given.series = _series(meeting)
        given.first, given.last = (found[0], found[-1]) if found else (None, None)
    positions = Position.objects.filter(item__meeting=meeting)
    numbered = positions.filter(number__isnull=False).values_list("item", "number")
    given.positions |= {str(item): number for item, number in numbered}
    given.save()
    for rows in _rows(meeting):
        rows.update(paragraph=None)
    positions.filter(published_at=None).update(number=None, slug="", goals=[])


def _given(meeting):
    return GivenNumbers.objects.filter(meeting=meeting).first() or GivenNumbers(meeting=meeting)


def _series(meeting):
    per_year = meeting.council.numbering == Council.Numbering.PER_YEAR
    return str(meeting.date.year) if per_year else ""


def _rows(meeting):
    return meeting.formalities.all(), meeting.items.all()


def _in_words(given):
    numbers = [paragraphs_in_words(given.paragraphs, given.meeting.date.year)]
    numbers += [f"{number}/{given.meeting.date.year}" for number in given.numbers]
    return ", ".join(filter(None, numbers))


def _number_paragraphs(meeting, given):
    formalities = list(meeting.formalities.order_by("order", "pk"))
    opening = [formality for formality in formalities if not formality.closes]
    closing = [formality for formality in formalities if formality.closes]
    rows = [*opening, *meeting.items.on_the_agenda().order_by("order", "pk"), *closing]
    series = _series(meeting)
    last = _last_paragraph(meeting) if series else 0
    if given.first is None or given.series != series:
        given.series, given.first, given.last = series, last + 1, last
    elif given.first < last:
        if len(rows) > len(given.paragraphs):
            raise Refused(_no_room(meeting, given, len(rows)))
    else:
        given.last = 0  # nobody comes after, so there may be more or fewer of them than before
    given.last = max(given.last, given.first + len(rows) - 1)
    for number, row in enumerate(rows, start=given.first):
        row.paragraph = number
        row.save(update_fields=["paragraph"])


def _no_room(meeting, given, wanted):
    after = Meeting.objects.numbered_with(meeting).filter(given_numbers__first__gt=given.last)
    following = after.order_by("given_numbers__first").first()
    goes_on = f"mötet den {day(following.date)}" if following else "ett annat möte"
    had = paragraphs_in_words(given.paragraphs, meeting.date.year)
    return (
        f"Mötet fick {had} när det avslutades, och {goes_on} fortsätter efter dem. Nu behövs {wanted} "
        "paragrafer, och det finns inga lediga emellan. Ta upp det som har lagts till på ett annat möte."
    )


def _last_paragraph(meeting):
    """The last § that another meeting in the series has, or keeps while it is open."""
    others = Meeting.objects.numbered_with(meeting)
    kept = GivenNumbers.objects.filter(meeting__in=others, series=_series(meeting))
    found = [kept.aggregate(last=Max("last"))["last"]]
    for rows in (AgendaItem.objects, Formality.objects):
        found.append(rows.filter(meeting__in=others).aggregate(last=Max("paragraph"))["last"])
    return max(number or 0 for number in found)


def _number_positions(meeting, given):
    rows = Position.objects.filter(item__meeting=meeting)
    rows = rows.select_related("item__meeting", "item__primary_goal__strategy")
    positions = list(rows.order_by("item__order", "pk"))
    last = _last_position(meeting)
    own = {int(item): number for item, number in given.positions.items()}
    own |= {position.item_id: position.number for position in positions if position.number}
    first = min(own.values(), default=last + 1)
    if first > last and not any(position.published_at for position in positions):
        own, free = {}, count(first)
    else:
        free = count(max(last, *own.values(), 0) + 1)
    for position in positions:
        own[position.item_id] = own.get(position.item_id) or next(free)
        if not position.published_at:
            number_position(position, own[position.item_id])
    given.positions = {str(item): number for item, number in own.items()}


def _last_position(meeting):
    """The same of the positions."""
    others = Meeting.objects.numbered_with(meeting)
    same_year = Position.objects.filter(council=meeting.council, year=meeting.date.year)
    taken = same_year.exclude(item__meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    kept = GivenNumbers.objects.filter(meeting__in=others)
    return max(taken, *chain(*(each.numbers for each in kept)), 0)
