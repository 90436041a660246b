"""Findings to ranked causes, each with the ledger whose rows sum to its score."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import exp, log
from typing import TYPE_CHECKING

from rules.cause_definitions import Role
from rules.definitions import Basis, BasisKind
from rules.evidence import Evidence
from rules.ledger import Ledger
from rules.likelihood import LikelihoodTable
from rules.logic import Truth
from rules.priors import Demographics, Priors
from rules.reasons import EvidenceKind, LikelihoodBand, RankedCause
from rules.records import new_contribution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from rules.cause_definitions import CauseDefinition, Merge
    from rules.chart import Chart
    from rules.definitions import Knowledge, Parameters
    from rules.evidence import Row
    from rules.identifiers import CauseId, FindingId
    from rules.reasons import Contribution, Finding

__all__ = ["Differential", "Posterior", "band", "mark_steps"]

# Under names of the module: found without the search that an attribute of an enum costs.
_NOT_RECORDED, _SUPPOSED = EvidenceKind.NOT_RECORDED, EvidenceKind.SUPPOSED
_PRIOR, _EXPOSURE = EvidenceKind.PRIOR, EvidenceKind.EXPOSURE
_PRESENT, _UNKNOWN = Truth.PRESENT, Truth.UNKNOWN
_SILENCE = Basis(BasisKind.ESTIMATE, (), "charts usually record this finding when it is there")


@dataclass(frozen=True, slots=True)
class Posterior:
    """Share of belief of each cause that can occur in this patient, and what it was reckoned from.

    ``priors`` by place of the cause; ``unexposed``: what it weighs, for causes whose exposure is not recorded.
    """

    share: Mapping[CauseId, float]
    priors: Sequence[float | None]
    unexposed: Mapping[CauseId, float]
    evidence: Evidence

    def ledger(self, cause: CauseId, place: int) -> list[Row]:
        """Every row that went into the score of the cause, which has this place, in the order they were added."""
        rows: list[Row] = [(_PRIOR, self.priors[place] or 0.0, None)]
        if cause in self.unexposed:
            rows.append((_EXPOSURE, self.unexposed[cause], None))
        return rows + self.evidence.rows(place)


class Differential:
    """Ranks the causes of one knowledge. Compiled once; pure functions of chart and findings."""

    __slots__ = (
        "_contributors",
        "_knowledge",
        "_merged",
        "_places",
        "_priors",
        "_required",
        "_silences",
        "_table",
        "_telling",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._table = LikelihoodTable(knowledge)
        self._priors = Priors(knowledge)
        causes = knowledge.causes.values()
        self._required = [(cause.id, cause.requires, cause.role is Role.CONTRIBUTOR) for cause in causes]
        self._places = {cause: place for place, cause in enumerate(knowledge.causes)}
        self._silences: dict[tuple[CauseId, FindingId], Contribution] = {}
        self._merged: Mapping[CauseId, Merge] = {m: merge for merge in knowledge.merges for m in merge.members}
        self._contributors = {cause.id for cause in causes if cause.role is Role.CONTRIBUTOR}
        self._telling = {cause.id: _telling_findings(cause, knowledge) for cause in causes}

    def posterior(self, chart: Chart, findings: Mapping[FindingId, Finding]) -> Posterior:
        """Belief over all causes that can occur at this age; contributors only when their exposure is recorded."""
        parameters = self._knowledge.parameters
        missing = log(parameters.missing_exposure_factor)
        unexposed: dict[CauseId, float] = {}
        priors = self._priors.of(Demographics.of(chart, parameters))
        evidence = Evidence(findings, self._table, self._knowledge)
        scores: dict[CauseId, float] = {}
        for prior, weight, (cause, requires, contributor) in zip(priors, evidence.sums(), self._required, strict=True):
            if prior is None:
                continue
            if requires is None or findings[requires].truth is _PRESENT:
                scores[cause] = prior + weight
            elif not contributor:
                scores[cause] = prior + missing + weight
                unexposed[cause] = missing
        return Posterior(_softmax(scores, parameters.temperature), priors, unexposed, evidence)

    def rank(
        self, posterior: Posterior, findings: Mapping[FindingId, Finding], named: AbstractSet[CauseId] = frozenset()
    ) -> tuple[RankedCause, ...]:
        """Causes best first; entries that mean one diagnosis are shown and summed as one.

        Keeps the leading ones, every one with a share at the not-excluded limit, those in ``named`` (by gates), and
        contributors, for they stand beside whatever leads.
        """
        parameters = self._knowledge.parameters
        share = posterior.share
        entries = [(-weight, cause, [cause]) for cause, weight in share.items() if cause not in self._merged]
        for merge in self._knowledge.merges:
            members = sorted((m for m in merge.members if m in share), key=lambda m: (-share[m], m))
            if members:
                entries.append((-sum([share[m] for m in members]), members[0], members))
        entries.sort()
        return tuple(
            [
                self._entry(position, -total, members, posterior, findings)
                for position, (total, lead, members) in enumerate(entries, start=1)
                if position <= parameters.max_causes_kept
                or -total >= parameters.not_excluded_at
                or not named.isdisjoint(members)
                or lead in self._contributors
            ]
        )

    def _entry(
        self,
        position: int,
        total: float,
        members: list[CauseId],
        posterior: Posterior,
        findings: Mapping[FindingId, Finding],
    ) -> RankedCause:
        lead = self._knowledge.causes[members[0]]
        merge = self._merged.get(lead.id)
        place = self._places[lead.id]
        unknown = (label for finding, label in self._telling[lead.id] if findings[finding].truth is _UNKNOWN)
        return RankedCause(
            rank=position,
            cause=lead,
            label=merge.label if merge else lead.label,
            band=band(total, self._knowledge.parameters),
            score=total,
            ledger=Ledger(lambda: self._dressed(lead, posterior.ledger(lead.id, place))),
            merged=tuple(self._knowledge.causes[m] for m in members[1:]),
            unknown=tuple(islice(unknown, self._knowledge.parameters.max_questions)),
            contributor=lead.role is Role.CONTRIBUTOR,
            danger=sum(posterior.share[m] for m in members if self._knowledge.causes[m].must_not_miss),
        )

    def _dressed(self, cause: CauseDefinition, rows: Iterable[Row]) -> list[Contribution]:
        """The rows with what they are called and rest on, the weightiest first."""
        parameters = self._knowledge.parameters
        ledger = []
        for kind, weight, finding in rows:
            if finding is None:
                ledger.append(self._before_findings(cause, kind, weight))
            elif kind is _NOT_RECORDED:
                ledger.append(self._silence(cause.id, finding, weight))
            else:
                told, basis = _SUPPOSED if finding.supposed else kind, cause.likelihoods[finding.id].basis
                steps = mark_steps(weight, parameters)
                ledger.append(new_contribution(told, finding.shown, weight, finding, basis, steps))
        ledger.sort(key=_by_size)
        return ledger

    def _before_findings(self, cause: CauseDefinition, kind: EvidenceKind, weight: float) -> Contribution:
        label = "age and sex"
        if kind is _EXPOSURE and cause.requires is not None:
            label = self._knowledge.findings[cause.requires].label
        return new_contribution(
            kind, label, weight, None, cause.prior_basis, mark_steps(weight, self._knowledge.parameters)
        )

    def _silence(self, cause: CauseId, finding: Finding, weight: float) -> Contribution:
        """The same for every chart that is silent about the finding, so made once."""
        known = self._silences.get((cause, finding.id))
        if known is None:
            steps = mark_steps(weight, self._knowledge.parameters)
            known = new_contribution(_NOT_RECORDED, finding.label, weight, finding, _SILENCE, steps)
            self._silences[cause, finding.id] = known
        return known


def mark_steps(weight: float, parameters: Parameters) -> int:
    """How many signs a weight is marked with, 0 (next to nothing) to 3; limits from ``parameters``."""
    size = abs(weight)
    return (size >= parameters.mark_weak) + (size >= parameters.mark_medium) + (size >= parameters.mark_strong)


def band(share: float, parameters: Parameters) -> LikelihoodBand:
    """The word for a share of belief; limits from ``parameters``, above which the word is used."""
    if share > parameters.band_likely:
        return LikelihoodBand.LIKELY
    if share > parameters.band_plausible:
        return LikelihoodBand.PLAUSIBLE
    if share > parameters.band_possible:
        return LikelihoodBand.POSSIBLE
    return LikelihoodBand.LESS_LIKELY


def _by_size(row: Contribution) -> tuple[float, str]:
    return -abs(row.weight), row.label


def _telling_findings(cause: CauseDefinition, knowledge: Knowledge) -> tuple[tuple[FindingId, str], ...]:
    """The cause's findings and labels, those first that would speak for it most often and most strongly."""
    rated = []
    for finding_id, likelihood in cause.likelihoods.items():
        definition = knowledge.findings[finding_id]
        gain = max(
            p * log(p / definition.leak[state]) if p > 0 and definition.leak[state] > 0 else 0.0
            for state, p in likelihood.p.items()
        )
        rated.append((-gain, finding_id, definition.label))
    rated.sort()
    return tuple((finding_id, label) for _, finding_id, label in rated)


def _softmax(scores: Mapping[CauseId, float], temperature: float) -> dict[CauseId, float]:
    if not scores:
        return {}
    top = max(scores.values())
    weights = {cause: exp((score - top) / temperature) for cause, score in scores.items()}
    total = sum(weights.values())
    return {cause: weight / total for cause, weight in weights.items()}
