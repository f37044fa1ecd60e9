"""Whatever makes something makes it once, also where it is sent once more: by a second press, or after going
back."""

import sys
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from councils.models import Council
from meetings.workflow.guest import guest_upload, invite_guest
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts, test_rights
from tests.conftest import of_the_test, unprinted

stages = test_rights.stages
ACTING = ("secretary", "admin", "chair", "member", "official")
# What is told to other parts of the portal, once more where the same is saved once more.
TOLD = {"JournalEntry", "OparlNote", "Unindexed"}
# Those that would double but for `once_more`, and what has rules of its own that refuse a second.
ONCE_MORE = """
    add_item add_break attach_document attach_to_proposal add_commitment lodge_statement want_change
    ask_for_more add_recurring add_basics split_area split_goal save_retelling answer_consultation
    change_consultation open_consultation undertake write_note
"""
OTHERS = """
    replace_document ask_for_approval send_summons send_update note_movement adjourn turn_to continue_item
    lodge_dissent join_dissent ask_at_once begin_correction correct_passage tell_result record_funding
    record_decision answer_summons invite_guest remind_awaited record_stance send_feedback comment
    recommend return_proposal schedule_proposal plan_meeting add_seat appoint begin_edition
    bring_back_area begin_strategy start_proposal invite_again bring_in add_neighbour plan_year
"""


def rows():
    models = [model for model in apps.get_models() if model._meta.managed and model.__name__ not in TOLD]
    return Counter({model.__name__: model.objects.count() for model in models})


def twice(verb, grown):
    """The verb, called once more with the same as soon as it is done: what there is more of then is told."""

    def called(*args, **facts):
        made, before = verb(*args, **facts), rows()
        try:
            with of_the_test():
                verb(*args, **facts)
        except (Refused, PermissionDenied, ValidationError, ObjectDoesNotExist):
            pass
        grown.append(dict(rows() - before))
        return made

    return called


def everywhere(patched, name, grown):
    for module in [each for key, each in sys.modules.items() if key.startswith(("tests", *OURS))]:
        verb = vars(module).get(name)
        if getattr(verb, "__module__", "").startswith(OURS):
            patched.setattr(module, name, twice(verb, grown))


OURS = ("meetings.", "strategy.", "councils.")


@pytest.fixture
def cases(stages, regional):
    """verb → its case of `test_rights`, and on what it is tried."""
    proposed = [[acts.proposed(regional, stage)] for stage in test_rights.PROPOSAL_STAGES]
    tables = [
        (test_rights.IN_MEETINGS, [[each] for each in stages.values()]),
        (test_rights.ON_PROPOSALS, proposed),
        (test_rights.ON_BODIES, [[regional], [Council.objects.get(slug="kansliet")]]),
        (test_rights.ON_PEOPLE, [[]]),
    ]
    return {name: (case, on) for table, on in tables for name, case in table.items()}


def more_of(case, on, name):
    """What there is more of once the first who may has done it twice; None where nobody may."""
    for things, role in ((things, role) for role in ACTING for things in on):
        grown = []
        with pytest.MonkeyPatch.context() as patched:
            everywhere(patched, name, grown)
            if test_rights.allowed(case, *things, person_for(role)) and grown:
                return grown[-1]
    return None


@pytest.mark.parametrize("names", [ONCE_MORE, pytest.param(OTHERS, marks=pytest.mark.evidence)])
def test_what_is_sent_once_more_is_made_once(cases, names):
    told = {name: more_of(*cases[name], name) for name in names.split()}
    assert {name: more for name, more in told.items() if more != {}} == {}


def test_an_item_sent_twice_with_its_paper_is_one_item_with_one_paper(office, regional):
    meeting, said = acts.plan(regional, days=30), []
    sent = {"title": "Tågen", "minutes_needed": "15"}
    for _ in range(2):
        paper = SimpleUploadedFile("karta.pdf", unprinted("karta"))
        page = office.post(meeting.url("item_new"), sent | {"files": [paper]}, follow=True)
        assert page.status_code == 200, page.context["form"].errors
        said.append(str(next(iter(page.context["messages"]))))
    assert said == ["”Tågen” är sparad.", "”Tågen” finns redan på dagordningen. Inget nytt har lagts till."]
    assert (meeting.items.count(), meeting.documents.count()) == (1, 1)


def test_slides_sent_twice_by_a_guest_are_there_once(regional, secretary, settings):
    item = acts.add(acts.plan(regional, days=30))
    link, _ = invite_guest(item, by=secretary, name="Forskare")
    for _ in range(2):
        guest_upload(link, [(ContentFile(b"%PDF-1.7", name="bilder.pdf"), "Bilder")])
    assert len(list((settings.MEDIA_ROOT / "documents").iterdir())) == item.documents.count() == 1
