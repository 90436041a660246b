"""A concept as loaded: what a chart can state, in codes, phrases, pairs and entries of the allergy list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.definitions import Code
    from rules.identifiers import ConceptId, DrugClass

__all__ = ["ConceptDefinition", "ConceptKind", "ConceptPair", "DenialPlace", "ReactionPattern"]


class ConceptKind(StrEnum):
    """What kind of thing a concept is. A disease that is only suspected is not stated; a sign is."""

    SIGN = "sign"
    SYMPTOM = "symptom"
    DISEASE = "disease"
    EXPOSURE = "exposure"
    BODY_SITE = "body site"
    PROCEDURE = "procedure"
    HISTORY = "history"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class ConceptPair:
    """Two concepts that said in one breath state a third.

    In any order, or ``first`` before ``second`` with one of the words ``linked_by`` between; a comma among these is
    that of a list ("raised, purple spots"). A body site stands for all that lies in it.
    """

    first: ConceptId
    second: ConceptId
    linked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DenialPlace:
    """Who denies the concept beside one of these looked there alone: only ``denies`` is denied, nothing when empty."""

    beside: frozenset[ConceptId]
    denies: tuple[ConceptId, ...] = ()


@dataclass(frozen=True, slots=True)
class ReactionPattern:
    """An entry of the allergy list: to one of these classes of medicine, with one of these concepts seen.

    Empty means any medicine, or nothing need have been seen; not both are empty.
    """

    classes: frozenset[DrugClass] = frozenset()
    seen: frozenset[ConceptId] = frozenset()


@dataclass(frozen=True, slots=True)
class ConceptDefinition:
    """Something a chart can state: a sign, a disease, an exposure, a body site.

    ``phrases`` match whole words after folding case, accents and punctuation; a final ``*`` on a word matches any
    ending. ``implies`` names broader concepts that hold whenever this one does. ``denies`` names concepts that a
    statement of this one denies ("No headache"). ``denied_with`` names broader concepts whose denial denies this one
    too ("no travel": none to the tropics), ``denied_there`` the places where a denial is no general one ("echo: no
    thrombus"), the first that fits counting. ``together`` lists pairs of concepts that state this one, ``reactions``
    the entries of an allergy list that do, as of the past, ``beside_medicines`` the words that an allergy list puts
    beside the name of a medicine to state it.
    """

    id: ConceptId
    label: str
    kind: ConceptKind
    codes: tuple[Code, ...] = ()
    phrases: tuple[str, ...] = ()
    implies: tuple[ConceptId, ...] = ()
    denies: tuple[ConceptId, ...] = ()
    denied_with: tuple[ConceptId, ...] = ()
    denied_there: tuple[DenialPlace, ...] = ()
    together: tuple[ConceptPair, ...] = ()
    reactions: tuple[ReactionPattern, ...] = ()
    beside_medicines: tuple[str, ...] = ()
