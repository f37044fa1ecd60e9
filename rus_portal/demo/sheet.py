"""A sheet for the demo: one real PDF page that says which document it stands for."""

import textwrap

HEAD, BODY = 18, 11  # points


def sheet(title, *lines):
    """The bytes of a PDF page with a heading and some lines, in the one font every reader has."""
    shown = [(HEAD, part) for part in textwrap.wrap(title, 46)]
    shown += [(BODY, part) for line in lines for part in textwrap.wrap(line, 80)]
    told = b"BT 72 760 Td\n" + b"".join(
        b"/F1 %d Tf 0 -%d Td (%s) Tj\n" % (size, size * 1.6, _escaped(text)) for size, text in shown
    )
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R /Lang (sv-SE) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(told + b"ET"), told + b"ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _escaped(text):
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252", "replace")


def _file(*objects):
    """Numbered objects, then the table that says at which byte each begins."""
    content, begins = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        begins.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    count = len(objects) + 1
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            count,
            len(content),
        )
    )
