"""Changes told word by word."""

import pytest

from rus_portal.core.changes import ADDED, REMOVED, by_sentence, changes, near


def told(before, after, shown=list):
    signs = {REMOVED: "[-{}-]", ADDED: "[+{}+]"}
    return "".join(signs.get(piece.kind, "{}").format(piece.text) for piece in shown(changes(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Rådet förordar planen.", "Rådet förordar planen.", "Rådet förordar planen."),
        (
            "Rådet förordar planen.",
            "Rådet rekommenderar planen.",
            "Rådet [-förordar -][+rekommenderar +]planen.",
        ),
        (
            "Det kostar 1 200 000 kronor.",
            "Det kostar 1 500 000 kronor.",
            "Det kostar [-1 200 000 -][+1 500 000 +]kronor.",
        ),
        ("Ett.\nTvå.\n", "Ett.\nTvå och tre.\n", "Ett.\nTvå [+och tre+].\n"),
        (  # in pages a word more moves the ends of all lines after it
            by_sentence("Rådet förordar planen\nför tågen i länet. Den\ngäller till 2030.\nBilaga"),
            by_sentence("Rådet förordar den nya\nplanen för tågen i\nlänet. Den gäller\ntill 2030.\nBilaga"),
            "Rådet förordar [+den nya +]planen för tågen i länet.\nDen gäller till 2030.\nBilaga",
        ),
        ("Ett.", "Ett.\nTvå.", "Ett.\n[+Två.+]"),
        ("", "Nytt.", "[+Nytt.+]"),
        (
            "Företag etablerar sig i länet.",
            "Kompetensen i regionen räcker för alla.",
            "[-Företag etablerar sig i länet.-][+Kompetensen i regionen räcker för alla.+]",
        ),
        ("<b>Ett</b> & två", "<b>Ett</b> & tre", "<b>Ett</b> & [-två-][+tre+]"),
    ],
)
def test_a_change_is_told_in_whole_words(before, after, expected):
    assert told(before, after) == expected


def test_nothing_of_either_text_is_lost():
    before = "Rådet bör stödja bredbandsutbyggnaden i länet.\n\nFöljs upp 2027."
    after = "Rådet ska stödja utbyggnaden av bredband i länet.\nFöljs upp våren 2027."
    pieces = changes(before, after)
    assert "".join(each.text for each in pieces if each.kind != REMOVED).split() == after.split()
    assert "".join(each.text for each in pieces if each.kind != ADDED).split() == before.split()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("1\n2\n3\n4\n5\nsex nu\n7\n8\n9\n", "…\n5\nsex [+nu\n+]7\n8\n9\n"),
        ("1\n2\n3\n5\nsex\n7\n8\n9\n", "…\n3\n[-4\n-]5\nsex\n…"),
        ("ett\n2\n3\n4\n5\nsex\n7\n8\nnio\n", "[-1\n-][+ett\n+]2\n3\n…\n8\n[-9\n-][+nio\n+]"),
        ("1\ntvå\n3\n4\nfem\nsex\n7\n8\n9\n", "1\n[-2\n-][+två\n+]3\n4\n[-5\n-][+fem\n+]sex\n7\n…"),
    ],
)
def test_of_what_is_unchanged_only_the_lines_around_a_change_are_told(after, expected):
    assert told("1\n2\n3\n4\n5\nsex\n7\n8\n9\n", after, near) == expected
