"""GEN and EXT: JSON, and what a member may hold."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.calls import CALL, CALLS, EXAMPLE, Told, changed, members, posted

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MAY_BE_EMPTY = {"$.cards", "$.services"}


def documents(plain: FlaskClient, told: tuple[Told, ...]) -> list[Any]:
    return [json.loads(plain.get("/cds-services").data), *(each.answer for each in told)]


def test_gen_01_everything_is_strict_json_and_says_so(plain: FlaskClient) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def never(word: str) -> None:
        pytest.fail(f"{word} is no JSON")

    for answer in (plain.get("/cds-services"), *(posted(plain, call) for call in CALLS)):
        assert answer.content_type == "application/json"
        json.loads(answer.data.decode("utf-8", "strict"), object_pairs_hook=once, parse_constant=never)


def test_gen_02_no_member_is_null(plain: FlaskClient, told: tuple[Told, ...]) -> None:
    assert [path for each in documents(plain, told) for path, value in members(each) if value is None] == []


def test_gen_03_no_member_is_empty(plain: FlaskClient, told: tuple[Told, ...]) -> None:
    empty = [path for each in documents(plain, told) for path, value in members(each) if value in ("", [], {})]
    assert set(empty) <= MAY_BE_EMPTY


def test_gen_04_a_member_without_a_value_is_left_out(told: tuple[Told, ...]) -> None:
    cards = [card for each in told for card in each.cards]
    assert any("suggestions" not in card for card in cards) or any("extension" not in card for card in cards)
    assert all(card["suggestions"] for card in cards if "suggestions" in card)


def test_gen_05_no_comments_and_no_trailing_commas(plain: FlaskClient) -> None:
    assert json.loads(plain.get("/cds-services").data)
    assert plain.post(CALL, data=b'{"hook":"patient-view",}', content_type="application/json").status_code == 400
    assert plain.post(CALL, data=b"{/**/}", content_type="application/json").status_code == 400


def test_gen_06_required_texts_are_not_blank(told: tuple[Told, ...]) -> None:
    texts = [value for each in told for _, value in members(each.answer) if isinstance(value, str)]
    assert texts
    assert all(text.strip() for text in texts)


def test_gen_07_errors_are_utf_8_json_without_a_mark_too(plain: FlaskClient) -> None:
    for answer in (plain.post(CALL, json={}), plain.get("/nowhere"), plain.delete(CALL)):
        assert not answer.data.startswith(b"\xef\xbb\xbf")
        assert json.loads(answer.data.decode("utf-8"))


def test_ext_01_an_extension_is_an_object(plain: FlaskClient, told: tuple[Told, ...]) -> None:
    found = [v for each in documents(plain, told) for path, v in members(each) if path.endswith(".extension")]
    assert found
    assert all(isinstance(value, dict) for value in found)


def test_ext_02_names_of_extensions_are_reverse_domain(plain: FlaskClient, told: tuple[Told, ...]) -> None:
    for each in documents(plain, told):
        for path, value in members(each):
            if path.endswith(".extension"):
                assert all(re.fullmatch(r"[a-z]+(\.[A-Za-z0-9-]+)+", name) for name in value)


def test_ext_03_unknown_and_large_extensions_of_a_request_are_ignored(plain: FlaskClient) -> None:
    bare = plain.post(CALL, json=changed(EXAMPLE, extension=...)).data
    assert plain.post(CALL, json=changed(EXAMPLE, extension={"com.ehr.x": ["y" * 1000] * 1000})).data == bare
