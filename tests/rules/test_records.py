"""Records made quickly are the records themselves."""

from __future__ import annotations

from typing import Any

import pytest

from rules.logic import Truth
from rules.reasons import Contribution, Datum, EvidenceKind, Finding
from rules.records import new_contribution, new_datum, new_finding
from tests.record_laws import check_defaults, check_frozen, check_places

MAKERS: list[Any] = [
    (new_contribution, Contribution, (EvidenceKind.PRIOR, "age and sex", -2.5, None, None)),
    (new_datum, Datum, ("platelets", "12", None, "Observation/1")),
    (new_finding, Finding, ("fever", "Fever", frozenset({"present"}), Truth.PRESENT, (), "fever")),
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
