"""A medicine as loaded: an ingredient with all that a chart may call it, and the classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.definitions import Code
    from rules.identifiers import DrugClass, DrugId

__all__ = ["DrugClassDefinition", "DrugDefinition"]


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
