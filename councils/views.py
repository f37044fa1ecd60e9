from django.http import HttpResponse


def councils(request, **where):
    return HttpResponse()


def council(request, **where):
    return HttpResponse()
