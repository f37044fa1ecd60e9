"""Office files as PDF, by LibreOffice where it is installed (`settings.SOFFICE`).

It starts in seconds and then takes any number of files, so one call takes many. Each call has a profile of
its own that is gone afterwards, knows none of the portal's settings, and neither runs nor fetches what a file
asks for. It says that all went well also when it did not: only the files that it leaves are looked at.
"""

import logging
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from django.conf import settings

from meetings.documents.uploads.checks import pdf, suffix_of
from meetings.documents.uploads.unfit import Unfit

log = logging.getLogger(__name__)
FILTERS = {
    **dict.fromkeys((".docx", ".odt"), "writer"),
    **dict.fromkeys((".xlsx", ".ods"), "calc"),
    **dict.fromkeys((".pptx", ".odp"), "impress"),
}
# Tagged, with an outline, and valid PDF/UA-1 where the file has a title. Together with PDF/A it is neither.
OPTIONS = (
    '{"ExportNotes":{"type":"boolean","value":"false"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
SCRIPTING, PROXY = "Office.Common/Security/Scripting", "Inet/Settings"
# Nothing linked is followed; and what would be goes to a proxy that is not there.
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        ITEM.format(*each)
        for each in (
            (SCRIPTING, "BlockUntrustedRefererLinks", "true"),
            (SCRIPTING, "DisableMacrosExecution", "true"),
            (SCRIPTING, "MacroSecurityLevel", "3"),
            (PROXY, "ooInetProxyType", "2"),
            (PROXY, "ooInetHTTPProxyName", "127.0.0.1"),
            (PROXY, "ooInetHTTPProxyPort", "9"),
            (PROXY, "ooInetHTTPSProxyName", "127.0.0.1"),
            (PROXY, "ooInetHTTPSProxyPort", "9"),
        )
    )
    + "</oor:items>"
)


def as_pdf(files):
    """{key: PDF} of those of {key: (name, content)} that became one. What is not there did not."""
    made = {}
    with tempfile.TemporaryDirectory(prefix="office-") as place:
        profile = Path(place, "profile/user/registrymodifications.xcu")
        profile.parent.mkdir(parents=True)
        profile.write_text(PROFILE)
        sources = {}
        for number, (key, (name, content)) in enumerate(files.items()):
            source = Path(place, f"{number}{suffix_of(name)}")
            source.write_bytes(content)
            sources[source] = key
        by_filter = sorted(sources, key=_filter_of)
        for chosen, some in groupby(by_filter, _filter_of):
            _convert(Path(place), chosen, list(some))
        for source, key in sources.items():
            if (content := _made(source.with_suffix(".pdf"))) is not None:
                made[key] = content
    return made


def _filter_of(source):
    return FILTERS[source.suffix]


def _convert(place, chosen, sources):
    """`soffice` is a script that starts others: all of them end together."""
    command = [
        *(settings.SOFFICE, "--headless", "--norestore", f"-env:UserInstallation=file://{place}/profile"),
        *("--convert-to", f"pdf:{chosen}_pdf_Export:{OPTIONS}", "--outdir", str(place)),
        *map(str, sources),
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    environment |= dict.fromkeys(("HOME", "TMPDIR"), str(place))
    process = subprocess.Popen(  # noqa: S603  the files' names are ours
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(settings.SOFFICE_SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("LibreOffice was stopped after %s s", settings.SOFFICE_SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _made(file):
    """As any PDF that is uploaded: whole, open, and no larger than those may be."""
    try:
        if file.is_symlink() or file.stat().st_size > settings.DOCUMENTS_LARGEST_MB * 1024 * 1024:
            return None
        with file.open("rb") as content:
            pdf(content)
        return file.read_bytes()
    except (OSError, Unfit):
        return None
