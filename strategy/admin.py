"""The administrator's tables of strategies, goals and the strategic plan."""

from django.contrib import admin

from strategy.models import (
    FocusArea,
    FocusAreaGoal,
    Goal,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)


class LevelInline(admin.TabularInline):
    model = Level
    extra = 0


class PerspectiveInline(admin.StackedInline):
    model = Perspective
    extra = 0


class StepInline(admin.StackedInline):
    model = StrategyStep
    extra = 0


class RelatedPlanInline(admin.StackedInline):
    model = RelatedPlan
    extra = 0


@admin.register(Strategy)
class StrategyAdmin(admin.ModelAdmin):
    list_display = ["title", "region_name", "year_from", "year_to", "is_own"]
    inlines = [LevelInline, PerspectiveInline, StepInline, RelatedPlanInline]


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    list_display = ["code", "title", "level", "strategy", "retired_on"]
    list_filter = ["strategy", "level"]
    list_select_related = ["strategy", "level"]
    search_fields = ["code", "title"]
    autocomplete_fields = ["parent"]


class FocusAreaInline(admin.StackedInline):
    model = FocusArea
    extra = 0
    show_change_link = True


@admin.register(StrategicPlan)
class StrategicPlanAdmin(admin.ModelAdmin):
    list_display = ["title", "year"]
    inlines = [FocusAreaInline]


class FocusAreaGoalInline(admin.TabularInline):
    """Here the secretariat's proposal that an area serves a goal is confirmed, by setting the date."""

    model = FocusAreaGoal
    extra = 0
    autocomplete_fields = ["goal"]


@admin.register(FocusArea)
class FocusAreaAdmin(admin.ModelAdmin):
    list_display = ["code", "title", "plan"]
    list_select_related = ["plan"]
    inlines = [FocusAreaGoalInline]
