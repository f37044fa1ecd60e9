from django.http import HttpResponse


def start(request, **where):
    return HttpResponse()


def office(request, **where):
    return HttpResponse()


def sign_in(request, **where):
    return HttpResponse()


def sign_out(request, **where):
    return HttpResponse()


def demo(request, **where):
    return HttpResponse()


def about(request, **where):
    return HttpResponse()


def accessibility(request, **where):
    return HttpResponse()


def personal_data(request, **where):
    return HttpResponse()


def health(request, **where):
    return HttpResponse()
