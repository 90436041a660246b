"""The halves of the differential card's summary: situation in order of weight, actions in order of worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.counts import count_summary, not_counted
from cds.cards.markdown import plain
from cds.cards.suggestions import clickable, test_names
from cds.cards.summary import short_name
from cds.cards.wording import listed, lower_first
from rules.reasons import LikelihoodBand, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from rules.reasons import FiredGate, SuggestedTest

__all__ = ["differential_actions", "differential_situation"]

_DRUG_LIMIT = 32
_PHRASE_LIMIT = 62
_TEST_LIMITS = (80, 55, 30)
_ADVICE_LIMIT = 60
_HISTORY = "history"
_UNCLEAR = "cause not clear yet"


def differential_situation(consultation: Consultation, without_count: FiredGate | None) -> list[str]:
    """Count and lesion, else lesion and the missing count; then a medicine that contributes, when one is recorded."""
    assessment = consultation.assessment
    lesion = lower_first(plain(assessment.lesion))
    drug = _contributing_drug(consultation)
    count = "" if without_count is not None else count_summary(consultation)
    if count:
        joint = ", " if lesion.startswith("no ") else " with "
        together = f"{count}{joint}{lesion}" if lesion else count
        parts = [together] if len(together) <= _PHRASE_LIMIT else [count, lesion]
        return [*parts, drug] if drug else parts
    if not lesion and assessment.triggers:
        lesion = lower_first(plain(assessment.triggers[0].label))
    found = f"{lesion} {drug}" if lesion and drug else lesion or drug
    return [part for part in (found, not_counted(consultation)) if part]


def differential_actions(
    consultation: Consultation, without_count: FiredGate | None, tests: Sequence[SuggestedTest]
) -> tuple[list[str], list[str]]:
    """What to think and do, the fullest wording first; then what to think alone, for want of room.

    Without a count the gate that misses it has the word.
    """
    if without_count is not None:
        return [without_count.gate.headline], [without_count.gate.label]
    names = _leading(consultation)
    return [f"{name}; {step}" for name in names for step in _next_steps(consultation, tests)], names


def _leading(consultation: Consultation) -> list[str]:
    """The leading cause and its band in full and in short; two of one band stand together."""
    ranked = [cause for cause in consultation.assessment.causes if not cause.contributor]
    if not ranked or (consultation.assessment.abstains and consultation.assessment.platelets.latest is not None):
        return [_UNCLEAR]
    first, *rest = ranked
    alone = [f"{name} {first.band}" for name in dict.fromkeys((plain(first.label), short_name(plain(first.label))))]
    if rest and rest[0].band is first.band and first.band is not LikelihoodBand.LIKELY:
        return [f"{short_name(plain(first.label))} or {short_name(plain(rest[0].label))} {first.band}", *alone]
    return alone


def _next_steps(consultation: Consultation, tests: Sequence[SuggestedTest]) -> list[str]:
    """The tests for now, else the next ones, in ever fewer words; without tests a short piece of advice."""
    groups = clickable(tests)
    for group, verb in ((WorkupGroup.NOW, "order"), (WorkupGroup.NEXT, "then order")):
        names = test_names(groups.get(group, []))
        if names:
            steps = [f"{verb} {listed(names, limit)}" for limit in _TEST_LIMITS]
            return list(dict.fromkeys([*steps, f"{verb} {len(names)} tests" if len(names) > 1 else steps[-1]]))
    advice = [a.text for a in consultation.assessment.advice if a.kind != _HISTORY and len(a.text) <= _ADVICE_LIMIT]
    return [lower_first(plain(text)) for text in advice[:1]]


def _contributing_drug(consultation: Consultation) -> str:
    """Says "on apixaban": the first medicine of the chart that speaks for a contributing cause; "" without one."""
    medicines = {drug.source: drug.name for drug in consultation.chart.drugs}
    for cause in consultation.assessment.causes:
        if not cause.contributor:
            continue
        for row in cause.reasons_for:
            data = row.finding.data if row.finding is not None else ()
            name = next((medicines[datum.source] for datum in data if datum.source in medicines), "")
            if name:
                return f"on {lower_first(plain(name, _DRUG_LIMIT))}"
    return ""
