"""The files that the values of an indicator come with."""

import re
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from councils import journal
from rus_portal.core.permissions import may_keep_values, require
from rus_portal.core.refusal import Refused
from rus_portal.core.words import counted
from strategy.models import Indicator, IndicatorImport, IndicatorValue
from strategy.models.indicator import in_swedish
from strategy.models.marks import FLAGS, meanings_of
from strategy.statistics.review import as_values, review
from strategy.statistics.table import first_of

OF_ALL = re.compile(r"\bprocent\b|%", re.IGNORECASE)  # a unit in which a hundred is all, as a rule
SHOWN = 10  # areas that the file has other names for
MANY = 5  # revised values
GONE = "Filen finns inte kvar att granska: den är redan sparad, eller har lästs in på nytt."


def _locked(indicator, by):
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    require(may_keep_values(by))
    return indicator


@transaction.atomic
def keep_reading(indicator, *, by, reading, at=None):
    """A file that was read without a fault, to be looked through. What the same person read before and never
    saved gives way."""
    indicator = _locked(indicator, by)
    indicator.imports.filter(read_by=by, confirmed_at=None).delete()
    names = IndicatorValue.objects.area_names()
    remarks = [
        *_of_another(indicator, reading),
        *_of_unit(indicator, reading.unit),
        *_of_other_names(reading.cells, names),
        *_of_years_to_come(indicator, reading.cells),
        *_of_strange_percents(indicator, reading.cells),
    ]
    file = IndicatorImport(
        indicator=indicator,
        file_name=reading.file_name,
        file_hash=reading.file_hash,
        note=reading.note,
        remarks=[*reading.remarks, *remarks],
        cells=_of_known_areas(indicator, reading.cells, names),
        read_by=by,
        read_at=at or timezone.now(),
    )
    file.remarks += _of_many_revised(review(file))
    file.save()
    return file


def _of_another(indicator, reading):
    """The portal's own files say which indicator they are of."""
    if reading.indicator and reading.indicator.casefold() != indicator.title.casefold():
        yield (
            f"Filen säger att den är av indikatorn ”{reading.indicator}”. Kontrollera att den är av "
            f"”{indicator}”."
        )


def _of_many_revised(found):
    """Sources revise some of their values, and another indicator has other values for all."""
    there = len(found.revised) + found.same
    if len(found.revised) >= MANY and 2 * len(found.revised) > there:
        yield (
            f"Filen ändrar {len(found.revised)} av de {there} värden i den som redan finns. Kontrollera att "
            "den är av den här indikatorn."
        )


def _of_unit(indicator, unit):
    """The same may be said in other words, so it is asked and not refused."""
    if unit and unit.casefold() != indicator.unit.casefold():
        yield f"Indikatorns enhet är {indicator.unit}. Kontrollera att filens tal är i den."


def _of_other_names(cells, names):
    """Of each area that the file calls something else than it is called in the portal."""
    named = sorted({(cell["area_code"], cell["area"]) for cell in cells if cell["area_code"] in names})
    other = [(code, name) for code, name in named if name.casefold() not in (code, names[code].casefold())]
    for code, name in other[:SHOWN]:
        yield f"Filen kallar {code} ”{name}”, men portalen ”{names[code]}”. Portalens namn står kvar."
    if len(other) > SHOWN:
        yield f"Ytterligare {len(other) - SHOWN} namn i filen är andra än portalens, som står kvar."


def _of_years_to_come(indicator, cells):
    """But of a forecast, and of the year of the target."""
    this = timezone.localdate().year
    to_come = [cell for cell in cells if this < cell["year"] != indicator.target_year]
    ahead = [cell for cell in to_come if FLAGS["F"] not in meanings_of(cell["status"]).values()]
    if ahead:
        which = counted(len(ahead), "värde gäller ett år", "värden gäller år")
        yield f"{which} som inte har varit än: {_first_of(ahead)}. Kontrollera att det är rätt år."


def _of_strange_percents(indicator, cells):
    """Some percentages are more than a hundred or less than nought, so it is asked and not refused."""
    if not OF_ALL.search(indicator.unit):
        return
    numbers = [cell for cell in cells if cell["value"]]
    more = [cell for cell in numbers if Decimal(cell["value"]) > 100]
    less = [cell for cell in numbers if Decimal(cell["value"]) < 0]
    kinds = (more, "mer än 100", "decimaltecknet"), (less, "mindre än 0", "minustecknet")
    for strange, told, sign in kinds:
        if strange:
            which = counted(len(strange), "värde är", "värden är")
            yield f"{which} {told} procent: {_first_of(strange)}. Kontrollera att {sign} är rätt."


