"""Is a medicine being given, and what for? Status and period at the clock; line care and local use by the words."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts, names
from cds.fhir.times import moment
from rules.chart import DrugState, DrugUse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cds.fhir.resources import Dosage, MedicationUse
    from rules.chart import Moment

__all__ = ["NOT_GIVEN", "dosages", "period_of", "state_of", "use_of"]

NOT_GIVEN = frozenset({"entered-in-error", "cancelled", "not-taken", "not-done", "declined"})
_DRAFT = frozenset({"draft", "intended", "preparation"})
_DRAFT_INTENTS = frozenset({"proposal", "plan", "option"})
_RUNNING = frozenset({"active", "in-progress"})
_STOPPED = frozenset({"stopped", "ended", "on-hold"})

#: Words of orders that keep a line open or run a filter, and of medicines that stay where they are put. Counted in
#: real hospital orders (two in seven orders of the drugs concerned); words of routes and forms, not of drugs.
_LINE_CARE = re.compile(
    r"\b(?:flush(?:es)?|lock(?:ed)?|dwell|line care|line patency|catheter|cath|dialys\w*|haemodialys\w*|hemodialys\w*"
    r"|crrt|cvvhd?f?|ecmo|impella purge|purge)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"\b(?:topical(?:ly)?|tp|cream|ointment|lotion|shampoo|ophthalmic|ophth|eye|eyes|ear|ears|otic|nasal"
    r"|both eyes|vaginal(?:ly)?|dental|mouthwash|top)\b",
    re.IGNORECASE,
)
_LOCAL_ROUTES = frozenset({"6064005", "54485002", "10547007", "46713006", "16857009", "372464004"})


def dosages(found: MedicationUse) -> list[Dosage]:
    """The dosage instructions, whatever they are called and however many."""
    sent = found.dosageInstruction if found.dosageInstruction is not None else found.dosage
    return sent if isinstance(sent, list) else [sent] if sent is not None else []


def use_of(name: str, given: list[Dosage]) -> DrugUse:
    """Treatment unless the name, the route or the instruction says line care or local use."""
    uses = [_said_by(name)]
    for dosage in given:
        if dosage.text and _LINE_CARE.search(dosage.text):
            return DrugUse.LINE_CARE
        if dosage.route is not ABSENT:
            uses.append(_route_use(bytes(dosage.route)))
    return next((use for use in (DrugUse.LINE_CARE, DrugUse.LOCAL) if use in uses), DrugUse.TREATMENT)


@lru_cache(maxsize=4096)
def _said_by(words: str) -> DrugUse:
    """The use a name or a route's wording tells."""
    if _LINE_CARE.search(words):
        return DrugUse.LINE_CARE
    return DrugUse.LOCAL if _LOCAL.search(words) else DrugUse.TREATMENT


@lru_cache(maxsize=1024)
def _route_use(raw: bytes) -> DrugUse:
    """The use a route tells in its words or codes."""
    routes = concepts(msgspec.Raw(raw))
    codes = {str(coding.code) for route in routes for coding in route.codings if coding.code is not None}
    uses = {_said_by(word) for word in (*(word for route in routes for word in names(route)), *codes)}
    if DrugUse.LINE_CARE in uses:
        return DrugUse.LINE_CARE
    return DrugUse.LOCAL if codes & _LOCAL_ROUTES or DrugUse.LOCAL in uses else DrugUse.TREATMENT


def period_of(kind: str, found: MedicationUse, given: list[Dosage]) -> tuple[Moment | None, Moment | None]:
    """When it started and when it ended or is to end; None for what is not said."""
    bounds = [
        d.timing.repeat.boundsPeriod for d in given if d.timing and d.timing.repeat and d.timing.repeat.boundsPeriod
    ]
    validity = found.dispenseRequest.validityPeriod if found.dispenseRequest else None
    periods = [p for p in (*bounds, validity, found.effectivePeriod, found.occurencePeriod) if p is not None]
    starts = _moments(period.start for period in periods)
    ends = _moments(period.end for period in periods)
    start, stop = min(starts, default=None), max(ends, default=None)
    if kind == "MedicationAdministration":
        at = moment(found.effectiveDateTime) or moment(found.occurenceDateTime)
        return start or at, stop or (at if start is None else None)
    if kind == "MedicationDispense":
        start = moment(found.whenHandedOver) or moment(found.whenPrepared)
        days = found.daysSupply.value if found.daysSupply is not None else None
        if start is None or not isinstance(days, float) or not 0 < days < 3660:
            return start, None
        return start, type(start)(start.at + timedelta(days=days), start.span)
    return start or moment(found.effectiveDateTime) or moment(found.authoredOn) or moment(found.dateWritten), stop


def _moments(texts: Iterable[str | None]) -> list[Moment]:
    return [at for at in map(moment, texts) if at is not None]


def state_of(  # noqa: PLR0911  one line a rule
    kind: str, found: MedicationUse, start: Moment | None, stop: Moment | None, as_of: datetime
) -> DrugState:
    """Whether it is being given at the clock.

    The period decides where there is one: hospital systems write "completed" on an order once it is over, whatever
    clock the chart is read at. An order marked stopped whose period still runs is told both ways: unknown.
    """
    status = (found.status or "").strip().lower()
    if status in _DRAFT or (found.intent or "").strip().lower() in _DRAFT_INTENTS:
        return DrugState.DRAFT
    if start is not None and start.at > as_of:
        return DrugState.DRAFT if status in _RUNNING else DrugState.UNKNOWN
    if stop is not None and stop.latest < as_of:
        return DrugState.STOPPED
    if status in _RUNNING:
        return DrugState.RUNNING
    if kind == "MedicationAdministration" and status == "completed" and found.effectivePeriod is None:
        return DrugState.STOPPED
    covered = start is not None and stop is not None
    if status == "on-hold":
        return DrugState.STOPPED
    if status in _STOPPED:
        return DrugState.UNKNOWN if covered else DrugState.STOPPED
    if covered:
        return DrugState.RUNNING
    return DrugState.STOPPED if status == "completed" and kind != "MedicationDispense" else DrugState.UNKNOWN
