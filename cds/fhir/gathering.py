"""The chart while it is being read: what was found so far, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from itertools import starmap
from operator import attrgetter, eq
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from cds.fhir.elements import identity_of
from cds.fhir.medicine_shelf import MedicineShelf
from cds.fhir.records import new_statement
from cds.fhir.times import moment
from rules.chart import Assertion, Chart, Course, Origin, Patient, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cds.fhir.elements import Reference
    from cds.fhir.narratives import Narrative
    from cds.fhir.spoken import Spoken
    from cds.fhir.terminology import Terminology
    from rules.chart import DrugExposure, Moment, Order, Result, Statement
    from rules.identifiers import ConceptId, LabId, ResourceRef

__all__ = ["CORRECTED", "FINAL", "PRELIMINARY", "UNREADABLE_RESOURCE", "Gathering"]

PRELIMINARY, FINAL, CORRECTED = 0, 1, 2
"""Versions of one result: a final one replaces a preliminary one, a corrected one replaces both."""
UNREADABLE_RESOURCE = "could not be read"
"""Why a whole resource is in ``Chart.unread``."""
_AHEAD = timedelta(days=1)
"""A clock at the bedside may run ahead of ours, never by more than this."""
_TEXT_SHOWN = 300
_CHARACTERS = 50_000
"""Of running text so much is read of one chart: about five discharge summaries."""
_NONE: frozenset[ConceptId] = frozenset()
# Enum members under names of the module: found without the search that an attribute of an enum costs.
_ABSENT, _PAST, _FAMILY = Assertion.ABSENT, Course.PAST, Origin.FAMILY
_Reason: TypeAlias = "tuple[str, str, str, LabId | None]"
_at = attrgetter("when.at")


@dataclass(slots=True)
class Gathering:
    """Collects the chart of one patient as of one moment. Not shared between threads.

    ``now`` is ``as_of`` in UTC, as all moments are, and ``latest`` the end of what is not in the future. ``visits``:
    when each Encounter was, by its id. ``narratives``: running texts still to be read. ``shelf``: the Medication
    resources sent. ``strangers``: resources of another patient so far; ``strange_results``: the tests among them.
    """

    as_of: datetime
    terminology: Terminology
    patient: Patient = field(default_factory=Patient)
    results: defaultdict[LabId, list[Result]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[ResourceRef, int] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    drugs: list[DrugExposure] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    now: datetime = field(init=False)
    latest: datetime = field(init=False)
    shelf: MedicineShelf = field(init=False)
    visits: dict[str, Moment] = field(default_factory=dict)
    narratives: list[Narrative] = field(default_factory=list)
    strangers: int = 0
    strange_results: set[LabId] = field(default_factory=set)
    _characters: int = _CHARACTERS
    _unread: defaultdict[_Reason, list[ResourceRef]] = field(default_factory=lambda: defaultdict(list))
    _latest: dict[_Reason, Moment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Works out the present and its end, and puts up an empty shelf."""
        self.now = self.as_of.astimezone(UTC)
        self.latest = self.now + _AHEAD
        self.shelf = MedicineShelf(self.terminology.medicines)

    @staticmethod
    def when(*texts: str | None) -> Moment | None:
        """The moment of the first text that names one."""
        for text in texts:
            found = moment(text)
            if found is not None:
                return found
        return None

    def visit(self, encounter: Reference | None) -> Moment | None:
        """When the Encounter was, from its start to its end; None when it was not sent."""
        if encounter is None or not encounter.reference or not self.visits:
            return None
        return self.visits.get(identity_of(encounter.reference))

    def ahead(self, when: Moment | None) -> bool:
        """True for what lies in the future, beyond what a wrong clock explains."""
        return when is not None and when.at > self.latest

    def characters(self, wanted: int) -> int:
        """How many more characters of running text may be read, at most as many as wanted; they are then used up."""
        allowed = min(wanted, self._characters)
        self._characters -= allowed
        return allowed

    def cannot_read(
        self, what: str, why: str, source: ResourceRef, lab: LabId | None = None, when: Moment | None = None
    ) -> None:
        """Notes something relevant that could not be used. The same thing again is counted, not repeated.

        ``when`` it was, if it holds a result that nobody could read.
        """
        reason = (what, what, why, lab)
        self._unread[reason].append(source)
        if when is not None:
            self._latest[reason] = max(when, self._latest.get(reason, when))

    def count(self, one: str, many: str, why: str, source: ResourceRef, lab: LabId | None = None) -> None:
        """Notes something that is reported by its number ("3 laboratory results")."""
        self._unread[one, many, why, lab].append(source)

    def refuse(self, source: ResourceRef, *tests: LabId) -> None:
        """Counts a resource of another patient, which is not used; ``tests``: whose results it is."""
        self.strangers += 1
        self.strange_results.update(tests)
        self.count("resource", "resources", "of another patient: not used", source)

    def say(  # noqa: PLR0913 - a statement has that many sides
        self,
        spoken: Iterable[Spoken],
        text: str,
        origin: Origin,
        source: ResourceRef,
        *,
        assertion: Assertion = Assertion.PRESENT,
        course: Course = Course.UNSTATED,
        onset: Moment | None = None,
        ended: Moment | None = None,
        recorded: Moment | None = None,
        sites: frozenset[ConceptId] = frozenset(),
        uncertain: bool = False,
        from_text: bool = False,
    ) -> None:
        """Adds the statements of a text or code. A denied statement denies what it names and what falls with it."""
        concepts = self.terminology.concepts
        meaning = concepts.meaning
        for each in spoken:
            if sites:
                each = concepts.placed(each, sites)  # noqa: PLW2901 - the same statement with its place
            means = each.means or meaning(each)
            if assertion is _ABSENT:
                # That there were none before says nothing of a sign today.
                named = each.asserted - concepts.signs if each.historical else each.asserted
                stated, denied = concepts.ruled_out(each, named), _NONE
            else:
                stated, denied = means.stated, means.denied
            if not stated and not denied:
                continue
            self.statements.append(
                new_statement(
                    stated,
                    text[:_TEXT_SHOWN],
                    _FAMILY if each.family else origin,
                    source,
                    assertion,
                    denied,
                    means.sites,
                    _PAST if each.historical else course,
                    onset,
                    ended,
                    recorded,
                    from_text,
                    uncertain or each.uncertain,
                )
            )

    def chart(self, missing: tuple[str, ...]) -> Chart:
        """The finished chart: results oldest first, undated ones before them; statements and medicines newest first.

        No order is left to the sender: servers give one chart now in this order, now in that.
        """
        return Chart(
            as_of=self.as_of,
            patient=self.patient,
            results=MappingProxyType(
                {lab: (found[0],) if len(found) == 1 else self._ordered(found) for lab, found in self.results.items()}
            ),
            statements=self._told(),
            drugs=tuple(sorted(self.drugs, key=_begun)),
            orders=tuple(sorted(self.orders, key=_asked)),
            unread=tuple(sorted(starmap(self._left, self._unread.items()), key=_named)),
            missing=missing,
            strangers=self.strangers,
            strange_results=frozenset(self.strange_results),
        )

    def _left(self, reason: _Reason, sources: list[ResourceRef]) -> Unread:
        one, many, why, lab = reason
        number = len(sources)
        if one == many:
            what = one if number == 1 else f"{one} ({number} times)"
        else:
            what = f"{number} {one if number == 1 else many}"
        return Unread(what, why, max(sources), lab, self._latest.get(reason), number)

    def _told(self) -> tuple[Statement, ...]:
        """Newest first, and those of one text as they stand in it."""
        openings: dict[ResourceRef, str] = {}
        for statement in self.statements:
            openings.setdefault(statement.source, statement.text)

        def place(statement: Statement) -> tuple[float, str, str]:
            return _newest(statement.onset or statement.recorded), openings[statement.source], statement.source

        return tuple(sorted(self.statements, key=place))

    def _ordered(self, found: list[Result]) -> tuple[Result, ...]:
        """Oldest first; of several versions of one sample only the last.

        Of one time words come before numbers and the lowest number last, however they were sent: what is read from the
        end is read alike each time, and a low count is not hidden by another of its draw.
        """
        if self.versions:
            best: dict[Moment, int] = {}
            for result in found:
                if result.when is not None and not result.when.is_day:
                    best[result.when] = max(best.get(result.when, 0), self.versions.get(result.source, FINAL))
            found = [
                result
                for result in found
                if result.when not in best or self.versions.get(result.source, FINAL) == best[result.when]
            ]
        try:
            ordered = sorted(found, key=_at)
        except AttributeError:  # one has no date
            return tuple(sorted(found, key=_place))
        times = [*map(_at, ordered)]
        return tuple(sorted(found, key=_place) if any(map(eq, times, times[1:])) else ordered)


def _newest(when: Moment | None) -> float:
    return 0.0 if when is None else -when.at.timestamp()


def _named(unread: Unread) -> tuple[str, str, str]:
    return unread.what, unread.why, unread.lab or ""


def _begun(drug: DrugExposure) -> tuple[float, str, str]:
    return _newest(drug.start), drug.name, drug.source


def _asked(order: Order) -> tuple[float, str, str]:
    return _newest(order.when), order.text, order.source


def _place(result: Result) -> tuple[float, bool, float, str, str]:
    at = result.when.at.timestamp() if result.when is not None else float("-inf")
    return at, result.value is not None, -(result.value or 0.0), result.shown, result.source
