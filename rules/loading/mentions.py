"""Everything that one file names in another must be there."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from rules.loading.advice import advice_mentions
from rules.loading.causes import cause_mentions
from rules.loading.concepts import concept_mentions
from rules.loading.doses import dose_mentions
from rules.loading.drugs import drug_class_mentions, ingredient_mentions
from rules.loading.findings import finding_mentions
from rules.loading.gates import gate_mentions
from rules.loading.kinds import Kind
from rules.loading.labs import lab_mentions
from rules.loading.merges import merge_mentions
from rules.loading.order_safety import safety_rule_mentions
from rules.loading.parameters import parameter_mentions
from rules.loading.problems import Problem
from rules.loading.scores import score_mentions
from rules.loading.triggers import trigger_mentions
from rules.loading.workups import workup_mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rules.loading.kinds import Mention, Plain
    from rules.loading.validation import Files

__all__ = ["MENTIONS", "unknown_mentions"]

_Mentions: TypeAlias = "Callable[[Plain], Iterable[Mention]]"

MENTIONS: Mapping[Kind, _Mentions] = MappingProxyType(
    {
        Kind.PARAMETERS: parameter_mentions,
        Kind.CONCEPTS: concept_mentions,
        Kind.LABS: lab_mentions,
        Kind.DRUG_CLASSES: drug_class_mentions,
        Kind.INGREDIENTS: ingredient_mentions,
        Kind.FINDINGS: finding_mentions,
        Kind.WORKUPS: workup_mentions,
        Kind.CAUSES: cause_mentions,
        Kind.GATES: gate_mentions,
        Kind.TRIGGERS: trigger_mentions,
        Kind.ADVICE: advice_mentions,
        Kind.MERGES: merge_mentions,
        Kind.SCORES: score_mentions,
        Kind.DOSES: dose_mentions,
        Kind.ORDER_SAFETY: safety_rule_mentions,
    }
)
"""How each kind tells what it names; references, units and order terms name nothing."""


_CLOSE = 0.75


def unknown_mentions(files: Files, names: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Ids that nothing defines, states that a finding does not have, sites that are no body site.

    ``names`` are the file names by folder, also of files that are wrong in themselves: those are not reported as
    missing again by every file that names them.
    """
    for kind, mentions in MENTIONS.items():
        for stem, data in files[kind].items():
            for mention in mentions(data):
                reason = _missing(mention, names[mention.kind]) or _unfit(mention, files[mention.kind])
                if reason:
                    yield Problem(f"{kind}/{stem}.yaml", mention.path, reason)


def _missing(mention: Mention, known: set[str]) -> str:
    if mention.id in known:
        return ""
    close = get_close_matches(mention.id, sorted(known), n=1, cutoff=_CLOSE)
    return f"there is no {mention.kind.noun} {mention.id}{f' (did you mean {close[0]}?)' if close else ''}"


def _unfit(mention: Mention, files: Mapping[str, Plain]) -> str:
    definition = files.get(mention.id)
    if definition is None:
        return ""
    if mention.concept_kind and definition["kind"] != mention.concept_kind:
        return f"{mention.id} is no {mention.concept_kind} (it is a {definition['kind']})"
    strange = [state for state in mention.states if state not in definition["states"]]
    if strange:
        return f"{mention.id} has no state {', '.join(strange)} (it has {', '.join(definition['states'])})"
    return ""
