"""A note on an item or a document, and who may see it."""

import json
from math import isfinite

from crispy_forms.utils import render_crispy_form
from django import forms

from meetings.models.note import AROUND, LONGEST_QUOTE
from meetings.reader.notes import organisations_at
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf, Text
from rus_portal.core.text import one_line, plain

MOST_PAGES, MOST_RECTS = 32_767, 200  # the column holds no more; lines of a page


class NoteForm(EditForm):
    """Asks who sees the note only where there is somebody to share it with."""

    text = Text(holds="note", label="Anteckning", missing="Skriv något i anteckningen.", rows=4)
    shared_with = OneOf(label="Vem ser anteckningen?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args, person, meeting, saved=None, **kwargs):
        chosen = saved.shared_with_id or "" if saved else ""
        super().__init__(*args, saved=saved, initial={"shared_with": chosen}, **kwargs)
        offered = organisations_at(person, meeting)
        if saved and saved.shared_with and saved.shared_with not in offered:
            offered.append(saved.shared_with)
        self.may_share = bool(offered)
        if offered:
            self.fields["shared_with"].offer(
                offered, label="Alla med en plats för {} vid mötet".format, empty="Bara jag"
            )
        else:
            del self.fields["shared_with"]

    def begun_by_nobody(self):
        """The fields as they are written where nothing is filled in, without a token: once in each process
        for all who may share it with the same."""
        key = type(self), tuple(self.fields["shared_with"].choices if self.may_share else ())
        if key not in _begun_by_nobody:
            self.helper.disable_csrf = True
            if len(_begun_by_nobody) >= MOST_KEPT:
                _begun_by_nobody.clear()
            _begun_by_nobody[key] = render_crispy_form(self)
        return _begun_by_nobody[key]


MOST_KEPT = 100
_begun_by_nobody: dict = {}


class PlacedNoteForm(NoteForm):
    """A new note on a document, or on the words that its reader has marked in it (reader.js)."""

    place = forms.CharField(label="Det markerade", required=False, widget=forms.HiddenInput)

    def clean_place(self):
        """The fields of the note that say where it is; None where nothing is marked."""
        if not (told := self.cleaned_data["place"]):
            return None
        try:
            place = plain(json.loads(told))
            quote, before, after = (one_line(place[name]) for name in ("quote", "before", "after"))
            if not quote:
                raise ValueError("nothing is marked")
            return {
                "page": min(max(int(place["page"]), 1), MOST_PAGES),
                "rects": [_sides(rect) for rect in place["rects"][:MOST_RECTS]],
                "quote": quote[:LONGEST_QUOTE],
                "quote_before": before[-AROUND:],
                "quote_after": after[:AROUND],
            }
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise forms.ValidationError("Det markerade kom inte med. Markera det på nytt.") from None


def _sides(rect):
    """Four lengths, in tenths of a point."""
    sides = [round(float(side), 1) for side in rect]
    if len(sides) != 4 or not all(map(isfinite, sides)):
        raise ValueError("no rectangle")
    return sides
