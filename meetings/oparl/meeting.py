"""A meeting with all that is told of it: its matters, each as an agenda item, a paper and their consultation;
its files and its place."""

from hashlib import sha512

from django.db.models import Prefetch
from django.utils import timezone

from meetings.documents.uploads.checks import media_type
from meetings.models import (
    AgendaItem,
    DissentingOpinion,
    Document,
    FormalDecision,
    Meeting,
    Minutes,
    Position,
)
from meetings.models.dissent import standing_dissent
from meetings.models.meeting import with_councils
from meetings.oparl.objects import BODY, NOBODY, OWN, Told, link, moment
from meetings.open import NOT_EVALUATED
from meetings.open.positions import told_decision, told_dissent
from meetings.sealed import Forged, file_for
from rus_portal.core.address import address, whole
from rus_portal.core.words import day

PDF = "application/pdf"


def of_meeting(key):
    for meeting in with_councils(Meeting.objects.visible_to(NOBODY).filter(pk=key).select_related("council")):
        yield from _Meeting(meeting).told()


class _Meeting:
    """What is read of the meeting, and how it is told."""

    def __init__(self, meeting):
        self.meeting = meeting
        self.name = f"meeting/{meeting.pk}"
        self.councils = [f"council-{council.pk}" for council in meeting.councils]
        self.organizations = [link(f"organization/{council}") for council in self.councils]
        items = AgendaItem.objects.visible_to(NOBODY).filter(meeting=meeting).select_related("primary_goal")
        self.items = list(items.distinct().order_by("order", "pk"))
        ahead = AgendaItem.objects.told_ahead().filter(meeting=meeting)
        self.ahead = list(ahead.exclude(pk__in=[item.pk for item in self.items]))
        decisions = FormalDecision.objects.order_by("organisation__order", "pk")
        earlier = Position.objects.published().order_by("pk")
        positions = Position.objects.visible_to(NOBODY).filter(item__in=self.items)
        positions = positions.select_related("superseded_by").prefetch_related(
            Prefetch("decisions", decisions), Prefetch("supersedes", earlier)
        )
        self.positions = {each.item_id: each for each in positions.order_by("pk")}
        self.dissents: dict = {item.pk: [] for item in self.items}
        shown = DissentingOpinion.objects.shown_to(NOBODY)
        for dissent in standing_dissent(shown, list(self.dissents)) if self.items else ():
            self.dissents[dissent.item_id].append(dissent)
        documents = Document.objects.current().visible_to(NOBODY).filter(meeting=meeting).distinct()
        self.documents: dict = {}
        for document in documents.order_by("added_at", "pk"):
            document.meeting = meeting
            self.documents.setdefault(document.item_id, []).append(self._document(document))
        self.minutes = Minutes.objects.whole().visible_to(NOBODY).filter(meeting=meeting).newest().first()
        self.since = self.minutes.published_at if self.minutes else None

    def told(self):
        on_it = sorted([*self.items, *self.ahead], key=lambda item: (item.order, item.pk))
        agenda = [
            self._title(place, item) if item in self.ahead else self._item(place, item)
            for place, item in enumerate(on_it)
        ]
        papers = [self._paper(item) for item in self.items]
        files, location = self._files(), self._location()
        told = self._told(agenda, files, location)
        yield told
        yield from agenda
        yield from papers
        yield from (paper.values["consultation"][0] for paper in papers)
        yield from files.values()
        yield from filter(None, [location])
        for documents in self.documents.values():
            yield from documents
        yield from (self._position_file(item) for item in self.items if item.pk in self.positions)

    def _told(self, agenda, files, location):
        meeting, retold = self.meeting, self.meeting.source
        state = "eingeladen" if meeting.convened_at else "terminiert"
        values = {
            "name": f"{meeting.title} den {day(meeting.date)}",
            "meetingState": "durchgeführt" if self.minutes or retold else state,
            "cancelled": meeting.cancelled_at is not None,
            "start": "" if retold else moment(meeting.starts),  # of what is retold no clock is known
            "end": "" if retold else moment(meeting.ends),
            "location": location,
            "organization": self.organizations,
            "invitation": files.get("summons"),
            "resultsProtocol": files.get("minutes"),
            "auxiliaryFile": [*filter(None, [files.get("akn")]), *self.documents.get(None, [])],
            "agendaItem": agenda,
            "web": whole(meeting.get_absolute_url()),
            OWN + "source": retold,
        }
        return Told("meeting", meeting.pk, values, meeting.planned_at, councils=self.councils)

    def _title(self, place, item):
        """All that is told of it before the minutes are published (docs/adr/0052)."""
        values = {"meeting": link(self.name), "number": str(item.number), "order": place, "name": item.title}
        return Told("agendaitem", item.pk, values, back=("meeting",))

    def _item(self, place, item):
        position = self.positions.get(item.pk)
        values = {
            "meeting": link(self.name),
            "number": "" if self.meeting.source else str(item.number),
            "order": place,
            "name": item.title,
            "consultation": link(f"consultation/{item.pk}"),
            "result": self._result(item),
            "resolutionText": position and "\n".join(position.points),
            "resolutionFile": self._position_file(item),
            "auxiliaryFile": self.documents.get(item.pk),
            "web": whole(item.get_absolute_url()),
        }
        return Told("agendaitem", item.pk, values | self._own(item), self._known(item), ("meeting",))

    def _result(self, item):
        if item.outcome == AgendaItem.Outcome.ADOPTED and self.dissents[item.pk]:
            return f"{item.get_outcome_display()} med avvikande synpunkter"
        return item.get_outcome_display() or (item.get_stage_display() if item.became else "")

    def _own(self, item):
        """What OParl has no term for: what the councils do, and who differed."""
        dissents = [told_dissent(dissent) for dissent in self.dissents[item.pk]]
        return {OWN + "type": item.type} | ({OWN + "dissents": dissents} if item.is_position else {})

    def _paper(self, item):
        position = self.positions.get(item.pk)
        proposal = "Förslag till ställningstagande" if item.is_position else item.get_type_display()
        values = {
            "body": link(BODY),
            "name": item.title,
            "reference": item.registry_number,
            "date": self.meeting.date.isoformat(),
            "paperType": "Ställningstagande" if position else proposal,
            "mainFile": self._position_file(item),
            "auxiliaryFile": self.documents.get(item.pk),
            "originatorOrganization": item.proposed_by_id
            and [link(f"organization/organisation-{item.proposed_by_id}")],
            "underDirectionOf": self.organizations[:1],
            "consultation": [self._consultation(item)],
            "web": whole(item.get_absolute_url()),
            OWN + "advisory": True,
            OWN + "howItServes": item.how,
        }
        values |= self._own(item)
        values |= self._of_position(position) if position else self._of_matter(item)
        values["keyword"] = [f"{goal['code']} {goal['title']}" for goal in values[OWN + "goals"]]
        return Told("paper", item.pk, values, self._known(item), councils=self.councils)

    def _of_position(self, position):
        """What the council said together, always with its dissent."""
        later = position.later
        related = [each for each in (later, *position.supersedes.all()) if each]
        return {
            "reference": position.designation,
            "date": position.adopted_on.isoformat(),
            "originatorOrganization": self.organizations,
            "relatedPaper": [link(f"paper/{each.item_id}") for each in related],
            "web": whole(position.get_absolute_url()),
            OWN + "text": position.points,
            OWN + "source": position.source,  # where the minutes are not kept here
            OWN + "goals": [_goal(goal) for goal in position.goals],
            OWN + "formalDecisions": [told_decision(each) for each in position.decisions.all()],
            OWN + "reviewOn": position.to_review_on and position.to_review_on.isoformat(),
            OWN + "supersededBy": later and later.published_at and link(f"paper/{later.item_id}"),
        }

    @staticmethod
    def _of_matter(item):
        goal = item.primary_goal
        own = goal and {"code": goal.code, "title": goal.title, "slug": goal.slug, "primary": True}
        proposed = {} if item.outcome else {OWN + "proposed": item.proposed_points}
        return proposed | {
            OWN + "summary": item.summary,
            OWN + "background": item.background,
            OWN + "goals": [_goal(own)] if own else [],
        }

    def _consultation(self, item):
        values = {
            "paper": link(f"paper/{item.pk}"),
            "agendaItem": link(f"agendaitem/{item.pk}"),
            "meeting": link(self.name),
            "organization": self.organizations,
            "authoritative": False,
            "role": item.get_type_display(),
        }
        return Told("consultation", item.pk, values, self._known(item), ("paper",), self.councils)

    def _known(self, item):
        position = self.positions.get(item.pk)
        known = [self.since, position and position.published_at]
        return min(filter(None, known), default=None)

    def _location(self):
        if not self.meeting.place:
            return None
        values = {"description": self.meeting.place, "meetings": [link(self.name)]}
        return Told("location", self.meeting.pk, values, self.meeting.planned_at, ("meetings",))

    # Files

    def _files(self):
        """Of the meeting itself, by what they are."""
        meeting, files = self.meeting, {}
        if self.minutes:
            kind = self.minutes.get_kind_display()
            sealed = _sealed(self.minutes)
            files["minutes"] = self._own_file("minutes", kind, meeting.url("minutes_pdf"), sealed)
            xml = {"mimeType": "application/akn+xml", "masterFile": link(f"file/minutes-{meeting.pk}")}
            named = f"{kind} som Akoma Ntoso"
            files["akn"] = self._own_file("akn", named, meeting.url("minutes_akn"), xml)
            files["minutes"].values["derivativeFile"] = [link(f"file/akn-{meeting.pk}")]
            if meeting.convened_at and not meeting.source:
                files["summons"] = self._own_file("summons", "Kallelse", meeting.url("summons_pdf"), {})
        return files

    def _own_file(self, what, name, path, values):
        values = {
            "name": name,
            "mimeType": PDF,
            "date": self.meeting.date.isoformat(),
            "accessUrl": whole(path),
            "meeting": [link(self.name)],
        } | values
        return Told("file", f"{what}-{self.meeting.pk}", values, self.since, ("meeting",))

    def _position_file(self, item):
        position = self.positions.get(item.pk)
        if position is None:
            return None
        path = address("position_pdf", position.year, position.number, position.slug)
        values = {
            "name": f"Ställningstagande {position.designation}",
            "mimeType": PDF,
            "date": position.adopted_on.isoformat(),
            "accessUrl": whole(path),
            "agendaItem": [link(f"agendaitem/{item.pk}")],
            "paper": [link(f"paper/{item.pk}")],
        }
        return Told("file", f"position-{position.pk}", values, position.published_at, ("agendaItem", "paper"))

    def _document(self, document):
        path, item, file = whole(document.get_absolute_url()), document.item_id, document.given
        told = {"fileName": file.name, "mimeType": media_type(file.name), "size": file.size} if file else {}
        values = told | {
            "name": document.title,
            "date": timezone.localdate(document.added_at).isoformat(),
            "accessUrl": path,
            "downloadUrl": path,
            "fileLicense": NOT_EVALUATED,
            "meeting": [] if item else [link(self.name)],
            "agendaItem": [link(f"agendaitem/{item}")] if item else [],
            "paper": [link(f"paper/{item}")] if item else [],
        }
        return Told("file", f"document-{document.pk}", values, back=("meeting", "agendaItem", "paper"))


def _goal(goal):
    told = {"code": goal["code"], "title": goal["title"], "primary": goal["primary"]}
    return told | {"web": whole(address("goal", goal["slug"]))}


def _sealed(minutes):
    """Its size and sum; nothing where it is made each time, or is not what was sealed and not handed out."""
    try:
        content = file_for(minutes, NOBODY)
    except Forged:
        return {}
    return {"size": len(content), "sha512Checksum": sha512(content).hexdigest()} if content else {}
