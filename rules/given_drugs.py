"""The medicines of one chart by what they hold, and each as a reason where somebody asks for it."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from rules.chart import DrugState, DrugUse
from rules.records import new_datum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.chart import DrugExposure
    from rules.definitions import Knowledge
    from rules.identifiers import DrugClass, DrugId
    from rules.reasons import Datum

__all__ = ["GivenDrugs"]

# Under names of the module: found without the search that an attribute of an enum costs.
_LOCAL, _DRAFT, _RUNNING = DrugUse.LOCAL, DrugState.DRAFT, DrugState.RUNNING
_NAMES_KEPT = 4096
_NONE_OF_IT: Sequence[list[int]] = ()


class GivenDrugs:
    """Exposures by ingredient and class: neither drafts nor what is only put on the skin.

    Of a long list most repeat the same few contents, so exposures are told by content: ``by_drug`` and ``by_class``
    hold, for each content, the places of its exposures in the chart.
    """

    __slots__ = ("_asked", "_data", "_drugs", "_knowledge", "_labels", "by_class", "by_drug")

    def __init__(self, drugs: tuple[DrugExposure, ...], knowledge: Knowledge) -> None:
        self._drugs = drugs
        self._knowledge = knowledge
        self._data: dict[int, Datum] = {}
        self._labels: dict[frozenset[DrugId], tuple[str, ...]] = {}
        self._asked: dict[tuple[frozenset[DrugId], frozenset[DrugClass]], Sequence[DrugExposure]] = {}
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

    def exposures(self, drugs: frozenset[DrugId], classes: frozenset[DrugClass]) -> Sequence[DrugExposure]:
        """Those to any of these ingredients or classes, each once, in the order of the chart."""
        asked = drugs, classes
        known = self._asked.get(asked)
        if known is None:
            found = [places for name in drugs for places in self.by_drug.get(name, _NONE_OF_IT)]
            found += [places for group in classes for places in self.by_class.get(group, _NONE_OF_IT)]
            contents = {places[0]: places for places in found}.values()
            known = self._asked[asked] = list(map(self._drugs.__getitem__, sorted(chain.from_iterable(contents))))
        return known

    def datum(self, drug: DrugExposure) -> Datum:
        """The exposure as the reason for something; made once for all who show it."""
        datum = self._data.get(id(drug))
        if datum is None:
            labels = self._labels.get(drug.drugs)
            if labels is None:
                known = self._knowledge.drugs
                labels = self._labels[drug.drugs] = tuple([known[each].label for each in sorted(drug.drugs)])
            state = "running" if drug.state is _RUNNING else "given"
            datum = self._data[id(drug)] = new_datum(_named(drug.name, labels), state, drug.start, drug.source)
        return datum


@lru_cache(maxsize=_NAMES_KEPT)
def _named(name: str, labels: tuple[str, ...]) -> str:
    """The chart's own name, with the ingredients where it does not say them ("HEPA10SYR" tells nobody)."""
    told = name.casefold()
    silent = [label for label in labels if label.casefold() not in told]
    return f"{', '.join(silent)} ({name})" if silent else name
