"""What is wrong now, since when, and what to do: for the administrator's page."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from meetings.models import Letter
from meetings.workflow.bundle import UnlikeTheWeb
from rus_portal import health
from rus_portal.models import Pulse
from rus_portal.operation import pulse, schedule, surroundings

BY_HAND = ".venv/bin/python manage.py"
SILENT = dt.timedelta(minutes=3)
WAITS = dt.timedelta(minutes=10)
BACKUP_LATE = dt.timedelta(hours=30)
FAULT, WARNING, WELL, UNKNOWN = "fault", "warning", "well", "unknown"
ORDER = (FAULT, WARNING, UNKNOWN, WELL)


@dataclass(frozen=True)
class Finding:
    what: str
    state: str
    sentence: str
    remedy: str = ""
    since: dt.datetime | None = None

    @property
    def is_to_mend(self):
        return self.state in (FAULT, WARNING)


def findings(*, host, is_secure):
    """All, the worst first. The queries are as many whatever is wrong."""
    pulses = {each.key: each for each in Pulse.objects.all()}
    found = [
        _database(),
        *_settings(host, is_secure),
        *(worker(pulses, _tasks()) if settings.TASKS_WORKER else ()),
        *_letters(),
        *_surroundings(pulses),
        *_shared(pulses),
        _disk(),
        _backup(pulses),
        *_schedule(pulses),
    ]
    return sorted(found, key=lambda finding: ORDER.index(finding.state))


def _database():
    what = "Databasen"
    if not health.trouble():
        return Finding(what, WELL, "Den svarar, alla migreringar är körda och regionen är inläst.")
    return Finding(
        what,
        FAULT,
        "Alla migreringar är inte körda, eller regionen är inte inläst.",
        f"Kör {BY_HAND} migrate, sedan {BY_HAND} load_region {settings.REGION}, och starta om portalen.",
    )


def _settings(host, is_secure):
    if settings.DEBUG:
        yield Finding(
            "Felsökningsläget",
            FAULT,
            "DEBUG är på: en felsida visar inställningar och uppgifter för vem som helst.",
            "Sätt DEBUG=0 och PRODUCTION=1 i .env och starta om portalen.",
        )
    if settings.DEMO:
        yield Finding(
            "Demoläget",
            WARNING,
            "DEMO är på: vem som helst kan logga in som vem som helst. Inga brev går ut.",
            "Är det här den riktiga portalen: sätt DEMO=0 och PRODUCTION=1 i .env och starta om.",
        )
    elif not settings.CONTACT_EMAIL or "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield Finding(
            "Adresserna",
            WARNING,
            "Portalen saknar en avsändare för breven, eller en adress dit besökare vänder sig.",
            "Fyll i DEFAULT_FROM_EMAIL och CONTACT_EMAIL i .env och starta om portalen.",
        )
    asked = f"{'https' if is_secure else 'http'}://{host}"
    if asked == settings.PORTAL_URL.rstrip("/"):
        yield Finding("Adressen", WELL, f"Länkar i brev leder till {settings.PORTAL_URL}, där du är nu.")
    else:
        yield Finding(
            "Adressen",
            WARNING,
            f"Du är på {asked}, men länkar i brev leder till {settings.PORTAL_URL}.",
            "Rätta PORTAL_URL i .env. Stämmer den: låt proxyn skicka Host och X-Forwarded-Proto vidare som i "
            "deploy/nginx, annars fungerar inte inloggningen.",
        )


def _tasks():
    from django_tasks_db.models import DBTaskResult  # local: installed only where there is a worker

    waiting = Q(status="READY")
    failed = Q(status="FAILED", finished_at__gt=timezone.now() - dt.timedelta(days=1))
    return DBTaskResult.objects.aggregate(
        oldest=Min("enqueued_at", filter=waiting),
        waiting=Count("pk", filter=waiting),
        failed=Count("pk", filter=failed),
        unlike=Count("pk", filter=failed & Q(exception_class_path__endswith=f".{UnlikeTheWeb.__name__}")),
    )


def worker(pulses, told):
    """`told` is how many tasks wait, since when, how many failed, and how many of those because the worker is
    set up otherwise than the web."""
    now = timezone.now()
    sign = pulses.get(pulse.WORKER)
    last = sign and sign.well_at
    restart = "sudo systemctl restart portal-worker, och läs journalctl -u portal-worker om det inte hjälper."
    what = "Bakgrundsarbetaren"
    if not last or last < now - SILENT:
        said = "Den har slutat ge livstecken." if last else "Den har aldrig gett något livstecken."
        said += " Brev och långa utskrifter blir liggande."
        yield Finding(what, FAULT, said, f"Starta den: {restart}", last)
    elif told["oldest"] and told["oldest"] < now - WAITS:
        said = f"Den lever, men {told['waiting']} arbeten väntar."
        yield Finding(what, WARNING, said, f"Starta om den: {restart}", told["oldest"])
    else:
        yield Finding(what, WELL, f"Den lever. Arbeten som väntar: {told['waiting']}.")
    if told["unlike"]:
        said = "Den har andra inställningar än webben, eller en annan utgåva: handlingar sätts inte samman."
        same = "Ge alla tjänster samma DEMO och PORTAL_URL i .env, uppgradera alla, och starta om dem. "
        same += "Raden försvinner ett dygn efter det senaste försöket."
        yield Finding("Webben och bakgrundsarbetaren", FAULT, said, same)
    elif told["failed"]:
        said = f"Arbeten som misslyckades det senaste dygnet: {told['failed']}."
        remedy = "Sök efter ERROR i journalctl -u portal-worker. Brev försöks igen av sig själva."
        yield Finding("Arbeten i bakgrunden", WARNING, said, remedy)


def _letters():
    what, now = "Breven", timezone.now()
    late = Letter.objects.waiting(now).filter(written_at__lt=now - WAITS)
    told = late.aggregate(oldest=Min("written_at"), count=Count("pk"))
    undelivered = Letter.objects.undelivered().aggregate(since=Min("failed_at"), count=Count("pk"))
    if told["count"]:
        yield Finding(
            what,
            FAULT,
            f"{told['count']} brev har väntat mer än tio minuter på att skickas.",
            f"Kontrollera e-postservern ovan och att {BY_HAND} send_letters går varje minut.",
            told["oldest"],
        )
    if undelivered["count"]:
        yield Finding(
            "Brev som inte kom fram",
            WARNING,
            f"{undelivered['count']} brev kom inte fram, eller är ovisst om de gjorde det.",
            "Kansliet ser vilka i sin arbetslista och rättar adresserna. Gäller det alla brev till en domän: "
            "fråga mottagarens e-postdrift, och kontrollera SPF och DKIM för avsändaren.",
            undelivered["since"],
        )
    if not told["count"] and not undelivered["count"]:
        yield Finding(what, WELL, "Inget brev väntar för länge, och alla har kommit fram.")


def _surroundings(pulses):
    for each in surroundings.SURROUNDINGS:
        if not each.is_there():
            continue
        sign = pulses.get(each.key)
        if sign is None:
            yield Finding(each.what, UNKNOWN, "Det har inte prövats än.", "Tryck på ”Pröva nu”.")
        elif sign.failing_since:
            yield Finding(each.what, FAULT, sign.fault, each.remedy, sign.failing_since)
        else:
            yield Finding(each.what, WELL, "I ordning när det senast prövades.", since=sign.well_at)


def _shared(pulses):
    what, sign = "Det som servrarna delar", pulses.get(surroundings.SHARED)
    if not sign or not sign.well_at:
        return
    if surroundings.shares_cache(sign.well_at.timestamp()):
        yield Finding(what, WELL, "Webben och bakgrundsarbetet delar cacheminnet.")
        return
    yield Finding(
        what,
        FAULT,
        "Den här webbprocessen delar inte cacheminnet med bakgrundsarbetet.",
        "Med flera servrar: sätt CACHE_URL=dbcache://portal_cache på alla. Med en: ge alla tjänster samma "
        "DATA_DIR och samma användare. Annars räknas inloggningsförsök för sig i varje process, och långa "
        "utskrifter blir aldrig klara.",
    )


def _disk():
    what = "Disken på den här servern"
    if wrong := surroundings.disk_trouble():
        return Finding(
            what,
            FAULT,
            wrong,
            "Frigör plats eller gör disken större. När den är full sparas ingenting, men det som står där är "
            "kvar.",
        )
    return Finding(what, WELL, "Den har plats.")


def _backup(pulses):
    what, sign = "Säkerhetskopian", pulses.get("backup")
    if not sign or not (sign.well_at or sign.failing_since):
        remedy = (
            f"Kopior som tas med {BY_HAND} backup följs av sig själva. Det som tar dem på annat sätt slutar "
            f"med {BY_HAND} note_backup."
        )
        return Finding(what, UNKNOWN, "Portalen vet inte när den senaste togs.", remedy)
    remedy = "Se efter varför kopian inte togs, ta en nu, och prova att återställa den."
    if sign.failing_since:
        return Finding(what, FAULT, "Den senaste gick inte att ta.", remedy, sign.failing_since)
    if sign.well_at < timezone.now() - BACKUP_LATE:
        return Finding(what, FAULT, "Ingen ny kopia har tagits i tid.", remedy, sign.well_at)
    return Finding(what, WELL, "Den senaste togs i tid.", since=sign.well_at)


def _schedule(pulses):
    """Those of a demo are not awaited."""
    now = timezone.now()
    for each in schedule.watched():
        sign = pulses.get(each.command)
        last = sign and sign.well_at
        by_hand = f"{BY_HAND} {' '.join([each.command, *each.args])}"
        if sign and sign.failing_since:
            said = f"Kommandot {each.command} slutade med fel ({sign.fault})."
            remedy = each.remedy or f"Kör {by_hand} för hand och läs vad det säger."
            yield Finding(each.what, FAULT, said, remedy, sign.failing_since)
        elif last and last > now - each.late:
            yield Finding(each.what, WELL, f"Ska ske {each.when}.", since=last)
        elif not (settings.DEMO and not last):
            said = f"Ska ske {each.when}, men har {'inte skett i tid' if last else 'aldrig skett'}."
            timer = f"systemctl list-timers 'portal-*' visar om tidtagaren går; annars {by_hand} för hand."
            yield Finding(each.what, FAULT if last else WARNING, said, timer, last)
