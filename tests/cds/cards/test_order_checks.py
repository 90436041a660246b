"""Orders are proven valid once, and the note of it holds for exactly what was proven."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from cds.cards import order_checks
from cds.cards.order_checks import OrderError, check_orders
from rules.drug_definitions import DrugDefinition
from rules.identifiers import DrugId
from tests.cds.cards.builders import lab_test

if TYPE_CHECKING:
    from pathlib import Path

    from rules.definitions import Knowledge
    from rules.workup_definitions import TestDefinition

UNSENDABLE = "\u200b"
"""A label of which no word is left."""


def knowledge(*tests: TestDefinition, replacement: str | None = None) -> Knowledge:
    drug = DrugId("instead")
    level = SimpleNamespace(instead=None if replacement is None else drug)
    made = SimpleNamespace(
        tests={test.id: test for test in tests},
        order_safety={"rule": SimpleNamespace(levels=(level,))},
        drugs={drug: DrugDefinition(drug, replacement or "", (), (), (), (), ())},
    )
    return cast("Knowledge", made)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is proven, as it is proven."""
    proven: list[str] = []
    prove = order_checks._check

    def check(name: str, draft: Any) -> None:
        proven.append(name)
        prove(name, draft)

    monkeypatch.setattr(order_checks, "_check", check)
    return proven


def test_a_test_that_cannot_be_ordered_is_named() -> None:
    with pytest.raises(OrderError, match="test broken"):
        check_orders(knowledge(lab_test("a", "A"), lab_test("broken", UNSENDABLE)))


def test_a_replacement_that_cannot_be_drafted_is_named() -> None:
    with pytest.raises(OrderError, match="drug instead"):
        check_orders(knowledge(replacement=UNSENDABLE))


def test_what_is_not_ordered_is_left_alone() -> None:
    check_orders(knowledge(lab_test("look", UNSENDABLE, orderable=False)))


def test_without_a_folder_it_is_proven_each_time(proofs: list[str]) -> None:
    for _ in range(2):
        check_orders(knowledge(lab_test("a", "A"), replacement="Paracetamol"))
    assert proofs == ["test a", "drug instead"] * 2


def test_what_was_proven_is_not_proven_again(tmp_path: Path, proofs: list[str]) -> None:
    for _ in range(2):
        check_orders(knowledge(lab_test("a", "A")), tmp_path / "cache")
    assert proofs == ["test a"]


@pytest.mark.parametrize(
    "changed",
    [
        knowledge(lab_test("a", "A film")),
        knowledge(lab_test("a", "A"), lab_test("b", "B")),
        knowledge(lab_test("a", "A"), replacement="Paracetamol"),
    ],
)
def test_any_change_of_an_order_is_proven_anew(tmp_path: Path, proofs: list[str], changed: Knowledge) -> None:
    check_orders(knowledge(lab_test("a", "A")), tmp_path)
    proofs.clear()
    check_orders(changed, tmp_path)
    assert proofs


def test_what_failed_is_not_noted(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(OrderError):
            check_orders(knowledge(lab_test("broken", UNSENDABLE)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path, proofs: list[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    for _ in range(2):
        check_orders(knowledge(lab_test("a", "A")), file)
    assert proofs == ["test a"] * 2


def test_the_service_is_imported_without_fhir_resources() -> None:
    loaded = "import sys, cds.app; sys.exit('fhir.resources' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0  # noqa: S603 - our own words
