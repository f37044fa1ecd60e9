"""One file; the environment (or .env beside manage.py) decides, and every default is the safe choice.

Every variable is explained in .env.example. Production is what you get unless you ask for DEMO or DEBUG, and
turns on everything that presumes HTTPS. PRODUCTION=1 says it outright and makes rus_portal/checks.py refuse
the other two; PRODUCTION=0 with neither of them is production without HTTPS, as in the tests.
"""

import os
import shutil
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from rus_portal.core import document_store, mailer, sealing
from rus_portal.signin import providers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")  # variables already in the environment win
# What is secret may lie in files, as systemd and containers hand it out: each is named as its variable.
if secrets := env.str("CREDENTIALS_DIRECTORY", default=""):
    for file in Path(secrets).iterdir():
        if file.is_file():
            os.environ.setdefault(file.name, file.read_text().strip())

# How we run
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PRODUCTION = env.bool("PRODUCTION", default=not (DEBUG or DEMO))
REGION = env.str("REGION", default="vasternorrland")
REGIONS_DIR = env.str("REGIONS_DIR", default="")  # of regions that the portal does not come with

# All that the portal writes: database, documents, collected static files
DATA_DIR = BASE_DIR / env.str("DATA_DIR", default="var")
DATA_DIR.mkdir(parents=True, exist_ok=True)  # SQLite creates its file, never its folder


def demo_secret_key() -> str:
    """A key of this machine's own, made at the first start: a demo needs no set-up, and git holds no key."""
    file = DATA_DIR / "demo-secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key())
    return file.read_text()


SECRET_KEY = demo_secret_key() if DEMO and "SECRET_KEY" not in env else env.str("SECRET_KEY")
# Keys from before: what they have signed still holds.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# For the links in e-mail, where no request gives the portal's host name.
PORTAL_URL = env.str(
    "PORTAL_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "rus_portal.signin.way.form_refused"

INSTALLED_APPS = [
    "rus_portal",
    "meetings",
    "strategy",
    "councils",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",  # its bundle is among the static files; its fields and widgets are not used
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "rus_portal.operation.measured.measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "rus_portal.no_nul.no_nul",
    "django.middleware.http.ConditionalGetMiddleware",
    "rus_portal.public_pages.public_pages",  # before the session: what it keeps was made for nobody
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rus_portal.core.own_device.ReaderMiddleware",
    "rus_portal.signin.way.SignInMiddleware",  # public views say so with @login_not_required
    "rus_portal.signin.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rus_portal.core.acting.ConflictMiddleware",
    "rus_portal.core.printing.PrintingMiddleware",
    "rus_portal.signin.way.NotAllowedMiddleware",
    "meetings.views.away.AwayMiddleware",
    "meetings.planning.former_addresses.FormerAddressMiddleware",  # last: it needs the resolved address
]

ROOT_URLCONF = "rus_portal.urls"
WSGI_APPLICATION = "rus_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rus_portal.context.page",
            ],
            "builtins": [f"rus_portal.templatetags.{name}" for name in ("once", "address", "shortened")],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Never ATOMIC_REQUESTS: with IMMEDIATE every page view would take SQLite's one write lock. The verbs open
# their own transactions.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "rus_portal.sqlite"
    # Eight writing processes: 1600 of 1600 transactions committed with this, 404 with Django's default.
    # A row that REPLACE takes away is told to the triggers on removal only where the connection asks for it.
    # The portal asks in some thousand ways. Python has 128 of them ready, and prepares each other anew; with
    # two thousand each thread went on growing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Each is some 30 kB and each thread has its own; the machine keeps what is read of the database.
        "cached_statements": 64,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA recursive_triggers=ON"
        ";PRAGMA cache_size=-1000",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A machine that is gone says nothing, and a page cannot wait for minutes. To plan a question of ours
    # takes PostgreSQL ten times as long as to answer it: what is asked a third time is prepared (ADR 91).
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "server_side_binding": True,
        "prepare_threshold": 2,
    } | DATABASES["default"].get("OPTIONS", {})
    # A cursor that the server keeps is another client's behind PgBouncer in transaction mode. We read long
    # tables a piece at a time instead.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
