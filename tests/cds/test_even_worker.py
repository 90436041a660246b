"""A worker holds back from new connections by the number it holds."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from gunicorn.workers.gthread import ThreadWorker

from cds.even_worker import EvenWorker

if TYPE_CHECKING:
    from socket import socket

LISTENER = cast("socket", object())


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What an accepting worker does, in its order: seconds it holds back, listeners it accepts from."""
    steps: list[object] = []
    monkeypatch.setattr(time, "sleep", steps.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda _worker, listener: steps.append(listener))
    return steps


def accepting(workers: int, connections: int) -> EvenWorker:
    worker = object.__new__(EvenWorker)
    worker.cfg, worker.nr_conns = SimpleNamespace(workers=workers), connections
    return worker


@pytest.mark.parametrize(("connections", "seconds"), [(0, 0), (1, 0.0005), (10, 0.005), (11, 0.005)])
def test_a_worker_holds_back_before_it_accepts(done: list[object], connections: int, seconds: float) -> None:
    accepting(2, connections).accept(LISTENER)
    assert done == [seconds, LISTENER]


def test_a_lone_worker_leaves_nothing_to_others(done: list[object]) -> None:
    accepting(1, 5).accept(LISTENER)
    assert done == [LISTENER]
