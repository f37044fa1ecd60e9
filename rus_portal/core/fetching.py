"""What another system answers on the web: over TLS, from a public machine, in bounded time and size.

Whoever sets an address may not reach what only the server itself can reach: each name is looked up once,
every machine behind it must be public, and one of those very machines is asked. A redirect is looked at in
the same way, and leads to the same server or nowhere.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from contextlib import closing
from time import monotonic
from urllib.parse import urljoin, urlsplit

from django.conf import settings

LARGEST = 10 * 1024 * 1024  # bytes of one answer
SECONDS = 30  # for one answer
REDIRECTS, MOVED = 3, (301, 302, 303, 307, 308)
# Addresses that carry another one in them, which is asked in the end.
CARRYING = [
    ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "Samverkansportalen",
}


class Away(Exception):
    """Nothing that can be read came from there. Says why, as a sentence."""


def json_from(url, host=""):
    """The JSON object that the address answers with, and the address that gave it in the end. No other server
    than `host` is asked; without it, the address's own."""
    for _ in range(REDIRECTS + 1):
        if no := refusal(url):
            raise Away(no)
        host = host or _host(url)
        if _host(url) != host:
            raise Away(f"{host} hänvisar till {_host(url)}. Ange den servern i stället, om den ska läsas.")
        status, moved, content = _asked(url)
        if status in MOVED and moved:
            url = led_to(url, moved)
        elif status != 200:
            raise Away(f"{_host(url)} svarade med felet {status}.")
        else:
            return _object(url, content), url
    raise Away(f"{_host(url)} hänvisar vidare för många gånger.")


def led_to(url, address):
    """Where what was read there leads, with the whole address."""
    try:
        return urljoin(url, address)
    except ValueError as no:
        raise Away(f"{_host(url)} hänvisar till en adress som inte går att läsa.") from no


def _object(url, content):
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as no:
        raise Away(f"{_host(url)} svarade med något som inte är JSON.") from no
    if not isinstance(told, dict):
        raise Away(f"{_host(url)} svarade med något annat än ett objekt.")
    return told


def _host(url):
    return urlsplit(url).hostname or url


def refusal(url):
    """Why nobody is asked at that address, as a sentence; "" where that can be tried."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "Adressen går inte att läsa."
    if parts.scheme != "https":
        return "Adressen ska börja med https://."
    if not parts.hostname or parts.username or parts.password or port == 0:
        return "Adressen ska ange en server, utan namn och lösenord."
    return ""


def _asked(url):
    """(status, where it has moved to, content)."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ends = monotonic() + SECONDS
    try:
        with closing(_connected(parts)) as connection:
            watch = threading.Timer(SECONDS, _cut_off, [connection.sock])
            watch.start()
            try:
                connection.request("GET", path, headers=HEADERS)
                answer = connection.getresponse()
                return answer.status, answer.getheader("Location"), _content(answer, parts.hostname, ends)
            finally:
                watch.cancel()
    except ssl.SSLCertVerificationError as no:
        raise Away(f"{parts.hostname} har inget giltigt certifikat.") from no
    except (OSError, http.client.HTTPException, ValueError) as no:
        raise Away(f"{parts.hostname} svarar inte, eller slutade svara.") from no


def _connected(parts):
    port = parts.port or 443
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    sock = _reached(_public(host, port), port)
    sock.settimeout(SECONDS)
    connection = http.client.HTTPConnection(host, port)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
    return connection


def _cut_off(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has closed by itself
        return


def _reached(machines, port):
    """The first of them that can be: from where there is no IPv6, a machine has an address there too."""
    *others, last = machines
    for machine in others:
        try:
            return socket.create_connection((machine, port), timeout=SECONDS / len(machines))
        except OSError:
            continue
    return socket.create_connection((last, port), timeout=SECONDS / len(machines))


def _public(host, port):
    """The machines of that name; none where any of them is not everyone's to reach."""
    found = [each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.FETCHES_INTERNAL and not all(map(_is_public, found)):
        raise Away(f"{host} finns på ett internt nät, och dit frågar portalen inte.")
    return found


def _is_public(address):
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        if ip.ipv4_mapped:
            return _is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in CARRYING):
            return False
    return ip.is_global and not ip.is_multicast


def _content(answer, host, ends):
    content = b""
    while some := answer.read(65536):
        content += some
        if len(content) > LARGEST or monotonic() > ends:
            raise Away(f"{host} svarade med för mycket, eller för långsamt.")
    return content
