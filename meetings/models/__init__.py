"""When and what: meetings, their agenda, the positions taken and the minutes that keep them."""

from meetings.models.agenda import AgendaItem, Document
from meetings.models.meeting import Attendance, Formality, FormerDate, Meeting
from meetings.models.minutes import Approval, Minutes, SealedFile
from meetings.models.position import DissentingOpinion, FormalDecision, Position

__all__ = [
    "AgendaItem",
    "Approval",
    "Attendance",
    "DissentingOpinion",
    "Document",
    "FormalDecision",
    "Formality",
    "FormerDate",
    "Meeting",
    "Minutes",
    "Position",
    "SealedFile",
]
