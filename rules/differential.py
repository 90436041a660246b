"""Findings to ranked causes, each with the ledger whose rows sum to its score."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from rules.definitions import Basis, BasisKind, Role
from rules.likelihood import LikelihoodTable
from rules.logic import Truth
from rules.priors import Demographics, log_prior
from rules.reasons import Contribution, EvidenceKind, LikelihoodBand, RankedCause

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rules.chart import Chart
    from rules.definitions import CauseDefinition, Knowledge, Merge, Parameters
    from rules.identifiers import CauseId, FindingId
    from rules.reasons import Finding

    Ledger = list[tuple[EvidenceKind, float, Finding | None]]

__all__ = ["Differential", "Posterior"]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Share of belief of each cause that can occur at this age, and the ledger rows behind it."""

    share: Mapping[CauseId, float]
    ledgers: Mapping[CauseId, Ledger]


class Differential:
    """Ranks the causes of one knowledge. Compiled once; pure functions of chart and findings."""

    __slots__ = ("_knowledge", "_merged", "_table", "_telling")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._table = LikelihoodTable(knowledge)
        self._merged: Mapping[CauseId, Merge] = {m: merge for merge in knowledge.merges for m in merge.members}
        self._telling = {cause.id: _telling_findings(cause, knowledge) for cause in knowledge.causes.values()}

    def posterior(self, chart: Chart, findings: Mapping[FindingId, Finding]) -> Posterior:
        """Belief over all causes that can occur at this age; contributors only when their exposure is recorded."""
        parameters = self._knowledge.parameters
        patient = Demographics.of(chart, parameters)
        ledgers: dict[CauseId, Ledger] = {}
        for cause in self._knowledge.causes.values():
            prior = log_prior(cause, patient, parameters)
            if prior is None:
                continue
            exposed = cause.requires is None or findings[cause.requires].truth is Truth.PRESENT
            if cause.role is Role.CONTRIBUTOR and not exposed:
                continue
            ledger: Ledger = [(EvidenceKind.PRIOR, prior, None)]
            if not exposed:
                ledger.append((EvidenceKind.EXPOSURE, log(parameters.missing_exposure_factor), None))
            ledgers[cause.id] = ledger
        self._weigh_recorded(findings, ledgers)
        self._weigh_silence(findings, ledgers)
        scores = {cause: sum(row[1] for row in ledger) for cause, ledger in ledgers.items()}
        return Posterior(_softmax(scores, parameters.temperature), ledgers)

    def rank(
        self, posterior: Posterior, findings: Mapping[FindingId, Finding], named: Collection[CauseId] = ()
    ) -> tuple[RankedCause, ...]:
        """Causes best first; entries that mean one diagnosis are shown and summed as one.

        Kept are the leading ones, every one with a share at the not-excluded limit, and those in ``named`` (by gates).
        """
        parameters = self._knowledge.parameters
        groups: dict[str, list[CauseId]] = {}
        for cause in posterior.share:
            merge = self._merged.get(cause)
            groups.setdefault(merge.id if merge else cause, []).append(cause)
        entries = []
        for members in groups.values():
            members.sort(key=lambda c: (-posterior.share[c], c))
            entries.append((sum(posterior.share[m] for m in members), members))
        entries.sort(key=lambda e: (-e[0], e[1][0]))
        return tuple(
            self._entry(position, total, members, posterior, findings)
            for position, (total, members) in enumerate(entries, start=1)
            if position <= parameters.max_causes_kept
            or total >= parameters.not_excluded_at
            or any(member in named for member in members)
        )

    def _weigh_recorded(self, findings: Mapping[FindingId, Finding], ledgers: Mapping[CauseId, Ledger]) -> None:
        groups: dict[str, list[Finding]] = {}
        for finding in findings.values():
            if finding.states:
                groups.setdefault(self._knowledge.findings[finding.id].group, []).append(finding)
        for members in groups.values():
            if len(members) == 1:
                self._weigh_alone(members[0], ledgers)
            else:
                self._weigh_together(members, ledgers)

    def _weigh_together(self, members: list[Finding], ledgers: Mapping[CauseId, Ledger]) -> None:
        """Correlated findings: for each cause the largest weight counts fully, the others are discounted."""
        terms: dict[CauseId, list[tuple[float, Finding]]] = {}
        for finding in members:
            for cause, weight in self._table.recorded(finding.id, finding.states):
                if cause in ledgers:
                    terms.setdefault(cause, []).append((weight, finding))
        discount = self._knowledge.parameters.group_discount
        for cause, found in terms.items():
            if len(found) > 1:
                found.sort(key=_size)
            ledger = ledgers[cause]
            for position, (weight, finding) in enumerate(found):
                ledger.append((_RECORDED, weight * discount if position else weight, finding))

    def _weigh_alone(self, finding: Finding, ledgers: Mapping[CauseId, Ledger]) -> None:
        """The only finding of its group counts fully."""
        for cause, weight in self._table.recorded(finding.id, finding.states):
            ledger = ledgers.get(cause)
            if ledger is not None:
                ledger.append((_RECORDED, weight, finding))

    def _weigh_silence(
        self,
        findings: Mapping[FindingId, Finding],
        ledgers: Mapping[CauseId, Ledger],
    ) -> None:
        causes = self._knowledge.causes
        for finding_id, weights in self._table.silent_findings.items():
            finding = findings[finding_id]
            if finding.states:
                continue
            for cause, weight in weights:
                ledger = ledgers.get(cause)
                if ledger is not None and causes[cause].requires != finding_id:
                    ledger.append((_NOT_RECORDED, weight, finding))

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
        ledger = [self._dressed(lead, *row) for row in posterior.ledgers[lead.id]]
        ledger.sort(key=lambda row: (-abs(row.weight), row.label))
        unknown = [label for finding, label in self._telling[lead.id] if findings[finding].truth is Truth.UNKNOWN]
        return RankedCause(
            rank=position,
            cause=lead,
            label=merge.label if merge else lead.label,
            band=band(total, self._knowledge.parameters),
            score=total,
            ledger=tuple(ledger),
            merged=tuple(self._knowledge.causes[m] for m in members[1:]),
            unknown=tuple(unknown[: self._knowledge.parameters.max_questions]),
            contributor=lead.role is Role.CONTRIBUTOR,
        )

    def _dressed(
        self, cause: CauseDefinition, kind: EvidenceKind, weight: float, finding: Finding | None
    ) -> Contribution:
        parameters = self._knowledge.parameters
        size = abs(weight)
        steps = 3 if size >= parameters.mark_strong else 2 if size >= parameters.mark_medium else 1
        if finding is not None:
            recorded = kind is _RECORDED
            basis = cause.likelihoods[finding.id].basis if recorded else _SILENCE
            return Contribution(kind, finding.shown if recorded else finding.label, weight, finding, basis, steps)
        if kind is EvidenceKind.EXPOSURE and cause.requires is not None:
            label = self._knowledge.findings[cause.requires].label
            return Contribution(kind, label, weight, None, cause.prior_basis, steps)
        return Contribution(kind, "age and sex", weight, None, cause.prior_basis, steps)


def band(share: float, parameters: Parameters) -> LikelihoodBand:
    """The word for a share of belief; limits from ``parameters``, above which the word is used."""
    if share > parameters.band_likely:
        return LikelihoodBand.LIKELY
    if share > parameters.band_plausible:
        return LikelihoodBand.PLAUSIBLE
    if share > parameters.band_possible:
        return LikelihoodBand.POSSIBLE
    return LikelihoodBand.LESS_LIKELY


def _size(term: tuple[float, Finding]) -> float:
    return -abs(term[0])


# Under names of the module: found without the search that an attribute of an enum costs.
_RECORDED, _NOT_RECORDED = EvidenceKind.RECORDED, EvidenceKind.NOT_RECORDED
_SILENCE = Basis(BasisKind.ESTIMATE, (), "charts usually record this finding when it is there")


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
