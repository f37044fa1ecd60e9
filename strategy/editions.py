"""What became of the plan from one edition to the next: which areas are the same, reworded, split, merged or
ended, and which words are others."""

from dataclasses import dataclass

from rus_portal.core.changes import changes, near
from strategy.models import FocusArea, FocusAreaSuccession, StrategicPlan

SAME, REWORDED, SPLIT, MERGED, REARRANGED, ENDED, NEW = (
    *("same", "reworded", "split", "merged", "rearranged", "ended", "new"),
)
TOLD = {
    SAME: "Oförändrat",
    REWORDED: "Ny lydelse",
    SPLIT: "Delat",
    MERGED: "Sammanfört",
    REARRANGED: "Delat och sammanfört",
    ENDED: "Upphör",
    NEW: "Nytt",
}


@dataclass
class Fate:
    """Areas of the former edition that go on together, and what they go on as."""

    before: list
    after: list

    @property
    def kind(self):
        if not self.after:
            return ENDED
        if not self.before:
            return NEW
        if len(self.before) > 1:
            return REARRANGED if len(self.after) > 1 else MERGED
        if len(self.after) > 1:
            return SPLIT
        return REWORDED if any(self.words) or self.goals_changed else SAME

    @property
    def told(self):
        return TOLD[self.kind]

    @property
    def words(self):
        """(label, pieces) of each text that differs, word by word; of each pair where there are several,
        whose titles are told as such."""
        several = len(self.before) + len(self.after) > 2
        return [
            (f"{label}, {after.title}" if several else label, pieces)
            for before in self.before
            for after in self.after
            for label, pieces in word_changes(before, after, type(after).WORDS[several:])
        ]

    @property
    def goals_left(self):
        return sorted(_codes(self.before) - _codes(self.after))

    @property
    def goals_added(self):
        return sorted(_codes(self.after) - _codes(self.before))

    @property
    def goals_changed(self):
        return bool(self.goals_left or self.goals_added)


def _codes(areas):
    return {link.goal.code for area in areas for link in area.goal_links.all()}


def word_changes(before, after, names=()):
    """(label, pieces) of each text of a plan or an area that differs; of all its words where none
    are named."""
    for name in names or type(after).WORDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            label = type(after)._meta.get_field(name).verbose_name
            yield label[:1].upper() + label[1:], list(near(changes(old, new)))


def fates(plan):
    """Of all areas of the edition and the one before, in the order of the new. Four queries."""
    both = FocusArea.with_drafts.filter(plan__in=(plan, plan.made_from_id)).order_by("order", "pk")
    areas = {area.pk: area for area in both.prefetch_related("goal_links__goal")}
    links = FocusAreaSuccession.objects.filter(after__plan=plan).values_list("before", "after")
    together = {key: {key} for key in areas}
    for before, after in links:
        joined = together[before] | together[after]
        for key in joined:
            together[key] = joined
    found = {min(keys): keys for keys in together.values()}.values()
    every = [
        Fate(
            [areas[key] for key in areas if key in keys and areas[key].plan_id != plan.pk],
            [areas[key] for key in areas if key in keys and areas[key].plan_id == plan.pk],
        )
        for keys in found
    ]
    return sorted(every, key=lambda fate: (not fate.after, (fate.after or fate.before)[0].order))


def came_from(area):
    """All areas of former editions that have become this one, which is named by itself or by its key, the
    newest first: a query for each edition."""
    found: list = []
    new = [area]
    while new := list(FocusArea.with_drafts.filter(led_to__in=new).distinct().order_by("order", "pk")):
        found += new
    return found


def draft():
    """The edition that is being made, or None."""
    return StrategicPlan.with_drafts.filter(is_draft=True).select_related("made_from").first()
