"""Frozen records of the reasoning, made without the price of freezing.

A frozen dataclass sets each field by a call: a row of a ledger takes about 2 microseconds, and an assessment makes
hundreds. Here a record is filled while it is a blank with the same slots, and becomes the frozen class before anyone
sees it. Python refuses the change of class when the slots differ, and the tests compare every field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.reasons import Contribution, Datum, Finding

if TYPE_CHECKING:
    from rules.chart import Caveat, Moment
    from rules.definitions import Basis
    from rules.identifiers import FindingId, ResourceRef, State
    from rules.logic import Truth
    from rules.reasons import EvidenceKind

__all__ = ["blank_of", "new_contribution", "new_datum", "new_finding"]

_NO_CAVEAT: frozenset[Caveat] = frozenset()


def blank_of(record: Any) -> Any:  # noqa: ANN401 - a class in, a class out, of types made here
    """An unfrozen class with the slots of a frozen slotted dataclass."""
    return type(f"Blank{record.__name__}", (), {"__slots__": record.__slots__})


_BlankContribution = blank_of(Contribution)
_BlankDatum = blank_of(Datum)
_BlankFinding = blank_of(Finding)


def new_contribution(  # noqa: PLR0913, PLR0917 - the fields of the record, in its order
    kind: EvidenceKind, label: str, weight: float, finding: Finding | None, basis: Basis, steps: int = 1
) -> Contribution:
    """``Contribution`` with the same arguments."""
    made = _BlankContribution()
    made.kind = kind
    made.label = label
    made.weight = weight
    made.finding = finding
    made.basis = basis
    made.steps = steps
    made.__class__ = Contribution
    record: Contribution = made
    return record


def new_datum(
    label: str, shown: str, when: Moment | None, source: ResourceRef, caveats: frozenset[Caveat] = _NO_CAVEAT
) -> Datum:
    """``Datum`` with the same arguments."""
    made = _BlankDatum()
    made.label = label
    made.shown = shown
    made.when = when
    made.source = source
    made.caveats = caveats
    made.__class__ = Datum
    record: Datum = made
    return record


def new_finding(  # noqa: PLR0913, PLR0917 - the fields of the record, in its order
    id: FindingId,  # noqa: A002 - the name of the field
    label: str,
    states: frozenset[State],
    truth: Truth,
    data: tuple[Datum, ...],
    shown: str,
    supposed: bool = False,  # noqa: FBT001, FBT002 - by place, for speed
    from_text: bool = False,  # noqa: FBT001, FBT002 - by place, for speed
) -> Finding:
    """``Finding`` with the same arguments."""
    made = _BlankFinding()
    made.id = id
    made.label = label
    made.states = states
    made.truth = truth
    made.data = data
    made.shown = shown
    made.supposed = supposed
    made.from_text = from_text
    made.__class__ = Finding
    record: Finding = made
    return record
