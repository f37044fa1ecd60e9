"""XML of the namespaces that a package is written in."""

import datetime as dt

from lxml import etree

from meetings.open.akoma import NO_XML

NAMESPACES = {
    "mets": "http://www.loc.gov/METS/",
    "csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "sip": "https://DILCIS.eu/XML/METS/SIPExtensionMETS",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "premis": "http://www.loc.gov/premis/v3",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def named(name):
    """ "mets:file" as lxml has it."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def element(name, *content, prefixes=(), **attributes):
    """With what is in it, texts and other elements, in order; nothing where that is None. An attribute of
    another namespace is written `xlink_href`."""
    made = etree.Element(named(name), nsmap={prefix: NAMESPACES[prefix] for prefix in prefixes} or None)
    for key, value in attributes.items():
        if value not in (None, ""):
            made.set(named(key.replace("_", ":")), NO_XML.sub("", str(value)))
    for each in content:
        if isinstance(each, str):
            made.text = (made.text or "") + NO_XML.sub("", each)
        elif each is not None:
            made.append(each)
    return made


def written(root):
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def read(content):
    """Nothing is fetched and no entity is filled in, whatever the file asks for."""
    return etree.fromstring(content, etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False))


def utc(moment):
    """A moment as these standards have it, whole seconds in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
