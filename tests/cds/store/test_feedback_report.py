from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cds.hooks.feedback_schema import CardFeedback
from cds.store.database import StoreUnreachable
from cds.store.feedback_report import FeedbackReport, ReportQuestion, feedback_report
from cds.store.records import CallRecord, GivenCard
from cds.store.sql_store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
OURS = "urn:ours"
QUESTION = ReportQuestion(OURS, {"already-done", "will-do-later"})


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = SqlStore("sqlite://")
    yield made
    made.close()


def give(
    store: SqlStore, *cards: GivenCard, version: str = "1+a", client: str | None = None, at: datetime = AT
) -> None:
    store.add_call(CallRecord(at, client, None, "s", "patient-view", version, 200, 1, cards))


def card(uuid: str, topic: str = "T", *, suggested: bool = True) -> GivenCard:
    return GivenCard(uuid, topic, "warning", suggested)


def tell(store: SqlStore, uuid: str, outcome: str, reason: str | None = None, minute: int = 0, **more: str) -> None:
    at = AT + timedelta(minutes=minute)
    item = CardFeedback(uuid, outcome, at, reason_code=reason, reason_system=more.get("system", OURS))
    store.add_feedback("s", [item], at, more.get("client"))


def report(store: SqlStore, question: ReportQuestion = QUESTION) -> FeedbackReport:
    return feedback_report(store.engine, question)


def test_nothing_given_is_an_empty_report(store: SqlStore) -> None:
    assert report(store) == FeedbackReport((), 0)


def test_cards_are_counted_by_topic_and_knowledge(store: SqlStore) -> None:
    give(store, card("a"), card("b"), card("c", "U"))
    give(store, card("d"), version="2+b")
    lines = [(line.topic, line.knowledge_version, line.given, line.answered) for line in report(store).topics]
    assert lines == [("T", "1+a", 2, 0), ("T", "2+b", 1, 0), ("U", "1+a", 1, 0)]


def test_acceptance_is_over_cards_with_a_suggestion_that_were_decided(store: SqlStore) -> None:
    give(store, *(card(uuid) for uuid in "abcdef"), card("x", suggested=False))
    tell(store, "a", "accepted")
    tell(store, "b", "overridden", "disagree")
    tell(store, "c", "overridden")
    tell(store, "d", "overridden", "already-done")
    tell(store, "e", "overridden", "will-do-later")
    tell(store, "x", "overridden", "disagree")
    (line,) = report(store).topics
    assert (line.given, line.answered, line.suggested) == (7, 6, 6)
    assert (line.accepted, line.rejected, line.deferred) == (1, 2, 2)
    assert line.acceptance == pytest.approx(1 / 3)
    assert line.reasons == {"already-done": 1, "disagree": 2, "will-do-later": 1}


def test_without_a_decision_there_is_no_acceptance(store: SqlStore) -> None:
    give(store, card("a"), card("b"))
    tell(store, "a", "overridden", "already-done")
    (line,) = report(store).topics
    assert (line.deferred, line.acceptance) == (1, None)


@pytest.mark.parametrize(
    ("told", "accepted"),
    [
        ([("accepted", 1), ("overridden", 2)], 0),
        ([("overridden", 2), ("accepted", 1)], 0),
        ([("overridden", 1), ("accepted", 2)], 1),
        ([("overridden", 1), ("accepted", 1)], 1),
        ([("accepted", 1), ("accepted", 2)], 1),
    ],
)
def test_the_latest_of_contradictory_feedback_decides(
    store: SqlStore, told: list[tuple[str, int]], accepted: int
) -> None:
    give(store, card("a"))
    for outcome, minute in told:
        tell(store, "a", outcome, minute=minute)
    (line,) = report(store).topics
    assert (line.given, line.answered, line.accepted, line.rejected) == (1, 1, accepted, 1 - accepted)


def test_a_card_given_twice_counts_once(store: SqlStore) -> None:
    give(store, card("a"))
    give(store, card("a"))
    assert [line.given for line in report(store).topics] == [1]


def test_a_reason_of_the_clients_own_is_a_rejection_and_its_code_is_not_shown(store: SqlStore) -> None:
    give(store, card("a"))
    tell(store, "a", "overridden", "already-done", system="urn:theirs")
    (line,) = report(store).topics
    assert (line.rejected, line.deferred, line.reasons) == (1, 0, {})


def test_feedback_on_unknown_cards_is_counted_apart(store: SqlStore) -> None:
    give(store, card("a"))
    tell(store, "never-given", "accepted")
    tell(store, "never-given", "overridden", minute=1)
    found = report(store)
    assert found.unknown_cards == 1
    assert [line.answered for line in found.topics] == [0]


def test_a_client_sees_its_own_and_a_day_cuts_off_what_was_before(store: SqlStore) -> None:
    give(store, card("a"), client="Epic")
    give(store, card("b"), client="Other", at=AT + timedelta(days=2))
    tell(store, "a", "accepted", client="Other")
    tell(store, "unknown", "accepted", client="Epic")
    (line,) = report(store, ReportQuestion(OURS, (), client="Epic")).topics
    assert (line.given, line.answered) == (1, 0)
    (line,) = report(store, ReportQuestion(OURS, (), since=AT + timedelta(days=1))).topics
    assert line.given == 1


def test_a_store_that_is_gone_is_said(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    with pytest.raises(StoreUnreachable):
        report(store)
    store.close()
