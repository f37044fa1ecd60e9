"""What the log says, as a line for people or as JSON: never who it was about. The secret part of addresses
that give access by themselves is left out, and so are e-mail addresses, and what an exception says of the
data it met."""

import datetime as dt
import json
import logging
import re
import traceback
from contextvars import ContextVar

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils.crypto import salted_hmac

SECRET = re.compile(r"(/gast/|/kalender/|/avregistrering/|/kvittens/|/bevakning/|/begaran/|/skarm/)[^/\s?]+")
ADDRESS = re.compile(r"[^\s<>\"'(),;:=\[\]]+@[^\s<>\"'(),;:\[\]]+")
# What these say is of the code or of what is around it. Others may quote a value or a row.
TELLS = (OSError, OperationalError, ImportError, NameError, AttributeError, ImproperlyConfigured)
# What a record may carry besides its sentence.
FACTS = ("page", "method", "status", "ms", "sql")
asked = ContextVar("asked", default="")  # the id of the request that is being answered
session = ContextVar("session", default="")  # and the mark of the session that it came with


def session_mark(key):
    """What lines of one session have in common. Whose it was is told by the sign-ins alone
    (`SignIn.session`), for as long as they are kept."""
    return salted_hmac("rus_portal.logs", key, algorithm="sha256").hexdigest()[:16]


class HideSecretAddresses(logging.Filter):
    """Django logs the path of every request it refuses."""

    def filter(self, record):
        record.msg, record.args = SECRET.sub(r"\1…", record.getMessage()), ()
        return True


class Line(logging.Formatter):
    def format(self, record):
        return ADDRESS.sub("…@…", super().format(record))

    def formatException(self, info):
        return "\n".join(_told(info[1]))


class Json(Line):
    def formatMessage(self, record):
        told = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.message,
        }
        told |= {name: had.get() for name, had in (("request", asked), ("session", session)) if had.get()}
        told |= {fact: getattr(record, fact) for fact in FACTS if hasattr(record, fact)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)

    def format(self, record):
        record.message = record.getMessage()
        return ADDRESS.sub("…@…", self.formatMessage(record))


def _told(error):
    """Where it happened and what it was, and what led to it."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for each in reversed(seen):
        yield "".join(traceback.format_tb(each.__traceback__)).rstrip()
        kind = f"{type(each).__module__}.{type(each).__qualname__}".removeprefix("builtins.")
        yield f"{kind}: {each}" if isinstance(each, TELLS) else kind
