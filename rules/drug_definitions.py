"""A medicine as loaded: an ingredient with all that a chart may call it, the classes, and what orders say besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import Code
    from rules.identifiers import DrugClass, DrugId

__all__ = ["DrugClassDefinition", "DrugDefinition", "MedicineWords", "WordList"]


@dataclass(frozen=True, slots=True)
class DrugClassDefinition:
    """A class of medicines as the rules speak of it."""

    id: DrugClass
    label: str
    implies: tuple[DrugClass, ...] = ()


@dataclass(frozen=True, slots=True)
class DrugDefinition:
    """An ingredient: its classes and everything a chart may call it."""

    id: DrugId
    label: str
    classes: tuple[DrugClass, ...]
    codes: tuple[Code, ...]
    products: tuple[str, ...]
    ndc9: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordList:
    """``words`` are whole, with a star for any ending; ``anywhere`` is found inside a wording without spaces."""

    words: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MedicineWords:
    """What orders say of a medicine besides its name. Empty: nothing of the kind is understood.

    ``local_routes`` are codes. ``undoing`` after a drug's name: the product lacks or undoes it. ``pieces`` mean one of
    it. ``units`` gives a spelling's unit, "mg" or "[iU]", and factor; ``strength_units`` those that stand in names.
    """

    line_care: WordList = WordList()
    local_use: WordList = WordList()
    local_routes: frozenset[str] = frozenset()
    undoing: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    strength_units: tuple[str, ...] = ()
