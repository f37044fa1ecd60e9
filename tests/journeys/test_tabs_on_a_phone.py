"""On a phone the tabs of a meeting are wider than the page: that of the page is brought into sight."""

import pytest

from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")

IN_SIGHT = """() => {
  const tab = document.querySelector(".tabs [aria-current]").getBoundingClientRect();
  return tab.left >= 0 && tab.right <= innerWidth;
}"""


def test_the_tab_of_the_page_is_in_sight(as_person, regional, secretary):
    meeting = acts.summoned(regional, days=0)
    page = as_person(secretary)
    page.set_viewport_size({"width": 320, "height": 844})
    for name in ("meeting", "sitting", "meeting_history"):
        page.goto(meeting.url(name))
        assert page.evaluate(IN_SIGHT)
