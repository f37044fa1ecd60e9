"""What each role is offered to do with an item and with its meeting, in every stage of the item."""

import pytest

from meetings.workflow.agenda import ask_for_approval
from meetings.workflow.item import continue_item, put_on_agenda
from meetings.workflow.meeting import cancel_meeting, close_meeting
from tests import acts
from tests.meetings.reading.asking import INSIDE, PREPARING, offered, who_reads


def drafted(regional):
    return acts.add(acts.plan(regional, days=20))


def asked_about(regional):
    item = drafted(regional)
    ask_for_approval(item.meeting, by=item.added_by)
    return item


def dropped(regional):
    item = drafted(regional)
    acts.add(item.meeting, title="En annan fråga")
    return acts.drop(item, by=item.added_by)


def called(regional):
    return acts.summoned(regional, days=20).items.get()


def late(regional):
    return acts.add(acts.summoned(regional, days=20), title="Sent")


def placed(regional):
    item = late(regional)
    return put_on_agenda(item, by=item.added_by)


def dropped_late(regional):
    item = late(regional)
    return acts.drop(item, by=item.added_by)


def today(regional):
    return acts.summoned(regional, days=0).items.get()


def adopted(regional):
    return acts.handle(today(regional))


def postponed(regional):
    return acts.handle(today(regional), outcome="postponed")


def referred_back(regional):
    return acts.handle(today(regional), outcome="referred_back")


def taken_up_again(regional):
    item = postponed(regional)
    continue_item(item, acts.plan(regional, days=20), by=item.added_by)
    return item


def cancelled(regional):
    item = called(regional)
    cancel_meeting(item.meeting, by=item.added_by, reason="För få ärenden.")
    return item


def closed(regional):
    return acts.held(regional).items.get()


def closed_postponed(regional):
    meeting = acts.summoned(regional)
    item = acts.handle(meeting.items.get(), outcome="postponed")
    close_meeting(meeting, by=item.added_by)
    return item


def published(regional):
    return acts.published(acts.held(regional)).meeting.items.get()


SECRETARY, PREPARER, OFFICIAL = ("secretary",), ("preparer",), ("official",)
ELECTED, OTHERS = ("chair", "member", "opposition"), ("outsider", "administrator", "public")

NOTE = {"Spara anteckningen", "Alla mina anteckningar"}
READ = NOTE | {"Markera som oläst"}
DISSENT = {"Lämna avvikande synpunkt"}
WRITE = NOTE | {"Ändra underlaget", "Lägg till handlingar"}
LIFT, RETURN = {"Lyft av från dagordningen"}, {"Ta tillbaka", "Ta upp frågan igen"}
RECORD, AGAIN = {"Anteckna utfallet"}, {"Ta upp frågan igen"}

SPEAK = {"Lämna en protokollsanteckning"}

BY_THE_COUNCIL = {ELECTED: READ | SPEAK | DISSENT, OFFICIAL: READ | SPEAK, PREPARER: READ}
AFTERWARDS = {ELECTED: NOTE | SPEAK | DISSENT, OFFICIAL: NOTE | SPEAK, PREPARER: NOTE}
ON_THE_ITEM = {
    drafted: {SECRETARY: WRITE | LIFT, PREPARER: NOTE},
    asked_about: {SECRETARY: WRITE | LIFT, PREPARER: NOTE, ("chair",): NOTE},
    dropped: {SECRETARY: WRITE | RETURN, PREPARER: NOTE},
    called: BY_THE_COUNCIL | {SECRETARY: WRITE | LIFT},
    late: {SECRETARY: WRITE | LIFT | {"Lägg på dagordningen"}, PREPARER: NOTE, ("chair",): NOTE},
    placed: BY_THE_COUNCIL | {SECRETARY: WRITE | LIFT},
    dropped_late: {SECRETARY: WRITE | RETURN, PREPARER: NOTE},
    today: BY_THE_COUNCIL | {SECRETARY: WRITE | LIFT | RECORD},
    adopted: BY_THE_COUNCIL | {SECRETARY: NOTE | RECORD},
    postponed: BY_THE_COUNCIL | {SECRETARY: NOTE | RECORD | AGAIN},
    referred_back: BY_THE_COUNCIL | {SECRETARY: NOTE | RECORD | AGAIN},
    taken_up_again: BY_THE_COUNCIL | {SECRETARY: NOTE | RECORD},
    closed: AFTERWARDS | {SECRETARY: NOTE},
    closed_postponed: AFTERWARDS | {SECRETARY: NOTE | AGAIN},
    published: {SECRETARY: NOTE, ELECTED: NOTE, OFFICIAL: NOTE, PREPARER: NOTE, OTHERS: set()},
    cancelled: {SECRETARY: set(), ELECTED: set(), OFFICIAL: set(), PREPARER: set()},
}

