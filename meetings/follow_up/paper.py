"""A report as it is put together, whatever file it becomes: sections of sentences and tables."""

import datetime as dt
from dataclasses import dataclass, field

from rus_portal.core.word_file import HEADING, TABLE, TEXT, word_file
from rus_portal.core.words import day

NARROW, MIDDLING, NUMBER = "narrow", "middling", "num"  # how wide a column is on paper
LONGEST_NAME = 31  # of a sheet, in Excel
WIDTHS = {"": 50, NARROW: 14, MIDDLING: 30, NUMBER: 12}  # and in Excel


@dataclass(frozen=True)
class Table:
    """`headings` are (words, how wide), and each of the `rows` is a tuple of words and numbers."""

    title: str
    headings: tuple
    rows: list


@dataclass(frozen=True)
class Section:
    title: str
    sentences: list
    tables: list = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """`subject` is whom or what it is about. `sections` are the same in each of its forms."""

    subject: str
    period: str
    made: dt.date
    sections: list

    @property
    def title(self):
        return f"Uppföljning {self.period}"

    @property
    def source(self):
        return (
            f"Räknat den {day(self.made)} på det som alla får läsa i Samverkansportalen: publicerade "
            "protokoll och ställningstaganden."
        )

    @property
    def docx(self):
        """The bytes of it as a file of Word's."""
        blocks = [(TEXT, f"{self.title}: {self.subject}"), (TEXT, self.source)]
        for section in self.sections:
            blocks += [(HEADING, section.title), *((TEXT, words) for words in section.sentences)]
            for table in section.tables:
                blocks += [(TEXT, table.title)] if len(section.tables) > 1 else []
                blocks.append((TABLE, [[words for words, _ in table.headings], *table.rows]))
        return word_file(blocks, author=self.subject)

    @property
    def tables(self):
        """One for what is said in sentences, and each of the sections: (rows, widths) by its name."""
        sentences = [[words] for section in self.sections for words in section.sentences]
        sheets = {"Sammanfattning": ([[f"{self.title}: {self.subject}"], [self.source], *sentences], [120])}
        for table in (table for section in self.sections for table in section.tables):
            headings = [words for words, _ in table.headings]
            widths = [WIDTHS[width] for _, width in table.headings]
            sheets[table.title[:LONGEST_NAME]] = ([headings, *table.rows], widths)
        return sheets


def counted(number, one, many):
    return f"{number} {one if number == 1 else many}"
