"""The garbage collector as the server sets it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from cds.collector import hold_collector, settle_collector

if TYPE_CHECKING:
    from collections.abc import Iterator


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
