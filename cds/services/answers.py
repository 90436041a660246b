"""What a service has to say to one call, and what it did not know when it said it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["KNOWLEDGE_EXTENSION", "Answer"]

KNOWLEDGE_EXTENSION = "org.petechiae.knowledge"
"""Member of the answer's extension that names the version of the knowledge."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Cards, the knowledge behind them, and the gaps in the data.

    ``missing`` names the parts of the chart that were asked for and not had, in our own words; ``unread`` is how many
    parts could not be read. Neither holds anything of the patient. No cards means "nothing to say".
    """

    cards: Sequence[Mapping[str, Any]]
    knowledge_version: str
    missing: tuple[str, ...] = ()
    unread: int = 0

    @property
    def indicators(self) -> dict[str, int]:
        """Number of cards by indicator."""
        return dict(sorted(Counter(card["indicator"] for card in self.cards).items()))

    def document(self) -> dict[str, Any]:
        """The object of the CDS Hooks response."""
        return {
            "cards": list(self.cards),
            "extension": {KNOWLEDGE_EXTENSION: {"version": self.knowledge_version}},
        }
