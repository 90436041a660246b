"""Key sets: what is used of them, when they are fetched, and when not."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from cds.security.clients import Client
from cds.security.key_sets import KeySet
from cds.security.key_sources import FetchedKeys, Keys, fetch
from cds.security.problems import UnusableKeySet
from tests.cds.security.minting import jwk, key_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JKU = "https://ehr.example.org/jwks.json"


def parsed(*keys: Any) -> KeySet:
    return KeySet.parse(json.dumps({"keys": list(keys)}).encode())


# ---- what is used of a key set


def test_the_public_part_of_a_set_that_holds_private_parts_is_used() -> None:
    keys = parsed(jwk("ES384", private=True), jwk("RS384", private=True))
    assert keys.exposed
    assert not any({"d", "p", "q"} & entry.keys() for entry in keys.entries)
    for alg in ("ES384", "RS384"):
        found = keys.find(f"kid-{alg}", alg)
        assert found is not None
        assert not hasattr(found.key, "private_numbers")


def test_a_clean_set_is_not_called_exposed() -> None:
    assert not parsed(jwk("ES384")).exposed


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"use": ...}, True),
        ({"alg": ...}, True),
        ({"key_ops": ["sign"]}, True),
        ({"use": "enc"}, False),
        ({"alg": "ES512"}, False),
        ({"kid": "other"}, False),
        ({"kid": ...}, False),
        ({"crv": "P-256"}, False),
        ({"x": "AAAA"}, False),
        ({"x": ...}, False),
        ({"x": 7}, False),
        ({"kty": "oct"}, False),
        ({"kty": ["EC"]}, False),
    ],
)
def test_a_key_is_found_only_when_it_fits(change: dict[str, Any], *, found: bool) -> None:
    keys = parsed(jwk("RS384"), jwk("ES384", **change))
    assert (keys.find("kid-ES384", "ES384") is not None) is found


def test_of_two_keys_with_one_id_the_one_of_the_right_kind_is_used() -> None:
    keys = parsed(jwk("RS384", "same"), jwk("ES384", "same"))
    assert keys.find("same", "ES384") is not None
    assert keys.find("same", "RS384") is not None
    assert keys.find("same", "ES256") is None


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b"{", b'{"keys": {}}', b'{"keys": []}', b'{"keys": [1, null]}', b'{"keys": [{"kty": "EC"}]}'],
)
def test_what_is_no_key_set_is_refused(text: bytes) -> None:
    with pytest.raises(UnusableKeySet):
        KeySet.parse(text)


# ---- when it is fetched


class Address:
    """An address with a key set, and a clock."""

    def __init__(self, *algs: str) -> None:
        self.now = 1000.0
        self.asked = 0
        self.answer: bytes | Exception = json.dumps(key_set(*algs)).encode()

    def get(self, _address: str) -> bytes:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def keys(self) -> FetchedKeys:
        return FetchedKeys(JKU, "Epic", self.get, lambda: self.now)


def test_a_set_is_fetched_once_and_again_after_an_hour() -> None:
    address = Address("ES384")
    keys = address.keys()
    assert address.asked == 0
    for _ in range(3):
        assert keys.find("kid-ES384", "ES384") is not None
    assert address.asked == 1
    address.now += 3601
    assert keys.find("kid-ES384", "ES384") is not None
    assert address.asked == 2


def test_a_new_key_is_found_when_the_client_rotates_and_the_old_one_is_gone() -> None:
    address = Address("ES384")
    keys = address.keys()
    keys.find("kid-ES384", "ES384")
    address.answer = json.dumps(key_set("RS384")).encode()
    address.now += 31
    assert keys.find("kid-RS384", "RS384") is not None
    assert keys.find("kid-ES384", "ES384") is None


def test_unknown_keys_do_not_make_a_stream_of_fetches() -> None:
    address = Address("ES384")
    keys = address.keys()
    for _ in range(20):
        assert keys.find("unknown", "ES384") is None
    assert address.asked == 1
    address.now += 31
    assert keys.find("unknown", "ES384") is None
    assert address.asked == 2


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), UnusableKeySet("x"), httpx.ReadTimeout("x")])
def test_an_outage_of_theirs_leaves_the_old_keys_for_a_day(error: Exception, log_lines: list[dict[str, Any]]) -> None:
    address = Address("ES384")
    keys = address.keys()
    assert keys.find("kid-ES384", "ES384") is not None
    address.answer = error
    address.now += 23 * 3600
    assert keys.find("kid-ES384", "ES384") is not None
    assert address.asked == 2
    address.now += 2 * 3600
    assert keys.find("kid-ES384", "ES384") is None
    failures = [line for line in log_lines if line["code"] == "KEYS001"]
    assert {(line["client"], line["error"]) for line in failures} == {("Epic", type(error).__name__)}


def test_an_address_that_never_answered_is_asked_again_after_a_pause() -> None:
    address = Address("ES384")
    good, address.answer = address.answer, httpx.ConnectError("x")
    keys = address.keys()
    assert keys.find("kid-ES384", "ES384") is None
    address.answer = good
    assert keys.find("kid-ES384", "ES384") is None
    address.now += 31
    assert keys.find("kid-ES384", "ES384") is not None


def test_many_threads_at_once_make_one_fetch() -> None:
    address = Address("ES384")
    keys = address.keys()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(keys.find("kid-ES384", "ES384"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (address.asked, len(found), None in found) == (1, 8, False)


def test_a_client_with_a_file_is_never_fetched_for(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps(key_set("ES384", private=True)))
    address = Address("RS384")
    client = Client("Sandbox", "s", jku=(JKU,), key_set=tmp_path / "keys.json")
    keys = Keys((client,), address.get)
    assert keys.key(client, JKU, "kid-ES384", "ES384") is not None
    assert keys.key(client, JKU, "kid-RS384", "RS384") is None
    assert address.asked == 0


def test_the_address_the_token_names_is_asked_else_the_first() -> None:
    asked: list[str] = []

    def get(address: str) -> bytes:
        asked.append(address)
        return json.dumps(key_set("ES384")).encode()

    client = Client("Epic", "e", jku=(JKU, "https://second.example/k"))
    keys = Keys((client,), get)
    keys.key(client, "https://second.example/k", "kid-ES384", "ES384")
    keys.key(client, None, "kid-ES384", "ES384")
    assert asked == ["https://second.example/k", JKU]


@pytest.mark.parametrize("content", [None, b"{}"])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableKeySet, match=r"keys\.json, the key set of Epic"):
        Keys((Client("Epic", "e", key_set=path),))


# ---- over the network


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A server on this machine; /elsewhere has the good key set."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path == "/elsewhere"
            self.send_response(200 if moved else status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(key_set("ES384")).encode() if moved else body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_key_set_is_fetched_over_http() -> None:
    body = json.dumps(key_set("ES384")).encode()
    with answering(200, body) as base:
        assert fetch(f"{base}/jwks.json") == body


def test_a_redirect_is_not_followed() -> None:
    with answering(302, b"", Location="/elsewhere") as base, pytest.raises(UnusableKeySet, match="302"):
        fetch(f"{base}/jwks.json")


def test_a_set_that_is_too_large_is_not_read_to_its_end() -> None:
    with answering(200, b" " * 3_000_000) as base, pytest.raises(UnusableKeySet, match="too large"):
        fetch(f"{base}/jwks.json")


def test_a_compressed_set_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 60_000
    with (
        answering(200, bomb, **{"Content-Encoding": "gzip"}) as base,
        pytest.raises(UnusableKeySet, match="compressed"),
    ):
        fetch(f"{base}/jwks.json")


def test_nobody_there_is_an_error_of_the_network() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(httpx.HTTPError):
        fetch(f"http://127.0.0.1:{port}/")


def test_one_time_out_holds_over_the_whole_of_a_slow_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.security.key_sources._TIMEOUT_SECONDS", 0.2)
    stop = threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            while not stop.wait(0.05):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with pytest.raises(UnusableKeySet, match="too long"):
        fetch(f"http://127.0.0.1:{server.server_port}/")
    stop.set()
    server.shutdown()
    server.server_close()
    thread.join()
