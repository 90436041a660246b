"""A medicine drafted in place of another, as an R4 MedicationRequest without dose: the clinician adds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.codings import coding
from cds.cards.markdown import plain

if TYPE_CHECKING:
    from cds.cards.orders import Ordering
    from rules.drug_definitions import DrugDefinition

__all__ = ["draft_medicine"]


def draft_medicine(drug: DrugDefinition, ordering: Ordering) -> dict[str, Any]:
    """A draft as FHIR JSON, under the drug's name and first code; valid R4 once ``check_orders`` has passed it."""
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
