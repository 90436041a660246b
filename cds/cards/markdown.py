"""The only door through which words from a chart or from the knowledge reach a card.

``plain`` makes text safe where no Markdown is read (summary, labels, descriptions), ``escape`` where GitHub-flavoured
Markdown is read (detail). Neither relies on the client: brackets, tags and addresses are taken apart, not only escaped,
because some clients read Markdown in their own way and render raw HTML.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["cut", "escape", "plain", "unescape"]

_LIMIT = 120
_REMEMBERED = 4096
_ELLIPSIS = "…"

_SUSPECT = re.compile(r"[<>\[\]`@*]|://|[wW]{3}\.|  ")
"""Nothing of this in a text: nothing to take apart."""
_LESS = re.compile(r"<(?!=?\s?\d)")
"""A comparator before a number ("<5", ">= 10") stays; every other angle bracket could open or close a tag."""
_GREATER = re.compile(r">(?!=?\s?\d)")
_ADDRESS = re.compile(r":(?=//)")
_WWW = re.compile(r"(?i)(?<![a-z0-9])(www)\.")
_STARS = re.compile(r"\*{2,}")
_LOOKALIKES = str.maketrans({"[": "(", "]": ")", "`": "’", "@": " (at) "})
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"([\\*_~|&<>$])")
_ESCAPED = re.compile(r"\\([\\*_~|&<>$\-+#=:])")
_BLOCK_START = re.compile(r"^([-+#=:]|\d+(?=[.)]))")


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words and marked with an ellipsis; one long word is cut within."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ")
    kept = head[:space] if space > 0 else head[: limit - 1]
    return kept.rstrip(" ,;:.-–(") + _ELLIPSIS


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str, limit: int = _LIMIT) -> str:
    """One line of visible text: no control or bidirectional characters, no tag, link, image, table or address."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    if _SUSPECT.search(text) is None:
        return cut(text.strip(), limit)
    text = _GREATER.sub("›", _LESS.sub("‹", text)).translate(_LOOKALIKES)
    text = _WWW.sub(r"\1 ", _ADDRESS.sub(": ", _STARS.sub("*", text)))
    return cut(_SPACE.sub(" ", text).strip(), limit)


@lru_cache(maxsize=_REMEMBERED)
def escape(text: str, limit: int = _LIMIT) -> str:
    """``plain`` text with what is left of Markdown's punctuation escaped, fit for any place in a line of detail."""
    return _BLOCK_START.sub(_escape_start, _MARKUP.sub(r"\\\1", plain(text, limit)), count=1)


def _escape_start(match: re.Match[str]) -> str:
    start = match.group(1)
    return start + "\u2060" if start[0].isdigit() else "\\" + start


def unescape(line: str) -> str:
    """A line of a card as text outside Markdown: its words without escapes, bold and code marks."""
    return _ESCAPED.sub(r"\1", line.replace("**", "").replace("`", "").replace("\u2060", ""))
