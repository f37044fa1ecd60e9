"""Asks ClamAV about a file, where CLAMD says that it is running."""

import socket

from django.conf import settings

from meetings.documents.uploads.unfit import Unfit

PIECE = 256 * 1024
PATIENCE = 60  # seconds for each answer


def refuse_virus(file):
    """A file that could not be looked at is refused as well."""
    if not settings.CLAMD:
        return
    try:
        answer = asked(settings.CLAMD, file)
    except OSError:
        answer = ""
    if answer.endswith("FOUND"):
        raise Unfit("innehåller skadlig kod och har inte tagits emot.")
    if not answer.endswith("OK"):
        raise Unfit("kunde inte granskas för virus just nu. Försök igen om en stund.")


def asked(address, file):
    """clamd's INSTREAM: pieces with their length before them, the last of length nought, then one line."""
    with connected(address) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            clamd.sendall(len(piece).to_bytes(4, "big") + piece)
        clamd.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and (more := clamd.recv(1024)):
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def connected(address, patience=PATIENCE):
    """`address` is host:port, or the path of a socket on this machine."""
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(patience)
        try:
            clamd.connect(address)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=patience)
