"""Why a value is not there, by the codes of FHIR's dataAbsentReason."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from cds.fhir.elements import concepts

if TYPE_CHECKING:
    import msgspec

__all__ = ["Absence", "absence", "codes_of"]

_NOT_MADE = frozenset({"not-performed", "not-applicable", "asked-declined", "not-asked", "not-permitted"})
_NOT_SHOWN = frozenset({"masked", "as-text", "unsupported"})


class Absence(Enum):
    """NOT_MADE: never measured, nobody needs to hear of it. NOT_SHOWN: measured, and shown elsewhere or to others."""

    NOT_MADE = "not made"
    NOT_SHOWN = "not shown"
    UNSAID = "unsaid"


def absence(raw: msgspec.Raw) -> Absence:
    """What a reason says; UNSAID for any other reason and for none."""
    codes = codes_of(raw)
    if codes & _NOT_MADE:
        return Absence.NOT_MADE
    return Absence.NOT_SHOWN if codes & _NOT_SHOWN else Absence.UNSAID


def codes_of(raw: msgspec.Raw) -> set[str]:
    """The codes of a reason, of whatever system."""
    return {str(coding.code) for reason in concepts(raw) for coding in reason.codings}
