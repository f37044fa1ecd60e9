"""People: the list, their details and invitations, and for the administrator all that is stored about one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from councils import erasure, personal_data, workflow
from councils.forms import PersonForm
from councils.invitations import invite_again
from councils.journal import stretch_for
from councils.models import Appointment, Person
from meetings.models import Letter
from meetings.models.letter import last_failed, last_invitation
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.asked import in_any_case, words_asked
from rus_portal.core.permissions import (
    may_change_person,
    may_enter_office,
    may_erase_contact_details,
    may_invite,
    may_keep_people,
    may_let_in_anew,
    may_read_personal_data,
    require,
)
from rus_portal.signin import recognised

PAGE = 25  # fewer than ten screens of the smallest phone


def people(request):
    """Everyone the portal knows, with the seats they hold today."""
    require(may_enter_office(request.user))
    text, words, complaint = words_asked(request.GET)
    found = Person.objects.order_by("name", "pk")
    for word in words:
        said = in_any_case(word)
        found = found.filter(Q(name__iregex=said) | Q(email__iregex=said) | _holding(said))
    held = (
        Appointment.objects.current().select_related("seat__organisation", "seat__council").in_council_order()
    )
    found = found.prefetch_related(Prefetch("appointments", held, to_attr="held"))
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    unreached = Letter.objects.unreached().filter(person__in=page.object_list)
    context = {
        "page": page,
        "words": text,
        "complaint": complaint,
        "unreached": set(unreached.values_list("person", flat=True)),
        "may_read_all": request.user.standing.is_administrator,
    }
    return render(request, "councils/office_people.html", context)


def _holding(said):
    """Holds a seat today whose organisation or title says it."""
    seats = Appointment.objects.current().filter(
        Q(seat__organisation__name__iregex=said) | Q(seat__title__iregex=said)
    )
    return Q(pk__in=seats.values("person"))


def person(request, pk):
    """All that is stored about one person, as far as the user may read it."""
    person = get_object_or_404(Person, pk=pk)
    require(may_read_personal_data(request.user, person))
    kept = [
        (each, [personal_data.describe(row, person) for row in each.newest])
        for each in personal_data.newest_about(person, request.user)
        if each.model is not Appointment  # appointments have a table of their own
    ]
    context = _of_both_pages(request, person) | {
        "terms": sorted(person.held, key=lambda each: (each.begins, each.pk), reverse=True),
        "kept": kept,
        "shown": personal_data.SHOWN,
        "many": personal_data.MANY,
        "is_holding": any(not each.has_ended(timezone.localdate()) for each in person.held),
        "may_change": may_change_person(request.user, person),
        "may_erase": may_erase_contact_details(request.user),
        "services": recognised.services_of(person),
        "may_let_in_anew": may_let_in_anew(request.user),
    }
    return render(request, "councils/office_person.html", context)


def _of_both_pages(request, person):
    """What is said of a person here and where the office changes the facts."""
    is_office = bool(may_enter_office(request.user))
    last = last_invitation(person) if is_office else None
    return {
        "person": person,
        "unreached": last_failed(person),
        "is_office": is_office,
        "may_invite": is_office and may_invite(request.user, person, last),
        "invitation": last,
        "history": stretch_for(request.user, person, request.GET),
    }


def person_export(request, pk):
    """The same as a file, for the person to have. Taken out by POST, since the journal tells of it."""
    person = get_object_or_404(Person, pk=pk)
    require(may_read_personal_data(request.user, person))
    if request.method != "POST":
        return redirect("person", pk)
    told = personal_data.export(person, by=request.user)
    answer = StreamingHttpResponse(told, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="personuppgifter-{slugify(person.name)}.json"'
    return answer


def person_facts(request, pk):
    person = get_object_or_404(Person, pk=pk)
    require(may_enter_office(request.user))
    require(may_change_person(request.user, person))
    form = PersonForm(posted(request), saved=person)
    if form.is_valid():
        attempt(form, workflow.change_person, person, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Uppgifterna om {form.cleaned_data['name']} är sparade.")
            return redirect("people")
    return form_page(request, "councils/office_person_form.html", form, **_of_both_pages(request, person))


@require_POST
def person_invitation(request, pk):
    person = get_object_or_404(Person, pk=pk)
    require(may_keep_people(request.user))
    act(request, f"Inbjudan till {person} skickas.", invite_again, person)
    return redirect("person" if may_read_personal_data(request.user, person) else "person_facts", pk)


@require_POST
def person_new_account(request, pk):
    person = get_object_or_404(Person, pk=pk)
    require(may_let_in_anew(request.user))
    done = f"{person} får logga in med ett nytt konto. Det som används nästa gång är det som gäller."
    act(request, done, recognised.let_in_anew, person)
    return redirect("person", pk)


def person_erasure(request, pk):
    person = get_object_or_404(Person, pk=pk)
    require(may_erase_contact_details(request.user))
    if request.method == "POST":
        done = f"Kontaktuppgifterna för {person} är raderade."
        act(request, done, erasure.erase_contact_details, person)
        return redirect("person", pk)
    return render(request, "councils/office_person_erasure.html", {"person": person})
