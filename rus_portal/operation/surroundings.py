"""What the portal depends on around it, asked by `manage.py check_surroundings` every ten minutes and at
once when the administrator wishes. How it went is noted as signs of life."""

import datetime as dt
import logging
import os
import shutil
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from meetings.documents.uploads import scanner
from rus_portal.core import document_store, mailer, sealing
from rus_portal.core.words import day
from rus_portal.models import Pulse
from rus_portal.operation import pulse

PATIENCE = 4  # seconds for each answer
CLOCKS_DIFFER = 5  # seconds
SHARED = "operation"  # the key in the cache by which two machines find that they share it
GIGABYTE = 1024**3
DAYS_LEFT = 21
SEAL_DAYS_LEFT = 60
log = logging.getLogger(__name__)


class Amiss(Exception):
    """What is wrong, as a sentence for people."""


def mail():
    try:
        mailer.knock()
    except smtplib.SMTPAuthenticationError as no:
        raise Amiss("E-postservern godtar inte namnet och lösenordet i EMAIL_URL.") from no
    except ssl.SSLError as no:
        raise Amiss("Förbindelsen med e-postservern går inte att kryptera.") from no
    except smtplib.SMTPException as no:
        raise Amiss("E-postservern svarar inte som väntat.") from no
    except OSError as no:
        raise Amiss("E-postservern svarar inte.") from no


def store():
    try:
        if not settings.DOCUMENTS_STORE:
            os.makedirs(settings.MEDIA_ROOT, exist_ok=True)
            if not os.access(settings.MEDIA_ROOT, os.W_OK):
                raise Amiss("Portalens användare får inte skriva i katalogen med handlingar.")
        default_storage.exists(SHARED)
    except document_store.trouble() as no:
        raise Amiss("Lagret med handlingar svarar inte, eller godtar inte nyckeln.") from no


def virus_scanner():
    try:
        with scanner.connected(settings.CLAMD, PATIENCE) as clamd:
            clamd.sendall(b"zPING\0")
            answer = clamd.recv(16)
    except OSError as no:
        raise Amiss("Virusskyddet svarar inte. Inga handlingar tas emot.") from no
    if not answer.startswith(b"PONG"):
        raise Amiss("Virusskyddet svarar inte som väntat. Inga handlingar tas emot.")


