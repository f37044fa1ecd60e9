"""Queries that are built once answer as if they were built anew."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from councils.models import Appointment, Council, Organisation, Person, Seat
from meetings.models import Meeting
from rus_portal.core import prepared as kit
from rus_portal.core.prepared import Rows, prepared
from rus_portal.sqlite import base as sqlite
from tests import acts

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_later_values_are_put_in_the_place_of_the_first(member, secretary):
    @prepared
    def held(person):
        return Appointment.objects.filter(person=person).select_related("seat__council")

    for person in (member, secretary, member):
        assert held(person) == list(Appointment.objects.filter(person=person))
    assert held(member.pk)[0].seat.council == member.appointments.first().seat.council


def test_a_query_is_built_once_for_each_kind(django_assert_num_queries, member, secretary):
    built = []

    @prepared
    def named(ids, day):
        built.append(ids)
        return Appointment.objects.on(day).filter(person__in=ids).order_by("pk")

    with django_assert_num_queries(3):
        named([member.pk], dt.date(2020, 1, 1))
        named([secretary.pk], dt.date(2021, 1, 1))
        both = named({member.pk, secretary.pk}, dt.date(2021, 1, 1))
    assert {each.person_id for each in both} == {member.pk, secretary.pk}
    assert len(built) == 4  # for one id and for two, and each with two kinds of stand-ins
    assert len(named.kept) == 2


def test_a_condition_is_taken_apart_into_what_it_says_and_its_values(regional, grand):
    @prepared
    def seats(condition):
        return Seat.objects.filter(condition).order_by("pk").values_list("pk", flat=True)

    def within(*councils):
        return Q(council__in=Rows(chosen, [each.pk for each in councils])) & ~Q(capacity="substitute")

    def chosen(councils):
        return Council.objects.filter(pk__in=councils).values("pk")

    for condition in (within(regional), within(grand), within(grand, regional), Q(retired_on=None), Q()):
        assert seats(condition) == list(
            Seat.objects.filter(condition).order_by("pk").values_list("pk", flat=True)
        )
    assert seats(Q(pk__in=[])) == []


def test_none_and_truth_values_are_no_values_to_ask_for(member):
    @prepared
    def people(email, active):
        return Person.objects.filter(email=email, is_active=active)

    nameless = Person.objects.create(name="Utan adress")
    assert people(None, True) == [nameless]
    assert people(None, False) == []
    assert people(member.email, True) == [member]


def test_a_slice_and_a_moment(member):
    @prepared
    def newest(before, first):
        return Person.objects.filter(created_at__lt=before).order_by("-pk")[first]

    assert newest(timezone.now(), slice(3)) == list(Person.objects.order_by("-pk")[:3])
    assert newest(timezone.now(), slice(2, 4)) == list(Person.objects.order_by("-pk")[2:4])
    assert newest(member.created_at - dt.timedelta(days=1), slice(3)) == []


def test_who_looks_at_a_value_is_refused():
    @prepared
    def of_the_year(day):
        return Appointment.objects.filter(begins__year=day.year)

    with pytest.raises(TypeError, match="does something else with its values"):
        of_the_year(dt.date(2020, 1, 1))


def test_no_day_is_built_in():
    @prepared
    def current():
        return Appointment.objects.current()

    with pytest.raises(TypeError, match="the same moment for ever"):
        current()


def test_what_a_text_starts_with_is_asked_as_it_is(regional, grand):
    @prepared
    def those(condition):
        return Council.objects.filter(condition).order_by("pk")

    for beginning in ("regionala", "stora", "100%", "regionala"):
        condition = Q(slug__startswith=beginning)
        assert those(condition) == list(Council.objects.filter(condition).order_by("pk"))


def test_a_time_of_day_is_a_value_and_is_not_built_in(regional):
    @prepared
    def ended(condition):
        return Meeting.objects.filter(condition).values_list("pk", flat=True)

    meeting = acts.plan(regional, days=3)
    before, after = Q(end_time__lte=dt.time(1)), Q(end_time__lte=dt.time(23, 59, 59, 999_999))
    assert [ended(before), ended(after), ended(before)] == [[], [meeting.pk], []]

    @prepared
    def over():
        return Meeting.objects.filter(end_time__lte=dt.time(12, 30))

    with pytest.raises(TypeError, match="the same moment for ever"):
        over()


def test_what_is_no_value_is_refused():
    @prepared
    def those(condition):
        return Person.objects.filter(condition)

    with pytest.raises(TypeError, match="no value"):
        those(Q(Exists(Appointment.objects.filter(person=OuterRef("pk")))))


def test_no_more_kinds_are_kept_than_a_bound(monkeypatch):
    monkeypatch.setattr(kit, "MOST", 3)

    @prepared
    def those(ids):
        return Organisation.objects.filter(pk__in=ids)

    for number in range(8):
        those(list(range(number)))
    assert len(those.kept) <= 3


def test_rows_are_held_within_a_transaction_alone(transactional_db, member):
    @prepared
    def held(person):
        return Person.objects.filter(pk=person).select_for_update()

    for _ in range(2):  # also when it is built
        with transaction.atomic():
            assert held(member) == [member]
        with pytest.raises(transaction.TransactionManagementError):
            held(member)


def test_a_kind_that_another_thread_forgets_meanwhile_is_answered_all_the_same(member):
    @prepared
    def first(rows):
        return Appointment.objects.order_by("pk")[rows]

    class Meanwhile(int):
        """As often as somebody looks for the kind with it, another thread has begun anew since."""

        def __hash__(self):
            later = dict(first.kept)
            first.kept.clear()
            if looked:
                first.kept.update(later)
            looked.clear()
            return int.__hash__(self)

    looked: list = []
    first(slice(0, 5))
    looked.append("once")
    assert first(slice(0, Meanwhile(5))) == list(Appointment.objects.order_by("pk")[:5])


def test_a_percent_sign_and_a_mark_in_a_text_stay_what_they_are():
    with connection.cursor() as cursor:
        for value in ("å", "%s"):
            cursor.execute("SELECT %s, '100 %%', '%%s'", [value])
            assert cursor.fetchone() == (value, "100 %", "%s")
        cursor.execute("SELECT %(one)s, %(one)s", {"one": "å"})
        assert cursor.fetchone() == ("å", "å")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's marks are Django's")
def test_on_sqlite_a_query_is_written_with_its_marks_once(regional):
    before = sqlite.with_its_marks.cache_info()
    for _ in range(3):
        assert Council.objects.get(pk=regional.pk).slug == regional.slug
    after = sqlite.with_its_marks.cache_info()
    assert (after.hits - before.hits >= 2, after.misses - before.misses <= 1) == (True, True)
