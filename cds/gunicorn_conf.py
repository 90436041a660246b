"""How gunicorn serves: the app is loaded once, then forked, one worker a core with a few threads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cds.allocator import settle_allocator
from cds.collector import hold_collector, settle_collector
from cds.security.load import page_places
from cds.settings import settings_or_exit

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

hold_collector()  # until the application is loaded
settle_allocator()  # workers are forked and have it from here

_settings = settings_or_exit()

bind = _settings.bind
workers = len(os.sched_getaffinity(0))
worker_class = "cds.even_worker.EvenWorker"
# A few more than calls are answered at a time, so that the rest is refused at once and health checks are answered.
threads = _settings.max_concurrent + page_places(_settings.max_concurrent) + 4
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 15
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 16_380  # a token may be long; what is too long for us is refused by us, as JSON
forwarder_headers = ""  # no header names the path: what the proxy in front allowed is what is called
accesslog = None  # the service writes its own line for every request
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "cds.logging_lines.JsonLines"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": []},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["errors"], "propagate": False}},
}


def when_ready(_server: Arbiter) -> None:
    """Keep the knowledge out of the garbage collector, so that workers share its memory and requests do not scan it."""
    settle_collector()


def on_reload(_server: Arbiter) -> None:
    """SIGHUP reads this file again, which holds the collector; the next workers must not be born without one."""
    settle_collector()
