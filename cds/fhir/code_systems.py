"""Code systems by the URIs that arrive, and the short names the knowledge uses for them."""

from __future__ import annotations

from cds.fhir.remembering import remembered

__all__ = [
    "ATC",
    "CVX",
    "HPO",
    "ICD10",
    "ICD10CM",
    "LOINC",
    "NDC",
    "RXNORM",
    "SNOMED",
    "short_system",
    "system_key",
]

LOINC = "loinc"
SNOMED = "snomed"
ICD10CM = "icd10cm"
ICD10 = "icd10"
RXNORM = "rxnorm"
HPO = "hpo"
CVX = "cvx"
NDC = "ndc"
ATC = "atc"

_KNOWN = {
    "http://loinc.org": LOINC,
    "https://loinc.org": LOINC,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "http://snomed.info/sct": SNOMED,
    "https://snomed.info/sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "http://hl7.org/fhir/sid/icd-10-cm": ICD10CM,
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "http://hl7.org/fhir/sid/icd-10": ICD10,
    "urn:oid:2.16.840.1.113883.6.3": ICD10,
    "http://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "https://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "http://human-phenotype-ontology.org": HPO,
    "http://purl.obolibrary.org/obo/hp.owl": HPO,
    "http://hl7.org/fhir/sid/cvx": CVX,
    "urn:oid:2.16.840.1.113883.12.292": CVX,
    "http://hl7.org/fhir/sid/ndc": NDC,
    "urn:oid:2.16.840.1.113883.6.69": NDC,
    "http://www.whocc.no/atc": ATC,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
}


@remembered(512, 300)
def short_system(uri: str | None) -> str:
    """Short name of a code system, empty when it is not one the knowledge speaks.

    Local systems are told by name only for ICD-10 and NDC, whose codes cannot be mistaken for another list's. A
    national ICD-10 other than the American one counts as plain ICD-10. A missing system is unknown: a number alone
    means nothing.
    """
    if not uri:
        return ""
    uri = uri.strip().rstrip("/").lower()
    known = _KNOWN.get(uri)
    if known is not None:
        return known
    if uri.startswith("http://snomed.info/sct"):
        return SNOMED
    last = uri.rpartition("/")[2].replace("-", "").replace("_", "")
    if "icd10" in last:
        return ICD10 if last.endswith(("icd10gm", "icd10am", "icd10ca", "icd10uk", "icd10who")) else ICD10CM
    return NDC if last.endswith("ndc") else ""


@remembered(512, 300)
def system_key(uri: str | None) -> str:
    """The short name, else the URI itself in small letters, under which a site declares its own codes."""
    return short_system(uri) or (uri or "").strip().rstrip("/").lower()
