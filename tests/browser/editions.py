"""How a plan and a strategy are made anew in the demo, step by step, and where something is seen of it."""

from django.urls import reverse
from django.utils import timezone

from councils.workflow import change_basics
from meetings.models import Consultation
from meetings.workflow.consultation import close_consultation
from rus_portal.demo.people import person_for
from strategy.models import StrategicPlan, Strategy
from strategy.workflow.plan import end_area, split_area
from strategy.workflow.strategy import adopt_strategy
from tests import acts
from tests.strategy.renewed import changed


def steps():
    """After each, the addresses of what it shows, also of what only some may see. Both have been begun, and a
    consultation on the plan opened (`make_beside`)."""
    by, today = {"by": person_for("secretary")}, timezone.localdate()
    strategy, plan = Strategy.with_drafts.get(is_draft=True), StrategicPlan.with_drafts.get(is_draft=True)
    asked = Consultation.objects.latest("pk")
    changed(strategy, by)
    change_basics(strategy, year_from=today.year, **by)  # it applies once it is adopted
    split = split_area(plan.focus_areas.get(code="F2"), titles=["Påverkan i Sverige", "Påverkan i EU"], **by)
    end_area(plan.focus_areas.get(code="F4"), **by)
    changes = [
        reverse("strategy_changes", args=[strategy.slug]),
        reverse("edition_changes", args=[plan.year]),
    ]
    drafts = [
        reverse("strategy_update", args=[strategy.slug]),
        reverse("strategy_review", args=[strategy.slug]),
        reverse("edition_update", args=[plan.year]),
        reverse("edition_review", args=[plan.year]),
    ]
    own = [strategy, plan, strategy.goals.get(code="1.1"), split, asked]
    addresses = [each.get_absolute_url() for each in own]
    shown = [reverse("consultation_draft", args=[asked.pk, 1]), reverse("making")]
    yield [*addresses, *changes, *drafts, *shown]

    close_consultation(asked, reason="Alla som tänkte svara har svarat.", **by)
    yield [*addresses[-1:], *drafts[2:], *shown]

    acts.adopt_edition(plan, **by)
    adopt_strategy(strategy, adopted_on=today, adopted_by="Regionfullmäktige i Region Västernorrland", **by)
    relinking = [reverse("relinking", args=[strategy.slug]), reverse("edition_relinking", args=[plan.year])]
    late = reverse("basics_thing", args=["planer", plan.made_from_id])
    names = ("strategy_new", "edition_new", "strategy", "plan", "plan_undated", "mine", "office")
    yield [*addresses[:4], *changes, *relinking, late, *map(reverse, names)]
