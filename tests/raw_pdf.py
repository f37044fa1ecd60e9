"""PDFs written by hand, for what no program at hand writes but people send."""


def raw_pdf(content="", *, page="", catalog="", pages="", more=(), box="[0 0 595 842]", resources=""):
    """One page that draws `content`. Its font is object 5; `more` are objects 6 and on, a stream as
    (dictionary, content)."""
    box = f"/MediaBox {box}" if box else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        f"<</Type/Pages/Kids[3 0 R]/Count 1 {pages}>>",
        f"<</Type/Page/Parent 2 0 R {box}/Contents 4 0 R/Resources<</Font<</F 5 0 R>> {resources}>> {page}>>",
        ("", content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    made = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        if isinstance(each, tuple):
            head, stream = each
            each = f"<<{head}/Length {len(stream)}>>\nstream\n{stream}\nendstream"
        made += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\n"
    return made + f"{tail}startxref\n{len(made)}\n%%EOF\n".encode()


def words(text, at=(72, 700)):
    return f"BT /F 24 Tf {at[0]} {at[1]} Td ({text}) Tj ET\n"
