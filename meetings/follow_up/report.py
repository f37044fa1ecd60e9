"""The report of a period: what the councils did and what came of it, from what everyone may read. The basis
of the region's account to the Government of how it has cooperated and consulted (samverkan, samråd), due on
21 February (förordning 2024:99)."""

from councils.models import Council, Organisation
from meetings.follow_up.asked import AWAITED, DIMENSIONS
from meetings.follow_up.counts import days_to_last, middle, total
from meetings.follow_up.coverage import in_words as years_in_words
from meetings.follow_up.coverage import served
from meetings.follow_up.facts import decisions_in_words, facts_of, thought, what_came, who_did_it
from meetings.follow_up.paper import MIDDLING, NARROW, NUMBER, Report, Section, Table
from meetings.follow_up.participation import Part
from meetings.models import FormalDecision
from meetings.models.position import dissenting
from meetings.positions.decisions import untold
from rus_portal.core.words import counted, day, listed
from strategy.models import Strategy

Kind, Status = Organisation.Kind, FormalDecision.Status
COOPERATION = {
    *(Kind.MUNICIPALITY, Kind.REGION, Kind.COUNTY_BOARD, Kind.STATE_AGENCY, Kind.UNIVERSITY),
}


def report(asked, *, today):
    strategy = Strategy.objects.in_force()
    subject = f"Samverkansråden, {strategy.region_name}" if strategy else "Samverkansråden"
    if "rad" in asked.chosen:
        subject = Council.objects.get(slug=asked.chosen["rad"]).name
    facts = facts_of(asked)
    dated = dated_on(asked, facts, today)
    return Report(subject, in_words(asked.period), facts.newest, dated, list(_sections(facts)))


def dated_on(asked, facts, today):
    return facts.newest or min(asked.period.ends, today)


def in_words(period):
    return str(period.year) if period.year else f"{day(period.begins)} – {day(period.ends)}"


def _sections(facts):
    yield Section("Sammanfattning", list(_summary(facts)))
    yield _participation(facts)
    yield _proposed(facts)
    yield _taken(facts)
    yield _decided(facts)
    yield what_came(facts)
    if told := thought(facts.asked):
        yield told
    yield _goals(facts)
    yield _sustainability(facts)


def _summary(facts):
    names = ("stallning", "noterat", "antaget", "samsyn", "avvikande", "ingen-samsyn", "aterfort")
    asked, noted, adopted, agreed, disputed, without, back = (facts.items.get(name, 0) for name in names)
    held, handled = counted(len(facts.meetings), "möte", "möten"), counted(asked + noted, "ärende", "ärenden")
    yield (
        f"{who_did_it(facts.asked)} höll {held} som det finns publicerat protokoll och närvaro från, och "
        f"behandlade {handled}: {asked} för ställningstagande och {noted} för information."
    )
    yield (
        f"Det blev {counted(adopted, 'ställningstagande', 'ställningstaganden')}: {agreed} i samsyn och "
        f"{disputed} med avvikande synpunkt. {_without(without)}, och {back or 'inget'} återfördes till "
        "beredning."
    )
    yield decisions_in_words(total(facts.decisions))
    if days := days_to_last(facts.asked):
        yield (
            f"Från ställningstagande till det sista formella beslutet tog det i mitten "
            f"{counted(middle(days), 'dag', 'dagar')}, räknat på de {len(days)} där ingen väntar längre."
        )


def _without(number):
    if number:
        return f"I {counted(number, 'ärende', 'ärenden')} fanns ingen samsyn"
    return "Inget ärende slutade utan samsyn"


def _participation(facts):
    """Who cooperated and who was consulted."""
    seated: dict[Organisation, list[Part]] = {}
    for part in facts.parts:
        seated.setdefault(part.organisation, []).append(part)
    headings = (
        ("Organisation", ""),
        ("Slag", MIDDLING),
        ("Möten den var med på", NUMBER),
        ("Av möten", NUMBER),
    )
    tables = []
    for title, is_in in (("Samverkan", True), ("Samråd", False)):
        rows = [
            (each.name, each.get_kind_display(), sum(bool(part.present) for part in parts), len(parts))
            for each, parts in sorted(seated.items(), key=lambda pair: (pair[0].order, pair[0].short_name))
            if (each.kind in COOPERATION) == is_in
        ]
        tables.append(Table(title, headings, rows))
    sentences = [
        "Samverkan är här med kommuner, region och statliga myndigheter, samråd med organisationer och "
        "näringsliv. En organisation räknas för de möten då någon hade uppdrag för den i rådet, och som "
        "närvarande när någon av dem var med."
    ]
    return Section("Samverkan och samråd", sentences, [table for table in tables if table.rows])


