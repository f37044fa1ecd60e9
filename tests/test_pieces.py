from django.db.models import F

from councils.models import Organisation, Person
from rus_portal.core.pieces import in_order


def test_rows_in_any_order_are_read_a_piece_at_a_time(regional, django_assert_num_queries):
    rows = Organisation.objects.order_by(F("succeeded_on").desc(nulls_last=True), "-short_name", "pk")
    told = list(rows)[:5]
    among = rows.filter(pk__in=[each.pk for each in told])
    with django_assert_num_queries(1 + 3):
        assert list(in_order(among, size=2)) == told


def test_a_row_that_is_gone_when_its_piece_is_read_is_left_out(db):
    first, second, third = (Person.objects.create(name=name) for name in ("Ett", "Två", "Tre"))
    own = [first.pk, second.pk, third.pk]
    read = in_order(Person.objects.filter(pk__in=own).order_by("pk"), size=1)
    assert next(read) == first
    second.delete()
    assert next(read) == third
