"""What was sent as a platelet count and could not be used is remembered as one, with the latest time it may be of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cds.fhir.reading import Source, read_chart
from tests.cds.fhir.builders import AS_OF, LOINC, TERMINOLOGY, bundle, count, observation

LATER = "2026-05-10T08:00:00Z"
AT = datetime(2026, 5, 10, 8, tzinfo=UTC)
UNKNOWN = {"coding": [{"system": "urn:x", "code": "4711"}]}


def lost(*resources: Any, asked: bool = True, **more: Any) -> list[tuple[str, datetime]]:
    """The reasons for which a count was lost, each with the latest time it may have been of."""
    raw = json.dumps(bundle(*resources, **more)).encode()
    source = Source("platelet results", raw, lab="platelet_count" if asked else None)  # type: ignore[arg-type]
    chart = read_chart([source], patient_id="p", as_of=AS_OF, terminology=TERMINOLOGY)
    return [(each.why, each.when.latest) for each in chart.unread if each.lab == "platelet_count" and each.when]


@pytest.mark.parametrize(
    ("odd", "at"),
    [
        ({"effectiveDateTime": LATER}, AT),
        ({"effectiveDateTime": None, "effectiveInstant": LATER}, AT),
        ({"effectiveDateTime": None, "effectivePeriod": {"start": LATER}}, AT),
        ({"effectiveDateTime": 5, "issued": LATER}, AT),
        ({"effectiveDateTime": {"value": LATER}}, AS_OF),
        ({"effectiveDateTime": None}, AS_OF),
    ],
)
def test_a_malformed_result_tells_its_test_and_its_time(odd: dict[str, Any], at: datetime) -> None:
    broken = {**count(9), "status": {"value": "final"}, **odd}
    for asked in (True, False):
        assert lost(broken, asked=asked) == [("the resource is malformed", at)]


@pytest.mark.parametrize("member", [{"subject": "Patient/p"}, {"note": 5}, {"dataAbsentReason": 5}])
def test_a_result_of_which_a_member_is_malformed_tells_them_too(member: dict[str, Any]) -> None:
    for when, at in ((LATER, AT), (None, AS_OF)):
        broken = {**observation(effectiveDateTime=when), **member}
        assert lost(broken, asked=False) == [("the resource is malformed", at)]


def test_a_malformed_result_of_an_unknown_test_is_lost_only_where_counts_were_asked_for() -> None:
    broken = {**count(9), "status": 5, "code": UNKNOWN}
    assert lost(broken, asked=False) == []
    assert lost(broken) == [("the resource is malformed", datetime(2026, 5, 9, 8, tzinfo=UTC))]
    assert lost({**broken, "code": 5}, asked=False) == []


def test_a_malformed_result_that_was_withdrawn_is_not_lost() -> None:
    assert lost({**count(9), "valueQuantity": 5, "status": "entered-in-error"}) == []
    assert lost({**count(9), "valueQuantity": 5, "status": "final"}) != []


@pytest.mark.parametrize(
    ("holds", "why"),
    [
        ({"entry": [{"fullUrl": "u"}]}, "holds an entry without a resource"),
        ({"entry": [{"response": {"status": "500"}}]}, "holds an entry without a resource"),
        ({"entry": [{"resource": "x"}]}, "holds an entry that is no resource"),
        ({"entry": [{"resource": {"id": "x"}}]}, "holds an entry without a resourceType"),
        ({"entry": [], "total": 5}, "has a total and no entries"),
        ({"total": 5}, "has a total and no entries"),
    ],
)
def test_a_gap_in_what_was_asked_for_may_be_of_now(holds: dict[str, Any], why: str) -> None:
    assert lost(**holds) == [(why, AS_OF)]
    assert lost(**holds, asked=False) == []


@pytest.mark.parametrize("holds", [{}, {"entry": []}, {"total": 0}, {"entry": None, "total": 0}])
def test_nothing_found_is_no_gap(holds: dict[str, Any]) -> None:
    assert lost(**holds) == []


@pytest.mark.parametrize(
    ("severity", "code", "gap"),
    [
        ("error", "exception", True),
        ("warning", "incomplete", True),
        ("warning", "suppressed", False),
        ("error", "suppressed", True),
        ("warning", "processing", False),
        ("warning", "not-found", False),
        ("information", "incomplete", False),
    ],
)
def test_an_outcome_beside_the_results_is_a_gap_when_it_says_that_there_may_be_more(
    severity: str, code: str, gap: bool
) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}
    in_answer = bundle(count(88))
    in_answer["entry"].append({"response": {"status": "500", "outcome": outcome}})
    for found in (lost(count(88), outcome), lost(entry=in_answer["entry"])):
        assert [at for _, at in found] == ([AS_OF] if gap else [])


def test_an_unknown_code_where_counts_were_asked_for_may_be_a_count() -> None:
    odd = count(9, id="odd", code=UNKNOWN, effectiveDateTime=LATER)
    assert lost(odd) == [("no known code or name", AT)]
    assert lost(count(88), odd) == [("no known code or name", AT)]
    assert lost(count(88), {**odd, "effectiveDateTime": None}) == [("no known code or name", AS_OF)]
    assert lost(odd, asked=False) == []
    assert lost({**odd, "status": "cancelled"}) == []
    assert lost({**odd, "subject": {"reference": "Patient/q"}}) == []


def test_other_tests_among_the_results_show_that_nobody_searched_by_code() -> None:
    odd = count(9, id="odd", code=UNKNOWN)
    assert lost(odd, count(120, "g/L", id="hb", code={"coding": [{"system": LOINC, "code": "718-7"}]})) == []
    panel = observation("85354-9", id="bp", component=[{"code": {"coding": [{"system": LOINC, "code": "8480-6"}]}}])
    assert lost(odd, panel) == []


def test_codes_that_contradict_each_other_may_be_a_count() -> None:
    mpv, plt = {"system": LOINC, "code": "32623-1"}, {"system": LOINC, "code": "777-3"}
    for code in ({"coding": [mpv, plt]}, {"coding": [plt], "text": "mean platelet volume"}):
        found = lost(count(9, code=code, effectiveDateTime=LATER), asked=False)
        assert [at for _, at in found] == [AT]


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({}, AT),
        ({"dataAbsentReason": {"coding": [{"code": "masked"}]}}, AT),
        ({"dataAbsentReason": {"coding": [{"code": "as-text"}]}}, AT),
        ({"valueQuantity": [{"value": 220}, {"value": 9}]}, AT),
        ({"valueQuantity": {"value": 9, "unit": "furlong"}, "effectiveDateTime": None}, AS_OF),
        ({"dataAbsentReason": {"coding": [{"code": "not-performed"}]}}, None),
        ({"dataAbsentReason": {"coding": [{"code": "unknown"}]}}, None),
        ({"status": "registered"}, None),
        ({"status": None}, None),
    ],
)
def test_a_value_that_is_not_there_is_lost_unless_there_is_a_reason(sent: dict[str, Any], at: datetime | None) -> None:
    found = lost({**observation(effectiveDateTime=LATER), **sent})
    assert [when for _, when in found] == ([] if at is None else [at])
