"""Numbers as people write them, and the memory of those written before."""

from __future__ import annotations

import pytest

from cds.fhir.written_numbers import WrittenNumbers, shown


@pytest.mark.parametrize(
    ("number", "text"),
    [(88.0, "88 g/L"), (-0.0, "0 g/L"), (12.5, "12.5 g/L"), (0.1234, "0.123 g/L"), (0.0001, "0.0001 g/L")],
)
def test_a_number_is_written_alike_the_first_time_and_later(number: float, text: str) -> None:
    known = WrittenNumbers("g/L")
    assert [known[number], known[number], shown(number, "g/L")] == [text] * 3


def test_no_unit_leaves_no_space() -> None:
    assert WrittenNumbers("")[1.5] == "1.5"


def test_the_memory_is_bounded() -> None:
    known = WrittenNumbers("mg")
    for number in range(1000):
        assert known[float(number)] == f"{number} mg"
        assert len(known) <= 128
