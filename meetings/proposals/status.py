"""How far a proposal has come towards a meeting, and why, in words for its writer."""

from dataclasses import dataclass

from meetings.models import AgendaItem
from rus_portal.core.words import day

Stage = AgendaItem.Stage
STEPS = ("Utkast", "Inskickat", "Under beredning", "Klart", "På dagordningen")
REACHED = {
    Stage.DRAFT: 0,
    Stage.RETURNED: 0,
    Stage.PROPOSED: 1,
    Stage.IN_PREPARATION: 2,
    Stage.READY: 3,
    Stage.ON_AGENDA: 4,
    Stage.HANDLED: 4,
    Stage.POSTPONED: 4,
}


@dataclass(frozen=True)
class ProposalStatus:
    """`mark` is the class of the badge; `sentence` says why, or what comes next."""

    label: str
    sentence: str
    mark: str = "status-waiting"


def status_of(item):
    """Reads `council.prepared_by`, `meeting` and `merged_into`: fetch them with the item."""
    group = item.council.prepared_by or "Kansliet"
    if item.stage == Stage.DRAFT:
        return ProposalStatus("Utkast", "Bara du ser det. Skicka in det när det är färdigt.")
    if item.stage == Stage.RETURNED:
        return ProposalStatus("Återlämnat", "Komplettera och skicka in det igen.", "status-attention")
    if item.stage == Stage.WITHDRAWN:
        return _gone(item)
    if item.stage in (Stage.PROPOSED, Stage.IN_PREPARATION) and item.awaits_answer:
        return ProposalStatus("Komplettering begärd", f"{group} har en fråga.", "status-attention")
    if item.stage == Stage.PROPOSED:
        return ProposalStatus("Inskickat", f"{group} tar upp det till beredning.")
    if item.stage == Stage.IN_PREPARATION:
        return ProposalStatus("Under beredning", f"{group} bereder det.")
    if item.stage == Stage.READY and not item.meeting:
        return ProposalStatus(
            "Klart", "Beredningen är klar. Det väntar på en plats på ett möte.", "status-done"
        )
    return _on_a_meeting(item)


def _gone(item):
    if item.merged_into:
        return ProposalStatus("Sammanfört", f"Ingår nu i ”{item.merged_into}”.", "status-done")
    if item.meeting:
        return ProposalStatus("Utgår", f"Utgick ur dagordningen för mötet den {day(item.meeting.date)}.", "")
    return ProposalStatus("Återtaget", "Förslaget togs tillbaka.", "")


def _on_a_meeting(item):
    held = f"mötet den {day(item.meeting.date)}"
    if item.stage == Stage.HANDLED:
        label = item.get_outcome_display()
        return ProposalStatus(label, f"Togs upp på {held}.", "status-done")
    if item.stage == Stage.POSTPONED:
        return ProposalStatus("Framflyttat", f"Flyttades fram från {held}.")
    if item.stage == Stage.ON_AGENDA:
        return ProposalStatus("På dagordningen", f"Tas upp på {held}.", "status-done")
    return ProposalStatus("Schemalagt", f"Har en plats på {held}.", "status-done")


def steps(item):
    """The steps as (label, is it done, is it the current one); empty where none is current."""
    if item.stage not in REACHED:
        return []
    here = REACHED[item.stage]
    first = "Komplettera" if item.stage == Stage.RETURNED else STEPS[0]
    return [(label, nth < here, nth == here) for nth, label in enumerate((first, *STEPS[1:]))]
