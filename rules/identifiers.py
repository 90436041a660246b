"""The identifiers of the medicine. Each is a plain string on the wire and a type of its own in the code."""

from __future__ import annotations

from typing import NewType

__all__ = [
    "AdviceId",
    "CauseId",
    "ConceptId",
    "DrugClass",
    "DrugId",
    "FindingId",
    "GateId",
    "LabId",
    "OrderTermId",
    "ReferenceId",
    "ResourceRef",
    "SafetyRuleId",
    "ScoreId",
    "State",
    "TestId",
]

AdviceId = NewType("AdviceId", str)
CauseId = NewType("CauseId", str)
ConceptId = NewType("ConceptId", str)
DrugClass = NewType("DrugClass", str)
DrugId = NewType("DrugId", str)
FindingId = NewType("FindingId", str)
GateId = NewType("GateId", str)
LabId = NewType("LabId", str)
OrderTermId = NewType("OrderTermId", str)
ReferenceId = NewType("ReferenceId", str)
ResourceRef = NewType("ResourceRef", str)
ScoreId = NewType("ScoreId", str)
SafetyRuleId = NewType("SafetyRuleId", str)
State = NewType("State", str)
TestId = NewType("TestId", str)
