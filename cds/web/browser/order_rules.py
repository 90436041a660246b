"""A rule about draft orders in sentences: which orders it is about, and when each of its levels speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.web.browser.kinds import Key, Kind, Link
from cds.web.browser.spans import days
from rules.chart import DrugUse
from rules.order_safety_definitions import DoseBand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.web.browser.library import Library
    from cds.web.browser.sentences import Clause
    from rules.definitions import Knowledge
    from rules.order_safety_definitions import OrderSelector, SafetyLevel, SafetyRule

__all__ = ["LevelInWords", "order_rule"]

_DOSES = {DoseBand.LOW: "prophylactic", DoseBand.FULL: "full", DoseBand.UNTOLD: "one not told"}


@dataclass(frozen=True, slots=True)
class LevelInWords:
    """A level with its conditions: all of ``conditions`` and ``when`` must hold, none of ``silenced_by`` may."""

    level: SafetyLevel
    conditions: tuple[tuple[Link, ...], ...]
    when: Clause | None
    silenced_by: tuple[Key, ...]


def order_rule(rule: SafetyRule, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    """What the page of the rule shows besides its name."""
    return {
        "about": [_orders(selector, library.knowledge) for selector in rule.orders],
        "levels": [_level(level, library) for level in rule.levels],
    }


def _orders(selector: OrderSelector, knowledge: Knowledge) -> tuple[Link, ...]:
    """The orders meant: any of the names, as the words behind them narrow it."""
    named = [Link(knowledge.drugs[drug].label, Key(Kind.DRUG, drug)) for drug in sorted(selector.drugs)]
    named += [Link(knowledge.drug_classes[each].label, Key(Kind.DRUG_CLASS, each)) for each in sorted(selector.classes)]
    terms = [Link(knowledge.order_terms[term].label) for term in sorted(selector.terms)]
    words = _either(named)
    if named and terms:
        words.append(Link(" with "))
    words += _either(terms)
    if selector.unless_terms:
        left_out = [Link(knowledge.order_terms[term].label) for term in sorted(selector.unless_terms)]
        words += [Link(", not "), *_either(left_out)]
    if named and selector.uses != {DrugUse.TREATMENT}:
        words.append(Link(f" ({' or '.join(sorted(use.value for use in selector.uses))})"))
    if selector.doses < frozenset(DoseBand):
        doses = [words_ for band, words_ in _DOSES.items() if band in selector.doses]
        words.append(Link(f", dose: {' or '.join(doses)}"))
    return tuple(words)


def _either(links: list[Link]) -> list[Link]:
    words: list[Link] = []
    for place, link in enumerate(links):
        if place:
            words.append(Link(" or " if place == len(links) - 1 else ", "))
        words.append(link)
    return words


def _level(level: SafetyLevel, library: Library) -> LevelInWords:
    knowledge = library.knowledge
    conditions = []
    if level.gates:
        named = [Link(knowledge.gates[gate].label, Key(Kind.GATE, gate)) for gate in level.gates]
        conditions.append((Link("the criteria hold of "), *_either(named)))
    if level.missing is not None:
        lab = knowledge.labs[level.missing.lab]
        window = days(level.missing.within_days)
        conditions.append((Link("no usable "), Link(lab.label, Key(Kind.LAB, lab.id)), Link(f" in the last {window}")))
    return LevelInWords(
        level,
        tuple(conditions),
        None if level.when is None else library.sentences.clause(level.when),
        tuple(Key(Kind.GATE, gate) for gate in level.unless_gates),
    )
