"""Everything that has a page: its name, the heading it stands under, and the words by which it is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from cds.cards.references import source_name
from cds.cards.wording import upper_first
from cds.web.browser.kinds import Key, Kind
from rules.criteria import LabIs, Said, parts_of
from rules.definitions import ReferenceStatus
from rules.workup_definitions import HowSoon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rules.criteria import Criterion
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId

__all__ = ["Entry", "entries_of"]

_WHEN = {
    HowSoon.NOW: "Now",
    HowSoon.TODAY: "Today",
    HowSoon.NEXT: "Next",
    HowSoon.IF_UNEXPLAINED: "Only if still unexplained",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``group`` is its heading in the contents, ``hint`` a few words beside its name, ``terms`` other names for it."""

    key: Key
    label: str
    group: str = ""
    hint: str = ""
    terms: tuple[str, ...] = ()


def entries_of(knowledge: Knowledge) -> Mapping[Key, Entry]:
    """All entries by kind, then by name."""
    order = list(Kind)
    entries = _told_apart(chain(_reasoning(knowledge), _vocabulary(knowledge), _words(knowledge)))
    entries.sort(key=lambda entry: (order.index(entry.key.kind), entry.label.casefold()))
    return {entry.key: entry for entry in entries}


class _Names:
    """Under which names a chart may state a concept: its own and those of narrower ones that imply it."""

    __slots__ = ("_knowledge", "_narrower")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._narrower: dict[ConceptId, list[ConceptId]] = {}
        for concept in knowledge.concepts.values():
            for broader in concept.implies:
                self._narrower.setdefault(broader, []).append(concept.id)

    def asked(self, criterion: Criterion) -> Iterator[str]:
        """Names of the statements and results the criterion asks for."""
        match criterion:
            case Said():
                for concept in sorted(criterion.concepts):
                    yield from self._concept(concept, set())
            case LabIs():
                yield from (self._knowledge.labs[lab].label for lab in criterion.labs)
            case _:
                for part in parts_of(criterion):
                    yield from self.asked(part)

    def _concept(self, concept: ConceptId, seen: set[ConceptId]) -> Iterator[str]:
        if concept in seen:
            return
        seen.add(concept)
        known = self._knowledge.concepts[concept]
        yield known.label
        yield from (phrase.replace("*", "") for phrase in known.phrases)
        for narrower in self._narrower.get(concept, ()):
            yield from self._concept(narrower, seen)


def _told_apart(entries: Iterable[Entry]) -> list[Entry]:
    """Entries of one kind and name get their id as a hint."""
    listed = list(entries)
    names = Counter((entry.key.kind, entry.label) for entry in listed)
    return [
        replace(entry, hint=entry.key.id.replace("_", " ")) if names[entry.key.kind, entry.label] > 1 else entry
        for entry in listed
    ]


def _reasoning(knowledge: Knowledge) -> Iterator[Entry]:
    names = _Names(knowledge)
    for cause in knowledge.causes.values():
        hint = "must not be missed" if cause.must_not_miss else ""
        displays = [code.display for code in cause.codes]
        yield _entry(Key(Kind.CAUSE, cause.id), cause.label, cause.category, hint, displays)
    for gate in knowledge.gates.values():
        named = [knowledge.causes[cause].label for cause in gate.names]
        yield _entry(Key(Kind.GATE, gate.id), gate.label, gate.indicator.value, gate.headline, (gate.headline, *named))
    for finding in knowledge.findings.values():
        asked = chain.from_iterable(names.asked(rule.when) for rule in finding.rules)
        terms = chain(finding.labels.values(), asked)
        yield _entry(Key(Kind.FINDING, finding.id), finding.label, finding.group, terms=terms)
    for score in knowledge.scores.values():
        items = [item.label for item in score.items]
        yield _entry(Key(Kind.SCORE, score.id), score.name, hint=score.purpose, terms=items)
    for rule in knowledge.order_safety.values():
        levels = [level.headline for level in rule.levels]
        worst = rule.levels[0].indicator.value
        yield _entry(Key(Kind.ORDER_RULE, rule.id), rule.label, worst, terms=levels)
    for trigger in knowledge.triggers:
        yield _entry(Key(Kind.TRIGGER, trigger.id), trigger.label)


def _vocabulary(knowledge: Knowledge) -> Iterator[Entry]:
    for drug in knowledge.drugs.values():
        yield _entry(Key(Kind.DRUG, drug.id), drug.label, drug.label[:1], terms=drug.names)
    for drug_class in knowledge.drug_classes.values():
        yield _entry(Key(Kind.DRUG_CLASS, drug_class.id), drug_class.label)
    for lab in knowledge.labs.values():
        group = "vital signs and measurements" if lab.vital else "laboratory"
        yield _entry(Key(Kind.LAB, lab.id), lab.label, group, lab.unit_shown, (lab.short, *lab.names))


def _words(knowledge: Knowledge) -> Iterator[Entry]:
    for test in knowledge.tests.values():
        group = _WHEN[test.urgency] if test.orderable else "examination, question or advice"
        yield _entry(Key(Kind.TEST, test.id), test.label, group, test.why, test.phrases)
    for advice in knowledge.advice.values():
        yield _entry(Key(Kind.ADVICE, advice.id), advice.text, advice.kind)
    for reference in knowledge.references.values():
        group = "found and read" if reference.status is ReferenceStatus.SEEN else "from memory, not re-read"
        yield _entry(Key(Kind.REFERENCE, reference.id), reference.citation, group, terms=(source_name(reference),))


def _entry(key: Key, label: str, group: str = "", hint: str = "", terms: Iterable[str] = ()) -> Entry:
    return Entry(key, upper_first(label), upper_first(group), hint, tuple(dict.fromkeys(terms)))
