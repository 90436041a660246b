"""What came of each thing that was asked for, key by key: first from the prefetch, then from the FHIR server."""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import NOT_JSON, kind_of, open_source
from cds.fhir.reading import Source
from cds.fhir.unnamed_medicines import names_every_medicine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.fhir.prefetch import PrefetchTemplate

__all__ = ["Fetched", "Lacking", "Part", "PartState", "PrefetchSources", "parts_of", "sources_of"]

_EDGE = 2000
"""The links of a page stand at its beginning or its end, within so many bytes; so does a lone OperationOutcome."""
_BEGINNING = 400
"""The first resource mostly begins within so many bytes."""
_PLAIN_BUNDLE = b'{"resourceType":"Bundle"'
"""How most servers begin an answer: whatever follows, it is no OperationOutcome."""
_LAST_ENTRY = b"}}]}"
"""How most servers end one: an entry whose last member is an object, its resource or its search mode."""
_OUTCOME = b'"OperationOutcome"'
_DATA = re.compile(rb'"resource":\s*\{\s*"resourceType":\s*"(?!OperationOutcome"|Bundle")')
"""A Bundle with such an entry holds more than outcomes."""


class PartState(StrEnum):
    """What a client said to one key.

    PRESENT: data, all of it. NOTHING: null, looked for and nothing there. ABSENT: the key was not sent. REFUSED: an
    OperationOutcome, alone or as all that a Bundle holds, or no resource of the kind asked for. PAGED: data with a link
    to more.
    """

    PRESENT = "present"
    NOTHING = "nothing"
    ABSENT = "absent"
    REFUSED = "refused"
    PAGED = "paged"


# Members under names of the module: found without the search that an attribute of an enum costs.
_PRESENT, _NOTHING, _ABSENT = PartState.PRESENT, PartState.NOTHING, PartState.ABSENT
_REFUSED, _PAGED = PartState.REFUSED, PartState.PAGED


class Part(msgspec.Struct, frozen=True, gc=False):
    """One thing asked for and what the client sent. ``next_page`` is the link of a page that is not the last."""

    template: PrefetchTemplate
    state: PartState
    raw: bytes | memoryview | None = None
    next_page: str = ""

    @property
    def is_open(self) -> bool:
        """True when the FHIR server may still be asked: null is an answer, and so are data that name what they are."""
        return self.state in _OPEN or self.unnamed

    @property
    def unnamed(self) -> bool:
        """True when medicines stand in it as bare references: it has to be asked for with what they lead to.

        The data are looked through each time; only asking a FHIR server needs to know.
        """
        raw = self.raw if self.template.include and self.state in _WITH_DATA else None
        return raw is not None and not names_every_medicine(raw)


_OPEN = frozenset({_ABSENT, _REFUSED, _PAGED})
_WITH_DATA = frozenset({_PRESENT, _PAGED})
_SAID = {
    _ABSENT: "was not sent",
    _REFUSED: "was sent as an error or as something else than asked for",
    _PAGED: "only the first page was sent",
}


class Fetched(msgspec.Struct, frozen=True, gc=False):
    """What the FHIR server gave for one part: pages, after those the client sent. ``gap``: why it is not all."""

    pages: tuple[bytes, ...] = ()
    gap: str = ""


class Lacking(msgspec.Struct, frozen=True, gc=False):
    """A part that is not there, or not all of it, and why, in words that hold nothing of the chart."""

    template: PrefetchTemplate
    why: str


_NO_MORE = Fetched()
_NOTHING_FETCHED: Mapping[str, Fetched] = MappingProxyType({})


class PrefetchSources(msgspec.Struct, frozen=True, gc=False):
    """The parts that are there, ready to be read, and those that are not. ``asked``: all that were asked for.

    A part that was looked for in vain is neither here nor lacking. One that is ``cut`` is here without its last pages.
    """

    sources: tuple[Source, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    cut: tuple[Lacking, ...] = ()
    asked: tuple[PrefetchTemplate, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there, in a clinician's words."""
        whole = [part.template.label for part in self.lacking]
        return (*whole, *[f"the rest of the {part.template.label}" for part in self.cut])

    @property
    def knows_nothing(self) -> bool:
        """True when something was asked for and nothing of it was answered, not even that there is none."""
        return 0 < len(self.asked) == len(self.lacking)


def parts_of(asked: Iterable[PrefetchTemplate], prefetch: Mapping[str, bytes | memoryview | None]) -> tuple[Part, ...]:
    """What was sent, sorted by what was asked for. Keys nobody asked for are left alone."""
    return tuple([
        _part(template, prefetch[template.key]) if template.key in prefetch else Part(template, _ABSENT)
        for template in asked
    ])  # fmt: skip


def sources_of(parts: Iterable[Part], fetched: Mapping[str, Fetched] = _NOTHING_FETCHED) -> PrefetchSources:
    """Puts together what was sent and what was fetched, by key.

    A part whose last page did not come is used and said to be cut. A part of which nothing came is lacking. Medicines
    that stay unnamed are told by the reading of the chart.
    """
    sources: list[Source] = []
    lacking: list[Lacking] = []
    cut: list[Lacking] = []
    asked: list[PrefetchTemplate] = []
    for part in parts:
        asked.append(part.template)
        template, state, raw = part.template, part.state, part.raw
        if state is _NOTHING:
            continue
        more = fetched.get(template.key, _NO_MORE)
        sent = () if raw is None or state is _REFUSED else (raw,)
        pages = (*sent, *more.pages)
        if not pages:
            lacking.append(Lacking(template, _joined(_SAID[state], more.gap)))
            continue
        sources += [
            Source(template.label, page, is_page=True, lab=template.lab, among=template.among) for page in pages
        ]
        if state is not _PRESENT and (more.gap or (state is _PAGED and not more.pages)):
            cut.append(Lacking(template, _joined(_SAID[state], more.gap)))
    return PrefetchSources(tuple(sources), tuple(lacking), tuple(cut), tuple(asked))


def _joined(said: str, gap: str) -> str:
    return f"{said}, and {gap}" if gap else said


def _part(template: PrefetchTemplate, raw: bytes | memoryview | None) -> Part:
    if raw is None:
        return Part(template, _NOTHING)
    head = bytes(raw[:_EDGE])
    if head[:8].strip() == b"null":
        return Part(template, _NOTHING)
    plain = head.startswith(_PLAIN_BUNDLE)
    if not plain and _is_refusal(raw, template.kind):
        return Part(template, _REFUSED, raw)
    data = _DATA.search(head, 0, _BEGINNING) if plain else None
    if (data is None and _OUTCOME in head) or _may_have_more(raw, head):
        opened = open_source(raw)
        if opened.refused and not opened.entries:
            return Part(template, _REFUSED, raw)
        if opened.incomplete:
            return Part(template, _PAGED, raw, opened.next_page)
    return Part(template, _PRESENT, raw)


def _may_have_more(raw: bytes | memoryview, head: bytes) -> bool:
    """True when a link to a next page may stand before the entries or behind them."""
    if b'"next"' in head[: head.find(b'"entry"')]:
        return True
    # A Bundle that ends with an entry has no link behind it: a link ends with its address.
    return raw[-len(_LAST_ENTRY) :] != _LAST_ENTRY and b'"next"' in bytes(raw[-_EDGE:])


def _is_refusal(raw: bytes | memoryview, asked: str) -> bool:
    """True when the whole value is no answer: neither a Bundle nor a resource of the kind asked for."""
    try:
        return kind_of(raw) not in ("Bundle", asked)
    except NOT_JSON:
        return True
