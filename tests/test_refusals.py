"""A refusal says what it was that is refused, and who may."""

import pytest
from django.urls import reverse

from meetings.models import Document
from rus_portal.core.permissions import (
    may_change_person,
    may_correct_dissent,
    may_fetch_original,
    may_follow,
    may_keep_values,
    may_write_proposal,
)
from tests import acts

OFFICE = "av kansliet och administratören."
PAGES = {
    "consultation_new": f"Remisser öppnas, ändras och stängs {OFFICE}",
    "strategy_new": f"Strategin och planen förnyas, och det som väntar kopplas om, {OFFICE}",
    "edition_new": f"Strategin och planen förnyas, och det som väntar kopplas om, {OFFICE}",
    "basics": f"Grunduppgifterna sköts {OFFICE}",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_office_says_what_is_done_there(client, member, name):
    client.force_login(member)
    response = client.get(reverse(name))
    assert (response.status_code, PAGES[name] in response.content.decode()) == (403, True)


def test_what_is_refused_is_the_subject_of_its_sentence(regional, member, outsider, official):
    proposal = acts.proposed(regional)
    paper = Document(item=proposal, carried=["comments"])
    dissent = acts.dissent(acts.summoned(regional).items.get(), member)
    assert [
        may_change_person(member, official).reason,
        may_keep_values(member).reason,
        may_write_proposal(outsider, proposal).reason,
        may_fetch_original(outsider, paper).reason,
        may_follow(outsider, acts.plan(regional, days=30)).reason,
        may_correct_dissent(outsider, dissent).reason,
    ] == [
        f"Personer läggs till, ändras och bjuds in {OFFICE}",
        f"Indikatorernas filer läses in och ångras {OFFICE}",
        "Förslaget ändras av den som lämnade det, eller av kansliet.",
        "Läsarna får en kopia av handlingen. Originalet lämnas inte ut.",
        "Det som hör till mötet är till för dem som har en plats i ett råd som möts, och för kansliet.",
        "Bara den som lämnat en avvikande synpunkt ändrar den eller tar tillbaka den.",
    ]
