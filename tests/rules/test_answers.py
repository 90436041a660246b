"""An answer of parts: whose data it carries, and which of them are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.answers import Answer, with_data
from rules.identifiers import ResourceRef
from rules.logic import Truth
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
    whole = with_data(Truth.PRESENT, [Answer(Truth.PRESENT, (COUNT,)), Answer(Truth.PRESENT, (other,))])
    assert whole == Answer(Truth.PRESENT, (COUNT, other)[:kept])


def test_only_parts_that_agree_give_their_data() -> None:
    parts = [Answer(Truth.ABSENT, (COUNT,)), Answer(Truth.PRESENT, (replace(COUNT, shown="21"),))]
    assert with_data(Truth.ABSENT, parts) == Answer(Truth.ABSENT, (COUNT,))


def test_unknown_has_no_data() -> None:
    assert with_data(Truth.UNKNOWN, [Answer(Truth.PRESENT, (COUNT,))]) == Answer(Truth.UNKNOWN)
    assert with_data(Truth.PRESENT, []) == Answer(Truth.PRESENT)