def _proposed(facts):
    headings = (("Organisation", ""), ("Behandlade ärenden", NUMBER), ("Blev antagna", NUMBER))
    rows = [(each.name, each.numbers["all"], each.numbers["adopted"]) for each in facts.proposals]
    title = "Vem som har föreslagit ärendena"
    return Section(title, [], [Table(title, headings, rows)] if rows else [])


def _taken(facts):
    headings = (
        ("Beteckning", NARROW),
        ("Dag", NARROW),
        ("Ställningstagande", ""),
        ("Mål", ""),
        ("Avvikande synpunkt från", MIDDLING),
    )
    rows = []
    for each in facts.positions:
        goal = each.primary_goal
        whose = listed(dissenting(each))
        told = f"{goal['code']} {goal['title']}" if goal else ""
        rows.append((each.designation, each.adopted_on.isoformat(), each.item.title, told, whose))
    sentences = [] if rows else ["Inget ställningstagande är publicerat."]
    return Section(
        "Ställningstaganden", sentences, [Table("Ställningstaganden", headings, rows)] if rows else []
    )


def _decided(facts):
    states = [Status.DECIDED.label, Status.PLANNED.label, Status.DECLINED.label]
    states += [FormalDecision.LATE, Status.NOT_ANSWERED.label]
    headings = (("Beteckning", NARROW), *((words, "") for words in states))
    rows, nothing, put_right, silent = [], [], [], untold(facts.positions)
    for position in facts.positions:
        columns: dict[str, list[str]] = {state: [] for state in states}
        for each in position.decisions.all():
            if each.status != Status.NOT_NEEDED:
                columns[each.told_status].append(each.organisation.short_name)
            if each.correction:
                who, on = each.correction
                put_right.append((position.designation, each.organisation.short_name, who, on.isoformat()))
        if any(columns.values()):
            rows.append((position.designation, *map(listed, columns.values())))
        if homes := silent.get(position.pk):
            nothing.append((position.designation, listed([home.short_name for home in homes])))
    by_one = (("Organisation", ""), *((words, NUMBER) for words in AWAITED.values()))
    own = [(each.name, *(each.numbers[name] for name in AWAITED)) for each in facts.decisions]
    tables = [Table("Organisation för organisation", by_one, own), Table("Vart och ett", headings, rows)]
    tables.append(Table(FormalDecision.UNTOLD, (("Beteckning", NARROW), ("Organisationer", "")), nothing))
    by_whom = (("Beteckning", NARROW), ("Organisation", ""), ("Av", MIDDLING), ("Dag", NARROW))
    tables.append(Table("Rättat", by_whom, put_right))
    sentences = [
        "Råden är rådgivande. De formella besluten fattar varje organisation för sig. Försenat är det "
        "som skulle ha varit beslutat en dag som har passerat, och som ingen har sagt mer om."
    ]
    return Section("Formella beslut", sentences, [table for table in tables if table.rows])


def _goals(facts):
    """A table for each strategy that was in force in the period."""
    headings = (("Mål", ""), ("Ärenden", NUMBER), ("Blev antagna", NUMBER))
    last, found = facts.asked.period.last_day, served(facts.asked)
    sentences, tables = ["Ett ärende räknas en gång för varje mål det tjänar, och för målen ovanför."], []
    for each in found:
        years = years_in_words(each.years)
        sentences.append(f"Målen för {years} är de i den strategi som gällde då, {each.strategy}.")
        rows = [(_in_words(goal, last), number, adopted) for goal, number, adopted in each.goals]
        tables.append(Table(f"Mål {years}" if len(found) > 1 else "Mål", headings, rows))
        standing = [(goal, number) for goal, number, _ in each.goals if not goal.has_ended(last)]
        above = {goal.parent_id for goal, _ in standing}
        empty = [goal.code for goal, number in standing if not number and goal.pk not in above]
        sentences += [f"Mål som inget ärende tjänade: {listed(empty)}."] if empty else []
    return Section("Mål i den regionala utvecklingsstrategin", sentences, tables)


def _in_words(goal, last):
    ended = f", gäller inte från den {day(goal.retired_on)}" if goal.has_ended(last) else ""
    return f"{goal.code} {goal.title}{ended}"


def _sustainability(facts):
    asked_of = facts.items.get("stallning", 0)
    headings = (("Dimension", ""), ("Säger något", NUMBER), ("Lämnad tom", NUMBER))
    rows = [
        (words, asked_of - facts.items[name], facts.items[name])
        for name, words in DIMENSIONS.items()
        if asked_of
    ]
    sentences = [f"Av {counted(asked_of, 'ärende', 'ärenden')} för ställningstagande:"] if rows else []
    return Section(
        "Hållbarhetens tre dimensioner", sentences, [Table("Hållbarhet", headings, rows)] if rows else []
    )
