"""Another region's system on loopback: it speaks OParl over TLS, with the faults that such systems have."""

import datetime as dt
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SCHEMA = "https://schema.oparl.org/1.1/"


class Stub:
    """`answers` are objects by path: a dict; a list of rows, which becomes an OParl list of two rows a page;
    bytes; a number as status; or (status, where to)."""

    def __init__(self, folder):
        self.answers, self.asked = {}, []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.asked.append(self.path)
                stub.reply(self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.base = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def reply(self, handler):
        parts = urlsplit(handler.path)
        told = self.answers.get(parts.path, 404)
        status, headers = 200, {}
        if isinstance(told, tuple):
            status, headers["Location"] = told
            told = b""
        elif isinstance(told, int):
            status, told = told, b""
        elif isinstance(told, list):
            told = self.page(parts, told)
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def page(self, parts, rows):
        query = parse_qs(parts.query)
        since = query.get("modified_since", [""])[0]
        shown = [row for row in rows if not since or row.get("modified", "9") >= since]
        first = int(query.get("page", ["0"])[0])
        links = {"first": f"{self.base}{parts.path}"}
        if shown[first + 2 :]:
            kept = f"&modified_since={since.replace('+', '%2B')}" if since else ""
            links["next"] = f"{self.base}{parts.path}?page={first + 2}{kept}"
        return {"data": shown[first : first + 2], "pagination": {"elementsPerPage": 2}, "links": links}

    def serve(self, councils=(), meetings=()):
        """A system of one body with these councils and meetings."""
        self.answers |= {
            "/system": {
                "id": f"{self.base}/system",
                "type": f"{SCHEMA}System",
                "body": f"{self.base}/bodies",
            },
            "/bodies": [
                {
                    "id": f"{self.base}/bodies/1",
                    "type": f"{SCHEMA}Body",
                    "organization": f"{self.base}/councils",
                    "meeting": f"{self.base}/meetings",
                }
            ],
            "/councils": list(councils),
            "/meetings": list(meetings),
        }

    def council(self, nth, **facts):
        told = {"id": f"{self.base}/councils/{nth}", "type": f"{SCHEMA}Organization", "name": f"Råd {nth}"}
        return told | {"modified": "2020-01-01T00:00:00+01:00"} | facts

    def meeting(self, nth, of=(1,), **facts):
        told = {"id": f"{self.base}/meetings/{nth}", "type": f"{SCHEMA}Meeting", "name": f"Möte {nth}"}
        told |= {
            "start": "2031-03-12T09:00:00+01:00",
            "organization": [f"{self.base}/councils/{n}" for n in of],
        }
        return told | {"modified": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")} | facts

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def certificate(folder):
    """Of the server's own, which trusts itself: the path of its file, with the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).add_extension(here, False)
    path = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) + secret)
    return path
