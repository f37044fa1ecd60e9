"""The form of the accessibility statement, open to everyone, and what has come by it."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render

from meetings.forms.barrier import BarrierForm
from meetings.models import Barrier
from meetings.workflow.barrier import tell_barrier
from rus_portal.core.acting import form_page, posted
from rus_portal.core.permissions import may_enter_office, require

ON_A_PAGE = 20


@login_not_required
def barrier(request):
    """Answers with a receipt of what came."""
    form, told = BarrierForm(posted(request)), None
    if form.is_valid():
        told = form.attempt(request, tell_barrier, **form.cleaned_data)
    return form_page(request, "meetings/barrier.html", form, told=told)


def barriers(request):
    """For those in an office: also what no letter could bring."""
    require(may_enter_office(request.user))
    told = Barrier.objects.prefetch_related("letters")
    page = Paginator(told, ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(request, "meetings/barrier_list.html", {"page": page})
