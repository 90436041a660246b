"""The garbage collector as the server sets it."""

from __future__ import annotations

import gc
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING

import pytest

from cds.collector import hold_collector, settle_collector

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGURATION = Path(__file__).resolve().parents[2] / "cds" / "gunicorn_conf.py"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()


def test_nothing_is_collected_while_all_is_loaded() -> None:
    hold_collector()
    assert not gc.isenabled()


def test_what_is_loaded_is_frozen_and_collections_are_rare() -> None:
    before = gc.get_threshold()
    hold_collector()
    settle_collector()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] > before[0]


@pytest.mark.parametrize("hook", ["when_ready", "on_reload"])
def test_workers_are_forked_with_a_collector_at_the_start_and_after_a_reload(hook: str) -> None:
    configuration = run_path(str(CONFIGURATION))
    assert not gc.isenabled()
    configuration[hook](None)
    assert gc.isenabled()
