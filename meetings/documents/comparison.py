"""What is new and what is gone in the words of a paper since the version that it replaces."""

from dataclasses import dataclass
from itertools import pairwise

from meetings.models import DocumentText
from rus_portal.core.changes import SAME, Piece, by_sentence, changes, near
from rus_portal.core.prepared import prepared

LONGEST = 60_000  # letters that are shown: whoever changes more has written another paper
NEARLY = 0.95  # of what is kept of a text: one that was cut loses or gains a little when it is put in order


@dataclass(frozen=True)
class Comparison:
    """`places` are how many there are, `unread` (version, why) of each whose words are not known. `is_cut`
    where not all is shown, `is_beginning` where only so much of a text is kept."""

    pieces: tuple = ()
    places: int = 0
    unread: tuple = ()
    is_cut: bool = False
    is_beginning: bool = False


def compare(earlier, later):
    """One query."""
    texts = {text.pk: text for text in _texts([earlier.pk, later.pk])}
    unread = [(each.version, _why(texts.get(each.pk))) for each in (earlier, later)]
    if unread := [each for each in unread if each[1]]:
        return Comparison(unread=tuple(unread))
    old, new = texts[earlier.pk].text, texts[later.pk].text
    found = changes(by_sentence(old), by_sentence(new))
    shown = tuple(_cut(near(found)))
    return Comparison(
        shown,
        _places(found),
        is_cut=sum(len(piece.text) for piece in shown) >= LONGEST,
        is_beginning=max(len(old), len(new)) > NEARLY * DocumentText.LONGEST,
    )


def _why(text):
    if text is None:
        return "inte inlästa än: det tar oftast någon minut"
    is_read = text.state == DocumentText.State.READ
    return "" if is_read else "inte läsbara: filen är en bild eller går inte att läsa ut"


def _places(pieces):
    """How many times something else begins than what is the same."""
    kinds = [SAME, *(piece.kind for piece in pieces)]
    return sum(one == SAME != other for one, other in pairwise(kinds))


def _cut(pieces):
    left = LONGEST
    for kind, text in pieces:
        yield Piece(kind, text[:left])
        left -= len(text)
        if left <= 0:
            return


@prepared
def _texts(keys):
    return DocumentText.objects.filter(pk__in=keys).defer("stems").order_by("pk")
