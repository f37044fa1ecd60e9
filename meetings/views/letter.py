"""Letters of a meeting, as the secretariat sees them; and each person's choice of how often the portal may
write."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from councils.models import Person, read_standings
from meetings.forms.letter import MailChoiceForm
from meetings.mail.message import signer
from meetings.mail.text import read
from meetings.models import Letter, MailChoice
from meetings.planning.invitees import without_address
from meetings.views.lookups import meeting_or_404
from meetings.workflow.letter import choose_mail, send_again
from rus_portal.core.acting import act, form_page, posted
from rus_portal.core.permissions import (
    may_prepare,
    may_send_again,
    require,
)
from rus_portal.core.prepared import prepared


def letters(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    written = _written(meeting)
    read_standings([letter.person for letter in written if letter.person and not letter.claimed_at])
    for letter in written:
        letter.meeting = meeting
        letter.subject, letter.text = read(letter)
        letter.is_troubled = letter.needs_help
        letter.may_be_sent_again = letter.is_troubled and may_send_again(request.user, letter)
    context = {
        "meeting": meeting,
        "letters": sorted(written, key=lambda letter: not letter.is_troubled),
        "troubled": [letter for letter in written if letter.is_troubled],
        "unreachable": without_address(meeting),
    }
    return render(request, "meetings/letter_list.html", context)


@prepared
def _written(meeting):
    letters = Letter.objects.filter(meeting=meeting).with_overtaken().order_by("-written_at", "pk")
    return letters.select_related("person", "guest", "digest", "feedback__organisation")


@require_POST
def resending(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    letter = get_object_or_404(meeting.letters, pk=pk)
    letter.meeting = meeting
    require(may_send_again(request.user, letter))
    act(request, f"Brevet till {letter.receiver} skickas igen.", send_again, letter)
    return redirect(meeting.url("letters"))


def choice(request):
    chosen = MailChoice.objects.filter(person=request.user).values_list("often", flat=True).first()
    form = MailChoiceForm(posted(request), initial={"often": chosen or MailChoice.Often.AT_ONCE})
    if form.is_valid():
        choose_mail(form.cleaned_data["often"], by=request.user)
        messages.success(request, "Ditt val är sparat.")
        return redirect("mail_choice")
    return form_page(request, "meetings/mail_choice.html", form)


@login_not_required
@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed address says whose letters
def unsubscribe(request, token):
    try:
        pk = int(signer.unsign(token))
    except (BadSignature, ValueError):
        raise Http404 from None
    person = get_object_or_404(Person, pk=pk)
    is_done = request.method == "POST"
    if is_done:
        choose_mail(MailChoice.Often.NONE, by=person)
    return render(request, "meetings/mail_unsubscribe.html", {"is_done": is_done})
