"""The garbage collector as the server sets it."""

from __future__ import annotations

import gc

from cds.collector import settle_collector


def test_what_is_loaded_is_frozen_and_collections_are_rare() -> None:
    before = gc.get_threshold()
    try:
        settle_collector()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
