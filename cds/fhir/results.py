"""A laboratory result or vital sign: number, unit, comparator, words, flag, limits, and every reason for doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.absent_reasons import Absence, absence, codes_of
from cds.fhir.elements import Quantity, concepts, names
from cds.fhir.judgements import disagrees
from cds.fhir.magnitudes import plausible
from cds.fhir.numbers_in_words import number_in_words
from cds.fhir.settled_scales import converted
from cds.fhir.units import Unusable
from cds.fhir.written_numbers import shown
from rules.chart import Caveat, Comparator, Moment, Polarity, Result

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.judgements import Judgement
    from cds.fhir.resources import Observation, ObservationComponent
    from cds.fhir.terminology import CodeReading
    from rules.chart import Flag
    from rules.identifiers import ResourceRef
    from rules.lab_definitions import LabDefinition

__all__ = ["NOT_RECOGNISED", "Sample", "comparator_in_notes", "read_result"]

NOT_RECOGNISED = "not recognised: no known code or name"
_COMPARATORS = {each.value: each for each in Comparator}
_WORDS_SHOWN = 200
_NOT_YET = frozenset({Caveat.PRELIMINARY, Caveat.STATUS_UNKNOWN})
"""Nothing is missing yet."""


@dataclass(slots=True)
class Sample:
    """What all values of one Observation share. ``caveats`` grows while a value is read."""

    when: Moment | None
    source: ResourceRef
    caveats: frozenset[Caveat]
    notes: tuple[str, ...]


def read_result(
    gathering: Gathering,
    found: Observation | ObservationComponent,
    reading: CodeReading,
    sample: Sample,
) -> Result | None:
    """The result of a recognised test; None, with a reason in ``gathering``, when nothing of it can be used."""
    lab = reading.lab
    if lab is None:
        return None
    if reading.caveats:
        sample.caveats |= reading.caveats
    if reading.clumpable and (sample.notes or found.valueString):
        said = (*sample.notes, found.valueString) if found.valueString else sample.notes
        if any(gathering.terminology.says_clumped(lab, text) for text in said):
            sample.caveats |= {Caveat.CLUMPED}
    quantity = found.valueQuantity
    if isinstance(quantity, list):
        quantity = quantity[0] if len(quantity) == 1 else None
    if quantity is None and found.valueInteger is not None:
        quantity = Quantity(value=found.valueInteger)
    if quantity is not None and quantity.value is not None:
        number = quantity.value
        if type(number) is float and lab.unit:
            return _measured(gathering, found, lab, quantity, number, sample)
        written = number if isinstance(number, str) else shown(number, quantity.unit or "")
        return _in_words(gathering, found, lab, f"{quantity.comparator or ''}{written}", sample)
    if found.valueString and found.valueString.strip():
        return _in_words(gathering, found, lab, found.valueString, sample)
    return _coded(gathering, found, lab, sample)


def _measured(  # noqa: PLR0913, PLR0917 - a number and all that was sent beside it
    gathering: Gathering,
    found: Observation | ObservationComponent,
    lab: LabDefinition,
    quantity: Quantity,
    number: float,
    sample: Sample,
) -> Result | None:
    terms = gathering.terminology
    sent = terms.ranges.of(found.referenceRange)
    units = terms.units
    by_name = Caveat.FROM_NAME in sample.caveats
    scale = units.scale(lab, (quantity.code, quantity.unit), number, sent.low, sent.high, by_name=by_name)
    if isinstance(scale, Unusable):
        return _unscaled(gathering, found, lab, quantity, number, scale, sample)
    value = number if scale.factor == 1.0 else scale.convert(number)
    if not plausible(lab, value):
        why = f"{shown(number, scale.shown)} is not a possible value"
        _lose(gathering, lab, why, sample)
        return None
    comparator: Comparator | None = None
    if quantity.comparator:
        comparator = _COMPARATORS.get(quantity.comparator.strip())
        if comparator is None:
            why = f"its comparator {quantity.comparator[:8]!r} is unknown"
            _lose(gathering, lab, why, sample)
            return None
    elif sample.notes:
        comparator = comparator_in_notes(sample.notes, number)
        if comparator is not None:
            sample.caveats |= {Caveat.FROM_TEXT}
    if scale.inferred:
        sample.caveats |= {Caveat.UNIT_INFERRED}
    low, high = converted(units, lab, scale, sent)
    verdict = terms.judgements.of(found.interpretation)
    if verdict.flag is not None and comparator is None and disagrees(lab, verdict, value, low, high):
        sample.caveats |= {Caveat.FLAG_DISAGREES}
    written = shown(number, scale.shown)
    return Result(
        lab.id,
        sample.when,
        sample.source,
        value,
        comparator,
        None,
        verdict.polarity,
        verdict.flag,
        low,
        high,
        f"{comparator.value}{written}" if comparator is not None else written,
        sample.caveats,
    )


def _unscaled(  # noqa: PLR0913, PLR0917 - as above, and why the number has no scale
    gathering: Gathering,
    found: Observation | ObservationComponent,
    lab: LabDefinition,
    quantity: Quantity,
    number: float,
    unusable: Unusable,
    sample: Sample,
) -> Result | None:
    """The result of a test that shares the name and has this unit, else the laboratory's flag; None without either."""
    terms = gathering.terminology
    if unusable.other_unit and Caveat.FROM_NAME in sample.caveats:
        other = terms.labs.in_other_units(lab)
        if other is not None and terms.units.sent_scale(other, (quantity.code, quantity.unit)) is not None:
            return _measured(gathering, found, other, quantity, number, sample)
        # Cells in urine share their name with cells in blood.
        gathering.count("laboratory result", "laboratory results", NOT_RECOGNISED, sample.source)
        return None
    _lose(gathering, lab, unusable.why, sample)
    words = f"{shown(number, '')} {quantity.unit or quantity.code or ''}"
    return _flagged(terms.judgements.of(found.interpretation), lab, words, sample)


