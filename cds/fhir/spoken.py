"""What a wording or a code says of concepts: asserted, denied, of whom and when; and what that amounts to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.identifiers import ConceptId

__all__ = ["NOTHING_SAID", "Meaning", "Spoken"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts stated with all they imply, concepts denied, body sites with the wider ones they lie in."""

    stated: frozenset[ConceptId]
    denied: frozenset[ConceptId]
    sites: frozenset[ConceptId]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Concepts asserted and denied in the same breath, without what they imply.

    ``family``: said of a relative. ``historical``: of the past. ``by_code`` False: told by words only. ``about``: what
    the text around it names, which a denial is limited to.
    ``means`` is what it amounts to where that has been worked out (see ``Concepts.meaning``).
    """

    asserted: frozenset[ConceptId] = frozenset()
    denied: frozenset[ConceptId] = frozenset()
    sites: frozenset[ConceptId] = frozenset()
    historical: bool = False
    uncertain: bool = False
    family: bool = False
    by_code: bool = False
    about: frozenset[ConceptId] = frozenset()
    means: Meaning | None = field(default=None, repr=False, compare=False)

    @property
    def named(self) -> frozenset[ConceptId]:
        """All that it names, there or not."""
        return self.asserted | self.denied | self.sites


NOTHING_SAID: tuple[Spoken, ...] = ()
