from django.http import HttpResponse


def register(request, **where):
    return HttpResponse()


def position(request, **where):
    return HttpResponse()


def pdf(request, **where):
    return HttpResponse()


def decisions(request, **where):
    return HttpResponse()
