"""A token is good once, also while the store is down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest

from cds.security.replay import UsedTokens

NOW = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class Down(Exception):
    pass


class Digests:
    def __init__(self) -> None:
        self.kept: list[str] = []
        self.down = False

    def keep(self, digest: str, _expires: datetime, _now: datetime) -> bool:
        if self.down:
            raise Down
        if digest in self.kept:
            return False
        self.kept.append(digest)
        return True


def test_the_store_is_asked_and_sees_only_a_digest() -> None:
    store = Digests()
    used = UsedTokens(store.keep, Down)
    assert used.first_use("iss", "jti-1", LATER, NOW)
    assert not used.first_use("iss", "jti-1", LATER, NOW)
    assert used.first_use("iss2", "jti-1", LATER, NOW)
    assert used.first_use("iss", "\ud800", LATER, NOW)
    assert {len(digest) for digest in store.kept} == {64}
    assert "jti" not in "".join(store.kept)


def test_issuer_and_jti_cannot_be_shifted_into_each_other() -> None:
    used = UsedTokens(Digests().keep, Down)
    assert used.first_use("ab", "c", LATER, NOW)
    assert used.first_use("a", "bc", LATER, NOW)


def test_tokens_are_taken_while_the_store_is_down_and_still_only_once() -> None:
    store = Digests()
    used = UsedTokens(store.keep, Down)
    store.down = True
    assert used.first_use("iss", "1", LATER, NOW)
    assert not used.first_use("iss", "1", LATER, NOW)
    store.down = False
    assert not used.first_use("iss", "1", LATER, NOW)
    assert used.first_use("iss", "2", LATER, NOW)


def test_an_error_of_another_kind_is_not_taken_for_an_outage() -> None:
    def broken(*_values: object) -> NoReturn:
        raise TypeError("a defect")

    with pytest.raises(TypeError):
        UsedTokens(broken, Down).first_use("iss", "1", LATER, NOW)


def test_what_is_remembered_here_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.security.replay._MANY", 3)
    store = Digests()
    store.down = True
    used = UsedTokens(store.keep, Down)
    for number in range(3):
        used.first_use("iss", str(number), LATER, NOW)
    assert used.first_use("iss", "new", LATER + timedelta(hours=1), LATER)
    assert len(used._here) == 1
