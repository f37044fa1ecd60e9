"""The parts of the installation by name, each ok or not, for programs: what is wrong stands in the log and
on the administrator's page."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from rus_portal import health
from rus_portal.models import Pulse
from rus_portal.operation import pulse, schedule, surroundings
from rus_portal.operation.state import SILENT

OK, FAULT, UNKNOWN = "ok", "fault", "unknown"
FIRST_DAY = dt.timedelta(hours=24)  # what is done once a day has not been done yet


def told():
    if health.trouble():
        return {"database": FAULT}
    now, pulses = timezone.now(), {each.key: each for each in Pulse.objects.all()}
    asked = {each.key: each for each in surroundings.SURROUNDINGS if each.is_there()}
    found = {"database": OK}
    found |= {key: FAULT if key in pulses and pulses[key].failing_since else OK for key in asked}
    if settings.TASKS_WORKER:
        found["worker"] = _since(pulses.get(pulse.WORKER), now - SILENT)
    for each in schedule.watched():
        awaited = each.late > FIRST_DAY and each.command not in pulses
        found[each.command] = UNKNOWN if awaited else _since(pulses.get(each.command), now - each.late)
    return found


def _since(sign, since):
    is_fresh = sign and sign.well_at and sign.well_at > since and not sign.failing_since
    return OK if is_fresh else FAULT
