"""Records made quickly are the records themselves."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from rules.logic import Truth
from rules.reasons import Contribution, Datum, EvidenceKind, Finding
from rules.records import new_contribution, new_datum, new_finding

MAKERS: list[Any] = [
    (new_contribution, Contribution, (EvidenceKind.PRIOR, "age and sex", -2.5, None, None)),
    (new_datum, Datum, ("platelets", "12", None, "Observation/1")),
    (new_finding, Finding, ("fever", "Fever", frozenset({"present"}), Truth.PRESENT, (), "fever")),
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


@pytest.mark.parametrize(("make", "_record", "least"), MAKERS)
def test_it_is_frozen(make: Any, _record: Any, least: Any) -> None:
    made = make(*least)
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, None)
    with pytest.raises(FrozenInstanceError):
        delattr(made, fields(made)[0].name)
