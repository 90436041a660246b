"""Validated plain data as frozen definitions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from rules.definitions import Knowledge
from rules.identifiers import (
    AdviceId,
    CauseId,
    ConceptId,
    DrugClass,
    DrugId,
    FindingId,
    GateId,
    LabId,
    OrderTermId,
    ReferenceId,
    SafetyRuleId,
    ScoreId,
    TestId,
)
from rules.loading.advice import advice
from rules.loading.causes import cause
from rules.loading.concepts import concept
from rules.loading.doses import dose
from rules.loading.drugs import drug_class, ingredient
from rules.loading.findings import finding
from rules.loading.gates import gate
from rules.loading.kinds import Kind
from rules.loading.laboratory_words import laboratory_words
from rules.loading.labs import lab
from rules.loading.medicine_words import medicine_words
from rules.loading.merges import merge
from rules.loading.order_safety import safety_rule
from rules.loading.order_terms import order_term
from rules.loading.parameters import parameters
from rules.loading.references import reference
from rules.loading.scores import score
from rules.loading.text_words import text_words
from rules.loading.triggers import trigger
from rules.loading.units import spellings
from rules.loading.workups import workup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rules.loading.validation import Files

__all__ = ["freeze"]

_Name = TypeVar("_Name", bound=str)
_Definition = TypeVar("_Definition")


def freeze(files: Files, content_hash: str) -> Knowledge:
    """The knowledge, in the order of ``files``; its version is the release and the start of the content hash."""
    return Knowledge(
        version=f"{files[Kind.PARAMETERS]['release']['release']}+{content_hash[:12]}",
        concepts=_frozen(files[Kind.CONCEPTS], ConceptId, concept),
        labs=_frozen(files[Kind.LABS], LabId, lab),
        units=_frozen(files[Kind.UNITS], str, spellings),
        drug_classes=_frozen(files[Kind.DRUG_CLASSES], DrugClass, drug_class),
        drugs=_frozen(files[Kind.INGREDIENTS], DrugId, ingredient),
        findings=_frozen(files[Kind.FINDINGS], FindingId, finding),
        causes=_frozen(files[Kind.CAUSES], CauseId, cause),
        gates=_frozen(files[Kind.GATES], GateId, gate),
        triggers=tuple(map(trigger, files[Kind.TRIGGERS].values())),
        tests=_frozen(files[Kind.WORKUPS], TestId, workup),
        advice=_frozen(files[Kind.ADVICE], AdviceId, advice),
        merges=tuple(map(merge, files[Kind.MERGES].values())),
        parameters=parameters(files[Kind.PARAMETERS]),
        medicine_words=medicine_words(files[Kind.PARAMETERS]["medicine_words"]),
        laboratory_words=laboratory_words(files[Kind.PARAMETERS]["laboratory_words"]),
        text_words=text_words(files[Kind.PARAMETERS]["text_words"]),
        references=_frozen(files[Kind.REFERENCES], ReferenceId, reference),
        scores=_frozen(files[Kind.SCORES], ScoreId, score),
        doses=_frozen(files[Kind.DOSES], DrugId, dose),
        order_terms=_frozen(files[Kind.ORDER_TERMS], OrderTermId, order_term),
        order_safety=_frozen(files[Kind.ORDER_SAFETY], SafetyRuleId, safety_rule),
    )


def _frozen(
    files: dict[str, dict[str, Any]],
    name: Callable[[str], _Name],
    definition: Callable[[dict[str, Any]], _Definition],
) -> Mapping[_Name, _Definition]:
    return MappingProxyType({name(stem): definition(data) for stem, data in files.items()})
