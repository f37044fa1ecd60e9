"""While a consultation is open its office corrects who is asked."""

import pytest

from councils.models import JournalEntry, Organisation
from meetings.models import ConsultationAnswer, Letter
from meetings.views.consultation import verbs
from meetings.workflow.consultation import answer_consultation, change_consultation
from rus_portal.core.refusal import GONE, Refused
from rus_portal.demo.people import person_for
from tests import acts


def homes(*slugs):
    return list(Organisation.objects.filter(slug__in=slugs))


def test_one_that_was_forgotten_is_asked_and_one_that_has_not_answered_is_spared(office, official):
    asked = acts.consultation("harnosand", "ange")
    change = f"{asked.get_absolute_url()}andring/"
    form = office.get(change).context["form"]
    wanted = [each.pk for each in homes("timra", "ange")]
    office.post(change, acts.as_posted(form, organisations=wanted))
    assert {each.slug for each in asked.organisations} == {"timra", "ange"}
    told = JournalEntry.objects.get(act="change_consultation").sentence
    assert told.endswith("ändrades. Nu tillfrågade: Timrå. Inte längre tillfrågade: Härnösand.")
    letters = Letter.objects.filter(kind="consultation", person=official)
    assert ["är remissinstans för" in each.text for each in letters] == [True]
    assert Letter.objects.filter(text__contains="behöver inte längre svara på remissen").exists()


@pytest.mark.parametrize(("send", "told"), [(True, "har svarat"), (False, "har börjat skriva")])
def test_one_that_has_answered_or_begun_to_stays(secretary, send, told):
    asked = acts.consultation("timra", "harnosand")
    own = asked.answers.get(organisation__slug="timra")
    answer_consultation(own, by=person_for("official"), text="Ja.", send=send)
    with pytest.raises(Refused, match=told) as refused:
        change_consultation(asked, by=secretary, organisations=homes("harnosand"))
    assert refused.value.about == "organisations"
    assert len(asked.organisations) == 2


@pytest.mark.parametrize("by_script", [False, True])
def test_one_spared_in_the_moment_it_answers_is_told_so_and_keeps_its_words(
    client, official, monkeypatch, by_script
):
    asked = acts.consultation("timra", "harnosand")
    own = asked.answers.get(organisation__slug="timra")

    def after_it_is_spared(answer, **facts):
        ConsultationAnswer.objects.filter(pk=answer.pk).delete()
        return answer_consultation(answer, **facts)

    client.force_login(official)
    page = own.answering_url
    sent = acts.as_posted(client.get(page).context["form"], text="Vi tillstyrker skogsbilvägen.")
    monkeypatch.setattr(verbs, "answer_consultation", after_it_is_spared)
    told = {"headers": {"X-Requested-With": "fetch"}} if by_script else {}
    answer = client.post(page, sent | {"send": "1"}, **told)
    words = answer.content.decode()
    if by_script:
        assert (answer.status_code, answer.json()["sentence"]) == (409, GONE)
    else:
        assert GONE in words
        assert "Vi tillstyrker skogsbilvägen." in words
