"""What an organisation thought beyond dissent is its own until it publishes it, position by position."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.models import JournalEntry
from meetings.models import Stance
from meetings.workflow.search import index_all_that_waits
from meetings.workflow.stance import publish_stance, unpublish_stance
from rus_portal.core.refusal import Refused
from tests import acts

WORDS = "Vi vill att tåget stannar."


@pytest.fixture
def stated(regional):
    """What Härnösand thought of a position that is published."""
    item = acts.summoned(regional, {"title": "Tåg"}).items.get()
    stance = acts.thought(item, "can_accept", body="Kommunstyrelsen", note="Bara till kansliet.")
    acts.handle(item)
    acts.published(acts.close(item.meeting))
    return Stance.objects.get(pk=stance.pk)


def page(client, stance):
    return client.get(stance.item.position.get_absolute_url()).content.decode()


def address(stance, more=""):
    return f"{stance.item.position.get_absolute_url()}forankring/{more}"


def test_nobody_else_reads_it_before_it_is_published(client, stated):
    assert "Så tänkte organisationerna" not in page(client, stated)
    assert client.get("/uppfoljning/forankring/").context["page"].paginator.count == 0


def test_everyone_reads_what_is_published_and_not_what_was_for_the_secretariat(client, stated, member):
    publish_stance(stated, by=member, in_own_words=WORDS)
    files = (client.get(f"/uppfoljning{each}").getvalue().decode() for each in (".json", "/forankring.csv"))
    for told in (page(client, stated), client.get("/uppfoljning/forankring/").content.decode(), *files):
        assert all(each in told for each in ("Kan acceptera, avstår något", "Kommunstyrelsen", WORDS))
        assert "Bara till kansliet." not in told


def test_the_position_is_found_by_whom_it_is_from_and_its_words_once_it_is_published(client, stated, member):
    def is_found():
        index_all_that_waits()
        page = client.get("/sok/", {"q": "Härnösand stannar"}).content.decode()
        return stated.item.position.get_absolute_url() in page

    assert not is_found()
    publish_stance(stated, by=member, in_own_words=WORDS)
    assert is_found()


def test_the_follow_up_counts_it_and_leads_to_it(client, stated, member):
    publish_stance(stated, by=member)
    [told] = client.get("/uppfoljning/").context["stances"]
    assert (told.slug, told.numbers) == ("harnosand", {"all": 1})
    assert client.get("/uppfoljning/forankring/?org=harnosand").context["page"].paginator.count == 1


def test_its_own_people_publish_it_on_its_page_and_take_it_back(client, stated, opposition):
    client.force_login(opposition)
    assert "Publicera hur ni tänkte" in page(client, stated)
    seen = client.get(address(stated)).context["form"]["seen"].value()
    client.post(address(stated), {"in_own_words": WORDS, "seen": seen})
    assert WORDS in page(client, stated)
    form = client.get(address(stated)).content.decode()
    assert f'action="{address(stated)}atertagande/?organisation=harnosand"' in form
    unpublish_stance(stated, by=opposition)
    assert "<h2 id" in page(client, stated)
    stated.refresh_from_db()
    assert (stated.published_at, stated.published_by, stated.in_own_words) == (None, None, WORDS)


def test_nobody_else_publishes_it_not_even_the_secretariat(stated, secretary, official, chair):
    for person in (secretary, official, chair):
        with pytest.raises(PermissionDenied, match="publicerar den själv"):
            publish_stance(stated, by=person)


def test_whoever_has_left_the_seat_publishes_nothing(stated, member):
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        publish_stance(stated, by=type(member).objects.get(pk=member.pk))


def test_it_is_published_once_the_position_is(regional, member):
    item = acts.summoned(regional).items.get()
    stance = acts.thought(item)
    acts.handle(item)
    with pytest.raises(PermissionDenied, match="inte publicerat"):
        publish_stance(stance, by=member)
    stance.published_at, stance.published_by = timezone.now(), member
    with pytest.raises(IntegrityError), transaction.atomic():
        stance.save()


def test_a_dissent_is_not_published_a_second_time(regional, member):
    item = acts.summoned(regional).items.get()
    stance = acts.thought(item, "will_dissent", dissent_text="Vi delar inte bedömningen.")
    acts.handle(item)
    acts.published(acts.close(item.meeting))
    with pytest.raises(PermissionDenied, match="står redan vid ställningstagandet"):
        publish_stance(stance, by=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stance.objects.filter(pk=stance.pk).update(published_at=timezone.now(), published_by=member)


def test_the_journal_tells_of_both_and_a_second_press_of_nothing(stated, member):
    for _ in range(2):
        publish_stance(stated, by=member, in_own_words=WORDS)
    unpublish_stance(stated, by=member)
    with pytest.raises(Refused, match="redan tillbakataget"):
        unpublish_stance(stated, by=member)
    told = JournalEntry.objects.filter(act__in=("publish_stance", "unpublish_stance")).order_by("pk")
    assert [(entry.sentence, entry.by) for entry in told] == [
        ("Härnösands kommun publicerade hur den tänkte: kan acceptera, avstår något.", member),
        ("Härnösands kommun tog tillbaka det den publicerat om hur den tänkte.", member),
    ]


def test_what_the_organisation_has_taken_back_is_not_published_by_a_page_opened_before(
    client, stated, member, opposition
):
    """Neither with other words nor with the same; what was written stands, and may be published anew."""
    publish_stance(stated, by=member, in_own_words=WORDS)
    client.force_login(opposition)
    seen = client.get(address(stated)).context["form"]["seen"].value()
    unpublish_stance(stated, by=member)
    for words in (WORDS, "Vi vill att tåget stannar ofta."):
        answer = client.post(address(stated), {"in_own_words": words, "seen": seen})
        stated.refresh_from_db()
        assert (answer.status_code, stated.published_at, stated.in_own_words) == (409, None, WORDS)
        told = answer.content.decode()
        assert words in told
        assert "Nej, det är taget tillbaka" in told
    client.post(address(stated), {"in_own_words": words, "seen": answer.context["form"]["seen"].value()})
    stated.refresh_from_db()
    assert stated.published_by == opposition


def test_two_presses_of_publish_are_one(client, stated, member):
    client.force_login(member)
    seen = client.get(address(stated)).context["form"]["seen"].value()
    answers = [client.post(address(stated), {"in_own_words": WORDS, "seen": seen}) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert JournalEntry.objects.filter(act="publish_stance").count() == 1
