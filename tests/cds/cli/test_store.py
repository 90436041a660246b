from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cds.cards.override_reasons import OVERRIDE_SYSTEM
from cds.hooks.feedback_schema import CardFeedback
from cds.store.records import CallRecord, GivenCard
from cds.store.sql_store import SqlStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds.cli.conftest import Run

AT = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    found = f"sqlite:///{tmp_path}/store.db"
    monkeypatch.setenv("PETECHIAE_DATABASE_URL", found)
    return found


@pytest.fixture
def filled(address: str) -> None:
    store = SqlStore(address)
    cards = tuple(GivenCard(f"c{number}", "TtpGate", "critical", suggested=True) for number in range(4))
    store.add_call(CallRecord(AT, "Epic", None, "ddx", "patient-view", "1+a", 200, 5, cards))
    items = [
        CardFeedback("c0", "accepted", AT),
        CardFeedback("c1", "overridden", AT, reason_code="disagree", reason_system=OVERRIDE_SYSTEM),
        CardFeedback("c2", "overridden", AT, reason_code="already-done", reason_system=OVERRIDE_SYSTEM),
        CardFeedback("elsewhere", "accepted", AT, user_comment="Mrs X"),
    ]
    store.add_feedback("ddx", items, AT, "Epic")
    store.close()


@pytest.mark.usefixtures("address")
def test_migrate_says_what_it_did(run: Run) -> None:
    assert run("store", "migrate").stdout == "The tables went from no step to step 0004.\n"
    assert run("store", "migrate").stdout == "The tables are up to date (step 0004).\n"


def test_a_database_that_cannot_be_used_ends_with_code_3(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.db").write_bytes(b"this is no database, only text that is long enough to be read as one")
    monkeypatch.setenv("PETECHIAE_DATABASE_URL", f"sqlite:///{tmp_path}/text.db")
    for command in (("store", "migrate"), ("feedback", "report")):
        result = run(*command)
        assert result.exit_code == 3
        assert "text.db cannot be" in result.stderr
    monkeypatch.setenv("PETECHIAE_DATABASE_URL", "nothing")
    assert run("feedback", "report").exit_code == 3


@pytest.mark.usefixtures("filled")
def test_the_report_counts_by_topic_and_shows_no_comment(run: Run) -> None:
    out = run("feedback", "report").stdout
    heading, row, unknown = (line.split() for line in out.splitlines())
    assert heading[-4:] == ["accepted", "rejected", "deferred", "acceptance"]
    assert row == ["ddx", "TtpGate", "1+a", "4", "3", "4", "1", "1", "1", "50%"]
    assert unknown[-1] == "1."
    assert "Mrs X" not in out


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("options", "given"),
    [((), [4]), (("--since", "2026-01-31"), [4]), (("--since", "2026-02-01"), []), (("--client", "Other"), [])],
)
def test_the_report_as_json(run: Run, options: tuple[str, ...], given: list[int]) -> None:
    document = json.loads(run("feedback", "report", "--json", *options).stdout)
    assert [line["given"] for line in document["topics"]] == given


@pytest.mark.usefixtures("address")
def test_without_cards_the_report_says_so(run: Run) -> None:
    assert run("feedback", "report").stdout == "No cards were given.\n"


def test_the_report_of_a_store_before_migrations_keeps_its_feedback(run: Run, address: str) -> None:
    path = address.removeprefix("sqlite:///")
    run("store", "migrate")
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO feedback (service, card, outcome, accepted, outcome_at, received_at) "
        "VALUES ('s', 'c', 'accepted', '', '2026-01-31 08:00:00.000000', '2026-01-31 08:00:00.000000')"
    )
    connection.commit()
    connection.close()
    assert json.loads(run("feedback", "report", "--json").stdout) == {"topics": [], "unknownCards": 1}
