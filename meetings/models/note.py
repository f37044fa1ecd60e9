"""What a reader writes on an item or a document."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation, Person
from councils.models.shown import Shown
from meetings.models.document import Document
from meetings.models.item import AgendaItem
from meetings.models.visibility import NOTHING, speaks_for
from rus_portal.core.constraints import filled, one_of, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.prepared import Rows

LONGEST_QUOTE, AROUND = 1000, 32


class Notes(Shown):
    @staticmethod
    def shown_to(person):
        """The person's own, and those shared within an organisation the person speaks for in a council that
        meets, on what the person may read there."""
        if not person.is_authenticated:
            return NOTHING
        items = Rows(AgendaItem.objects.filter, AgendaItem.objects.shown_to(person))
        documents = Rows(Document.objects.filter, Document.objects.shown_to(person))
        return (
            Q(person=person)
            | speaks_for(person, "item__meeting", "shared_with") & Q(item__in=items)
            | speaks_for(person, "document__meeting", "shared_with") & Q(document__in=documents)
        )


class Note(models.Model):
    """What a reader wrote on an item or on a document: for that person alone, or for the colleagues who hold
    seats for the same organisation. Never one of the meeting's documents."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="notes")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="notes")
    text = models.TextField("anteckning")
    # The place in the document that it is about, where it is about one: the words marked there, in points of
    # its page, and some letters around them, by which the place is found in a later version.
    page = models.PositiveSmallIntegerField("sida", null=True, blank=True)
    rects = JSONField(default=list, blank=True)
    quote = models.CharField("markerad text", max_length=LONGEST_QUOTE, blank=True)
    quote_before = models.CharField(max_length=AROUND, blank=True)
    quote_after = models.CharField(max_length=AROUND, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file that was read
    shared_with = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="delas inom"
    )
    written_at = models.DateTimeField(default=timezone.now)

    objects = Notes.as_manager()
    place_url = ""  # where its place is read, once `meetings.reader.notes` has found that its reader may
    marked_in = None  # in which version it was marked, where another is read
    is_lost = False  # whether its place is known to be gone from there
    may_be_lost = False  # whether that is not known, since the words there are not

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        ordering = ["written_at", "pk"]
        constraints = [
            rule("note_says_something", filled("text"), "Skriv något i anteckningen."),
            rule("note_on_one_thing", one_of("item", "document"), "Anteckna om en sak i taget."),
            rule(
                "note_place_in_document",
                Q(page__isnull=True, quote="", sha256="")
                | Q(page__isnull=False, page__gte=1, document__isnull=False)
                & filled("quote")
                & filled("sha256"),
                "En plats är markerade ord på en sida i en handling.",
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def subject(self):
        return self.item or self.document

    @property
    def told_page(self):
        """As it was marked: in another version it may stand on another, which reader.js finds."""
        return f"Sida {self.page}" + (f" i version {self.marked_in}" if self.marked_in else "")

    @property
    def document_title(self):
        return self.document.title if self.document else ""

    @property
    def meeting(self):
        """None while a proposal that was on a meeting waits for another."""
        return self.subject.meeting

    @property
    def council(self):
        return self.meeting.council if self.meeting else (self.item or self.subject.item).council

    @property
    def audience(self):
        """Who sees it, in words for its writer and the others alike."""
        if self.shared_with is None:
            return "Bara du ser den"
        return f"Alla med en plats för {self.shared_with} vid mötet ser den"
