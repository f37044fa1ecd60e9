from django.http import HttpResponse


def strategy(request, **where):
    return HttpResponse()


def edition(request, **where):
    return HttpResponse()


def making(request, **where):
    return HttpResponse()


def goal(request, **where):
    return HttpResponse()


def plan(request, **where):
    return HttpResponse()


def focus_area(request, **where):
    return HttpResponse()
