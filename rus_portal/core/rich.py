"""Rich text in the minutes: a small named list of HTML, the same from every browser, paste and program.

It is stored as its source, sanitised here and nowhere else. A text from before the editor was plain and stays
plain: what is rich begins with one of our blocks, and a plain text never does (`set_apart` in 0003).
"""

import itertools
import re
from functools import lru_cache
from html import escape, unescape

import nh3
import tinyhtml5
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from rus_portal.core.text import kept, lines

TAGS = {"p", "br", "strong", "em", "a", "h3", "h4", "ul", "ol", "li", "table"}
TAGS |= {"thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}}
ATTRIBUTES["th"] = ATTRIBUTES["td"] | {"scope"}
SCHEMES = {"http", "https", "mailto"}
RICH = re.compile(r"<(?:p|h3|h4|ul|ol|ol start=\"\d+\"|table)>")
# What somebody sends as HTML, cleaned or not. "<3" and "<namn saknas>" are words.
HTML = re.compile(
    r"<(?:!--|!doctype|/?(?:html|head|body|meta|link|style|script|title|div|section|article|blockquote|pre|p"
    r"|h[1-6]|ul|ol|li|table|thead|tbody|tr|t[dh]|b|strong|i|em|u|s|del|ins|span|font|a|br|img|svg|iframe|o:p)[\s>/])",
    re.IGNORECASE,
)

# What goes with all that is in it: no words of the writer's, or such as Word marks as deleted, hidden or
# commented.
GONE = {"del", "script", "style", "template", "title", "head", "noscript", "iframe", "object", "svg", "math"}
GONE |= {"select", "button", "audio", "video"}
GONE_CLASS = re.compile(r"msocom|MsoCommentReference|TrackChangeDelete", re.IGNORECASE)
GONE_STYLE = re.compile(r"mso-element:\s*comment|mso-hide:\s*all|display:\s*none", re.IGNORECASE)
IGNORED = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)  # the mark of a point, drawn by Word
LISTED = re.compile(r"mso-list:\s*(l\d+)\s+level(\d)", re.IGNORECASE)
COUNTED = re.compile(r"\(?(?:\d+|[a-zA-Z]|[ivxIVX]+)[.)]")  # a mark that is a number; "o" alone is a ring
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
BLOCKS = {
    *HEADINGS,
    "p",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "div",
    "section",
    "article",
    "blockquote",
    "pre",
}
BLOCKS |= {"header", "footer", "main", "aside", "figure", "address", "dl", "dt", "dd", "hr", "center", "form"}
DEEPEST = 12
SPACES = re.compile(r"[ \t\n]+")
NEGATED = "\u0338"  # joins the ">" of a tag in front of it into another letter when the text is composed


def is_rich(text):
    return bool(RICH.match(text))


def as_rich(text):
    """What was typed, pasted or stored as plain text or as HTML of any kind, in our few tags."""
    text = lines(kept(text)).strip()
    if not (is_rich(text) or HTML.match(text)):
        text = "".join(plain_blocks(text, 3))
    rich = sanitised(text)
    return rich if kept(as_plain(rich)).strip() else ""


@lru_cache(maxsize=200)  # what many read
def as_html(text, level=3):
    """A stored text, rich or plain, for a page or a paper. Its headings begin at that level."""
    if not is_rich(text):
        return mark_safe("".join(plain_blocks(text, level)))
    return mark_safe(re.sub(r"(</?h)([34])>", lambda found: f"{found[1]}{int(found[2]) - 3 + level}>", text))


def as_plain(text):
    """The words of a stored text, a line for each block, point and row."""
    if not is_rich(text):
        return text
    text = re.sub(r"</?[uo]l[^>]*>|<li>|<br>|</(?:p|h3|h4|tr|table)>", "\n", text.replace("<li>", "\n<li>- "))
    text = unescape(re.sub(r"<[^>]*>", "", re.sub(r"</t[dh]>(?=<t)", "\t", text)))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip(" -"))


def as_typed(text):
    """As it stands where it is typed without our script: plain where plain says the same."""
    plain = unescape(text[3:-4].replace("</p><p>", "\n\n").replace("<br>", "\n"))
    return plain if as_rich(plain) == text else text


