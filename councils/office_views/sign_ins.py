"""Who signed in, failed to, or changed how they sign in: newest first, for as long as it is kept."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render

from councils.models import SignIn
from rus_portal.core.asked import in_any_case, words_asked
from rus_portal.core.permissions import may_read_sign_ins, require

PAGE = 30


def sign_ins(request):
    require(may_read_sign_ins(request.user))
    text, words, complaint = words_asked(request.GET)
    act = request.GET.get("vad", "")
    found = SignIn.objects.visible_to(request.user).select_related("person").order_by("-at", "-pk")
    for word in words:
        found = found.filter(Q(person__name__iregex=in_any_case(word)) | Q(session=word))
    if act in SignIn.Act:
        found = found.filter(act=act)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("sida")),
        "words": text,
        "complaint": complaint,
        "act": act,
        "acts": SignIn.Act.choices,
    }
    return render(request, "councils/office_sign_ins.html", context)
