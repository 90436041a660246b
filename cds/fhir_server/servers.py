"""The FHIR servers a call may be completed from: the door of this room, and where its time is kept."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from functools import partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from cds.fhir.prefetch_parts import Fetched
from cds.fhir_server.bases import FhirBase, listed
from cds.fhir_server.fetching import FetchLimits, Pages, fetch_parts
from cds.fhir_server.resolving import Lookup, addresses, system_lookup
from cds.fhir_server.source import FhirSource, Gap, NotObtained
from cds.log_codes import LogCode, log
from cds.resting import RestingServers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from cds.fhir.prefetch_parts import Part

__all__ = ["FhirServers", "Opening"]

_ITS_OWN_DOING = frozenset({Gap.UNREACHABLE, Gap.SLOW, Gap.FAILED, Gap.UNREADABLE})

Opening: TypeAlias = "Callable[[FhirBase, Sequence[str], str | None, float], AbstractAsyncContextManager[FhirSource]]"
"""Opens a server at its addresses, with a token and the seconds left."""


class FhirServers:
    """Fetches what a call lacks from the FHIR server it names, when that server is on the list."""

    def __init__(
        self,
        bases: Sequence[FhirBase],
        limits: FetchLimits,
        *,
        lookup: Lookup = system_lookup,
        opening: Opening | None = None,
    ) -> None:
        """Without ``bases`` nothing is ever fetched. Certificates are held against those the system trusts."""
        self._bases = tuple(bases)
        self._limits = limits
        self._lookup = lookup
        self._resting = RestingServers()
        if opening is None and bases:
            from cds.fhir_server.http_source import http_source  # noqa: PLC0415 - httpx takes long to import

            opening = partial(http_source, trust=ssl.create_default_context())
        self._opening = opening

    def fetch(
        self, server: str | None, token: str | None, parts: Sequence[Part], patient_id: str, seconds: float = inf
    ) -> Mapping[str, Fetched]:
        """What ``server`` has of these parts, by key. Never raises for what a server or a request says.

        ``token`` None asks an open server. The answer is there within ``seconds`` (never more than those of the limits)
        and a little, whatever the server does. The token goes to the listed server and nowhere else, and is forgotten.
        """
        if not parts:
            return {}
        base = listed(self._bases, server) if server is not None else None
        if base is None or self._opening is None:
            if self._bases and server is not None:
                log(LogCode.FETCH002)
            return _none_of(parts, Gap.NO_SERVER if server is None else Gap.NOT_LISTED)
        if not self._resting.may_be_asked(str(base)):
            return _none_of(parts, Gap.RESTING)
        started = monotonic()
        limits = self._limits.until(min(seconds, self._limits.seconds))
        try:
            found = addresses(base, limits.seconds, self._lookup)
            limits = limits.until(limits.seconds - (monotonic() - started))
            opened = self._opening(base, found, token, limits.seconds)
            pages = asyncio.run(_pages(opened, base, parts, patient_id, limits))
        except NotObtained as failure:
            pages = {part.template.key: Pages([], failure.gap) for part in parts}
        self._log(pages, monotonic() - started)
        self._remember(str(base), pages, seconds)
        return {
            key: Fetched(tuple(came.found), came.gap.value if came.gap is not None else "")
            for key, came in pages.items()
        }

    def _remember(self, server: str, pages: Mapping[str, Pages], seconds: float) -> None:
        """A server has failed when nothing came and that is its own doing, in at least half the time it should have."""
        if any(came.found or came.gap not in _ITS_OWN_DOING for came in pages.values()):
            self._resting.answered(server)
        elif seconds >= self._limits.seconds / 2 and self._resting.failed(server):
            log(LogCode.FETCH003)

    @staticmethod
    def _log(pages: Mapping[str, Pages], seconds: float) -> None:
        gaps = Counter(came.gap.name for came in pages.values() if came.gap is not None)
        log(
            LogCode.FETCH001,
            asked=len(pages),
            complete=len(pages) - gaps.total(),
            pages=sum(len(came.found) for came in pages.values()),
            bytes_in=sum(len(page) for came in pages.values() for page in came.found),
            ms=round(seconds * 1000),
            gaps=dict(sorted(gaps.items())),
        )


async def _pages(
    opened: AbstractAsyncContextManager[FhirSource],
    base: FhirBase,
    parts: Sequence[Part],
    patient_id: str,
    limits: FetchLimits,
) -> dict[str, Pages]:
    async with opened as source:
        return await fetch_parts(source, base, parts, patient_id, limits)


def _none_of(parts: Sequence[Part], gap: Gap) -> dict[str, Fetched]:
    return {part.template.key: Fetched((), gap.value) for part in parts}
