"""How well a meeting lived up to the pledge: answer, decline, and what the council sees of it."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from councils import sheets
from councils.models import Council
from meetings.forms.evaluation import EvaluationForm
from meetings.models import Evaluator
from meetings.models.evaluation import LABELS
from meetings.reader.evaluations import series_of, table_of
from meetings.views.lookups import meeting_or_404
from meetings.workflow.evaluation import decline_evaluation, evaluate
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_evaluate, may_read_evaluations, require


@sensitive_post_parameters()
def evaluation(request, council, date):
    """Asked of each who was there, once."""
    meeting = meeting_or_404(request, council, date)
    asked = _asked(request.user, meeting)
    may = may_evaluate(request.user, meeting, asked)
    if request.method == "POST" or asked is None:
        require(may)
    principles = meeting.evaluated_principles.select_related("council").order_by("council__order", "number")
    form = EvaluationForm(posted(request), principles=principles)
    if form.is_valid():
        attempt(form, evaluate, asked, by=request.user, answers=form.answers())
        if not form.errors:
            messages.success(request, "Tack för dina svar. De är sparade utan ditt namn.")
            return redirect("mine")
    context = {"meeting": meeting, "asked": asked, "may_evaluate": may}
    return form_page(request, "meetings/evaluation_form.html", form, **context)


@require_POST
def declining(request, council, date):
    meeting = meeting_or_404(request, council, date)
    asked = _asked(request.user, meeting)
    require(may_evaluate(request.user, meeting, asked))
    act(request, "Du har avstått. Frågan väntar inte längre på dig.", decline_evaluation, asked)
    return redirect("mine")


def _asked(person, meeting):
    asked = Evaluator.objects.visible_to(person).filter(meeting=meeting).first()
    if asked:
        asked.meeting = meeting
    return asked


def pledge(request, council):
    """How the council finds that its meetings live up to its pledge, meeting by meeting."""
    council = _council(request, council)
    rounds, series = series_of(request.user, council)
    context = {"council": council, "rounds": rounds, "series": series, "labels": LABELS.values()}
    return render(request, "councils/pledge.html", context)


def pledge_csv(request, council):
    council = _council(request, council)
    rows = table_of(series_of(request.user, council)[1])
    answer = StreamingHttpResponse(sheets.csv_lines(rows), content_type=sheets.CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="budkavlen-{council.slug}.csv"'
    return answer


def _council(request, slug):
    council = get_object_or_404(Council, slug=slug)
    require(may_read_evaluations(request.user, council))
    return council
