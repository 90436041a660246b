"""What a stranger may send, as Hypothesis strategies: good documents spoiled in a few places, and bytes of no kind."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from cds.examples import examples
from tests.mutations import HOSTILE, paths, put

__all__ = ["addresses", "documents", "raw_bodies", "spoiled", "tokens"]

_TEXT = st.text(max_size=40)
_LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), _TEXT, st.sampled_from(HOSTILE)
)  # fmt: skip
_NAMES = st.one_of(
    _TEXT,
    st.sampled_from(
        ["resourceType", "id", "entry", "resource", "link", "url", "relation", "coding", "code", "system", "value",
         "text", "reference", "display", "contained", "extension", "hook", "context", "prefetch", "keys", "kid",
         "kty", "alg"]
    ),
)  # fmt: skip
documents = st.recursive(
    _LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_NAMES, inner, max_size=5)),
    max_leaves=20,
)
"""Any JSON, with the names that our readers look for."""


@st.composite
def spoiled(draw: st.DrawFn, *originals: Any) -> Any:
    """One of the documents with one to six of its values replaced, dropped or moved."""
    changed = deepcopy(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 6))):
        found = list(paths(changed))
        if not found:
            break
        path = draw(st.sampled_from(found))
        how = draw(st.sampled_from(["any", "any", "hostile", "copy", "drop"]))
        if how == "drop":
            _drop(changed, path)
        elif how == "copy":
            put(changed, path, _at(changed, draw(st.sampled_from(found))))
        else:
            put(changed, path, draw(documents if how == "any" else st.sampled_from(HOSTILE)))
    return changed


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def _drop(document: Any, path: tuple[Any, ...]) -> None:
    holder = _at(document, path[:-1])
    del holder[path[-1]]


@st.composite
def raw_bodies(draw: st.DrawFn, *originals: Any) -> bytes:
    """The bytes of a spoiled document, perhaps cut, doubled or with strange bytes in between; or only strange bytes."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    text = json.dumps(draw(spoiled(*originals)), ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 50)))
        inserted = draw(st.one_of(st.binary(max_size=12), st.sampled_from(_SPLICES), st.just(text[start:end] * 2)))
        text = text[:start] + inserted + text[end:]
    return text


_SPLICES = [
    b"", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"\xed\xa0\x80", b"\xff", b"\0",
    b"NaN", b"Infinity", b"1e999", b"-0", b"0" * 400, b"[" * 60, b'{"a":' * 60, b"/**/", b"\xef\xbb\xbf",
    b'"resourceType":"Patient",',
]  # fmt: skip

_PARTS = st.one_of(
    st.sampled_from(
        [
            "https://", "http://", "HTTPS://", "//", "/", "..", ".", "%2e%2e", "%2f", "\\", "@", ":", "?", "#",
            ";", "[", "]", "ehr.example.org", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1",
            "localhost", ":443", ":0", ":99999", ":-1", "fhir", "r4", "Patient", "user:pass@", "\t", "\r\n", "\0",
            "%00", "é", "xn--", "_getpages=1", "=",
        ]
    ),
    st.text(max_size=6),
)  # fmt: skip
addresses = st.lists(_PARTS, max_size=10).map("".join)
"""Addresses and what looks like one."""


@st.composite
def tokens(draw: st.DrawFn, good: str) -> str:
    """A token with its text spoiled, or parts put together at will; sometimes the good one."""
    header, payload, signature = good.split(".")
    parts = [draw(st.sampled_from([header, payload, signature, "", "e30", "bnVsbA", "W10"])) for _ in range(3)]
    text = draw(st.sampled_from([good, ".".join(parts)]))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + draw(st.text(max_size=6)) + text[end:]
    return text


CALLS = tuple(example.request for example in examples() if example.service == "petechiae-differential")
"""Good calls of patient-view."""
