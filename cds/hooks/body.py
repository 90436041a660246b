"""The body of a POST: read within its limits and taken apart once, with the large part left as raw bytes."""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from flask import request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cds.errors import Issue, Rejected
from cds.hooks.arrival import arriving_within
from cds.hooks.nesting import nesting_depth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.hooks.deadline import Deadline

__all__ = ["Body", "BodyLimits", "read_body"]

_MEDIA_TYPES = frozenset({"application/json", "application/fhir+json"})
_RESOURCE = b'"resourceType"'
_SMALL = 200
_PIECE = 64 * 1024
"""Bytes looked at in one go: a large body is never copied whole to look at it."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """``nesting``: deepest JSON accepted; ``resources``: most FHIR resources. The size limit is Flask's own."""

    nesting: int
    resources: int


@dataclass(frozen=True, slots=True)
class Body:
    """``plain`` is the object without its prefetch values; ``prefetch`` holds those as raw JSON.

    When ``prefetch`` was sent and is no object, ``plain["prefetch"]`` keeps it as sent for the validation to refuse.
    """

    plain: dict[str, Any]
    prefetch: Mapping[str, memoryview]


def read_body(limits: BodyLimits, deadline: Deadline) -> Body:
    """Read and take apart the current request's body.

    Raises Rejected: 415 wrong media type or content encoding, 413 too large or too many resources, 408 not here by
    ``deadline``, 400 not a JSON object, nested too deeply, a member twice, a number JSON does not know.
    """
    _check_media_type()
    text = _read(deadline)
    if not text.strip():
        raise _wrong("The body is empty; a JSON object is expected.")
    if text.startswith(_BYTE_ORDER_MARK):
        raise _wrong("The body starts with a byte order mark; send UTF-8 without it.")
    if not _is_utf8(text):
        raise _wrong("The body is not UTF-8.")
    if nesting_depth(text) > limits.nesting:
        raise _wrong(f"The body is nested more than {limits.nesting} levels deep.")
    if len(text) > limits.resources * len(_RESOURCE) and text.count(_RESOURCE) > limits.resources:
        raise Rejected(413, [Issue("too-costly", f"The body holds more than {limits.resources} FHIR resources.")])
    return _take_apart(text)


def _read(deadline: Deadline) -> bytes:
    try:
        with arriving_within(deadline.remaining):
            text = _received()
    except HTTPException:
        _check_arrived(deadline)
        raise
    except Exception:  # noqa: BLE001 - each server has its own errors for a chunk that is none
        _check_arrived(deadline)
        raise _wrong("The body could not be read to its end.") from None
    _check_arrived(deadline)
    limit = request.max_content_length
    # Flask refuses a length announced above the limit; a body sent in chunks it only cuts off there.
    if limit is not None and len(text) >= limit and request.content_length != len(text):
        raise RequestEntityTooLarge
    return text


def _received() -> bytes:
    """The body; asked for as a whole when its length is known, since servers copy what they hold for each piece.

    Raises EOFError when less came than was announced.
    """
    length, limit = request.content_length, request.max_content_length
    if length is None:
        return request.get_data(cache=False)
    if limit is not None and length > limit:
        raise RequestEntityTooLarge
    stream = request.environ["wsgi.input"]
    text: bytes = stream.read(length)
    while len(text) < length:
        if not (more := stream.read(length - len(text))):
            raise EOFError
        text += more
    return text


class _Envelope(msgspec.Struct):
    """The one large member; the others are left to ``_strict``."""

    prefetch: dict[str, msgspec.Raw]


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def _check_arrived(deadline: Deadline) -> None:
    if not deadline.remaining:
        raise Rejected(408, [Issue("timeout", "The body did not arrive in time.")])


def _take_apart(text: bytes) -> Body:
    try:
        # The decoder checks the syntax of the whole text, inside the raw parts as well.
        parts = _ENVELOPE.decode(text).prefetch
    except msgspec.ValidationError:
        return _without_prefetch(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(f"The body is not valid JSON{_place(error)}.") from None
    values = {key: memoryview(part) for key, part in parts.items()}
    return Body(_strict(_without(text, values.values())), values)


def _without_prefetch(text: bytes) -> Body:
    """A body without a prefetch, or with one that is no object."""
    try:
        _OBJECT.decode(text)
    except msgspec.ValidationError:
        raise _wrong("The body is not a JSON object.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(f"The body is not valid JSON{_place(error)}.") from None
    return Body(_strict(text), {})


def _without(text: bytes, values: Iterable[memoryview]) -> bytes:
    """``text`` with its large values replaced by null, so that keys can be checked without parsing the resources.

    A value is looked for behind the one before, by its beginning: to search for all of it would be slow. One that is
    not where its beginning is first met stays; it is parsed once more and nothing else.
    """
    whole = memoryview(text)
    kept: list[bytes | memoryview] = []
    at = 0
    for value in values:
        if len(value) <= _SMALL:
            continue
        found = text.find(bytes(value[:_SMALL]), at)
        if found >= 0 and _stands_at(whole[found:], value):
            kept += [whole[at:found], b"null"]
            at = found + len(value)
    return b"".join([*kept, whole[at:]])


def _stands_at(text: memoryview, value: memoryview) -> bool:
    """True when ``text`` begins with ``value``."""
    text = text[: len(value)]
    return len(text) == len(value) and all(
        bytes(text[at : at + _PIECE]) == bytes(value[at : at + _PIECE]) for at in range(0, len(value), _PIECE)
    )


def _is_utf8(text: bytes) -> bool:
    decode = getincrementaldecoder("utf-8")().decode
    try:
        for at in range(0, len(text), _PIECE):
            decode(text[at : at + _PIECE])
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _strict(text: bytes) -> dict[str, Any]:
    """Python's own parser on the small rest: refuses a member twice and numbers of thousands of digits."""
    try:
        plain: dict[str, Any] = json.loads(text, object_pairs_hook=_once)
    except _RefusedJson as error:
        raise _wrong(str(error)) from None
    except (ValueError, RecursionError):
        raise _wrong("The body is not valid JSON.") from None
    return plain


class _RefusedJson(Exception):
    """JSON that parses and still means nothing sure."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RefusedJson("A member stands twice in one object of the body.")
    return members


def _check_media_type() -> None:
    if request.mimetype not in _MEDIA_TYPES:
        raise Rejected(415, [Issue("not-supported", "Send the body as application/json.")])
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Rejected(415, [Issue("not-supported", "Send the body without content encoding.")])


def _place(error: Exception) -> str:
    """The position msgspec names, without the text around it, which may be patient data."""
    _, found, position = str(error).rpartition("(byte ")
    return f" (at byte {position.rstrip(')')})" if found else ""


def _wrong(text: str) -> Rejected:
    return Rejected(400, [Issue("structure", text)])