# Keeping connections makes a page two to three times faster; a pool adds nothing to that. SQLite reads all
# tables and triggers when it opens: half of what a page costs. What a connection gathers goes with it.
DATABASES["default"]["CONN_MAX_AGE"] = 300

# People
AUTH_USER_MODEL = "councils.Person"
SESSION_ENGINE = "rus_portal.signin.session"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # from the sign-in, whatever is done meanwhile: docs/adr/0079
AUTHENTICATION_BACKENDS = [
    "rus_portal.signin.session.Backend",
    "django.contrib.auth.backends.ModelBackend",  # of sessions from before 0.3: nobody is signed out for it
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/mitt/"  # the office is sent to its work list, see rus_portal.signin.adapters
LOGOUT_REDIRECT_URL = "/"
# How long after the last appointment an address is kept, and how long a sign-in (manage.py erase_expired).
CONTACT_RETENTION_DAYS = env.int("CONTACT_RETENTION_DAYS", default=180)
SIGN_IN_RETENTION_DAYS = env.int("SIGN_IN_RETENTION_DAYS", default=180)
REQUEST_RETENTION_DAYS = env.int("REQUEST_RETENTION_DAYS", default=30)  # of who asked for which paper
# Whom visitors turn to; the pages about accessibility and personal data say so.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
DATA_PROTECTION_EMAIL = env.str("DATA_PROTECTION_EMAIL", default="")

# Signing in: rus_portal/signin says who, these say how.
SECOND_FACTOR_REQUIRED = not DEMO  # of secretariat and administrators; the demo lets anyone in as anyone
SECOND_FACTOR_OF_ALL = env.bool("SECOND_FACTOR_OF_ALL", default=False)
ACCOUNT_ADAPTER = "rus_portal.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # of a sign-up page we do not have; allauth's checks require it
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code proves the address each time
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a second factor added or removed is told by e-mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Unknown addresses get a letter too: it helps people with two addresses, and takes as long as sending a code.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,20/h/key"}
ACCOUNT_FORMS = {
    "request_login_code": "rus_portal.signin.forms.Address",
    "confirm_login_code": "rus_portal.signin.forms.Code",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "rus_portal.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]  # reserve codes are ours: rus_portal/signin/reserve_codes.py
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Samverkansportalen"
MFA_TOTP_TOLERANCE = 0  # a code is good while the app shows it
MFA_FORMS = {
    "authenticate": "rus_portal.signin.forms.SecondFactor",
    "reauthenticate": "rus_portal.signin.forms.SecondFactorAgain",
    "activate_totp": "rus_portal.signin.forms.NewApp",
    "add_webauthn": "rus_portal.signin.forms.NewPasskey",
}
OIDC_PROVIDERS, OIDC_FAULTS = providers.read(env.str("OIDC_PROVIDERS", default="[]"))
SOCIALACCOUNT_ADAPTER = "rus_portal.signin.adapters.OrganisationAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers.as_apps(OIDC_PROVIDERS)}}

# E-mail: shown in the terminal while developing, else through a mail server.
# A demo keeps its letters, to be read there: its addresses do not exist.
vars().update(
    mailer.told(
        env.email("EMAIL_URL", default="consolemail://" if DEBUG or DEMO else "smtp://localhost:25"),
        letters="django.core.mail.backends.dummy.EmailBackend" if DEMO else None,
    )
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Samverkansportalen <portal@localhost>")
# The mailbox of that sender, where bounced letters arrive (manage.py read_bounces).
BOUNCES_URL = env.str("BOUNCES_URL", default="")

# Whether other regions' systems may be on the server's own network: only for tests.
FETCHES_INTERNAL = False

# Tasks that a request need not wait for: done at once, or by a worker (manage.py db_worker).
TASKS_WORKER = env.bool("TASKS_WORKER", default=False)
if TASKS_WORKER:
    INSTALLED_APPS.append("django_tasks_db")
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASKS_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

# The first counts attempts to sign in, so every process must share it. The second keeps public pages: each
# process its own, and what another does to the database is told by the database (docs/adr/0029).
CACHE_URL = env.str("CACHE_URL", default="")
COUNTED: dict = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": DATA_DIR / "cache",
}
if CACHE_URL:
    COUNTED = env.cache_url_config(CACHE_URL)
# With Django's few, attempts to sign in would be forgotten as soon as many try. Other caches have their own.
if COUNTED["BACKEND"].endswith((".DatabaseCache", ".FileBasedCache")):
    COUNTED["OPTIONS"] = {"MAX_ENTRIES": 10_000} | COUNTED.get("OPTIONS", {})
CACHES = {
    "default": COUNTED,
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 150},
    },
}

