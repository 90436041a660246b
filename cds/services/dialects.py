"""Ways in which clients differ from CDS Hooks 2.0: cards are reshaped for those that are known to need it.

The words, levels and sources of a card never change; only how its clicks are packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.hooks.calls import HookCall

__all__ = ["Dialect", "Dialects"]


class Dialect(StrEnum):
    """STANDARD: as specified in 2.0. EPIC: one action per suggestion. FIRST: CDS Hooks 1.0."""

    STANDARD = "standard"
    EPIC = "epic"
    FIRST = "1.0"


@dataclass(frozen=True, slots=True)
class Dialects:
    """Which client speaks what. ``by_server`` are beginnings of ``fhirServer``, the longest that fits decides."""

    otherwise: Dialect = Dialect.STANDARD
    by_server: tuple[tuple[str, Dialect], ...] = ()

    def __str__(self) -> str:
        """As the setting is written."""
        return ",".join((self.otherwise, *(f"{start}={dialect}" for start, dialect in self.by_server)))

    def of(self, call: HookCall) -> Dialect:
        """The dialect of the client that makes this call."""
        server = call.fhir_server or ""
        fitting = [(len(start), dialect) for start, dialect in self.by_server if server.startswith(start)]
        return max(fitting)[1] if fitting else self.otherwise

    def spoken(self, cards: Iterable[dict[str, Any]], call: HookCall) -> list[dict[str, Any]]:
        """The cards as this client reads them."""
        match self.of(call):
            case Dialect.STANDARD:
                return list(cards)
            case Dialect.EPIC:
                return [_one_action_each(card) for card in cards]
            case Dialect.FIRST:
                return [_of_the_first_version(card) for card in cards]


def _one_action_each(card: dict[str, Any]) -> dict[str, Any]:
    """Every action as its own suggestion under its own description, which that client shows instead of the label."""
    if "suggestions" not in card:
        return card
    split = []
    for suggestion in card["suggestions"]:
        actions = suggestion["actions"]
        if len(actions) == 1:
            split.append(suggestion)
            continue
        split += [
            suggestion
            | {
                "label": action["description"],
                "uuid": str(uuid5(UUID(suggestion["uuid"]), str(number))),
                "actions": [action],
            }
            for number, action in enumerate(actions)
        ]
    return card | {"suggestions": split}


def _of_the_first_version(card: dict[str, Any]) -> dict[str, Any]:
    """1.0 knows one selection behaviour, no recommendation, no override reasons, and deletes by ``resource``."""
    made = {name: value for name, value in card.items() if name not in {"overrideReasons", "uuid"}}
    if "suggestions" not in card:
        return made
    made["selectionBehavior"] = "at-most-one"
    made["suggestions"] = [
        {name: value for name, value in suggestion.items() if name != "isRecommended"}
        | {"actions": [_first_action(action) for action in suggestion["actions"]]}
        for suggestion in card["suggestions"]
    ]
    return made


def _first_action(action: dict[str, Any]) -> dict[str, Any]:
    if "resourceId" not in action:
        return action
    return {"type": action["type"], "description": action["description"], "resource": action["resourceId"]}
