"""The CDS services this copy offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from cds.services.answers import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from cds.hooks.calls import HookCall
    from cds.services.answers import Answer

__all__ = ["Catalogue", "CdsService"]

SPECIFICATION = "2.0.1"


class CdsService(Protocol):
    """One CDS service: what discovery says of it, and its answer to a call."""

    @property
    def id(self) -> str:
        """Last segment of its address."""

    @property
    def hook(self) -> str:
        """The hook it answers."""

    @property
    def hook_version(self) -> str:
        """Version of the hook's published definition."""

    @property
    def title(self) -> str:
        """Name for people."""

    @property
    def description(self) -> str:
        """What it does, in Markdown."""

    @property
    def usage_requirements(self) -> str:
        """What it needs to be of use."""

    def prefetch(self, today: date) -> Mapping[str, str]:
        """Prefetch templates by key."""

    def answer(self, call: HookCall) -> Answer:
        """Its answer. Raises Rejected when the data cannot be had, are of another patient, or time has run out."""


class Catalogue:
    """Services by id; the ids are unique."""

    def __init__(self, services: Iterable[CdsService], knowledge_version: str) -> None:
        """Raises ValueError when two services share an id."""
        self._versions = versions(knowledge_version)
        self._services: dict[str, CdsService] = {}
        for service in services:
            if service.id in self._services:
                raise ValueError(f"Two services have the id {service.id}.")
            self._services[service.id] = service

    def get(self, service_id: str) -> CdsService | None:
        """The service of this id, or None."""
        return self._services.get(service_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in the order of discovery."""
        return tuple(self._services)

    def discovery(self, today: date) -> dict[str, Any]:
        """The answer to GET /cds-services."""
        return {
            "services": [
                {
                    "hook": service.hook,
                    "hookVersion": service.hook_version,
                    "id": service.id,
                    "title": service.title,
                    "description": service.description,
                    "usageRequirements": service.usage_requirements,
                    "version": SPECIFICATION,
                    "prefetch": dict(service.prefetch(today)),
                    "extension": self._versions,
                }
                for service in self._services.values()
            ]
        }
