"""The parts of the installation by name, each ok or not, for programs: what is wrong stands in the log and
on the administrator's page."""

from django.conf import settings
from django.utils import timezone

from rus_portal import health
from rus_portal.models import Pulse
from rus_portal.operation import pulse, schedule, surroundings
from rus_portal.operation.state import SILENT


def told():
    if health.trouble():
        return {"database": "fault"}
    now, pulses = timezone.now(), {each.key: each for each in Pulse.objects.all()}
    asked = {each.key: each for each in surroundings.SURROUNDINGS if each.is_there()}
    is_well = {"database": True}
    is_well |= {key: not (key in pulses and pulses[key].failing_since) for key in asked}
    if settings.TASKS_WORKER:
        is_well["worker"] = _is_fresh(pulses.get(pulse.WORKER), now - SILENT)
    for each in schedule.watched():
        is_well[each.command] = _is_fresh(pulses.get(each.command), now - each.late)
    return {key: "ok" if well else "fault" for key, well in is_well.items()}


def _is_fresh(sign, since):
    return bool(sign and sign.well_at and sign.well_at > since and not sign.failing_since)
