"""The retention table (gallringsplan): how long each thing is kept, from when, why, and what erases it.

The only place where a period stands: the nightly work reads it here (`period`), and everyone reads it on its
page. A period with a `setting` may be another in an installation, as the archive authority decides.
"""

import datetime as dt
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.conf import settings

NIGHTLY = "Portalen, varje natt"


@dataclass(frozen=True)
class Kept:
    """`models` are labels of those whose rows it is about, with * for any; none where it is a field or a file
    of another row's. What is `erased` by nothing is kept for ever; `{}` in `how_long` is the period."""

    key: str
    what: str
    how_long: str
    why: str
    models: tuple = ()
    erased: str = ""
    days: int = 0
    setting: str = ""

    @property
    def period(self):
        return dt.timedelta(days=getattr(settings, self.setting) if self.setting else self.days)

    @property
    def in_days(self):
        days = self.period.days
        return "1 dag" if days == 1 else f"{days} dagar"

    @property
    def told(self):
        """How long, in words."""
        return self.how_long.format(self.in_days)

    def is_of(self, label):
        return any(fnmatchcase(label, each) for each in self.models)


def _meetings(*names):
    return tuple(f"meetings.{name}" for name in names)


FOR_EVER = "Bevaras"
ARCHIVE = "Allmänna handlingar bevaras (arkivlagen 3 §). De gallras bara om arkivmyndigheten har medgett det."
NEEDED = "Behövs så länge för ändamålet, och inte längre (dataskyddsförordningen artikel 5.1 e)."
FOLLOWS = "Görs av det som bevaras, och går alltid att göra om."

