"""Which concepts does a code or a text state? Codes first, words for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cds.fhir.concepts_by_code import ConceptsByCode
from cds.fhir.denials import Denials
from cds.fhir.diagnostic_certainty import Certainty, certainty
from cds.fhir.elements import names
from cds.fhir.spoken import NOTHING_SAID, Meaning, Spoken
from cds.fhir.wordings import any_of
from rules.closure import closure
from rules.concept_definitions import ConceptKind
from rules.identifiers import ConceptId
from rules.lexicon import Join, Lexicon, Match, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds.fhir.elements import CodeableConcept
    from rules.concept_definitions import ConceptDefinition
    from rules.identifiers import DrugClass
    from rules.word_definitions import TextWords

__all__ = ["Concepts"]

_LONGEST = 4000
"""Texts longer than this are cut: a whole report in one field is not read word by word."""
_REMEMBERED = 4096
_REMEMBERED_LENGTH = 120


class Concepts:
    """The concepts of the knowledge by code and by words, with what each implies and denies. Built once.

    Readings of short texts are remembered, up to a bound; the memory holds wordings, never who they were about.
    """

    __slots__ = (
        "_beside_medicines", "_codes", "_denials", "_denies", "_implied", "_labels", "_lexicon", "_meanings",
        "_placed", "_reactions", "_remembered", "_sites", "exposures", "signs",
    )  # fmt: skip

    def __init__(self, concepts: Mapping[ConceptId, ConceptDefinition], words: TextWords) -> None:
        self._sites = _of_kinds(concepts.values(), ConceptKind.BODY_SITE)
        self.exposures = _of_kinds(concepts.values(), ConceptKind.EXPOSURE)
        """What a patient met, vaccines among it."""
        self.signs = _of_kinds(concepts.values(), ConceptKind.SIGN, ConceptKind.SYMPTOM)
        """What comes and goes."""
        self._beside_medicines = any_of(word for concept in concepts.values() for word in concept.beside_medicines)
        implies = {concept.id: concept.implies for concept in concepts.values()}
        self._implied = {concept: closure((concept,), lambda name: implies.get(name, ())) for concept in concepts}
        joins = tuple(self._joins(concepts.values()))
        self._placed = tuple(
            (ConceptId(join.entry), join.first, join.second)
            for join in joins
            if not join.linked_by and not self._sites.isdisjoint(join.first | join.second)
        )
        self._lexicon: Lexicon = Lexicon.compile(
            {concept.id: concept.phrases for concept in concepts.values()}, words, joins
        )
        self._denials = Denials(concepts.values(), self._implied)
        self._denies = {concept.id: frozenset(concept.denies) for concept in concepts.values() if concept.denies}
        self._reactions = {concept.id: concept.reactions for concept in concepts.values() if concept.reactions}
        self._labels = {concept.id: concept.label for concept in concepts.values()}
        self._remembered: dict[str, tuple[Spoken, ...]] = {}
        self._meanings: dict[tuple[frozenset[ConceptId], ...], Meaning] = {}
        self._codes = ConceptsByCode(concepts.values())

    def _joins(self, concepts: Iterable[ConceptDefinition]) -> Iterator[Join]:
        """The pairs of concepts that state another, a body site with all that lies in it."""

        def within(concept: ConceptId) -> frozenset[str]:
            parts = (part for part in self._sites if concept in self._implied[part]) if concept in self._sites else ()
            return frozenset({concept, *parts})

        for concept in concepts:
            for pair in concept.together:
                yield Join(concept.id, within(pair.first), within(pair.second), frozenset(pair.linked_by))

    def meaning(self, spoken: Spoken) -> Meaning:
        """What the concepts of a text amount to, with all that they imply and deny. Remembered, up to a bound."""
        key = (spoken.asserted, spoken.denied, spoken.sites, spoken.about)
        known = self._meanings.get(key)
        if known is None:
            stated = self._with_implied(spoken.asserted)
            denied = self.ruled_out(spoken, spoken.denied).union(
                *(self._denies.get(concept, ()) for concept in spoken.asserted)
            )
            known = Meaning(stated - self._sites, denied - stated, self._with_implied(spoken.sites) & self._sites)
            if len(self._meanings) >= _REMEMBERED:
                self._meanings.clear()
            self._meanings[key] = known
        return known

    def placed(self, spoken: Spoken, sites: frozenset[ConceptId]) -> Spoken:
        """What was said, now of the ``sites`` that a field of its own names, with what the two state together."""
        stated = self._with_implied(spoken.asserted)
        joined = {
            entry
            for entry, one, other in self._placed
            if (not stated.isdisjoint(one) and not sites.isdisjoint(other))
            or (not stated.isdisjoint(other) and not sites.isdisjoint(one))
        }
        return replace(spoken, asserted=spoken.asserted | joined, sites=spoken.sites | sites, means=None)

    def ruled_out(self, spoken: Spoken, denied: frozenset[ConceptId]) -> frozenset[ConceptId]:
        """What the denial of these concepts of a text amounts to, with those that are denied with them."""
        return self._denials.of(denied, spoken.named | spoken.about)

    def _with_implied(self, concepts: frozenset[ConceptId]) -> frozenset[ConceptId]:
        return frozenset().union(*(self._implied[concept] for concept in concepts))

    def coded(self, found: CodeableConcept) -> frozenset[ConceptId]:
        """The concepts its codes state."""
        return self._codes.of(found)

    def words_for(self, found: CodeableConcept) -> str:
        """Words for codes sent without any: the labels of what they state; "" when that is nothing known."""
        return ", ".join(sorted(self._labels[concept] for concept in self.coded(found)))

    def reactions(self, classes: frozenset[DrugClass], said: frozenset[ConceptId]) -> frozenset[ConceptId]:
        """The reactions that an entry of the allergy list states, by the classes of its medicine and what was seen."""
        seen = self._with_implied(said)
        return frozenset(
            concept
            for concept, patterns in self._reactions.items()
            if concept in seen
            or any(
                (not pattern.classes or not classes.isdisjoint(pattern.classes))
                and (not pattern.seen or not seen.isdisjoint(pattern.seen))
                for pattern in patterns
            )
        )

    def medicine_alone(self, name: str) -> str:
        """The name of an entry of the allergy list without the words that say what it is: "heparin allergy"."""
        return self._beside_medicines.sub(" ", name)

    def spoken(self, text: str | None) -> tuple[Spoken, ...]:
        """What a text says, one entry for each way of saying (of the past, of a relative, uncertain)."""
        if not text:
            return NOTHING_SAID
        known = self._remembered.get(text)
        if known is None:
            known = self._read(frozenset(), (text[:_LONGEST],))
            if len(text) <= _REMEMBERED_LENGTH:
                if len(self._remembered) >= _REMEMBERED:
                    self._remembered.clear()
                self._remembered[text] = known
        return known

    def phrases(self, text: str, spoken: Spoken) -> str:
        """The phrases of the text that state what was ``spoken`` in it, in its order and folded, and no word beside."""
        flags = (spoken.historical, spoken.uncertain, spoken.family)
        spans = {
            (match.start, -match.end): match.negated
            for match in self._lexicon.match(text[:_LONGEST])
            if match.id in (spoken.denied if match.negated else spoken.asserted | spoken.sites)
            and (
                match.negated or match.id in spoken.sites or flags == (match.historical, match.uncertain, match.family)
            )
        }
        words = fold(text[:_LONGEST])
        told: list[str] = []
        reached = 0
        for (start, end), denied in sorted(spans.items()):
            if -end > reached:
                told.append(f"no {' '.join(words[start:-end])}" if denied else " ".join(words[start:-end]))
                reached = -end
        return ", ".join(told)

    def read(self, found: CodeableConcept) -> tuple[Spoken, ...]:
        """What a coded field says: its codes, and its words for all that the codes leave unsaid."""
        said = self._read(self.coded(found), tuple(names(found)))
        told = certainty(found)
        return said if told is None else tuple(self._as_certain(each, told) for each in said)

    def _as_certain(self, spoken: Spoken, told: Certainty) -> Spoken:
        """What is said of the patient, as sure as the letter of the diagnosis says."""
        if spoken.family:
            return spoken
        if told is Certainty.EXCLUDED:
            changed = replace(spoken, asserted=frozenset(), denied=spoken.asserted | spoken.denied)
        elif told is Certainty.SUSPECTED:
            changed = replace(spoken, uncertain=True)
        else:
            changed = replace(spoken, historical=True)
        return replace(changed, means=self.meaning(changed))

    def _heard(self, text: str) -> list[Match]:
        """What a text says, without what it says of people who are no kin of the patient, but for having met them."""
        found = self._lexicon.match(text[:_LONGEST])
        return [match for match in found if not match.others or match.id in self.exposures]

    def _read(self, coded: frozenset[ConceptId], texts: tuple[str, ...]) -> tuple[Spoken, ...]:
        historical = uncertain = False
        denied_codes: set[ConceptId] = set()
        groups: dict[tuple[bool, bool, bool], tuple[set[ConceptId], set[ConceptId]]] = {}
        sites: set[ConceptId] = set()
        relatives: set[ConceptId] = set()
        for text in texts:
            for match in self._heard(text):
                concept = ConceptId(match.id)
                if match.relative:
                    relatives.add(concept)
                if concept in self._sites:
                    if not match.negated:
                        sites.add(concept)
                elif concept in coded:
                    if match.negated:
                        denied_codes.add(concept)
                    historical = historical or match.historical
                    uncertain = uncertain or match.uncertain
                else:
                    key = (match.historical, match.uncertain, match.family)
                    asserted, denied = groups.setdefault(key, (set(), set()))
                    (denied if match.negated else asserted).add(concept)
        sites |= coded & self._sites
        stated = coded - self._sites - denied_codes
        read = []
        if stated or denied_codes:
            plain, plain_denied = groups.pop((historical, uncertain, False), (set(), set()))
            read.append(
                Spoken(
                    stated | plain,
                    frozenset(denied_codes | plain_denied),
                    frozenset(sites),
                    historical=historical,
                    uncertain=uncertain,
                    by_code=True,
                )
            )
        read += [
            Spoken(
                frozenset(asserted | relatives if family else asserted),
                frozenset(denied - asserted),
                frozenset(sites),
                historical=past,
                uncertain=unsure,
                family=family,
            )
            for (past, unsure, family), (asserted, denied) in groups.items()
        ]
        if not read and sites:
            read.append(Spoken(sites=frozenset(sites), by_code=bool(coded)))
        return tuple(replace(each, means=self.meaning(each)) for each in read)


def _of_kinds(concepts: Iterable[ConceptDefinition], *kinds: ConceptKind) -> frozenset[ConceptId]:
    return frozenset(concept.id for concept in concepts if concept.kind in kinds)
