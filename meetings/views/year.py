"""The year of meetings: for everyone with a seat a page, a PDF and a calendar; and the planning of
it."""

from django.contrib import messages
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from councils.models import Council
from meetings import pdf
from meetings.follow_up.asked import Period
from meetings.follow_up.coverage import blind_spots, by_area
from meetings.forms.year import RuleForm, days_shown, days_typed, usual_times
from meetings.models import Meeting
from meetings.planning.year import by_month, entries_of, feed_of_year, meetings_of, rows_of, suggest
from meetings.planning.year_picture import narrow_pictures, year_picture
from meetings.workflow.year import plan_year
from rus_portal.core.acting import posted
from rus_portal.core.permissions import may_plan_year, may_read_year, require
from rus_portal.core.refusal import Refused, told_by_database
from strategy.models import StrategicPlan

AHEAD = 3  # years: no council plans further


def chosen(request, year):
    """The years and councils to choose from, the one chosen, and the meetings of the year and beside it."""
    require(may_read_year(request.user))
    years = years_kept()
    if year not in years:
        raise Http404
    councils = list(Council.objects.filter(kind=Council.Kind.COUNCIL))
    council = next((each for each in councils if each.slug == request.GET.get("rad")), None)
    meetings = list(meetings_of(year, [council] if council else councils))
    return years, councils, council, meetings


def years_kept():
    """From the year of the first meeting to as far ahead as anyone plans."""
    this_year = timezone.localdate().year
    first = Meeting.objects.aggregate(first=Min("date"))["first"]
    return range(min(this_year, first.year if first else this_year), this_year + AHEAD + 1)


def year(request, year=None):
    year = timezone.localdate().year if year is None else year
    years, councils, council, meetings = chosen(request, year)
    today = timezone.localdate()
    months = by_month(entries_of(year, meetings))
    shown = [council] if council else councils

    def is_over(month):
        return year == today.year and month[0] < today.replace(day=1)

    context = {
        "year": year,
        "years": [each for each in (year - 1, year, year + 1) if each in years],
        "councils": councils,
        "council": council,
        "months": months,
        "past": [each for each in months if is_over(each)],
        "coming": [each for each in months if not is_over(each)],
        "picture": year_picture(year, meetings, shown, today) if months else None,
        "narrow": narrow_pictures(year, meetings, shown, today) if months else None,
        "query": request.GET.urlencode(),
        "today": today,
        "may_plan": may_plan_year(request.user),
        "is_to_plan": year >= today.year,
    }
    if context["is_to_plan"]:
        context["period"] = Period.of(year)
        context["untouched"] = blind_spots(request.user, council.slug if council else "", year)
    return render(request, "meetings/year.html", context)


def year_pdf(request, year):
    _, councils, council, meetings = chosen(request, year)
    picture = year_picture(year, meetings, [council] if council else councils, timezone.localdate())
    printed = pdf.year_pdf(year, rows_of(year, meetings), picture, council)
    return HttpResponse(printed, content_type="application/pdf", headers=_named(year, "pdf"))


def year_calendar(request, year):
    _, _, _, meetings = chosen(request, year)
    text = feed_of_year(year, entries_of(year, meetings))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=_named(year, "ics"))


def _named(year, ending):
    return {"Content-Disposition": f'attachment; filename="arshjul-{year}.{ending}"'}


def planning(request, year):
    """First the rule of each council, then the days it gives, and then all meetings in one act."""
    require(may_plan_year(request.user))
    if year not in years_kept():
        raise Http404
    councils = list(Council.objects.filter(kind=Council.Kind.COUNCIL, office__in=request.user.standing.keeps))
    if "create" in request.POST:
        return creation(request, year, councils)
    meetings = list(meetings_of(year, councils))
    before = [meeting for meeting in meetings if meeting.date.year == year - 1]
    forms = [
        RuleForm(posted(request), council=each, usual=usual_times(each, before, is_first=each == councils[0]))
        for each in councils
    ]
    answered = [form.is_valid() for form in forms]
    if request.method != "POST" or not all(answered):
        status = 422 if request.method == "POST" else 200
        page = {"year": year, "forms": forms, "untouched": _untouched(request.user, year)}
        return render(request, "meetings/year_rules.html", page, status=status)
    booked = [meeting for meeting in meetings if meeting.date.year == year]
    days, skipped = suggest(year, [form.rule() for form in forms], booked, timezone.localdate())
    page = {"year": year, "forms": days_shown(days, councils), "skipped": skipped, "booked": booked}
    return render(request, "meetings/year_days.html", page | {"refused": ""})


def _untouched(person, year):
    """The year's goals that nobody has touched, by the areas of the plan in force when it begins: what the
    year may be for."""
    plan = StrategicPlan.objects.in_force(max(timezone.localdate(), Period.of(year).begins))
    areas = plan.focus_areas.prefetch_related("goal_links").order_by("order", "pk") if plan else []
    return [(area, lines) for area, lines in by_area(blind_spots(person, year=year), areas) if lines]


def creation(request, year, councils):
    forms = days_typed(request.POST, councils)
    refused = ""
    if all(form.is_valid() or form.is_dropped for form in forms):
        rows = [form.facts() for form in forms if not form.is_dropped]
        try:
            with told_by_database():
                planned = plan_year(rows, by=request.user)
        except Refused as no:
            refused = no.sentence
        else:
            count = "Ett möte är planerat." if len(planned) == 1 else f"{len(planned)} möten är planerade."
            messages.success(request, count if planned else "Inget möte valdes.")
            return redirect("year_of", year)
    page = {"year": year, "forms": forms, "skipped": [], "booked": [], "refused": refused}
    return render(request, "meetings/year_days.html", page, status=422)
