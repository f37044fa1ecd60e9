"""All rules, by subject."""

from meetings.triggers import basics, consultations, evaluations, follow_up, positions, records, voices
from meetings.triggers.days import of_our_time
from meetings.triggers.lines import one_lined

SUBJECTS = (records, voices, positions, follow_up, evaluations, consultations, basics)
RULES = (*(rule for subject in SUBJECTS for rule in subject.RULES), *one_lined(), *of_our_time())
