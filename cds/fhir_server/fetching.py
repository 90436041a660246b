"""What a prefetch lacks, read from one FHIR server: several parts at a time, page after page, until time is up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import NOT_JSON, Opened, kind_of, open_source
from cds.fhir.prefetch_parts import Part, PartState
from cds.fhir_server.source import FhirSource, Gap, NotObtained, Room
from cds.fhir_server.targets import target_of, target_of_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir_server.bases import FhirBase

__all__ = ["FetchLimits", "Pages", "fetch_parts"]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds for one call: seconds, bytes (``octets``) and resources in all, requests at a time, pages a part."""

    seconds: float
    octets: int
    resources: int
    parallel: int = 6
    pages: int = 20

    def until(self, seconds: float) -> FetchLimits:
        """The same bounds with less time."""
        return replace(self, seconds=max(seconds, 0))


@dataclass(slots=True)
class Pages:
    """The pages of one part as they come in. ``gap``: why there are no more of them, None when all came."""

    found: list[bytes] = field(default_factory=list)
    gap: Gap | None = Gap.SLOW


class _Identity(msgspec.Struct):
    id: object = None


_IDENTITY = msgspec.json.Decoder(_Identity)


async def fetch_parts(
    source: FhirSource, base: FhirBase, parts: Iterable[Part], patient_id: str, limits: FetchLimits
) -> dict[str, Pages]:
    """The pages of each part by its key: what came until everything came or the time was up.

    Parts are asked for in their order, so that those that decide come first. One that fails costs only itself.
    """
    fetching = _Fetching(source, base, patient_id, limits)
    pages = {part.template.key: Pages() for part in parts}
    tasks = [asyncio.create_task(fetching.follow(part, pages[part.template.key])) for part in parts]
    _, late = await asyncio.wait(tasks, timeout=limits.seconds)
    for task in late:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return pages


class _Fetching:
    """What the parts of one call share: the turn to ask, and what may still come in."""

    def __init__(self, source: FhirSource, base: FhirBase, patient_id: str, limits: FetchLimits) -> None:
        self._source = source
        self._base = base
        self._patient_id = patient_id
        self._limits = limits
        self._turn = asyncio.Semaphore(limits.parallel)
        self._room = Room(limits.octets)
        self._resources = limits.resources

    async def follow(self, part: Part, pages: Pages) -> None:
        """Fills ``pages`` with those of one part."""
        try:
            target: str | None = self._first(part)
            asked: set[str] = set()
            while target is not None:
                if target in asked or len(asked) == self._limits.pages:
                    raise NotObtained(Gap.PAGES)  # noqa: TRY301 - every end of the pages is told in one place
                asked.add(target)
                async with self._turn:
                    raw = await self._source.get(target, self._room)
                opened = self._opened(part, raw)
                pages.found.append(raw)
                target = self._next(opened, target)
            pages.gap = None
        except NotObtained as end:
            pages.gap = end.gap

    def _first(self, part: Part) -> str:
        if part.state is PartState.PAGED and not part.unnamed:
            target, gap = target_of_link(self._base, part.next_page), Gap.STRAY_PAGE
        else:
            target, gap = target_of(self._base, part.template.whole_query, self._patient_id), Gap.NO_ADDRESS
        if target is None:
            raise NotObtained(gap)
        return target

    def _next(self, opened: Opened, here: str) -> str | None:
        if not opened.incomplete:
            return None
        target = target_of_link(self._base, opened.next_page, here)
        if target is None:
            raise NotObtained(Gap.STRAY_PAGE)
        return target

    def _opened(self, part: Part, raw: bytes) -> Opened:
        """What the answer holds. Raises NotObtained when it is none to this question."""
        try:
            kind, identity = kind_of(raw), _IDENTITY.decode(raw).id  # the decoder reads to the end: a cut page is none
        except NOT_JSON:
            raise NotObtained(Gap.UNREADABLE) from None
        is_search = "?" in part.template.query
        if kind == "OperationOutcome":
            raise NotObtained(Gap.FAILED)
        if kind != ("Bundle" if is_search else part.template.kind):
            raise NotObtained(Gap.UNEXPECTED)
        opened = open_source(raw)
        if opened.refused and not opened.entries:
            raise NotObtained(Gap.FAILED)
        if kind == "Patient" and identity != self._patient_id:
            raise NotObtained(Gap.OTHER_PATIENT)
        self._resources -= len(opened.entries)
        if self._resources < 0:
            raise NotObtained(Gap.LARGE)
        return opened
