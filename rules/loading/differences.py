"""What two states of the knowledge say differently, entry by entry, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.loading.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain
    from rules.loading.validation import Files

__all__ = ["differences"]

_ROW_NAMES = ("finding", "id")
"""Keys that name a row of a list, so that a new row is not told as a change of all rows behind it."""


def differences(old: Files, new: Files) -> Iterator[str]:
    """A line for each change (``causes/ttp: evidence[fever].p: 0.2 -> 0.3``), in order of file."""
    for kind in Kind:
        before, after = old[kind], new[kind]
        for name in sorted(before.keys() | after.keys()):
            entry = f"{kind}/{name}"
            if name not in before:
                yield f"{entry}: new{_named(after[name])}"
            elif name not in after:
                yield f"{entry}: taken out{_named(before[name])}"
            else:
                yield from (f"{entry}: {change}" for change in _changes(before[name], after[name], ""))


def _named(data: Plain) -> str:
    label = data.get("label") or data.get("name") or data.get("citation")
    return f" ({label})" if label else ""


def _changes(old: Any, new: Any, path: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            below = f"{path}.{key}" if path else key
            if key not in new:
                yield f"{below}: taken out (was {_shown(old[key])})"
            elif key not in old:
                yield f"{below}: added, {_shown(new[key])}"
            else:
                yield from _changes(old[key], new[key], below)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _changed_list(old, new, path)
    else:
        yield f"{path}: {_shown(old)} -> {_shown(new)}"


def _changed_list(old: list[Any], new: list[Any], path: str) -> Iterator[str]:
    rows = _rows(old), _rows(new)
    if rows[0] is not None and rows[1] is not None:
        for name in [*rows[0], *(name for name in rows[1] if name not in rows[0])]:
            if name not in rows[1]:
                yield f"{path}[{name}]: taken out"
            elif name not in rows[0]:
                yield f"{path}[{name}]: added, {_shown(rows[1][name])}"
            else:
                yield from _changes(rows[0][name], rows[1][name], f"{path}[{name}]")
        return
    gone = [item for item in old if item not in new]
    added = [item for item in new if item not in old]
    if not gone and not added:
        yield f"{path}: in another order"
    elif len(old) == len(new) and all(isinstance(item, dict) for item in [*old, *new]):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _changes(before, after, f"{path}[{index}]")
    else:
        yield from (f"{path}: taken out {_shown(item)}" for item in gone)
        yield from (f"{path}: added {_shown(item)}" for item in added)


def _rows(items: list[Any]) -> dict[str, Any] | None:
    """The items by name, None when they have none or share one."""
    named: dict[str, Any] = {}
    for item in items:
        name = next((item[key] for key in _ROW_NAMES if key in item), None) if isinstance(item, dict) else None
        if name is None or name in named:
            return None
        named[name] = item
    return named


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
