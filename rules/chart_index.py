"""A chart prepared for questions: statements by concept, drugs, results that may be used as evidence.

Built once per assessment; everything the evaluation asks for is a dictionary look-up.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Assertion, Caveat, DrugState, DrugUse, Origin
from rules.records import new_datum
from rules.walks import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rules.chart import Chart, DrugExposure, Moment, Result, Statement
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, DrugClass, DrugId, LabId
    from rules.reasons import Datum
    from rules.trend import Fall

__all__ = ["ChartIndex", "Lone"]

# Under names of the module: found without the search that an attribute of an enum costs.
_ABSENT, _IMMUNIZATION = Assertion.ABSENT, Origin.IMMUNIZATION
_LOCAL, _DRAFT, _RUNNING = DrugUse.LOCAL, DrugState.DRAFT, DrugState.RUNNING
_NOTHING: frozenset[str] = frozenset()
_DAY = timedelta(days=1)
_BEFORE = datetime.min.replace(tzinfo=UTC)
_UNSAID_WHEN_UNCERTAIN = frozenset({"disease"})
_UNSAID_BY_VACCINE = frozenset({"disease", "sign", "symptom"})
_DOUBTFUL = frozenset({Caveat.CLUMPED, Caveat.FLAG_DISAGREES})
_CERTAIN: frozenset[Caveat] = frozenset()
_FROM_TEXT = frozenset({Caveat.NARRATIVE})


class Lone(NamedTuple):
    """A result newer than all others asked for, ``days`` ago."""

    result: Result
    days: float


class ChartIndex:
    """Look-ups over one chart. ``as_of`` is the chart's clock.

    ``asserted`` and ``denied`` map a concept to the statements that assert or deny it. A disease that is only suspected
    is neither; a sign or exposure that is only possible still counts. A vaccine says nothing of the disease it is named
    after. ``by_drug`` and ``by_class`` hold places in ``drugs``. ``age_days`` is that of the chart.
    ``falls`` and ``windows`` are what ``rules.trend`` has found already.
    """

    __slots__ = (
        "_ages",
        "_as_of",
        "_data",
        "_dated",
        "_exposed",
        "_lone",
        "_names",
        "_until",
        "_usable",
        "_walks",
        "age_days",
        "asserted",
        "by_class",
        "by_drug",
        "chart",
        "denied",
        "drugs",
        "falls",
        "knowledge",
        "windows",
    )

    def __init__(self, chart: Chart, knowledge: Knowledge) -> None:
        self.chart = chart
        self.knowledge = knowledge
        asserted: dict[ConceptId, list[Statement]] = defaultdict(list)
        denied: dict[ConceptId, list[Statement]] = defaultdict(list)
        for statement in chart.statements:
            if statement.assertion is _ABSENT:
                for concept in statement.concepts:
                    denied[concept].append(statement)
                continue
            unsaid = _UNSAID_BY_VACCINE if statement.origin is _IMMUNIZATION else _NOTHING
            if statement.uncertain:
                unsaid |= _UNSAID_WHEN_UNCERTAIN
            for concept in statement.concepts:
                if not unsaid or knowledge.concepts[concept].kind not in unsaid:
                    asserted[concept].append(statement)
            for concept in statement.denied:
                denied[concept].append(statement)
        self.asserted: Mapping[ConceptId, list[Statement]] = asserted
        self.denied: Mapping[ConceptId, list[Statement]] = denied
        self.drugs: tuple[DrugExposure, ...] = tuple(
            [drug for drug in chart.drugs if drug.use is not _LOCAL and drug.state is not _DRAFT]
        )
        self.by_drug, self.by_class = _by_content(self.drugs)
        self.age_days = chart.age_days
        self.falls: dict[tuple[LabId, float | None], Fall | None] = {}
        self.windows: dict[tuple[LabId, float | None], list[Result]] = {}
        self._as_of = chart.as_of
        self._ages: dict[int, tuple[Moment, float]] = {}
        self._data: dict[int, Datum] = {}
        self._dated: dict[LabId, tuple[Result, ...]] = {}
        self._exposed: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], tuple[DrugExposure, ...]] = {}
        self._lone: dict[tuple[LabId, ...], Lone | None] = {}
        self._names: dict[tuple[str, frozenset[DrugId]], str] = {}
        self._until: dict[tuple[LabId, ...], float] = {}
        self._usable: dict[LabId, tuple[Result, ...]] = {}
        self._walks: dict[tuple[tuple[LabId, ...], float | None], Walk[Result]] = {}

    def days_ago(self, moment: Moment) -> float:
        """Days from the latest instant the record allows to the clock; none for the future."""
        known = self._ages.get(id(moment))
        if known is None:
            # With the moment itself, which thereby keeps its identity.
            days = (self._as_of - moment.at - moment.span) / _DAY
            known = self._ages[id(moment)] = (moment, max(days, 0.0))
        return known[1]

    def results(self, lab: LabId) -> tuple[Result, ...]:
        """Results that may count as evidence, oldest first: clumped and self-contradicting ones are left out."""
        found = self._usable.get(lab)
        if found is None:
            found = self._usable[lab] = tuple(filter(_usable, self.chart.results.get(lab, ())))
        return found

    def dated(self, lab: LabId) -> tuple[Result, ...]:
        """``results`` that have a time and a number, oldest first."""
        found = self._dated.get(lab)
        if found is None:
            usable = [r for r in self.results(lab) if r.when is not None and r.value is not None]
            found = self._dated[lab] = tuple(usable)
        return found

    def lone(self, labs: tuple[LabId, ...]) -> Lone | None:
        """The newest of ``results`` of these tests together; None when it is undated or shares its time."""
        try:
            return self._lone[labs]
        except KeyError:
            found = self._lone[labs] = self._newest(labs)
            return found

    def _newest(self, labs: tuple[LabId, ...]) -> Lone | None:
        newest, latest, alone = None, _BEFORE, False
        for results in filter(None, map(self.chart.results.get, labs)):
            last = results[-1]
            if last.when is None or not _usable(last):
                return None
            at = last.when.at
            if at > latest:
                before = results[-2].when if len(results) > 1 else None
                newest, latest, alone = last, at, before is None or before.at != at
            elif at == latest:
                alone = False
        if newest is None or newest.when is None or not alone:
            return None
        return Lone(newest, self.days_ago(newest.when))

    def none_within(self, labs: tuple[LabId, ...], days: float) -> bool:
        """True when no result of these tests, which have a ``lone`` one, can lie inside the window."""
        until = self._until.get(labs)
        if until is None:
            dated = [r.when for lab in labs for r in self.chart.results.get(lab, ()) if r.when is not None]
            latest = max([when.at for when in dated]) + max([when.span for when in dated])
            until = self._until[labs] = (self._as_of - latest) / _DAY
        return until > days

    def newest_first(self, labs: tuple[LabId, ...], days: float | None) -> Iterable[Result]:
        """``results`` of these tests together and ``within`` the days, newest first, undated ones last.

        They are walked from the end, since the newest nearly always decides, and once for all who ask the same.
        """
        walk = self._walks.get((labs, days))
        if walk is None:
            walks = [_from_the_end(self.chart.results.get(lab, ())) for lab in labs]
            merged = walks[0] if len(walks) == 1 else merge(*walks, key=_taken, reverse=True)
            walk = self._walks[labs, days] = Walk(merged if days is None else self._inside(merged, labs, days))
        return walk

    def _inside(self, results: Iterable[Result], labs: tuple[LabId, ...], days: float) -> Iterator[Result]:
        """Those of results, newest first, that lie in the window; what is too old for any span ends the walk."""
        ends: datetime | None = None
        for result in results:
            when = result.when
            if when is None:
                return
            if self.days_ago(when) <= days:
                yield result
                continue
            if ends is None:
                spans = [each.when.span for lab in labs for each in self.chart.results.get(lab, ()) if each.when]
                ends = self._as_of - timedelta(days=days) - max(spans)
            if when.at < ends:
                return

    def drugs_of(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> Sequence[DrugExposure]:
        """Exposures to any of these ingredients or classes, each once, in the order of the chart."""
        known = self._exposed.get((drugs, classes))
        if known is None:
            found: set[int] = set()
            for name in drugs:
                found.update(self.by_drug.get(name, ()))
            for group in classes:
                found.update(self.by_class.get(group, ()))
            known = self._exposed[drugs, classes] = tuple([self.drugs[place] for place in sorted(found)])
        return known

    def datum(self, result: Result) -> Datum:
        """The result as the reason for something; made once for all who show it."""
        known = self._data.get(id(result))
        if known is None:
            label = self.knowledge.labs[result.lab].short
            known = new_datum(label, result.shown, result.when, result.source, result.caveats)
            self._data[id(result)] = known
        return known

    def given(self, drug: DrugExposure) -> Datum:
        """The exposure as the reason for something, under a name people know; made once for all who show it."""
        known = self._data.get(id(drug))
        if known is None:
            told = "running" if drug.state is _RUNNING else "given"
            known = self._data[id(drug)] = new_datum(self._drug_name(drug), told, drug.start, drug.source)
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

    def within(self, moment: Moment | None, days: float | None) -> bool:
        """Is the moment inside the window that ends at the clock? No window: yes. No moment inside one: no."""
        if days is None:
            return True
        return moment is not None and self.days_ago(moment) <= days


def _taken(result: Result) -> datetime:
    return result.when.at if result.when is not None else _BEFORE


def _usable(result: Result) -> bool:
    return not result.caveats or result.caveats.isdisjoint(_DOUBTFUL)


def _from_the_end(results: Sequence[Result]) -> Iterator[Result]:
    """Usable ones of results that stand oldest first, now newest first and undated last; of one time as they stand."""
    end = len(results)
    while end and (when := results[end - 1].when) is not None:
        start = end - 1
        while start and (before := results[start - 1].when) is not None and before.at == when.at:
            start -= 1
        yield from filter(_usable, results[start:end])
        end = start
    yield from filter(_usable, results[:end])


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
