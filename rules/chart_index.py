"""A chart prepared for questions: statements by concept, drugs, results that may be used as evidence.

Built once per assessment; everything the evaluation asks for is a dictionary look-up.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Assertion, Caveat, Course, Origin
from rules.concept_definitions import ConceptKind
from rules.given_drugs import GivenDrugs
from rules.limits import limit_of
from rules.records import new_datum
from rules.result_windows import ResultWindows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rules.chart import Chart, Result, Statement
    from rules.criteria import Bound
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, LabId
    from rules.reasons import Datum
    from rules.trend import Fall

__all__ = ["ChartIndex", "Told"]

# Under names of the module: found without the search that an attribute of an enum costs.
_ABSENT, _PAST, _FAMILY, _IMMUNIZATION = Assertion.ABSENT, Course.PAST, Origin.FAMILY, Origin.IMMUNIZATION
_NOTHING: frozenset[ConceptKind] = frozenset()
_UNSAID_WHEN_UNCERTAIN = frozenset({ConceptKind.DISEASE})
_UNSAID_BY_VACCINE = frozenset({ConceptKind.DISEASE, ConceptKind.SIGN, ConceptKind.SYMPTOM})
_CERTAIN: frozenset[Caveat] = frozenset()
_FROM_TEXT = frozenset({Caveat.NARRATIVE})


class Told(NamedTuple):
    """An assertion, whether it is of kin or over, and days since it: by ``onset``, ``noted`` by the later of its dates.

    ``since`` goes by the onset, else by the recording. None where there is no such date.
    """

    statement: Statement
    family: bool
    over: bool
    since: float | None
    noted: float | None
    onset: float | None


class ChartIndex(ResultWindows):
    """Look-ups over one chart. ``as_of`` is the chart's clock.

    ``asserted`` and ``denied`` map a concept to the statements that assert or deny it. A disease that is only suspected
    is neither, but in ``suspected``; a sign or exposure that is only possible still counts. A vaccine says nothing of
    the disease it is named after. ``age_days`` is that of the chart.
    ``falls``, ``firm`` and ``windows`` are what ``rules.trend`` has found already.
    """

    __slots__ = (
        "_data",
        "_limits",
        "age_days",
        "asserted",
        "denied",
        "drugs",
        "falls",
        "firm",
        "knowledge",
        "suspected",
        "windows",
    )

    def __init__(self, chart: Chart, knowledge: Knowledge) -> None:
        super().__init__(chart)
        self.knowledge = knowledge
        asserted: dict[ConceptId, list[Told]] = defaultdict(list)
        denied: dict[ConceptId, list[Statement]] = defaultdict(list)
        suspected: dict[ConceptId, list[Told]] = defaultdict(list)
        for statement in chart.statements:
            if statement.assertion is _ABSENT:
                for concept in statement.concepts:
                    denied[concept].append(statement)
                continue
            unsaid = _UNSAID_BY_VACCINE if statement.origin is _IMMUNIZATION else _NOTHING
            if statement.uncertain:
                unsaid |= _UNSAID_WHEN_UNCERTAIN
            told = self._told(statement)
            for concept in statement.concepts:
                if not unsaid or knowledge.concepts[concept].kind not in unsaid:
                    asserted[concept].append(told)
                elif statement.uncertain and statement.origin is not _IMMUNIZATION:
                    suspected[concept].append(told)
            for concept in statement.denied:
                denied[concept].append(statement)
        self.asserted: Mapping[ConceptId, list[Told]] = asserted
        self.denied: Mapping[ConceptId, list[Statement]] = denied
        self.suspected: Mapping[ConceptId, list[Told]] = suspected
        self.drugs = GivenDrugs(chart.drugs, knowledge)
        self.age_days = chart.age_days
        self.falls: dict[tuple[LabId, float | None], Fall | None] = {}
        self.windows: dict[tuple[LabId, float | None], list[Result]] = {}
        self.firm: dict[LabId, list[tuple[Result, datetime, datetime]]] = {}
        self._data: dict[int, Datum] = {}
        self._limits: dict[tuple[int, LabId, float | None, float | None], float | None] = {}

    def _told(self, statement: Statement) -> Told:
        onset, recorded = statement.onset, statement.recorded
        begun = None if onset is None else self.age_of(onset)
        entered = None if recorded is None else self.age_of(recorded)
        since = entered if begun is None else begun
        noted = since if entered is None or begun is None else min(begun, entered)
        return Told(statement, statement.origin is _FAMILY, statement.course is _PAST, since, noted, begun)

    def limit(self, bound: Bound, result: Result) -> float | None:
        """``limit_of`` the bound of a criterion, reckoned once for results with the same reference limits."""
        asked = id(bound), result.lab, result.low, result.high
        try:
            return self._limits[asked]
        except KeyError:
            found = self._limits[asked] = limit_of(bound, result, self.knowledge.labs[result.lab], self.chart)
            return found

    def datum(self, result: Result) -> Datum:
        """The result as the reason for something; made once for all who show it."""
        known = self._data.get(id(result))
        if known is None:
            label = self.knowledge.labs[result.lab].short
            known = new_datum(label, result.shown, result.when, result.source, result.caveats)
            self._data[id(result)] = known
        return known

    def words(self, statement: Statement) -> Datum:
        """The statement as the reason for something; made once for all who show it."""
        known = self._data.get(id(statement))
        if known is None:
            when = statement.onset or statement.recorded
            caveats = _FROM_TEXT if statement.from_text else _CERTAIN
            known = self._data[id(statement)] = new_datum("", statement.text, when, statement.source, caveats)
        return known
