"""An address with the character NUL is 404: PostgreSQL can neither store such text nor search for it."""

from django.http import Http404


def no_nul(get_response):
    def middleware(request):
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return get_response(request)

    return middleware
