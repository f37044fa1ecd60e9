"""When and what: meetings, their agenda, the positions taken and the minutes that keep them."""

from meetings.models.agenda import AgendaApproval, AgendaBreak, AgendaVersion
from meetings.models.answer import SummonsAnswer
from meetings.models.attendance import Attendance
from meetings.models.barrier import Barrier
from meetings.models.bundle import Bundle
from meetings.models.calendar import CalendarKey
from meetings.models.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationFile,
    ConsultationVersion,
)
from meetings.models.correction import CorrectedPassage
from meetings.models.decision import FormalDecision
from meetings.models.dissent import DissentingOpinion
from meetings.models.document import Document
from meetings.models.evaluation import EvaluatedPrinciple, Evaluator
from meetings.models.feedback import Feedback
from meetings.models.follow_up import Funding, FundingShare, Result, Review, Undertaking
from meetings.models.formality import Formality, Particulars
from meetings.models.guest import GuestLink
from meetings.models.item import AgendaItem
from meetings.models.letter import Letter, MailChoice
from meetings.models.lift import Lift
from meetings.models.meeting import FormerDate, Meeting
from meetings.models.minutes import ChangeWish, Minutes, MinutesApproval, SealedFile
from meetings.models.neighbour import NeighbourCouncil, NeighbourMeeting, NeighbourSystem
from meetings.models.note import Note
from meetings.models.numbers import GivenNumbers
from meetings.models.oparl import OparlNote, OparlObject
from meetings.models.paper_request import PaperRequest
from meetings.models.position import Position
from meetings.models.proposal import Comment
from meetings.models.read_mark import ReadMark
from meetings.models.recurring import RecurringItem
from meetings.models.registry import RegistryNumber
from meetings.models.retelling import Retelling, RetellingFile
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
    "AgendaBreak",
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Barrier",
    "Bundle",
    "CalendarKey",
    "ChangeWish",
    "Comment",
    "Commitment",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationFile",
    "ConsultationVersion",
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
    "Funding",
    "FundingShare",
    "GivenNumbers",
    "GuestLink",
    "Letter",
    "Lift",
    "MailChoice",
    "Meeting",
    "Minutes",
    "MinutesApproval",
    "Movement",
    "NeighbourCouncil",
    "NeighbourMeeting",
    "NeighbourSystem",
    "Note",
    "OparlNote",
    "OparlObject",
    "PaperRequest",
    "Particulars",
    "Phrases",
    "Position",
    "ReadMark",
    "RecurringItem",
    "RegistryNumber",
    "Result",
    "Retelling",
    "RetellingFile",
    "Review",
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
    "Undertaking",
    "Unindexed",
]
