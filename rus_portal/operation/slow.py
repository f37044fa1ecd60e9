"""Queries that take longer than SLOW_QUERY_MS are told in the log, without the values they ask for."""

import logging
import time

from django.conf import settings

log = logging.getLogger(__name__)


def watch(connection, **kwargs):
    """Each connection, once."""
    if settings.SLOW_QUERY_MS and timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute, sql, params, many, context):
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - began) * 1000
        if took >= settings.SLOW_QUERY_MS:
            log.warning("Slow query, %.0f ms", took, extra={"ms": round(took, 1), "sql": str(sql)})
