from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import example_resources
from benchmarks.example_resources import read_examples
from cds.fhir.terminology import Terminology
from tests.cds.fhir.builders import count, knowledge, observation


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    return Terminology.compile(knowledge())


def sent(*resources: Any) -> list[bytes]:
    return [json.dumps(resource).encode() for resource in resources]


def test_each_resource_is_one_of_four(terminology: Terminology) -> None:
    unreadable = count(20, "furlongs")
    both = {"resourceType": "Bundle", "entry": [{"resource": each | {"id": str(n)}}
            for n, each in enumerate((count(20), unreadable))]}  # fmt: skip
    found = read_examples("some", sent(count(20), observation({"text": "Zzz"}), unreadable, both), terminology)
    assert (found.resources, found.read, found.of_no_use, found.refused, found.partly) == (4, 1, 1, 1, 1)
    assert [(each.split(":")[0], number) for each, number in found.reasons.items()] == [
        ("Observation", 1), ("Bundle", 1),
    ]  # fmt: skip


def test_lines_are_read_one_by_one_and_broken_ones_are_refused(terminology: Terminology) -> None:
    lines = b"\n".join([*sent(count(20), count(30)), b"", b"{"])
    found = read_examples("some", [lines, b"[1]", b"7", b"not JSON"], terminology)
    assert (found.resources, found.read, found.refused, found.failures) == (6, 2, 4, [])


def test_an_exception_is_told(terminology: Terminology, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(example_resources, "read_chart", fail)
    assert read_examples("some", sent(count(20)), terminology).failures == ["Observation: RuntimeError: no"]
