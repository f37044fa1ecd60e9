"""The press: the only module that knows WeasyPrint. It turns the HTML of one document into its bytes.

Every document is PDF/A-3a (for the archive) and PDF/UA-1 (for everyone) at once, set in our own fonts alone,
and holds nothing about the time or the machine it was made on: the same record gives the same bytes.
"""

import atexit
import datetime as dt
import gc
import hashlib
import json
import logging
import os
import re
import threading
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage

from rus_portal.core.images import cut_short, on_paper
from rus_portal.core.once import once

STATIC = (Path(settings.BASE_DIR) / "static").resolve()
SHEETS = ("css/tokens.css", "css/print.css")
NO_SYSTEM_FONTS = Path(__file__).with_name("fonts.conf")
VARIANT = "pdf/a-3a"

# Characters of HTML that a request prints: minutes of 50 items, or a summons of 75, which takes the process
# to just under 200 MB.
LONG = 120_000

# A sheet as large as an uploaded page, with room for the running head only (rus_portal.core.inlay.STRIP).
LEAF = """
@page {0} {{ size: {1}pt {2}pt; margin: 10mm 12mm 0; @bottom-left {{ content: none }}
  @top-left {{ padding-bottom: 3mm }} @top-right {{ padding-bottom: 3mm }} }}
.{0} {{ page: {0} }}"""

# The numbers of a list are written by a counter of ours, which does not know where the list begins.
STARTS = "".join(f'ol[start="{at}"] {{ counter-reset: point {at - 1} }}\n' for at in range(2, 100))

# WeasyPrint writes one standard at a time into the metadata. These two descriptions add PDF/UA-1 to PDF/A-3a:
# the claim itself, and the schema of the claim, which PDF/A requires for all properties but its own.
PDF_UA = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
  rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""

ROOT = re.compile(r'<html[^>]* class="accent-(\w+)"')
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
FONT_FACE = re.compile(r"@font-face \{[^}]*\}")
FOR_SCREENS = re.compile(r"@media screen \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
NOT_OURS = re.compile(r"^(?:::|@counter-style).*$", re.MULTILINE)  # in WeasyPrint's own style sheet
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What lies in the file beside its pages, as `rus_portal.core.pdf.told` writes it.
ENCLOSED = re.compile(r'<script id="enclosed" type="application/json">(.*?)</script>', re.DOTALL)
STORED = re.compile(r"stored:(results/[0-9a-f]{32}\.jpg)")  # the picture of a result, of our own making
CREATED = re.compile(r'<meta name="dcterms.created" content="([\d-]+)')


@cache
def style():
    """The style sheets of all documents, as bytes."""
    return b"".join((STATIC / sheet).read_bytes() for sheet in SHEETS) + (STARTS + LEAF).encode()


def length(html):
    """In characters. What is enclosed is not set, however long it is."""
    return len(ENCLOSED.sub("", html))


def accent_of(html):
    found = ROOT.search(html)
    return found[1] if found else "lake"


@cache
def written_out(accent):
    """The style sheets with each custom property as its value, for documents of one accent: WeasyPrint would
    look it up, and read it, for each element of a document anew."""
    css = "".join((STATIC / sheet).read_text() for sheet in SHEETS)
    css = FOR_SCREENS.sub("", COMMENT.sub("", css))
    values = {}
    for selectors, body in RULE.findall(css):
        if {":root", f".accent-{accent}"} & {each.strip() for each in selectors.split(",")}:
            values |= dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))
    while VARIABLE.search(css):
        css = VARIABLE.sub(lambda name: values[name[1]], css)
    return css + STARTS


@cache
def edition():
    """What decides, besides its text, how a document looks: style, fonts, this module and the libraries."""
    fonts = sorted((STATIC / "fonts").iterdir())
    files = b"".join(hashlib.sha256(file.read_bytes()).digest() for file in [*fonts, Path(__file__)])
    versions = "".join(version(each) for each in ("weasyprint", "pydyf", "fonttools"))
    return style() + files + versions.encode()


instead: type | None = None  # what a web process prints by (rus_portal.gunicorn, rus_portal.core.press_apart)


@once
def press():
    if instead:
        return instead()
    atexit.register(press.cache_clear)  # removes the folder of fonts while Python still can
    return Press()


