"""Is a medicine being given, and what for? Status and period at the clock; line care and local use by the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts, names
from cds.fhir.remembering import remembered
from cds.fhir.resources import Dosage
from cds.fhir.times import moment
from cds.fhir.wordings import listed
from rules.chart import DrugState, DrugUse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cds.fhir.elements import Period
    from cds.fhir.resources import MedicationUse
    from rules.chart import Moment
    from rules.word_definitions import MedicineWords

__all__ = ["NOT_GIVEN", "PLAIN_STATUS", "MedicineUses", "period_of", "state_of", "use_with"]

NOT_GIVEN = frozenset({"entered-in-error", "cancelled", "not-taken", "not-done", "declined"})
_DRAFT = frozenset({"draft", "intended", "preparation"})
_DRAFT_INTENTS = frozenset({"proposal", "plan", "option"})
_RUNNING = frozenset({"active", "in-progress"})
_STOPPED = frozenset({"stopped", "ended", "on-hold"})
PLAIN_STATUS = _RUNNING | _STOPPED | _DRAFT | NOT_GIVEN | {"completed", "unknown"}
"""Spelled as FHIR does: nothing to tidy."""
# Enum members under names of the module: found without the search that an attribute of an enum costs.
_TREATMENT, _LINE, _PLACED = DrugUse.TREATMENT, DrugUse.LINE_CARE, DrugUse.LOCAL
_GOING, _OVER, _DRAFTED, _UNSAID = DrugState.RUNNING, DrugState.STOPPED, DrugState.DRAFT, DrugState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Instructions:
    """What dosage instructions tell besides the dose: line care or local use, and the periods they hold for."""

    use: DrugUse = _TREATMENT
    periods: tuple[Period, ...] = ()


_REMEMBERED = 4096
_NO_INSTRUCTIONS = Instructions()
_NO_PERIODS: Sequence[Period] = ()
_DOSAGES = msgspec.json.Decoder(Dosage | list[Dosage | None] | None)


class MedicineUses:
    """What the wordings, routes and instructions of medicines tell of their use. Built once; holds no patient."""

    __slots__ = ("_by_route", "_instructed", "_line_care", "_local", "_local_routes", "by_name")

    def __init__(self, words: MedicineWords) -> None:
        self._line_care = listed(words.line_care)
        self._local = listed(words.local_use)
        self._local_routes = words.local_routes
        self.by_name = remembered(_REMEMBERED)(self._by_name)
        self._by_route = remembered(1024)(self._of_route)
        self._instructed = remembered(_REMEMBERED, 400)(self._of_dosages)

    def instructions(self, found: MedicationUse) -> Instructions:
        """The dosage instructions, whatever they are called; empty when there are none or they cannot be read."""
        sent = found.dosageInstruction if found.dosageInstruction is not ABSENT else found.dosage
        return _NO_INSTRUCTIONS if sent is ABSENT else self._instructed(bytes(sent))

    def _of_dosages(self, raw: bytes) -> Instructions:
        try:
            found = _DOSAGES.decode(raw)
            given = [each for each in (found if isinstance(found, list) else [found]) if each is not None]
            routes = [self._by_route(bytes(dosage.route)) for dosage in given if dosage.route is not ABSENT]
        except msgspec.DecodeError:  # the medicine is the same, however it is to be taken
            return _NO_INSTRUCTIONS
        use = reduce(use_with, routes, _TREATMENT)
        if any(dosage.text and self.by_name(dosage.text) is _LINE for dosage in given):
            use = _LINE
        timings = (dosage.timing for dosage in given if dosage.timing is not None)
        repeats = (timing.repeat for timing in timings if timing.repeat is not None)
        return Instructions(use, tuple(repeat.boundsPeriod for repeat in repeats if repeat.boundsPeriod is not None))

    def _by_name(self, words: str) -> DrugUse:
        """Treatment unless a name or a route's wording says line care or local use."""
        if self._line_care.search(words):
            return _LINE
        return _PLACED if self._local.search(words) else _TREATMENT

    def _of_route(self, raw: bytes) -> DrugUse:
        """The use a route tells in its words or codes. Raises msgspec.ValidationError when it is no CodeableConcept."""
        routes = concepts(msgspec.Raw(raw))
        codes = {str(coding.code) for route in routes for coding in route.codings if coding.code is not None}
        uses = {self.by_name(word) for word in (*(word for route in routes for word in names(route)), *codes)}
        if _LINE in uses:
            return _LINE
        return _PLACED if codes & self._local_routes or _PLACED in uses else _TREATMENT


