"""A chart prepared for questions: statements by concept, drugs, results that may be used as evidence.

Built once per assessment; everything the evaluation asks for is a dictionary look-up.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Assertion, Caveat, Course, DrugState, DrugUse, Origin
from rules.records import new_datum
from rules.result_windows import ResultWindows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rules.chart import Chart, DrugExposure, Result, Statement
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, DrugClass, DrugId, LabId
    from rules.reasons import Datum
    from rules.trend import Fall

__all__ = ["ChartIndex", "Given", "Told"]

# Under names of the module: found without the search that an attribute of an enum costs.
_ABSENT, _PAST, _FAMILY, _IMMUNIZATION = Assertion.ABSENT, Course.PAST, Origin.FAMILY, Origin.IMMUNIZATION
_LOCAL, _LINE_CARE, _DRAFT, _RUNNING = DrugUse.LOCAL, DrugUse.LINE_CARE, DrugState.DRAFT, DrugState.RUNNING
_NOTHING: frozenset[str] = frozenset()
_UNSAID_WHEN_UNCERTAIN = frozenset({"disease"})
_UNSAID_BY_VACCINE = frozenset({"disease", "sign", "symptom"})
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


class Given(NamedTuple):
    """An exposure as a reason, and days since its start and its end (else its start); None without a date."""

    datum: Datum
    line_care: bool
    running: bool
    start: float | None
    end: float | None


class ChartIndex(ResultWindows):
    """Look-ups over one chart. ``as_of`` is the chart's clock.

    ``asserted`` and ``denied`` map a concept to the statements that assert or deny it. A disease that is only suspected
    is neither; a sign or exposure that is only possible still counts. A vaccine says nothing of the disease it is named
    after. ``by_drug`` and ``by_class`` hold places in ``drugs``. ``age_days`` is that of the chart.
    ``falls``, ``firm`` and ``windows`` are what ``rules.trend`` has found already.
    """

    __slots__ = (
        "_data",
        "_exposed",
        "_given",
        "_names",
        "age_days",
        "asserted",
        "by_class",
        "by_drug",
        "denied",
        "drugs",
        "falls",
        "firm",
        "knowledge",
        "windows",
    )

    def __init__(self, chart: Chart, knowledge: Knowledge) -> None:
        super().__init__(chart)
        self.knowledge = knowledge
        asserted: dict[ConceptId, list[Told]] = defaultdict(list)
        denied: dict[ConceptId, list[Statement]] = defaultdict(list)
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
            for concept in statement.denied:
                denied[concept].append(statement)
        self.asserted: Mapping[ConceptId, list[Told]] = asserted
        self.denied: Mapping[ConceptId, list[Statement]] = denied
        self.drugs: tuple[DrugExposure, ...] = tuple(
            [drug for drug in chart.drugs if drug.use is not _LOCAL and drug.state is not _DRAFT]
        )
        self.by_drug, self.by_class = _by_content(self.drugs)
        self.age_days = chart.age_days
        self.falls: dict[tuple[LabId, float | None], Fall | None] = {}
        self.windows: dict[tuple[LabId, float | None], list[Result]] = {}
        self.firm: dict[LabId, list[tuple[Result, datetime, datetime]]] = {}
        self._data: dict[int, Datum] = {}
        self._given: dict[int, Given] = {}
        self._exposed: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], list[Given]] = {}
        self._names: dict[tuple[str, frozenset[DrugId]], str] = {}

    def drugs_of(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> list[DrugExposure]:
        """Exposures to any of these ingredients or classes, each once, in the order of the chart."""
        found: set[int] = set()
        for name in drugs:
            found.update(self.by_drug.get(name, ()))
        for group in classes:
            found.update(self.by_class.get(group, ()))
        return [self.drugs[place] for place in sorted(found)]

    def given_of(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> Sequence[Given]:
        """``drugs_of`` as reasons, with their times; found once for all who ask the same."""
        known = self._exposed.get((drugs, classes))
        if known is None:
            known = self._exposed[drugs, classes] = list(map(self._given_as, self.drugs_of(drugs, classes)))
        return known

    def _given_as(self, drug: DrugExposure) -> Given:
        """Made once for all who show it."""
        known = self._given.get(id(drug))
        if known is None:
            running, start, stop = drug.state is _RUNNING, drug.start, drug.stop
            told = new_datum(self._drug_name(drug), "running" if running else "given", start, drug.source)
            begun = None if start is None else self.age_of(start)
            ended = begun if stop is None else self.age_of(stop)
            known = self._given[id(drug)] = Given(told, drug.use is _LINE_CARE, running, begun, ended)
        return known

    def _told(self, statement: Statement) -> Told:
        onset, recorded = statement.onset, statement.recorded
        begun = None if onset is None else self.age_of(onset)
        entered = None if recorded is None else self.age_of(recorded)
        since = entered if begun is None else begun
        noted = since if entered is None or begun is None else min(begun, entered)
        return Told(statement, statement.origin is _FAMILY, statement.course is _PAST, since, noted, begun)

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

    def _drug_name(self, drug: DrugExposure) -> str:
        """The chart's own name, with the ingredients where it does not say them ("HEPA10SYR" tells nobody)."""
        key = (drug.name, drug.drugs)
        known = self._names.get(key)
        if known is None:
            labels = [self.knowledge.drugs[each].label for each in sorted(drug.drugs)]
            told = drug.name.casefold()
            silent = [label for label in labels if label.casefold() not in told]
            known = self._names[key] = f"{', '.join(silent)} ({drug.name})" if silent else drug.name
        return known


def _by_content(
    drugs: tuple[DrugExposure, ...],
) -> tuple[Mapping[DrugId, list[int]], Mapping[DrugClass, list[int]]]:
    """Places of exposures by ingredient and by class. Of a long list most exposures repeat the same few contents."""
    alike: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], list[int]] = defaultdict(list)
    for place, drug in enumerate(drugs):
        alike[drug.drugs, drug.classes].append(place)
    by_drug: dict[DrugId, list[int]] = defaultdict(list)
    by_class: dict[DrugClass, list[int]] = defaultdict(list)
    for (ingredients, groups), places in alike.items():
        for ingredient in ingredients:
            by_drug[ingredient] += places
        for group in groups:
            by_class[group] += places
    return by_drug, by_class
