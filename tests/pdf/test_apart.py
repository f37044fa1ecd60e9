import pytest

from rus_portal.core.press import press
from rus_portal.core.press_apart import PressApart

pytestmark = pytest.mark.pdf
SHEETS = """<html lang="sv" class="accent-lake"><head><title>Två blad</title>
<meta name="dcterms.created" content="2026-03-12"></head>
<body><h1>Ett blad</h1><h1 style="break-before: page">Och ett till</h1></body></html>"""


def test_another_process_prints_the_same_and_tells_each_page():
    apart, pages = PressApart(), []
    assert apart.print(SHEETS, tell=pages.append) == press().print(SHEETS)
    assert sorted(set(pages)) == [1, 2]
    with pytest.raises(RuntimeError, match="no-such-variant"):
        apart.print(SHEETS, variant="no-such-variant")
    apart.process.kill()
    apart.process.wait()
    assert apart.print(SHEETS).startswith(b"%PDF")
    apart.end()


def test_what_is_left_of_one_paper_is_never_taken_for_another(monkeypatch):
    """As where the one that hears how far it has come cannot write it down, or the press is killed."""
    apart, other = PressApart(), SHEETS.replace("Två blad", "Ett annat")

    def unwritten(page):
        raise LookupError

    with pytest.raises(LookupError):
        apart.print(other, tell=unwritten)
    assert apart.print(SHEETS) == press().print(SHEETS)
    apart.process.kill()
    apart.process.wait()
    with monkeypatch.context() as just_then:
        just_then.setattr(apart, "_running", lambda: apart.process)
        with pytest.raises(RuntimeError, match="The press ended"):
            apart.print(other * 100)
    assert apart.print(SHEETS).startswith(b"%PDF")
    apart.end()
