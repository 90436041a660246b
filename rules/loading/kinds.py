"""The kinds of knowledge, by folder, and how one file mentions what another defines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Kind", "Mention", "Plain", "mentions_in_list"]

Plain: TypeAlias = "Mapping[str, Any]"
"""A validated file as plain data: what JSON can hold, with the keys of the file."""


class Kind(StrEnum):
    """A kind of knowledge; the value is its folder. In the order in which folders are checked."""

    REFERENCES = "references"
    PARAMETERS = "parameters"
    UNITS = "units"
    CONCEPTS = "concepts"
    LABS = "labs"
    DRUG_CLASSES = "drugs/classes"
    INGREDIENTS = "drugs/ingredients"
    DOSES = "drugs/doses"
    FINDINGS = "findings"
    WORKUPS = "workups"
    CAUSES = "causes"
    GATES = "gates"
    TRIGGERS = "triggers"
    ADVICE = "advice"
    MERGES = "merges"
    SCORES = "scores"
    ORDER_TERMS = "order_terms"
    ORDER_SAFETY = "order_safety"

    @property
    def noun(self) -> str:
        """What one file of it is called in messages."""
        return _NOUNS[self]


_NOUNS = {
    Kind.REFERENCES: "reference",
    Kind.PARAMETERS: "parameter",
    Kind.UNITS: "dimension",
    Kind.CONCEPTS: "concept",
    Kind.LABS: "lab",
    Kind.DRUG_CLASSES: "drug class",
    Kind.INGREDIENTS: "drug",
    Kind.FINDINGS: "finding",
    Kind.WORKUPS: "test",
    Kind.CAUSES: "cause",
    Kind.GATES: "gate",
    Kind.TRIGGERS: "trigger",
    Kind.ADVICE: "advice",
    Kind.MERGES: "merge",
    Kind.SCORES: "score",
    Kind.DOSES: "dose",
    Kind.ORDER_TERMS: "order term",
    Kind.ORDER_SAFETY: "order rule",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A file names something of ``kind`` by ``id``.

    ``states`` are those it asks of a finding; ``concept_kind`` is what a concept must be, empty when it may be any.
    ``mutual``: what is named may rest on the file that names it.
    """

    kind: Kind
    id: str
    path: str
    states: tuple[str, ...] = ()
    concept_kind: str = ""
    mutual: bool = False


def mentions_in_list(kind: Kind, data: Plain, key: str, path: str = "") -> Iterator[Mention]:
    """The ids listed under ``key``, if the key is there; ``path`` is where ``data`` stands in the file."""
    where = f"{path}.{key}" if path else key
    for index, name in enumerate(data.get(key, ())):
        yield Mention(kind, name, f"{where}[{index}]")