SUMMONS, MINUTES = {"Kallelse (PDF)"}, {"Protokoll"}
ANSWER = SUMMONS | {"Svara på kallelsen"}
READING = {"Börja läsa", "Markera som läst", "Markera allt som läst"}

NOTHING = {ELECTED: set(), OFFICIAL: set(), PREPARER: set(), OTHERS: set()}
READERS = NOTHING | {ELECTED: ANSWER | READING, OFFICIAL: ANSWER | READING, PREPARER: SUMMONS | READING}
ONCE_HELD = NOTHING | {ELECTED: SUMMONS, OFFICIAL: SUMMONS, PREPARER: SUMMONS}
PLANNED = NOTHING | {SECRETARY: {"Be ordföranden om godkännande"}}
ASKED = {SECRETARY: {"Se det som ordföranden läser"}, ("chair",): {"Läs och godkänn dagordningen"}}
CONVENED = READERS | {SECRETARY: SUMMONS | {"Förbered mötesdagen"}}
UNDER_WAY = READERS | {SECRETARY: SUMMONS | {"Mötesdagen"}}
HELD = ONCE_HELD | {SECRETARY: SUMMONS | MINUTES | {"Skicka protokollet för justering"}}
ON_THE_MEETING = {
    drafted: PLANNED,
    asked_about: PLANNED | ASKED,
    dropped: PLANNED,
    called: CONVENED,
    late: CONVENED | {SECRETARY: SUMMONS | {"Till punkten som väntar"}},
    placed: CONVENED | {SECRETARY: SUMMONS | {"Skicka ändringarna"}},
    dropped_late: CONVENED,
    today: UNDER_WAY,
    adopted: UNDER_WAY,
    postponed: UNDER_WAY,
    referred_back: UNDER_WAY,
    taken_up_again: UNDER_WAY,
    closed: HELD,
    closed_postponed: HELD,
    published: {SECRETARY: SUMMONS | MINUTES | {"Till protokollet"}}
    | dict.fromkeys((ELECTED, OFFICIAL, PREPARER, OTHERS), SUMMONS | MINUTES),
    cancelled: NOTHING | {SECRETARY: {"Ja, mötet blir av"}},
}


def name(stage):
    return stage.__name__


def by_role(row):
    return {role: words for roles, words in row.items() for role in roles}


@pytest.mark.parametrize("stage", ON_THE_ITEM, ids=name)
def test_each_role_is_offered_what_it_may_do_and_nothing_else(regional, readers, stage):
    item = stage(regional)
    on_the_meeting = offered(readers, item.meeting.get_absolute_url())  # first: to open an item is to read it
    assert on_the_meeting == by_role(ON_THE_MEETING[stage])
    assert offered(readers, item.get_absolute_url()) == by_role(ON_THE_ITEM[stage])


@pytest.mark.parametrize("stage", [called, postponed, referred_back, closed_postponed], ids=name)
def test_a_postponed_matter_is_said_to_be_postponed(regional, readers, stage):
    item = stage(regional)
    told = INSIDE | PREPARING if item.stage == "postponed" else set()
    for page in (item, item.meeting):
        assert who_reads(readers, page.get_absolute_url(), 'outcome-postponed">Framflyttad<') == told
