"""An OpenID provider of our own on loopback: a real server process; only its users are given by the test."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

import requests

from rus_portal.signin import providers


class Provider:
    def __init__(self, port):
        self.url = f"http://localhost:{port}"

    def knows(self, sub, **claims):
        """Somebody who can sign in there, and what the provider says of them."""
        requests.put(f"{self.url}/users/{quote(sub)}", json=claims).raise_for_status()

    def vouch(self, address, sub):
        """What a browser does there: say who you are, and be sent back. Gives the address sent to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False)
        return answer.headers["Location"]

    def serves(self, settings, **facts):
        """Let the portal use it, as Härnösand's own sign-in."""
        self.serve(settings, self.entry(**facts))

    def entry(self, **facts):
        return {
            "id": "harnosand",
            "name": "Härnösands kommun",
            "server_url": self.url,
            "client_id": "portal",
            "secret": "nothing",
            "domains": ["harnosand.example"],
        } | facts

    def serve(self, settings, *entries):
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers.as_apps(entries)}}
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        forms = [*policy["form-action"], *providers.origins(entries)]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"form-action": forms}}


@contextmanager
def running():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "localhost", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield Provider(port)
        finally:
            process.kill()  # it has nothing to save, and would wait for a browser that is still connected


def _wait_for(port, process):
    """As long as it lives: a busy machine starts it late."""
    while process.poll() is None:
        try:
            socket.create_connection(("localhost", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The OpenID provider did not start.")
