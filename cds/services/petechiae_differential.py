"""The differential: when the chart gives a reason to speak, causes, dangers and next tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.prefetch_parts import PrefetchSources
from cds.services.answers import Answer
from cds.services.known_enough import refuse_knowing_nothing, refuse_silence, refuse_silence_about_problems
from cds.services.prefetched_patient import refuse_another_patient
from cds.services.turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from cds.hooks.calls import HookCall
    from cds.services.engine import Engine

__all__ = ["PetechiaeDifferential"]


@dataclass(frozen=True, slots=True)
class PetechiaeDifferential:
    """Differential and next tests, for one hook. ``clock`` gives "now" as an aware datetime in UTC."""

    engine: Engine
    clock: Callable[[], datetime]

    id: str = "petechiae-differential"
    hook: str = "patient-view"
    hook_version: str = "1.0"
    title: str = "Petechiae: causes and next tests"
    description: str = (
        "Reads the chart when it is opened. When it shows petechiae, purpura or a low platelet count, answers with "
        "what must not be missed, the likely causes with their reasons, and the next tests. Otherwise stays silent."
    )
    usage_requirements: str = (
        "FHIR R4 in the prefetch. What is not sent is read from fhirServer, with the access token, when the operator "
        "has listed that server. Without the blood counts the answer can only ask for them; every other part that "
        "cannot be had is named on the card as not known."
    )

    def prefetch(self, today: date) -> Mapping[str, str]:
        """Prefetch templates by key."""
        return {template.key: template.query for template in self.engine.templates(today)}

    def answer(self, call: HookCall) -> Answer:
        """Cards for this call and the version of the knowledge behind them.

        Problems about to be added are read as if they stood in the chart; the answer speaks only when they are a reason
        to speak by themselves, so that no old card comes back with every unrelated problem.

        Raises Rejected: 422 when a prefetched Patient or a problem to be added is not of the patient in context, 412
        when nothing of the chart could be had; when there is no card, 412 when a part that decides could not be had,
        422 when one came of another patient only;
        503 when the call's deadline passes on the way.
        """
        refuse_another_patient(call.prefetch, call.patient_id)
        as_of = self.clock()
        if call.conditions is not None:
            added = self.engine.chart(PrefetchSources(), call.patient_id, as_of, call.conditions)
            if not self.engine.assess(added).speaks:
                refuse_silence_about_problems(added)
                return Answer((), self.engine.knowledge_version)
        sent = self.engine.obtain(call, as_of)
        refuse_knowing_nothing(sent)
        with turn(call.deadline):
            call.deadline.check()
            chart = self.engine.chart(sent, call.patient_id, as_of, call.conditions)
            call.deadline.check()
            assessment = self.engine.assess(chart)
            call.deadline.check()
            cards = self.engine.cards(assessment, chart, call)
            if not cards:
                refuse_silence(sent, chart, lambda other: self.engine.assess(other).speaks)
            contents = self.engine.contents(assessment, cards)
        return Answer(cards, self.engine.knowledge_version, chart.missing, len(chart.unread), contents)
