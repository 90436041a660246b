from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from cds.fhir.records import new_exposure, new_statement
from rules.chart import Course, DrugExposure, DrugState, Origin, Statement

MAKERS: list[Any] = [
    (new_exposure, DrugExposure, ("heparin", frozenset(), frozenset(), DrugState.RUNNING, "MedicationRequest/1")),
    (new_statement, Statement, (frozenset({"fever"}), "fever", Origin.EXAM, "Observation/1")),
]


@pytest.mark.parametrize(("make", "record", "least"), MAKERS)
def test_the_same_record_comes_out_with_the_same_defaults(make: Any, record: Any, least: Any) -> None:
    made = make(*least)
    assert type(made) is record
    assert made == record(*least)
    assert repr(made) == repr(record(*least))
    assert hash(made) == hash(record(*least))


@pytest.mark.parametrize(("make", "record", "_least"), MAKERS)
def test_every_field_lands_in_its_place(make: Any, record: Any, _least: Any) -> None:
    values = [f"value {n}" for n, _ in enumerate(fields(record))]
    assert make(*values) == record(*values)
    assert make(*values) != record(*values[::-1])


def test_fields_by_name() -> None:
    assert new_statement(frozenset(), "", Origin.EXAM, "x", course=Course.PAST).course is Course.PAST  # type: ignore[arg-type]


@pytest.mark.parametrize(("make", "_record", "least"), MAKERS)
def test_it_is_frozen(make: Any, _record: Any, least: Any) -> None:
    made = make(*least)
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, None)
    with pytest.raises(FrozenInstanceError):
        delattr(made, fields(made)[0].name)
