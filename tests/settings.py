"""The product's settings for the tests: independent of .env and the shell, except for DATABASE_URL."""

import os

os.environ.update(
    DEBUG="0",
    DEMO="0",
    PRODUCTION="0",
    SECRET_KEY="only for tests",
    REGION="vasternorrland",
    REGIONS_DIR="",
    CACHE_URL="",
    LOG_FORMAT="line",
    SLOW_QUERY_MS="0",
    METRICS_TOKEN="",
    METRICS_ADDRESSES="",
    SENTRY_DSN="",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    CSRF_TRUSTED_ORIGINS="",
    DATA_DIR="var",
    PORTAL_URL="http://testserver",
    BOUNCES_URL="",
    OIDC_PROVIDERS="[]",
    SEAL="",
    SOFFICE="",
    SEAL_TIMESTAMP_URL="",
    SEAL_TRUST="",
    TASKS_WORKER="0",
    TRUSTED_PROXIES="0",
)

from rus_portal.settings import *  # noqa: F403  the environment above must come first
from rus_portal.settings import CACHES, DATABASES, STORAGES
from tests.one_connection import OneAtATime

# No test collects static files.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; protects nothing here
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
SECOND_FACTOR_REQUIRED = False  # tests use force_login; tests/sign_in/ turns it on
if DATABASES["default"]["ENGINE"] == "rus_portal.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # pytest-django knows Django's own engine alone
    DATABASES["default"]["OPTIONS"]["factory"] = OneAtATime
