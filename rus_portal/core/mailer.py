"""Where mail goes, for the Django that there is: by its EMAIL_ settings, and from 6.1 on by MAILERS, which
takes their place and cannot stand beside them.

There are two: codes, for which somebody waits, and letters, which wait themselves.
"""

import django
from django.conf import settings

BY_MAILERS = django.VERSION >= (6, 1)
BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"
BY_FILE = "django.core.mail.backends.filebased.EmailBackend"
OF_CODES, OF_LETTERS = 8, 30  # seconds that a server may be silent
OPTIONS = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
}


def told(email, letters=None):
    """The settings of Django, from `email` as EMAIL_URL is read. `letters` is the backend of letters, where
    it is another."""
    if not BY_MAILERS:
        return {**email, "EMAIL_TIMEOUT": OF_LETTERS, "LETTER_BACKEND": letters}
    codes = email["EMAIL_BACKEND"]
    entries = (("default", codes, OF_CODES), ("letters", letters or codes, OF_LETTERS))
    return {"MAILERS": {name: _entry(backend, email, seconds) for name, backend, seconds in entries}}


def _entry(backend, email, seconds):
    options = {}
    if backend == BY_SMTP:
        options = {name: email[key] for name, key in OPTIONS.items() if key in email} | {"timeout": seconds}
    elif backend == BY_FILE:
        options = {"file_path": email["EMAIL_FILE_PATH"]}
    return {"BACKEND": backend, "OPTIONS": options}


def for_codes():
    """A connection that somebody waits for; None where it is Django's own."""
    if BY_MAILERS:
        return None
    from django.core.mail import get_connection  # local: 6.1 warns of it

    return get_connection(timeout=OF_CODES)


def for_letters(by_smtp):
    """A connection for many letters: of the class `by_smtp` where they go to a mail server."""
    if BY_MAILERS:
        from django.core.mail import mailers  # local: not before 6.1

        entry = settings.MAILERS["letters"]  # type: ignore[misc]
        if entry.get("BACKEND") == BY_SMTP:
            return by_smtp(alias="letters", **entry["OPTIONS"])
        return mailers["letters"]
    from django.core.mail import get_connection  # local: 6.1 warns of it

    name = settings.LETTER_BACKEND or settings.EMAIL_BACKEND  # type: ignore[misc]
    return by_smtp() if name == BY_SMTP else get_connection(name)


def goes_to_server():
    """Not into the terminal, a file or nowhere."""
    if BY_MAILERS:
        return settings.MAILERS["default"]["BACKEND"] == BY_SMTP  # type: ignore[misc]
    return settings.EMAIL_BACKEND == BY_SMTP


def server():
    """The mail server's name, and whether it is spoken to by TLS; "" where mail goes to none."""
    if not goes_to_server():
        return "", True
    if BY_MAILERS:
        said = settings.MAILERS["default"]["OPTIONS"]  # type: ignore[misc]
    else:
        said = {name: getattr(settings, key) for name, key in OPTIONS.items()}
    return said.get("host") or "", bool(said.get("use_tls") or said.get("use_ssl"))


def knock():
    """Connects to the server, encrypted and signed in as codes are, and sends nothing."""
    if BY_MAILERS:
        from django.core.mail import mailers  # local: not before 6.1

        server = mailers["default"]
    else:
        server = for_codes()
    with server:
        pass
