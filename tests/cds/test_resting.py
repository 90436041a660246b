"""A server that keeps failing rests; one that answers never does."""

from __future__ import annotations

from cds.resting import RestingServers

BASE = "https://ehr.example.org/r4"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_fifth_failure_in_a_row_begins_a_rest_of_fifteen_seconds() -> None:
    clock = Clock()
    resting = RestingServers(clock)
    assert [resting.failed(BASE) for _ in range(5)] == [False] * 4 + [True]
    assert not resting.may_be_asked(BASE)
    assert resting.may_be_asked("https://another.example/r4")
    clock.now += 14.9
    assert not resting.may_be_asked(BASE)
    clock.now += 0.1
    assert [resting.may_be_asked(BASE) for _ in range(3)] == [True, False, False], "one call tries it"
    assert resting.failed(BASE)
    clock.now += 15
    assert resting.may_be_asked(BASE)
    resting.answered(BASE)
    assert [resting.may_be_asked(BASE) for _ in range(3)] == [True] * 3


def test_failures_that_are_not_in_a_row_begin_no_rest() -> None:
    resting = RestingServers(Clock())
    for _ in range(3):
        for _ in range(4):
            assert not resting.failed(BASE)
        assert resting.may_be_asked(BASE)
        resting.answered(BASE)


def test_the_memory_is_bounded() -> None:
    resting = RestingServers(Clock())
    for number in range(500):
        for _ in range(5):
            resting.failed(f"http://127.0.0.1:{number}/fhir")
    assert len(resting._records) == 100
    assert resting.may_be_asked("http://127.0.0.1:0/fhir")
    assert not resting.may_be_asked("http://127.0.0.1:499/fhir")
