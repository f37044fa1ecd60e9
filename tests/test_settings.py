"""The environment decides, and every default is the safe choice."""

import ast
import json
import re
import runpy
import shutil
import subprocess
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from django.conf import settings as the_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from councils.models import Council
from rus_portal.apps import ask_plainly, planned_anew
from rus_portal.checks import production_is_neither_demo_nor_debug
from rus_portal.core import sealing
from rus_portal.core.mailer import BY_MAILERS
from rus_portal.core.own_certificate import issued

ROOT = the_settings.BASE_DIR
SOURCE = ROOT / "rus_portal" / "settings.py"
EXAMPLE = ROOT / ".env.example"
SERVICE = {
    "id": "harnosand",
    "name": "Härnösands kommun",
    "server_url": "https://login.example/tenant/v2.0",
    "client_id": "portal",
    "secret": "s",
    "domains": ["harnosand.example"],
}


def names_read_by_the_settings():
    """The X of every env.something("X") in settings.py."""
    calls = [node for node in ast.walk(ast.parse(SOURCE.read_text())) if isinstance(node, ast.Call)]
    return [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", None) == "env"
        and isinstance(call.args[0], ast.Constant)
    ]


@pytest.fixture
def read_settings(tmp_path, monkeypatch):
    """Reads the settings as in a fresh checkout, with exactly the variables given."""
    copy = tmp_path / "rus_portal" / "settings.py"
    copy.parent.mkdir()
    shutil.copy(SOURCE, copy)

    def read(**variables):
        for name in names_read_by_the_settings():
            monkeypatch.setenv(name, "")  # so that what .env adds is undone as well
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(copy))

    return read


def python(*arguments, **variables):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "rus_portal.settings", "DEMO": "0", "DEBUG": "0"} | variables,
        capture_output=True,
        text=True,
    )


def test_the_example_names_exactly_the_variables_that_the_settings_read_with_one_comment_each():
    lines = [line for line in EXAMPLE.read_text().partition("\n\n")[2].splitlines() if line]
    comments, variables = lines[::2], lines[1::2]
    assert all(re.fullmatch(r"# .+", comment) for comment in comments)
    named = [variable.partition("=")[0] for variable in variables]
    assert sorted(named) == sorted(names_read_by_the_settings())


def test_the_example_works_as_it_stands_for_development(read_settings, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / ".env")
    settings = read_settings()
    assert (settings["DEBUG"], settings["DEMO"], settings["PRODUCTION"]) == (True, True, False)


def test_what_the_environment_says_wins_over_the_env_file(read_settings, tmp_path):
    (tmp_path / ".env").write_text("REGION=vasterbotten\nSECRET_KEY=from-the-file\n")
    settings = read_settings(SECRET_KEY="from-the-environment")
    assert (settings["REGION"], settings["SECRET_KEY"]) == ("vasterbotten", "from-the-environment")


def test_saying_nothing_but_the_secret_is_production_over_https(read_settings):
    settings = read_settings(SECRET_KEY="x")
    assert {name: settings[name] for name in ("DEBUG", "DEMO", "PRODUCTION", "SECURE_SSL_REDIRECT")} == {
        "DEBUG": False,
        "DEMO": False,
        "PRODUCTION": True,
        "SECURE_SSL_REDIRECT": True,
    }
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000


def test_a_cookie_over_https_is_of_this_host_alone(read_settings):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "MESSAGES_COOKIE_NAME")
    over_https, demo = read_settings(SECRET_KEY="x"), read_settings(DEMO="1")
    assert [over_https[name] for name in names] == [f"__Host-{demo[name]}" for name in names]
    assert [demo[name] for name in names] == ["sessionid", "csrftoken", "messages"]


@pytest.mark.parametrize("variables", [{}, {"DEBUG": "1"}])
def test_the_secret_is_required_outside_the_demo(read_settings, variables):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read_settings(**variables)


def test_a_secret_may_lie_in_a_file_of_its_own_and_the_environment_wins(read_settings, tmp_path):
    handed = tmp_path / "handed"
    (handed / "folder").mkdir(parents=True)
    (handed / "SECRET_KEY").write_text("from-the-file\n")
    (handed / "METRICS_TOKEN").write_text("from-the-file\n")
    settings = read_settings(CREDENTIALS_DIRECTORY=str(handed), METRICS_TOKEN="from-the-environment")
    assert (settings["SECRET_KEY"], settings["METRICS_TOKEN"]) == ("from-the-file", "from-the-environment")


def test_a_key_from_before_may_hold_on(read_settings):
    settings = read_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS="old,older")
    assert settings["SECRET_KEY_FALLBACKS"] == ["old", "older"]
    assert read_settings(SECRET_KEY="new")["SECRET_KEY_FALLBACKS"] == []