class Press:
    """WeasyPrint with our style sheets read and our fonts loaded, which saves a second on every document.

    Made at the first document of a process. Not when the module is imported, because other commands and
    requests should not wait the two seconds it takes; nor before a server forks, because the fonts lie in a
    folder that is removed when the process ends.
    """

    def __init__(self):
        with cut_short(taken=False):  # which the import would change for everybody
            from weasyprint import CSS, HTML, Attachment  # local: takes most of those two seconds to load
        from weasyprint.html import UA  # local: as above
        from weasyprint.text.fonts import FontConfiguration  # local: as above
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # local: as above

        class OnlyStatic(URLFetcher):
            """Nothing from the net and no file but our own, whatever a document may ask for, and the pictures
            of results. A paper that lacks one would be kept as if it were whole, so it is not printed."""

            def fetch(self, url, headers=None):
                if found := STORED.fullmatch(url):
                    try:
                        with default_storage.open(found[1]) as file:
                            picture = on_paper(file)
                    except Exception as why:
                        raise FatalURLFetchingError(f"Not to be had: {url}") from why
                    return URLFetcherResponse(url, picture, {"Content-Type": "image/jpeg"})
                if not Path(unquote(url.removeprefix("file://"))).resolve().is_relative_to(STATIC):
                    raise ValueError(f"Not one of our static files: {url}")
                return super().fetch(url, headers)

        lean = CSS(string=NOT_OURS.sub("", UA))

        class Lean(HTML):
            """Without the five kinds of notes that each element else gets the style of."""

            def _ua_stylesheets(self, forms=False):
                return [lean]

        with _without_system_fonts():
            self.fonts = FontConfiguration()
        self.fatal = FatalURLFetchingError
        self.fetcher = OnlyStatic(allowed_protocols=["file"])
        where = (STATIC / SHEETS[0]).as_uri()
        self.html = Lean
        self.attachment = Attachment
        self.css = partial(CSS, base_url=where, url_fetcher=self.fetcher, font_config=self.fonts)
        self.css(string="".join(FONT_FACE.findall(written_out("lake"))))  # the fonts, once for all accents
        self.sheets = {}
        self.lock = threading.Lock()  # the font libraries are not for two threads at a time

    def print(self, html, *, sheet="", variant=VARIANT, tell=lambda page: None):
        """`tell` is called for each page that is set."""
        enclosed = self.enclosed(html)
        html = ENCLOSED.sub("", html)
        with self.lock, _seldom_collected(), _heard(tell):
            source = self.html(string=html, base_url=STATIC.as_uri(), url_fetcher=self.fetcher)
            sheets = [self.of_accent(accent_of(html)), *([self.css(string=sheet)] if sheet else [])]
            options = {"pdf_variant": variant, "pdf_tags": True}
            try:
                sheets_set = source.render(font_config=self.fonts, stylesheets=sheets, **options)
            except self.fatal as why:  # which nothing that only knows exceptions would survive
                raise RuntimeError(str(why)) from why
            if variant:
                about = sheets_set.metadata
                write = about.generate_rdf_metadata
                about.generate_rdf_metadata = lambda *args: write(*args).replace(b"</rdf:RDF>", PDF_UA)
            if len(html) > LONG:
                gc.collect()  # what setting leaves behind has room for all that writing needs
            return sheets_set.write_pdf(finisher=_settled, attachments=enclosed, **options)

    def enclosed(self, html):
        """In the order of their names, as a file has to list them. Dated as the document is: else the hour of
        printing would be in its bytes."""
        found = ENCLOSED.search(html)
        if not found:
            return []
        [created] = CREATED.findall(html)
        made = dt.datetime.fromisoformat(created).replace(tzinfo=dt.UTC)
        rows = sorted(json.loads(found[1]), key=itemgetter("name"))
        return [
            self.attachment(string=_content(row), created=made, modified=made, **_told(row)) for row in rows
        ]

    def of_accent(self, accent):
        """The style sheet, read once for each accent."""
        if accent not in self.sheets:
            self.sheets[accent] = self.css(string=FONT_FACE.sub("", written_out(accent)))
        return self.sheets[accent]


def _content(row):
    """What is enclosed stands there, or is a stored document."""
    if "text" in row:
        return row["text"].encode()
    with default_storage.open(row["stored"]) as file:
        return file.read()


def _told(row):
    return {name: row[name] for name in ("name", "description", "relationship")}


def _settled(document, pdf):
    """Each part of the file as the bytes it becomes. pydyf would turn all of it into bytes, and pack it, once
    to name the file by its contents and once more to write it."""
    from pydyf import Array, Object  # local: comes with WeasyPrint

    if listed := pdf.catalog.get("AF"):
        pdf.catalog["AF"] = Array(dict.fromkeys(listed))  # it names each enclosed file twice

    class Settled(Object):
        data = b""
        compressible = False

    for place, part in enumerate(pdf.objects):
        if part.free == "n":
            settled = pdf.objects[place] = Settled()
            settled.number, settled.compressible, settled.data = part.number, part.compressible, part.data


@contextmanager
def _seldom_collected():
    """A page is a great many small things that all live until it is written, and Python would look through
    them time and again for what may be thrown away."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _heard(tell):
    """WeasyPrint says in its log which page it sets, and nowhere else; what another thread prints meanwhile
    is ignored."""
    said, ours = logging.getLogger("weasyprint.progress"), threading.get_ident()

    class Ear(logging.Handler):
        def emit(self, record):
            if record.msg == "Step 5 - Creating layout - Page %d" and record.thread == ours:
                tell(*record.args)

    ear = Ear()
    said.propagate = False
    said.setLevel(logging.INFO)
    said.addHandler(ear)
    try:
        yield
    finally:
        said.removeHandler(ear)


@contextmanager
def _without_system_fonts():
    """So that a document looks the same wherever it is made, and never borrows a coloured emoji."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(NO_SYSTEM_FONTS)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
