"""script/setup in a folder of its own, with stand-ins for Debian, Python and uv."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FILES = ("script/setup", "script/say", "requirements.txt", "requirements-dev.txt")
TOOLS = ("bash", "cat", "cp", "cut", "dirname", "env", "grep", "mkdir", "rm", "sha256sum")
STAND_INS = {
    "dpkg-query": "echo -n installed",
    # An environment is a folder with a Python in it.
    "python3": 'if [[ $* == "-m venv .venv" ]]; then mkdir -p .venv/bin && cp "$0" .venv/bin/python; fi',
    # Installs the lock file given last, or stops half-way.
    "uv": 'echo "$*" >>asked; echo "${!#}" >>.venv/installed; [[ ! -e stop ]]',
}


@pytest.fixture
def checkout(tmp_path):
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    for name, does in STAND_INS.items():
        (tmp_path / "bin" / name).write_text(f"#!/usr/bin/env bash\n{does}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def setup(checkout, *arguments):
    command = [checkout / "script/setup", *arguments]
    # No apt-get is on the path, so root too is shown the command.
    around = {"PATH": str(checkout / "bin"), "PYTHON": "python3"}
    return subprocess.run(command, env=around, capture_output=True, text=True, check=False)


def installed(checkout):
    return (checkout / ".venv/installed").read_text().split()


def test_a_setup_that_was_stopped_while_it_installed_is_made_anew(checkout):
    (checkout / "stop").touch()
    assert setup(checkout).returncode == 1
    (checkout / "stop").unlink()
    assert setup(checkout).returncode == 0
    assert installed(checkout) == ["requirements.txt"]


def test_what_the_tests_need_is_added_to_what_is_there_and_nothing_is_installed_twice(checkout):
    for arguments in ((), (), ("--tests",), ("--tests",), ()):
        assert setup(checkout, *arguments).returncode == 0
    assert installed(checkout) == ["requirements.txt", "requirements-dev.txt"]


def test_packages_are_compiled_as_they_are_installed(checkout):
    setup(checkout)
    setup(checkout, "--tests")
    asked = (checkout / "asked").read_text().splitlines()
    assert ["--compile-bytecode" in line.split() for line in asked] == [True, True]


def test_a_plain_user_without_python_is_told_the_packages_and_no_more(checkout):
    (checkout / "bin/dpkg-query").write_text("#!/usr/bin/env bash\nexit 1\n")
    (checkout / "bin/python3").unlink()
    told = setup(checkout)
    said, to_type = told.stderr.splitlines()
    assert (told.returncode, told.stdout) == (1, "")
    assert "these system packages are missing" in said
    assert to_type.startswith("sudo apt-get install python3-venv ")
