"""What the portal knows of a meeting, as tables. The same list gives the tables, their description, and what
the package is read back by."""

from django.db.models import Q

from councils.journal import history_of
from meetings.archive.papers import placed_documents
from meetings.archive.table import Table, column, listed
from meetings.models import (
    AgendaItem,
    Attendance,
    Commitment,
    DissentingOpinion,
    FormalDecision,
    Letter,
    Lift,
    Minutes,
    MinutesApproval,
    Position,
    Stance,
    Statement,
    SummonsAnswer,
)
from rus_portal.core.address import whole
from rus_portal.core.rich import as_plain

# What those who read leave behind, and the packages themselves: no part of what was done at the meeting.
NOT_OF_THE_MEETING = ("open_document", "export_archive")


def items_of(meeting):
    items = meeting.items.select_related("primary_goal__strategy", "proposed_by", "position", "stage_by")
    return items.order_by("order", "pk")


def journal_of(meeting):
    """What was done with the meeting, all that is its own and what was lifted off it."""
    items = AgendaItem.objects.filter(
        Q(meeting=meeting) | Q(pk__in=Lift.objects.filter(meeting=meeting).values("item"))
    )
    told = history_of(
        meeting,
        items,
        Minutes.objects.filter(meeting=meeting),
        Position.objects.filter(item__meeting=meeting),
        Letter.objects.filter(meeting=meeting),
    )
    return told.exclude(act__in=NOT_OF_THE_MEETING)


def _of_items(model, *related, order):
    def rows(meeting):
        found = model.objects.filter(item__meeting=meeting).select_related("item", *related)
        return found.order_by("item__order", *order)

    return rows


def minutes_of(meeting):
    return (
        Minutes.objects.filter(meeting=meeting)
        .select_related("item")
        .order_by("version", "item__order", "pk")
    )


def _goals(position):
    return listed(f"{goal['code']} {goal['title']} ({goal['strategy']})" for goal in position.goals)


def _kind_of(entry):
    return entry.subject_type.rpartition(".")[2]


