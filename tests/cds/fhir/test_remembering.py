"""Readings are remembered within bounds, and nothing else changes."""

from __future__ import annotations

import pytest

from cds.fhir.remembering import remembered


def _counting(most: int, longest: int) -> tuple[list[str], object]:
    calls: list[str] = []

    @remembered(most, longest)
    def read(raw: str) -> int:
        calls.append(raw)
        if raw == "bad":
            message = "unreadable"
            raise ValueError(message)
        return len(raw)

    return calls, read


def test_a_reading_is_made_once() -> None:
    calls, read = _counting(2, 10)
    assert [read("a"), read("a"), read("bb")] == [1, 1, 2]  # type: ignore[operator]
    assert calls == ["a", "bb"]


def test_at_the_bound_all_are_forgotten() -> None:
    calls, read = _counting(2, 10)
    for raw in ("a", "b", "c", "a"):
        read(raw)  # type: ignore[operator]
    assert calls == ["a", "b", "c", "a"]


@pytest.mark.parametrize(("length", "times"), [(10, 1), (11, 2)])
def test_what_is_too_long_is_read_each_time(length: int, times: int) -> None:
    calls, read = _counting(2, 10)
    assert read("x" * length) == read("x" * length) == length  # type: ignore[operator]
    assert len(calls) == times


def test_a_failure_is_not_remembered() -> None:
    calls, read = _counting(2, 10)
    for _ in range(2):
        with pytest.raises(ValueError, match="unreadable"):
            read("bad")  # type: ignore[operator]
    assert calls == ["bad", "bad"]


def test_no_text_is_a_key_as_well() -> None:
    @remembered(2)
    def read(raw: str | None) -> bool:
        return raw is None

    assert (read(None), read(None), read("")) == (True, True, False)
