"""A cause as loaded: how common it is, what speaks for it, what to do; and causes that are shown as one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Sex
    from rules.definitions import Basis, Code
    from rules.identifiers import CauseId, FindingId, ReferenceId, State, TestId

__all__ = ["AgeBand", "AgeModifier", "CauseDefinition", "Likelihood", "Merge", "Role", "Urgency"]


class AgeBand(StrEnum):
    """The age bands of the priors; limits in ``parameters/age_bands.yaml``."""

    NEONATE = "neonate"
    INFANT = "infant"
    CHILD = "child"
    ADULT = "adult"
    OLDER = "older"


class Role(StrEnum):
    """primary: explains the petechiae alone. contributor: stands beside a cause. Others as named."""

    PRIMARY = "primary"
    SYNDROME = "syndrome"
    MIMIC = "mimic"
    ARTEFACT = "artefact"
    CONTRIBUTOR = "contributor"


class Urgency(StrEnum):
    """How soon the cause must be dealt with."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class AgeModifier:
    """Factor on the prior within ages from/to days."""

    from_days: float
    to_days: float | None
    factor: float


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How often each state of a finding is seen in patients with the cause."""

    finding: FindingId
    p: Mapping[State, float]
    basis: Basis
    definitional: bool = False


@dataclass(frozen=True, slots=True)
class CauseDefinition:
    """A cause of petechiae, purpura or a low count, with its evidence rows and what to do.

    ``priors`` are weights per age band. ``requires`` names the exposure without which the cause is very unlikely.
    ``label`` names it on cards; ``codes`` are sent with the differential.
    """

    id: CauseId
    label: str
    category: str
    role: Role
    urgency: Urgency
    must_not_miss: bool
    priors: Mapping[AgeBand, float]
    prior_basis: Basis
    likelihoods: Mapping[FindingId, Likelihood]
    codes: tuple[Code, ...]
    requires: FindingId | None
    age_modifiers: tuple[AgeModifier, ...]
    sex_factors: Mapping[Sex, float]
    argues_against: str
    first_line_tests: tuple[TestId, ...]
    confirmatory_tests: tuple[TestId, ...]
    urgent_action: str
    referral: str
    pitfalls: str
    references: tuple[ReferenceId, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Entries that mean one diagnosis: shown and ranked as one under ``label``, led by the likeliest."""

    id: str
    label: str
    members: tuple[CauseId, ...]
