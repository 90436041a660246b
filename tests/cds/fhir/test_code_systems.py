from __future__ import annotations

import pytest

from cds.fhir.code_systems import short_system, system_key


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "icd10gm"),
        ("http://fhir.de/CodeSystem/dimdi/icd-10-gm", "icd10gm"),
        ("http://hl7.org/fhir/sid/icd-10-am", "icd10"),
        ("http://hl7.org/fhir/sid/icd-10-nl", "icd10"),
        ("https://smt.esante.gouv.fr/terminologie-cim-10", "icd10"),
        ("http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10", "icd10"),
        ("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "icd10"),
        ("http://terminology.example.es/cie-10-es", "icd10cm"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10cm"),
        ("http://ward.example/local-icd10", "icd10cm"),
        ("urn:oid:1.2.208.176.2.4", "sks"),
        ("urn:oid:1.2.208.176.2.4.12", "sks"),
        ("http://fhir.de/CodeSystem/bfarm/atc", "atc"),
        ("https://smt.esante.gouv.fr/terminologie-atc", "atc"),
        ("http://www.whocc.no/atc/", "atc"),
        ("http://npu-terminology.org", "npu"),
        ("urn:oid:1.2.208.176.2.1", "npu"),
        ("urn:oid:1.2.392.200119.4.504", "jlac10"),
        ("http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS", "jlac10"),
        ("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "absent-unknown"),
        ("http://www.saude.gov.br/fhir/r4/CodeSystem/BRDadoAusenteOuDesconhecido", "absent-unknown"),
    ],
)
def test_a_national_address(uri: str, name: str) -> None:
    assert short_system(uri) == name
    assert system_key(uri) == name


@pytest.mark.parametrize(
    "uri",
    [
        None, "", "urn:oid:1.2.208.176.2.99", "http://pharmacy.example/atc-like", "http://lab.example/npu-items",
        "http://fhir.de/CodeSystem/ifa/pzn", "http://fhir.de/CodeSystem/ask", "http://hl7.org/fhir/sid/icd-9-cm",
    ],
)  # fmt: skip
def test_another_list_has_no_short_name(uri: str | None) -> None:
    assert short_system(uri) == ""