# Swedish for everyone: with LocaleMiddleware a browser set to English would get half of each language.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
USE_I18N = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# Documents are private: no address serves MEDIA_ROOT, views hand out what their reader may see.
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DOCUMENTS_LARGEST_MB = env.int("DOCUMENTS_LARGEST_MB", default=50)
DOCUMENTS_MOST = env.int("DOCUMENTS_MOST", default=60)  # for each item, and for each meeting as a whole
# Small forms are read in memory, larger ones go to disk within bounds:
# meetings/documents/uploads/handler.py.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "meetings.documents.uploads.handler.BoundedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # the text of one form; files are not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # attendance of a joint meeting is one large form
DATA_UPLOAD_MAX_NUMBER_FILES = 200
# ClamAV's daemon as host:port or the path of its socket. Its own StreamMaxLength must be no less than ours.
CLAMD = env.str("CLAMD", default="")
# LibreOffice, which makes PDFs of Office files; empty where it is not installed.
SOFFICE = shutil.which(env.str("SOFFICE", default="soffice")) or ""
SOFFICE_SECONDS = 60 if TASKS_WORKER else 20  # it may take: without a worker somebody waits
# The portal checks who may read each time; with this set nginx then reads the file from disk, ranges and all.
# Its configuration, with two required headers, is in docs/drift.md.
DOCUMENTS_ACCEL = env.str("DOCUMENTS_ACCEL", default="")
DOCUMENTS_STORE = env.str("DOCUMENTS_STORE", default="")

# Public keys of age: only those who have theirs read what manage.py backup writes. None: not encrypted.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])

PAPERS = DATA_DIR / "papers"  # what has been printed, for all processes: rus_portal/core/papers.py

# The organisation's certificate, which seals approved minutes, and what it needs: rus_portal/core/sealing.py.
# Without it they are locked by their checksum alone. A demo makes one of its own.
SEAL = env.str("SEAL", default="")
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")
SEAL_TRUST = env.str("SEAL_TRUST", default="")
if DEMO and not SEAL:
    SEAL = sealing.made_for("Samverkansportalens demo", DATA_DIR / "demo-seal.p12")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
if DEBUG or DEMO:
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # straight from the checkout: nothing to collect
    static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
else:
    static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": document_store.storage(DOCUMENTS_STORE),
    "staticfiles": {"BACKEND": static_storage},
}

# Everything on a page comes from the portal itself, and nothing is inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *providers.origins(OIDC_PROVIDERS)],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# What presumes HTTPS. gunicorn itself believes X-Forwarded-Proto from a proxy on the same machine.
SECURE_SSL_REDIRECT = PRODUCTION
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# A browser takes a cookie of such a name over HTTPS only, and for this very host. keep.js reads the second.
OF_THIS_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{OF_THIS_HOST}sessionid"
CSRF_COOKIE_NAME = f"{OF_THIS_HOST}csrftoken"
MESSAGES_COOKIE_NAME = f"{OF_THIS_HOST}messages"
MESSAGE_STORAGE = "rus_portal.core.told_next.Storage"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # joining the browsers' preload list is for the domain's owner

HOSTS_HERE = env.list("HOSTS_HERE", default=[])  # names of this very machine, spoken to without TLS

# What tells of the installation to those who watch over it: docs/drift.md, Övervakning.
LOG_FORMAT = env.str("LOG_FORMAT", default="line")  # or json
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=0)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_ADDRESSES = [ip_network(each) for each in env.list("METRICS_ADDRESSES", default=[])]
SENTRY_DSN = env.str("SENTRY_DSN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rus_portal.logs.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        },
        "json": {"()": "rus_portal.logs.Json"},
    },
    "filters": {"secrets": {"()": "rus_portal.logs.HideSecretAddresses"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["secrets"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "rus_portal.operation": {"level": "INFO"},
        "pypdf": {"level": "CRITICAL"},  # warnings about the files people upload
    },
}
