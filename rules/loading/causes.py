"""``causes/``: a cause with its priors, its evidence rows and what to do."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.cause_definitions import AgeBand, AgeModifier, CauseDefinition, Likelihood, Role, Urgency
from rules.chart import Sex
from rules.identifiers import CauseId, FindingId, ReferenceId, TestId
from rules.loading.ages import age_days
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Choice, Id, ListOf, MappingOf, Number, Part, StrictSchema, Text, Texts, YesNo
from rules.loading.kinds import Kind, Mention, mentions_in_list
from rules.loading.probabilities import ProbabilitiesPart, probabilities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["CauseSchema", "cause", "cause_mentions"]


class _EvidenceSchema(StrictSchema):
    finding = Id(required=True)
    p = ProbabilitiesPart()
    basis = BasisPart()
    definitional = YesNo()


class _AgeModifierSchema(StrictSchema):
    from_years = Number(low=0)
    from_days = Number(low=0)
    to_years = Number(above=0)
    to_days = Number(above=0)
    factor = Number(above=0, required=True)

    @validates_schema
    def _one_unit_a_side(self, data: dict[str, Any], **_: Any) -> None:
        for side in ("from", "to"):
            if f"{side}_years" in data and f"{side}_days" in data:
                raise ValidationError(f"stands beside {side}_days; keep one of them", f"{side}_years")


class _TestsSchema(StrictSchema):
    first_line = Texts(Id())
    confirmatory = Texts(Id())


class CauseSchema(StrictSchema):
    """A cause; a prior for every age band, one evidence row a finding."""

    id = Id(required=True)
    label = Text(required=True)
    category = Text(required=True)
    role = Choice(Role, required=True)
    urgency = Choice(Urgency, required=True)
    must_not_miss = YesNo(required=True)
    codes = ListOf(Part(CodeSchema))
    priors = MappingOf(Number(low=0, required=True), keys=AgeBand, complete=True, required=True)
    prior_basis = BasisPart()
    requires = Id()
    age_modifiers = ListOf(Part(_AgeModifierSchema))
    sex_factors = MappingOf(Number(above=0), keys=(Sex.FEMALE, Sex.MALE))
    evidence = ListOf(Part(_EvidenceSchema), required=True)
    argues_against = Text()
    tests = Part(_TestsSchema)
    urgent_action = Text()
    referral = Text()
    pitfalls = Text()
    references = Texts(Id())

    @validates_schema
    def _one_row_a_finding(self, data: dict[str, Any], **_: Any) -> None:
        counts = Counter(row["finding"] for row in data["evidence"])
        errors = {
            index: {"finding": [f"{row['finding']} has more than one row"]}
            for index, row in enumerate(data["evidence"])
            if counts[row["finding"]] > 1
        }
        if errors:
            raise ValidationError({"evidence": errors})


def cause(data: Plain) -> CauseDefinition:
    """The cause of validated plain data."""
    tests = data.get("tests", {})
    return CauseDefinition(
        id=CauseId(data["id"]),
        label=data["label"],
        category=data["category"],
        role=Role(data["role"]),
        urgency=Urgency(data["urgency"]),
        must_not_miss=data["must_not_miss"],
        priors=MappingProxyType({AgeBand(band): weight for band, weight in data["priors"].items()}),
        prior_basis=basis(data["prior_basis"]),
        likelihoods=MappingProxyType({FindingId(row["finding"]): _likelihood(row) for row in data["evidence"]}),
        codes=codes(data),
        requires=FindingId(data["requires"]) if "requires" in data else None,
        age_modifiers=tuple(map(_age_modifier, data.get("age_modifiers", ()))),
        sex_factors=MappingProxyType({Sex(sex): factor for sex, factor in data.get("sex_factors", {}).items()}),
        argues_against=data.get("argues_against", ""),
        first_line_tests=tuple(map(TestId, tests.get("first_line", ()))),
        confirmatory_tests=tuple(map(TestId, tests.get("confirmatory", ()))),
        urgent_action=data.get("urgent_action", ""),
        referral=data.get("referral", ""),
        pitfalls=data.get("pitfalls", ""),
        references=tuple(map(ReferenceId, data.get("references", ()))),
    )


def cause_mentions(data: Plain) -> Iterator[Mention]:
    """Its findings, tests and sources."""
    yield from basis_mentions(data["prior_basis"], "prior_basis")
    if "requires" in data:
        yield Mention(Kind.FINDINGS, data["requires"], "requires", ("present",))
    for index, row in enumerate(data["evidence"]):
        yield Mention(Kind.FINDINGS, row["finding"], f"evidence[{index}].finding")
        yield from basis_mentions(row["basis"], f"evidence[{index}].basis")
    for key in ("first_line", "confirmatory"):
        yield from mentions_in_list(Kind.WORKUPS, data.get("tests", {}), key, "tests")
    yield from mentions_in_list(Kind.REFERENCES, data, "references")


def _likelihood(row: Plain) -> Likelihood:
    return Likelihood(
        finding=FindingId(row["finding"]),
        p=probabilities(row["p"]),
        basis=basis(row["basis"]),
        definitional=row.get("definitional", False),
    )


def _age_modifier(data: Plain) -> AgeModifier:
    from_days = age_days(data, "from")
    return AgeModifier(0.0 if from_days is None else from_days, age_days(data, "to"), data["factor"])