def test_the_demo_makes_a_secret_of_its_own_and_keeps_it(read_settings, tmp_path):
    first, second = read_settings(DEMO="1"), read_settings(DEMO="1")
    assert len(first["SECRET_KEY"]) == 50
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert (tmp_path / "var" / "demo-secret-key").stat().st_mode & 0o777 == 0o600


def test_only_the_demo_lets_the_office_in_without_a_second_factor(read_settings):
    assert not read_settings(DEMO="1")["SECOND_FACTOR_REQUIRED"]
    assert read_settings(DEBUG="1", SECRET_KEY="x")["SECOND_FACTOR_REQUIRED"]


def test_an_organisations_sign_in_is_named_in_the_environment_and_forms_may_lead_there(read_settings):
    settings = read_settings(SECRET_KEY="x", OIDC_PROVIDERS=json.dumps([SERVICE]))
    policy = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["form-action"] == ["'self'", "https://login.example"]
    apps = settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert [app["name"] for app in apps] == ["Härnösands kommun"]


def test_links_in_mail_lead_to_the_portals_own_name(read_settings):
    assert (
        read_settings(SECRET_KEY="x", ALLOWED_HOSTS="a.example,b.example")["PORTAL_URL"]
        == "https://a.example"
    )
    assert read_settings(SECRET_KEY="x", PORTAL_URL="https://c.example")["PORTAL_URL"] == "https://c.example"


def test_mail_is_shown_in_the_terminal_only_while_developing(read_settings):
    def of_codes(settings):
        return settings["MAILERS"]["default"]["BACKEND"] if BY_MAILERS else settings["EMAIL_BACKEND"]

    assert of_codes(read_settings(DEMO="1")).endswith("console.EmailBackend")
    assert of_codes(read_settings(SECRET_KEY="x")).endswith("smtp.EmailBackend")


