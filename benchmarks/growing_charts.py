"""A chart on disk as it stood at an earlier time: without what was ordered, measured or begun later."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GrowingChart"]

_STAMPS = ("effectiveDateTime", "authoredOn", "performedDateTime", "occurrenceDateTime", "recordedDate")


class GrowingChart:
    """One Bundle. A diagnosis of a stay counts from the start of that stay, for its own time is seldom coded."""

    __slots__ = ("_entries",)

    def __init__(self, raw: bytes) -> None:
        entries = [entry for entry in orjson.loads(raw).get("entry", ()) if "resource" in entry]
        starts = {
            f"Encounter/{resource.get('id')}": _moment(resource.get("period", {}).get("start"))
            for resource in (entry["resource"] for entry in entries)
            if resource["resourceType"] == "Encounter"
        }
        self._entries = [(_known_from(entry["resource"], starts), orjson.dumps(entry)) for entry in entries]

    def at(self, moment: datetime) -> bytes:
        """The Bundle of what was known at the moment; what has no date always is."""
        known = b",".join(entry for since, entry in self._entries if since is None or since <= moment)
        return b'{"resourceType":"Bundle","type":"collection","entry":[' + known + b"]}"


def _known_from(resource: Mapping[str, Any], starts: Mapping[str, datetime | None]) -> datetime | None:
    for stamp in _STAMPS:
        if stamp in resource:
            return _moment(resource[stamp])
    period = resource.get("period") or resource.get("effectivePeriod") or {}
    return _moment(period.get("start")) or starts.get((resource.get("encounter") or {}).get("reference", ""))


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
