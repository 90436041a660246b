"""The halves of the differential card's summary: situation in order of weight, actions in order of worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.counts import count_summary, not_counted
from cds.cards.markdown import plain
from cds.cards.suggestions import clickable, opening, test_names
from cds.cards.summary import short_name
from cds.cards.wording import joined, lower_first
from rules.chart import DrugState, DrugUse
from rules.definitions import AdviceKind
from rules.reasons import LikelihoodBand, WorkupGroup

if TYPE_CHECKING:
    from cds.cards.context import Consultation
    from cds.cards.share import Share
    from rules.chart import DrugExposure
    from rules.reasons import CriterionStatus, FiredGate

__all__ = ["differential_actions", "differential_situation"]

_DRUG_LIMIT = 32
_STATED_LIMIT = 40
_TESTS_NAMED = (3, 2, 1)
_ADVICE_LIMIT = 60
_STEPS = frozenset({AdviceKind.EMERGENCY, AdviceKind.DRUG_SAFETY, AdviceKind.TRANSFUSION})
"""Kinds of advice that answer what to do next."""
_UNCLEAR = "cause not clear yet"


def differential_situation(consultation: Consultation, without_count: FiredGate | None) -> list[str]:
    """Count and lesion, else lesion and the missing count; then a medicine that contributes, when one is recorded."""
    assessment = consultation.assessment
    lesion = lower_first(plain(assessment.lesion))
    drug = _contributing_drug(consultation)
    count = "" if without_count is not None else count_summary(consultation)
    if count:
        return [part for part in (count, lesion, drug) if part]
    if not lesion and assessment.triggers:
        lesion = lower_first(_reason_to_speak(assessment.triggers[0]))
    found = f"{lesion} {drug}" if lesion and drug else lesion or drug
    return [part for part in (found, not_counted(consultation)) if part]


def differential_actions(
    consultation: Consultation, without_count: FiredGate | None, share: Share
) -> tuple[list[str], list[str]]:
    """What to think and do, the fullest wording first; then what to think alone, for want of room.

    Without a count the gate that misses it has the word.
    """
    if without_count is not None:
        return [without_count.gate.headline], [without_count.gate.label]
    names, steps = _leading(consultation), _next_steps(consultation, share)
    roomy, tight = [*_of_its_gate(consultation, share), *steps[:-1]], steps[-1:]
    return [f"{name}; {step}" for size in (roomy, tight) for name in names for step in size], names


def _of_its_gate(consultation: Consultation, share: Share) -> list[str]:
    """What the first gate of this card that names the leading cause asks for: it knows the next step better."""
    leading = consultation.assessment.leading
    members = {cause.id for cause in leading.members} if leading is not None else set()
    return [fired.gate.headline for fired in share.watch if not members.isdisjoint(fired.gate.names)][:1]


def _reason_to_speak(trigger: CriterionStatus) -> str:
    """In the chart's own words where these are short, else by its label."""
    stated = [plain(datum.shown) for datum in trigger.data if not datum.label]
    return next((text for text in stated if 0 < len(text) <= _STATED_LIMIT), plain(trigger.label))


def _leading(consultation: Consultation) -> list[str]:
    """The leading cause and its band in full and in short; two of one band stand together.

    Where no cause can be put first, a contributor that outweighs them all is named instead, beside the first cause
    when that is of the same band: a medicine's harmless effect never hides what may be the danger.
    """
    ranked = consultation.assessment.primary
    if not ranked or (consultation.assessment.abstains and consultation.assessment.platelets.latest is not None):
        return _contributor_first(consultation)
    first, *rest = ranked
    alone = [f"{name} {first.band}" for name in dict.fromkeys((plain(first.label), short_name(plain(first.label))))]
    if rest and rest[0].band is first.band and first.band is not LikelihoodBand.LIKELY:
        return [f"{short_name(plain(first.label))} or {short_name(plain(rest[0].label))} {first.band}", *alone]
    return alone


def _contributor_first(consultation: Consultation) -> list[str]:
    """The contributor ahead of all, behind the first cause of its band; not clear where a cause or nothing leads."""
    first = next(iter(consultation.assessment.causes), None)
    if first is None or not first.contributor:
        return [_UNCLEAR]
    leading = [cause for cause in consultation.assessment.primary[:1] if cause.band is first.band]
    names = [short_name(plain(each.label)) for each in (*leading, first)]
    return [f"{' or '.join(names)} {first.band}"]


def _next_steps(consultation: Consultation, share: Share) -> list[str]:
    """The first tests for now, else the next ones, ever fewer of them; without tests to order a short other step."""
    tests, groups = share.tests, clickable(share.tests)
    for group in (WorkupGroup.NOW, WorkupGroup.NEXT):
        if names := test_names(groups.get(group, [])):
            verb = lower_first(opening(group, groups, beside=share.beside))
            return list(dict.fromkeys(f"{verb} {joined(names[:number])}" for number in _TESTS_NAMED))
    steps = [short_name(plain(s.test.label)) for s in tests if s.group is not WorkupGroup.IF_UNEXPLAINED]
    steps += [a.text for a in consultation.assessment.advice if a.beside is None and a.kind in _STEPS]
    return [lower_first(plain(text)) for text in steps if len(text) <= _ADVICE_LIMIT][:1]


def _contributing_drug(consultation: Consultation) -> str:
    """Says "on apixaban": the medicine beside which the count fell, else the first taken that speaks for a contributor.

    A medicine that is no longer taken, and one that only keeps a line open, is not named.
    """
    picture = consultation.assessment.platelets
    beside = (e for e in picture.exposures if picture.fallen and e.running and e.use is not DrugUse.LINE_CARE)
    if (suspect := next(beside, None)) is not None:
        return f"on {lower_first(plain(suspect.label, _DRUG_LIMIT))}"
    medicines = {drug.source: drug for drug in consultation.chart.drugs if drug.state is not DrugState.STOPPED}
    for cause in consultation.assessment.contributors:
        for row in cause.reasons_for:
            data = row.finding.data if row.finding is not None else ()
            spoken = (_spoken_name(medicines[datum.source]) for datum in data if datum.source in medicines)
            if name := next(spoken, ""):
                return f"on {lower_first(plain(name, _DRUG_LIMIT))}"
    return ""


def _spoken_name(drug: DrugExposure) -> str:
    """The ingredients, for a summary has no room for strength and form; the chart's name where none is known."""
    ingredients = [ingredient.replace("_", " ") for ingredient in sorted(drug.drugs)]
    return joined(ingredients) or drug.name
