"""An Office file as the archive it is: its parts read one by one, and what is otherwise in its copy."""

import codecs
import io
import posixpath
import re
import zipfile
from collections import Counter
from urllib.parse import unquote

from lxml import etree

LARGEST_TREE = 48 * 1024 * 1024  # bytes of a part; a tree takes some ten times as much
LARGEST_TEXT = 128 * 1024 * 1024
RELATIONS = re.compile(r"(?:(.*)/)?_rels/([^/]*)\.rels")
TITLE = "{http://purl.org/dc/elements/1.1/}title"
WITH_TEXT = re.compile(r"\S")


class Unread(Exception):
    """A part that is too large, or no XML."""


# Nothing is fetched or expanded; a file may say what it likes of itself.
OPTIONS = {"resolve_entities": False, "load_dtd": False, "no_network": True, "remove_comments": True}


def parser():
    return etree.XMLParser(**OPTIONS)


def local(element):
    """The name without its namespace: of the two that Office has, one for strict files."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element, name):
    """By its local name."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element, name):
    return next((each for each in element if local(each) == name), None)


def drop(element):
    """With all that is in it. What follows it stays."""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element):
    """What is in it stands in its place."""
    parent = element.getparent()
    at = parent.index(element)
    for each in reversed(list(element)):
        parent.insert(at, each)
    parent.remove(element)


def has_text(element):
    return any(WITH_TEXT.search(text) for text in element.itertext())


class Package:
    def __init__(self, file):
        self.archive = zipfile.ZipFile(file)
        self.names = self.archive.namelist()
        self.found: Counter = Counter()
        self.changed: dict[str, bytes | None] = {}  # None where the part is left out

    def target(self, folder, relation):
        """The name of the part that a relation leads to, whichever letters of it are capitals; "" where it
        leads out of the file."""
        if relation.get("TargetMode") == "External":
            return ""
        told = unquote(relation.get("Target", ""))
        part = told.lstrip("/") if told.startswith("/") else posixpath.normpath(posixpath.join(folder, told))
        return next((name for name in self.names if name.lower() == part.lower()), part)

    def read(self, name, at_most=LARGEST_TEXT):
        if self.archive.getinfo(name).file_size > at_most:
            raise Unread(name)
        return self.archive.read(name)

    def text(self, name):
        content = self.read(name)
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return content.decode("utf-16" if is_wide else "utf-8", errors="replace")

    def tree(self, name):
        try:
            return etree.fromstring(self.read(name, LARGEST_TREE), parser())
        except etree.XMLSyntaxError as no:
            raise Unread(name) from no

    def put(self, name, tree):
        self.changed[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def name(self, title):
        """Without a title of its own it is told by this one, as a reader of screens says it."""
        for name in {"docProps/core.xml", "meta.xml"} & {*self.names}:
            tree = self.tree(name)
            where = tree if name.startswith("docProps") else child(tree, "meta")
            if where is not None:
                found = child(where, "title")
                titled = etree.SubElement(where, TITLE) if found is None else found
                titled.text = titled.text or title
                self.put(name, tree)

    def relations(self):
        """(the name of the list, its tree, the folder that its targets are told from)."""
        for name in self.names:
            if match := RELATIONS.fullmatch(name):
                yield name, self.tree(name), match[1] or ""

    def written(self):
        """The copy."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in self.archive.infolist():
                content = self.changed.get(info.filename, b"")
                if content is None:
                    continue
                # The type of an OpenDocument file lies first and unpacked, so that it is seen from outside.
                packing = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
                copy.writestr(info.filename, content or self.archive.read(info), packing)
        return made.getvalue()
