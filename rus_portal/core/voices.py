"""Dissenting opinions and those who joined them, of the models as of the record of the minutes."""

from rus_portal.core.words import day


def voices(dissents):
    """(opinion, those who joined it) in order. Words that somebody joined stand once; where the first has
    taken them back, under the next who stands for them."""
    found: list = []
    for each in sorted(dissents, key=_joins):
        others = [joined for first, joined in found if _said(first, "text") == _said(each, "text")]
        if _joins(each) and others:
            others[0].append(_joiner(each))
        else:
            found.append((each, []))
    return found


def _said(dissent, name):
    return dissent[name] if isinstance(dissent, dict) else getattr(dissent, name)


def _joins(dissent):
    return "joined" in dissent if isinstance(dissent, dict) else dissent.joins_id is not None


def _joiner(dissent):
    """Without the seat's title of today, see `DissentingOpinion.role`: only a record has that of the day."""
    if isinstance(dissent, dict):
        return dissent | {"typed_by": None, "left": False}
    told = {"organisation": dissent.organisation_name, "person": dissent.person.name}
    told |= {"role": dissent.role, "joined": day(dissent.lodged_at)}
    return told | {"typed_by": dissent.typed_by, "left": dissent.is_left}
