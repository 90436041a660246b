"""The settings of the environment and what the service would make of them: its knowledge, its engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.context import CardContext, Consultation
from cds.cli.failures import KnowledgeUnusable, ServiceUnusable
from cds.fhir.site_map import with_site_map
from cds.services.reasoning import Reasoning
from cds.settings import Settings, WrongSetting
from rules.loading import KnowledgeError, load_knowledge
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from pathlib import Path

    from rules.chart import Chart
    from rules.definitions import Knowledge
    from rules.reasons import Assessment

__all__ = ["consultation_of", "engine_of", "knowledge_of", "settings_of"]


def settings_of() -> Settings:
    """The settings. Raises ServiceUnusable."""
    try:
        return Settings.from_environment()
    except WrongSetting as error:
        raise ServiceUnusable(str(error)) from None


def knowledge_of(settings: Settings) -> Knowledge:
    """The knowledge without the codes of a site. Raises KnowledgeUnusable."""
    try:
        return load_knowledge(settings.knowledge_dir, _cache(settings))
    except KnowledgeError as error:
        raise _unusable(error) from None


def engine_of(settings: Settings) -> Reasoning:
    """The engine over the knowledge with the codes of the site. Raises KnowledgeUnusable."""
    try:
        knowledge = with_site_map(knowledge_of(settings), settings.site_map)
    except KnowledgeError as error:
        raise _unusable(error) from None
    return Reasoning.of(knowledge, settings.base_url, settings.time_zone, cache=_cache(settings))


def consultation_of(assessment: Assessment, chart: Chart, engine: Reasoning, patient_id: str = "") -> Consultation:
    """An assessment of ``engine`` as the cards would tell it, without a service around it."""
    context = CardContext(
        patient_id=patient_id,
        encounter_id=None,
        base_url="",
        hook_instance="",
        count=engine.knowledge.labs[PLATELETS],
        tz=engine.time_zone,
    )
    return Consultation(assessment, chart, context)


def _cache(settings: Settings) -> Path | None:
    """A cache that the service made is used; a command makes no folders where it happens to be called."""
    return settings.cache_dir if settings.cache_dir.is_dir() else None


def _unusable(error: KnowledgeError) -> KnowledgeUnusable:
    more = len(error.problems) - 1
    beyond = f" (and {more} more; see petechiae-cds knowledge check)" if more else ""
    return KnowledgeUnusable(f"The knowledge cannot be used: {error.problems[0]}{beyond}")
