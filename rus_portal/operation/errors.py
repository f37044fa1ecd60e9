"""Errors are reported to the service that SENTRY_DSN names (Sentry, GlitchTip or another that speaks the
same), if sentry-sdk is installed. Nothing about a person goes there: neither values, addresses, headers nor
what was sent."""

from django.core.exceptions import ImproperlyConfigured

from rus_portal.logs import ADDRESS, SECRET

KEPT = {"event_id", "timestamp", "platform", "level", "logger", "exception", "release", "environment"}


def report_to(dsn, **also):
    try:
        import sentry_sdk  # local: an extra, and needed only where errors are reported
    except ImportError as lacking:
        told = "SENTRY_DSN is set, but sentry-sdk is not there: .venv/bin/pip install sentry-sdk"
        raise ImproperlyConfigured(told) from lacking

    sentry_sdk.init(
        dsn=dsn,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=about_nobody,
        **also,
    )


def about_nobody(event, hint=None):
    """What is left of a report: where in the code, and of which kind."""
    told = {key: event[key] for key in KEPT if key in event}
    for each in told.get("exception", {}).get("values", []):
        each.pop("value", None)
        for frame in (each.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    message = (event.get("logentry") or {}).get("message", "")
    request = event.get("request") or {}
    url = SECRET.sub(r"\1…", request.get("url", "").partition("?")[0])
    told["logentry"] = {"message": ADDRESS.sub("…@…", message)}
    told["request"] = {"method": request.get("method", ""), "url": url}
    return told
