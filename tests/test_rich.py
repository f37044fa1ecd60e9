"""Rich text: what is kept of what browsers, Word and others send."""

import pytest

from rus_portal.core.rich import as_html, as_plain, as_rich, as_typed, sanitised

POINT = (
    "<p class=MsoListParagraph style='mso-list:{} level{} lfo1'><span style='mso-list:Ignore'>{}</span>{}</p>"
)
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {{color: red}}</style>
</head><body><!--StartFragment--><h1>Rubrik</h1>
<p class=MsoNormal>Fram till<ins>
nu</ins> <del cite="mailto:x">struket </del>text <a style='mso-comment-reference:AB_1'>kommenterad</a><span
class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[AB1]</a></span><o:p></o:p></p>
{POINT.format("l0", 1, "·", "Första")}
{POINT.format("l0", 2, "o", "Under")}
{POINT.format("l0", 1, "·", "Andra")}
{POINT.format("l1", 1, "1.", "Ett")}
<table class=MsoTableGrid><tr><td><p><b>Kommun</b></p></td><td colspan=2><p><b>Kronor</b></p></td></tr>
<tr><td><p>Ånge</p><p>Ljungan</p></td><td><p>1&nbsp;200</p></td><td>5</td></tr></table>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Kommentaren</p></div></div>
<!--EndFragment--></body></html>"""
KEPT = (
    "<h3>Rubrik</h3><p>Fram till nu text kommenterad</p>"
    "<ul><li>Första<ul><li>Under</li></ul></li><li>Andra</li></ul><ol><li>Ett</li></ol>"
    '<table><thead><tr><th scope="col">Kommun</th><th colspan="2" scope="col">Kronor</th></tr></thead>'
    "<tbody><tr><td>Ånge<br>Ljungan</td><td>1&nbsp;200</td><td>5</td></tr></tbody></table>"
)


def test_of_word_come_headings_lists_and_tables_and_neither_deleted_words_nor_comments():
    assert (as_rich(WORD), as_plain(as_rich(WORD))) == (
        KEPT,
        "Rubrik\nFram till nu text kommenterad\n- Första\n- Under\n- Andra\n- Ett\nKommun\tKronor\n"
        "Ånge\nLjungan\t1\N{NO-BREAK SPACE}200\t5",
    )


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ("<p onclick=x style='color:red' class=y>a<script>b</script></p>", "<p>a</p>"),
        ('<p><a href="javascript:x">a</a> <a href="/b">b</a> <a href="#c">c</a></p>', "<p>a b c</p>"),
        ('<p><a href="https://x.se/?a=1&b=2">a</a></p>', '<p><a href="https://x.se/?a=1&amp;b=2">a</a></p>'),
        ("<p>a<img src=x onerror=b><svg><script>c</script></svg>d</p>", "<p>ad</p>"),
        ("<div>a</div>b<div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<h1>a</h1><h6>b</h6>", "<h3>a</h3><h4>b</h4>"),
        ("<ul><li><p>a</p><p>b</p><ol start=3><li>c</li></ol></li></ul>",
         '<ul><li>a<br>b<ol start="3"><li>c</li></ol></li></ul>'),
        ("<ul>a<li>b</li>c</ul>", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("<b>a<b>b</b></b><i> </i>", "<p><strong>ab</strong></p>"),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></table>",
         "<table><tbody><tr><td>a<br>b c</td></tr></tbody></table>"),
        ("<table><caption>a</caption><tr><th>b<td rowspan=2>c</table>",
         '<p>a</p><table><tbody><tr><th scope="row">b</th><td rowspan="2">c</td></tr></tbody></table>'),
        ("<p>\u0338a</p>", "<p>a</p>"),  # composed with the tag it would open another
        ("<p>\u200b</p><ul><li></li></ul><table></table>", ""),
        ("<div>" * 2000 + "djupt", "<p>djupt</p>"),
        ("<3 a", "<p>&lt;3 a</p>"),
        ("<namn saknas> i listan", "<p>&lt;namn saknas&gt; i listan</p>"),
        ("a\nb\n\n- c\n- d\n\n### e", "<p>a<br>b</p><ul><li>c</li><li>d</li></ul><h3>e</h3>"),
    ],
)  # fmt: skip
def test_only_the_named_tags_are_kept_and_once_more_changes_nothing(sent, stands):
    found = sanitised(sent) if "\u0338" in sent else as_rich(sent)
    assert (found, as_rich(found), as_rich(as_typed(found))) == (stands, stands, stands)


@pytest.mark.parametrize("text", ["a\nb\n\nc", "a & b < c", '"a" – b', "a\N{NO-BREAK SPACE}b"])
def test_without_script_plain_text_stands_as_it_was_typed(text):
    assert as_typed(as_rich(text)) == text


def test_a_plain_text_reads_as_before_and_a_rich_one_has_its_headings_below_those_of_the_page():
    plain = "### Rubrik\n<p>Hej</p>\n\n- en\n- två"
    assert as_html(plain, 4) == "<h4>Rubrik</h4><p>&lt;p&gt;Hej&lt;/p&gt;</p><ul><li>en</li><li>två</li></ul>"
    assert as_html(as_rich(plain), 4) == as_html(plain, 4)
    assert as_html("<h3>a</h3><h4>b</h4>", 4) == "<h4>a</h4><h5>b</h5>"
    assert as_html(" <p>Hej</p>") == "<p>&lt;p&gt;Hej&lt;/p&gt;</p>"  # plain, however it looks
