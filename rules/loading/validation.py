"""One file at a time: its folder, its name, its schema."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from marshmallow import Schema, ValidationError

from rules.loading.advice import AdviceSchema
from rules.loading.causes import CauseSchema
from rules.loading.concepts import ConceptSchema
from rules.loading.doses import DoseSchema
from rules.loading.drugs import DrugClassSchema, IngredientSchema
from rules.loading.findings import FindingSchema
from rules.loading.gates import GateSchema
from rules.loading.kinds import Kind
from rules.loading.labs import LabSchema
from rules.loading.merges import MergeSchema
from rules.loading.order_safety import SafetyRuleSchema
from rules.loading.order_terms import OrderTermSchema
from rules.loading.parameters import PARAMETER_SCHEMAS
from rules.loading.problems import Problem, located
from rules.loading.references import ReferenceSchema
from rules.loading.scores import ScoreSchema
from rules.loading.strict_yaml import read_yaml
from rules.loading.triggers import TriggerSchema
from rules.loading.units import DimensionSchema
from rules.loading.workups import WorkupSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.loading.sources import Source

__all__ = ["Files", "validate"]

Files: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""Folder to file name without ending to validated plain data."""

_SCHEMAS: Mapping[Kind, Schema] = MappingProxyType(
    {
        Kind.REFERENCES: ReferenceSchema(),
        Kind.UNITS: DimensionSchema(),
        Kind.CONCEPTS: ConceptSchema(),
        Kind.LABS: LabSchema(),
        Kind.DRUG_CLASSES: DrugClassSchema(),
        Kind.INGREDIENTS: IngredientSchema(),
        Kind.FINDINGS: FindingSchema(),
        Kind.WORKUPS: WorkupSchema(),
        Kind.CAUSES: CauseSchema(),
        Kind.GATES: GateSchema(),
        Kind.TRIGGERS: TriggerSchema(),
        Kind.ADVICE: AdviceSchema(),
        Kind.MERGES: MergeSchema(),
        Kind.SCORES: ScoreSchema(),
        Kind.DOSES: DoseSchema(),
        Kind.ORDER_TERMS: OrderTermSchema(),
        Kind.ORDER_SAFETY: SafetyRuleSchema(),
    }
)


def validate(sources: tuple[Source, ...]) -> tuple[Files, list[Problem]]:
    """Every file that is right by itself, and what is wrong with the others."""
    files: Files = {kind: {} for kind in Kind}
    problems: list[Problem] = []
    for source in sources:
        misplaced = _misplaced(source)
        if misplaced:
            problems.append(Problem(source.name, "", misplaced))
            continue
        document, wrong = read_yaml(source)
        problems.extend(wrong)
        if document is None:
            continue
        validated, reasons = _validated(source, document)
        problems.extend(reasons)
        if validated is not None:
            files[source.folder][source.stem] = validated
    present = {source.name for source in sources}
    needed = (f"{Kind.PARAMETERS}/{name}.yaml" for name in PARAMETER_SCHEMAS)
    problems.extend(Problem(file, "", "is missing") for file in needed if file not in present)
    return files, problems


def _misplaced(source: Source) -> str:
    if source.folder not in list(Kind):
        return f"lies in no folder of the knowledge; these are {', '.join(Kind)}"
    if not source.name.endswith(".yaml"):
        return "must end in .yaml"
    if source.folder == Kind.PARAMETERS and source.stem not in PARAMETER_SCHEMAS:
        return f"is not one of {', '.join(f'{name}.yaml' for name in PARAMETER_SCHEMAS)}"
    return ""


def _validated(source: Source, document: dict[str, Any]) -> tuple[dict[str, Any] | None, list[Problem]]:
    file = source.name
    kind = Kind(source.folder)
    schema = PARAMETER_SCHEMAS[source.stem] if kind is Kind.PARAMETERS else _SCHEMAS[kind]
    try:
        validated: dict[str, Any] = schema.load(document)
    except ValidationError as error:
        return None, [Problem(file, path, reason) for path, reason in located(error.messages)]
    return validated, list(_misnamed(file, kind, source.stem, validated))


def _misnamed(file: str, kind: Kind, stem: str, validated: dict[str, Any]) -> Iterator[Problem]:
    key = "dimension" if kind is Kind.UNITS else "id"
    if kind is not Kind.PARAMETERS and validated[key] != stem:
        yield Problem(file, key, f"must be {stem}, as the file is named (is {validated[key]})")