NUMBER = column("punkt", "Punktens nummer på dagordningen", "item.number")
MEETING = Table(
    "mote",
    "Mötet: en rad",
    lambda meeting: [meeting],
    (
        column("adress", "Mötets adress i portalen", lambda row: whole(row.get_absolute_url())),
        column("diarienummer", "Mötets diarienummer", "registry_number"),
        column("råd", "De råd som möttes, det som kallade först", lambda row: listed(row.councils)),
        column("dag", "Mötets första dag", "date"),
        column("börjar", "Klockslag", "start_time"),
        column("sista dag", "Mötets sista dag", "end_date"),
        column("slutar", "Klockslag", "end_time"),
        column("mötesform", "Hur rådet möttes", "get_format_display"),
        column("plats", "Var rådet möttes", "place"),
        column("ordförande", "Den som ledde mötet", "leader_name"),
        column("sekreterare", "Mötets sekreterare", "secretary"),
        column("justerare", "De som mötet utsåg", lambda row: listed(row.approvers.order_by("name", "pk"))),
        column("kallat", "När kallelsen gick ut", "convened_at"),
        column("avslutat", "När sekreteraren avslutade mötet", "held_at"),
    ),
)
ITEMS = Table(
    "punkter",
    "Punkterna på dagordningen, med underlag och utfall",
    items_of,
    (
        column("punkt", "Punktens nummer på dagordningen", "number"),
        column("paragraf", "Punktens § i protokollet", "paragraph"),
        column("rubrik", "Punktens rubrik", "title"),
        column("avser", "Information eller ställningstagande", "get_type_display"),
        column("diarienummer", "Ärendets diarienummer", "registry_number"),
        column("sammanfattning", "Underlag: sammanfattning", "summary"),
        column("bakgrund", "Underlag: bakgrund", "background"),
        column("frågor", "Underlag: frågor att förbereda", "questions"),
        column("förslag", "Underlag: förslag till ställningstagande", "proposed_position"),
        column("mål", "Målet i den regionala utvecklingsstrategin", "primary_goal"),
        column("så tjänar ärendet målet", "En mening om hur", "how"),
        column("social", "Social hållbarhet", "social"),
        column("ekologisk", "Ekologisk hållbarhet", "ecological"),
        column("ekonomisk", "Ekonomisk hållbarhet", "economic"),
        column("föredragande", "Den som föredrog", "presenters"),
        column("föreslås av", "Organisationen som föreslog punkten", "proposed_by"),
        column("skede", "Hur långt punkten kom", "get_stage_display"),
        column("utfall", "Vad det blev av punkten", "get_outcome_display"),
        column("samtalet", "Samtalet i korthet, utan formatering", lambda row: as_plain(row.discussion)),
        column(
            "anteckning", "Protokollsanteckning, utan formatering", lambda row: as_plain(row.minutes_note)
        ),
        column(
            "fortsatt hantering",
            "Vad som händer sedan, utan formatering",
            lambda row: as_plain(row.further_handling),
        ),
    ),
)
POSITIONS = Table(
    "stallningstaganden",
    "Rådets ställningstaganden, ordagrant",
    lambda meeting: (
        Position.objects.filter(item__meeting=meeting).select_related("item").order_by("item__order", "pk")
    ),
    (
        NUMBER,
        column("beteckning", "Ställningstagandets nummer", "designation"),
        column("råd", "Rådets dåvarande namn", "council_name"),
        column("text", "Ställningstagandet, en punkt på varje rad som börjar med streck", "text"),
        column("mål", "Målen det tjänar, med dåvarande lydelse", _goals),
        column("antaget", "Dagen det antogs", "adopted_on"),
        column("ses över", "Dagen rådet ska se över det", "review_on"),
        column("adress", "Ställningstagandets adress i portalen", lambda row: whole(row.get_absolute_url())),
    ),
)
DISSENTS = Table(
    "avvikande-synpunkter",
    "Avvikande synpunkter, ordagrant, också de som togs tillbaka",
    _of_items(
        DissentingOpinion,
        "seat__organisation",
        "person",
        "lodged_by",
        "joins__person",
        order=("lodged_at", "pk"),
    ),
    (
        NUMBER,
        column("organisation", "Organisationens dåvarande namn", "organisation_name"),
        column("lämnad av", "Den som lämnade synpunkten", "author"),
        column("plats", "Platsen som synpunkten lämnades från", "seat.label"),
        column("text", "Synpunkten", "text"),
        column("instämmer i", "Vems synpunkt den instämmer i, om någons", "joins.author"),
        column("lämnad", "När den lämnades", "lodged_at"),
        column("införd av", "Den som skrev in den", "lodged_by"),
        column("återtagen", "När den togs tillbaka; tom om den står kvar", "withdrawn_at"),
        column("föll", "Varför den inte står kvar, om ingen tog tillbaka den", "get_fell_display"),
    ),
)
STATEMENTS = Table(
    "protokollsanteckningar",
    "Protokollsanteckningar som någon har lämnat, ordagrant",
    _of_items(Statement, "seat", "person", order=("lodged_at", "pk")),
    (
        NUMBER,
        column("organisation", "Organisationens dåvarande namn", "organisation_name"),
        column("lämnad av", "Den som lämnade anteckningen", "person"),
        column("text", "Anteckningen", "text"),
        column("lämnad", "När den lämnades", "lodged_at"),
        column("återtagen", "När den togs tillbaka; tom om den står kvar", "withdrawn_at"),
    ),
)
ATTENDANCE = Table(
    "narvaro",
    "Vilka som var med, och för vem",
    lambda meeting: (
        Attendance.objects.filter(meeting=meeting)
        .select_related("person", "organisation", "seat", "substitutes_for__organisation")
        .order_by("organisation__order", "seat__order", "pk")
    ),
    (
        column("organisation", "Organisationen", "organisation"),
        column("namn", "Personen", "person"),
        column("plats", "Platsen i rådet", "seat.label"),
        column("närvaro", "Om och hur personen var med", "get_status_display"),
        column("tjänstgjorde för", "Platsen som en ersättare tjänstgjorde för", "substitutes_for"),
    ),
)
APPROVALS = Table(
    "justeringar",
    "Vilka som justerade vilken version av protokollet",
    lambda meeting: (
        MinutesApproval.objects.filter(minutes__meeting=meeting)
        .select_related("minutes__item", "person", "instead_of")
        .order_by("minutes__version", "minutes__item__order", "minutes", "pk")
    ),
    (
        column("version", "Protokollets version", "minutes.version"),
        column("punkt", "Punkten, där en § justerades för sig", "minutes.item.number"),
        column("namn", "Den som justerade", "person"),
        column("i stället för", "Den som mötet utsåg, om någon annan justerade", "instead_of"),
        column("justerat", "När", "approved_at"),
    ),
)
MINUTES = Table(
    "protokoll",
    "Protokollets versioner, och paragrafer som justerades för sig",
    minutes_of,
    (
        column("version", "Version; de som följer på den första är rättelser", "version"),
        column("punkt", "Punkten, där en § justerades för sig", "item.number"),
        column("slag", "Protokoll eller minnesanteckningar", "get_kind_display"),
        column("skede", "Hur långt den har kommit", "get_stage_display"),
        column("utsänt", "När den skickades för justering", "sent_at"),
        column("justerat", "När den var justerad av alla, och låstes", "approved_at"),
        column("publicerat", "När den publicerades", "published_at"),
        column("rättat", "Vad som är rättat", "correction_note"),
        column("varför", "Varför det är rättat", "correction_why"),
        column("maskerat", "Om det finns en öppen version där uppgifter är maskerade", "is_masked"),
        column("sha256", "Den förseglade filens kontrollsumma, före senare tidsstämplar", "sha256"),
    ),
)
STANCES = Table(
    "forankring",
    "Var organisationerna stod före mötet",
    _of_items(Stance, "organisation", "recorded_by", order=("organisation__order", "pk")),
    (
        NUMBER,
        column("organisation", "Organisationen", "organisation"),
        column("läge", "Var organisationen stod", "get_status_display"),
        column("organ", "Vem som tog upp ärendet hemma", "body"),
        column("dag", "När det togs upp", "held_on"),
        column("till kansliet", "Vad organisationen skrev till kansliet", "note"),
        column("avvikande synpunkt", "Den synpunkt som aviserades", "dissent_text"),
        column("så tänkte vi", "Vad organisationen har publicerat om hur den tänkte", "in_own_words"),
        column("angett", "När läget angavs", "recorded_at"),
        column("av", "Den som angav det", "recorded_by"),
    ),
)
DECISIONS = Table(
    "formella-beslut",
    "Organisationernas egna formella beslut, så långt de är kända",
    lambda meeting: (
        FormalDecision.objects.filter(position__item__meeting=meeting)
        .select_related("position__item")
        .order_by("position__item__order", "organisation__order", "pk")
    ),
    (
        column("punkt", "Punktens nummer på dagordningen", "position.item.number"),
        column("organisation", "Organisationens dåvarande namn", "organisation_name"),
        column("läge", "Vad organisationen har svarat", "get_status_display"),
        column("organ", "Vem som tog det formella beslutet", "body"),
        column("dag", "Vilken dag", "decided_on"),
        column("om dagen", "Vad som är känt om dagen, där den inte är det", "decided_note"),
        column("paragraf", "I organisationens protokoll", "paragraph"),
        column("diarienummer", "Hos organisationen", "registry_number"),
        column("anmärkning", "Anmärkning", "note"),
    ),
)
COMMITMENTS = Table(
    "ataganden",
    "Vem som åtog sig vad på mötet",
    _of_items(Commitment, order=("noted_at", "pk")),
    (
        NUMBER,
        column("vem", "Den som åtog sig det", "who"),
        column("vad", "Vad som ska göras", "what"),
        column("senast", "Senast vilken dag", "due"),
    ),
)
LIFTED = Table(
    "avlyft",
    "Vad som lyftes av dagordningen, och vart det gick",
    lambda meeting: Lift.objects.filter(meeting=meeting).select_related("to").order_by("lifted_at", "pk"),
    (
        column("punkt", "Numret punkten hade på dagordningen", "number"),
        column("rubrik", "Rubriken den hade", "title"),
        column("vart", "Vart den gick", "get_way_display"),
        column("till", "Mötet den flyttades till", "to"),
        column("skäl", "Varför", "reason"),
        column("lyft", "När", "lifted_at"),
        column("åter", "När den kom tillbaka; tom om den inte gjorde det", "returned_at"),
    ),
)
ANSWERS = Table(
    "svar-pa-kallelsen",
    "Svaren på kallelsen, utan meddelanden till kansliet",
    lambda meeting: (
        SummonsAnswer.objects.filter(meeting=meeting)
        .select_related("person", "organisation", "substitute")
        .order_by("organisation__order", "answered_at", "pk")
    ),
    (
        column("organisation", "Organisationen", "organisation"),
        column("namn", "Den som svarade", "person"),
        column("svar", "Svaret", "get_answer_display"),
        column("ersättare", "Ersättaren som svaret nämner", "substitute"),
        column("svarat", "När", "answered_at"),
    ),
)
LETTERS = Table(
    "brev",
    "Portalens utskick om mötet: till vem och när, utan adresser",
    lambda meeting: (
        Letter.objects.filter(meeting=meeting)
        .select_related("person", "guest", "feedback__organisation", "barrier")
        .order_by("written_at", "pk")
    ),
    (
        column("slag", "Vad brevet var", "get_kind_display"),
        column("till", "Den som fick det", "receiver"),
        column("skrivet", "När det skrevs", "written_at"),
        column("skickat", "När e-postservern tog emot det; tom om den inte gjorde det", "sent_at"),
    ),
)
JOURNAL = Table(
    "journal",
    "Journalens rader om mötet, dess punkter, protokoll, ställningstaganden och utskick, den äldsta först",
    journal_of,
    (
        column("nummer", "Radens nummer i portalens journal", "pk"),
        column("tid", "När det gjordes", "at"),
        column("händelse", "Händelsens namn i portalen", "act"),
        column("om", "Vad för slag av sak raden gäller", _kind_of),
        column("om nummer", "Sakens nummer i portalen", "subject_id"),
        column("mening", "Vad som gjordes, i en mening", "sentence"),
        column("av", "Den som gjorde det; tom om det var portalen", "by"),
        column("före", "Vad som stod före ändringen, som JSON", "before"),
        column("efter", "Vad som stod efter ändringen, som JSON", "after"),
        column("länk", "Radens länk i journalens kedja (SHA-256)", "chain"),
    ),
)
DOCUMENTS = Table(
    "handlingar",
    "Handlingarna, alla versioner, med var i paketet de ligger",
    placed_documents,
    (
        column("punkt", "Punkten som handlingen hör till; tom om den hör till mötet", "document.item.number"),
        column("titel", "Handlingens titel", "document.title"),
        column("slag", "Vad för slag av handling", "document.get_kind_display"),
        column("version", "Handlingens version", "document.version"),
        column("filens namn", "Vad filen hette när den lades upp", "document.name"),
        column("fil", "Filen så som den kom, under representations/original/data", "path"),
        column("läskopia", "Filen som läsarna fick, under representations/lasning/data", "copy"),
        column("vem får läsa", "Vem portalen visar den för", "document.get_visibility_display"),
        column("lagrum", "Stödet i lag, om den inte är öppen för alla", "document.legal_ground"),
        column("inkom", "När den lades upp", "document.added_at"),
        column("av", "Den som lade upp den", "document.added_by"),
        column(
            "efter kallelsen", "Om den kom efter att kallelsen hade gått ut", "document.added_after_summons"
        ),
    ),
)
NAMES_PAPERS = (DOCUMENTS, JOURNAL)  # also of those that are not open to all
TABLES = (
    *(MEETING, ITEMS, POSITIONS, DISSENTS, STATEMENTS, DOCUMENTS, ATTENDANCE, MINUTES, APPROVALS),
    *(STANCES, DECISIONS, COMMITMENTS, LIFTED, ANSWERS, LETTERS, JOURNAL),
)
