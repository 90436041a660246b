"""A medicine drafted in place of another, as an R4 MedicationRequest without dose: the clinician adds it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fhir.resources.R4B.medicationrequest import MedicationRequest

from cds.cards.codings import coding
from cds.cards.markdown import plain
from cds.cards.orders import OrderError, Ordering

if TYPE_CHECKING:
    from rules.definitions import DrugDefinition, Knowledge

__all__ = ["draft_medicine", "warm_replacements"]

_SAMPLE = Ordering(patient="p", encounter="e", authored="2000-01-01T00:00:00+00:00", reason="r", note="")


def warm_replacements(knowledge: Knowledge) -> None:
    """Checks the draft of every drug that a rule names as a replacement, at start. Raises ``OrderError``."""
    for rule in knowledge.order_safety.values():
        for level in rule.levels:
            if level.instead is not None:
                _checked(knowledge.drugs[level.instead])


def draft_medicine(drug: DrugDefinition, ordering: Ordering) -> dict[str, Any]:
    """A draft as FHIR JSON, under the drug's name and first code. Raises ``OrderError``; never after the warm-up."""
    _checked(drug)
    return _draft(drug, ordering)


@lru_cache(maxsize=256)
def _checked(drug: DrugDefinition) -> None:
    try:
        MedicationRequest.model_validate(_draft(drug, _SAMPLE))
    except ValueError as error:
        message = f"drug {drug.id}: its order is not a valid R4 MedicationRequest; check label and codes. {error}"
        raise OrderError(message) from error


def _draft(drug: DrugDefinition, ordering: Ordering) -> dict[str, Any]:
    named: dict[str, Any] = {"text": plain(drug.label)}
    coded = coding(next((code for code in drug.codes if code.verified), None))
    if coded is not None:
        named["coding"] = [coded]
    order: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": named,
        "subject": {"reference": f"Patient/{ordering.patient}"},
    }
    if ordering.encounter is not None:
        order["encounter"] = {"reference": f"Encounter/{ordering.encounter}"}
    order["authoredOn"] = ordering.authored
    if ordering.reason:
        order["reasonCode"] = [{"text": ordering.reason}]
    return order
