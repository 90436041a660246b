"""A chart prepared for questions: statements by concept, drugs, results that may be used as evidence.

Built once per assessment; everything the evaluation asks for is a dictionary look-up.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from rules.chart import Assertion, Caveat, DrugState, DrugUse, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.chart import Chart, DrugExposure, Moment, Result, Statement
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, DrugClass, DrugId, LabId

__all__ = ["ChartIndex"]

_UNSAID_WHEN_UNCERTAIN = frozenset({"disease"})
_UNSAID_BY_VACCINE = frozenset({"disease", "sign", "symptom"})
_DOUBTFUL = frozenset({Caveat.CLUMPED, Caveat.FLAG_DISAGREES})


class ChartIndex:
    """Look-ups over one chart. ``as_of`` is the chart's clock.

    ``asserted`` and ``denied`` map a concept to the statements that assert or deny it. A disease that is only suspected
    is neither; a sign or exposure that is only possible still counts. A vaccine says nothing of the disease it is named
    after.
    """

    __slots__ = (
        "_by_class",
        "_by_drug",
        "_named",
        "_newest",
        "_usable",
        "asserted",
        "chart",
        "denied",
        "drugs",
        "knowledge",
    )

    def __init__(self, chart: Chart, knowledge: Knowledge) -> None:
        self.chart = chart
        self.knowledge = knowledge
        asserted: dict[ConceptId, list[Statement]] = defaultdict(list)
        denied: dict[ConceptId, list[Statement]] = defaultdict(list)
        for statement in chart.statements:
            if statement.assertion is Assertion.ABSENT:
                for concept in statement.concepts:
                    denied[concept].append(statement)
                continue
            unsaid = _UNSAID_BY_VACCINE if statement.origin is Origin.IMMUNIZATION else frozenset()
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
            drug for drug in chart.drugs if drug.use is not DrugUse.LOCAL and drug.state is not DrugState.DRAFT
        )
        self._by_drug, self._by_class = _by_content(self.drugs)
        self._named: dict[int, str] = {}
        self._usable: dict[LabId, tuple[Result, ...]] = {}
        self._newest: dict[tuple[LabId, ...], tuple[Result, ...]] = {}

    def days_ago(self, moment: Moment) -> float:
        """Days from the latest instant the record allows to the clock; negative for the future."""
        return (self.chart.as_of - min(moment.latest, self.chart.as_of)) / timedelta(days=1)

    def results(self, lab: LabId) -> tuple[Result, ...]:
        """Results that may count as evidence, oldest first: clumped and self-contradicting ones are left out."""
        found = self._usable.get(lab)
        if found is None:
            found = tuple(r for r in self.chart.results.get(lab, ()) if not (r.caveats & _DOUBTFUL))
            self._usable[lab] = found
        return found

    def newest_first(self, labs: tuple[LabId, ...]) -> tuple[Result, ...]:
        """``results`` of these tests together, newest first, undated ones last. Sorted once for all who ask."""
        found = self._newest.get(labs)
        if found is None:
            results = [result for lab in labs for result in self.results(lab)]
            dated = [(result.when.at, result) for result in results if result.when is not None]
            dated.sort(key=itemgetter(0), reverse=True)
            undated = (result for result in results if result.when is None)
            found = self._newest[labs] = (*(result for _, result in dated), *undated)
        return found

    def drugs_of(self, drugs: Iterable[DrugId], classes: Iterable[DrugClass]) -> Iterable[DrugExposure]:
        """Exposures to any of these ingredients or classes, each once, in the order of the chart."""
        found = {id(drug) for name in drugs for drug in self._by_drug.get(name, ())}
        found.update(id(drug) for name in classes for drug in self._by_class.get(name, ()))
        return [drug for drug in self.drugs if id(drug) in found] if found else ()

    def drug_name(self, drug: DrugExposure) -> str:
        """The chart's own name, with the ingredients where it does not say them ("HEPA10SYR" tells nobody)."""
        name = self._named.get(id(drug))
        if name is None:
            labels = [self.knowledge.drugs[each].label for each in sorted(drug.drugs)]
            told = drug.name.casefold()
            silent = [label for label in labels if label.casefold() not in told]
            name = self._named[id(drug)] = f"{', '.join(silent)} ({drug.name})" if silent else drug.name
        return name

    def within(self, moment: Moment | None, days: float | None) -> bool:
        """Is the moment inside the window that ends at the clock? No window: yes. No moment inside one: no."""
        if days is None:
            return True
        return moment is not None and self.days_ago(moment) <= days


def _by_content(
    drugs: tuple[DrugExposure, ...],
) -> tuple[Mapping[DrugId, list[DrugExposure]], Mapping[DrugClass, list[DrugExposure]]]:
    """Exposures by ingredient and by class."""
    by_drug: dict[DrugId, list[DrugExposure]] = defaultdict(list)
    by_class: dict[DrugClass, list[DrugExposure]] = defaultdict(list)
    for drug in drugs:
        for ingredient in drug.drugs:
            by_drug[ingredient].append(drug)
        for group in drug.classes:
            by_class[group].append(drug)
    return by_drug, by_class
