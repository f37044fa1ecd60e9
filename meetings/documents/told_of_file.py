"""What is said of the file that readers are given of a document (`Document.given`): to those who get none,
and to whoever keeps it."""

from meetings.documents.office.carried import NO_COPY, in_words
from meetings.models import Document

AWAITED = "Handlingen görs i ordning för läsning. Det tar oftast någon minut."
WITHHELD = (
    "Handlingen gick inte att göra i ordning för läsning, så den lämnas inte ut. "
    "Kansliet ser det och kan lägga upp den på nytt."
)
ANEW = "Lägg upp den som PDF, eller godkänn att originalet lämnas ut."


def instead_of(document):
    """What a reader is told where nothing is given."""
    return AWAITED if document.copy_stage == Document.CopyStage.AWAITED else WITHHELD


def told_of_file(document):
    """What whoever uploads a file is told that it carries, and what its readers get of it; "" where there is
    nothing to tell."""
    what = in_words(document.carried)
    if not document.carried:
        is_failed = document.copy_stage == Document.CopyStage.FAILED
        return "Filen gick inte att göra om till PDF. Läsarna får den som den är." if is_failed else ""
    has = f"Filen har {what}." if what else "Filen gick inte att gå igenom efter spårade ändringar."
    return f"{has} {_readers_get(document, what)}"


def found_since(document, more):
    """What is told where the file turned out to carry `more` than was counted when it was uploaded."""
    what = in_words(more)
    has = f"har {what}, som inte räknades när den lades upp" if what else "går inte att gå igenom"
    return (
        f"Filen till ”{document.title}” {has}. Läsarna får inte längre det som de fick förut, utan en ny "
        "kopia. Var det godkänt att de får originalet gäller det inte längre."
    )


def why_not_as_it_came(name, carried):
    """Why a file that all its readers get as it came is not taken in; "" where there is nothing in it."""
    if not carried:
        return ""
    has = in_words(carried)
    why = f"har {has}, som alla då skulle läsa" if has else "gick inte att gå igenom efter sådant som är dolt"
    return f"”{name}” {why}. Spara en kopia utan det, eller som PDF, och välj filerna igen."


def _readers_get(document, what):
    stage, Stage = document.copy_stage, Document.CopyStage
    if stage not in (Stage.AWAITED, Stage.MADE) or any(kind in NO_COPY for kind in document.carried):
        if document.shares_original:
            return "Läsarna får den som den är, för det är godkänt."
        return f"Det gick inte att göra en kopia utan det, så läsarna får den inte. {ANEW}"
    verb = "får" if stage == Stage.MADE else "får snart"
    without = "en kopia utan det" if what else "en kopia"
    if document.shares_original:
        return f"Läsarna {verb} {without}. De får också originalet, för det är godkänt."
    return f"Läsarna {verb} {without}, och inte originalet."