def plain_blocks(text, level):
    """Plain text as HTML: blank lines between paragraphs, "- " before points, "### " before headings."""
    for kind, group in itertools.groupby((line.strip() for line in text.strip().splitlines()), _kind):
        if kind == "heading":
            for line in group:
                yield format_html("<h{0}>{1}</h{0}>", level, line.removeprefix("### "))
        elif kind == "list":
            points = format_html_join("", "<li>{}</li>", ((line.removeprefix("- "),) for line in group))
            yield format_html("<ul>{}</ul>", points)
        elif kind == "paragraph":
            yield format_html("<p>{}</p>", mark_safe("<br>".join(map(conditional_escape, group))))


def _kind(line):
    if not line:
        return "blank"
    if line.startswith("### "):
        return "heading"
    return "list" if line.startswith("- ") else "paragraph"


def sanitised(html):
    """HTML of any kind as what we keep of it. To do it again changes nothing."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    _drop(root)
    written = "".join(html for kind, html in _wrapped(_blocks(root)))
    written = nh3.clean(written, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return re.sub(f">{NEGATED}+", ">", written)


def _drop(root):
    """Also comments of the source. What stands after them stays."""
    for parent in list(root.iter()):
        before = None
        for child in list(parent):
            if _is_gone(child):
                tail = child.tail or ""
                if before is None:
                    parent.text = (parent.text or "") + tail
                else:
                    before.tail = (before.tail or "") + tail
                parent.remove(child)
            else:
                before = child


def _is_gone(element):
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in GONE:
        return True
    return bool(GONE_CLASS.search(element.get("class", "")) or GONE_STYLE.search(_style(element)))


def _style(element):
    return element.get("style", "")


def _wrapped(blocks):
    own = ("p", "h3", "h4")
    return [(kind, f"<{kind}>{html}</{kind}>" if kind in own else html) for kind, html in blocks]


def _blocks(element, depth=0):
    """(kind, HTML) of each block: of a paragraph or heading what is in it, of a list or table all of it."""
    if depth > DEEPEST:
        return [("p", _text("".join(element.itertext())))]
    found, loose, points = [], [_text(element.text)], []

    def close():
        inline = _trimmed("".join(loose))
        if points and inline:
            found.extend(_lists(points))
            points.clear()
        if inline:
            found.append(("p", inline))
        loose.clear()

    for child in element:
        if child.tag not in BLOCKS and not any(each.tag in BLOCKS for each in child.iter()):
            loose.append(_inline(child, depth + 1))
        elif point := LISTED.search(_style(child)):
            close()
            points.append((int(point[2]), point[1], _is_counted(child), _trimmed(_within(child, depth + 1))))
        else:
            close()
            found.extend(_lists(points))
            points.clear()
            found.extend(_block(child, depth + 1))
        loose.append(_text(child.tail))
    close()
    return found + _lists(points)


def _block(element, depth):
    if element.tag in HEADINGS:
        inline = _trimmed(_within(element, depth))
        return [(HEADINGS[element.tag], inline)] if inline else []
    if element.tag in ("ul", "ol"):
        return _list(element, depth)
    if element.tag == "table":
        return _table(element, depth)
    return _blocks(element, depth)


def _list(element, depth):
    """Lists that stand right in a list, as some programs write them, belong to the point before."""
    points = [loose] if (loose := _trimmed(_text(element.text))) else []
    for child in element:
        inner = _tight(_blocks(child, depth) if child.tag not in ("ul", "ol") else _list(child, depth))
        if child.tag in ("ul", "ol") and points:
            points[-1] += inner
        elif inner:
            points.append(inner)
        if loose := _trimmed(_text(child.tail)):
            points.append(loose)
    start = element.get("start", "")
    start = (
        f' start="{int(start)}"' if element.tag == "ol" and re.fullmatch("[2-9]|[1-9][0-9]", start) else ""
    )
    return [("list", _listed(element.tag, points, start))] if points else []


def _listed(tag, points, start=""):
    return f"<{tag}{start}>{''.join(f'<li>{point}</li>' for point in points)}</{tag}>"


def _is_counted(paragraph):
    marks = [each for each in paragraph.iter() if IGNORED.search(_style(each))]
    mark = "".join(marks[0].itertext()).strip() if marks else ""
    return bool(COUNTED.match(mark))


def _lists(points):
    """Word's paragraphs that are points, each (level, list, whether numbered, HTML), as lists in lists."""
    found = []
    while points:
        (level, name, counted, _), rows = points[0], []
        while points and (points[0][0] > level or points[0][1] == name):
            html, points = points[0][3], points[1:]
            below = []
            while points and points[0][0] > level:
                below.append(points[0])
                points = points[1:]
            rows.append(html + "".join(html for _, html in _lists(below)))
        found.append(("list", _listed("ol" if counted else "ul", rows)))
    return found


