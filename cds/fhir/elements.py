"""The data types of FHIR that the reader needs, narrow and lenient in shape.

Unknown fields are skipped. A field that real clients send now as one object, now as a list, stays raw until it is
read here. What cannot be understood is None or empty, never a default value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ABSENT",
    "Annotation",
    "CodeableConcept",
    "Coding",
    "Extension",
    "Identifier",
    "Period",
    "Quantity",
    "Range",
    "Ratio",
    "Reference",
    "concepts",
    "identifiers",
    "identity_of",
    "names",
    "notes_in",
    "reference",
]

ABSENT = msgspec.Raw(b"")
"""A field that was not sent. ``is ABSENT`` tells it from one that was."""


class Coding(msgspec.Struct, gc=False):
    """A code in a system. ``code`` may arrive as a number; ``extension`` may qualify a German diagnosis."""

    system: str | None = None
    code: str | int | None = None
    display: str | None = None
    extension: msgspec.Raw = ABSENT


class CodeableConcept(msgspec.Struct, gc=False):
    """Codes and words for one thing; always with a list of codings after ``concepts``.

    R5 wraps some in a CodeableReference: then ``concept`` holds them, and ``concepts`` has unwrapped it.
    """

    coding: list[Coding | None] | Coding | None = None
    text: str | None = None
    concept: CodeableConcept | None = None

    @property
    def codings(self) -> list[Coding]:
        """The codings, whether sent as a list or as one object."""
        coding = self.coding
        if type(coding) is list:
            return [each for each in coding if each is not None]
        return [coding] if isinstance(coding, Coding) else []


class Quantity(msgspec.Struct, gc=False):
    """A number as sent; ``value`` may be a string."""

    value: float | str | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Range(msgspec.Struct, gc=False):
    """Reference limits or a range of values; ``text`` only in reference ranges."""

    low: Quantity | None = None
    high: Quantity | None = None
    text: str | None = None
    type: msgspec.Raw = ABSENT
    appliesTo: msgspec.Raw = ABSENT  # noqa: N815 - FHIR's own name


class Ratio(msgspec.Struct, gc=False):
    """A titre or ratio."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Period(msgspec.Struct, gc=False):
    """From and to; either may be open."""

    start: str | None = None
    end: str | None = None


class Reference(msgspec.Struct, gc=False):
    """A reference to another resource."""

    reference: str | None = None
    display: str | None = None


class Identifier(msgspec.Struct, gc=False):
    """A business identifier; one vendor keeps the drug's name here."""

    system: str | None = None
    value: str | None = None


class Annotation(msgspec.Struct, gc=False):
    """A note."""

    text: str | None = None


class Extension(msgspec.Struct, gc=False):
    """Of a patient the only extension read is the time of birth."""

    url: str | None = None
    valueDateTime: str | None = None  # noqa: N815 - FHIR's own name


_CONCEPTS = msgspec.json.Decoder(CodeableConcept | list[CodeableConcept | str | None] | str | None)
_REFERENCE = msgspec.json.Decoder(Reference | None)
_IDENTIFIERS = msgspec.json.Decoder(Identifier | list[Identifier | None] | None)
_ANNOTATIONS = msgspec.json.Decoder(Annotation | list[Annotation | str | None] | str | None)


def concepts(raw: msgspec.Raw) -> tuple[CodeableConcept, ...]:
    """The concepts of a raw field sent as an object, a list or plain words.

    Raises msgspec.ValidationError when it is something else; the resource is then unreadable.
    """
    if raw is ABSENT:
        return ()
    found = _CONCEPTS.decode(raw)
    several = found if isinstance(found, list) else [found]
    return tuple(
        CodeableConcept(text=each) if isinstance(each, str) else each.concept or each
        for each in several
        if each is not None
    )


def reference(raw: msgspec.Raw) -> Reference | None:
    """A raw reference, None when it was not sent; raises as ``concepts`` does."""
    return None if raw is ABSENT else _REFERENCE.decode(raw)


def identity_of(reference: str) -> str:
    """The id of the resource that a reference names: relative, absolute, of one version, or as ``urn:uuid:``."""
    return reference.split("/_history/", maxsplit=1)[0].rpartition("/")[2].removeprefix("urn:uuid:")


def identifiers(raw: msgspec.Raw) -> tuple[Identifier, ...]:
    """The identifiers of a raw field sent as an object or a list; raises as ``concepts`` does."""
    if raw is ABSENT:
        return ()
    found = _IDENTIFIERS.decode(raw)
    return tuple(each for each in (found if isinstance(found, list) else [found]) if each is not None)


def notes_in(raw: msgspec.Raw) -> tuple[str, ...]:
    """The texts of notes, also when sent as plain words (STU3 comments)."""
    if raw is ABSENT:
        return ()
    found = _ANNOTATIONS.decode(raw)
    several = found if isinstance(found, list) else [found]
    texts = (each if isinstance(each, str) else each.text if each is not None else None for each in several)
    return tuple(text for text in texts if text)


def names(found: CodeableConcept) -> Iterator[str]:
    """Every wording of a concept, text first, each once."""
    seen: set[str] = set()
    for wording in (found.text, *(coding.display for coding in found.codings)):
        if wording and wording.strip() and wording not in seen:
            seen.add(wording)
            yield wording
