"""The medicines of one chart by what they hold, and each as a reason where somebody asks for it."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import DrugState, DrugUse
from rules.records import new_datum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.chart import DrugExposure, Moment
    from rules.definitions import Knowledge
    from rules.identifiers import DrugClass, DrugId
    from rules.reasons import Datum

__all__ = ["Given", "GivenDrugs"]

# Under names of the module: found without the search that an attribute of an enum costs.
_LOCAL, _LINE_CARE, _DRAFT, _RUNNING = DrugUse.LOCAL, DrugUse.LINE_CARE, DrugState.DRAFT, DrugState.RUNNING
_NAMES_KEPT = 4096
_NONE_OF_IT: Sequence[list[int]] = ()


class Given(NamedTuple):
    """An exposure as a reason, with its start and its end (else its start); None without a date."""

    datum: Datum
    line_care: bool
    running: bool
    start: Moment | None
    end: Moment | None


class GivenDrugs:
    """Exposures by ingredient and class: neither drafts nor what is only put on the skin.

    Of a long list most repeat the same few contents, so exposures are told by content: ``by_drug`` and ``by_class``
    hold, for each content, the places of its exposures in the chart.
    """

    __slots__ = ("_asked", "_drugs", "_given", "_knowledge", "by_class", "by_drug")

    def __init__(self, drugs: tuple[DrugExposure, ...], knowledge: Knowledge) -> None:
        self._drugs = drugs
        self._knowledge = knowledge
        self._given: dict[int, Given] = {}
        self._asked: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], Sequence[Given]] = {}
        alike: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], list[int]] = {}
        for place, drug in enumerate(drugs):
            if drug.use is _LOCAL or drug.state is _DRAFT:
                continue
            content = drug.drugs, drug.classes
            if content in alike:
                alike[content].append(place)
            else:
                alike[content] = [place]
        by_drug: dict[DrugId, list[list[int]]] = {}
        by_class: dict[DrugClass, list[list[int]]] = {}
        for (ingredients, groups), places in alike.items():
            for ingredient in ingredients:
                by_drug.setdefault(ingredient, []).append(places)
            for group in groups:
                by_class.setdefault(group, []).append(places)
        self.by_drug: Mapping[DrugId, Sequence[list[int]]] = by_drug
        self.by_class: Mapping[DrugClass, Sequence[list[int]]] = by_class

    def exposures(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> list[DrugExposure]:
        """Those to any of these ingredients or classes, each once, in the order of the chart."""
        return [self._drugs[place] for place in sorted(chain.from_iterable(self._contents(drugs, classes)))]

    def reasons(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> Sequence[Given]:
        """``exposures`` as reasons; found once for all who ask the same."""
        known = self._asked.get((drugs, classes))
        if known is None:
            contents = self._contents(drugs, classes)
            for places in contents:
                if places[0] not in self._given:
                    self._tell(places)
            known = list(map(self._given.__getitem__, sorted(chain.from_iterable(contents))))
            self._asked[drugs, classes] = known
        return known

    def _contents(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> list[list[int]]:
        """Places of the exposures, by content."""
        found = [places for name in drugs for places in self.by_drug.get(name, _NONE_OF_IT)]
        found += [places for group in classes for places in self.by_class.get(group, _NONE_OF_IT)]
        return list({places[0]: places for places in found}.values())

    def _tell(self, places: Sequence[int]) -> None:
        """Makes the reasons of all exposures of one content."""
        drugs = self._drugs
        known = self._knowledge.drugs
        labels = tuple([known[each].label for each in sorted(drugs[places[0]].drugs)])
        for place in places:
            drug = drugs[place]
            start = drug.start
            running = drug.state is _RUNNING
            datum = new_datum(_named(drug.name, labels), "running" if running else "given", start, drug.source)
            self._given[place] = Given(datum, drug.use is _LINE_CARE, running, start, drug.stop or start)


@lru_cache(maxsize=_NAMES_KEPT)
def _named(name: str, labels: tuple[str, ...]) -> str:
    """The chart's own name, with the ingredients where it does not say them ("HEPA10SYR" tells nobody)."""
    told = name.casefold()
    silent = [label for label in labels if label.casefold() not in told]
    return f"{', '.join(silent)} ({name})" if silent else name