KEPT = (
    Kept(
        "records",
        "Möten, dagordningar, ärenden, handlingar, närvaro, protokoll, ställningstaganden, avvikande "
        "synpunkter, formella beslut, återföring, diarienummer och remisser med svar",
        FOR_EVER,
        ARCHIVE,
        _meetings(
            *("meeting", "meeting_*", "formerdate", "agendaapproval", "agendabreak"),
            *("agendaversion", "agendaitem"),
            *("agendaitem_*", "lift", "formality", "particulars", "attendance", "movement", "adjournment"),
            *("minutes", "minutesapproval", "changewish", "correctedpassage", "sealedfile", "sealedpaper"),
            *("timestamp", "position", "dissentingopinion*", "statement", "formaldecision", "document"),
            *("feedback", "givennumbers", "registrynumber", "treatment", "commitment", "comment", "stance"),
            *("sitting", "roundanswer", "screenlink", "retelling", "retellingfile"),
            *("consultation", "consultationversion*", "consultationanswer", "consultationfile"),
        ),
    ),
    Kept(
        "follow_up",
        "Uppföljning: åtaganden, resultat med bilder, finansiering och översyner, också det som är rättat "
        "eller tillbakataget",
        FOR_EVER,
        ARCHIVE,
        _meetings("undertaking", "result", "funding", "fundingshare", "review"),
    ),
    Kept(
        "indicators",
        "Indikatorer: varje inläst fil som är sparad, med namn, kontrollsumma och värden, också värden som "
        "är reviderade eller ångrade. Filen själv sparas inte",
        FOR_EVER,
        ARCHIVE,
        ("strategy.indicator*",),
    ),
    Kept(
        "indicator_readings",
        "Indikatorfiler som är inlästa för granskning men inte sparade",
        "Tills de sparas, eller den som läste in filen läser in en annan till samma indikator",
        "De är bara till för granskningen.",
        erased="Portalen, när det ändras",
    ),
    Kept(
        "advocacy",
        "Påverkansagendan: frågor, hur de framfördes, svar och resultat. Tar kansliet bort "
        "en fråga behåller journalen vad som stod",
        FOR_EVER,
        ARCHIVE,
        ("strategy.advocacy*",),
    ),
    Kept(
        "basics",
        "Organisationer, råd, strategier, mål och planer, med sina tidigare adresser. Ett utkast till plan "
        "eller strategi tar kansliet bort när det inte ska bli något av det",
        FOR_EVER,
        ARCHIVE,
        (
            *("strategy.strategicplan", "strategy.focusarea*", "strategy.strategy", "strategy.level"),
            *("strategy.goal*", "strategy.perspective*", "strategy.strategystep", "strategy.relatedplan"),
            *("councils.council", "councils.organisation", "councils.formerslug"),
            *_meetings("recurringitem", "synonyms", "phrases"),
        ),
    ),
    Kept(
        "people",
        "Namn, platser och uppdrag",
        FOR_EVER,
        "Protokollen visar vem som företrädde vilken organisation (arkivlagen 3 §).",
        ("councils.person", "councils.seat", "councils.appointment"),
    ),
    Kept(
        "journal",
        "Journalen över vad som har gjorts i portalen, och hur mycket som har gallrats",
        FOR_EVER,
        "Visar att handlingarna är oförändrade, och vem som gjorde vad.",
        (
            "councils.journalentry",
            "councils.journalanchor",
            "councils.disposal",
            "admin.logentry",
        ),
    ),
    Kept(
        "integrations",
        "Nycklar för diariet: vilka program som har fått en, vem som gav och drog in den, och när den senast "
        "användes. Av själva nyckeln sparas bara en kontrollsumma",
        FOR_EVER,
        "Visar vilka program som har läst härifrån.",
        ("councils.integration",),
    ),
    Kept(
        "letters",
        "Portalens utskick: till vem, om vad och när, utan adress när kontaktuppgifterna är raderade",
        FOR_EVER,
        "Visar att kallelser och protokoll har skickats (arkivlagen 3 §).",
        _meetings("letter", "guestlink", "guestlink_documents"),
    ),
    Kept(
        "evaluation",
        "Hur många som har gett varje svar om budkavlen, utan namn",
        FOR_EVER,
        "Visar hur rådens arbete har utvecklats.",
        _meetings("evaluatedprinciple"),
    ),
    Kept(
        "answers",
        "Svar på kallelser, utan sina meddelanden",
        FOR_EVER,
        ARCHIVE,
        _meetings("summonsanswer"),
    ),
    Kept(
        "contacts",
        "E-postadresser och sätt att logga in, med egna anteckningar, läsmarkeringar, val av utskick och "
        "råd i andra regioner, stängda tips och hemlig kalenderadress",
        "{} efter att det sista uppdraget har slutat",
        NEEDED,
        (
            *("account.*", "mfa.*", "socialaccount.*"),
            *_meetings("note", "readmark", "mailchoice", "calendarkey", "neighbourcouncil_followers"),
        ),
        NIGHTLY,
        setting="CONTACT_RETENTION_DAYS",
    ),
    Kept(
        "guests",
        "E-postadresser till gäster som har föredragit på ett möte",
        "{} efter mötet",
        NEEDED,
        erased=NIGHTLY,
        setting="CONTACT_RETENTION_DAYS",
    ),
    Kept(
        "sign_ins",
        "Vem som har loggat in och när, och pågående inloggningar",
        "{}, och en pågående inloggning tills den har slutat",
        "Behövs för att upptäcka och utreda intrång.",
        ("councils.signin", "sessions.session", "usersessions.usersession"),
        NIGHTLY,
        setting="SIGN_IN_RETENTION_DAYS",
    ),
    Kept(
        "notes",
        "Meddelanden i svar på kallelser, till exempel om kost",
        "Till natten efter mötet",
        "Kan vara uppgifter om hälsa, som ingen behöver när mötet är över.",
        erased=NIGHTLY,
    ),
    Kept(
        "evaluators",
        "Vem som har svarat på frågorna om budkavlen",
        "Till natten efter att ingen längre kan svara",
        "Svaren är anonyma.",
        _meetings("evaluator"),
        NIGHTLY,
    ),
    Kept(
        "alerts",
        "Bevakningar av en sökning: e-postadress och vad som söks",
        "Tills bevakningen avslutas, eller {} om ingen bekräftar den",
        NEEDED,
        _meetings("searchalert"),
        NIGHTLY,
        days=3,
    ),
    Kept(
        "paper_requests",
        "Begäran om att få ut en handling: vad den som frågade skrev, adressen för svar och svaret. Att "
        "handlingen begärdes ut, och om den lämnades ut, bevaras",
        "{} efter att begäran är besvarad",
        "Vem som begär ut en handling ska inte efterforskas (tryckfrihetsförordningen 2 kap. 18 §).",
        _meetings("paperrequest"),
        NIGHTLY,
        setting="REQUEST_RETENTION_DAYS",
    ),
    Kept(
        "barriers",
        "Anmälda hinder för tillgängligheten, med adressen för svar",
        "{} efter att de anmäldes",
        NEEDED,
        _meetings("barrier"),
        NIGHTLY,
        setting="CONTACT_RETENTION_DAYS",
    ),
    Kept(
        "stray_files",
        "Filer som inte hör till någon handling, som när en uppladdning avbröts",
        "{}",
        "De hör inte till någon handling.",
        erased=NIGHTLY,
        days=1,
    ),
    Kept(
        "papers",
        "Utskrifter som portalen har gjort",
        "{} efter att någon senast bad om dem",
        FOLLOWS,
        _meetings("bundle"),
        NIGHTLY,
        days=7,
    ),
    Kept(
        "copies",
        "Läskopior av handlingar i Word, Excel, PowerPoint och OpenDocument",
        "Så länge handlingen",
        FOLLOWS,
        erased="Portalen, när handlingen tas bort",
    ),
    Kept(
        "search",
        "Sökningens register över orden i det som finns",
        "Så länge det som orden står i",
        FOLLOWS,
        _meetings("findable", "unindexed", "spelling", "documenttext"),
        "Portalen, när det ändras",
    ),
    Kept(
        "interface",
        "När det som program hämtar (OParl) senast ändrades, och att något inte längre är öppet",
        FOR_EVER,
        "Program som har hämtat något ska få veta att det är ändrat eller borta.",
        _meetings("oparlobject", "oparlnote"),
    ),
    Kept(
        "neighbours",
        "Möten i andra regioners råd",
        "Så länge den andra regionen visar dem, eller tills administratören tar bort systemet",
        NEEDED,
        _meetings("neighboursystem", "neighbourcouncil", "neighbourmeeting*"),
        "Portalen, när det ändras",
    ),
    Kept(
        "machinery",
        "Programmets egna uppgifter om sina tabeller och köer, utan personuppgifter",
        "Så länge programmet används",
        "Behövs för att programmet ska gå.",
        ("auth.*", "contenttypes.*", "django_tasks_db.*", "rus_portal.pulse"),
        "Portalen, när det ändras",
    ),
)
BY_KEY = {row.key: row for row in KEPT}


def period(key):
    """How long that is kept."""
    return BY_KEY[key].period
