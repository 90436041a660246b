from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from cds.suppositions import WrongSupposition, supposed_from


def finding(name: str, label: str, **labels: str) -> SimpleNamespace:
    states = tuple(labels) or ("present", "absent")
    return SimpleNamespace(id=name, label=label, states=states, labels=labels, binary=not labels)


KNOWLEDGE: Any = SimpleNamespace(
    findings={
        entry.id: entry
        for entry in (
            finding("lesions_blanch", "Lesions blanch"),
            finding("fever", "Fever"),
            finding("mucosal_bleeding", "Mucosal bleeding"),
            finding("major_bleeding", "Major bleeding"),
            finding("count", "Platelet count", low="platelets low", normal="normal platelet count"),
        )
    }
)


@pytest.mark.parametrize(
    ("text", "found", "states"),
    [
        ("blanching=yes", "lesions_blanch", {"present"}),
        ("lesions_blanch=absent", "lesions_blanch", {"absent"}),
        ("Lesions blanch = no", "lesions_blanch", {"absent"}),
        ("FEVER=Yes", "fever", {"present"}),
        ("fever=unknown", "fever", set()),
        ("count=low", "count", {"low"}),
        ("platelets=normal platelet count", "count", {"normal"}),
        ("major-bleeding=yes", "major_bleeding", {"present"}),
    ],
)
def test_a_finding_is_named_by_id_or_by_a_word_of_its_own(text: str, found: str, states: set[str]) -> None:
    assert supposed_from([text], KNOWLEDGE) == {found: states}


def test_nothing_supposed_is_nothing() -> None:
    assert supposed_from([], KNOWLEDGE) == {}


def test_the_last_word_on_a_finding_counts() -> None:
    assert supposed_from(["fever=yes", "fever=no"], KNOWLEDGE) == {"fever": {"absent"}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fever", "is no supposition such as blanching=yes"),
        ("=yes", "is no supposition"),
        ("fever=", "is no supposition"),
        ("bleeding=yes", "may mean several findings: mucosal_bleeding, major_bleeding"),
        ("fevr=yes", "did you mean fever?"),
        ("zzz=yes", "The knowledge has no finding 'zzz'."),
        ("fever=high", "it is one of yes, no, unknown"),
        ("count=yes", "it is one of low, normal, unknown"),
    ],
)
def test_what_cannot_be_supposed_is_told(text: str, said: str) -> None:
    with pytest.raises(WrongSupposition, match=re.escape(said)):
        supposed_from([text], KNOWLEDGE)


def test_a_flood_is_refused_and_a_long_text_is_not_repeated() -> None:
    assert len(supposed_from(["fever=yes"] * 40, KNOWLEDGE)) == 1
    with pytest.raises(WrongSupposition, match="More than 40"):
        supposed_from(["fever=yes"] * 41, KNOWLEDGE)
    with pytest.raises(WrongSupposition) as caught:
        supposed_from(["x" * 5000 + "=yes"], KNOWLEDGE)
    assert len(str(caught.value)) < 200
