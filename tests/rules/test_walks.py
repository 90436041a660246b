"""Something walked once, as far as anyone wants to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.walks import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_each_step_is_taken_once_and_no_further_than_asked() -> None:
    taken = []

    def steps() -> Iterator[int]:
        for step in range(4):
            taken.append(step)
            yield step

    walk = Walk(steps())
    assert next(iter(walk)) == 0
    assert taken == [0]
    assert list(walk) == [0, 1, 2, 3]
    assert list(walk) == [0, 1, 2, 3]
    assert taken == [0, 1, 2, 3]


def test_two_at_once_see_the_same() -> None:
    walk = Walk(range(5))
    first, second = iter(walk), iter(walk)
    assert [next(first), next(first)] == [0, 1]
    assert [next(second), next(second), next(second)] == [0, 1, 2]
    assert list(first) == [2, 3, 4]
    assert list(second) == [3, 4]


def test_no_steps() -> None:
    assert list(Walk(())) == []
