"""Codes of the public code systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import Code
from rules.loading.fields import Choice, StrictSchema, Text, YesNo

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["CodeSchema", "code", "codes"]

_SYSTEMS = ("loinc", "snomed", "icd10cm", "icd10", "icd10gm", "rxnorm", "hpo", "cvx", "npu", "jlac10")


class CodeSchema(StrictSchema):
    """``verified`` left out is true, as in ``rules.definitions.Code``."""

    system = Choice(_SYSTEMS, required=True)
    code = Text(required=True)
    display = Text()
    verified = YesNo()


def code(data: Plain) -> Code:
    """One code."""
    return Code(data["system"], data["code"], data.get("display", ""), data.get("verified", True))


def codes(data: Plain) -> tuple[Code, ...]:
    """The codes of a file; none when it lists none."""
    return tuple(map(code, data.get("codes", ())))
