"""Figures for Prometheus, where METRICS_TOKEN or METRICS_ADDRESSES says who may read them. Nothing in them
is about a person: requests by the name of their page, and how it is with the work in the background.

The processes of a machine count together: in the folder PROMETHEUS_MULTIPROC_DIR, which
rus_portal/gunicorn.py makes. Each machine is asked by itself.
"""

import hmac
import ipaddress
import os

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily as Family
from prometheus_client.registry import Collector

from meetings.models import Letter
from rus_portal.models import Pulse

OWN = CollectorRegistry()
REQUESTS = Counter("portal_requests", "Svar", ["page", "method", "status"], registry=OWN)
SECONDS = Histogram(
    "portal_request_seconds", "Tid för ett svar", ["page"], registry=OWN, buckets=(0.01, 0.05, 0.2, 1, 5, 20)
)


def is_on():
    return bool(settings.METRICS_TOKEN or settings.METRICS_ADDRESSES)


def may_read(request):
    """Whoever knows the token, or asks from an allowed address."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind == "Bearer":
        return hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    asking = get_adapter(request).get_client_ip(request)
    return any(ipaddress.ip_address(asking) in allowed for allowed in settings.METRICS_ADDRESSES)


def count(page, method, status, seconds):
    REQUESTS.labels(page, method, status).inc()
    SECONDS.labels(page).observe(seconds)


def told():
    """What the processes have counted together, and how it is in the database now."""
    counted, now = OWN, CollectorRegistry()
    now.register(InDatabase())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(now)


class InDatabase(Collector):
    """The same whichever process is asked."""

    def describe(self):
        return []

    def collect(self):
        now, letters = timezone.now(), Letter.objects
        waiting = letters.waiting().aggregate(oldest=Min("written_at"), count=Count("pk"))
        age = (now - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
        yield Family("portal_letters_waiting", "Brev som väntar", waiting["count"])
        yield Family("portal_letters_oldest_seconds", "Hur länge det äldsta har väntat", age)
        yield Family("portal_letters_undelivered", "Brev som inte kom fram", letters.undelivered().count())
        well = Family("portal_well_seconds", "Tid sedan det senast gick bra", labels=["what"])
        failing = Family("portal_failing", "Går fel", labels=["what"])
        for sign in Pulse.objects.all():
            if sign.well_at:
                well.add_metric([sign.key], (now - sign.well_at).total_seconds())
            failing.add_metric([sign.key], bool(sign.failing_since))
        yield from (well, failing)
