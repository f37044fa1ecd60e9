"""The administrator's tables of strategies, goals and the strategic plan, to look at."""

from django.contrib import admin

from councils.admin import LookOnly
from strategy.models import (
    FocusArea,
    FocusAreaGoal,
    Goal,
    Indicator,
    IndicatorImport,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)


class LevelInline(LookOnly, admin.TabularInline):
    model = Level
    extra = 0


class PerspectiveInline(LookOnly, admin.StackedInline):
    model = Perspective
    extra = 0


class StepInline(LookOnly, admin.StackedInline):
    model = StrategyStep
    extra = 0


class RelatedPlanInline(LookOnly, admin.StackedInline):
    model = RelatedPlan
    extra = 0


@admin.register(Strategy)
class StrategyAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "region_name", "year_from", "year_to", "is_own"]
    inlines = [LevelInline, PerspectiveInline, StepInline, RelatedPlanInline]


@admin.register(Goal)
class GoalAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["code", "title", "level", "strategy", "retired_on"]
    list_filter = ["strategy", "level"]
    list_select_related = ["strategy", "level"]
    search_fields = ["code", "title"]


@admin.register(Indicator)
class IndicatorAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "unit", "source"]


@admin.register(IndicatorImport)
class IndicatorImportAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["file_name", "indicator", "confirmed_at", "withdrawn_at"]
    list_select_related = ["indicator"]


class FocusAreaInline(LookOnly, admin.StackedInline):
    model = FocusArea
    extra = 0
    show_change_link = True


@admin.register(StrategicPlan)
class StrategicPlanAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "year", "adopted_on", "applies_from"]
    inlines = [FocusAreaInline]


class FocusAreaGoalInline(LookOnly, admin.TabularInline):
    model = FocusAreaGoal
    extra = 0


@admin.register(FocusArea)
class FocusAreaAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["code", "title", "plan"]
    list_select_related = ["plan"]
    inlines = [FocusAreaGoalInline]
