"""How much one worker takes on: calls at a time, and calls a minute from one client. More is refused at once."""

from __future__ import annotations

import math
import time
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from flask import Flask, g, request
from limits import RateLimitItemPerMinute
from limits.strategies import SlidingWindowCounterRateLimiter

from cds.caller import current_caller
from cds.errors import Issue, Rejected
from cds.log_codes import LogCode, log
from cds.security.authentication import is_protected
from cds.security.counters import Counters

if TYPE_CHECKING:
    from typing import Any

__all__ = ["Rates", "register_concurrency", "register_rates"]

_NAMESPACE = "calls"


class Rates:
    """Calls a minute by client, counted in this worker. Identity: the authenticated client, else the address."""

    def __init__(self, per_minute: int) -> None:
        """``per_minute``: most calls of one client in any minute."""
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter: SlidingWindowCounterRateLimiter | None = None
        self._lock = Lock()

    def count(self) -> None:
        """Count the current request. Raises Rejected with 429 when it is one too many."""
        client = current_caller().client
        identity = f"client {client}" if client else f"address {request.remote_addr}"
        limiter = self._ready()
        if limiter.hit(self._item, _NAMESPACE, identity):
            return
        wait = limiter.get_window_stats(self._item, _NAMESPACE, identity).reset_time - time.time()
        log(LogCode.LOAD002, client=client or "(unknown)")
        text = f"More than {self._item.amount} calls a minute; send this call again later."
        raise Rejected(429, [Issue("throttled", text)], {"Retry-After": str(max(1, math.ceil(wait)))})

    def _ready(self) -> SlidingWindowCounterRateLimiter:
        """Made on the first call: the storage starts a thread, which would not survive the forking of workers."""
        with self._lock:
            if self._limiter is None:
                self._limiter = SlidingWindowCounterRateLimiter(Counters())
            return self._limiter


def register_concurrency(app: Flask, most: int) -> None:
    """Refuse with 503 what comes while ``most`` calls are being answered; waiting in line would help nobody."""
    places = BoundedSemaphore(most)

    def enter() -> None:
        if not is_protected(request.path) or request.method == "OPTIONS":
            return
        if not places.acquire(blocking=False):
            log(LogCode.LOAD001, most=most)
            text = "The service is answering as many calls as it can; send this call again."
            raise Rejected(503, [Issue("throttled", text)], {"Retry-After": "1"})
        g.has_place = True

    def leave(_error: Any) -> None:  # noqa: ANN401 - whatever ended the request
        if g.pop("has_place", False):
            places.release()

    app.before_request(enter)
    app.teardown_request(leave)


def register_rates(app: Flask, rates: Rates) -> None:
    """Count every call to the services; to be registered after the authentication."""

    def count() -> None:
        if is_protected(request.path) and request.method != "OPTIONS":
            rates.count()

    app.before_request(count)
