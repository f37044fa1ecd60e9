"""What rights and addresses follow from: organisations, councils, strategies, goals, focus areas and their
parts. What kinds there are, and the form of each."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from councils.models import Council, Organisation
from meetings.models import Meeting, Minutes, Position, Synonyms
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import SomeOf, Year, field_of, section
from rus_portal.core.limits import years_within_reach
from rus_portal.core.permissions import may_arrange_councils, may_keep_basics
from strategy.editions import by_whole
from strategy.models import (
    AdvocacyIssue,
    FocusArea,
    Goal,
    Indicator,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)
from strategy.workflow.focus_area import served


@dataclass(frozen=True)
class Kind:
    """`sections` are (heading, fields). The fields in `once` are written when the thing is added, and never
    again. `within` is the field of the whole that the thing is a part of. Those that are `fixed` stand once
    the edition of the plan is frozen; its words, and what `goes_along` with them to the next edition, stand
    while that is a draft. A draft has nothing of its `adoption`. `ends` says what to do with one that is
    used, and so is not removed."""

    key: str
    model: Any
    heading: str
    new: str
    about: str
    sections: tuple
    once: tuple = ()
    within: str = ""
    fixed: tuple = ()
    goes_along: tuple = ()
    adoption: tuple = ()
    ends: str = "Ta först bort det som hör till det, eller låt det stå kvar."

    def whole_of(self, thing):
        return getattr(thing, self.within) if self.within else thing

    @property
    def goes_on(self):
        """The fields of what goes on from one edition to the next."""
        words = getattr(self.model, "WORDS", ())
        return tuple(name for name in self.names if name in words or (words and name in self.goes_along))

    def fixed_of(self, thing):
        """The fields of it that are not changed any more, or not now."""
        if getattr(self.whole_of(thing), "frozen_at", None):
            return self.fixed
        return self.goes_on if self.draft_of(thing) else ()

    def draft_of(self, thing):
        """The next edition, while that is a draft and the thing stands."""
        return getattr(self.whole_of(thing), "next_draft", None) if self.goes_on else None

    def may_add(self, person):
        return may_arrange_councils(person) if self.model is Council else may_keep_basics(person)

    @property
    def names(self):
        return [name for _, *names in self.sections for name in names]


ADDRESS = "Adress och ordning"
OF_STRATEGY: dict[str, Any] = {"once": ("strategy",), "within": "strategy"}
ALL = (
    Kind(
        "organisationer",
        Organisation,
        "Organisationer",
        "Ny organisation",
        "De som har platser i råden. Byter en organisation namn, eller går den upp i en annan, lägger du "
        "till den nya och anger den som efterträdare. Det som är gjort under det gamla namnet "
        "står kvar.",
        (
            ("Organisationen", "name", "short_name", "everyday_names", "kind", "code", "registry_email"),
            ("Efterträdare", "successor", "succeeded_on"),
            (ADDRESS, "slug", "order"),
        ),
        ends="Ange i stället vem som efterträder den och från vilken dag, och dra in dess platser.",
    ),
    Kind(
        "rad",
        Council,
        "Råd, grupper och kansli",
        "Nytt råd",
        "Vad råden är till för, deras dagar och deras adresser. Vem som bereder och vem som är kansli ger "
        "rättigheter, så det ändrar bara administratören.",
        (
            (
                "Rådet",
                "name",
                "short_name",
                "abbreviation",
                "kind",
                "purpose",
                "tasks",
                "composition",
                "meeting_notes",
            ),
            ("Budkavle", "principles_title", "principles"),
            ("Beredning och kansli", "prepared_by", "office", "email"),
            (
                "Dagar och former",
                *("proposals_days_before", "documents_days_before", "summons_days_before"),
                *("minutes_days_after", "decisions_days_after", "numbering", "default_format"),
                *("stances_sealed", "dissent_until_approval"),
            ),
            ("Det alla ser före mötet", "titles_ahead"),
            ("Protokollet", "minutes_kind", "appendices", "minutes_sent_to", "minutes_kept_at"),
            ("Diarienummer", "registry_pattern"),
            (ADDRESS, "slug", "order", "accent", "source"),
        ),
        once=("kind",),
        ends="Dra i stället in rådets platser och avsluta uppdragen. Möten och ställningstaganden står kvar.",
    ),
    Kind(
        "strategier",
        Strategy,
        "Strategier",
        "Ny strategi",
        "En ny strategi läggs bredvid den gamla, så att ställningstaganden behåller sina mål.",
        (
            ("Strategin", "title", "full_title", "short_title", "region_name", "is_own", "vision"),
            ("Tid och fastställande", "year_from", "year_to", "adopted_on", "adopted_by", "adopted_note"),
            ("Upplysningar", "previous_note", "code_note", "indicators_note", "missing_note", "source"),
            (ADDRESS, "slug"),
        ),
        once=("is_own",),
        adoption=("adopted_on", "adopted_by", "adopted_note"),
        ends="Ange i stället till vilket år strategin gäller. Den står kvar bredvid den nya.",
    ),
    Kind(
        "nivaer",
        Level,
        "Nivåer",
        "Ny nivå",
        "Vad en strategi kallar sina nivåer, till exempel målområde och prioritering.",
        (("Nivån", "strategy", "singular", "plural", "key", "order"),),
        **OF_STRATEGY,
    ),
    Kind(
        "mal",
        Goal,
        "Mål",
        "Nytt mål",
        "Ett mål som inte längre gäller får en dag och står kvar. En ändrad lydelse når inte "
        "ställningstaganden som redan är tagna.",
        (
            ("Målet", "strategy", "level", "parent", "code", "title", "text", "retired_on"),
            (ADDRESS, "slug", "order"),
        ),
        **OF_STRATEGY,
        ends="Ange i stället från vilken dag målet inte längre gäller. Då väljs det inte för nya ärenden.",
    ),
    Kind(
        "perspektiv",
        Perspective,
        "Horisontella perspektiv",
        "Nytt perspektiv",
        "Det som går på tvären genom en strategis mål.",
        (
            ("Perspektivet", "strategy", "title", "text", "goals", "is_of_dimensions"),
            (ADDRESS, "slug", "order"),
        ),
        **OF_STRATEGY,
    ),
    Kind(
        "indikatorer",
        Indicator,
        "Indikatorer",
        "Ny indikator",
        "Vad målen mäts med. Värdena läses in från filer på indikatorns egen sida.",
        (
            ("Indikatorn", "title", "about", "unit", "source", "area"),
            ("Utgångsvärde och målvärde", "baseline", "baseline_year", "target", "target_year"),
            ("Mål i strategin", "goals"),
            (ADDRESS, "slug", "order"),
        ),
        ends="Den har värden som är publicerade. Koppla i stället bort den från målen.",
    ),
    Kind(
        "steg",
        StrategyStep,
        "Steg i framtagandet",
        "Nytt steg",
        "Hur en strategi togs fram: dialog, remiss, förslag, fastställande.",
        (("Steget", "strategy", "title", "how", "when", "begins", "ends", "order"),),
        **OF_STRATEGY,
    ),
    Kind(
        "underplaner",
        RelatedPlan,
        "Underplaner",
        "Ny underplan",
        "Planer som gör en strategi konkret.",
        (("Underplanen", "strategy", "title", "abbreviation", "note", "order"),),
        **OF_STRATEGY,
    ),
    Kind(
        "planer",
        StrategicPlan,
        "Strategiska planer",
        "Ny plan från början",
        "Rådens viljeinriktning, en utgåva för varje år. Nästa års utgåva görs från planens egen sida, med "
        "fokusområden och mål från den förra. Året står i adressen.",
        (
            ("Planen", "title", "year", "intro", "purpose", "criteria", "cooperation_text"),
            ("Antagande", "adopted_on", "adopted_by", "applies_from"),
            ("Upplysningar", "undated_note", "source"),
        ),
        fixed=(
            *("title", "year", "intro", "purpose", "criteria", "cooperation_text"),
            *("adopted_on", "adopted_by", "applies_from", "undated_note", "source"),
        ),
        adoption=("adopted_on", "adopted_by", "applies_from"),
    ),
    Kind(
        "fokusomraden",
        FocusArea,
        "Fokusområden",
        "Nytt fokusområde",
        "Planens områden, och de mål i strategin som de tjänar.",
        (
            ("Fokusområdet", "plan", "code", "title", "statement_2030", "objective", "goals_note"),
            ("Mål som området tjänar", "goals", "confirmed"),
            (ADDRESS, "slug", "order"),
        ),
        once=("plan",),
        within="plan",
        fixed=("code", "title", "statement_2030", "objective", "goals_note", "goals"),
        goes_along=("code", "goals"),
        ends="Låt i stället nästa års utgåva av planen vara utan området. Det som tjänar det behåller det.",
    ),
    Kind(
        "paverkansfragor",
        AdvocacyIssue,
        "Påverkansagendan",
        "Ny påverkansfråga",
        "Vad länet vill tillsammans, vem det är framfört till, vad de svarade och vad det gav.",
        (
            ("Frågan", "title", "about", "addressee", "goals"),
            ("Framförd", "sent_on", "sent_how"),
            ("Svar och resultat", "answered_on", "answer", "result"),
            ("Ordning", "order"),
        ),
    ),
    Kind(
        "synonymer",
        Synonyms,
        "Ord som betyder detsamma",
        "Nya ord",
        "Den som söker på ett av orden bland ställningstagandena hittar också dem som har något av de andra.",
        (("Orden", "words"),),
    ),
)
KINDS = {kind.key: kind for kind in ALL}
# Links to goals, which are rows of their own: see `strategy/workflow/`.
SERVED = {"goals": "Mål", "confirmed": "Varav bekräftade av kansliet"}
# What may be chosen, of fields whose models do not say it.
CHOICES = {
    "default_format": Meeting.Format.choices,
    "minutes_kind": Minutes.Kind.choices,
    "accent": [
        *(("lake", "Sjöblå"), ("pine", "Tallgrön"), ("plum", "Plommon")),
        *(("ochre", "Ockra"), ("rose", "Rosa"), ("slate", "Skiffer")),
    ],
}
# Where the model has no Swedish word, or another.
LABELS = {"slug": "adress", "key": "nyckel", "strategy": "strategi", "plan": "plan"}
LABELS |= {"singular": "nivån i ental", "plural": "nivån i flertal"}  # "Fyll i" stands before them
LETTERS = RegexValidator(
    r"^[a-z0-9]+([-_][a-z0-9]+)*$", "Skriv adressen med små bokstäver a–z, siffror och bindestreck."
)
CODE_LETTERS = RegexValidator(
    r"^[A-Za-z0-9]+([-._][A-Za-z0-9]+)*$", "Skriv adressen med a–z, siffror, punkter och bindestreck."
)
ENDS = "Det sista i sidans adress, som små bokstäver a–z, siffror och bindestreck."
# What of a new thing need not be written, and what it is then.
LEFT = {
    "slug": "Lämnas den tom görs den av namnet eller koden.",
    "order": "Lämnas den tom kommer det nya sist.",
}
MOVES = "Den gamla adressen leder alltid hit, och ges aldrig till något annat."


class BasicsForm(EditForm):
    """A thing of the kind, to add or to change."""

    acts = ("change_basics", "serve_goals")

    def __init__(self, data=None, *, kind, person, saved=None, fixed=(), whole=None, **kwargs):
        self.kind, self.whole = kind, {kind.within: whole} if whole else {}
        self.thing = saved or kind.model(**self.whole)
        fixed = (*fixed, *self.whole)
        hidden = {*(kind.once if saved else ()), *fixed}
        hidden |= set() if may_arrange_councils(person) else {"prepared_by", "office"}
        is_elsewhere = getattr(self.thing, "is_draft", False) or adoption_url_of(saved)
        hidden |= set(kind.adoption) if is_elsewhere else set()
        hidden |= {"goals"} if kind.model is Perspective and not saved else set()  # those of its strategy
        if isinstance(saved, Council) and saved.kind != Council.Kind.OFFICE:
            hidden |= {"email"}
        self.names = [name for name in kind.names if name not in hidden]
        usual = {name: _usual(self.thing, name) for name in self.names}
        super().__init__(data, saved=saved, **{} if saved else {"initial": usual}, **kwargs)
        for name in self.names:
            self.fields[name] = _field(self.thing, name)

    def layout(self):
        shown = [
            (legend, [name for name in names if name in self.names]) for legend, *names in self.kind.sections
        ]
        return [section(legend, *names) for legend, names in shown if names]

    def read(self, saved):
        read = {name: getattr(saved, name) for name in self.names if name not in SERVED}
        if isinstance(saved, AdvocacyIssue | Indicator | Perspective):
            read |= {"goals": list(saved.goals.order_by("order", "pk"))}
        return read | (served(saved) if isinstance(saved, FocusArea) else {})


def adoption_url_of(thing):
    """Where what is said of the adoption of an edition of the plan is written and put right, once that is
    known or the edition is frozen (docs/adr/0092)."""
    is_settled = isinstance(thing, StrategicPlan) and (thing.adopted_on or thing.frozen_at)
    return thing.adoption_url if is_settled else ""


def as_it_reads(thing, names):
    """(label, text) of the fields that are filled in, for whoever may not change them."""
    for name in names:
        goals = "\n".join(map(str, served(thing)[name])) if name in SERVED else ""
        if told := goals or str(getattr(thing, name, "") or ""):
            label = SERVED.get(name) or LABELS.get(name) or thing._meta.get_field(name).verbose_name
            yield label[:1].upper() + label[1:], told


def _usual(thing, name):
    """What a new thing begins with."""
    if name in SERVED:
        return []
    if name in LEFT:
        return None
    return None if thing._meta.get_field(name).is_relation else getattr(thing, name)


def _field(thing, name):
    if name in SERVED:
        field = SomeOf(label=SERVED[name], required=False)
        own = Goal.objects.filter(strategy__is_own=True)
        goals = thing.strategy.goals.all() if isinstance(thing, Perspective) else own
        if name == "confirmed" and thing.pk and KINDS["fokusomraden"].fixed_of(thing):
            goals = goals.filter(focus_area_links__focus_area=thing)
        goals, whole = by_whole(goals.select_related("strategy"))
        field.offer(goals, group=whole)
        return field
    of = thing._meta.get_field(name)
    label = LABELS.get(name, of.verbose_name)
    things, group = _things(thing, of), None
    if things and of.related_model in (Goal, Level):
        things, group = by_whole(things)
    field = field_of(of, label=label, choices=CHOICES.get(name), things=things, group=group)
    if name in ("year", "year_from") and thing.is_draft:
        year = Year(label=field.label)
        year.between(*years_within_reach(getattr(thing.made_from, name)))
        return year
    if name == "abbreviation":
        field.validators.append(_not_of_another(thing))
    if name == "slug":
        field.validators.append(CODE_LETTERS if isinstance(thing, Goal) else LETTERS)
        field.help_text = MOVES if thing.pk else field.help_text or ENDS
    if name in LEFT and not thing.pk:
        field.required = False
        field.help_text = f"{field.help_text} {LEFT[name]}".strip()
    return field


def _not_of_another(council):
    """What was numbered under it stands, so an abbreviation that a council has left is not given on."""

    def validate(value):
        others = Position.objects.filter(council_abbreviation=value).exclude(council=council.pk)
        if others.exists():
            raise ValidationError(
                f"{value} står på ställningstaganden från ett annat råd. Välj en annan förkortning."
            )

    return validate


def _things(thing, of):
    """What a foreign key may lead to."""
    if not isinstance(of, models.ForeignKey):
        return None
    if of.name in ("prepared_by", "office"):
        kind = Council.Kind.OFFICE if of.name == "office" else Council.Kind.PREPARATORY_GROUP
        return list(Council.objects.filter(kind=kind))
    rows = of.related_model._default_manager.all()
    if of.related_model is Organisation:
        rows = rows.filter(pk__in=Organisation.objects.own())
    if of.related_model is StrategicPlan:
        rows = rows.filter(frozen_at=None, next_edition=None)
    if of.related_model is Strategy and isinstance(thing, Goal | Perspective):
        rows = rows.exclude(next_edition__is_draft=True)
    if of.name in ("level", "parent") and thing.strategy_id:
        rows = rows.filter(strategy=thing.strategy_id)
    if of.related_model in (Goal, Level):
        rows = rows.select_related("strategy")
    return list(rows.exclude(pk=thing.pk) if of.related_model is type(thing) else rows)
