"""What each thing is found by and what is shown of it, as rows of the index: all that its readers read of it,
and nothing that any of them may not."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from councils.models import Organisation
from meetings.agenda.ahead import with_titles
from meetings.minutes.record import as_sealed
from meetings.models import (
    AgendaItem,
    Consultation,
    ConsultationFile,
    Document,
    Findable,
    Formality,
    Meeting,
    Position,
)
from meetings.models.dissent import whose_dissent
from meetings.models.meeting import with_councils
from meetings.models.position import with_dissent
from meetings.positions.facets import AGREED, DISSENT
from meetings.positions.follow_up import with_words_of_it
from meetings.positions.passage import prose_of, said_by
from meetings.sealed import Forged, open_kept_of, record_of
from rus_portal.core.designations import numbers_in
from rus_portal.core.inflection import LONGEST_WORD, stems
from rus_portal.core.rich import as_plain
from rus_portal.core.words import day
from strategy.models import FocusArea, Goal

Kind = Findable.Kind
PLACES = {kind: place for place, kind in enumerate(Kind)}
UNDATED = 10**6  # before all days: goals and organisations are of no day
ITEM_TEXTS = ("summary", "background", "questions", "how", "social", "ecological", "economic")
SAID = ("text", "discussion", "note", "further_handling")  # of a section
OUTCOMES = {
    "consensus": AGREED,
    "dissent": DISSENT,
    "noted": "noterat",
    "referred_back": "aterfort",
    "no_consensus": "ingen-samsyn",
}


def words_of(text, most=None):
    """All that a text is found by, as the index keeps it; the first, where there is a limit."""
    return " ".join([each for each in [*stems(text), *numbers_in(text)] if len(each) <= LONGEST_WORD][:most])


def rows_of(whole):
    """Of the whole as it stands now; none where it is gone."""
    kind, key = whole.split("-")
    rows = list(WHOLES[kind](int(key)))
    for row in rows:
        row.whole, row.place = whole, PLACES[row.kind]
    return rows


def _row(kind, key, url, title, texts=(), *, about="", stems="", **facts):
    text = "\n".join(filter(None, map(str.strip, texts)))
    found_by = " ".join(filter(None, [words_of(f"{about}\n{title}\n{text}"), stems]))
    facts = {"day": UNDATED, "title_stems": words_of(title), **facts}
    return Findable(kind=kind, key=key, url=url, title=title, text=text, about=about, stems=found_by, **facts)


def _of_meeting(key):
    for meeting in with_titles(with_councils(Meeting.objects.filter(pk=key).select_related("council"))):
        of = {"council": meeting.council_id, "year": meeting.date.year, "day": meeting.date.toordinal()}
        title = f"{meeting.title} den {day(meeting.date)}"
        yield _row(
            Kind.MEETING,
            key,
            meeting.get_absolute_url(),
            title,
            [meeting.place, meeting.registry_number, *(title for _, title in meeting.told_ahead)],
            **of,
        )
        items = {item.pk: item for item in meeting.items.select_related("meeting__council").order_by("pk")}
        yield from (_of_item(item, about=title, **of) for item in items.values())
        yield from _of_positions(items, of)
        yield from _of_minutes(meeting, items, title, of)
        yield from _of_documents(Document.objects.filter(meeting=key), title, of)


def _of_proposal(key):
    for item in AgendaItem.objects.filter(pk=key, meeting=None).select_related("council"):
        of = {"council": item.council_id, "year": item.stage_at.year, "day": item.stage_at.toordinal()}
        about = f"Förslag till {item.council.name}" if item.council else "Förslag"
        yield _of_item(item, about=about, **of)
        yield from _of_documents(Document.objects.filter(item=key, meeting=None), about, of)


def _of_item(item, **facts):
    texts = [item.registry_number, item.presenters, *(getattr(item, name) for name in ITEM_TEXTS)]
    if not item.outcome:  # afterwards the page tells the position instead
        texts.append(item.proposed_position)
    of = {"item": item.pk, "organisation": item.proposed_by_id}
    return _row(Kind.ITEM, item.pk, item.get_absolute_url(), item.title, texts, **of, **facts)


def _of_positions(items, of):
    positions = Position.objects.filter(item__in=items, number__isnull=False).order_by("pk")
    for position in with_words_of_it(with_dissent(positions.select_related("item", "council"))):
        yield _row(
            Kind.POSITION,
            position.pk,
            position.get_absolute_url(),
            position.item.title,
            [f"{whose}{text}" for whose, text in prose_found_in(position)],
            about=f"{position.designation} {position.council_name}",
            item=position.item_id,
            organisation=position.item.proposed_by_id,
            outcome=DISSENT if position.dissents else AGREED,
            **of,
        )


def prose_found_in(position):
    """What a position says in sentences, and what came of it, read by `with_words_of_it`."""
    return [*prose_of(position), *position.came_in_words]


def _of_minutes(meeting, items, title, of):
    """Of each version, since not all readers see the newest."""
    for minutes in meeting.minutes.filter(item=None).exclude(stage="withdrawn").order_by("version", "pk"):
        minutes.meeting = meeting
        for reading, sections in _readings(minutes, items):
            for section in sections:
                yield _of_section(section, minutes, reading, items, title, of)


def _readings(minutes, items):
    Reading = Findable.Reading
    if not minutes.is_sealed:
        return [(Reading.ALL, _drafted(minutes.meeting, items))]
    try:
        record = record_of(minutes)
        if not minutes.is_masked:
            return [(Reading.ALL, record["sections"])]
        open_kept_of(minutes)
        opened = as_sealed(minutes.open_record)
    except Forged:
        return []  # nobody is given it
    return [(Reading.WHOLE, record["sections"]), (Reading.OPEN, opened["sections"])]


def _drafted(meeting, items):
    """What is written of each § so far: what else stands in it is found elsewhere."""
    for formality in Formality.objects.filter(meeting=meeting).order_by("pk"):
        yield {
            "anchor": f"p-{formality.kind}",
            "number": formality.paragraph,
            "title": formality.get_kind_display(),
            "text": formality.text,
        }
    for item in items.values():
        if item.stage in AgendaItem.ON_AN_AGENDA:
            yield {
                "anchor": f"p-{item.number}",
                "number": item.paragraph,
                "item": item.number,
                "title": item.title,
                "discussion": item.discussion,
                "note": item.minutes_note,
                "further_handling": item.further_handling,
            }


def _of_section(section, minutes, reading, items, title, of):
    number = f"§ {section['number']}/{of['year']}" if section.get("number") else ""
    texts = [as_plain(section.get(name) or "") for name in SAID]
    texts += [said_by(_whose(each), each["text"]) for each in section.get("dissents", ())]
    texts += [
        said_by(f"Protokollsanteckning av {each['person']}, {each['organisation']}", each["text"])
        for each in section.get("statements", ())
    ]
    texts += [f"{each['who']}: {each['what']}" for each in section.get("commitments", ())]
    item = next((each for each in items.values() if each.number == section.get("item", 0)), None)
    return _row(
        Kind.SECTION,
        minutes.pk,
        f"{minutes.get_absolute_url()}#{section['anchor']}",
        f"{number} {section['title']}".strip(),
        texts,
        about=f"{minutes.get_kind_display()} {title}",
        part=section["anchor"],
        reading=reading,
        title_stems=words_of(number),  # its title is that of the item
        item=item and item.pk,
        organisation=item and item.proposed_by_id,
        outcome=OUTCOMES.get(section.get("outcome") or "", ""),
        **of,
    )


def _whose(dissent):
    return f"Avvikande synpunkt från {whose_dissent(dissent['organisation'], dissent['role'])}"


def _of_documents(documents, about, of):
    documents = documents.current().select_related("meeting__council", "item", "words").defer("words__text")
    for document in documents.order_by("pk"):
        words = getattr(document, "words", None)
        yield _row(
            Kind.DOCUMENT,
            document.pk,
            document.reading_url,
            document.title,
            [document.name],
            about=f"{document.item.title}. {about}" if document.item else about,
            stems=words.stems if words else "",
            item=document.item_id,
            organisation=document.item and document.item.proposed_by_id,
            **of,
        )


def _of_goal(key):
    for goal in Goal.objects.filter(pk=key, strategy__is_own=True).select_related("strategy", "level"):
        yield _row(
            Kind.GOAL,
            key,
            goal.get_absolute_url(),
            str(goal),
            [goal.text],
            about=f"{str(goal.level).capitalize()} i {goal.strategy}",
        )


def _of_area(key):
    for area in FocusArea.objects.filter(pk=key).select_related("plan"):
        texts = [area.statement_2030, area.objective]
        yield _row(Kind.AREA, key, area.get_absolute_url(), area.title, texts, about=str(area.plan))


def _of_organisation(key):
    for each in Organisation.objects.own().filter(pk=key):
        names = [each.short_name, each.everyday_names]
        yield _row(Kind.ORGANISATION, key, each.get_absolute_url(), each.name, names, organisation=key)


def _of_consultation(key):
    """With the answers that are sent: a draft is nobody's but its own, nor are the files that go with one."""
    asked = Consultation.objects.filter(pk=key).select_related("step__strategy", "plan")
    for consultation in asked:
        opened = timezone.localdate(consultation.opened_at)
        of = {"year": opened.year, "day": opened.toordinal()}
        texts = [consultation.registry_number, consultation.text]
        texts += [each.name for each in consultation.files.visible_to(AnonymousUser())]
        url, about = consultation.get_absolute_url(), f"Remiss om {consultation.subject}"
        yield _row(Kind.CONSULTATION, key, url, consultation.title, texts, about=about, **of)
        answers = consultation.answers.filter(sent_at__isnull=False).select_related("organisation")
        standing = Prefetch("files", ConsultationFile.objects.standing().order_by("name", "pk"))
        for answer in answers.prefetch_related(standing).order_by("pk"):
            texts = [answer.text, *(each.name for each in answer.files.all())]
            yield _row(
                Kind.ANSWER,
                answer.pk,
                answer.get_absolute_url(),
                f"Svar från {answer.organisation_name}",
                texts,
                about=f"Remissen ”{consultation}”",
                organisation=answer.organisation_id,
                **of,
            )


WHOLES = {
    "consultation": _of_consultation,
    "meeting": _of_meeting,
    "item": _of_proposal,
    "goal": _of_goal,
    "area": _of_area,
    "organisation": _of_organisation,
}
