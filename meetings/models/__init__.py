"""When and what: meetings, their agenda, the positions taken and the minutes that keep them."""

from meetings.models.agenda import AgendaApproval, AgendaVersion
from meetings.models.answer import SummonsAnswer
from meetings.models.attendance import Attendance
from meetings.models.bundle import Bundle
from meetings.models.calendar import CalendarKey
from meetings.models.decision import FormalDecision
from meetings.models.dissent import DissentingOpinion
from meetings.models.document import Document
from meetings.models.formality import Formality
from meetings.models.guest import GuestLink
from meetings.models.item import AgendaItem
from meetings.models.letter import Letter, MailChoice
from meetings.models.lift import Lift
from meetings.models.meeting import FormerDate, Meeting
from meetings.models.minutes import ChangeWish, Minutes, MinutesApproval, SealedFile
from meetings.models.note import Note
from meetings.models.numbers import GivenNumbers
from meetings.models.position import Position
from meetings.models.proposal import Comment
from meetings.models.read_mark import ReadMark
from meetings.models.recurring import RecurringItem
from meetings.models.stance import Stance
from meetings.models.statement import Statement

__all__ = [
    "AgendaApproval",
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Bundle",
    "CalendarKey",
    "ChangeWish",
    "Comment",
    "DissentingOpinion",
    "Document",
    "FormalDecision",
    "Formality",
    "FormerDate",
    "GivenNumbers",
    "GuestLink",
    "Letter",
    "Lift",
    "MailChoice",
    "Meeting",
    "Minutes",
    "MinutesApproval",
    "Note",
    "Position",
    "ReadMark",
    "RecurringItem",
    "SealedFile",
    "Stance",
    "Statement",
    "SummonsAnswer",
]
