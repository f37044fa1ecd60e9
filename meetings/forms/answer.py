"""A called person's answer to the summons, for one organisation."""

from django import forms

from meetings.models import Meeting, SummonsAnswer
from meetings.planning.invitees import substitutes_for
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Line, OneOf
from rus_portal.core.seen import mark, unmarked
from rus_portal.core.words import when_in_words

Answer = SummonsAnswer.Answer
NEEDS = {Answer.ON_SITE: Meeting.Format.DIGITAL, Answer.REMOTE: Meeting.Format.ON_SITE}


NOTE = "Till exempel kost och allergier. Bara kansliet läser det. Det raderas natten efter mötets sista dag."


class AnswerForm(EditForm):
    """Offers only what is possible: no place to come to where the meeting is digital, and no substitute
    where the organisation has none. Begins with what was answered: by the person, or by the one who `left`
    the seat."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om du kommer.", "invalid_choice": "Välj ett av svaren i listan."},
    )
    substitute = OneOf(
        label="Ersättare", required=False, help_text="Ersättaren får besked av portalen med detsamma."
    )
    note = Line(label="Meddelande till kansliet", max_length=300, help_text=NOTE)

    def __init__(self, *args, saved, meeting, person, organisation, left=None, asks="Kommer du?", **kwargs):
        begins = left and not saved.pk and {"answer": left.answer, "substitute": left.substitute_id}
        super().__init__(*args, saved=saved, initial=begins or None, **kwargs)
        self.fields["answer"].label = asks
        offered = substitutes_for(person, meeting, organisation)
        impossible = {answer for answer, format in NEEDS.items() if meeting.format == format}
        if not offered:
            impossible.add(Answer.SUBSTITUTE)
            del self.fields["substitute"]
        else:
            self.fields["substitute"].offer(offered, empty="Välj ersättare")
        self.fields["answer"].choices = [
            (value, label) for value, label in Answer.choices if value not in impossible
        ]

    def read(self, saved):
        return super().read(saved) | {"when": saved.when}

    def against(self, saved):
        yield from super().against(saved)
        if unmarked(self.data.get("seen")).get("when") != mark(saved.when):
            yield "Mötets tid", "En annan, då du öppnade sidan", when_in_words(saved.meeting)

    def last_saved(self, saved):
        return saved.pk and {"by": saved.noted_by or saved.person, "at": saved.answered_at}

    def clean(self):
        facts = super().clean()
        comes_another = facts.get("answer") == Answer.SUBSTITUTE
        if comes_another and "substitute" not in self.errors and not facts.get("substitute"):
            self.add_error("substitute", "Välj vem som kommer i ditt ställe.")
        return facts
