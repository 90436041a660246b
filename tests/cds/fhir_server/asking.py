"""Two parts to ask a FHIR server for, and a server that answers both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.prefetch import PrefetchTemplate
from cds.fhir.prefetch_parts import Part, PartState
from tests.fhir_server import searchset

if TYPE_CHECKING:
    from tests.fhir_server import Reply

PATIENT = PrefetchTemplate("patient", "Patient/{{context.patientId}}", "patient", required=True)
COUNTS = PrefetchTemplate("counts", "Observation?patient={{context.patientId}}&code=http://loinc.org|777-3", "counts")
BOTH = (Part(PATIENT, PartState.ABSENT), Part(COUNTS, PartState.ABSENT))


def good(reply: Reply) -> None:
    if reply.kind == "Patient":
        reply.answer({"resourceType": "Patient", "id": "p1"})
    else:
        reply.answer(searchset({"resourceType": "Observation", "id": "o1"}))
