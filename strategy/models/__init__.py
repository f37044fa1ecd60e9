"""Why: the strategies with their goals and what they are measured by, and the councils' strategic plan."""

from strategy.models.advocacy import AdvocacyIssue
from strategy.models.indicator import Indicator, IndicatorImport, IndicatorValue
from strategy.models.plan import FocusArea, FocusAreaGoal, FocusAreaSuccession, StrategicPlan
from strategy.models.strategy import (
    Goal,
    GoalSuccession,
    Level,
    Perspective,
    RelatedPlan,
    Strategy,
    StrategyStep,
)

__all__ = [
    "AdvocacyIssue",
    "FocusArea",
    "FocusAreaGoal",
    "FocusAreaSuccession",
    "Goal",
    "GoalSuccession",
    "Indicator",
    "IndicatorImport",
    "IndicatorValue",
    "Level",
    "Perspective",
    "RelatedPlan",
    "StrategicPlan",
    "Strategy",
    "StrategyStep",
]
