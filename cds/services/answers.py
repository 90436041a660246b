"""What a service has to say to one call, and what it did not know when it said it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cds.cards import EXTENSION
from cds.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["KNOWLEDGE_EXTENSION", "SERVICE_EXTENSION", "SILENCE_EXTENSION", "Answer", "versions"]

KNOWLEDGE_EXTENSION = "org.petechiae.knowledge"
"""Member of an extension that names the version of the knowledge."""
SERVICE_EXTENSION = "org.petechiae.service"
"""Member of an extension that names the version of this software."""
SILENCE_EXTENSION = "org.petechiae.silent"
"""Member of an answer's extension: how many cards are not shown again because they were overridden."""


def versions(knowledge_version: str) -> dict[str, Any]:
    """The extension of discovery and of every answer: which software spoke, with which knowledge."""
    return {SERVICE_EXTENSION: {"version": VERSION}, KNOWLEDGE_EXTENSION: {"version": knowledge_version}}


@dataclass(frozen=True, slots=True)
class Answer:
    """Cards, the knowledge behind them, and the gaps in the data.

    ``missing`` names the parts of the chart that were asked for and not had, in our own words; ``unread`` is how many
    parts could not be read. Neither holds anything of the patient. No cards means "nothing to say".

    ``contents`` has for each card a digest of what it rests on; empty: not known. ``silent`` is how many cards are left
    out because they were overridden and nothing has changed since.
    """

    cards: Sequence[Mapping[str, Any]]
    knowledge_version: str
    missing: tuple[str, ...] = ()
    unread: int = 0
    contents: tuple[str, ...] = ()
    silent: int = 0

    @property
    def indicators(self) -> dict[str, int]:
        """Number of cards by indicator."""
        return dict(sorted(Counter(card["indicator"] for card in self.cards).items()))

    def document(self) -> dict[str, Any]:
        """The object of the CDS Hooks response."""
        extension = versions(self.knowledge_version)
        if self.silent:
            extension[SILENCE_EXTENSION] = {"cards": self.silent}
        return {"cards": list(self.cards), "extension": extension}

    def without(self, places: Collection[int]) -> Answer:
        """This answer without the cards at these places. The differential for machines moves to a card that is left."""
        if not places:
            return self
        kept = [dict(card) for place, card in enumerate(self.cards) if place not in places]
        for place in places:
            told = self.cards[place].get("extension", {}).get(EXTENSION)
            if told is not None and kept:
                kept[0]["extension"] = {**kept[0].get("extension", {}), EXTENSION: told}
        contents = tuple(content for place, content in enumerate(self.contents) if place not in places)
        return replace(self, cards=kept, contents=contents, silent=self.silent + len(places))
