"""Bytes to resources: a Bundle, a resource or newline-delimited JSON, each resource left raw with its type peeked.

The body is scanned once; what nobody needs is never built. One broken entry costs that entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

__all__ = ["NOT_JSON", "Entry", "Opened", "kind_of", "open_source"]

_KIND = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
_DEPTH = 3
"""A Bundle inside a Bundle (batch answers) is opened this deep and no deeper."""
NOT_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoding raises over bytes that are no JSON, or not of the form asked for."""


class _Kind(msgspec.Struct, gc=False):
    resourceType: str | None = None  # noqa: N815 - FHIR's own name


class _Response(msgspec.Struct, gc=False):
    outcome: msgspec.Raw = msgspec.Raw(b"")


class _BundleEntry(msgspec.Struct, gc=False):
    resource: msgspec.Raw = msgspec.Raw(b"")
    fullUrl: str | None = None  # noqa: N815 - FHIR's own name
    response: msgspec.Raw = msgspec.Raw(b"")


class _Link(msgspec.Struct, gc=False):
    relation: str | None = None
    url: object = None


class _Bundle(msgspec.Struct, gc=False):
    entry: list[_BundleEntry] | None = None
    link: list[_Link] | None = None
    total: object = None


class _OddBundle(msgspec.Struct, gc=False):
    entry: msgspec.Raw = msgspec.Raw(b"")


class _Details(msgspec.Struct, gc=False):
    text: str | None = None


class _Issue(msgspec.Struct, gc=False):
    severity: str | None = None
    code: str | None = None
    details: _Details | None = None
    diagnostics: str | None = None


class _Outcome(msgspec.Struct, gc=False):
    issue: list[_Issue] | None = None


_KIND_DECODER = msgspec.json.Decoder(_Kind)
_BUNDLE = msgspec.json.Decoder(_Bundle)
_ODD_BUNDLE = msgspec.json.Decoder(_OddBundle)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_ENTRY = msgspec.json.Decoder(_BundleEntry)
_RESPONSE = msgspec.json.Decoder(_Response)
_OUTCOME = msgspec.json.Decoder(_Outcome)


class Entry(NamedTuple):
    """One resource, not yet decoded. ``kind`` is its resourceType, empty when it has none."""

    kind: str
    raw: msgspec.Raw | bytes
    full_url: str | None


@dataclass(slots=True)
class Opened:
    """What a source held. ``outcomes`` are the server's own complaints, ``problems`` what could not be opened.

    ``refused``: an outcome is an error, not only a remark. ``withheld``: the server warns that it held something back,
    as some do with every answer to a client that may not read all kinds of results. ``incomplete``: a page that is not
    the last; ``next_page`` is its link to the next, as it stands.
    """

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: bool = False
    withheld: bool = False
    incomplete: bool = False
    next_page: str = ""


def kind_of(raw: msgspec.Raw | bytes | memoryview) -> str:
    """The resourceType, empty when there is none or it is no word.

    Raises msgspec.DecodeError or RecursionError when the bytes are no JSON object.
    """
    found = _KIND.match(raw)
    if found:
        return str(found[1], "ascii")
    return _KIND_DECODER.decode(raw).resourceType or ""


def open_source(raw: bytes | memoryview | msgspec.Raw) -> Opened:
    """Opens one source. Never raises for what the bytes hold; see ``Opened.problems``."""
    opened = Opened()
    try:
        _open(raw, None, opened, _DEPTH)
    except NOT_JSON:
        _open_lines(bytes(raw), opened)
    return opened


def _open_lines(raw: bytes, opened: Opened) -> None:
    lines = [line for line in raw.split(b"\n") if line.strip()]
    if len(lines) < 2:
        opened.problems.append("is not readable JSON")
        return
    unreadable = 0
    for line in lines:
        try:
            _open(line, None, opened, _DEPTH)
        except NOT_JSON:
            unreadable += 1
    if unreadable:
        opened.problems.append(f"{unreadable} of {len(lines)} lines are not readable JSON")


