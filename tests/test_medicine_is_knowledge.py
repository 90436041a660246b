"""The law that the medicine is in the knowledge: Python names no code, drug or disease, save what is said here."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from rules.loading import load_knowledge
from tests.test_architecture import MODULES

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = {
    "rules.assessment": {"lesion_type"},
    "rules.exposures": {"platelet_lowering"},
    "rules.likelihood": {"platelet_count"},
    "rules.platelet_picture": {"platelet_count"},
    "rules.definitions": {"transfusion"},
    "cds.web.workbench.timeline": {
        "bleeding", "deep_bleeding", "lesion_type", "major_bleeding", "mucosal_bleeding", "platelet_count",
        "thrombosis", "transfusion",
    },
    "cds.web.workbench.what_if": {"fever", "lesion_type", "lesions_blanch", "mucosal_bleeding", "platelet_count"},
}  # fmt: skip
"""What the service is about, the rash and the platelets, where it is followed; what the page plots or offers first;
a kind of advice that has the name of a finding."""

WORDS = frozenset(
    {"all", "allergy", "head", "iat", "ie", "observation", "palpable", "petechiae", "reversal", "scale", "was"}
)
"""Words of plain English or of a protocol that an entry of the knowledge also has for an id."""

_SHORTEST_CODE = 4


@pytest.fixture(scope="module")
def named_by_knowledge() -> frozenset[str]:
    """Ids of entries, names of drugs and causes, and codes."""
    known = load_knowledge()
    ids = {
        str(name)
        for entries in (
            known.concepts, known.labs, known.drug_classes, known.drugs, known.findings, known.causes, known.gates,
            known.tests, known.advice, known.scores, known.order_terms, known.order_safety,
        )
        for name in entries
    }  # fmt: skip
    names = {name.lower() for drug in known.drugs.values() for name in (drug.label, *drug.names)}
    names |= {cause.label.lower() for cause in known.causes.values()}
    codes = {
        code.code
        for entries in (known.concepts, known.labs, known.drugs, known.causes, known.tests)
        for entry in entries.values()
        for code in entry.codes
        if len(code.code) >= _SHORTEST_CODE
    }
    return frozenset(ids | names | codes) - WORDS


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text in the code that is no docstring."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_entry_of_the_knowledge_is_named_in_python(named_by_knowledge: frozenset[str], name: str) -> None:
    found = {
        text
        for text in texts(ast.parse(MODULES[name].read_text("utf-8")))
        if text in named_by_knowledge or text.lower() in named_by_knowledge
    }
    assert found == NAMED.get(name, set()), f"{name}: move it to rules/knowledge"
