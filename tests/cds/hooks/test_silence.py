"""An overridden card: silent for this patient while nothing changes, heard again when something does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.store.database import StoreUnreachable
from tests.conftest import NOW, FakeEngine

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from cds.settings import Settings

CALL = "/cds-services/petechiae-differential"
ENCOUNTER = "/cds-services/petechiae-differential-encounter-start"
SECRET = "s" * 32


@dataclass(slots=True)
class Talking(FakeEngine):
    """Gives each card a name of its own, as each call does; ``known`` False: it cannot say what a card rests on."""

    level: str = "warning"
    known: bool = True
    given: int = 0

    def cards(self, _assessment: Any, _chart: Any, call: Any) -> list[dict[str, Any]]:
        self.given += 1
        uuid = f"f6b95768-b1c8-40dc-8385-{self.given:012}"
        source = {"label": "Test", "topic": {"code": "Count", "system": "s"}}
        return [{"uuid": uuid, "summary": f"Card for {call.patient_id}", "indicator": self.level, "source": source}]

    def contents(self, _assessment: Any, cards: Any) -> tuple[str, ...]:
        return (self.content,) * len(cards) if self.known else ()


class Ward:
    """A service whose clock and whose patient can change."""

    def __init__(self, settings: Settings, engine: Talking | None = None, **more: Any) -> None:
        self.now = NOW
        self.engine = engine or Talking()
        knowledge: Any = SimpleNamespace(version="v", gates={}, scores={}, causes={}, tests={}, references={})
        settings = replace(settings, **{"secret": SECRET, **more})
        self.client: FlaskClient = create_app(settings, knowledge, lambda: self.now, engine=self.engine).test_client()

    def call(self, path: str = CALL, patient: str = "p1", **members: Any) -> list[dict[str, Any]]:
        context = {"userId": "Practitioner/u1", "patientId": patient, "encounterId": "e1"}
        hook = "patient-view" if path == CALL else "encounter-start"
        answer = self.client.post(
            path,
            json={"hook": hook, "hookInstance": "i", "context": context, "prefetch": {"counts": None}, **members},
        )
        assert answer.status_code == 200, answer.text
        self.extension = answer.get_json()["extension"]
        cards: list[dict[str, Any]] = answer.get_json()["cards"]
        return cards

    def say(
        self, card: dict[str, Any], outcome: str = "overridden", at: str = "2026-11-20T06:31:00Z", to: str = CALL
    ) -> None:
        item = {"card": card["uuid"], "outcome": outcome, "outcomeTimestamp": at, "acceptedSuggestions": []}
        assert self.client.post(f"{to}/feedback", json={"feedback": [item]}).status_code == 200


@pytest.fixture
def ward(settings: Settings) -> Ward:
    return Ward(settings)


def test_an_overridden_card_is_silent_while_nothing_changes(
    ward: Ward, log_lines: list[dict[str, Any]], settings: Settings
) -> None:
    (card,) = ward.call()
    assert "org.petechiae.silent" not in ward.extension
    ward.say(card)
    assert ward.call() == []
    assert ward.extension["org.petechiae.silent"] == {"cards": 1}
    assert [line["silent"] for line in log_lines if line["code"] == "HOOK001"] == [0, 1]
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("SELECT silent, cards FROM call_audit ORDER BY id").fetchall() == [
            (0, "warning Count"),
            (1, ""),
        ]


@pytest.mark.parametrize(("hours", "silent"), [(0, True), (24, True), (24.01, False), (48, False)])
def test_it_speaks_again_when_its_time_is_over(ward: Ward, hours: float, silent: bool) -> None:
    (card,) = ward.call()
    ward.say(card)
    ward.now = NOW + timedelta(hours=hours)
    assert (ward.call() == []) is silent


def test_it_speaks_again_when_something_changes_and_is_silent_when_that_is_overridden_too(ward: Ward) -> None:
    (card,) = ward.call()
    ward.say(card)
    ward.engine.content = "two counts, the last of 6"
    (card,) = ward.call()
    ward.say(card)
    assert ward.call() == []


def test_a_card_that_was_not_overridden_is_heard_again(ward: Ward) -> None:
    (card,) = ward.call()
    assert ward.call()
    ward.say(card, "accepted")
    assert ward.call()


@pytest.mark.parametrize(("last", "silent"), [("accepted", False), ("overridden", True)])
def test_the_last_word_counts(ward: Ward, last: str, silent: bool) -> None:
    (first,) = ward.call()
    (second,) = ward.call()
    ward.say(first, "accepted" if last == "overridden" else "overridden", "2026-11-20T06:31:00Z")
    ward.say(second, last, "2026-11-20T06:32:00Z")
    assert (ward.call() == []) is silent


def test_other_patients_and_the_same_id_elsewhere_are_other_patients(ward: Ward) -> None:
    (card,) = ward.call(fhirServer="https://a.example/r4")
    ward.say(card)
    assert ward.call(fhirServer="https://a.example/r4") == []
    assert ward.call(patient="p2", fhirServer="https://a.example/r4")
    assert ward.call(fhirServer="https://b.example/r4")
    assert ward.call()


def test_another_hook_is_another_moment_and_hears_it(ward: Ward) -> None:
    (card,) = ward.call()
    ward.say(card)
    assert ward.call(ENCOUNTER)


def test_feedback_for_another_service_silences_nothing(ward: Ward) -> None:
    (card,) = ward.call()
    ward.say(card, to=ENCOUNTER)
    assert ward.call()


def test_a_critical_card_never_goes_silent_unless_the_operator_says_so(settings: Settings) -> None:
    engine = Talking(level="critical")
    ward = Ward(settings, engine)
    (card,) = ward.call()
    ward.say(card)
    assert ward.call()
    ward = Ward(settings, engine, override_hours_critical=2)
    assert ward.call() == []
    ward.now = NOW + timedelta(hours=2.01)
    assert ward.call()


def test_a_level_that_rose_is_heard(ward: Ward) -> None:
    (card,) = ward.call()
    ward.say(card)
    ward.engine.level = "critical"
    assert ward.call()


def test_no_hours_no_silence(settings: Settings) -> None:
    ward = Ward(settings, override_hours=0)
    (card,) = ward.call()
    ward.say(card)
    assert ward.call()


@pytest.mark.parametrize("secret", [None, "t" * 32])
def test_another_secret_knows_no_card_again(settings: Settings, secret: str | None) -> None:
    ward = Ward(settings)
    (card,) = ward.call()
    ward.say(card)
    assert Ward(settings, ward.engine).call() == []
    assert Ward(settings, ward.engine, secret=secret).call()


def test_a_store_that_is_down_silences_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    (card,) = ward.call()
    ward.say(card)

    def down(*_asked: Any) -> Any:
        raise StoreUnreachable("down")

    monkeypatch.setattr("cds.store.sql_store.SqlStore.overridden", down)
    assert ward.call()


def test_nothing_of_the_patient_is_kept(ward: Ward, tmp_path: Path) -> None:
    (card,) = ward.call(patient="Zqxwvk-1", fhirServer="https://zqxwvk.example/r4")
    ward.say(card)
    assert ward.call(patient="Zqxwvk-1", fhirServer="https://zqxwvk.example/r4") == []
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("feedback.db*"))
    assert b"zqxwvk" not in kept.lower()  # long enough not to stand in a checksum by chance
    assert SECRET.encode() not in kept


def test_a_client_cannot_silence_the_cards_of_another(ward: Ward, settings: Settings) -> None:
    (card,) = ward.call()
    ward.say(card)
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE feedback SET client = 'another'")
        connection.commit()
    assert ward.call()


def test_an_answer_without_known_content_is_given_as_it_is(ward: Ward) -> None:
    ward.engine.known = False
    (card,) = ward.call()
    ward.say(card)
    assert ward.call()


def test_the_time_of_the_feedback_is_ours_not_the_clients(ward: Ward) -> None:
    (card,) = ward.call()
    ward.say(card, at="2030-01-01T00:00:00Z")
    assert ward.call() == []
    ward.now = datetime(2026, 11, 22, tzinfo=NOW.tzinfo)
    assert ward.call()