def use_with(use: DrugUse, other: DrugUse) -> DrugUse:
    """Two tellings as one: line care before local use before treatment."""
    return other if other is _LINE or use is _TREATMENT else use


def period_of(kind: str, found: MedicationUse, bounds: tuple[Period, ...]) -> tuple[Moment | None, Moment | None]:
    """When it started and when it ended or is to end; None for what is not said."""
    start: Moment | None = None
    stop: Moment | None = None
    for period in _periods(found, bounds):
        begun, ended = moment(period.start), moment(period.end)
        if begun is not None and (start is None or begun < start):
            start = begun
        if ended is not None and (stop is None or ended > stop):
            stop = ended
    if kind == "MedicationAdministration":
        at = moment(found.effectiveDateTime) or moment(found.occurenceDateTime)
        return start or at, stop or (at if start is None else None)
    if kind == "MedicationDispense":
        start = moment(found.whenHandedOver) or moment(found.whenPrepared)
        days = found.daysSupply.value if found.daysSupply is not None else None
        if start is None or not isinstance(days, float) or not 0 < days < 3660:
            return start, None
        return start, type(start)(start.at + timedelta(days=days), start.span)
    if start is None:
        stated = found.effectiveDateTime and moment(found.effectiveDateTime)
        start = stated or moment(found.authoredOn) or moment(found.dateWritten)
    return start, stop


def _periods(found: MedicationUse, bounds: tuple[Period, ...]) -> Sequence[Period]:
    if not bounds and found.dispenseRequest is None and found.effectivePeriod is None and found.occurencePeriod is None:
        return _NO_PERIODS
    periods = [*bounds]
    if found.dispenseRequest is not None and found.dispenseRequest.validityPeriod is not None:
        periods.append(found.dispenseRequest.validityPeriod)
    if found.effectivePeriod is not None:
        periods.append(found.effectivePeriod)
    if found.occurencePeriod is not None:
        periods.append(found.occurencePeriod)
    return periods


def state_of(  # noqa: PLR0911, PLR0913, PLR0917 - one line a rule
    kind: str, status: str, found: MedicationUse, start: Moment | None, stop: Moment | None, as_of: datetime
) -> DrugState:
    """Whether it is being given at the clock. ``status`` is the resource's own, tidied.

    The period decides where there is one: hospital systems write "completed" on an order once it is over, whatever
    clock the chart is read at. An order marked stopped whose period still runs is told both ways: unknown.
    """
    if status in _DRAFT or (found.intent != "order" and (found.intent or "").strip().lower() in _DRAFT_INTENTS):
        return _DRAFTED
    if start is not None and start.at > as_of:
        return _DRAFTED if status in _RUNNING else _UNSAID
    if stop is not None and stop.latest < as_of:
        return _OVER
    if status in _RUNNING:
        return _GOING
    if kind == "MedicationAdministration" and status == "completed" and found.effectivePeriod is None:
        return _OVER
    covered = start is not None and stop is not None
    if status == "on-hold":
        return _OVER
    if status in _STOPPED:
        return _UNSAID if covered else _OVER
    if covered:
        return _GOING
    return _OVER if status == "completed" and kind != "MedicationDispense" else _UNSAID
