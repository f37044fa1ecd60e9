"""How gunicorn serves the portal: `gunicorn rus_portal.wsgi --config rus_portal/gunicorn.py`. What its
command line or WEB_CONCURRENCY says wins.

A page is CPU of one process, so there is a process for each core, and two at least, so that a long paper does
not stop all. Their threads hold the connections that browsers keep open, and those who wait for a lock or a
file.
"""

import ctypes
import gc
import itertools
import os
import shutil
import tempfile
import threading

from gunicorn import util
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

workers = int(os.environ.get("WEB_CONCURRENCY") or 0) or min(max(2, os.cpu_count() or 2), 8)
threads = 3
preload_app = True  # read once, shared by all processes
control_socket_disable = True
loglevel = "warning"
limit_request_line = 8190  # its most: so that the page, not gunicorn, says what is too long to look for


# Threads of a process share what it has freed: each would keep its own, 10 MB of it, and Python lets one work
# at a time anyway (docs/adr/0086).
c = ctypes.CDLL(None)
if mallopt := getattr(c, "mallopt", None):
    mallopt(M_ARENA_MAX := -8, 1)

# So many answers apart a process gives back to the machine what it has freed, 20 to 40 MB; it takes some
# milliseconds.
ANSWERS = 500
give_back = getattr(c, "malloc_trim", lambda kept: None)
answered = itertools.count(1)

# What the processes have counted together since the start (rus_portal/operation/metrics.py).
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="portal-metrics-")


class Worker(ThreadWorker):
    """Says in our words what gunicorn refuses before the portal is asked, where a person may meet it."""

    def handle_error(self, req, client, addr, exc):
        if not isinstance(exc, LimitRequestLine):
            return super().handle_error(req, client, addr, exc)
        from django.template.loader import render_to_string  # local: read before the settings

        page = render_to_string("414.html").encode()
        head = "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        util.write_nonblock(client, f"{head}Content-Length: {len(page)}\r\n\r\n".encode() + page)


worker_class = Worker


def when_ready(server):
    """Before the first process is made. What is warm here is shared by all, also by one that takes the place
    of another later, and the garbage collector of none of them looks through it."""
    from django.db import connections  # local: this file is read before the settings

    from rus_portal.core import press  # local: as above
    from rus_portal.core.press_apart import PressApart  # local: as above
    from rus_portal.warm import warm  # local: as above
    from rus_portal.wsgi import application  # local: as above

    press.instead = PressApart
    warm(application)
    connections.close_all()  # no process may have that of another
    gc.collect()
    gc.freeze()
    give_back(0)


def post_worker_init(worker):
    """Each thread opens its connection to the database before anybody asks."""
    from rus_portal.warm import connect  # local: this file is read before the settings

    if pool := getattr(worker, "tpool", None):  # a process of one thread has none
        all_at_once = threading.Barrier(worker.cfg.threads)
        list(pool.map(lambda _: connect(all_at_once), range(worker.cfg.threads)))


def post_request(worker, req, environ, resp):
    if next(answered) % ANSWERS == 0:
        give_back(0)


def child_exit(server, worker):
    from prometheus_client import multiprocess  # local: once the folder above is named

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
