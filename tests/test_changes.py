"""Changes told word by word."""

import pytest

from rus_portal.core.changes import ADDED, REMOVED, changes


def told(before, after):
    signs = {REMOVED: "[-{}-]", ADDED: "[+{}+]"}
    return "".join(signs.get(piece.kind, "{}").format(piece.text) for piece in changes(before, after))


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
        ("Ett.", "Ett.\nTvå.", "Ett.\n[+Två.+]"),
        ("", "Nytt.", "[+Nytt.+]"),
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
