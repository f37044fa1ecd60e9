"""What a row tells of the organisations at home: who dissented, and what each decided for itself."""

from meetings.models import FormalDecision
from meetings.retellings.cells import day_in, registry_number_in
from meetings.retellings.known import key
from meetings.retellings.table import DECISION, DISSENT
from rus_portal.core.limits import WORDS, too_long
from rus_portal.core.words import day

Status = FormalDecision.Status
STATUSES = {key(status.label): status for status in Status if status in FormalDecision.SETTLED}
TAKEN = FormalDecision.TAKEN


def _organisation(line, organisations, heading, nth, on):
    name = line.row.cell(heading, nth)
    named = organisations.get(key(name))
    if named is None:
        told = f"Organisationen ”{name}” finns inte." if name else "Organisationen saknas."
        line.row.wrong(heading, f"{told} Skriv namnet som det står i portalen.", nth)
        return None
    gone = named.thing.succeeded_on
    if gone and on and gone <= on:
        told = f"{named.thing} efterträddes den {day(gone)} av {named.thing.successor}."
        line.row.wrong(heading, f"{told} Skriv den organisationen.", nth)
        return None
    return named


def hear_dissent(line, organisations):
    for nth in line.row.groups(DISSENT):
        named = _organisation(line, organisations, DISSENT[0], nth, line.adopted_on)
        text = line.row.cell(DISSENT[1], nth)
        if not text:
            line.row.wrong(DISSENT[1], "Synpunkten saknas. Skriv den som den står i protokollet.", nth)
        elif told := too_long(text, WORDS["dissent"]):
            line.row.wrong(DISSENT[1], told, nth)
        if named and named.thing in [organisation for organisation, *_ in line.dissents]:
            line.row.wrong(DISSENT[0], f"{named.name} har redan en avvikande synpunkt på raden.", nth)
        elif named:
            line.dissents.append((named.thing, named.name, text))


def hear_decisions(line, organisations):
    for nth in line.row.groups(DECISION):
        _, status, on, body, paragraph, registry = (line.row.cell(heading, nth) for heading in DECISION)
        told = STATUSES.get(key(status))
        if told is None:
            labels = ", ".join(each.label for each in TAKEN)
            told_labels = f"{labels} eller {Status.NOT_NEEDED.label}"
            line.row.wrong(DECISION[1], f"Läget ”{status}” finns inte. Skriv {told_labels}.", nth)
        date = line.row.read(DECISION[2], day_in, nth) if on else None
        if date and line.adopted_on and date < line.adopted_on:
            taken = f"Ställningstagandet togs den {day(line.adopted_on)}."
            line.row.wrong(DECISION[2], f"{taken} Ett formellt beslut om det tas inte före det.", nth)
        if told in TAKEN and not on:
            line.row.wrong(DECISION[2], "Dagen saknas. Skriv den som 2019-06-17.", nth)
        for heading, text in ((DECISION[2], on), (DECISION[4], paragraph)):
            if text and told == Status.NOT_NEEDED:
                line.row.wrong(heading, f"Det hör inte till läget {told.label}. Lämna det tomt.", nth)
        for heading, text, most in ((DECISION[3], body, 120), (DECISION[4], paragraph, 20)):
            if len(text) > most or "\n" in text:
                line.row.wrong(heading, f"Texten ska stå på en rad med högst {most} tecken. Korta den.", nth)
        if registry:
            line.row.read(DECISION[5], registry_number_in, nth)
        named = _organisation(line, organisations, DECISION[0], nth, date or line.adopted_on)
        if named and named.thing in [organisation for organisation, *_ in line.decisions]:
            line.row.wrong(DECISION[0], f"{named.name} har redan ett formellt beslut på raden.", nth)
        elif named:
            facts = {"status": told, "body": body, "paragraph": paragraph, "registry_number": registry}
            if date:
                facts["decided_on"] = date
            line.decisions.append((named.thing, named.name, facts))
