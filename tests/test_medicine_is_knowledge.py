"""The law that the medicine is in the knowledge: Python names no code, drug or disease, save what is said here."""

from __future__ import annotations

import ast
import re
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


READERS = tuple(sorted(name for name in MODULES if re.match(r"cds\.fhir\.|rules\.(?!loading|knowledge)", name)))
"""Where charts are read: a list of words there is what laboratories, wards and notes write."""

_WORDS_OF_A_LIST = 3
_WORD = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*")
_ALTERNATIVES = re.compile(r"(?:[^\W\d_]{2,}\|){2,}[^\W\d_]{2,}")
_ENUMERATED = re.compile(r"(?:[a-z' -]+, ){3,}[a-z' -]+|(?:[a-z]+ ){9,}[a-z]+")

LISTS = {
    # FHIR's and HL7's own words: codes of status and category, types of resource, UCUM's units of time
    "cds.fhir.absent_reasons": {"_NOT_MADE", "_NOT_SHOWN"},
    "cds.fhir.bundles": {"_NOTHING_FOUND", "_NOT_ALL"},
    "cds.fhir.categories": {"_OTHERS"},
    "cds.fhir.conditions": {"_DAYS", "_GOING_ON", "_OVER", "_UNSURE"},
    "cds.fhir.daily_amounts": {"_DAYS"},
    "cds.fhir.draft_orders": {"_OVER", "_SERVICES"},
    "cds.fhir.entries": {"_PASSED_OVER", "_READ"},
    "cds.fhir.medicine_use": {"NOT_GIVEN", "_DRAFT", "_DRAFT_INTENTS", "_STOPPED"},
    "cds.fhir.observations": {"_STATUS", "_VERSIONS"},
    "cds.fhir.orders": {"_OPEN"},
    "cds.fhir.procedures": {"_NOT_DONE"},
    "cds.fhir.reading": {"_READERS"},
    "cds.fhir.reports": {"_NO_REPORT", "_NO_VISIT"},
    "cds.fhir.sorted_entries": {"MEDICINES", "_PLACES"},
    # this project's own: sections of a site's file, kinds of fact, what a card says, the levels of CDS Hooks
    "cds.fhir.prefetch_parts": {"_SAID"},
    "cds.fhir.site_map": {"_KINDS", "_defined"},
    "cds.fhir.terminology": {"CodeReading"},
    "rules.definitions": {"Indicator"},
    "rules.facts": {"_KINDS"},
    # plain English: "less than", what joins and parts sentences, endings of words
    "cds.fhir.numbers_in_words": {"_NUMBER", "_SIGNS"},
    "rules.lexicon.context": {"_AUXILIARIES", "_LISTING", "_PATIENT", "_POSSESSIVES", "_TOLD_BY"},
    "rules.lexicon.folding": {"_ANSWERED", "_LETTERS"},
    "rules.lexicon.grammar": {
        "AMOUNTS", "CONTRASTS", "FILLERS", "LIST_BREAKERS", "QUALIFIERS", "TELLS", "TERMINATORS",
    },
    "rules.lexicon.passages": {"_ABBREVIATED", "_BACK_TO_NOW", "_BROKEN"},
    "rules.lexicon.spelling": {"_AFTER_HISS", "_NO_PLURAL"},
}  # fmt: skip
"""The lists that may stay in Python, by their names there, and why."""


def lists(tree: ast.Module) -> Iterator[str]:
    """The names under which a module writes three words or more, in a collection or a pattern, or a text of many."""
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        name = next((each.id for each in targets if isinstance(each, ast.Name)), getattr(statement, "name", ""))
        if name != "__all__" and any(map(_is_a_list, _without_slots(statement))):
            yield name


def _without_slots(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Assign) or getattr(node.targets[0], "id", "") != "__slots__":
        yield node
        for inner in ast.iter_child_nodes(node):
            yield from _without_slots(inner)


def _is_a_list(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _ALTERNATIVES.search(node.value) is not None or _ENUMERATED.fullmatch(node.value) is not None
    written = [*node.keys, *node.values] if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    words = [each.value for each in written if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return sum(_WORD.fullmatch(word) is not None for word in words) >= _WORDS_OF_A_LIST


@pytest.mark.parametrize("name", READERS)
def test_no_list_of_words_is_in_python(name: str) -> None:
    found = set(lists(ast.parse(MODULES[name].read_text("utf-8"))))
    assert found == LISTS.get(name, set()), f"{name}: move its words to rules/knowledge/parameters"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("A = frozenset({'urine', 'csf', 'pleura'})", ["A"]),
        ("A: dict[str, int] = {'low': 1, 'very low': 2, '尿': 3}", ["A"]),
        ("A = re.compile(r'\\b(?:urine|csf|pleura)\\b')", ["A"]),
        ("A = 'risk of, risk for, in case of, unless'", ["A"]),
        ("def read(word):\n    return word in ('urine', 'csf', 'pleura')", ["read"]),
        ("A = frozenset({'urine', 'csf'})", []),
        ("A = re.compile('urine|csf')", []),
        ("A = ('1+', '2+', '3+')", []),
        ("__all__ = ['urine', 'csf', 'pleura']", []),
        ("class A:\n    __slots__ = ('urine', 'csf', 'pleura')", []),
    ],
)
def test_what_a_list_of_words_is(code: str, named: list[str]) -> None:
    assert list(lists(ast.parse(code))) == named
