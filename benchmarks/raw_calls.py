"""A client that costs next to nothing: one request, made once and sent again and again on open connections."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing

__all__ = ["Caller", "calls_a_second", "request_of"]

_CHUNK = 1 << 16
_END_OF_HEAD = b"\r\n\r\n"


def request_of(port: int, path: str, body: bytes) -> bytes:
    """The POST as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


class Caller:
    """Sends one POST over and over on one connection. Raises RuntimeError for any answer but 200 with a length."""

    def __init__(self, port: int, path: str, body: bytes) -> None:
        self._request = request_of(port, path, body)
        self._port = port
        self._socket = self._connect()

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def call(self) -> bytes:
        """One request and the body of its answer."""
        return self.send(self._request)

    def send(self, request: bytes) -> bytes:
        """Another request on the same connection, and the body of its answer."""
        try:
            return self._exchange(request)
        except ConnectionError:
            # Servers end a connection that was idle or has carried many calls.
            self._socket.close()
            self._socket = self._connect()
            return self._exchange(request)

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def _exchange(self, request: bytes) -> bytes:
        self._socket.sendall(request)
        received = self._receive(b"")
        while _END_OF_HEAD not in received:
            received = self._receive(received)
        head, _, body = received.partition(_END_OF_HEAD)
        lines = head.lower().split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), None)
        if b" 200 " not in lines[0] or length is None:
            message = f"Unexpected answer: {lines[0].decode('latin-1')}"
            raise RuntimeError(message)
        while len(body) < length:
            body = self._receive(body)
        return body

    def _receive(self, so_far: bytes) -> bytes:
        more = self._socket.recv(_CHUNK)
        if not more:
            raise ConnectionResetError
        return so_far + more


def calls_a_second(port: int, path: str, body: bytes, *, connections: int, calls: int) -> float:
    """Calls answered a second when ``connections`` ask at a time, ``calls`` in all (rounded up to whole shares).

    Raises RuntimeError when one of them was not answered.
    """
    share = -(-calls // connections)
    failures: list[Exception] = []
    ready = threading.Barrier(connections + 1)

    def ask() -> None:
        try:
            with closing(Caller(port, path, body)) as caller:
                caller.call()
                ready.wait()
                for _ in range(share):
                    caller.call()
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    try:
        ready.wait()
    except threading.BrokenBarrierError:
        start = 0.0
    else:
        start = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        message = f"A call was not answered: {failures[0]}"
        raise RuntimeError(message) from failures[0]
    return share * connections / (time.perf_counter() - start)
