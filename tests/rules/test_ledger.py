"""The rows of a ledger are made once, when somebody looks, and read as a tuple."""

from __future__ import annotations

from rules.definitions import Basis, BasisKind
from rules.ledger import Ledger
from rules.reasons import Contribution, EvidenceKind

BASIS = Basis(BasisKind.ESTIMATE, (), "")
ROWS = [Contribution(EvidenceKind.PRIOR, label, weight, None, BASIS) for label, weight in (("a", 2.0), ("b", -1.0))]


def test_rows_are_made_once_and_only_when_looked_at() -> None:
    made: list[int] = []

    def make() -> list[Contribution]:
        made.append(1)
        return ROWS

    ledger = Ledger(make)
    assert not made
    assert (len(ledger), list(ledger), ledger[1], ledger[:1]) == (2, ROWS, ROWS[1], (ROWS[0],))
    assert made == [1]


def test_it_equals_any_sequence_of_the_same_rows() -> None:
    ledger = Ledger(lambda: ROWS)
    assert ledger == tuple(ROWS)
    assert ledger == Ledger(lambda: list(ROWS))
    assert hash(ledger) == hash(tuple(ROWS))
    assert repr(ledger) == repr(tuple(ROWS))
    assert ledger != Ledger(list)
    assert ledger != 2


def test_without_rows_it_is_empty() -> None:
    assert not Ledger(list)
