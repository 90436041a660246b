"""Code systems by the URIs that arrive, and the short names the knowledge uses for them."""

from __future__ import annotations

from cds.fhir.remembering import remembered

__all__ = [
    "ABSENT_UNKNOWN",
    "ATC",
    "CVX",
    "HPO",
    "ICD10",
    "ICD10CM",
    "ICD10GM",
    "LOINC",
    "NDC",
    "RXNORM",
    "SKS",
    "SNOMED",
    "short_system",
    "system_key",
]

LOINC = "loinc"
SNOMED = "snomed"
ICD10CM = "icd10cm"
ICD10 = "icd10"
ICD10GM = "icd10gm"
SKS = "sks"
RXNORM = "rxnorm"
HPO = "hpo"
CVX = "cvx"
NDC = "ndc"
ATC = "atc"
NPU = "npu"
JLAC10 = "jlac10"
ABSENT_UNKNOWN = "absent-unknown"

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
    "urn:oid:2.16.578.1.12.4.1.1.7180": ATC,
    "http://npu-terminology.org": NPU,
    "https://npu-terminology.org": NPU,
    "http://www.npu-terminology.org": NPU,
    "https://www.npu-terminology.org": NPU,
    "urn:oid:1.2.208.176.2.1": NPU,
    "urn:oid:1.2.752.108.1": NPU,
    "urn:oid:2.16.578.1.12.4.1.1.7280": NPU,
    "urn:oid:1.2.392.200119.4.504": JLAC10,
    "urn:oid:1.2.208.176.2.4": SKS,
    "urn:oid:1.2.208.176.2.4.12": SKS,
    "urn:oid:2.16.578.1.12.4.1.1.7110": ICD10,
}
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (ICD10GM, ("icd10gm",)),
    (ICD10, ("icd10am", "icd10ca", "icd10uk", "icd10who", "icd10nl", "icd10se", "icd10no", "icd10fi", "icd10ch",
             "icd10it", "icd102013full", "cim10", "cid10", "cie10")),
    (ICD10CM, ("cie10es",)),
    (JLAC10, ("jlac1017digits", "corelabocs")),
    (ABSENT_UNKNOWN, ("absentunknownuvips", "brdadoausenteoudesconhecido")),
    (ATC, ("atc",)),
    (NDC, ("ndc",)),
)  # fmt: skip
"""How the addresses of local lists end. The ICD-10 of these countries has the WHO's codes of three and four characters,
the German one others of its own, the Spanish one is the American one translated."""


@remembered(512, 300)
def short_system(uri: str | None) -> str:
    """Short name of a code system, empty when it is not one the knowledge speaks.

    Local systems are told by name only for ICD-10, ATC, NDC and JLAC10, whose codes cannot be mistaken for another
    list's. A missing system is unknown: a number alone means nothing.
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
    told = next((name for name, endings in _ENDINGS if last.endswith(endings)), "")
    return told or (ICD10CM if "icd10" in last else "")


@remembered(512, 300)
def system_key(uri: str | None) -> str:
    """The short name, else the URI itself in small letters, under which a site declares its own codes."""
    return short_system(uri) or (uri or "").strip().rstrip("/").lower()
