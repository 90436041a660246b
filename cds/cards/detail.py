"""The detail of a card: sections of lines in a fixed order, kept short by giving up whole lines, least worth first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["DETAIL_LIMIT", "Line", "Section", "best", "detail", "without"]

DETAIL_LIMIT = 1600
_BETWEEN = "\n\n"


class Line(NamedTuple):
    """One line of Markdown without its bullet, or with nested lines. ``worth`` decides which stay."""

    text: str
    worth: int


class Section(NamedTuple):
    """A heading and its lines. ``beyond`` items are not among the lines; they are counted at the end as ``rest``."""

    title: str
    lines: tuple[Line, ...]
    numbered: bool = False
    beyond: int = 0
    rest: str = "more"


def best(lines: Iterable[Line], most: int) -> tuple[Line, ...]:
    """The lines worth most, in the order given; the others are left out without a word."""
    offered = tuple(lines)
    kept = sorted(range(len(offered)), key=lambda place: -offered[place].worth)[:most]
    return tuple(offered[place] for place in sorted(kept))


def without(sections: Iterable[Section], said: Iterable[str]) -> list[Section]:
    """The sections without the lines that stand on another card already."""
    known = frozenset(said)
    if not known:
        return list(sections)
    return [s._replace(lines=tuple(line for line in s.lines if line.text not in known)) for s in sections]


def detail(sections: Sequence[Section], limit: int = DETAIL_LIMIT) -> str:
    """Markdown of at most ``limit`` characters. Lines given up are counted in their section; no empty section."""
    kept = list(sections)
    blocks = [_block(section) for section in kept]
    offered = [(number, line) for number, section in enumerate(kept) for line in section.lines]
    least_first = iter(sorted(offered, key=lambda each: each[1].worth))
    while _length(blocks) > limit:
        number, line = next(least_first)
        section = kept[number]
        remaining = list(section.lines)
        remaining.reverse()
        remaining.remove(line)
        remaining.reverse()
        kept[number] = section._replace(lines=tuple(remaining), beyond=section.beyond + 1)
        blocks[number] = _block(kept[number])
    return _BETWEEN.join(filter(None, blocks))


def _length(blocks: Iterable[str]) -> int:
    """Characters of the blocks put together."""
    lengths = [len(block) for block in blocks if block]
    return sum(lengths) + len(_BETWEEN) * max(0, len(lengths) - 1)


def _block(section: Section) -> str:
    """The section in Markdown; "" without lines."""
    if not section.lines:
        return ""
    if section.numbered:
        lines = [f"{position}. {line.text}" for position, line in enumerate(section.lines, start=1)]
    else:
        lines = [f"- {line.text}" for line in section.lines]
    if section.beyond:
        rest = f"and {section.beyond} {section.rest}"
        lines.append(f"\n{rest}" if section.numbered else f"- {rest}")
    return f"**{section.title}**\n\n" + "\n".join(lines)
