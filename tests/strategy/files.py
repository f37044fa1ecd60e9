"""Files of statistics as their sources publish them."""

import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

LONG = "år;kod;område;kön;värde;status\n"
PX = """CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="{codepage}";
LANGUAGE="sv";
MATRIX="TAB1";
SUBJECT-AREA="Befolkning";
UNITS="procent";
CONTENTS="Andel";
CONTENTS[en]="Share";
TITLE="Andel efter region, "
"kön och år";
STUB="region","kön";
STUB[en]="region","sex";
HEADING="år";
VALUES("region")="Upplands Väsby","Västernorrlands län; norra";
VALUES("kön")="män","kvinnor";
VALUES("år")="2019","2020";
TIMEVAL("år")=TLIST(A1,"2019"-"2020");
CODES("region")="0114","22";
CODES("kön")="1","2";
NOTE="Avrundat.#Se källan.";
SOURCE="SCB";
DATA=
{data};
"""
EIGHT = '12.50 "."\n".." "..."\n"-" -0.4\n0 1234.5'


def px(data=EIGHT, codepage="windows-1252", written=PX, **kwargs):
    return SimpleUploadedFile(
        "tab.px", written.format(data=data, codepage=codepage).encode(codepage, **kwargs)
    )


def csv(text, encoding="utf-8"):
    return SimpleUploadedFile("tab.csv", text.encode(encoding))


def jsonstat(codes=None, **changes):
    """`codes` are those of the areas, with their names."""
    codes = codes or {"0114": "Upplands Väsby", "2281": "Sundsvall"}
    data = {
        "version": "2.0",
        "class": "dataset",
        "label": "Andel",
        "source": "SCB",
        "id": ["Region", "Kon", "Tid"],
        "size": [2, 1, 2],
        "role": {"geo": ["Region"], "time": ["Tid"]},
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": dict(reversed([(code, place) for place, code in enumerate(codes)])),
                    "label": codes,
                },
            },
            "Kon": {"label": "kön", "category": {"index": ["2"], "label": {"2": "kvinnor"}}},
            "Tid": {"label": "år", "category": {"index": ["2019", "2020"]}},
        },
        "value": [12.50, None, 3, 0],
        "status": {"1": "..", "2": "p"},
    }
    return SimpleUploadedFile("tab.json", json.dumps(data | changes).encode())


def xlsx(*rows, formats=()):
    """`formats` are (cell, number format)."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, shown in formats:
        book.active[cell].number_format = shown
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("tab.xlsx", out.getvalue())
