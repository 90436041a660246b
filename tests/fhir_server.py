"""A FHIR server on a loop-back port for the tests: good, slow, failing, paging, pointing elsewhere, lying."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

__all__ = ["Asked", "FhirServer", "searchset", "serving"]

TOKEN = "opaque-token-of-the-test"  # noqa: S105 - invented
PATIENT = "p1"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    method: str
    target: str
    headers: dict[str, str]


def searchset(*resources: Any, following: str = "") -> dict[str, Any]:
    links = [{"relation": "next", "url": following}] if following else []
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources], "link": links}


class Reply(BaseHTTPRequestHandler):
    """What a behaviour may do: answer, or write to the connection itself."""

    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_GET(self) -> None:
        self.server.outer.asked.append(Asked(self.command, self.path, dict(self.headers.items())))
        self.server.outer.behaviour(self)

    def log_message(self, *_words: Any) -> None:
        """Says nothing."""

    @property
    def kind(self) -> str:
        return urlsplit(self.path).path.rpartition("/fhir/")[2].partition("/")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)

    def answer(self, value: Any, status: int = 200, /, **headers: str) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        told = {"Content-Type": "application/fhir+json", "Content-Length": str(len(body)), **headers}
        self.start(status, **told)
        self.wfile.write(body)

    def start(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    outer: FhirServer

    def handle_error(self, *_words: Any) -> None:
        """A client that gave up is no news."""


@dataclass(slots=True)
class FhirServer:
    """``behaviour`` answers each request; ``asked`` is what came; ``over`` is set when the test is."""

    behaviour: Callable[[Reply], object]
    origin: str = ""
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"{self.origin}/fhir"

    @property
    def tokens(self) -> set[str | None]:
        return {asked.headers.get("Authorization") for asked in self.asked}


@contextmanager
def serving(behaviour: Callable[[Reply], object], tls: ssl.SSLContext | None = None) -> Iterator[FhirServer]:
    """The server until the block ends."""
    server = FhirServer(behaviour)
    listener = _Listener(("127.0.0.1", 0), Reply)
    listener.outer = server
    if tls is not None:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    server.origin = f"{'https' if tls else 'http'}://127.0.0.1:{listener.server_address[1]}"
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
