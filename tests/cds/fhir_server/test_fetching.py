"""Pages, bounds and the time budget, on a server that is a table and a clock that leaps."""

from __future__ import annotations

import asyncio
import json
import selectors
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from cds.fhir.prefetch import PrefetchTemplate
from cds.fhir.prefetch_parts import Part, PartState
from cds.fhir_server.bases import base_of
from cds.fhir_server.fetching import FetchLimits, Pages, fetch_parts
from cds.fhir_server.source import Gap, NotObtained, Room
from tests.fhir_server import searchset

if TYPE_CHECKING:
    from collections.abc import Sequence

BASE = base_of("https://ehr.example.org/r4")
LIMITS = FetchLimits(seconds=4, octets=100_000, resources=100)
PATIENT = PrefetchTemplate("patient", "Patient/{{context.patientId}}", "patient", required=True)
COUNTS = PrefetchTemplate("counts", "Observation?patient={{context.patientId}}", "counts", required=True)
DRUGS = PrefetchTemplate("drugs", "MedicationRequest?patient={{context.patientId}}", "drugs")
ABSENT = tuple(Part(template, PartState.ABSENT) for template in (PATIENT, COUNTS, DRUGS))
GOOD = {
    "/r4/Patient/p1": {"resourceType": "Patient", "id": "p1"},
    "/r4/Observation?patient=p1": searchset({"resourceType": "Observation", "id": "o1"}),
    "/r4/MedicationRequest?patient=p1": searchset(),
}


