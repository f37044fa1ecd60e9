import pytest
from django.contrib.auth import get_user_model

from meetings.models import Feedback, Meeting
from meetings.triggers.generation import kept_counts, kept_for_all
from rus_portal.core.prepared import prepared
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


def test_a_count_is_kept_under_the_whole_question_until_something_is_written(
    regional, grand, django_assert_num_queries
):
    acts.plan(regional)

    @kept_counts
    @prepared
    def dates(council):
        return Meeting.objects.filter(council=council).order_by().values_list("date")

    assert [len(dates(each.pk)) for each in (regional, grand)] == [1, 0]
    with django_assert_num_queries(2):  # the generation
        assert [len(dates(each.pk)) for each in (regional, grand)] == [1, 0]
    acts.plan(grand)
    assert len(dates(grand.pk)) == 1


def test_what_moves_no_generation_is_not_counted_so(regional):
    @kept_counts
    @prepared
    def received(organisation):
        return Feedback.objects.filter(organisation=organisation).order_by().values_list("pk")

    with pytest.raises(TypeError, match="moves no generation"):
        received(1)
