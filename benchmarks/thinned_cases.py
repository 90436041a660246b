"""A case as it would stand in a poorer chart: without one kind of entry, or without a share of them by lot."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SHARE_REMOVED", "Case", "by_lot", "without_drugs", "without_history", "without_words"]

Case = dict[str, Any]

SHARE_REMOVED = 0.2
"""Share of the entries that ``by_lot`` takes away."""

_REMOVABLE = (
    "findings", "absent", "labs", "medications", "past_conditions", "procedures", "immunizations", "family",
    "exposures",
)  # fmt: skip


def by_lot(case: Mapping[str, Any], seed: int, share: float = SHARE_REMOVED) -> Case:
    """The case without ``share`` (nearest whole number, halves up) of its findings, results, drugs and history.

    Age, sex, pregnancy and vital signs stay. The lot depends on the seed and the id of the case alone.
    """
    entries = [(kind, place) for kind in _REMOVABLE for place in range(len(case.get(kind, ())))]
    lot = Random(f"{seed}:{case['id']}")  # noqa: S311 - the same lot every time, no secret
    gone = frozenset(lot.sample(entries, int(share * len(entries) + 0.5)))
    kept = {
        kind: [entry for place, entry in enumerate(case[kind]) if (kind, place) not in gone]
        for kind in _REMOVABLE
        if kind in case
    }
    return {**case, **kept}


def without_words(case: Mapping[str, Any]) -> Case:
    """Codes, numbers and dates only: entries without a code of their own go, and those with one lose their words."""
    coded = {
        kind: [{**entry, "text": entry["snomed"], "site": None} for entry in case.get(kind, ()) if entry.get("snomed")]
        for kind in ("findings", "absent", "past_conditions")
    }
    drugs = [{**drug, "name": drug["rxnorm"]} for drug in case.get("medications", ()) if drug.get("rxnorm")]
    labs = [lab for lab in case.get("labs", ()) if "value" in lab]
    nothing: Case = {kind: [] for kind in ("procedures", "immunizations", "family", "exposures")}
    return {**case, **coded, **nothing, "medications": drugs, "labs": labs}


def without_history(case: Mapping[str, Any]) -> Case:
    """Without exposures and social history: travel, ticks, alcohol, diet, birth, transfusions and the like."""
    return {**case, "exposures": []}


def without_drugs(case: Mapping[str, Any]) -> Case:
    """Without medicines, in orders as in the told history."""
    told = [exposure for exposure in case.get("exposures", ()) if exposure["type"] != "drug"]
    return {**case, "medications": [], "exposures": told}