def _table(element, depth):
    parts = [part for part in (element, *element) if part.tag in ("table", "thead", "tbody", "tfoot")]
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for part in parts for row in part]
    rows = [cells for cells in rows if cells]
    if not rows:
        return _blocks(element, depth) if "".join(element.itertext()).strip() else []
    heads = element.find("thead") is not None or all(map(_is_heading, rows[0]))
    head = _row(rows[0], depth, "col") if heads else ""
    body = "".join(_row(cells, depth, "") for cells in rows[heads:])
    html = f"<thead>{head}</thead>" * heads + f"<tbody>{body}</tbody>" * bool(body)
    told = [("p", _trimmed(_within(each, depth))) for each in element.findall("caption")]
    return [*told, ("table", f"<table>{html}</table>")]


def _is_heading(cell):
    """Also where all of it is bold, as Word writes a row of headings."""
    if cell.tag == "th":
        return True
    bold = "".join("".join(each.itertext()) for each in cell.iter() if each.tag in ("b", "strong"))
    text = "".join(cell.itertext())
    return bool(text.strip()) and "".join(bold.split()) == "".join(text.split())


def _row(cells, depth, scope):
    written = ""
    for cell in cells:
        tag = "th" if scope or cell.tag == "th" else "td"
        spans = [(name, cell.get(name, "")) for name in ("colspan", "rowspan")]
        facts = "".join(f' {name}="{span}"' for name, span in spans if re.fullmatch("[2-9]|[1-9][0-9]", span))
        facts += f' scope="{scope or "row"}"' * (tag == "th")
        inner = _tight(_blocks(cell, depth))
        written += f"<{tag}{facts}>{_without('strong', inner) if scope else inner}</{tag}>"
    return f"<tr>{written}</tr>"


def _tight(blocks):
    """Within a point or a cell: its paragraphs as lines, so that readers of the paper hear one text."""
    written, was_line = "", False
    for kind, html in blocks:
        is_line = kind != "list"
        if kind == "table":
            html = _text(as_plain(html).replace("\n", " ").replace("\t", " "))
        written += "<br>" * (is_line and was_line) + html
        was_line = is_line
    return written


def _within(element, depth):
    if depth > DEEPEST:
        return _text("".join(element.itertext()))
    parts = [_text(element.text)]
    for child in element:
        parts += [_inline(child, depth + 1), _text(child.tail)]
    return "".join(parts)


def _inline(element, depth):
    if element.tag == "br":
        return "<br>"
    style = _style(element)
    if IGNORED.search(style):
        return ""
    html = _within(element, depth)
    if not re.sub(r"<[^>]*>|\s", "", html):
        return html
    if element.tag == "a" and re.match(r"(?:https?://|mailto:).", element.get("href", ""), re.IGNORECASE):
        return f'<a href="{escape(element.get("href").strip())}">{html}</a>'
    if element.tag in ("b", "strong") or re.search(r"font-weight:\s*(?:bold|[6-9]00)", style):
        is_plain = re.search(r"font-weight:\s*(?:normal|400)", style)
        return html if is_plain else f"<strong>{_without('strong', html)}</strong>"
    is_italic = element.tag in ("i", "em") or "font-style:italic" in style
    return f"<em>{_without('em', html)}</em>" if is_italic else html


def _without(tag, html):
    return html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")


def _text(text):
    return SPACES.sub(" ", escape(text or "", quote=False))


def _trimmed(html):
    """Without the space and the line breaks around it."""
    html = re.sub(r"\s*<br>\s*", "<br>", html)
    return re.sub(r"^(?:<br>|\s|&nbsp;)+|(?:<br>|\s|&nbsp;)+$", "", html)
