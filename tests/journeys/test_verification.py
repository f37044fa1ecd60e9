"""A file that somebody holds is checked without leaving the computer: the browser computes its checksum."""

import pytest
from playwright.sync_api import expect

from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press


@pytest.fixture
def minutes(committed_region, regional):
    return acts.published(acts.held(regional))


def test_a_file_is_known_by_its_checksum_alone_and_another_is_not(as_person, minutes):
    content, page, sent = bytes(minutes.sealed.content), as_person(None), []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/verifiera/")
    for buffer, told in (
        (content, "Inte en byte har ändrats sedan dess"),
        (content + b" ", "Filen är inte någon av portalens"),
    ):
        field(page, "Filen").set_input_files(
            {"name": "protokoll.pdf", "mimeType": "application/pdf", "buffer": buffer}
        )
        expect(page.get_by_role("main")).to_contain_text(told)
    assert set(sent) == {"GET"}
    look(page, "Kontrollera en fil")

    plain = as_person(None, java_script_enabled=False)
    plain.goto("/verifiera/")
    field(plain, "Filen").set_input_files(
        {"name": "protokoll.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    press(plain, "Skicka filen och kontrollera sigillet")
    expect(plain.get_by_role("main")).to_contain_text("Inte en byte har ändrats sedan dess")
    expect(plain.get_by_role("main")).to_contain_text("Filen har inget sigill som går att läsa.")
