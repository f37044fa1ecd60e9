"""All rules, by subject."""

from meetings.triggers import basics, positions, records, voices
from meetings.triggers.days import of_our_time
from meetings.triggers.lines import one_lined

RULES = (*records.RULES, *voices.RULES, *positions.RULES, *basics.RULES, *one_lined(), *of_our_time())
