"""An agenda item, and the gate it must pass."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from councils.models import Council, Organisation, Person
from councils.models.shown import Shown
from meetings.models.meeting import Meeting
from meetings.models.visibility import (
    EVERYTHING,
    approves,
    brings,
    follows,
    kept_by,
    prepared_by,
    published,
    read_by,
    sent_out,
    told_ahead,
)
from rus_portal.core.address import address
from rus_portal.core.constraints import filled, rule
from rus_portal.core.prepared import prepared
from rus_portal.core.registry_number import InCommon, kept_in_common
from rus_portal.core.rich import as_rich
from rus_portal.core.text import points
from strategy.models import FocusArea, Goal


@dataclass(frozen=True)
class ItemField:
    """One of the fields that an item's texts stand in."""

    name: str
    told: str  # how an updated agenda says that it has changed
    read: bool = False  # its words count in the item's reading time
    recurs: bool = False  # a new meeting's agenda may begin with it


class AgendaItems(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """The secretariat and the preparatory group see all items of their councils but others' drafts;
        members what is on a sent agenda or was dropped from one, and the chair also an agenda to approve; the
        public what is in published minutes or has a published position. A matter's proposer sees it in every
        stage. Of one `meeting`, if it is at hand."""
        there, of = (Q(meeting=meeting), meeting) if meeting else (EVERYTHING, "meeting")
        return there & (
            published(of) & Q(stage__in=AgendaItem.ON_AN_AGENDA)
            | Q(position__published_at__isnull=False)
            | kept_by(person, of)
            | prepared_by(person, of)
            | read_by(person, of) & sent_out()
            | approves(person, of) & Q(stage__in=AgendaItem.DRAFTED)
            | follows(person)
        )

    def followed_by(self, person):
        """Proposals the person follows, also long after they were handled, with the comments on them."""
        return self.filter(follows(person))

    def brought_by(self, person):
        """Proposals of the person and the person's organisations, and those that these were merged into."""
        return self.filter(brings(person))

    def with_talk(self):
        """The number of comments on each proposal, and when its writer was last asked and last answered."""
        asked = models.Max("comments__written_at", filter=Q(comments__kind="question"))
        answered = models.Max("comments__written_at", filter=Q(comments__person=models.F("added_by")))
        return self.annotate(comment_count=models.Count("comments"), asked_at=asked, answered_at=answered)

    def told_ahead(self):
        """Those whose titles everyone may know, see `meetings.models.visibility.told_ahead`."""
        return self.filter(told_ahead())

    def on_the_agenda(self):
        return self.filter(stage__in=AgendaItem.ON_AN_AGENDA)


@prepared
def focus_areas_of(item):
    return FocusArea.objects.filter(items=item)


class AgendaItem(models.Model):
    """A matter before the council.

    **The gate** (strategiska planen, "Det ska framgå från handlingar om"): no item is on a sent agenda
    without its type, a goal of the RUS with the sentence how, and background or questions. Being on a sent
    agenda *is* one of the stages in `ON_AN_AGENDA`, so the rule is a check on the row.
    """

    class Type(models.TextChoices):
        INFORMATION = "information", "Information"
        POSITION = "position", "Ställningstagande"

    class Stage(models.TextChoices):
        DRAFT = "draft", "Utkast"
        PROPOSED = "proposed", "Föreslagen"
        IN_PREPARATION = "in_preparation", "Under beredning"
        READY = "ready", "Klar"
        ON_AGENDA = "on_agenda", "På dagordningen"
        HANDLED = "handled", "Behandlad"
        RETURNED = "returned", "Återlämnad"
        WITHDRAWN = "withdrawn", "Utgår"
        POSTPONED = "postponed", "Framflyttad"

    class Outcome(models.TextChoices):
        NOTED = "noted", "Informationen noterad"
        ADOPTED = "adopted", "Ställningstagande"
        REFERRED_BACK = "referred_back", "Återförd till beredning"
        NO_CONSENSUS = "no_consensus", "Ingen samsyn"

    ON_AN_AGENDA = (Stage.ON_AGENDA, Stage.HANDLED, Stage.POSTPONED)
    UNNUMBERED = 100  # of addresses before the summons the numbers are above, of agendas below
    DRAFTED = (Stage.PROPOSED, Stage.IN_PREPARATION, Stage.READY)
    WAITS = (*DRAFTED, Stage.ON_AGENDA)  # nothing has become of it yet
    WHERE = ("stage", "meeting_id")  # what whoever leads it on must have seen

    # An item's texts, in the order in which changes of them are told. All of them are written in `ItemForm`,
    # kept in each version of the agenda, and come along when the matter is taken up again.
    NOTES = ("discussion", "minutes_note", "further_handling")  # rich, into the minutes
    FIELDS = (
        ItemField("title", "rubriken är ändrad", recurs=True),
        ItemField("type", "vad punkten avser är ändrat", recurs=True),
        ItemField("summary", "sammanfattningen är ändrad", read=True),
        ItemField("background", "bakgrunden är ändrad", read=True),
        ItemField("questions", "frågorna att förbereda är ändrade", read=True, recurs=True),
        ItemField("proposed_position", "förslaget till ställningstagande är ändrat", read=True),
        ItemField("primary_goal", "målet i RUS är ändrat", recurs=True),
        ItemField("how", "meningen om hur ärendet tjänar målet är ändrad", read=True, recurs=True),
        ItemField("goals", "fler mål i RUS är ändrade"),
        ItemField("focus_areas", "fokusområdena är ändrade"),
        ItemField("presenters", "föredragande är ändrade", recurs=True),
        ItemField("minutes_needed", "tiden är ändrad", recurs=True),
        ItemField("proposed_by", "vem som föreslår punkten är ändrat"),
        ItemField("contact", "kontaktpersonen är ändrad"),
        ItemField("registry_number", "diarienumret är ändrat"),
        ItemField("social", "texten om social hållbarhet är ändrad", read=True),
        ItemField("ecological", "texten om ekologisk hållbarhet är ändrad", read=True),
        ItemField("economic", "texten om ekonomisk hållbarhet är ändrad", read=True),
    )

    council = models.ForeignKey(
        Council,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="råd",
        help_text="Rådet som ett förslag riktas till, innan det har ett möte.",
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="möte"
    )
    number = models.PositiveSmallIntegerField("punkt", null=True, blank=True, editable=False)
    order = models.PositiveSmallIntegerField("ordning", default=0, editable=False)
    stage = models.CharField(
        "skede", max_length=20, choices=Stage, default=Stage.IN_PREPARATION, editable=False
    )
    stage_at = models.DateTimeField(editable=False)
    stage_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)

    type = models.CharField("punkten avser", max_length=20, choices=Type, blank=True)
    title = models.CharField("rubrik", max_length=200)
    summary = models.TextField("sammanfattning", blank=True)
    background = models.TextField("bakgrund", blank=True)
    questions = models.TextField("frågor att förbereda", blank=True)
    proposed_position = models.TextField("förslag till ställningstagande", blank=True)
    primary_goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="primary_items", verbose_name="mål i RUS"
    )
    how = models.TextField("så tjänar ärendet målet", blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="items", verbose_name="fler mål i RUS")
    focus_areas = models.ManyToManyField(
        FocusArea, blank=True, related_name="items", verbose_name="fokusområden"
    )
    presenters = models.CharField("föredragande", max_length=300, blank=True)
    minutes_needed = models.PositiveSmallIntegerField("minuter", default=15)
    proposed_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="föreslås av"
    )
    contact = models.CharField("kontaktperson", max_length=200, blank=True)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    registry_key = InCommon(of="registry_number")
    social = models.TextField("social hållbarhet", blank=True)
    ecological = models.TextField("ekologisk hållbarhet", blank=True)
    economic = models.TextField("ekonomisk hållbarhet", blank=True)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name="fortsätter"
    )

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="sammanfört med"
    )

    outcome = models.CharField("utfall", max_length=20, choices=Outcome, blank=True, editable=False)
    discussion = models.TextField("samtalet i korthet", blank=True)
    minutes_note = models.TextField("protokollsanteckning", blank=True)
    further_handling = models.TextField("fortsatt hantering", blank=True)
    sent_to = models.CharField("skickas till", max_length=300, blank=True)
    paragraph = models.PositiveSmallIntegerField("§", null=True, blank=True, editable=False)

    revision = models.PositiveIntegerField(default=0, editable=False)
    late_at = models.DateTimeField("på dagordningen efter kallelsen", null=True, editable=False)
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)

    dissent: list  # set by meetings.models.position.with_dissent
    place: int  # on its agenda: set by meetings.agenda.rows.on_the_agenda
    dissent_count: int  # as far as the reader may know: set by meetings.agenda.rows.items_for
    earlier = later = None  # the matter at other meetings: set by meetings.agenda.rows.items_for
    asked_at: dt.datetime | None  # these two by AgendaItems.with_talk
    answered_at: dt.datetime | None

    objects = AgendaItems.as_manager()

    class Meta:
        verbose_name = "dagordningspunkt"
        verbose_name_plural = "dagordningspunkter"
        ordering = ["meeting", "order", "pk"]
        # Few go on, so a database takes the index of the foreign key for one that tells nothing apart.
        indexes = [
            models.Index(
                fields=["continues"], condition=Q(continues__isnull=False), name="item_that_continues"
            ),
            models.Index(fields=["added_by", "stage"], name="item_of_whom"),
            models.Index(fields=["registry_key"], name="item_of_registry_key"),
        ]
        constraints = [
            kept_in_common("item_registry_key_kept", "registry_number", "registry_key"),
            rule(
                "item_type_is_one_of_two",
                Q(type__in=["", "information", "position"]),
                "Välj om punkten avser information eller ställningstagande.",
            ),
            rule(
                "item_gate_type",
                ~Q(stage__in=["on_agenda", "handled", "postponed"]) | ~Q(type=""),
                "Välj om punkten avser information eller ställningstagande.",
            ),
            rule(
                "item_gate_goal",
                ~Q(stage__in=["on_agenda", "handled", "postponed"])
                | (Q(primary_goal__isnull=False) & filled("how")),
                "Välj det mål i RUS som ärendet tjänar och skriv en mening om hur.",
            ),
            rule(
                "item_gate_background",
                ~Q(stage__in=["on_agenda", "handled", "postponed"])
                | filled("background")
                | filled("questions"),
                "Skriv en bakgrund eller de frågor som ska förberedas.",
            ),
            rule(
                "item_on_agenda_has_meeting",
                ~Q(stage__in=["on_agenda", "handled", "postponed"])
                | (Q(meeting__isnull=False) & Q(number__isnull=False)),
                "En punkt på dagordningen hör till ett möte.",
            ),
            rule(
                "item_leads_somewhere",
                Q(meeting__isnull=False) | Q(council__isnull=False),
                "Ett ärende står på ett möte eller bereds för ett råd.",
            ),
            rule(
                "item_handled_has_outcome",
                (Q(stage="handled") & ~Q(outcome="")) | (~Q(stage="handled") & Q(outcome="")),
                "En behandlad punkt ska ha ett utfall.",
            ),
            rule(
                "item_outcome_fits_type",
                Q(outcome="")
                | Q(type="information", outcome="noted")
                | Q(type="position", outcome__in=["adopted", "referred_back", "no_consensus"]),
                "Information kan bara noteras. Bara en punkt för ställningstagande kan få ett sådant.",
            ),
            rule(
                "item_takes_time",
                Q(minutes_needed__gte=1, minutes_needed__lte=600),
                "Ange hur många minuter punkten behöver, mellan 1 och 600.",
            ),
            models.UniqueConstraint(
                name="item_number_once",
                fields=["meeting", "number"],
                violation_error_message="Numret används redan av en annan punkt.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url("item") if self.meeting_id else address("proposal", self.pk)

    def url(self, name, *args):
        if self.meeting is None:
            raise ValueError("a matter that is on no meeting has no address below one")
        return self.meeting.url(name, self.number, *args)

    @property
    def is_numbered(self):
        """Before the summons an address has a number that none on an agenda has (docs/adr/0087)."""
        return self.number is not None and self.number <= self.UNNUMBERED

    @property
    def texts(self):
        """The value of each of `FIELDS`, by its name; of a many-to-many field a list."""
        values = {field.name: getattr(self, field.name) for field in self.FIELDS}
        return values | {"goals": list(self.goals.all()), "focus_areas": list(self.focus_areas.all())}

    @property
    def recorded(self):
        """What is recorded of it at the meeting; the proposed position, as it is worded there, until one is
        adopted."""
        position = getattr(self, "position", None)
        return {
            "outcome": self.became,
            "text": position.text if position else self.wording,
            "review_on": position and position.review_on,
            **{name: as_rich(getattr(self, name)) for name in self.NOTES},
            "sent_to": self.sent_to,
        }

    @property
    def wording(self):
        """The proposed position as the meeting has reworded it, or as it was sent."""
        treatment = getattr(self, "treatment", None)
        return (treatment and treatment.wording) or self.proposed_position

    @property
    def is_taken_up(self):
        """The meeting has come to it, and something is noted of that."""
        begun = getattr(self, "treatment", None) and self.treatment.begun_at is not None
        noted = self.movements, self.round, self.commitments
        return bool(begun) or any(rows.exists() for rows in noted)

    @property
    def wording_points(self):
        return points(self.wording)

    @property
    def reworded_points(self):
        """What those at the meeting have heard in the place of what was sent; none before it is taken up."""
        begun = getattr(self, "treatment", None) and self.treatment.begun_at
        heard = self.wording_points if begun else self.proposed_points
        return heard if heard != self.proposed_points else []

    @property
    def written(self):
        """What the secretary writes while the item is taken up."""
        texts = {name: as_rich(getattr(self, name)) for name in ("discussion", "further_handling")}
        return texts | ({"wording": self.wording} if self.is_position else {})

    @property
    def is_minuted(self):
        """What the minutes say of it is approved: with the rest of them, or immediately."""
        meeting = self.meeting
        return bool(meeting and (meeting.is_minuted or self.pk in meeting.minuted_items))

    @property
    def is_past_dissent(self):
        """Dissent is lodged until the minutes are sent, or where the council says so until approval."""
        meeting = self.meeting
        if meeting is None or self.is_minuted:
            return self.is_minuted
        out = meeting.is_out or self.pk in meeting.items_out
        return out and not meeting.council.dissent_until_approval

    @property
    def is_position(self):
        return self.type == self.Type.POSITION

    @property
    def is_on_agenda(self):
        return self.stage in self.ON_AN_AGENDA

    @property
    def became(self):
        """What became of it: its outcome, or that it was postponed. Empty until it has been taken up."""
        return self.outcome or (self.stage if self.stage == self.Stage.POSTPONED else "")

    @property
    def is_left_open(self):
        """Postponed or referred back: another meeting takes the matter up again."""
        return self.became in (self.Stage.POSTPONED, self.Outcome.REFERRED_BACK)

    @property
    def is_dropped(self):
        """It was on an agenda and leads no further."""
        return self.stage == self.Stage.WITHDRAWN and self.meeting_id is not None

    @property
    def _is_called_for(self):
        """The summons to its meeting is out, and the meeting not over."""
        return self.meeting is not None and self.meeting.stage == Meeting.Stage.CONVENED

    @property
    def waits_for_agenda(self):
        """Came after the summons, and is not yet on the agenda that the members read."""
        return self.stage in self.DRAFTED and self._is_called_for

    @property
    def is_open_for_stances(self):
        """From the summons until the item is handled or the meeting is over."""
        return self.stage == self.Stage.ON_AGENDA and self._is_called_for

    @property
    def question_list(self):
        return points(self.questions)

    @property
    def proposed_points(self):
        return points(self.proposed_position)

    @property
    def lacks_proposal(self):
        """The council is to take a position, and nobody has proposed which. It may go out so, but is told."""
        return self.is_position and not self.became and not self.proposed_points

    @property
    def was_late(self):
        """Put on the agenda after the summons."""
        return self.late_at is not None

    @property
    def awaits_answer(self):
        """Its writer was asked for more and has not answered since."""
        return bool(self.asked_at and (not self.answered_at or self.answered_at < self.asked_at))

    @property
    def dimensions(self):
        """The three dimensions of sustainability with their short statements; a gap is shown, not hidden."""
        return [("Social", self.social), ("Ekologisk", self.ecological), ("Ekonomisk", self.economic)]
