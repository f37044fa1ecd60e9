"""The catalogue of our open data, as the Swedish profile of DCAT asks for it (DCAT-AP-SE 3), for national
and European portals to gather.

The profile writes a format as its media type, a text, where the European one has a thing of a list; that is
the one known departure.
"""

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from meetings.models import Position
from rus_portal.core.address import address, whole

EU = Namespace("http://publications.europa.eu/resource/authority/")
PUBLISHER_TYPE = URIRef("http://purl.org/adms/publishertype/RegionalAuthority")
FREE = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")  # CC0, as the profile asks
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
POSITIONS = "Samverkansrådens ställningstaganden"
# Of each distribution: the name of its address, its media type and its title.
FORMATS = (
    ("positions_atom", "application/atom+xml", "Atom, de senaste"),
    ("positions_csv", "text/csv", "CSV"),
    ("positions_xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    ("positions_json", "application/json", "JSON"),
)

# What is told in one whole, as CSV, Excel and JSON: its addresses, its name, its title and what it is.
IN_EACH_FORMAT = (
    (
        "strategies",
        "strategi",
        "Den regionala utvecklingsstrategin",
        "Strategins mål i sitt träd och dess horisontella perspektiv, vad vart och ett mäts med, och vad det "
        "blev i nästa strategi.",
    ),
    (
        "plans",
        "plan",
        "Samverkansrådens strategiska plan",
        "Fokusområdena i varje utgåva av planen, vilka av strategins mål de tjänar, och vad de blev i nästa "
        "utgåva; när utgåvan antogs, av vem och i vilket ställningstagande, och från vilken dag den gäller.",
    ),
    (
        "indicators",
        "indikatorer",
        "Indikatorer för den regionala utvecklingsstrategin",
        "Vad strategins mål mäts med: värden för område, kön och år efter officiell statistik, med källans "
        "egna markeringar där det inte finns något tal, och vad de betyder.",
    ),
    (
        "advocacy",
        "paverkansagenda",
        "Påverkansagendan",
        "Frågor som länet driver tillsammans: vem de är framförda till, vad svaret blev och vad det gav.",
    ),
    (
        "consultations",
        "remisser",
        "Remisser om strategi och plan",
        "Vad organisationerna har tillfrågats om, och vad var och en svarade när remissen är stängd.",
    ),
)
FOLLOW_UP = (
    ("follow_up_atom", (), "application/atom+xml", "Atom, de senaste formella besluten och resultaten"),
    ("follow_up_json", (), "application/json", "JSON, alla listor"),
    (
        "follow_up_xlsx",
        (),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel, alla listor",
    ),
    ("follow_up_csv", ("formella-beslut",), "text/csv", "CSV, formella beslut"),
    ("follow_up_csv", ("tid-till-formella-beslut",), "text/csv", "CSV, tid till formella beslut"),
    ("follow_up_csv", ("ataganden",), "text/csv", "CSV, åtaganden"),
    ("follow_up_csv", ("resultat",), "text/csv", "CSV, resultat"),
    ("follow_up_csv", ("finansiering",), "text/csv", "CSV, finansiering"),
    ("follow_up_csv", ("oversyner",), "text/csv", "CSV, översyner"),
    ("follow_up_csv", ("arenden",), "text/csv", "CSV, ärenden"),
    ("follow_up_csv", ("deltagande",), "text/csv", "CSV, deltagande"),
    ("follow_up_csv", ("forankring",), "text/csv", "CSV, det som organisationer publicerat av hur de tänkte"),
)


def catalogue(region, email):
    """The graph. `region` publishes it, and `email` (may be empty) answers questions."""
    graph = Graph()
    graph.bind("vcard", VCARD)
    page = whole(address("open_data"))
    own, publisher, contact = (URIRef(f"{page}#{name}") for name in ("katalog", "utgivare", "kontakt"))
    _add(graph, publisher, {RDF.type: FOAF.Agent, FOAF.name: Literal(region), DCTERMS.type: PUBLISHER_TYPE})
    _add(
        graph, contact, {RDF.type: VCARD.Organization, VCARD.fn: Literal(region), VCARD.hasURL: URIRef(page)}
    )
    graph.add((contact, RDF.type, VCARD.Kind))
    if email:
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{email}")))
    told = {
        RDF.type: DCAT.Catalog,
        DCTERMS.title: _swedish(f"Öppna data från samverkansråden, {region}"),
        DCTERMS.description: _swedish("Det som samverkansråden har tagit ställning till, och när de möts."),
        DCTERMS.publisher: publisher,
        DCTERMS.license: FREE,
        DCTERMS.language: EU["language/SWE"],
        FOAF.homepage: URIRef(whole(address("start"))),
    }
    _add(graph, own, told | _changed())
    both = {DCTERMS.publisher: publisher, DCAT.contactPoint: contact}
    datasets = [make(graph, page, both) for make in (_positions, _meetings, _follow_up)]
    datasets += [_in_each_format(graph, page, both, *told) for told in IN_EACH_FORMAT]
    for dataset in datasets:
        graph.add((own, DCAT.dataset, dataset))
    graph.add((own, DCAT.service, _service(graph, page, both, datasets)))
    return graph


def _service(graph, page, both, datasets):
    """The programming interface, which tells of both."""
    service = URIRef(f"{page}#oparl")
    told = both | {
        RDF.type: DCAT.DataService,
        DCTERMS.title: _swedish("Samverkansrådens möten, ärenden och ställningstaganden enligt OParl 1.1"),
        DCTERMS.accessRights: EU["access-right/PUBLIC"],
        DCTERMS.license: FREE,
        DCAT.endpointURL: URIRef(whole(address("oparl"))),
        DCAT.endpointDescription: URIRef(whole(address("openapi"))),
        DCAT.landingPage: URIRef(page),
    }
    _add(graph, service, told)
    for dataset in datasets:
        graph.add((service, DCAT.servesDataset, dataset))
    return service


def _positions(graph, page, both):
    told = both | {
        DCTERMS.title: _swedish(POSITIONS),
        DCTERMS.description: _swedish(
            "Alla publicerade ställningstaganden, vart och ett med sina avvikande synpunkter, de mål i den "
            "regionala utvecklingsstrategin och de fokusområden i den strategiska planen som det tjänar, och "
            "organisationernas formella beslut. Råden är rådgivande."
        ),
    }
    dataset = _dataset(graph, page, "stallningstaganden", told | _changed())
    for word in ("samverkan", "regional utveckling", "ställningstagande", "avvikande synpunkt"):
        graph.add((dataset, DCAT.keyword, _swedish(word)))
    for name, kind, title in FORMATS:
        _distribution(graph, dataset, address(name), kind, title)
    return dataset


def _meetings(graph, page, both):
    told = both | {
        DCTERMS.title: _swedish("Samverkansrådens mötesdagar"),
        DCTERMS.description: _swedish("När och var råden möts, som kalender att prenumerera på."),
    }
    dataset = _dataset(graph, page, "moten", told)
    _distribution(graph, dataset, address("calendar"), "text/calendar", "iCalendar")
    return dataset


def _in_each_format(graph, page, both, addresses, name, title, description):
    told = both | {DCTERMS.title: _swedish(title), DCTERMS.description: _swedish(description)}
    dataset = _dataset(graph, page, name, told)
    for of_positions, kind, words in FORMATS[1:]:
        _distribution(graph, dataset, address(of_positions.replace("positions", addresses)), kind, words)
    return dataset


def _follow_up(graph, page, both):
    told = both | {
        DCTERMS.title: _swedish("Uppföljning av samverkansrådens arbete"),
        DCTERMS.description: _swedish(
            "Vilka formella beslut organisationerna har fattat efter rådens ställningstaganden, åtaganden, "
            "resultat med bildernas adresser, finansiering, vem som har rättat eller ändrat det, vad råden "
            "har behandlat, vilka mål och fokusområden det tjänar och vilka organisationer som har deltagit."
        ),
    }
    dataset = _dataset(graph, page, "uppfoljning", told | _changed())
    for name, which, kind, title in FOLLOW_UP:
        _distribution(graph, dataset, address(name, *which), kind, title, "-".join(which))
    return dataset


def _dataset(graph, page, name, told):
    dataset = URIRef(f"{page}#{name}")
    common = {
        RDF.type: DCAT.Dataset,
        DCTERMS.accessRights: EU["access-right/PUBLIC"],
        DCTERMS.accrualPeriodicity: EU["frequency/IRREG"],
        DCTERMS.language: EU["language/SWE"],
        DCTERMS.spatial: EU["country/SWE"],
        DCAT.theme: EU["data-theme/GOVE"],
        DCAT.landingPage: URIRef(page),
    }
    _add(graph, dataset, common | told)
    return dataset


def _distribution(graph, dataset, path, kind, title, which=""):
    """Its own address, and the whole of it at once. `which` part of the dataset it is, where not all."""
    own = URIRef("-".join(filter(None, [dataset, which, path.rpartition(".")[2]])))
    told = {
        RDF.type: DCAT.Distribution,
        DCTERMS.title: _swedish(title),
        DCAT.accessURL: URIRef(whole(path)),
        DCAT.downloadURL: URIRef(whole(path)),
        DCTERMS["format"]: Literal(kind),
        DCTERMS.license: FREE,
    }
    _add(graph, own, told)
    graph.add((dataset, DCAT.distribution, own))


def _add(graph, subject, told):
    for predicate, value in told.items():
        graph.add((subject, predicate, value))


def _changed():
    """When something was published last; nothing before anything was."""
    newest = Position.objects.published().order_by("-published_at").first()
    day = newest and newest.published_at.date().isoformat()
    return {DCTERMS.modified: Literal(day, datatype=XSD.date)} if day else {}


def _swedish(text):
    return Literal(text, lang="sv")
