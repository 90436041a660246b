"""The rows of a ledger are made once, when somebody looks, and read as a tuple."""

from __future__ import annotations

from rules.definitions import Basis, BasisKind
from rules.identifiers import FindingId, State
from rules.ledger import Ledger
from rules.logic import Truth
from rules.reasons import Contribution, EvidenceKind, Finding

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


def test_what_is_stated_and_weighs_something_is_told_apart_by_its_sign() -> None:
    found = Finding(FindingId("fever"), "Fever", frozenset({State("present")}), Truth.PRESENT, (), "fever")

    def row(label: str, weight: float, kind: EvidenceKind = EvidenceKind.RECORDED, steps: int = 1) -> Contribution:
        return Contribution(kind, label, weight, found, BASIS, steps)

    rows = [
        row("for", 2.0),
        row("supposed", 1.5, EvidenceKind.SUPPOSED),
        row("against", -1.0),
        row("silence", -0.8, EvidenceKind.NOT_RECORDED),
        row("next to nothing", 0.1, steps=0),
        *ROWS,
    ]
    speaking_for, speaking_against = Ledger(lambda: rows).stated
    assert [row.label for row in speaking_for] == ["for", "supposed"]
    assert [row.label for row in speaking_against] == ["against"]
    assert Ledger(list).stated == ((), ())
