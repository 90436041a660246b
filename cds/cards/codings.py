"""Codes of the knowledge as FHIR codings. A code not yet verified never leaves the service."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from cds.cards.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.definitions import Code

__all__ = ["coding", "codings"]

_SYSTEMS = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "hpo": "http://human-phenotype-ontology.org",
    "cvx": "http://hl7.org/fhir/sid/cvx",
}


def coding(code: Code | None) -> dict[str, str] | None:
    """The FHIR Coding; None for no code, an unverified one or one of a system without a known address."""
    sent = _sent(code) if code is not None else None
    return dict(sent) if sent is not None else None


@lru_cache(maxsize=8192)
def _sent(code: Code) -> tuple[tuple[str, str], ...] | None:
    if not code.verified or not code.code.strip():
        return None
    system = code.system if ":" in code.system else _SYSTEMS.get(code.system)
    if system is None:
        return None
    display = plain(code.display)
    return (("system", system), ("code", code.code), *((("display", display),) if display else ()))


def codings(codes: Iterable[Code], most: int) -> list[dict[str, str]]:
    """The FHIR Codings of the first codes that may leave the service, at most ``most``, in the order given."""
    return list(islice((made for code in codes if (made := coding(code)) is not None), most))
