"""What holds for all models: who and when, and in what order."""

import pytest
from django.db.models import CheckConstraint

from councils.capacity import Capacity
from meetings.minutes.attendance import GROUPS
from rus_portal.core.constraints import dated_by
from tests.house_rules.reading import OWN_MODELS

# Acts of the portal itself, or of the one person whom the row is about.
TIME_ALONE = {
    "Appointment.invited_at",
    "Bundle.failed_at",
    "Bundle.made_at",
    "CalendarKey.revoked_at",
    "Document.copy_tried_at",
    "Feedback.registered_at",  # by the registry, which has no account
    "GuestLink.last_used_at",
    "Integration.used_at",  # by the program
    "Letter.claimed_at",
    "Letter.dropped_at",
    "Letter.failed_at",
    "Letter.next_try_at",
    "Letter.sent_at",
    "MinutesApproval.approved_at",
    "NeighbourSystem.read_at",
    "NeighbourSystem.tried_at",
    "PaperRequest.forgotten_at",
    "SearchAlert.confirmed_at",  # by whoever reads the mail there
    "Lift.late_at",  # as it was
    "Meeting.sequence_at",  # by whoever did what the journal says
    "AgendaItem.late_at",  # by the person in `stage_by`, later only in the journal
}


def acts(model):
    """The acts of a model that may be undone or not yet done."""
    fields = model._meta.get_fields()
    return [field.name.removesuffix("_at") for field in fields if field.name.endswith("_at") and field.null]


def test_every_act_that_may_be_undone_has_its_person_beside_its_time():
    named = {(model, field.name) for model in OWN_MODELS for field in model._meta.get_fields()}
    alone = {
        f"{model.__name__}.{act}_at"
        for model in OWN_MODELS
        for act in acts(model)
        if (model, f"{act}_by") not in named
    }
    assert alone == TIME_ALONE


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_the_database_holds_the_person_and_the_time_of_an_act_together(model):
    held = [each.condition for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    loose = [
        act
        for act in acts(model)
        if f"{model.__name__}.{act}_at" not in TIME_ALONE and dated_by("", act).condition not in held
    ]
    assert loose == []


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_order_ends_in_a_tie_breaker(model):
    if model._meta.ordering:
        last = str(model._meta.ordering[-1]).lstrip("-")
        unique = {c.fields for c in model._meta.constraints if hasattr(c, "fields")}
        settled = last in {"pk"} or any(
            set(map(str, model._meta.ordering)) >= set(fields) for fields in unique
        )
        assert settled or {o.lstrip("-") for o in model._meta.ordering} >= {"meeting", "version"}


def test_every_capacity_belongs_to_one_group_of_the_minutes():
    assert sorted(capacity for _, capacities in GROUPS for capacity in capacities) == sorted(Capacity)
