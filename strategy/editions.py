"""What became of a plan or a strategy from one edition to the next: which of its parts, focus areas or goals,
are the same, reworded, split, merged or ended, and which words are others."""

from dataclasses import dataclass

from rus_portal.core.changes import ADDED, REMOVED, Piece, changes, near
from strategy.models import FocusArea, Goal, StrategicPlan, Strategy

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


def in_turn(wholes):
    """Strategies, or editions of the plan: the one in force today first, then those to come, the next first,
    then the earlier, the last first; strategies of other regions after our own."""
    if len(wholes) < 2:
        return list(wholes)
    if not all(isinstance(each, Strategy) for each in wholes):
        newest = sorted(wholes, key=lambda plan: (-(plan.year or 0), -plan.pk))
        ahead = [plan for plan in reversed(newest) if plan.is_ahead]
        here = [plan for plan in newest if not plan.is_ahead]
        return [*here[:1], *ahead, *here[1:]]
    now = Strategy.objects.in_force()
    begins = now.year_from if now else 0

    def turn(each):
        ahead = each.year_from - begins
        return not each.is_own, each != now, ahead < 0, abs(ahead), -each.pk

    return sorted(wholes, key=turn)


def by_whole(parts):
    """The parts in the turn of their strategies or editions, and what gives the heading that each stands
    under: none where all are of one. They come in the order that they have within each."""
    parts = list(parts)
    wholes = in_turn({getattr(part, part.WHOLE) for part in parts})
    turns = {whole: turn for turn, whole in enumerate(wholes)}

    def heading(part):
        return told_whole(getattr(part, part.WHOLE)) if len(wholes) > 1 else None

    return sorted(parts, key=lambda part: turns[getattr(part, part.WHOLE)]), heading


def told_whole(whole):
    is_others = isinstance(whole, Strategy) and not whole.is_own
    return f"{whole}, {whole.region_name}" if is_others else str(whole)


@dataclass
class Fate:
    """Parts of the former edition that go on together, and what they go on as."""

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
        """(label, pieces) of each text that differs, word by word, from the part that has its code, else from
        each; all of one that is new, and what stood in those that ended or went into another. Several titles
        are told as such."""
        several = len(self.before) + len(self.after) > 2
        own = {
            after: [each for each in self.before if several and each.code == after.code] or self.before
            for after in self.after
        }
        kept = {before for parts in own.values() for before in parts}
        gone = [before for before in self.before if before not in kept]
        return [
            (f"{label}, {after.title}" if several else label, pieces)
            for after, parts in own.items()
            for before in parts
            for label, pieces in word_changes(before, after, type(after).WORDS[several:])
        ] + [
            (label_of(part, name) + (f", {part.title}" if several else ""), [Piece(kind, text)])
            for kind, whole in ((ADDED, () if self.before else self.after), (REMOVED, gone))
            for part in whole
            for name in part.WORDS
            if name not in ("code", "title") and (text := getattr(part, name))
        ]

    @property
    def gone(self):
        """Those that have ended, or gone into another that has its own code from before."""
        if self.kind == MERGED:
            return [each for each in self.before if each.code != self.after[0].code]
        return self.before if self.kind == ENDED else []

    @property
    def goals_left(self):
        return sorted(_codes(self.before) - _codes(self.after))

    @property
    def goals_added(self):
        return sorted(_codes(self.after) - _codes(self.before))

    @property
    def goals_changed(self):
        return bool(self.goals_left or self.goals_added)


def _codes(parts):
    return {code for part in parts for code in part.goal_codes}


def word_changes(before, after, names=()):
    """(label, pieces) of each text of an edition or a part that differs; of all its words where none
    are named."""
    for name in names or type(after).WORDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield label_of(after, name), list(near(changes(old, new)))


def label_of(part, name):
    label = type(part)._meta.get_field(name).verbose_name.partition(", ")[0]  # without how it is typed
    return label[:1].upper() + label[1:]


TOLD_WITH = {FocusArea: ("goal_links__goal",), Goal: ("level",)}


