"""That what the knowledge drafts is valid R4: proven with fhir.resources once, and noted beside the compiled knowledge.

The note is named by the drafts themselves: any change of knowledge or code that changes a draft is proven anew. A start
that finds the note need not import fhir.resources, which takes longer than the proof.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cds.cards.orders import Ordering, draft_order
from cds.cards.replacements import draft_medicine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rules.definitions import Knowledge

__all__ = ["OrderError", "check_orders"]

_SAMPLE = Ordering(patient="p", encounter="e", authored="2000-01-01T00:00:00+00:00", reason="r", note="n")


class OrderError(ValueError):
    """A test or drug of the knowledge whose draft is no valid R4 resource."""


def check_orders(knowledge: Knowledge, cache: Path | None = None) -> None:
    """Checks the draft of every orderable test, and of every drug that a rule names as a replacement.

    ``cache`` is the folder for the note; None proves every time, and a folder that refuses to be written is passed
    over. Raises OrderError naming the test or drug.
    """
    drafts = tuple(_drafts(knowledge))
    note = None if cache is None else cache / f"orders-{_digest(drafts)}.checked"
    if note is not None and note.exists():
        return
    for name, draft in drafts:
        _check(name, draft)
    if note is not None:
        with suppress(OSError):
            note.parent.mkdir(parents=True, exist_ok=True)
            note.touch()


def _drafts(knowledge: Knowledge) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for test in knowledge.tests.values():
        if test.orderable:
            yield f"test {test.id}", draft_order(test, _SAMPLE)
    for rule in knowledge.order_safety.values():
        for level in rule.levels:
            if level.instead is not None:
                yield f"drug {level.instead}", draft_medicine(knowledge.drugs[level.instead], _SAMPLE)


def _digest(drafts: tuple[tuple[str, Mapping[str, Any]], ...]) -> str:
    return hashlib.sha256(json.dumps(drafts).encode()).hexdigest()


def _check(name: str, draft: Mapping[str, Any]) -> None:
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 - see the module

    kind = draft["resourceType"]
    try:
        get_fhir_model_class(kind).model_validate(draft)
    except ValueError as error:
        reason = f"its order is not a valid R4 {kind}; check label, order and codes. {error}"
        raise OrderError(f"{name}: {reason}") from error
