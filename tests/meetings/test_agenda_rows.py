"""The rows of the secretariat's agenda: minutes changed in them, what each lacks, and the way from one item
that lacks something to the next."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.forms.item import AgendaItemForm
from meetings.models import AgendaItem
from tests import acts
from tests.conftest import unprinted


@pytest.fixture
def meeting(regional):
    return acts.plan(regional, days=30)


def as_shown(office, meeting):
    return acts.as_posted(office.get(meeting.url("agenda")).context["form"])


def as_written(item=None, **changes):
    return acts.as_posted(AgendaItemForm(saved=item), **changes)


def test_minutes_are_changed_in_the_list_and_the_times_follow(office, meeting):
    one, two = (acts.add(meeting, title=title) for title in ("Ett", "Två"))
    shown = as_shown(office, meeting)
    answer = office.post(meeting.url("agenda_order"), shown | {f"minutes_{one.pk}": "50"})
    assert answer.url == meeting.url("agenda")
    rows = office.get(meeting.url("agenda")).context["rows"]
    assert [f"{row['slot'].starts:%H.%M}" for row in rows] == ["09.00", "09.50"]
    refused = office.post(meeting.url("agenda_order"), as_shown(office, meeting) | {f"minutes_{two.pk}": "0"})
    assert refused.status_code == 422
    assert "Ange tiden i hela minuter" in refused.content.decode()


def test_while_minutes_are_typed_the_times_are_told_and_nothing_is_saved(office, meeting):
    one, _ = (acts.add(meeting, title=title) for title in ("Ett", "Två"))
    typed = as_shown(office, meeting) | {f"minutes_{one.pk}": "170", "preview": ""}
    page = office.post(meeting.url("agenda_order"), typed)
    assert [f"{row['slot'].starts:%H.%M}" for row in page.context["rows"]] == ["09.00", "11.50"]
    assert "5 minuter för mycket" in page.content.decode()
    for nothing in ("", "0"):
        page = office.post(meeting.url("agenda_order"), typed | {f"minutes_{one.pk}": nothing})
        assert [f"{row['slot'].starts:%H.%M}" for row in page.context["rows"]] == ["09.00", "09.00"]
        assert "1 rad räknas inte" in page.content.decode()
    assert set(meeting.items.values_list("minutes_needed", flat=True)) == {15}


def test_a_step_up_or_down_saves_the_minutes_that_were_typed_with_it(office, meeting):
    one, _ = (acts.add(meeting, title=title) for title in ("Ett", "Två"))
    shown = as_shown(office, meeting) | {f"minutes_{one.pk}": "50", "down": f"{one.pk}"}
    assert office.post(meeting.url("agenda_order"), shown).url.endswith(f"#punkt-{one.number}")
    items = meeting.items.order_by("order").values_list("title", "minutes_needed")
    assert list(items) == [("Två", 15), ("Ett", 50)]


def test_minutes_that_somebody_else_has_changed_meanwhile_are_shown(office, meeting, secretary):
    one = acts.add(meeting, title="Ett")
    shown = as_shown(office, meeting)
    office.post(meeting.url("agenda_order"), shown | {f"minutes_{one.pk}": "50"})
    answer = office.post(meeting.url("agenda_order"), shown | {f"minutes_{one.pk}": "20"})
    assert answer.status_code == 409
    assert [tuple(version) for version in answer.context["versions"]] == [("Minuter för ”Ett”", "20", "50")]


def test_the_first_row_goes_no_further_up_and_the_last_no_further_down(office, meeting):
    for title in ("Ett", "Två", "Tre"):
        acts.add(meeting, title=title)
    page = office.get(meeting.url("agenda")).content.decode()
    buttons = re.findall(r'<button class="[^"]*" name="(up|down)" value="\d+"( disabled)?>', page)
    assert [(name, bool(off)) for name, off in buttons] == [
        *[("up", True), ("down", False)],
        *[("up", False), ("down", False)],
        *[("up", False), ("down", True)],
    ]


def test_each_title_stands_once_and_what_an_item_lacks_beside_it(office, meeting):
    acts.add(meeting, title="Gemensam bana", how="", background="")
    acts.add(meeting, title="Komplett")
    page = office.get(meeting.url("agenda"))
    assert len(re.findall(r">Gemensam bana</(?!option)", page.content.decode())) == 1
    assert [len(row["needs"]) for row in page.context["rows"]] == [2, 0]
    assert page.context["mend"].endswith("#id_how")


def test_saving_leads_on_to_the_next_item_that_lacks_something_and_at_last_to_the_summons(office, meeting):
    one, two, three = (acts.add(meeting, title=title, how="") for title in ("Ett", "Två", "Tre"))
    mended = {"how": "Det tjänar målet.", "onward": ""}
    for item, following in ((two, three), (three, one)):
        answer = office.post(item.url("item_texts"), as_written(item, **mended))
        assert answer.url == f"{following.url('item_texts')}#id_how"
    assert office.post(one.url("item_texts"), as_written(one, **mended)).url == meeting.url("summons")


def test_a_new_item_that_lacks_something_itself_is_come_back_to_last(office, meeting):
    complete = {name: value for name, value in acts.complete(title="Ny").items() if name != "how"}
    typed = complete | {"primary_goal": f"{acts.goal().pk}", "minutes_needed": "15", "onward": ""}
    new = office.post(meeting.url("item_new"), typed).url
    assert new == f"{meeting.items.get().url('item_texts')}#id_how"


def test_documents_come_with_the_item_when_it_is_written(office, meeting):
    paper = SimpleUploadedFile("Underlag om banan.pdf", unprinted("Banan"), content_type="application/pdf")
    text = SimpleUploadedFile("virus.exe", b"MZ", content_type="application/octet-stream")
    typed = acts.complete(title="Banan") | {"primary_goal": f"{acts.goal().pk}", "minutes_needed": "15"}
    refused = office.post(meeting.url("item_new"), typed | {"files": [text]})
    assert (refused.status_code, AgendaItem.objects.filter(meeting=meeting).count()) == (422, 0)
    office.post(meeting.url("item_new"), typed | {"files": [paper]})
    item = meeting.items.get()
    assert [(each.title, each.name) for each in item.documents.all()] == [
        ("Underlag om banan", "Underlag om banan.pdf")
    ]


def test_the_files_are_chosen_again_where_something_else_is_wrong(office, meeting):
    paper = SimpleUploadedFile("banan.pdf", unprinted("Banan"), content_type="application/pdf")
    answer = office.post(meeting.url("item_new"), {"title": "", "minutes_needed": "15", "files": [paper]})
    assert answer.context["form"].errors["files"] == ["Välj filerna igen."]
