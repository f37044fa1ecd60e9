"""Each person's choice of how often the portal may write, and the way out that stands in every reminder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from councils.models import Person
from meetings.forms.mail import MailChoiceForm
from meetings.letters import signer
from meetings.models import MailChoice
from meetings.workflow.letters import choose_mail
from rus_portal.acts import form_page, posted


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
def farewell(request, token):
    try:
        pk = int(signer.unsign(token))
    except (BadSignature, ValueError):
        raise Http404 from None
    person = get_object_or_404(Person, pk=pk)
    is_done = request.method == "POST"
    if is_done:
        choose_mail(MailChoice.Often.NONE, by=person)
    return render(request, "meetings/mail_farewell.html", {"is_done": is_done})
