"""Observations: laboratory results and vital signs to results, signs and answers to statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from cds.fhir.categories import LABORATORY
from cds.fhir.contained_results import read_contained
from cds.fhir.elements import ABSENT
from cds.fhir.gathering import CORRECTED, PRELIMINARY
from cds.fhir.narratives import Narrative
from cds.fhir.plain_results import add_plain_result, notes_of
from cds.fhir.results import NOT_RECOGNISED, Sample, read_result
from cds.fhir.spoken import Spoken
from cds.fhir.times import moment
from rules.chart import Assertion, Caveat, Moment, Origin, Polarity

if TYPE_CHECKING:
    from cds.fhir.answers import Answers
    from cds.fhir.elements import Period
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Observation, ObservationComponent
    from cds.fhir.terminology import CodeReading
    from rules.identifiers import ResourceRef

__all__ = ["DROPPED", "period_moment", "read_observation", "when_made"]

DROPPED = frozenset({"entered-in-error", "cancelled"})
"""Statuses of what is no result."""
_NONE: frozenset[Caveat] = frozenset()
_STATUS = {
    "final": _NONE,
    "amended": _NONE,
    "corrected": _NONE,
    "appended": _NONE,
    "preliminary": frozenset({Caveat.PRELIMINARY}),
    "registered": frozenset({Caveat.PRELIMINARY}),
    "partial": frozenset({Caveat.PRELIMINARY}),
}
_UNKNOWN_STATUS = frozenset({Caveat.STATUS_UNKNOWN})
_VERSIONS = {
    "amended": CORRECTED,
    "corrected": CORRECTED,
    "appended": CORRECTED,
    "preliminary": PRELIMINARY,
    "registered": PRELIMINARY,
    "partial": PRELIMINARY,
}
_ORIGINS = {LABORATORY: Origin.REPORT, "imaging": Origin.REPORT, "social-history": Origin.SOCIAL}


def read_observation(gathering: Gathering, found: Observation, source: ResourceRef) -> None:
    """Adds what one Observation says to the chart."""
    terms = gathering.terminology
    known = terms.known_codes.get(bytes(found.code))
    reading = known[0] if known else terms.read_code(found.code)
    lab = reading.lab
    if lab is None or not add_plain_result(gathering, lab, reading, found, source):
        _look_closer(gathering, found, reading, source)


def _look_closer(gathering: Gathering, found: Observation, reading: CodeReading, source: ResourceRef) -> None:
    status = (found.status or "unknown").strip().lower()
    if status in DROPPED:
        return
    read_contained(read_observation, gathering, found, source)
    noted = found.note is not ABSENT or found.comment is not None or found.comments is not None
    if reading.means_nothing and not found.component:
        _unknown(gathering, found, reading, source)
        if noted:
            _remarks(gathering, found, reading, source)
        return
    lab = reading.lab
    when = when_made(gathering, found)
    if gathering.ahead(when):
        gathering.cannot_read(
            lab.label if lab else "observation", "dated in the future", source, lab.id if lab else None, when
        )
        return
    caveats = _STATUS.get(status, _UNKNOWN_STATUS)
    if status in _VERSIONS:
        gathering.versions[source] = _VERSIONS[status]
    notes = notes_of(found) if noted else ()
    if not reading.means_nothing:
        _one(gathering, found, found, reading, when, source, caveats, notes)
    for component in found.component or ():
        part = gathering.terminology.read_code(component.code)
        if not part.means_nothing:
            _one(gathering, found, component, part, when, source, caveats, notes)
    if notes:
        _remarks(gathering, found, reading, source)


def _remarks(gathering: Gathering, found: Observation, reading: CodeReading, source: ResourceRef) -> None:
    """What is noted beside a sign or an answer. Beside a laboratory result stand methods and limits, not findings."""
    category = gathering.terminology.categories.of(found.category)
    if category == LABORATORY or (reading.lab is not None and not reading.lab.vital):
        return
    when = when_made(gathering, found)
    if not gathering.ahead(when):
        for text in notes_of(found):
            gathering.narratives.append(Narrative(text, _ORIGINS.get(category, Origin.EXAM), source, when))


def _unknown(gathering: Gathering, found: Observation, reading: CodeReading, source: ResourceRef) -> None:
    """A code the knowledge has no use for: a laboratory result is counted, an answer in words is read."""
    if gathering.terminology.categories.of(found.category) == LABORATORY:
        gathering.count("laboratory result", "laboratory results", NOT_RECOGNISED, source)
    elif found.valueQuantity is None and found.valueInteger is None:
        when = when_made(gathering, found)
        if not gathering.ahead(when):
            _say(gathering, found, found, reading, when, source)


def when_made(gathering: Gathering, found: Observation) -> Moment | None:
    """When the sample was taken or the look was had, else when it was reported."""
    when = gathering.when(found.effectiveDateTime, found.effectiveInstant)
    return when if when is not None else period_moment(found.effectivePeriod) or gathering.when(found.issued)


def _one(  # noqa: PLR0913, PLR0917 - the whole, the part and what all parts share
    gathering: Gathering,
    whole: Observation,
    part: Observation | ObservationComponent,
    reading: CodeReading,
    when: Moment | None,
    source: ResourceRef,
    caveats: frozenset[Caveat],
    notes: tuple[str, ...],
) -> None:
    lab = reading.lab
    if lab is None:
        if reading.problem:
            what = reading.text[:100] or "laboratory result"
            for contested in reading.contested or (None,):
                gathering.cannot_read(what, reading.problem, source, contested, when or Moment(gathering.now))
        else:
            _say(gathering, whole, part, reading, when, source)
        return
    result = read_result(gathering, part, reading, Sample(when, source, caveats, notes))
    if result is None:
        return
    gathering.results[result.lab].append(result)
    if when is None:
        gathering.cannot_read(lab.label, "it has no date", source, result.lab)
    if result.words is not None:
        _say(gathering, whole, part, reading, when, source)
    if Caveat.CLUMPED in result.caveats:
        for text in (*notes, part.valueString):
            gathering.say(gathering.terminology.concepts.spoken(text), text or "", Origin.REPORT, source, recorded=when)


def _say(  # noqa: PLR0913, PLR0917 - the whole, the part and what both are about
    gathering: Gathering,
    whole: Observation,
    part: Observation | ObservationComponent,
    reading: CodeReading,
    when: Moment | None,
    source: ResourceRef,
) -> None:
    """The statement of a sign, a question with its answer, or a result in words."""
    answer = _answer(gathering, part)
    if answer is None:
        return
    text, polarity, said = answer
    asked, sites, by_code = reading.asked, reading.sites, reading.by_code
    category = gathering.terminology.categories.of(whole.category)
    origin = _ORIGINS.get(category, Origin.REPORT if reading.lab is not None else Origin.EXAM)
    if whole.bodySite is not ABSENT:
        sites |= gathering.terminology.sites(whole.bodySite)
    wording = f"{reading.text}: {text}" if text and reading.text else reading.text or text
    spoken: tuple[Spoken, ...]
    assertion = Assertion.PRESENT
    if said:
        # A test's own name is no finding: "Smear: no blasts" does not state a smear.
        context = frozenset() if reading.lab is not None and polarity is None else asked
        spoken = tuple(
            Spoken(
                (context - each.denied) | each.asserted,
                each.denied,
                each.sites,
                historical=each.historical,
                uncertain=each.uncertain,
                family=each.family,
                by_code=each.by_code or by_code,
            )
            for each in said
        )
    elif polarity is Polarity.NEGATIVE:
        assertion = Assertion.ABSENT
        spoken = (Spoken(asked, by_code=by_code),)
    elif polarity is Polarity.POSITIVE or (polarity is None and reading.lab is None):
        spoken = (Spoken(asked, reading.denied, by_code=by_code),)
    else:
        return
    gathering.say(spoken, wording, origin, source, assertion=assertion, recorded=when, sites=sites)


_Answer: TypeAlias = "tuple[str, Polarity | None, tuple[Spoken, ...]]"
"""The answer's wording, whether it is yes or no, and the concepts in it."""