def fates(edition):
    """Of all parts of the edition and the one before, in the order of the new. Few queries, however many."""
    model = edition.parts.model
    both = model.with_drafts.filter(**{f"{model.WHOLE}__in": (edition, edition.made_from_id)})
    both = both.prefetch_related(*TOLD_WITH[model]).order_by("order", "code", "pk")
    parts = {part.pk: part for part in both}
    links = model.came_from.through.objects.filter(after__in=edition.parts.values("pk"))
    together = {key: {key} for key in parts}
    for before, after in links.values_list("before", "after"):
        joined = together[before] | together[after]
        for key in joined:
            together[key] = joined
    found = {min(keys): keys for keys in together.values()}.values()
    new = {part.pk for part in both if getattr(part, f"{model.WHOLE}_id") == edition.pk}
    every = [
        Fate(
            [parts[key] for key in parts if key in keys - new],
            [parts[key] for key in parts if key in keys & new],
        )
        for keys in found
    ]
    return sorted(every, key=lambda fate: (not fate.after, _place((fate.after or fate.before)[0])))


def _place(part):
    return part.order, part.code


def written_anew(part):
    """Of a part of a draft and those under it, what does not stand as it is in the edition before: it is lost
    with them."""
    whole = getattr(part, part.WHOLE)
    own = set(whole.parts.under(part)) if isinstance(part, Goal) else {part}
    told = [fate.after for fate in fates(whole) if fate.kind != SAME]
    return [each for after in told for each in after if each in own]


def perspective_fates(strategy):
    """Of the horizontal perspectives, each of which goes on as one or not at all."""
    new = list(strategy.perspectives.select_related("came_from").order_by("order", "pk"))
    kept = {each.came_from_id for each in new}
    old = strategy.made_from.perspectives.exclude(pk__in=kept - {None})
    going_on = [Fate([each.came_from] if each.came_from else [], [each]) for each in new]
    return going_on + [Fate([each], []) for each in old.order_by("order", "pk")]


def came_from(part, model=None):
    """All parts of former editions that have become this one, which is named by itself or by its key and
    `model`, the newest first: a query for each edition."""
    model = model or type(part)
    found: list = []
    new = [part]
    parts = model.with_drafts.select_related(model.WHOLE).distinct().order_by("order", "pk")
    while new := list(parts.filter(led_to__in=new)):
        found += new
    return found


def led_on_to(whole):
    """(part, those of this edition that it has become) of all parts of the editions before, the last first:
    what has been said of each step is followed to its end. Three queries, however many editions."""
    model = whole.parts.model
    before = dict(type(whole).with_drafts.values_list("pk", "made_from"))
    turn, edition = [], whole.pk
    while edition := before[edition]:
        turn.append(edition)
    became: dict = {}
    links = model.came_from.through.objects.values_list("before", "after")
    for old, new in links.order_by("after__order", "after__code", "after"):
        became.setdefault(old, []).append(new)
    parts = model.objects.filter(**{f"{model.WHOLE}__in": [whole.pk, *turn]}).select_related(model.WHOLE)
    every = {part.pk: part for part in parts.order_by("order", "code", "pk")}

    def ends(part):
        if getattr(part, f"{model.WHOLE}_id") == whole.pk:
            return [part]
        steps = [every[new] for new in became.get(part.pk, ()) if new in every]
        return list(dict.fromkeys(end for step in steps for end in ends(step)))

    edition_of = {part: getattr(part, f"{model.WHOLE}_id") for part in every.values()}
    earlier = (part for part in edition_of if edition_of[part] != whole.pk)
    return [(part, ends(part)) for part in sorted(earlier, key=lambda part: turn.index(edition_of[part]))]


def is_seen_by(person, edition):
    """What is part of a strategy, or of an edition of the plan, is seen with it."""
    drafts = type(edition).with_drafts
    return not edition.is_draft or drafts.visible_to(person).filter(pk=edition.pk).exists()


def draft():
    """The edition of the plan that is being made, or None."""
    return StrategicPlan.with_drafts.filter(is_draft=True).select_related("made_from").first()


def strategy_draft():
    """The strategy that is being made, or None."""
    return Strategy.with_drafts.filter(is_draft=True).select_related("made_from").first()
