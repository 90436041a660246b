from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.hooks.nesting import nesting_depth


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b"", 0),
        (b"1", 0),
        (b"[]", 1),
        (b'{"a":[{"b":1}]}', 3),
        (b'["[[[["]', 1),
        (b'["]]]]",[[1]]]', 3),
        (rb'["\"[[[", "\\"]', 1),
        (rb'["\\", [[]]]', 3),
        *(
            (b'[{"a":' * (depth // 2) + b"[" * (depth % 2) + b"]" * (depth % 2) + b"}]" * (depth // 2), depth)
            for depth in (15, 16, 17, 18)
        ),
        (b"[" * 2000 + b"]" * 2000, 2000),
    ],
)
def test_counts_brackets_outside_strings_only(text: bytes, depth: int) -> None:
    assert nesting_depth(text) == depth


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


_TEXT = st.text(alphabet='[]{}"\\ax ')


@given(st.recursive(_TEXT, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner), max_leaves=20))
def test_agrees_with_the_depth_of_the_parsed_value(value: object) -> None:
    assert nesting_depth(json.dumps(value).encode()) == _depth(value)
