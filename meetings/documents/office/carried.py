"""What an Office file may carry besides what is meant to be read, and how it is told."""

from rus_portal.core.words import listed

# Whoever counts something that was not counted adds one to `Document.COUNTING`.
# One of each, and several. What stays in a copy that is no PDF is told last.
WORDS = {
    "changes": ("spårad ändring", "spårade ändringar"),
    "comments": ("kommentar", "kommentarer"),
    "hidden_text": ("ställe med dold text", "ställen med dold text"),
    "speaker_notes": ("bild med talarmanus", "bilder med talarmanus"),
    "versions": ("tidigare version", "tidigare versioner"),
    "hidden_objects": ("dolt föremål", "dolda föremål"),
    "hidden_sheets": ("dolt blad", "dolda blad"),
    "hidden_rows": ("dold rad", "dolda rader"),
    "hidden_columns": ("dold kolumn", "dolda kolumner"),
    "hidden_slides": ("dold bild", "dolda bilder"),
    "embedded_files": ("inbäddad fil", "inbäddade filer"),
    "kept_data": (
        "sparat underlag till tabeller eller länkar",
        "sparade underlag till tabeller eller länkar",
    ),
    "inserted_files": ("infogad fil som inte är inläst", "infogade filer som inte är inlästa"),
}
STAYS = ("hidden_sheets", "hidden_rows", "hidden_columns", "hidden_slides", "embedded_files", "kept_data")
# With these there is no copy at all: an inserted file is shown as it is, with all that is struck in it.
NO_COPY = ("inserted_files", "unread")


def in_words(carried):
    """ "3 spårade ändringar och 2 kommentarer"; of a file that could not be looked through nothing."""
    return listed(
        [f"{carried[kind]} {words[carried[kind] > 1]}" for kind, words in WORDS.items() if carried.get(kind)]
    )
