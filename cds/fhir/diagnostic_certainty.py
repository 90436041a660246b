"""How sure a German diagnosis is: a letter beside the code or behind it says suspected, past or excluded.

German practices file every diagnosis with one (ICD-10-GM, §295 SGB V): G for certain, V for suspected, Z for past, A
for excluded. Without it an excluded disease would be read as one the patient has.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.code_systems import ICD10GM, short_system
from cds.fhir.elements import ABSENT, Coding

if TYPE_CHECKING:
    from cds.fhir.elements import CodeableConcept

__all__ = ["Certainty", "certainty", "without_letters"]


class _Extension(msgspec.Struct, gc=False):
    url: str | None = None
    valueCoding: Coding | None = None  # noqa: N815  FHIR's own name
    valueCode: str | None = None  # noqa: N815  FHIR's own name


_EXTENSIONS = msgspec.json.Decoder(list[_Extension | None] | _Extension | None)
_URL = "diagnosesicherheit"
_LETTERED = re.compile(r"([A-Z]\d\d(?:\.?\d{1,2})?)(?:\.?-)?[+*!\u2020]?\s*([AGVZ]?)\s*[BLR]?", re.IGNORECASE)
"""A code of this list, and letters behind it: how sure, and which side."""


class Certainty(Enum):
    """What a letter says of a diagnosis, other than that it is certain."""

    SUSPECTED = "V"
    PAST = "Z"
    EXCLUDED = "A"


_BY_LETTER = {each.value: each for each in Certainty}


def certainty(found: CodeableConcept) -> Certainty | None:
    """What the letter of the first German diagnosis with one says; None when it is certain or nothing is said."""
    for coding in found.codings:
        if short_system(coding.system) == ICD10GM:
            told = _BY_LETTER.get(_letter(coding))
            if told is not None:
                return told
    return None


def without_letters(code: str) -> str:
    """A German code without the letters and marks behind it; as it is when it has another form."""
    found = _LETTERED.fullmatch(code)
    return found[1] if found is not None else code


def _letter(coding: Coding) -> str:
    if coding.extension is not ABSENT:
        try:
            sent = _EXTENSIONS.decode(coding.extension)
        except msgspec.DecodeError:
            sent = None
        for each in sent if isinstance(sent, list) else [sent]:
            if each is not None and (each.url or "").lower().endswith(_URL):
                told = each.valueCode if each.valueCoding is None else str(each.valueCoding.code)
                return (told or "").strip().upper()
    found = _LETTERED.fullmatch(str(coding.code).strip())
    return found[2].upper() if found is not None else ""
