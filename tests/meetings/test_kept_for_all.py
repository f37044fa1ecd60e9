from django.contrib.auth import get_user_model

from meetings.models import Meeting
from meetings.triggers.generation import kept_for_all
from tests import acts


def test_what_is_counted_for_all_is_counted_once_until_what_all_may_read_is_written(regional):
    acts.plan(regional)
    asked = []

    @kept_for_all
    def count(what):
        asked.append(what)
        return len(asked)

    assert [count("mål"), count("mål"), count("år"), count("mål")] == [1, 1, 2, 1]
    get_user_model().objects.update(closed_hints=["agenda"])  # no page for all says it
    assert count("mål") == 1
    Meeting.objects.update(place="Kommunhuset")
    assert [count("mål"), count("mål")] == [3, 3]