def certificate():
    """As a browser meets it, at the address of the portal itself."""
    host, port = urlsplit(settings.PORTAL_URL).hostname, urlsplit(settings.PORTAL_URL).port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE) as raw,
            ssl.create_default_context().wrap_socket(raw, server_hostname=host) as wrapped,
        ):
            ends = ssl.cert_time_to_seconds(str((wrapped.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as no:
        raise Amiss(f"Webbläsare litar inte på certifikatet för {host}: {no.verify_message}.") from no
    except OSError as no:
        raise Amiss(f"{settings.PORTAL_URL} svarar inte från servern själv.") from no
    if ends - time.time() < DAYS_LEFT * 24 * 3600:
        raise Amiss(f"Certifikatet för {host} går ut den {_day(ends)}.")


def _day(seconds):
    return day(dt.datetime.fromtimestamp(seconds, timezone.get_current_timezone()).date())


def seal():
    try:
        ends = sealing.expires()
    except Exception as no:  # whatever the file or the device may have
        raise Amiss("Sigillets certifikat går inte att läsa. Inga protokoll kan justeras.") from no
    if ends.timestamp() - time.time() < SEAL_DAYS_LEFT * 24 * 3600:
        raise Amiss(f"Sigillets certifikat går ut den {_day(ends.timestamp())}.")


def clock():
    """Against the database server, and the clock of whoever has written a sign of life."""
    now = time.time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            if abs(float(cursor.fetchone()[0]) - now) > CLOCKS_DIFFER:
                raise Amiss("Serverns klocka går inte som databasens.")
    ahead = timezone.now() + dt.timedelta(seconds=CLOCKS_DIFFER)
    if Pulse.objects.filter(well_at__gt=ahead).exists():
        raise Amiss("Klockan har ställts tillbaka, eller går inte lika på alla servrar.")


def disk():
    if wrong := disk_trouble():
        raise Amiss(wrong)


def disk_trouble():
    """Of this machine."""
    use = shutil.disk_usage(settings.DATA_DIR)
    if use.free < 2 * GIGABYTE or use.free < use.total / 20:
        free = f"{use.free / GIGABYTE:.1f}".replace(".", ",")
        return f"Disken under {settings.DATA_DIR} har {free} GB kvar."
    return ""


def leave_mark():
    """For the web processes, on other machines perhaps, to find."""
    cache.set(SHARED, time.time(), timeout=None)


def shares_cache(marked_at):
    """Whether this process shares the cache with whoever left the mark at that time, in seconds."""
    return cache.get(SHARED, 0) > marked_at - 60


@dataclass(frozen=True)
class Surrounding:
    key: str
    what: str
    ask: Callable[[], None]
    remedy: str
    is_there: Callable[[], bool] = lambda: True


SURROUNDINGS = (
    Surrounding(
        "mail",
        "E-postservern",
        mail,
        "Kontrollera EMAIL_URL och att brandväggen släpper igenom. Brev som väntar går av sig själva när "
        "servern svarar igen; inget går förlorat.",
        mailer.goes_to_server,
    ),
    Surrounding(
        "store",
        "Lagret med handlingar",
        store,
        "Kontrollera DOCUMENTS_STORE, eller rättigheterna till DATA_DIR/media, och att lagret är i gång. "
        "Sidorna visas under tiden, men handlingar går inte att läsa eller lägga upp.",
    ),
    Surrounding(
        "clamd",
        "Virusskyddet",
        virus_scanner,
        "Starta om clamd (sudo systemctl restart clamav-daemon) och kontrollera CLAMD.",
        lambda: bool(settings.CLAMD),
    ),
    Surrounding(
        "certificate",
        "Certifikatet för HTTPS",
        certificate,
        "Förnya certifikatet och läs in det: sudo systemctl reload nginx. Är utfärdaren regionens egen måste "
        "servern lita på den (update-ca-certificates).",
        lambda: settings.PRODUCTION and settings.PORTAL_URL.startswith("https://"),
    ),
    Surrounding(
        "seal",
        "Certifikatet för sigill",
        seal,
        "Beställ ett nytt certifikat i god tid och byt SEAL, som docs/drift.md säger under Sigill.",
        lambda: bool(settings.SEAL),
    ),
    Surrounding(
        "clock",
        "Klockan",
        clock,
        "Slå på tidssynkronisering på alla servrar: sudo timedatectl set-ntp true. Annars godtas inte koder "
        "vid inloggning, och tiderna i journalen blir fel.",
    ),
    Surrounding(
        "disk",
        "Disken där bakgrundsarbetet körs",
        disk,
        "Frigör plats eller gör disken större. När den är full sparas ingenting, men det som står är kvar.",
    ),
)


def ask_all():
    """Asks each that is there and notes how it went. Those that are amiss, with what is said of it."""
    amiss = {}
    with suppress(OSError):  # where the disk is full that is told below
        leave_mark()
        pulse.well(SHARED)
    for each in SURROUNDINGS:
        if not each.is_there():
            Pulse.objects.filter(key=each.key).delete()
        elif wrong := _wrong_with(each):
            amiss[each.what] = wrong
            pulse.failed(each.key, wrong)
        else:
            pulse.well(each.key)
    return amiss


def _wrong_with(surrounding):
    """In a sentence; empty where nothing is. One that cannot be asked stops none of the others."""
    try:
        surrounding.ask()
    except Amiss as wrong:
        return str(wrong)
    except Exception:
        log.exception("%s could not be asked", surrounding.key)
        return "Det gick inte att pröva. Loggen säger varför."
    return ""
