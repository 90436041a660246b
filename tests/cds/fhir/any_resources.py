"""Resources with any JSON in fields that are read: what a sender's mistakes may come to."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["coding", "code", "system", "text", "value", "unit", "low", "high", "start", "end", "reference", "extension", "id"]  # noqa: E501
    ), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
_FIELDS = [
    "id", "status", "code", "category", "subject", "effectiveDateTime", "effectivePeriod", "valueQuantity", "valueString",  # noqa: E501
    "valueCodeableConcept", "interpretation", "referenceRange", "note", "component", "bodySite", "contained", "birthDate",  # noqa: E501
    "medicationReference", "medicationCodeableConcept", "dosageInstruction", "ingredient", "condition", "onsetAge",
    "verificationStatus", "conclusion", "reasonCode", "intent", "issue",
]  # fmt: skip
_KINDS = ["Observation", "Condition", "Patient", "MedicationRequest", "Medication", "Procedure", "FamilyMemberHistory",
          "Immunization", "ServiceRequest", "DiagnosticReport", "Encounter", "OperationOutcome", "Bundle", "Basic"]  # fmt: skip  # noqa: E501


def any_resources(*, most_fields: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to four resources, each of a known kind with at most so many fields."""
    fields = st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=most_fields)
    one = st.builds(lambda kind, named: {"resourceType": kind, **named}, st.sampled_from(_KINDS), fields)
    return st.lists(one, max_size=4)