def _lose(gathering: Gathering, lab: LabDefinition, why: str, sample: Sample) -> None:
    """Notes a result that nobody could read. Without a date it may be of now."""
    gathering.cannot_read(lab.label, why, sample.source, lab.id, sample.when or Moment(gathering.now))


def _flagged(verdict: Judgement, lab: LabDefinition, words: str, sample: Sample) -> Result | None:
    """A number that cannot be used still has the laboratory's flag; None without one."""
    if verdict.flag is None:
        return None
    return _worded(lab, words.strip()[:_WORDS_SHOWN], None, verdict.flag, sample)


def comparator_in_notes(notes: tuple[str, ...], number: float) -> Comparator | None:
    """Some laboratories lose the comparator and leave it in the note ("<5*."); None when no note has this number."""
    for note in notes:
        written = number_in_words(note)
        if written is not None and written.comparator is not None and written.value == number:
            return written.comparator
    return None


def _in_words(
    gathering: Gathering,
    found: Observation | ObservationComponent,
    lab: LabDefinition,
    text: str,
    sample: Sample,
) -> Result | None:
    """A result sent as a string: a number after all, or words."""
    terms = gathering.terminology
    written = number_in_words(text) if lab.unit else None
    if written is not None:
        unit = written.unit or (found.valueQuantity.unit if isinstance(found.valueQuantity, Quantity) else None)
        other = terms.labs.in_other_units(lab) if Caveat.FROM_NAME in sample.caveats else None
        if unit and other is not None and terms.units.find(other, unit) is not None:
            lab = other
        if not unit or terms.units.find(lab, unit) is not None:
            quantity = Quantity(written.value, written.comparator and written.comparator.value, unit)
            sample.caveats |= {Caveat.FROM_TEXT}
            return _measured(gathering, found, lab, quantity, written.value, sample)
    words = " ".join(text.split())[:_WORDS_SHOWN]
    if (
        lab.unit and Caveat.FROM_NAME in sample.caveats and terms.answers.of_a_strip(words)
    ):  # of urine, under the same name
        gathering.count("laboratory result", "laboratory results", NOT_RECOGNISED, sample.source)
        return None
    verdict = terms.judgements.of(found.interpretation)
    flag = verdict.flag or terms.answers.flag(words)
    if lab.unit and flag is None and terms.answers.unmade(words) and Caveat.CLUMPED not in sample.caveats:
        gathering.cannot_read(lab.label, f"it was not measured: {words[:60]!r}", sample.source, lab.id)
        return None
    polarity = terms.answers.polarity(words) or verdict.polarity
    if lab.unit and flag is None and polarity is None and Caveat.CLUMPED not in sample.caveats:
        why = f"its result is words: {words[:60]!r}"
        _lose(gathering, lab, why, sample)
    return _worded(lab, words, polarity, flag, sample)


