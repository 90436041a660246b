"""The service's own reading, reasoning and cards, in process and with a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cds.hooks.calls import HookCall
from cds.services.reasoning import Reasoning
from cds.settings import Settings
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rules.chart import Chart
    from rules.reasons import Assessment

__all__ = ["Answer", "answer", "load_engine", "without_gates"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One request answered: what was read, what was reasoned, what was shown."""

    chart: Chart
    assessment: Assessment
    cards: list[dict[str, Any]]


def load_engine(changes: Mapping[str, float] = MappingProxyType({})) -> Reasoning:
    """The service's engine over its own knowledge, with ``changes`` to the constants of the reasoning.

    Raises KnowledgeError when the knowledge cannot be used, TypeError for a constant that does not exist.
    """
    settings = Settings.from_environment()
    knowledge = load_knowledge(settings.knowledge_dir, settings.cache_dir)
    if changes:
        knowledge = replace(knowledge, parameters=replace(knowledge.parameters, **changes))  # type: ignore[arg-type]
    return Reasoning.of(knowledge, settings.base_url, ZoneInfo("UTC"), cache=settings.cache_dir)


def without_gates(engine: Reasoning) -> Reasoning:
    """The same engine with no gate: what the ranking and the triggers do alone."""
    return Reasoning.of(replace(engine.knowledge, gates={}), engine.base_url, engine.time_zone)


def answer(
    engine: Reasoning, prefetch: Mapping[str, memoryview], patient_id: str, as_of: datetime, hook_instance: str
) -> Answer:
    """What a call with this prefetch gets, at this clock."""
    chart = engine.read(prefetch, patient_id, as_of)
    assessment = engine.assess(chart)
    call = HookCall("patient-view", hook_instance, patient_id, None, prefetch)
    return Answer(chart, assessment, engine.cards(assessment, chart, call))
