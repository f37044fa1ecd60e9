"""What has changed between two texts, word by word."""

import pytest

from rus_portal.core.changes import changes


def marked(before, after):
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[kind].format(words) for kind, words in changes(before, after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Lika.\n", "Lika.\n", "Lika.\n"),
        ("", "Nytt.", "[+Nytt.+]"),
        ("1 200 000 kronor", "1 500 000 kronor", "[-1 200 000 -][+1 500 000 +]kronor"),
        ("Råd-möte hålls.", "Råd-möten hålls.", "[-Råd-möte -][+Råd-möten +]hålls."),
        ("ett\ntvå\ntre\n", "ett\ntre\n", "ett\n[-två\n-]tre\n"),
        ("<b>a</b>", "<b>b</b>", "<b>[-a-][+b+]</b>"),
    ],
)
def test_words_and_numbers_are_whole(before, after, told):
    assert marked(before, after) == told


def test_both_texts_can_be_read_out_of_the_pieces():
    before = "Utbyggnaden av bredband bör ske.\nTåg går.\n" * 40
    after = before.replace("bör", "ska", 3).replace("Tåg går.\n", "", 1) + "Slut."
    pieces = list(changes(before, after))
    assert "".join(words for kind, words in pieces if kind != "new") == before
    assert "".join(words for kind, words in pieces if kind != "gone") == after
