"""Citations as a clinician would name them."""

from __future__ import annotations

import pytest

from cds.cards.references import source_name
from rules.definitions import Reference, ReferenceStatus
from rules.identifiers import ReferenceId


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        (
            "Zheng XL et al. ISTH guidelines for the diagnosis of TTP. J Thromb Haemost 2020;18:2486-2495",
            "ISTH guidelines for the diagnosis of TTP, 2020",
        ),
        ("Araki S, Shirahata A. Vitamin K bleeding. Nutrients 2020;12:780", "Vitamin K bleeding, 2020"),
        ("NICE NG240 Meningitis: recognition, 2024 (replaces CG102)", "NICE NG240 Meningitis, 2024"),
        ("Standard references for named mimics (a textbook)", "Standard references for named mimics"),
        ("Guideline 2019. Publisher 2019", "Guideline 2019"),
    ],
)
def test_title_and_year(citation: str, said: str) -> None:
    assert source_name(Reference(ReferenceId("r"), citation, "", ReferenceStatus.SEEN)) == said


def test_a_long_title_is_cut_at_a_word() -> None:
    name = source_name(
        Reference(ReferenceId("r"), "Author A et al. " + "word " * 40 + ". Journal 2001", "", ReferenceStatus.SEEN)
    )
    assert name.endswith("word…, 2001")
    assert len(name) < 75