def test_the_database_is_sqlite_for_many_writers_unless_the_environment_names_another(
    read_settings, tmp_path
):
    embedded = read_settings(SECRET_KEY="x")["DATABASES"]["default"]
    assert embedded["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert embedded["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "PRAGMA recursive_triggers=ON" in embedded["OPTIONS"]["init_command"].split(";")
    assert embedded["CONN_MAX_AGE"] == 300
    assert not embedded.get("ATOMIC_REQUESTS")

    server = read_settings(SECRET_KEY="x", DATABASE_URL="postgres://portal@db/portal")["DATABASES"]["default"]
    assert server["ENGINE"] == "django.db.backends.postgresql"
    assert server["CONN_MAX_AGE"] == 300
    assert server["DISABLE_SERVER_SIDE_CURSORS"]


def test_several_machines_count_together_in_the_cache_that_is_named(read_settings):
    shared = read_settings(SECRET_KEY="x", CACHE_URL="dbcache://portal_cache")["CACHES"]["default"]
    alone = read_settings(SECRET_KEY="x")["CACHES"]["default"]
    assert shared == {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": alone["OPTIONS"],
    }
    assert alone["BACKEND"] == "django.core.cache.backends.filebased.FileBasedCache"
    assert alone["OPTIONS"]["MAX_ENTRIES"] == 10_000
    redis = read_settings(SECRET_KEY="x", CACHE_URL="rediscache://cache:6379/1")["CACHES"]["default"]
    assert "OPTIONS" not in redis


@pytest.mark.parametrize(
    ("demo", "debug", "refused"),
    [(False, False, []), (True, False, ["rus_portal.E001"]), (False, True, ["rus_portal.E002"])],
)
def test_production_refuses_demo_and_debug(settings, demo, debug, refused):
    settings.PRODUCTION, settings.DEMO, settings.DEBUG = True, demo, debug
    assert [error.id for error in production_is_neither_demo_nor_debug()] == refused


@pytest.mark.parametrize("arguments", [["manage.py", "check"], ["-c", "import rus_portal.wsgi"]])
def test_neither_a_command_nor_the_application_server_starts_a_demo_in_production(arguments):
    run = python(*arguments, DEMO="1", PRODUCTION="1")
    assert run.returncode != 0
    assert "DEMO=1 with PRODUCTION=1" in run.stderr


@pytest.fixture
def deployed(tmp_path):
    """`check --deploy` as the region runs it, with an organisation's service; `changes` override this."""

    def check(**changes):
        filled_in = {
            "PRODUCTION": "1",
            "SECRET_KEY": "a secret as long as they should be, with 0123456789 and åäö",
            "ALLOWED_HOSTS": "samverkan.example",
            "DATA_DIR": str(tmp_path),
            "DEFAULT_FROM_EMAIL": "portal@region.example",
            "CONTACT_EMAIL": "kansli@region.example",
            "DATA_PROTECTION_EMAIL": "dso@region.example",
            "OIDC_PROVIDERS": json.dumps([SERVICE]),
        }
        command = ["-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO"]
        return python(*command, **filled_in | changes)

    return check


def test_the_deployment_check_finds_nothing_in_an_installation_that_is_filled_in(deployed):
    run = deployed()
    assert run.returncode == 0, run.stderr


def test_the_deployment_check_says_what_is_not_filled_in_and_what_is_wrong(deployed):
    run = deployed(
        CONTACT_EMAIL="",
        DATA_PROTECTION_EMAIL="",
        DEFAULT_FROM_EMAIL="Samverkansportalen <portal@localhost>",
        SEAL="/nowhere/sigill.p12",
        METRICS_ADDRESSES="127.0.0.1/32",
        OIDC_PROVIDERS=json.dumps([SERVICE | {"domains": []}]),
    )
    assert run.returncode == 1
    assert re.findall(r"rus_portal\.[EW]\d+", run.stderr) == [
        f"rus_portal.{number}" for number in ("E003", "E005", "W001", "W002", "W003", "W005")
    ]
    assert "harnosand lacks domains" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_deployment_check_says_where_the_key_of_the_seal_is_too_short(deployed, tmp_path):
    for bits, is_told in ((2048, True), (3072, False)):
        certificate, key = issued("Region Exempel", key=rsa.generate_private_key(65537, bits))
        kept = serialize_key_and_certificates(b"seal", key, certificate, [], NoEncryption())
        (tmp_path / f"{bits}.p12").write_bytes(kept)
        run = deployed(SEAL=str(tmp_path / f"{bits}.p12"))
        assert (f"The key of SEAL has {bits} bits" in run.stderr) == is_told, run.stderr
    assert "E008" not in deployed(SEAL=str(sealing.made_for("x", tmp_path / "own.p12"))).stderr


PLAIN = {
    "DATABASE_URL": "postgres://portal:x@db1.example,db2.example/portal?sslmode=require",
    "EMAIL_URL": "smtp://mail.example:25",
    "BOUNCES_URL": "imap://a:b@post.example/INBOX",
    "CACHE_URL": "redis://cache.example:6379/1",
    "CLAMD": "virus.example:3310",
    "DOCUMENTS_STORE": "s3://key:secret@store.example/papers?tls=0",
    "SENTRY_DSN": "http://x@errors.example/1",
}
BY_TLS = {
    "DATABASE_URL": "postgres://portal:x@db1.example,db2.example/portal?sslmode=verify-full",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "BOUNCES_URL": "imaps://a:b@post.example/INBOX",
    "CACHE_URL": "rediss://cache.example:6379/1",
    "CLAMD": "/run/clamav/clamd.ctl",
    "DOCUMENTS_STORE": "s3://key:secret@store.example/papers",
    "SENTRY_DSN": "https://x@errors.example/1",
}
HERE = {name: re.sub(r"[\w1]+\.example", "127.0.0.1", where) for name, where in PLAIN.items()}


def test_the_deployment_check_names_each_machine_that_is_spoken_to_without_tls(deployed):
    found = re.findall(r"E007\) (\w+) leads to (\S+) without TLS", deployed(**PLAIN).stderr)
    hosts = [(name, host) for name, where in PLAIN.items() for host in re.findall(r"\w+\.example", where)]
    assert sorted(found) == sorted(hosts)
    assert "E007" not in deployed(**BY_TLS).stderr
    assert "E007" not in deployed(**HERE).stderr
    named = deployed(**PLAIN, HOSTS_HERE=",".join(host for _, host in hosts))
    assert "E007" not in named.stderr


def test_the_static_files_can_be_collected_for_production(settings, tmp_path):
    """Hashing the names fails on a stylesheet that points to a file which is not there."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.django_db
def test_every_answer_carries_a_policy_without_exceptions(client):
    policy = client.get("/finns-inte/")["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    ]


@pytest.mark.both
def test_postgresql_compiles_no_query(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no compiler.")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.both
def test_postgresql_plans_a_question_once_where_no_pool_stands_between(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps what it has planned by itself.")
    for pk in range(4):
        list(Council.objects.filter(pk=pk).values_list("name"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%councils_council%'"
        )
        assert len(cursor.fetchall()) == 1


@pytest.mark.parametrize(("named", "threshold"), [(4711, 2), (1, None)])
def test_behind_a_pool_nothing_is_prepared(named, threshold):
    """There the process that was named to us is none of PostgreSQL's."""
    by_itself = SimpleNamespace(info=SimpleNamespace(backend_pid=named), prepare_threshold=2)
    cursor = nullcontext(SimpleNamespace(execute=lambda sql: None, fetchone=lambda: ("off", 4711)))
    own = {"connection": by_itself, "cursor": lambda: cursor, "execute_wrappers": []}
    asked = SimpleNamespace(vendor="postgresql", **own)
    ask_plainly(asked)
    assert by_itself.prepare_threshold == threshold
    assert asked.execute_wrappers == ([planned_anew] if threshold else [])
