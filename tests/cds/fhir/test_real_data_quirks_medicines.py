"""Medicines as real systems send them. Each row is one habit met in public data, told with invented orders."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import DrugState, DrugUse, ResolvedBy
from tests.cds.fhir.builders import RXNORM, read, whys

_NDC = "http://hl7.org/fhir/sid/ndc"
_NAMES = "http://h.example/name"


def use(kind: str = "MedicationRequest", **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "u1", "status": "active", "intent": "order", **more}


def to(reference: str, **more: Any) -> dict[str, Any]:
    return use(medicationReference={"reference": reference}, **more)


def medication(identity: str = "abc", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Medication", "id": identity, **more}


def rx(code: str) -> dict[str, Any]:
    return {"coding": [{"system": RXNORM, "code": code}]}


def text(words: str) -> dict[str, Any]:
    return {"text": words}


HEPARIN = medication(code=rx("5224"))
MIX = medication(
    "mix",
    identifier=[{"system": "http://h.example/mix", "value": "HEP25000--BAG"}],
    ingredient=[
        {"itemReference": {"reference": "Medication/salt"}},
        {"itemReference": {"reference": "Medication/named"}},
    ],
)
NAMED = medication(
    "named",
    identifier=[{"system": _NAMES, "value": "Heparin Sodium"}],
    code={"coding": [{"system": "http://h.example/mimic-ndc", "code": "11111111111"}]},
)


@pytest.mark.parametrize(
    ("resources", "drugs", "by"),
    [
        pytest.param([HEPARIN, to("Medication/abc")], {"heparin"}, ResolvedBy.CODE, id="relative reference"),
        pytest.param([HEPARIN, to("http://ehr/fhir/Medication/abc")], {"heparin"}, ResolvedBy.CODE, id="absolute"),
        pytest.param([HEPARIN, to("Medication/abc/_history/3")], {"heparin"}, ResolvedBy.CODE, id="a version"),
        pytest.param([HEPARIN, to("urn:uuid:abc")], {"heparin"}, ResolvedBy.CODE, id="urn:uuid"),
        pytest.param(
            [to("#m", contained=[medication("m", code=rx("5224"))])], {"heparin"}, ResolvedBy.CODE, id="contained"
        ),
        pytest.param([MIX, NAMED, to("Medication/mix")], {"heparin"}, ResolvedBy.NAME, id="two steps away, by name"),
        pytest.param(
            [NAMED, to("Medication/named")], {"heparin"}, ResolvedBy.NAME, id="name only in the identifier"
        ),
        pytest.param(
            [use(medicationCodeableConcept={"coding": [{"system": _NAMES, "code": "Heparin"}]})],
            {"heparin"}, ResolvedBy.NAME, id="the code is a free name",
        ),
        pytest.param(
            [use(medicationCodeableConcept=text("Warfarin 2 mg tab"))], {"warfarin"}, ResolvedBy.NAME, id="text only"
        ),
        pytest.param(
            [use(medicationCodeableConcept=text("War\u200bfarin 2 mg"))], {"warfarin"}, ResolvedBy.NAME,
            id="a zero-width space in the name",
        ),
        pytest.param([use(medicationCodeableConcept=rx("855332"))], {"warfarin"}, ResolvedBy.CODE, id="a product"),
        pytest.param(
            [use(medicationCodeableConcept={"coding": [*({"system": f"urn:oid:1.{n}", "code": str(n)} for n in (7, 8)),
                                                       {"system": RXNORM, "code": "0"},
                                                       {"system": RXNORM, "code": "11289"}]})],
            {"warfarin"}, ResolvedBy.CODE, id="many codes, none with a display",
        ),
        *(
            pytest.param(
                [use(medicationCodeableConcept={"coding": [{"system": _NDC, "code": code}]})],
                {"heparin"}, ResolvedBy.CODE, id=f"NDC {code}",
            )
            for code in ("00338000001", "0338-0000-01", "00338-0000-01", "0338-0000")
        ),
        pytest.param([to("Medication/none")], set(), ResolvedBy.NONE, id="a reference that leads nowhere"),
    ],
)  # fmt: skip
def test_what_the_medicine_is(resources: list[Any], drugs: set[str], by: ResolvedBy) -> None:
    (found,) = read(*resources).drugs
    assert (found.drugs, found.resolved_by) == (drugs, by)


def test_a_medicine_that_cannot_be_told_is_reported() -> None:
    assert "1 medicine: what it is could not be told" in whys(read(to("Medication/none")))


@pytest.mark.parametrize(
    ("words", "more", "purpose"),
    [
        ("Heparin Flush (10 units/ml)", {}, DrugUse.LINE_CARE),
        ("Heparin Dwell", {}, DrugUse.LINE_CARE),
        ("Heparin (CRRT Machine Priming)", {}, DrugUse.LINE_CARE),
        ("Heparin", {"route": text("DWELL")}, DrugUse.LINE_CARE),
        ("Heparin", {"route": text("DIALYS")}, DrugUse.LINE_CARE),
        ("Heparin", {"text": "flush PICC after use"}, DrugUse.LINE_CARE),
        ("Heparin", {"route": {"coding": [{"code": "SC"}]}}, DrugUse.TREATMENT),
        ("Heparin", {}, DrugUse.TREATMENT),
    ],
)
def test_line_care_is_no_treatment(words: str, more: dict[str, Any], purpose: DrugUse) -> None:
    (found,) = read(use(medicationCodeableConcept=text(words), dosageInstruction=[more])).drugs
    assert (found.drugs, found.use) == ({"heparin"}, purpose)


def _valid(start: str | None, end: str | None) -> dict[str, Any]:
    return {"validityPeriod": {key: day for key, day in (("start", start), ("end", end)) if day}}


@pytest.mark.parametrize(
    ("status", "period", "state"),
    [
        ("completed", ("2026-05-09", "2026-05-12"), DrugState.RUNNING),
        ("completed", ("2026-05-01", "2026-05-03"), DrugState.STOPPED),
        ("stopped", ("2026-05-09", "2026-05-12"), DrugState.UNKNOWN),
        ("unknown", ("2026-05-09", "2026-05-12"), DrugState.RUNNING),
        ("unknown", (None, None), DrugState.UNKNOWN),
        ("completed", (None, None), DrugState.STOPPED),
        ("active", (None, None), DrugState.RUNNING),
        ("active ", (None, None), DrugState.RUNNING),
        ("active", ("2026-06-01", None), DrugState.DRAFT),
        ("draft", (None, None), DrugState.DRAFT),
    ],
)
def test_no_order_is_active_and_the_period_tells(
    status: str, period: tuple[str | None, str | None], state: DrugState
) -> None:
    (found,) = read(use(medicationCodeableConcept=rx("5224"), status=status, dispenseRequest=_valid(*period))).drugs
    assert found.state is state


@pytest.mark.parametrize(
    "resource",
    [
        use(doNotPerform=True),
        use(status="entered-in-error"),
        use(status="cancelled"),
        use("MedicationStatement", status="not-taken"),
        use("MedicationStatement", taken="n"),
        use("MedicationStatement", wasNotTaken=True),
        use("MedicationAdministration", status="not-done"),
        use("MedicationAdministration", status="completed", notGiven=True),
        use("MedicationAdministration", status="completed", wasNotGiven=True),
        use("MedicationDispense", status="completed", notDone=True),
    ],
    ids=lambda resource: str({key: resource[key] for key in resource if key not in {"id", "intent"}}),
)
def test_what_was_not_taken_or_given(resource: dict[str, Any]) -> None:
    assert not read({**resource, "medicationCodeableConcept": rx("11289")}).drugs


@pytest.mark.parametrize("taken", ["y", "unk", "na"])
def test_what_may_have_been_taken(taken: str) -> None:
    assert read(use("MedicationStatement", taken=taken, medicationCodeableConcept=rx("11289"))).drugs


@pytest.mark.parametrize("intent", [None, "original-order", "instance-order", "order"])
def test_orders_of_any_intent(intent: str | None) -> None:
    (found,) = read(use(medicationCodeableConcept=rx("11289"), intent=intent)).drugs
    assert found.state is DrugState.RUNNING


@pytest.mark.parametrize("intent", ["proposal", "plan"])
def test_what_is_only_proposed(intent: str) -> None:
    (found,) = read(use(medicationCodeableConcept=rx("11289"), intent=intent)).drugs
    assert found.state is DrugState.DRAFT


def test_requests_statements_administrations_and_dispenses_stand_side_by_side() -> None:
    coded = {"medicationCodeableConcept": rx("11289")}
    kinds = ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense")
    chart = read(*(use(kind, **coded) for kind in kinds))
    assert [drug.source for drug in chart.drugs] == sorted(f"{kind}/u1" for kind in kinds)
    assert all(drug.drugs == {"warfarin"} for drug in chart.drugs)
