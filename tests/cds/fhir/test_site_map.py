from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cds.app import create_app
from cds.fhir.reading import Source, read_chart
from cds.fhir.site_map import with_site_map
from cds.fhir.terminology import Terminology
from cds.settings import Settings
from rules.chart import Caveat, ResolvedBy
from rules.loading import KnowledgeError, load_knowledge
from tests.cds.fhir.builders import AS_OF, bundle, observation

delivered = cache(load_knowledge)
EXAMPLE = Path(__file__).parents[3] / "docs" / "site-map.yaml"
OPERATING = EXAMPLE.with_name("operating.md")


def chart(*resources: Any, file: Path | None) -> Any:
    terminology = Terminology.compile(with_site_map(delivered(), file))
    source = Source("all", json.dumps(bundle(*resources)).encode())
    return read_chart([source], patient_id=None, as_of=AS_OF, terminology=terminology)


def local(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


SENT = (
    observation(
        local("http://lab.example/items", "51265"), id="a", valueQuantity={"value": 30, "unit": "Tsd. pro Mikroliter"}
    ),
    observation(local("http://loinc.org", "55435"), id="b", valueQuantity={"value": 40, "unit": "10*3/uL"}),
    observation({"text": "Thrombo POCT"}, id="c", valueQuantity={"value": 50, "unit": "10*3/uL"}),
    {"resourceType": "Condition", "id": "d", "code": local("http://ward.example/findings", "PET-SKIN")},
    {"resourceType": "Condition", "id": "e", "code": {"text": "Flohstichblutung"}},
    {"resourceType": "MedicationRequest", "id": "f", "status": "active", "intent": "order",
     "medicationCodeableConcept": local("http://pharmacy.example/formulary", "HEPA5I")},
    {"resourceType": "MedicationRequest", "id": "g", "status": "active", "intent": "order",
     "medicationCodeableConcept": {"text": "Hep 5000 i.E."}},
)  # fmt: skip


def test_the_example_of_the_docs_is_understood() -> None:
    found = chart(*SENT, file=EXAMPLE)
    results = found.results["platelet_count"]
    assert sorted(each.value for each in results) == [30, 40, 50]
    assert [Caveat.FROM_NAME in each.caveats for each in sorted(results, key=lambda each: each.value)] == [
        False, False, True,
    ]  # fmt: skip
    assert ["petechiae" in each.concepts for each in found.statements] == [True, True]
    assert [(sorted(each.drugs), each.resolved_by) for each in found.drugs] == [
        (["heparin"], ResolvedBy.CODE), (["heparin"], ResolvedBy.NAME),
    ]  # fmt: skip


def test_without_the_file_nothing_of_it_is() -> None:
    found = chart(*SENT, file=None)
    assert not found.results
    assert not found.statements
    assert not any(each.drugs for each in found.drugs)


def test_the_docs_show_the_file() -> None:
    assert EXAMPLE.read_text("utf-8").split("\n", 1)[1] in OPERATING.read_text("utf-8")


def test_the_version_tells_the_file() -> None:
    plain, joined = delivered(), with_site_map(delivered(), EXAMPLE)
    assert joined.version.startswith(f"{plain.version}.site.")
    assert with_site_map(plain, EXAMPLE) == joined
    assert with_site_map(plain, None) is plain


def test_an_empty_file_adds_nothing_and_is_told(tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text("{}")
    assert with_site_map(delivered(), file).labs == delivered().labs


def problems(tmp_path: Path, said: Any) -> list[str]:
    file = tmp_path / "site.yaml"
    file.write_text(said if isinstance(said, str) else yaml.safe_dump(said))
    with pytest.raises(KnowledgeError) as raised:
        with_site_map(delivered(), file)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"code": []}, "code: is not a known key"),
        ({"codes": [{"system": "s", "code": "c"}]}, "codes[0]: must name one of lab, concept, drug"),
        ({"codes": [{"system": "s", "code": "c", "lab": "inr", "drug": "heparin"}]},
         "codes[0]: must name one of lab, concept, drug"),
        ({"codes": [{"system": "s", "code": 51265, "lab": "inr"}]},
         "codes[0].code: must be text; put it in quotes (is 51265)"),
        ({"codes": [{"code": "c", "lab": "inr"}]}, "codes[0].system: is missing"),
        ({"codes": [{"system": "s", "code": "c", "lab": "platlet_count"}]},
         "codes[0].lab: there is no lab platlet_count (did you mean platelet_count?)"),
        ({"codes": [{"system": "s", "code": "c", "concept": "qqqqqqqq"}]},
         "codes[0].concept: there is no concept qqqqqqqq"),
        ({"codes": [{"system": "http://loinc.org", "code": "777-3", "lab": "inr"}]},
         "codes[0]: this code is already platelet_count"),
        ({"codes": [{"system": "s", "code": "c", "lab": "inr"}, {"system": "S/", "code": "c", "lab": "aptt"}]},
         "codes[1]: this code is already inr"),
        ({"names": {"labs": {"inr": ["Platelet count"]}}},
         "names.labs.inr[0]: this is already a name of platelet_count"),
        ({"names": {"drugs": {"heparin": ["x"], "warfarin": ["X"]}}},
         "names.drugs.warfarin[0]: this is already a name of heparin"),
        ({"names": {"labs": {"inr": []}}}, "names.labs.inr: needs at least 1 (has 0)"),
        ({"names": {"tests": {}}}, "names.tests: is not a known key"),
        ({"names": {"drugs": {"heparine": ["x"]}}},
         "names.drugs.heparine: there is no drug heparine (did you mean heparin?)"),
        ({"units": {"count": {"x": "10*3/uL"}}}, "units.count: there is no dimension count (did you mean count3?)"),
        ({"units": {"count3": {"x": "10*3/ull"}}},
         "units.count3.x: there is no unit of count3 10*3/ull (did you mean 10*3/ul?)"),
        ({"units": {"count3": {"/uL": "10*3/uL"}}}, "units.count3./uL: this spelling is already /uL"),
        ("[1]", "must be a mapping of keys to values"),
        ("a: {", "is not YAML: line 2, column 1: did not find expected node content"),
        ("units: {}\nunits: {}", "units: is given twice (again in line 2)"),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_place(tmp_path: Path, said: Any, reason: str) -> None:
    assert problems(tmp_path, said) == [f"site.yaml: {reason}"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, {"codes": [{"system": "s", "code": "c", "lab": "a"}], "units": {"b": {}}})
    assert len(found) == 2


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        with_site_map(delivered(), tmp_path / "missing.yaml")


def test_the_same_code_for_the_same_thing_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text('codes: [{system: "http://loinc.org", code: "777-3", lab: platelet_count}]')
    assert with_site_map(delivered(), file).labs


def test_one_code_may_be_a_finding_and_a_result(tmp_path: Path) -> None:
    """A petechiae score on a chart is asked as a test and says a sign."""
    file = tmp_path / "site.yaml"
    file.write_text(
        'codes: [{system: "s", code: "c", lab: platelet_count}, {system: "s", code: "c", concept: petechiae}]'
    )
    assert with_site_map(delivered(), file).labs


def test_the_service_reads_it_at_the_start(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/store.db", cache_dir=tmp_path, site_map=EXAMPLE)
    client = create_app(settings, delivered()).test_client()
    assert client.get("/health/ready").get_json()["knowledge"] == with_site_map(delivered(), EXAMPLE).version


def test_a_wrong_one_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text("nonsense: 1")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/store.db", cache_dir=tmp_path, site_map=file)
    with pytest.raises(KnowledgeError, match=r"site\.yaml: nonsense: is not a known key"):
        create_app(settings, delivered())
