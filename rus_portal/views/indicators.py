"""What the goals are measured by: the picture, the table and the numbers, and the files they come with."""

from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from councils import sheets
from councils.journal import history_for
from meetings.open import OPEN
from meetings.triggers.generation import kept_for_all
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_keep_values, require
from strategy.charts import chart, explained
from strategy.forms import IndicatorFileForm
from strategy.models import Goal, Indicator, IndicatorImport, IndicatorValue
from strategy.open_indicators import COLUMNS, as_json, table
from strategy.statistics.reading import read
from strategy.statistics.review import as_values, review, with_before
from strategy.statistics.table import Unreadable
from strategy.workflow import indicator as workflow

FIRST_ROWS = 50  # of what is new in a file, and on each page of what came with it
AT_ONCE = 200  # indicators in one query: SQLite puts no more than 500 together


def charts_of(indicators):
    """(indicator, its chart in the area that is shown first) for each. Three queries for two hundred."""
    indicators = list(indicators)
    found = defaultdict(list)
    for value in _first_shown(indicators):
        found[value.indicator_id].append(value)
    names = _area_names() if found else {}
    return [(each, chart(each, found[each.pk], names)) for each in indicators]


def _first_shown(indicators):
    """The values of each in its first area. Asked for one by one in a single query, they are found by index
    among all that there are; asked for together SQLite reads all."""
    own = [each.values.current().with_meanings().filter(place=each.area).order_by() for each in indicators]
    for begin in range(0, len(own), AT_ONCE):
        first, *others = own[begin : begin + AT_ONCE]
        yield from first.union(*others, all=True).order_by()


@kept_for_all
def _area_names():
    """Read from all values that there are, of which a page shows few."""
    return IndicatorValue.objects.area_names()


@login_not_required
@require_safe
def indicators(request):
    """All of them, each with the goals it measures and its picture."""
    goals = Prefetch("goals", Goal.objects.order_by("strategy", "order", "pk"))
    charts = charts_of(Indicator.objects.prefetch_related(goals))
    context = {
        "charts": charts,
        "signs": explained(drawn for _, drawn in charts),
        "may_keep": may_keep_values(request.user),
    }
    return render(request, "strategy/indicator_list.html", context)


@login_not_required
@require_safe
def indicator(request, slug):
    """One of them in one area, what was revised there, and the files it came with."""
    indicator = get_object_or_404(Indicator, slug=slug)
    current = indicator.values.current()
    names = _area_names()
    areas = [(place, code, names.get(code, name)) for place, code, name in _areas(current)]
    there, wanted = [place for place, *_ in areas], (request.GET.get("omrade"), indicator.area)
    place = next((place for place in wanted if place in there), there[0] if there else "")
    drawn = chart(indicator, current.with_meanings().filter(place=place).in_order(), names)
    gone = indicator.values.with_meanings().filter(left_with__isnull=False, place=place)
    revised = gone.exclude(left_with=F("came_with")).select_related("left_with")
    imports = indicator.imports.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")
    context = {
        "indicator": indicator,
        "goals": indicator.goals.order_by("strategy", "order", "pk"),
        "areas": areas,
        "place": place,
        "chart": drawn,
        "revised": revised.order_by("-left_with", "year", "sex", "pk"),
        "imports": imports,
        "notes": _notes(imports),
        "signs": explained([drawn]),
        "may_keep": may_keep_values(request.user),
        "history": history_for(request.user, indicator),
    }
    return render(request, "strategy/indicator_detail.html", context)


def _areas(values):
    """(place, its code, its name) of each, as its newest file calls it."""
    named = values.order_by("place", "came_with").values_list("place", "came_with", "area_code", "area")
    return list({place: (place, code, name) for place, _, code, name in named.distinct()}.values())


def _notes(imports):
    """What the files whose values stand say of themselves and of single values, each line once."""
    told = [file.note for file in imports if not file.withdrawn_at]
    return list(dict.fromkeys(line for note in told for line in note.splitlines()))


