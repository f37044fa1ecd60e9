from django.http import HttpResponse


def facts(request, **where):
    return HttpResponse()


def cancellation(request, **where):
    return HttpResponse()


def summons(request, **where):
    return HttpResponse()


def new(request, **where):
    return HttpResponse()
