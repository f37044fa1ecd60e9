"""No address holds the character NUL: PostgreSQL can neither store such text nor search for it. A page with
it in its name does not exist; in a question it is read as one that could not be read."""

from django.http import Http404


def no_nul(get_response):
    def middleware(request):
        if "\0" in request.path:
            raise Http404
        request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "%EF%BF%BD")
        return get_response(request)

    return middleware