def indicator_reading(request, slug):
    """A file, read and told of; nothing is saved of one with a fault in it."""
    require(may_keep_values(request.user))
    indicator = get_object_or_404(Indicator, slug=slug)
    form, problems = IndicatorFileForm(posted(request), request.FILES or None), []
    if form.is_valid():
        try:
            reading = read(form.cleaned_data["file"])
            problems = reading.problems
        except Unreadable as no:
            form.add_error("file", str(no))
        else:
            if not problems:
                left = list(indicator.imports.filter(read_by=request.user, confirmed_at=None))
                kept = _kept(request, form, indicator, reading)
                done = "Filen är läst. Granska den, och spara sedan värdena."
                gone = f" ”{left[0]}”, som du läste in förut men inte sparade, är borttagen." if left else ""
                messages.success(request, done + gone)
                return redirect(kept)
            form.add_error("file", "Inget är inläst. Rätta cellerna nedan i filen, och välj den igen.")
    return form_page(request, "strategy/indicator_reading.html", form, indicator=indicator, problems=problems)


def _kept(request, form, indicator, reading):
    return attempt(form, workflow.keep_reading, indicator, by=request.user, reading=reading)


def indicator_import(request, slug, pk):
    """What the file would change, to look through and save; once it is saved what came with it, also where
    that was undone."""
    require(may_keep_values(request.user))
    files = IndicatorImport.objects.select_related("indicator", "confirmed_by", "withdrawn_by")
    file = files.filter(pk=pk, indicator__slug=slug).first()
    if file is None:
        get_object_or_404(Indicator, slug=slug)
        messages.error(request, workflow.GONE)
        return redirect("indicator_reading", slug)
    if request.method == "POST":
        done = f"Filen är inläst till ”{file.indicator}”."
        saved = act(request, done, workflow.confirm_import, file)
        return redirect(file.indicator if saved else file)
    found = None if file.confirmed_at else review(file)
    context = {"file": file, "review": found}
    if found:
        before, after = zip(*found.revised, strict=True) if found.revised else ((), ())
        context["first"] = as_values(file, found.new[:FIRST_ROWS])
        context["revised"] = list(zip(before, as_values(file, after), strict=True))
    else:
        page = Paginator(file.brought.in_order(), FIRST_ROWS).get_page(request.GET.get("sida"))
        context |= {"page": page, "brought": with_before(file, list(page))}
    context["why_not"] = workflow.why_not_undone(file) if file.confirmed_at else workflow.why_not_saved(file)
    return render(request, "strategy/indicator_import.html", context)


@require_POST
def indicator_withdrawal(request, slug, pk):
    require(may_keep_values(request.user))
    file = get_object_or_404(IndicatorImport.objects.select_related("indicator"), pk=pk, indicator__slug=slug)
    act(request, "Inläsningen är ångrad. Det som stod där förut gäller igen.", workflow.withdraw_import, file)
    return redirect(file.indicator)


def _asked(slug):
    indicators = Indicator.objects.order_by("order", "title", "pk")
    return indicators.filter(pk=get_object_or_404(Indicator, slug=slug).pk) if slug else indicators


def _headers(slug, ending):
    return OPEN | {"Content-Disposition": f'attachment; filename="{slug or "indikatorer"}.{ending}"'}


@login_not_required
@require_safe
def indicators_csv(request, slug=None):
    lines = sheets.csv_lines(table(_asked(slug)))
    return StreamingHttpResponse(lines, content_type=sheets.CSV_TYPE, headers=_headers(slug, "csv"))


@login_not_required
@require_safe
def indicators_json(request, slug=None):
    content = as_json(_asked(slug))
    return StreamingHttpResponse(content, content_type="application/json", headers=_headers(slug, "json"))


@login_not_required
@require_safe
def indicators_xlsx(request, slug=None):
    content = sheets.workbook({"Indikatorer": (table(_asked(slug), shown=Decimal), COLUMNS.values())})
    return HttpResponse(content, content_type=sheets.XLSX_TYPE, headers=_headers(slug, "xlsx"))
