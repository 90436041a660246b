"""The reading half of a connection is shut when the time of its body is up, and only then."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from cds.hooks.arrival import arriving_within

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        yield ours, theirs


@contextmanager
def reading(connection: object, seconds: float) -> Iterator[None]:
    overrides = {"gunicorn.socket": connection}
    with Flask("t").test_request_context("/", environ_overrides=overrides), arriving_within(seconds):
        yield


def test_a_body_that_does_not_come_ends(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    began = time.monotonic()
    with reading(ours, 0.2):
        assert ours.recv(1) == b""
    assert 0.15 < time.monotonic() - began < 5
    ours.sendall(b"the answer")
    assert theirs.recv(20) == b"the answer"


def test_a_body_that_came_is_not_shut_afterwards(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with reading(ours, 0.1):
        theirs.sendall(b"body")
        assert ours.recv(4) == b"body"
    time.sleep(0.5)
    theirs.sendall(b"next")
    assert ours.recv(4) == b"next"


def test_each_has_its_own_time_and_one_thread_watches_all(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    other, sender = socket.socketpair()
    with other, sender, reading(ours, 60), reading(other, 0.1):
        assert other.recv(1) == b""
        theirs.sendall(b"still")
        assert ours.recv(5) == b"still"
        assert [thread.name for thread in threading.enumerate()].count("arrival") == 1


def test_a_server_without_a_socket_is_left_alone() -> None:
    with reading(None, 0.0):
        time.sleep(0.2)