def _first_of(cells):
    said = (in_swedish(cell["value"]) or cell["mark"] for cell in cells)
    return first_of(
        [f"{cell['area']} {cell['period']} ({what})" for cell, what in zip(cells, said, strict=True)]
    )


def _of_known_areas(indicator, cells, names):
    """An area that is known keeps its name, whatever the file calls it. A file with only the names of areas,
    or only their codes, is of the same areas as those before it."""
    coded = indicator.values.current().exclude(area_code="").order_by("came_with", "pk")
    codes = dict(coded.values_list("area", "area_code"))
    codes |= {names[code]: code for code in codes.values() if code in names}
    own = {cell["area_code"]: cell["area"] for cell in reversed(cells) if cell["area"] != cell["area_code"]}
    return [cell | _known(cell, codes, own | names) for cell in cells]


def _known(cell, codes, names):
    code, name = cell["area_code"], cell["area"]
    if not code and name in codes:
        return {"place": codes[name], "area_code": codes[name], "area": names.get(codes[name], name)}
    return {"area": names[code]} if code in names else {}


def why_not_saved(file):
    """In a sentence, of a file that is looked through; empty where it may be."""
    is_old = file.indicator.imports.filter(confirmed_at__gt=file.read_at).exists()
    return "En annan fil har sparats sedan du läste in den här. Läs in den igen." if is_old else ""


@transaction.atomic
def confirm_import(file, *, by, at=None):
    """Its values become the indicator's. Those that it revises stand with the file that they left for."""
    indicator, at = _locked(file.indicator, by), at or timezone.now()
    file = IndicatorImport.objects.select_for_update().filter(pk=file.pk).first()
    if file is None or file.confirmed_at:
        raise Refused(GONE)
    if no := why_not_saved(file):
        raise Refused(no)
    file.indicator = indicator
    found = review(file)
    if not found.changes:
        raise Refused("Filen innehåller inget som inte redan finns. Inget är sparat.")
    left = [before.pk for before, _ in found.revised]
    file.confirmed_at, file.confirmed_by = at, by
    file.save(update_fields=["confirmed_at", "confirmed_by"])
    IndicatorValue.objects.filter(pk__in=left).update(left_with=file)
    values = as_values(file, [*found.new, *(after for _, after in found.revised)])
    IndicatorValue.objects.bulk_create(values, batch_size=500)
    if not indicator.area:
        indicator.area = _first_area(file.cells)
        indicator.save(update_fields=["area"])
    sentence = f"Filen ”{file}” lästes in till indikatorn ”{indicator}”: {found.in_words()}."
    journal.log("confirm_import", indicator, sentence, by=by, at=at, after={"file": file.file_hash})
    return file


def _first_area(cells):
    """The widest: of counties and municipalities the codes of counties are shorter, and 00 is the country."""
    return min((cell["place"] for cell in cells), key=lambda place: (place == "00", len(place), place))


def why_not_undone(file):
    """In a sentence, of a file that is saved; empty where it may be."""
    standing = file.indicator.imports.filter(confirmed_at__isnull=False, withdrawn_at=None)
    is_newest = standing.order_by("-confirmed_at", "-pk").first() == file
    return "" if is_newest else "Bara den fil som lästes in senast kan ångras."


@transaction.atomic
def withdraw_import(file, *, by, at=None):
    """Undo the newest file: what it revised stands again, and what it brought is kept as withdrawn. Where
    nothing stands any more the next file chooses which area is shown first, as this one did."""
    indicator, at = _locked(file.indicator, by), at or timezone.now()
    if no := why_not_undone(file):
        raise Refused(no)
    file.brought.update(left_with=file)
    file.took_away.exclude(came_with=file).update(left_with=None)
    file.withdrawn_at, file.withdrawn_by = at, by
    file.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if indicator.area == _first_area(file.cells) and not indicator.values.current().exists():
        indicator.area = ""
        indicator.save(update_fields=["area"])
    sentence = f"Inläsningen av filen ”{file}” till indikatorn ”{indicator}” ångrades."
    journal.log("withdraw_import", indicator, sentence, by=by, at=at)
    return file
