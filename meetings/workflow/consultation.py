"""Consultations: the secretariat opens, changes, closes and reopens them, and organisations answer.

A file is in the store before its row is written, as with documents."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Person
from meetings.documents.told_of_file import why_not_as_it_came
from meetings.mail.notices import of_changed_consultation, of_consultation
from meetings.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationVersion
from meetings.todo.consulted import officials_of, opened_lately
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_consultation, locked_consultation_answer
from meetings.workflow.registry import refuse_taken
from meetings.workflow.stored_file import forget_files, new_among, stored
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import (
    may_answer_consultation,
    may_consult,
    may_reopen_consultation,
    require,
)
from rus_portal.core.refusal import Refused, put
from rus_portal.core.seen import require_seen, require_untouched, values_of
from rus_portal.core.words import day, listed
from strategy.as_it_stands import as_it_stands

NO_NUMBER = "har inget diarienummer längre"
OPENED_LATELY = (
    "Du öppnade nyss remissen ”{}” om samma sak, och de som tillfrågas har fått brev. Ändra den i stället, så"
    " får de bara veta det som är ändrat."
)
CLOSED = "Remissen är stängd. Öppna den igen för att ändra den."
SPARED = "Er organisation behöver inte längre svara på remissen ”{}”."
ASKED_ANEW = (
    "Det som frågas har ändrats sedan du öppnade sidan. Läs det som frågas nu och skicka sedan svaret."
)
IS_SENT = "Svaret är redan skickat. Ladda om sidan för att se det, och ändra det där om det behövs."


def open_consultation(*, by, organisations, files=(), another=False, same_number=True, at=None, **facts):
    """With an answer to be for each organisation; their officials get a letter. Twice is opened once: where
    the same person has lately opened one about the same, it is only opened as `another`. `same_number` as for
    `refuse_taken`."""
    require(may_consult(by))
    with stored(*files) as kept:
        return _open(kept, organisations, another, same_number, facts, by=by, at=at or timezone.now())


@transaction.atomic
def _open(kept, organisations, another, same_number, facts, *, by, at):
    if not organisations:
        raise Refused("Välj minst en organisation som ska svara.", about="organisations")
    consultation = Consultation(opened_at=at, opened_by=by, **facts)
    _require_time_left(consultation.last_day, at)
    consultation.full_clean()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    homes = {each.pk for each in organisations}
    asks = ConsultationAnswer.objects.order_by().values_list("organisation", flat=True)
    refuse_again(consultation, "opened_at", same=lambda made: homes == set(asks.filter(consultation=made)))
    if not another and (made := opened_lately(organisations, by=by, at=at, **facts)):
        raise Refused(OPENED_LATELY.format(made))
    refuse_taken(consultation, same_number)
    _hold_whole(consultation)
    consultation.save()
    _show(consultation, _keep(kept, consultation=consultation), _draft(consultation), by=by, at=at)
    _ask(consultation, organisations)
    sentence = (
        f"Remissen ”{consultation}” öppnades, att svara på senast den {day(consultation.last_day)}: "
        f"{_named(organisations)}."
    )
    journal.log("open_consultation", consultation, sentence, by=by, at=at)
    queue(of_consultation(consultation, _people(organisations, at), at=at))
    return consultation


def _ask(consultation, organisations):
    for each in organisations:
        told = {"organisation": each, "organisation_name": each.name}
        ConsultationAnswer.objects.create(consultation=consultation, **told)


def _named(organisations):
    return ", ".join(each.short_name for each in organisations)


def _hold_whole(consultation):
    """As it stands now: nobody lets it take effect meanwhile."""
    whole = consultation.whole
    held = type(whole).with_drafts.select_for_update(no_key=True).get(pk=whole.pk)
    if whole.is_draft and not held.is_draft:
        raise Refused(f"{whole} är inte längre ett utkast. Ladda om sidan.")
    if consultation.step:
        consultation.step.strategy = held
    else:
        consultation.plan = held


def _show(consultation, files, draft, *, by, at):
    """From now on this is what is asked."""
    version = ConsultationVersion.objects.create(
        consultation=consultation,
        number=consultation.versions.count() + 1,
        shown_at=at,
        shown_by=by,
        title=consultation.title,
        text=consultation.text,
        draft=draft,
    )
    version.files.set(files)


def _draft(consultation):
    return as_it_stands(consultation.draft) if consultation.draft else None


def has_changed(consultation):
    """Whether the draft says something else than those who are asked have been shown."""
    return bool(consultation.draft) and _draft(consultation) != consultation.version.draft


def _people(organisations, at):
    """The officials of the organisations, each once."""
    officials = officials_of(organisations, timezone.localdate(at))
    return dict.fromkeys(person for own in officials.values() for person in own)


def _tell(consultation, sentence, *, at, but=()):
    """Those who were asked."""
    asked = [each for each in consultation.organisations if each not in but]
    queue(of_changed_consultation(consultation, _people(asked, at), sentence, at=at))


def _require_time_left(last_day, at):
    if last_day < timezone.localdate(at):
        raise Refused("Välj en sista dag som inte har passerat.", about="last_day")


def _keep(kept, beside=0, **whose):
    [(name, thing)] = whose.items()
    if beside + len(kept) > settings.DOCUMENTS_MOST:
        raise Refused(f"Högst {settings.DOCUMENTS_MOST} filer. Samla flera i en, eller ta bort någon.")
    if refused := [no for no in (why_not_as_it_came(file.name, file.carried) for file in kept) if no]:
        raise Refused(" ".join(refused), about="files")
    return [
        ConsultationFile.objects.create(**{name: thing}, file=file.path, name=file.name, size=file.size)
        for file in kept
    ]


def _named_files(files):
    """As the journal has them; the number, which is in its address, tells two of the same name apart."""
    return [f"{each.name} (fil {each.pk})" for each in files]


def _before_and_after(before, after):
    names = [name for name in after if after[name] != before[name]]
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}


def _staying(files, removed):
    return files.exclude(pk__in=[each.pk for each in removed])


def change_consultation(
    consultation,
    *,
    by,
    organisations=None,
    files=(),
    removed=(),
    show_draft=False,
    seen=None,
    at=None,
    **facts,
):
    """Its words, its files, its last day and who is asked, while it is open; its registry number closed too.
    Where the draft that it is about has changed it may be shown anew. What was asked before is kept."""
    require(may_consult(by))
    with stored(*files) as kept:
        kept = new_among(kept, _staying(consultation.files, removed))
        told = (organisations, kept, removed, show_draft, facts)
        return _change(consultation, *told, by=by, seen=seen, at=at or timezone.now())


@transaction.atomic
def _change(consultation, organisations, kept, removed, show_draft, facts, *, by, seen, at):
    consultation = locked_consultation(consultation)
    others = organisations is not None or kept or removed or show_draft
    if consultation.closed_at and (others or facts.keys() - {"registry_number"}):
        raise Refused(CLOSED)
    asked, now = consultation.organisations, values_of(consultation, facts)
    if organisations is None:
        require_seen(consultation, facts, seen, now=now)
        organisations = asked
    else:
        new = {"organisations": organisations}
        require_seen(consultation, facts | new, seen, now=now | {"organisations": asked})
    added = [each for each in organisations if each not in asked]
    spared = [each for each in asked if each not in organisations]
    _spare(consultation, spared)
    told = put(consultation, facts)
    if "last_day" in told["after"]:
        _require_time_left(consultation.last_day, at)
    consultation.full_clean()
    consultation.save()
    _hold_whole(consultation)
    show_draft = show_draft and has_changed(consultation)
    before = list(consultation.files.all())
    files = [each for each in before if each not in removed]
    files += _keep(kept, beside=len(files), consultation=consultation)
    if files != before:
        told["before"]["files"], told["after"]["files"] = _named_files(before), _named_files(files)
    if kept or removed or show_draft or {"title", "text"} & told["after"].keys():
        draft = _draft(consultation) if show_draft else consultation.version.draft
        _show(consultation, files, draft, by=by, at=at)
    _ask(consultation, added)
    queue(of_consultation(consultation, _people(added, at), at=at))
    queue(of_changed_consultation(consultation, _people(spared, at), SPARED.format(consultation), at=at))
    changed = list(_changed(consultation, told["after"], kept, removed, show_draft))
    if changed:
        _tell(consultation, f"Remissen ”{consultation}” är ändrad: {listed(changed)}.", at=at, but=added)
    if changed or added or spared:
        sentence = f"Remissen ”{consultation}” ändrades."
        sentence += f" Nu tillfrågade: {_named(added)}." if added else ""
        sentence += f" Inte längre tillfrågade: {_named(spared)}." if spared else ""
        journal.log("change_consultation", consultation, sentence, by=by, at=at, **told)
    elif told["after"]:
        number = consultation.registry_number
        sentence = f"Remissen ”{consultation}” {f'fick diarienummer {number}' if number else NO_NUMBER}."
        journal.log("give_registry_number", consultation, sentence, by=by, at=at, **told)
    return consultation


def _spare(consultation, organisations):
    """They are asked no more; whoever has answered, or begun to, is."""
    answers = consultation.answers.filter(organisation__in=organisations)
    for answer in answers.with_begun():
        if answer.sent_at:
            raise Refused(f"{answer.organisation_name} har svarat och står kvar.", about="organisations")
        if answer.is_begun:
            begun = f"{answer.organisation_name} har börjat skriva sitt svar och står kvar."
            raise Refused(begun, about="organisations")
    answers.delete()


def _changed(consultation, after, kept, removed, show_draft):
    """What those who answer are told of it."""
    if "title" in after:
        yield "rubriken är en annan"
    if "text" in after:
        yield "det som frågas är omskrivet"
    if show_draft:
        yield "utkastet är ändrat"
    if "last_day" in after:
        yield f"sista dagen att svara är nu den {day(consultation.last_day)}"
    if kept:
        yield f"nya filer är {listed([f'”{file.name}”' for file in kept])}"
    if removed:
        yield f"borttagna filer är {listed([f'”{file.name}”' for file in removed])}"


@transaction.atomic
def close_consultation(consultation, *, by, reason="", seen=None, at=None):
    """From now on everyone reads the answers. Before the last day has passed it is closed with a reason."""
    consultation, at = locked_consultation(consultation), at or timezone.now()
    require(may_consult(by))
    if consultation.closed_at:
        raise Refused("Remissen är redan stängd.")
    require_untouched(consultation, seen, ("closed_at", "last_day"))
    if not reason and not consultation.is_late_on(timezone.localdate(at)):
        early = "Sista dagen har inte passerat. Skriv varför remissen stängs nu."
        raise Refused(early, about="reason")
    consultation.closed_at, consultation.closed_by, consultation.reason = at, by, reason
    consultation.save(update_fields=["closed_at", "closed_by", "reason"])
    sentence = f"Remissen ”{consultation}” stängdes. {reason}".strip()
    journal.log("close_consultation", consultation, sentence, by=by, at=at)
    return consultation


@transaction.atomic
def reopen_consultation(consultation, *, by, reason, last_day, seen=None, at=None):
    """Answers may be sent and changed again until the new last day, and are not shown meanwhile."""
    consultation, at = locked_consultation(consultation), at or timezone.now()
    require(may_reopen_consultation(by, consultation))
    if not consultation.closed_at:
        raise Refused("Remissen är redan öppen.")
    require_untouched(consultation, seen, ("closed_at", "last_day"))
    if not reason:
        raise Refused("Skriv varför remissen öppnas igen.")
    _require_time_left(last_day, at)
    consultation.closed_at, consultation.closed_by, consultation.reason = None, None, reason
    # Before the last day, which is frozen while it is closed.
    consultation.save(update_fields=["closed_at", "closed_by", "reason"])
    before, consultation.last_day = str(consultation.last_day), last_day
    consultation.save(update_fields=["last_day"])
    _hold_whole(consultation)
    if redrawn := has_changed(consultation):
        _show(consultation, consultation.files.all(), _draft(consultation), by=by, at=at)
    sentence = f"Remissen ”{consultation}” öppnades igen, till den {day(last_day)}. {reason}"
    told = {"before": {"last_day": before}, "after": {"last_day": str(last_day)}}
    journal.log("reopen_consultation", consultation, sentence, by=by, at=at, **told)
    open_again = f"Remissen ”{consultation}” är öppen igen, och svar går att skicka och ändra"
    draft = " Utkastet är ändrat." if redrawn else ""
    _tell(consultation, f"{open_again} till den {day(last_day)}.{draft} {reason}", at=at)
    return consultation


def answer_consultation(
    answer, *, by, text, files=(), removed=(), send=False, asked=None, seen=None, at=None
):
    """Sent, or saved as a draft until then. What is sent may be sent anew until the last day, and is never
    changed by the saving of a draft. Sent anew unchanged it stands also to what is asked now. It answers
    what is asked when it is sent: `asked` is the number of the version that its writer has read."""
    require(may_answer_consultation(by, answer.organisation))
    with stored(*files) as kept:
        kept = new_among(kept, _staying(answer.files.standing(), removed))
        told = (kept, removed, text, asked)
        return _answer(answer, *told, by=by, send=send, seen=seen, at=at or timezone.now())


@transaction.atomic
def _answer(answer, kept, removed, text, asked, *, by, send, seen, at):
    answer = locked_consultation_answer(answer)
    consultation = answer.consultation
    today = timezone.localdate(at)
    if answer.sent_at and consultation.is_over_on(today):
        raise Refused(answer.why_it_stands)
    if answer.sent_at and not send:
        raise Refused(IS_SENT)
    require_seen(answer, {"text": text}, seen)
    before, answer.text = _said(answer), text
    files = answer.files.standing()
    gone = files.filter(pk__in=[each.pk for each in removed])
    if answer.sent_at:  # what has come in is kept
        gone.update(removed_at=at, removed_by=by)
    else:
        forget_files(gone)
    _keep(kept, beside=files.count(), answer=answer)
    after = _said(answer)
    if send and not text and not files.exists():
        raise Refused("Skriv ett svar eller välj en fil.")
    now = consultation.version
    read = consultation.versions.filter(number=asked).first() or now
    if send and read != now:
        raise Refused(ASKED_ANEW)
    if not answer.sent_at:
        is_begun = text or files.exists()
        answer.begun_with = (answer.begun_with or read) if is_begun else None
        if send:
            answer.sent_at, answer.sent_by, answer.is_late = at, by, consultation.is_late_on(today)
            late = " efter svarstiden" if answer.is_late else ""
            sentence = f"{answer.organisation_name} svarade på remissen ”{consultation}”{late}."
            journal.log("answer_consultation", answer, sentence, by=by, at=at)
    elif after != before:
        answer.changed_at, answer.changed_by = at, by
        answer.affirmed_at, answer.affirmed_by = None, None
        sentence = f"{answer.organisation_name} ändrade sitt svar på remissen ”{consultation}”."
        told = _before_and_after(before, after)
        journal.log("change_answer", answer, sentence, by=by, at=at, **told)
    elif answer.version_of(consultation.versions.all()) != now:
        answer.affirmed_at, answer.affirmed_by = at, by
        sentence = f"{answer.organisation_name} står fast vid sitt svar på remissen ”{consultation}”."
        journal.log("affirm_answer", answer, sentence, by=by, at=at)
    answer.full_clean()
    answer.save()
    return answer


def _said(answer):
    """As the journal has it."""
    return {"text": answer.text, "files": _named_files(answer.files.standing())}
