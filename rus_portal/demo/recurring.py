"""What comes up at every meeting of the demo's Regional council: fiction, since no source says."""

from councils.models import Council
from meetings.workflow.recurring import add_recurring
from rus_portal.demo.people import person_for
from strategy.models import Goal

RECURRING = [
    {
        "title": "Rapport från strategiska RUS-gruppen",
        "type": "information",
        "minutes_needed": 10,
        "presenters": "Regional utvecklingsdirektör, Region Västernorrland",
        "primary_goal": "1.4",
        "how": "Gruppen bereder det som råden gör gemensamt, och rapporten visar vad som är på väg.",
        "questions": "Vad behöver er organisation veta mer om?\nVad bör komma upp på nästa möte?",
        "order": 1,
    },
    {
        "title": "Rapport från Strukturfondspartnerskapet",
        "type": "information",
        "minutes_needed": 10,
        "presenters": "Ordförande i Strukturfondspartnerskapet",
        "primary_goal": "1.2",
        "how": "Fondernas pengar går till insatser som skapar och behåller kompetens och investeringar.",
        "questions": "Vilka utlysningar berör er organisation?",
        "order": 2,
    },
]


def load_recurring():
    regional = Council.objects.get(slug="regionala-samverkansradet")
    for facts in RECURRING:
        goal = Goal.objects.selectable().get(code=facts["primary_goal"])
        add_recurring(regional, by=person_for("secretary"), **facts | {"primary_goal": goal})
