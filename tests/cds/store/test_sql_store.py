from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cds.hooks.feedback_schema import CardFeedback
from cds.store.feedback import SqlFeedbackStore, StoreUnreachable

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 1, 31, 8, 15, 30, tzinfo=UTC)


def test_the_folder_is_made_and_closed_to_others(tmp_path: Path) -> None:
    store = SqlFeedbackStore(f"sqlite:///{tmp_path}/var/deep/feedback.db")
    assert store.reachable()
    assert (tmp_path / "var" / "deep").stat().st_mode & 0o077 == 0
    store.close()


def test_a_database_that_cannot_be_opened_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "feedback.db").write_bytes(b"this is no database, only text that is long enough to be read as one")
    with pytest.raises(StoreUnreachable, match=r"feedback\.db cannot be opened"):
        SqlFeedbackStore(f"sqlite:///{tmp_path}/feedback.db")


def test_a_database_that_goes_away_is_noticed_and_its_message_hides_the_data(tmp_path: Path) -> None:
    store = SqlFeedbackStore(f"sqlite:///{tmp_path}/feedback.db")
    store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "feedback.db").mkdir()
    with pytest.raises(StoreUnreachable) as raised:
        store.add("s", [CardFeedback("c", "overridden", AT, user_comment="secret")], AT)
    assert "secret" not in str(raised.value)
    assert not store.reachable()
