from django.http import HttpResponse


def agenda(request, **where):
    return HttpResponse()


def order(request, **where):
    return HttpResponse()


def meeting_documents(request, **where):
    return HttpResponse()


def document_removal(request, **where):
    return HttpResponse()


def new_item(request, **where):
    return HttpResponse()


def item_papers(request, **where):
    return HttpResponse()


def item_documents(request, **where):
    return HttpResponse()


def strike(request, **where):
    return HttpResponse()


def restoration(request, **where):
    return HttpResponse()


def placement(request, **where):
    return HttpResponse()


def continuation(request, **where):
    return HttpResponse()