def _open(raw: bytes | memoryview | msgspec.Raw, full_url: str | None, opened: Opened, depth: int) -> None:
    kind = kind_of(raw)
    if kind == "Bundle":
        if depth:
            _open_bundle(raw, opened, depth - 1)
        else:
            opened.problems.append("holds Bundles nested too deep")
    elif kind == "OperationOutcome":
        _complain(raw, opened)
    else:
        if full_url is None and type(raw) is not msgspec.Raw:
            _KIND_DECODER.decode(raw)  # a lone resource has not been scanned yet: is it JSON to its end?
        opened.entries.append(Entry(kind, raw if isinstance(raw, (bytes, msgspec.Raw)) else bytes(raw), full_url))


def _open_bundle(raw: bytes | memoryview | msgspec.Raw, opened: Opened, depth: int) -> None:
    try:
        bundle = _BUNDLE.decode(raw)
        entries, links = bundle.entry or (), bundle.link or ()
        counted = bool(bundle.total)
    except msgspec.ValidationError:
        entries, links, counted = _odd_entries(raw, opened), (), False
    for link in links:
        if link.relation == "next":
            opened.incomplete, opened.next_page = True, link.url if isinstance(link.url, str) else ""
    if counted and not entries and not opened.incomplete:
        opened.problems.append("has a total and no entries")
    append, match = opened.entries.append, _KIND.match
    for entry in entries:
        resource = entry.resource
        found = match(resource)
        if found is not None and found[1] not in _NESTING:
            append(Entry(str(found[1], "ascii"), resource, entry.fullUrl))
            continue
        try:
            if bytes(resource):
                _open(resource, entry.fullUrl, opened, depth)
            else:
                _open_answer(entry.response, opened)
        except NOT_JSON:
            opened.problems.append("holds an entry that is no resource")


def _open_answer(raw: msgspec.Raw, opened: Opened) -> None:
    """Of an entry without a resource there may be the reason why it has none."""
    outcome = _RESPONSE.decode(raw).outcome if bytes(raw) else raw
    if bytes(outcome):
        _complain(outcome, opened)
    else:
        opened.problems.append("holds an entry without a resource")


_NESTING = frozenset({b"Bundle", b"OperationOutcome"})


def _odd_entries(raw: bytes | memoryview | msgspec.Raw, opened: Opened) -> list[_BundleEntry]:
    entries = []
    odd = _ODD_BUNDLE.decode(raw).entry
    raws = _RAWS.decode(odd) if bytes(odd).lstrip().startswith(b"[") else [odd]
    for each in raws:
        try:
            entries.append(_ENTRY.decode(each))
        except NOT_JSON:
            opened.problems.append("holds an entry that is no resource")
    return entries


_NOTHING_FOUND = frozenset({"not-found", "informational", "success"})
"""Issue codes by which a server says that it looked and found nothing."""
_NOT_ALL = frozenset({"incomplete", "timeout", "transient", "throttled"})
"""And those by which it says, if only as a warning, that there may be more than it gave."""
_WITHHELD = "suppressed"


def _complain(raw: bytes | memoryview | msgspec.Raw, opened: Opened) -> None:
    try:
        issues = _OUTCOME.decode(raw).issue or []
    except NOT_JSON:
        opened.outcomes.append("the server answered with an OperationOutcome that could not be read")
        opened.refused = True
        return
    for issue in issues:
        if issue.severity in ("information", "success") or (
            issue.severity == "warning" and issue.code in _NOTHING_FOUND
        ):
            continue
        said = (issue.details.text if issue.details else None) or issue.diagnostics or issue.code or "no reason given"
        opened.outcomes.append(f"the server reported {issue.severity or 'a problem'}: {said[:200]}")
        opened.refused = opened.refused or issue.severity != "warning" or issue.code in _NOT_ALL
        opened.withheld = opened.withheld or issue.code == _WITHHELD
