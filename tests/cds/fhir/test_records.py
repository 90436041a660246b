"""Records made quickly are the records themselves."""

from __future__ import annotations

from typing import Any

import pytest

from cds.fhir.records import new_exposure, new_statement
from rules.chart import Course, DrugExposure, DrugState, Origin, Statement
from tests.record_laws import check_defaults, check_frozen, check_places

MAKERS: list[Any] = [
    (new_exposure, DrugExposure, ("heparin", frozenset(), frozenset(), DrugState.RUNNING, "MedicationRequest/1")),
    (new_statement, Statement, (frozenset({"fever"}), "fever", Origin.EXAM, "Observation/1")),
]


@pytest.mark.parametrize(("make", "record", "least"), MAKERS)
def test_the_same_record_comes_out_with_the_same_defaults(make: Any, record: Any, least: Any) -> None:
    check_defaults(make, record, least)


@pytest.mark.parametrize(("make", "record", "_least"), MAKERS)
def test_every_field_lands_in_its_place(make: Any, record: Any, _least: Any) -> None:
    check_places(make, record)


@pytest.mark.parametrize(("make", "_record", "least"), MAKERS)
def test_it_is_frozen(make: Any, _record: Any, least: Any) -> None:
    check_frozen(make(*least))


def test_fields_by_name() -> None:
    assert new_statement(frozenset(), "", Origin.EXAM, "x", course=Course.PAST).course is Course.PAST  # type: ignore[arg-type]
