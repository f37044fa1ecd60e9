from django.http import HttpResponse


def outcome(request, **where):
    return HttpResponse()


def dissent(request, **where):
    return HttpResponse()


def withdrawal(request, **where):
    return HttpResponse()


def attendance(request, **where):
    return HttpResponse()


def formalities(request, **where):
    return HttpResponse()


def closing(request, **where):
    return HttpResponse()


def reopening(request, **where):
    return HttpResponse()
