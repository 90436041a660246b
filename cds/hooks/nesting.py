"""How deep a JSON text is nested, counted on the raw bytes before anything parses it."""

from __future__ import annotations

import re
from itertools import accumulate

__all__ = ["nesting_depth"]

_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_STRING = re.compile(rb'"[^"]*"')
_STEP = bytes(1 if byte in b"[" else 255 if byte in b"]" else 0 for byte in range(256))
_ROUNDS = 16
"""FHIR is nested about ten deep. A text that is all brackets would be peeled for hours."""


def nesting_depth(text: bytes) -> int:
    """Greatest number of open brackets outside strings. Text that is no JSON gives some number; the parser refuses it.

    Every step runs in C over the whole text, because a Python loop over 16 MB would cost seconds.
    """
    if b"\\" in text:
        text = _ESCAPE.sub(b"", text)
    brackets = text.translate(_ONE_KIND, _NEITHER_BRACKET_NOR_QUOTE)
    # Most strings hold no bracket and are an empty pair by now; a close and the next open quote may go the same way.
    brackets = _STRING.sub(b"", brackets.replace(b'""', b""))
    # Each round peels the innermost pairs off, one level of all that is nested.
    for depth in range(_ROUNDS):
        if not brackets:
            return depth
        brackets = brackets.replace(b"[]", b"")
    return _ROUNDS + max(accumulate(memoryview(brackets.translate(_STEP)).cast("b")), default=0)
