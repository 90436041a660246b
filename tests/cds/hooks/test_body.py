"""Large bodies are looked at in pieces; where the pieces meet makes no difference."""

from __future__ import annotations

import json

import pytest

from cds.errors import Rejected
from cds.hooks import body as module
from cds.hooks.body import _is_utf8, _stands_at, _take_apart

PIECE = module._PIECE


@pytest.mark.parametrize("letter", ["é", "µ", "€", "😀"])
@pytest.mark.parametrize("before", range(-4, 1))
def test_a_letter_of_several_bytes_may_lie_where_two_pieces_meet(letter: str, before: int) -> None:
    text = b"x" * (PIECE + before) + letter.encode()
    assert _is_utf8(text)
    assert _is_utf8(text + b"x" * PIECE)
    assert not _is_utf8(text[:-1])
    assert not _is_utf8(text[:-1] + b"x" * PIECE)


def test_nothing_is_utf8_and_half_a_surrogate_is_not() -> None:
    assert _is_utf8(b"")
    assert not _is_utf8(b"\xed\xa0\x80")


@pytest.mark.parametrize("length", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 7])
def test_a_value_is_found_where_it_stands_and_not_where_one_byte_differs(length: int) -> None:
    value = bytes(number % 251 for number in range(length))
    assert _stands_at(memoryview(value + b"more"), memoryview(value))
    assert not _stands_at(memoryview(value[:-1]), memoryview(value))
    for place in {0, length // 2, length - 1}:
        changed = bytearray(value)
        changed[place] ^= 1
        assert not _stands_at(memoryview(bytes(changed)), memoryview(value))


def test_large_values_are_left_as_they_were_sent_and_out_of_the_rest() -> None:
    large = {"resourceType": "Bundle", "note": "é" * PIECE}
    sent = {"hook": "patient-view", "prefetch": {"one": large, "two": {**large, "id": "2"}, "none": None}}
    taken = _take_apart(json.dumps(sent, ensure_ascii=False).encode())
    assert {key: json.loads(bytes(value)) for key, value in taken.prefetch.items()} == sent["prefetch"]
    assert taken.plain == {"hook": "patient-view", "prefetch": {"one": None, "two": None, "none": None}}


def test_a_member_given_twice_is_refused_beside_large_values() -> None:
    large = json.dumps({"note": "x" * 2 * PIECE})
    with pytest.raises(Rejected):
        _take_apart(f'{{"hook": "a", "prefetch": {{"one": {large}, "two": {large}}}, "hook": "b"}}'.encode())
