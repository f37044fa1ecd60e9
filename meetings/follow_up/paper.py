"""A report as it is put together, whatever file it becomes: sections of sentences and tables."""

import datetime as dt
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from rus_portal.core.document_store import trouble
from rus_portal.core.images import on_paper
from rus_portal.core.word_file import HEADING, LESSER, PICTURE, TABLE, TEXT, word_file
from rus_portal.core.words import day

NARROW, MIDDLING, NUMBER = "narrow", "middling", "num"  # how wide a column is on paper
PAPER = {"": 0, NARROW: 25, MIDDLING: 36, NUMBER: 26}  # in mm
MOST = 5  # columns that are as wide as that
LONGEST_NAME = 31  # of a sheet, in Excel
WIDTHS = {"": 50, NARROW: 14, MIDDLING: 30, NUMBER: 12}  # and in Excel


@dataclass(frozen=True)
class Picture:
    """`stored` is its name in the store, `shows` what it shows, for whoever does not see it."""

    stored: str
    shows: str
    caption: str

    @property
    def is_there(self):
        try:
            return default_storage.exists(self.stored)
        except trouble():
            return False


@dataclass(frozen=True)
class Table:
    """`headings` are (words, how wide), and each of the `rows` is a tuple of words and numbers. Of some rows
    there are `pictures`, which come after them."""

    title: str
    headings: tuple
    rows: list
    pictures: tuple = ()

    @property
    def heads(self):
        return [words for words, _ in self.headings]

    @property
    def is_wide(self):
        return len(self.headings) > MOST

    @property
    def on_paper(self):
        """How wide each column is, in mm; 0 of those that share the rest."""
        told = PAPER | {NUMBER: 21} if self.is_wide else PAPER
        return [told[width] for _, width in self.headings]


@dataclass(frozen=True)
class Section:
    title: str
    sentences: list
    tables: list = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """`subject` is whom or what it is about. `sections` are the same in each of its forms. `newest` is the
    day of the newest thing it counts, or None where there is none; `dated` is that day too, or the last of
    the period: until something more comes, it is the same whichever day it is fetched."""

    subject: str
    period: str
    newest: dt.date | None
    dated: dt.date
    sections: list

    @property
    def title(self):
        return f"Uppföljning {self.period}"

    @property
    def source(self):
        last = "Inget av det har hänt under tiden."
        if self.newest:
            last = f"Det senaste som har hänt av det räknade är från den {day(self.newest)}."
        return (
            "Räknat på det som alla får läsa i Samverkansportalen: publicerade protokoll och "
            f"ställningstaganden. {last}"
        )

    footer = "Råden är rådgivande. De formella besluten fattar varje organisation för sig."

    @property
    def full_title(self):
        return f"{self.title}: {self.subject}"

    @property
    def docx(self):
        """The bytes of it as a file of Word's."""
        blocks = [(TEXT, self.full_title), (TEXT, self.source)]
        for section in self.sections:
            blocks += [(HEADING, section.title), *((TEXT, words) for words in section.sentences)]
            for table in section.tables:
                blocks += [(LESSER, table.title)] if len(section.tables) > 1 else []
                blocks.append((TABLE, (table.on_paper, [table.heads, *table.rows])))
                for picture in table.pictures:
                    with default_storage.open(picture.stored) as file:
                        blocks.append((PICTURE, (on_paper(file), picture.shows, picture.caption)))
        return word_file(blocks, author=self.subject, day=self.dated, footer=self.footer)

    @property
    def tables(self):
        """One for what is said in sentences, and each of the sections: (rows, widths) by its name."""
        sentences = [[words] for section in self.sections for words in section.sentences]
        sheets = {"Sammanfattning": ([[self.full_title], [self.source], *sentences], [120])}
        for table in (table for section in self.sections for table in section.tables):
            told = WIDTHS | {"": 28} if table.is_wide else WIDTHS
            widths = [told[width] for _, width in table.headings]
            sheets[table.title[:LONGEST_NAME]] = ([table.heads, *table.rows], widths)
        return sheets
