"""What comes up at every meeting of the demo's Regional council: fiction, since no source says."""

from councils.models import Council
from meetings.workflow.recurring import add_recurring
from rus_portal.demo.people import person_for

RECURRING = [
    {
        "title": "Rapport från strategiska RUS-gruppen",
        "type": "information",
        "minutes_needed": 10,
        "presenters": "Regional utvecklingsdirektör, Region Västernorrland",
        "order": 1,
    },
    {
        "title": "Rapport från Strukturfondspartnerskapet",
        "type": "information",
        "minutes_needed": 10,
        "presenters": "Ordförande i Strukturfondspartnerskapet",
        "order": 2,
    },
]


def load_recurring():
    regional = Council.objects.get(slug="regionala-samverkansradet")
    for facts in RECURRING:
        add_recurring(regional, by=person_for("secretary"), **facts)
