"""An address with the character NUL leads nowhere: PostgreSQL can hold no such text, nor be asked for it."""

from django.http import Http404


def no_nul(get_response):
    def middleware(request):
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return get_response(request)

    return middleware
