"""Councils, and their two bodies."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from rus_portal.core.address import address
from rus_portal.core.constraints import Once, filled, rule
from rus_portal.core.registry_number import InCommon, canonical_pattern, kept_in_common

RUNNING = re.compile(r"\{nr(?::([1-6]))?\}")
PATTERN = RegexValidator(
    r"^[^{}]*(\{år\}[^{}]*\{nr(:[1-6])?\}|\{nr(:[1-6])?\}[^{}]+\{år\})[^{}]*\Z",
    "Skriv mönstret med {år} och {nr}, eller {nr:4} för fyra siffror, till exempel RSR-{år}-{nr:4}.",
)


class Council(models.Model):
    """A council, or one of its two bodies: the preparatory group and the secretariat's office."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Samverkansråd"
        PREPARATORY_GROUP = "preparatory_group", "Beredningsgrupp"
        OFFICE = "office", "Kansli"

    class Numbering(models.TextChoices):
        PER_YEAR = "per_year", "Löpande under året"
        PER_MEETING = "per_meeting", "Från 1 vid varje möte"

    class Appendices(models.TextChoices):
        PER_PARAGRAPH = "per_paragraph", "Efter sin paragraf: Bilaga 12.1"
        LETTERS = "letters", "Med bokstäver genom protokollet: Bilaga A"

    slug = models.SlugField(unique=True)
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kortnamn", max_length=60)
    abbreviation = models.CharField(
        "förkortning",
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(r"^[A-ZÅÄÖ0-9]{2,10}\Z", "Skriv två till tio stora bokstäver eller siffror.")
        ],
        help_text="Står före numret på rådets ställningstaganden, som i RSR 2/2026. "
        "De som redan är tagna behåller sin.",
    )
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.COUNCIL)
    purpose = models.TextField("uppdrag", blank=True)
    tasks = models.TextField("uppgifter, en per rad", blank=True)
    principles_title = models.CharField("rubrik för budkavlen", max_length=200, blank=True)
    principles = models.TextField("budkavle, en punkt per rad", blank=True)
    composition = models.TextField("sammansättning", blank=True)
    meeting_notes = models.TextField("om mötena", blank=True)
    prepared_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="prepares", verbose_name="bereds av"
    )
    office = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="serves", verbose_name="kansli"
    )
    email = models.EmailField(
        "e-postadress för svar",
        blank=True,
        help_text="Bara för ett kansli: dit går svaren på portalens brev om rådens möten.",
    )
    numbering = models.CharField(
        "paragrafnumrering", max_length=20, choices=Numbering, default=Numbering.PER_YEAR
    )
    proposals_days_before = models.PositiveSmallIntegerField("förslag in, dagar före mötet", default=28)
    documents_days_before = models.PositiveSmallIntegerField("handlingar in, dagar före mötet", default=14)
    summons_days_before = models.PositiveSmallIntegerField("kallelse ut, dagar före mötet", default=10)
    minutes_days_after = models.PositiveSmallIntegerField("protokoll justerat, dagar efter", default=14)
    decisions_days_after = models.PositiveSmallIntegerField(
        "besked om formella beslut, dagar efter justeringen",
        default=90,
        help_text="Så länge har varje organisation på sig att berätta om sitt formella beslut.",
    )
    stances_sealed = models.BooleanField(
        "förankringen hålls stängd till mötet",
        default=False,
        help_text="Då ser varje organisation bara sin egen förankring före mötet, och ordföranden allas.",
    )
    dissent_until_approval = models.BooleanField(
        "avvikande synpunkt får lämnas tills protokollet är justerat",
        default=False,
        help_text="Annars till dess att protokollet skickas för justering. En som kommer efter att någon har "
        "justerat gör att alla får justera på nytt.",
    )
    titles_ahead = models.BooleanField(
        "punkternas rubriker visas för alla när kallelsen har gått ut",
        default=False,
        help_text="Mötets dag och plats är alltid öppna. En punkt med en handling som bara rådet får läsa "
        "visas inte. Möter rådet tillsammans med ett annat gäller det när båda har valt så.",
    )
    default_format = models.CharField("vanlig mötesform", max_length=20, default="digital")
    minutes_kind = models.CharField("det som förs på mötena", max_length=20, default="minutes")
    appendices = models.CharField(
        "bilagornas beteckning", max_length=20, choices=Appendices, default=Appendices.PER_PARAGRAPH
    )
    minutes_sent_to = models.CharField(
        "protokollet skickas till",
        max_length=300,
        blank=True,
        help_text="Står från början i varje protokolls uppgifter, under Formalia.",
    )
    minutes_kept_at = models.CharField(
        "protokollet förvaras hos",
        max_length=200,
        blank=True,
        help_text="Står från början i varje protokolls uppgifter, under Formalia.",
    )
    registry_pattern = models.CharField(
        "mönster för diarienummer",
        max_length=40,
        blank=True,
        validators=[PATTERN],
        help_text="Till exempel RSR-{år}-{nr:4}, som ger RSR-2027-0001. Varje möte som planeras och varje "
        "ärende som kommer in eller läggs till får då nästa nummer. Lämnas det tomt skrivs numren för hand.",
    )
    registry_series = InCommon(of="registry_pattern", made=canonical_pattern)
    accent = models.CharField("färg", max_length=20, default="pine")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source = models.TextField("källa", blank=True)

    class Meta:
        verbose_name = "råd"
        verbose_name_plural = "råd"
        ordering = ["order", "name", "pk"]
        constraints = [
            Once(
                name="council_abbreviation_once",
                fields=["abbreviation"],
                condition=~Q(abbreviation=""),
                violation_error_message="Ett annat råd har redan den förkortningen.",
            ),
            Once(
                name="council_registry_series_once",
                fields=["registry_series"],
                condition=~Q(registry_series=""),
                violation_error_message="Ett annat råd har redan det mönstret för sina diarienummer.",
                about="registry_pattern",
            ),
            kept_in_common("council_registry_series_kept", "registry_pattern", "registry_series"),
            rule(
                "council_registry_pattern_counts",
                Q(registry_pattern="")
                | Q(registry_pattern__contains="{år}") & Q(registry_pattern__contains="{nr"),
                PATTERN.message,
                about="registry_pattern",
            ),
            rule(
                "council_has_its_abbreviation",
                ~Q(kind="council") | filled("abbreviation"),
                "Ange samverkansrådets förkortning, som RSR.",
                about="abbreviation",
            ),
            rule(
                "council_address_is_an_offices",
                Q(email="") | Q(kind="office"),
                "Bara ett kansli har en e-postadress för svar.",
                about="email",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("council", self.slug)

    @property
    def task_list(self):
        return self.tasks.splitlines()

    @property
    def principle_list(self):
        return self.principles.splitlines()

    def registry_number(self, year, number):
        """That number of the council's own series, as it is written."""
        written = self.registry_pattern.replace("{år}", str(year))
        return RUNNING.sub(lambda running: f"{number:0{running[1] or 1}}", written)