class Leaping(selectors.DefaultSelector):
    """Where a real selector would wait, time leaps: no test waits."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += timeout or 0
        return super().select(0)


@dataclass(slots=True)
class Table:
    """A source that has its answers in a table, each after some seconds."""

    answers: dict[str, Any]
    seconds: float = 0
    slow: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def get(self, target: str, room: Room) -> bytes:
        self.asked.append(target)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.slow.get(target, self.seconds))
        finally:
            self.at_once -= 1
        found = self.answers.get(target, NotObtained(Gap.FAILED))
        if isinstance(found, Exception):
            raise found
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        room.take(len(body))
        return body


def fetch(
    source: Table, parts: Sequence[Part] = ABSENT, limits: FetchLimits = LIMITS
) -> tuple[dict[str, Pages], float]:
    """The pages, and the seconds it took by the leaping clock."""
    leaping = Leaping()

    def loop() -> asyncio.AbstractEventLoop:
        made = asyncio.SelectorEventLoop(leaping)
        made.time = lambda: leaping.now  # type: ignore[method-assign]
        return made

    with asyncio.Runner(loop_factory=loop) as runner:
        pages = runner.run(fetch_parts(source, BASE, parts, "p1", limits))
        return pages, leaping.now


def gaps(source: Table, parts: Sequence[Part] = ABSENT, limits: FetchLimits = LIMITS) -> dict[str, Gap | None]:
    return {key: came.gap for key, came in fetch(source, parts, limits)[0].items()}


def with_answer(target: str, value: Any) -> Table:
    return Table({**GOOD, target: value})


def test_an_answer_may_be_as_large_as_the_room_that_is_left_and_no_larger() -> None:
    room = Room(10)
    room.take(4)
    room.take(6)
    with pytest.raises(NotObtained) as refused:
        room.take(1)
    assert refused.value.gap is Gap.LARGE


def paged(number: int, *, ending: bool = True) -> Table:
    """Counts in so many pages of one."""
    answers: dict[str, Any] = dict(GOOD)
    for page in range(1, number + 1):
        here = "/r4/Observation?patient=p1" if page == 1 else f"/r4/Observation?page={page}"
        following = f"https://ehr.example.org/r4/Observation?page={page + 1}" if page < number or not ending else ""
        answers[here] = searchset({"resourceType": "Observation", "id": f"o{page}"}, following=following)
    return Table(answers)


def test_every_part_is_asked_for_and_found() -> None:
    source = Table(GOOD)
    pages, _ = fetch(source)
    assert source.asked == list(GOOD)
    assert {key: (len(came.found), came.gap) for key, came in pages.items()} == {
        "patient": (1, None),
        "counts": (1, None),
        "drugs": (1, None),
    }


def test_parts_are_asked_for_at_the_same_time_and_no_more_than_allowed() -> None:
    source = Table(GOOD, seconds=1)
    assert fetch(source, limits=replace(LIMITS, parallel=2))[1] == pytest.approx(2)
    assert source.most_at_once == 2
    assert fetch(Table(GOOD, seconds=1))[1] == pytest.approx(1)


def test_what_comes_in_time_is_kept_and_what_does_not_is_slow() -> None:
    in_time = Table(GOOD, slow={"/r4/MedicationRequest?patient=p1": 3.99})
    assert set(gaps(in_time).values()) == {None}
    late = Table(GOOD, slow={"/r4/MedicationRequest?patient=p1": 4.01})
    pages, seconds = fetch(late)
    assert {key: came.gap for key, came in pages.items()} == {"patient": None, "counts": None, "drugs": Gap.SLOW}
    assert seconds == pytest.approx(4)
    assert late.at_once == 0


def test_a_server_that_hangs_costs_the_budget_and_no_more() -> None:
    pages, seconds = fetch(Table(GOOD, seconds=1e6))
    assert {came.gap for came in pages.values()} == {Gap.SLOW}
    assert seconds == pytest.approx(4)


def test_without_time_nothing_is_found() -> None:
    assert set(gaps(Table(GOOD, seconds=1), limits=LIMITS.until(-1)).values()) == {Gap.SLOW}


def test_the_pages_that_came_before_the_time_was_up_are_kept() -> None:
    source = paged(9)
    source.seconds = 1.5
    pages, _ = fetch(source, ABSENT[1:2])
    assert (len(pages["counts"].found), pages["counts"].gap) == (2, Gap.SLOW)


def test_pages_are_followed_to_the_last() -> None:
    source = paged(3)
    pages, _ = fetch(source, ABSENT[1:2])
    assert source.asked == ["/r4/Observation?patient=p1", "/r4/Observation?page=2", "/r4/Observation?page=3"]
    assert (len(pages["counts"].found), pages["counts"].gap) == (3, None)


def test_a_page_that_was_sent_is_continued_and_not_asked_for_again() -> None:
    sent = Part(COUNTS, PartState.PAGED, b"{}", "https://ehr.example.org/r4/Observation?page=2")
    source = paged(3)
    pages, _ = fetch(source, [sent])
    assert source.asked == ["/r4/Observation?page=2", "/r4/Observation?page=3"]
    assert pages["counts"].gap is None


@pytest.mark.parametrize(("number", "gap"), [(20, None), (21, Gap.PAGES)])
def test_pages_are_bounded(number: int, gap: Gap | None) -> None:
    pages, _ = fetch(paged(number), ABSENT[1:2])
    assert (len(pages["counts"].found), pages["counts"].gap) == (20, gap)


def test_a_page_that_names_itself_ends_the_pages() -> None:
    endless = searchset({"resourceType": "Observation"}, following="https://ehr.example.org/r4/Observation?patient=p1")
    source = with_answer("/r4/Observation?patient=p1", endless)
    pages, _ = fetch(source, ABSENT[1:2])
    assert (len(source.asked), len(pages["counts"].found), pages["counts"].gap) == (1, 1, Gap.PAGES)


@pytest.mark.parametrize("following", ["https://evil.example/r4/Observation?page=2", "https://ehr.example.org/admin"])
def test_a_next_page_elsewhere_is_not_asked_for(following: str) -> None:
    source = with_answer("/r4/Observation?patient=p1", searchset(following=following))
    pages, _ = fetch(source, ABSENT[1:2])
    assert (len(source.asked), len(pages["counts"].found), pages["counts"].gap) == (1, 1, Gap.STRAY_PAGE)
    sent = Part(COUNTS, PartState.PAGED, b"{}", following)
    assert gaps(Table(GOOD), [sent]) == {"counts": Gap.STRAY_PAGE}


@pytest.mark.parametrize(
    ("value", "gap"),
    [
        (NotObtained(Gap.REFUSED), Gap.REFUSED),
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}, Gap.FAILED),
        (searchset({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}), Gap.FAILED),
        ({"resourceType": "Patient", "id": "p1"}, Gap.UNEXPECTED),
        ({"resourceType": ["Bundle"]}, Gap.UNREADABLE),
        ({}, Gap.UNEXPECTED),
        (b"", Gap.UNREADABLE),
        (b"[]", Gap.UNREADABLE),
        (b"<html>", Gap.UNREADABLE),
        (json.dumps(searchset({"resourceType": "Observation"}), indent=1).encode()[:-30], Gap.UNREADABLE),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 100_000, Gap.LARGE),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 90_000, Gap.UNREADABLE),
    ],
)
def test_an_answer_that_is_none_costs_its_part_only(value: Any, gap: Gap) -> None:
    assert gaps(with_answer("/r4/Observation?patient=p1", value)) == {"patient": None, "counts": gap, "drugs": None}


@pytest.mark.parametrize(
    ("patient", "gap"),
    [
        ({"resourceType": "Patient", "id": "p2"}, Gap.OTHER_PATIENT),
        ({"resourceType": "Patient"}, Gap.OTHER_PATIENT),
        ({"resourceType": "Patient", "id": 7}, Gap.OTHER_PATIENT),
        ({"resourceType": "Practitioner", "id": "p1"}, Gap.UNEXPECTED),
        (searchset({"resourceType": "Patient", "id": "p1"}), Gap.UNEXPECTED),
    ],
)
def test_only_the_patient_asked_for_is_taken(patient: Any, gap: Gap) -> None:
    assert gaps(with_answer("/r4/Patient/p1", patient))["patient"] is gap


@pytest.mark.parametrize(("number", "gap"), [(99, None), (100, Gap.LARGE)])
def test_resources_are_bounded_over_all_parts(number: int, gap: Gap | None) -> None:
    many = searchset(*[{"resourceType": "Observation", "id": str(n)} for n in range(number)])
    assert gaps(with_answer("/r4/Observation?patient=p1", many), ABSENT[:2])["counts"] is gap


def test_bytes_are_bounded_over_all_parts() -> None:
    half = searchset({"resourceType": "Observation", "text": "x" * 55_000})
    both = Table({**GOOD, "/r4/Observation?patient=p1": half, "/r4/MedicationRequest?patient=p1": half})
    assert gaps(both) == {"patient": None, "counts": None, "drugs": Gap.LARGE}


def test_a_patient_who_cannot_be_named_in_an_address_is_not_asked_for() -> None:
    source = Table(GOOD)
    pages = asyncio.run(fetch_parts(source, BASE, ABSENT[:1], "..", LIMITS))
    assert (source.asked, pages["patient"].gap) == ([], Gap.NO_ADDRESS)


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        fetch(with_answer("/r4/Observation?patient=p1", ZeroDivisionError()))
