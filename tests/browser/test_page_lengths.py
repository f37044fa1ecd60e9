"""No list and no page of work is longer than ten screens of a phone. What is there to be read may be."""

import io
import logging

import pytest
from django.core.management import call_command
from django.urls import resolve

from councils.models import Appointment
from meetings.models import Meeting
from strategy.models import Goal
from tests.browser.editions import steps
from tests.browser.pictures import EVERYONE, RENEWING, demo_world, is_there, shown_to
from tests.browser.test_every_page import sign_in

PHONE = {"width": 390, "height": 844}
MOST = 10  # screens
# Texts, read from the beginning to the end.
READ = {"minutes", "minutes_version", "consultation_draft"}
# Of these all are opened: the longest is none of those that every walk opens.
ALL = {
    "goal": lambda: [goal.get_absolute_url() for goal in Goal.objects.filter(parent=None)],
    "answers": lambda: [each.url("answers") for each in Meeting.objects.exclude(convened_at=None)],
    "feedback_all": lambda: [each.url("feedback_all") for each in Meeting.objects.filter(stage="held")],
}


@pytest.mark.evidence
@pytest.mark.one_transaction
@pytest.mark.parametrize("role", EVERYONE)
def test_no_list_or_page_of_work_is_longer_than_ten_screens_of_a_phone(
    page, base_url, committed_region, settings, role
):
    settings.DEMO = True
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # what is not there is passed by
    Appointment.objects.all().delete()  # the demo has its own
    call_command("load_demo", stdout=io.StringIO())
    world = demo_world()
    sign_in(page, base_url, role)
    page.set_viewport_size(PHONE)
    long = {}

    def measure(name, address):
        screens = round(page.evaluate("document.documentElement.scrollHeight") / PHONE["height"], 1)
        if screens > MOST and name not in READ:
            long[address] = name, screens

    for name, changes, places in shown_to(world, role):
        changes, places = changes or name in ALL, [*places, *ALL.get(name, list)()]
        for address in places:
            if is_there(page, base_url, address):
                measure(name, address)
                if not changes:
                    break
    for places in steps() if role in RENEWING else ():
        for address in places:
            if is_there(page, base_url, address):
                measure(resolve(address).url_name, address)
    assert long == {}
