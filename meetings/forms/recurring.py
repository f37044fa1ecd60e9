"""An item that comes up at every meeting of a council."""

from django import forms

from meetings.forms.item import Minutes, area_of, goals_to_choose
from meetings.models import AgendaItem
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Line, OneOf, Points, Text, beside, section


class RecurringForm(EditForm):
    """Only the title is needed: what differs between meetings is left empty, and filled in for each."""

    title = Line(label="Rubrik", missing="Skriv en rubrik.")
    type = forms.ChoiceField(
        label="Punkten avser",
        required=False,
        choices=[("", "Väljs för varje möte"), *AgendaItem.Type.choices],
    )
    minutes_needed = Minutes(label="Minuter", initial=15)
    order = forms.IntegerField(
        label="Ordning",
        initial=1,
        min_value=0,
        max_value=999,
        help_text="Punkten med lägst tal kommer först.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Ange ordningen som ett tal från 0 till 999."
        ),
    )
    presenters = Line(label="Föredragande", max_length=300)
    primary_goal = OneOf(label="Mål i RUS", required=False)
    how = Text(holds="how", label="Så tjänar ärendet målet", rows=2)
    questions = Points(holds="questions", label="Frågor att förbereda", help_text="En fråga på varje rad.")

    def __init__(self, *args, saved=None, **kwargs):
        super().__init__(*args, saved=saved, **kwargs)
        goals = goals_to_choose(None)
        if saved and saved.primary_goal and saved.primary_goal not in goals:
            goals.append(saved.primary_goal)
        self.fields["primary_goal"].offer(goals, group=area_of(goals), empty="Väljs för varje möte")

    def layout(self):
        return [
            section("Punkten", "title", "type", beside("minutes_needed", "order"), "presenters"),
            section(
                "Redan ifyllt",
                "primary_goal",
                "how",
                "questions",
                explained="Det som lämnas tomt fylls i för varje möte, innan kallelsen kan gå ut.",
            ),
        ]