def _answer(  # noqa: PLR0911 - one line a kind of value
    gathering: Gathering, part: Observation | ObservationComponent
) -> _Answer | None:
    """What was answered; None when nothing was."""
    terms = gathering.terminology
    if part.valueBoolean is not None:
        return ("yes", Polarity.POSITIVE, ()) if part.valueBoolean else ("no", Polarity.NEGATIVE, ())
    if part.valueString is not None:
        text = " ".join(part.valueString.split())
        return _in_words(terms.answers, text, terms.answers.polarity(text), terms.concepts.spoken(text))
    coded = None if part.valueCodeableConcept is ABSENT else terms.answers.coded(bytes(part.valueCodeableConcept))
    if coded is not None:
        text, polarity = coded
        if polarity is not None:
            return text, polarity, ()
        return _in_words(terms.answers, text, None, terms.read_code(part.valueCodeableConcept).spoken)
    if part.valueQuantity is not None or part.valueInteger is not None or part.dataAbsentReason is not ABSENT:
        return None
    verdict = terms.judgements.of(part.interpretation)
    if verdict.polarity is not None:
        return verdict.polarity.value, verdict.polarity, ()
    # A sign coded with no value beside it is stated by being there; a heading over components is not.
    return None if getattr(part, "component", None) else ("", None, ())


def _in_words(answers: Answers, text: str, polarity: Polarity | None, said: tuple[Spoken, ...]) -> _Answer | None:
    if said and polarity is not Polarity.NEGATIVE:
        return text, polarity, said
    if answers.untold(text):
        return None
    if polarity is None and answers.denies(text):
        polarity = Polarity.NEGATIVE
    return text, polarity, ()


def period_moment(period: Period | None) -> Moment | None:
    """A period as one moment: its start, spanning to its end; its end when that is all there is."""
    if period is None:
        return None
    start, end = moment(period.start), moment(period.end)
    if start is None or end is None:
        return start or end
    return Moment(start.at, max(end.latest - start.at, start.span))
