"""The §§ of a meeting and the numbers of its positions: given when it is closed, kept while it is open again.

No number is given twice, and none is left out without the minutes saying so (docs/adr/0019)."""

from itertools import chain, count

from django.db.models import Max

from councils.models import Council
from meetings.minutes.record import paragraphs_in_words, unused_numbers
from meetings.models import AgendaItem, Formality, GivenNumbers, Meeting, Position
from meetings.workflow.position import name_dissenters, number_position
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day


def give_numbers(meeting):
    """§§ in the order of the meeting, and numbers to its positions in the same: on from the council's last
    that year, or those it had before. Call with the council's row locked. Returns, in words, those that it
    had, those that it has now, and those of them that it does not use."""
    given = _given(meeting)
    before = _in_words(given)
    paragraphs = _number_paragraphs(meeting, given)
    _number_positions(meeting, given)
    name_dissenters(meeting)
    given.save()
    return before, _in_words(given), unused_numbers(meeting, paragraphs)


def take_numbers(meeting):
    """From the rows of a closed meeting that is opened again. They stay its own, and on what is immediately
    approved they stand."""
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
    meeting.formalities.update(paragraph=None)
    free = meeting.items.exclude(sheet__approved_at__isnull=False)
    free.update(paragraph=None)
    positions.filter(published_at=None, item__in=free).update(number=None, slug="", goals=[])


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
    stands = any(row.paragraph for row in rows)  # on what is immediately approved
    is_new = given.first is None or (given.series != series and not stands)
    if is_new:
        given.series, given.first = series, last + 1
    end = given.first + len(rows) - 1
    if is_new or given.first > last:
        given.last = end
    elif end > given.last:
        raise Refused(_no_room(meeting, given, len(rows)))
    for number, row in enumerate(rows, start=given.first):
        if row.paragraph not in (None, number):
            raise Refused(_is_settled(row.paragraph, number))
    for number, row in enumerate(rows, start=given.first):
        row.paragraph = number
        row.save(update_fields=["paragraph"])
    return range(given.first, end + 1)


def _is_settled(paragraph, number):
    return (
        f"§ {paragraph} är omedelbart justerad och behåller sitt nummer, men skulle nu bli § {number}. Ta "
        "tillbaka det som har lagts till eller tagits bort före den."
    )


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
    stand = [position for position in positions if position.number]
    if first < last or stand:
        free = count(max(last, *own.values()) + 1)
    else:
        own, free = {}, count(first)
    for position in positions:
        own[position.item_id] = own.get(position.item_id) or next(free)
        if position not in stand:
            number_position(position, own[position.item_id])
    given.positions = {str(item): number for item, number in own.items()}


def _last_position(meeting):
    """The same of the positions."""
    others = Meeting.objects.numbered_with(meeting)
    same_year = Position.objects.filter(council=meeting.council, year=meeting.date.year)
    taken = same_year.exclude(item__meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    kept = GivenNumbers.objects.filter(meeting__in=others)
    return max(taken, *chain(*(each.numbers for each in kept)), 0)
