"""An answer of parts: whose data it carries, and which of them are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.answers import joined
from rules.identifiers import ResourceRef
from rules.reasons import Datum
from tests.rules.builders import Caveat, ago

COUNT = Datum("platelets", "20", ago(1), ResourceRef("Observation/1"))


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (COUNT, 1),
        (replace(COUNT), 1),
        (replace(COUNT, shown="21"), 2),
        (replace(COUNT, when=ago(2)), 2),
        (replace(COUNT, caveats=frozenset({Caveat.CAPILLARY})), 2),
        (replace(COUNT, source=ResourceRef("Observation/2")), 2),
    ],
)
def test_the_same_datum_is_told_once(other: Datum, kept: int) -> None:
    assert joined([(COUNT,), (other,)]) == (COUNT, other)[:kept]


def test_one_datum_alone_is_handed_on_as_it_is() -> None:
    alone = (COUNT,)
    assert joined([alone]) is alone


def test_nothing_joined_is_nothing() -> None:
    assert joined([]) == ()
