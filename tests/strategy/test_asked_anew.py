"""What is asked stands where it is answered, and an answer is to what is asked when it is sent."""

import pytest
from django.core.files.base import ContentFile

from meetings.models import ConsultationAnswer
from meetings.workflow.consultation import answer_consultation, change_consultation
from rus_portal.core.refusal import Refused
from tests import acts

ANEW = "har ändrats sedan ni började skriva"


@pytest.fixture
def asked(db):
    return acts.consultation(title="Förslag till ny strategi", text="Vad tycker ni om målen?")


@pytest.fixture
def answering(client, own, official):
    client.force_login(official)
    return lambda: client.get(own.answering_url).content.decode()


def test_what_is_asked_stands_where_it_is_answered(asked, own, answering, official, secretary):
    change_consultation(asked, by=secretary, files=[ContentFile(b"a,b", name="mal.csv")])
    page = answering()
    assert "Vad tycker ni om målen?" in page
    assert "mal.csv" in page
    answer_consultation(own, by=official, text="Bra.", send=True)
    assert "Vad tycker ni om målen?" in answering()


def test_whoever_has_begun_an_answer_reads_what_has_changed_since(
    client, asked, own, answering, official, secretary
):
    answer_consultation(own, by=official, text="Målen är bra.")
    assert ANEW not in answering()
    files = [ContentFile(b"a,b", name="mal.csv")]
    change_consultation(asked, by=secretary, text="Vad tycker ni om målen och måtten?", files=files)
    page = answering()
    assert ANEW in page
    told = page.partition(ANEW)[2].partition("</details>")[0]
    assert "och måtten" in told.partition("<ins>")[2]
    assert "mal.csv" in told
    assert ANEW in client.get(asked.get_absolute_url()).content.decode()
    answer_consultation(own, by=official, text="Målen är bra. Måtten också.")
    assert ANEW in answering()
    answer_consultation(own, by=official, text="Målen är bra. Måtten också.", send=True)
    assert ANEW not in answering()


def test_an_answer_that_is_begun_afterwards_or_anew_has_nothing_to_be_told(
    asked, own, answering, official, secretary
):
    change_consultation(asked, by=secretary, text="Vad tycker ni om måtten?")
    assert ANEW not in answering()
    answer_consultation(own, by=official, text="Måtten är bra.")
    assert ANEW not in answering()
    change_consultation(asked, by=secretary, text="Vad tycker ni nu?")
    answer_consultation(own, by=official, text="")
    assert ANEW not in answering()


def test_a_page_that_was_opened_before_counts_as_what_it_showed(client, asked, own, answering, secretary):
    answering()
    form = client.get(own.answering_url).context["form"]
    change_consultation(asked, by=secretary, text="Vad tycker ni om måtten?")
    typed = acts.as_posted(form, text="Målen är bra.", asked=1)
    client.post(own.answering_url, typed, headers={"X-Requested-With": "fetch"})
    assert ANEW in answering()


def test_nobody_sends_an_answer_to_what_is_no_longer_asked_unknowingly(
    client, asked, own, answering, official, secretary
):
    answering()
    form = client.get(own.answering_url).context["form"]
    change_consultation(asked, by=secretary, text="Vad tycker ni om måtten?")
    typed = acts.as_posted(form, text="Målen är bra.", asked=1, send="1")
    with pytest.raises(Refused, match="Läs det som frågas nu"):
        answer_consultation(own, by=official, text="Målen är bra.", asked=1, send=True)
    page = client.post(own.answering_url, typed).content.decode()
    assert "Läs det som frågas nu och skicka sedan svaret." in page
    assert "Vad tycker ni om måtten?" in page
    assert "Målen är bra." in page
    assert not ConsultationAnswer.objects.filter(sent_at__isnull=False).exists()
    assert '<input type="hidden" name="asked" value="2"' in page
    again = client.post(own.answering_url, typed | {"asked": 2})
    assert again["Location"] == asked.get_absolute_url()