def _worded(lab: LabDefinition, words: str, polarity: Polarity | None, flag: Flag | None, sample: Sample) -> Result:
    """A result without a number, shown as its words."""
    return Result(
        lab.id, sample.when, sample.source, None, None, words, polarity, flag, None, None, words, sample.caveats
    )


def _coded(
    gathering: Gathering,
    found: Observation | ObservationComponent,
    lab: LabDefinition,
    sample: Sample,
) -> Result | None:
    terms = gathering.terminology
    answers = concepts(found.valueCodeableConcept)
    if answers:
        words = next(names(answers[0]), None) or next((str(c.code) for c in answers[0].codings if c.code), "")
        polarity = terms.answers.polarity_of(answers[0])
        if polarity is None and words:
            return _in_words(gathering, found, lab, words, sample)
        return _worded(lab, words, polarity, terms.judgements.of(found.interpretation).flag, sample)
    if found.valueBoolean is not None:
        polarity = Polarity.POSITIVE if found.valueBoolean else Polarity.NEGATIVE
        return _worded(lab, "yes" if found.valueBoolean else "no", polarity, None, sample)
    written = _range_or_ratio(found)
    if written:
        return _in_words(gathering, found, lab, written, sample)
    verdict = terms.judgements.of(found.interpretation)
    told = verdict.flag or verdict.polarity
    if told is not None:
        return _worded(lab, told.value, verdict.polarity, verdict.flag, sample)
    if lab.unit:
        _say_missing(gathering, found, lab, sample)
    return None


def _range_or_ratio(found: Observation | ObservationComponent) -> str:
    if found.valueRange is not None:
        low, high = found.valueRange.low, found.valueRange.high
        return f"{_plain(low)}-{_plain(high)}".strip("-")
    if found.valueRatio is not None:
        return f"{_plain(found.valueRatio.numerator)}:{_plain(found.valueRatio.denominator)}".strip(":")
    return found.valueDateTime or ""


def _plain(quantity: Quantity | None) -> str:
    if quantity is None or quantity.value is None:
        return ""
    number = quantity.value
    return number if isinstance(number, str) else shown(number, "")


def _say_missing(
    gathering: Gathering, found: Observation | ObservationComponent, lab: LabDefinition, sample: Sample
) -> None:
    """A value that is not there: lost where it was made and is not shown, or is final and no reason is given."""
    reasons = concepts(found.dataAbsentReason)
    absent = absence(found.dataAbsentReason)
    if absent is Absence.NOT_MADE or (not reasons and getattr(found, "component", None)):
        return
    told = [wording for reason in reasons for wording in names(reason)] or sorted(codes_of(found.dataAbsentReason))
    said = next(iter(told), "")
    why = f"no value was sent ({said[:60]})" if said else "no value was sent"
    if absent is Absence.NOT_SHOWN or (not reasons and sample.caveats.isdisjoint(_NOT_YET)):
        _lose(gathering, lab, why, sample)
    else:
        gathering.cannot_read(lab.label, why, sample.source, lab.id)
