from django.http import HttpResponse


def meeting(request, **where):
    return HttpResponse()


def summons_pdf(request, **where):
    return HttpResponse()


def document(request, **where):
    return HttpResponse()


def item(request, **where):
    return HttpResponse()


def extract_pdf(request, **where):
    return HttpResponse()


def meetings(request, **where):
    return HttpResponse()
