"""The parsers against what a stranger sends: a few examples with every run, an hour of them with ``make fuzz``."""

from __future__ import annotations

import pytest

from tests.fuzzing.properties import PROPERTIES, fuzz

FEW = 25


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_nothing_but_a_refusal_comes_out(name: str) -> None:
    fuzz(name, FEW, seed=1)
