"""What a service has to say to one call, and what it did not know when it said it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["KNOWLEDGE_EXTENSION", "SERVICE_EXTENSION", "Answer", "versions"]

KNOWLEDGE_EXTENSION = "org.petechiae.knowledge"
"""Member of an extension that names the version of the knowledge."""
SERVICE_EXTENSION = "org.petechiae.service"
"""Member of an extension that names the version of this software."""


def versions(knowledge_version: str) -> dict[str, Any]:
    """The extension of discovery and of every answer: which software spoke, with which knowledge."""
    return {SERVICE_EXTENSION: {"version": VERSION}, KNOWLEDGE_EXTENSION: {"version": knowledge_version}}


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
        return {"cards": list(self.cards), "extension": versions(self.knowledge_version)}
