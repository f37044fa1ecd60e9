from django.http import HttpResponse


def minutes(request, **where):
    return HttpResponse()


def pdf(request, **where):
    return HttpResponse()


def sending(request, **where):
    return HttpResponse()


def approval(request, **where):
    return HttpResponse()


def change(request, **where):
    return HttpResponse()


def recall(request, **where):
    return HttpResponse()


def publication(request, **where):
    return HttpResponse()
