"""Everything that is meant by names that imply others."""

from __future__ import annotations

from rules.closure import closure

ABOVE = {"lmwh": ("heparin",), "heparin": ("anticoagulant",), "one": ("other",), "other": ("one",)}


def above(name: str) -> tuple[str, ...]:
    return ABOVE.get(name, ())


def test_all_that_can_be_reached_and_the_names_themselves() -> None:
    assert closure(("lmwh",), above) == {"lmwh", "heparin", "anticoagulant"}
    assert closure(("aspirin", "heparin"), above) == {"aspirin", "heparin", "anticoagulant"}


def test_a_circle_ends() -> None:
    assert closure(("one",), above) == {"one", "other"}


def test_of_nothing_nothing() -> None:
    assert closure((), above) == frozenset()
