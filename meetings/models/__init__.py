"""When and what: meetings, their agenda, the positions taken and the minutes that keep them."""

from meetings.models.agenda import AgendaApproval, AgendaVersion
from meetings.models.answer import SummonsAnswer
from meetings.models.attendance import Attendance
from meetings.models.bundle import Bundle
from meetings.models.calendar import CalendarKey
from meetings.models.correction import CorrectedPassage
from meetings.models.decision import FormalDecision
from meetings.models.dissent import DissentingOpinion
from meetings.models.document import Document
from meetings.models.evaluation import EvaluatedPrinciple, Evaluator
from meetings.models.feedback import Feedback
from meetings.models.formality import Formality, Particulars
from meetings.models.guest import GuestLink
from meetings.models.item import AgendaItem
from meetings.models.letter import Letter, MailChoice
from meetings.models.lift import Lift
from meetings.models.meeting import FormerDate, Meeting
from meetings.models.minutes import ChangeWish, Minutes, MinutesApproval, SealedFile
from meetings.models.note import Note
from meetings.models.numbers import GivenNumbers
from meetings.models.paper_request import PaperRequest
from meetings.models.position import Position
from meetings.models.proposal import Comment
from meetings.models.read_mark import ReadMark
from meetings.models.recurring import RecurringItem
from meetings.models.registry import RegistryNumber
from meetings.models.round import RoundAnswer
from meetings.models.screen import ScreenLink
from meetings.models.seal import SealedPaper, TimeStamp
from meetings.models.search import DocumentText, Findable, SearchAlert, Spelling, Unindexed
from meetings.models.sitting import Adjournment, Commitment, Movement, Phrases, Sitting, Treatment
from meetings.models.stance import Stance
from meetings.models.statement import Statement
from meetings.models.synonyms import Synonyms

__all__ = [
    "Adjournment",
    "AgendaApproval",
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Bundle",
    "CalendarKey",
    "ChangeWish",
    "Comment",
    "Commitment",
    "CorrectedPassage",
    "DissentingOpinion",
    "Document",
    "DocumentText",
    "EvaluatedPrinciple",
    "Evaluator",
    "Feedback",
    "Findable",
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
    "Movement",
    "Note",
    "PaperRequest",
    "Particulars",
    "Phrases",
    "Position",
    "ReadMark",
    "RecurringItem",
    "RegistryNumber",
    "RoundAnswer",
    "ScreenLink",
    "SealedFile",
    "SealedPaper",
    "SearchAlert",
    "Sitting",
    "Spelling",
    "Stance",
    "Statement",
    "SummonsAnswer",
    "Synonyms",
    "TimeStamp",
    "Treatment",
    "Unindexed",
]
