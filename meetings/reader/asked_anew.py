"""What a consultation asks otherwise than it did when an answer was begun, or sent."""

from dataclasses import dataclass

from rus_portal.core.changes import changes, near


@dataclass
class Changed:
    """`words` are (label, pieces) of what is worded otherwise; then the files that have come and gone, and
    whether the draft that is asked about is another."""

    words: list
    added: list
    removed: list
    is_redrawn: bool


def changed_since(earlier, now, files):
    """Between two versions, of the `files` that the reader may read."""
    then, today = ({*files.filter(versions=version)} for version in (earlier, now))
    return Changed(
        [
            (label, list(near(changes(before, after))))
            for label, before, after in (
                ("Rubrik", earlier.title, now.title),
                ("Vad som frågas", earlier.text, now.text),
            )
            if before != after
        ],
        sorted(today - then, key=str),
        sorted(then - today, key=str),
        earlier.draft != now.draft,
    )
