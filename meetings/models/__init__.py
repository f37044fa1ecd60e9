"""When and what: meetings, their agenda, the positions taken and the minutes that keep them."""

from meetings.models.agenda import AgendaItem, Document
from meetings.models.bundle import Bundle
from meetings.models.guest import GuestLink
from meetings.models.letter import Letter, MailChoice
from meetings.models.meeting import Attendance, Formality, FormerDate, Meeting
from meetings.models.minutes import Approval, Minutes, SealedFile
from meetings.models.position import DissentingOpinion, FormalDecision, Position
from meetings.models.preparation import Preparation
from meetings.models.proposal import Comment
from meetings.models.reading import CalendarKey, Note, ReadMark
from meetings.models.recurring import RecurringItem
from meetings.models.summons import SummonsAnswer
from meetings.models.version import AgendaApproval, AgendaVersion

__all__ = [
    "AgendaApproval",
    "AgendaItem",
    "AgendaVersion",
    "Approval",
    "Attendance",
    "Bundle",
    "CalendarKey",
    "Comment",
    "DissentingOpinion",
    "Document",
    "FormalDecision",
    "Formality",
    "FormerDate",
    "GuestLink",
    "Letter",
    "MailChoice",
    "Meeting",
    "Minutes",
    "Note",
    "Position",
    "Preparation",
    "ReadMark",
    "RecurringItem",
    "SealedFile",
    "SummonsAnswer",
]
