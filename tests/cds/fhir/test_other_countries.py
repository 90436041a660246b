"""Charts from outside the US, with the delivered knowledge: what is read rightly, and the look-alike beside it.

The habits are those of published national examples and terminologies; every value and patient is invented.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from cds.fhir.reading import Source, read_chart
from cds.fhir.site_map import with_site_map
from cds.fhir.terminology import Terminology
from rules.chart import Caveat, DrugState, DrugUse, Flag, ResolvedBy
from rules.identifiers import LabId
from rules.loading import load_knowledge
from tests.cds.fhir.builders import AS_OF, LOINC, bundle, observation, whys

if TYPE_CHECKING:
    from pathlib import Path

NPU = "http://npu-terminology.org"
NPU_DENMARK = "urn:oid:1.2.208.176.2.1"
NPU_SWEDEN = "urn:oid:1.2.752.108.1"
NLK = "urn:oid:2.16.578.1.12.4.1.1.7280"
JLAC10 = "urn:oid:1.2.392.200119.4.504"
CORE_LABO = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS"
ATC = "http://www.whocc.no/atc"
NORWEGIAN_ATC = "urn:oid:2.16.578.1.12.4.1.1.7180"
SCT = "http://snomed.info/sct"
ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


@cache
def terminology() -> Terminology:
    return Terminology.compile(load_knowledge())


def read(*resources: Any, known: Terminology | None = None) -> Any:
    source = Source("all", json.dumps(bundle(*resources)).encode())
    return read_chart([source], patient_id=None, as_of=AS_OF, terminology=known or terminology())


def lab(name: str, value: Any, unit: str | None, **more: Any) -> Any:
    """One result told by its name alone."""
    return observation({"text": name}, valueQuantity={"value": value, **({"unit": unit} if unit else {})}, **more)


def coded(system: str, code: str, value: Any, unit: str | None, **more: Any) -> Any:
    field = {"coding": [{"system": system, "code": code}]}
    return observation(field, valueQuantity={"value": value, **({"unit": unit} if unit else {})}, **more)


def medicine(*codings: tuple[str, str], text: str = "", **more: Any) -> Any:
    field = {
        "coding": [{"system": system, "code": code} for system, code in codings],
        **({"text": text} if text else {}),
    }
    return {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": field,
        **more,
    }


PLATELETS = [
    ("Germany", lab("Thrombozyten", 18, "/nL"), 18),
    ("Germany", lab("Thrombozyten (EDTA)", 18, "G/l"), 18),
    ("Germany", lab("Thrombozytenzahl", 18, "Tsd./µl"), 18),
    ("Germany", coded(LOINC, "26515-7", 18, "Gpt/l"), 18),
    ("Austria", lab("Thrombozyten", 18, "Mrd/l"), 18),
    ("Switzerland", lab("Thrombocytes", 18, "G/L"), 18),
    ("France", lab("Numération des plaquettes", 18, "Giga/L"), 18),
    ("France", lab("Plaquettes", 18000, "/mm³"), 18),
    ("Italy", lab("Conta piastrinica", 18, "mila/mmc"), 18),
    ("Spain", lab("Recuento de plaquetas", 18, "mil/mm3"), 18),
    ("Spain", lab("Plaquetas en sangre", 18, "miles/mm3"), 18),
    ("Brazil", lab("Contagem de plaquetas", 18000, "/mm3"), 18),
    ("Netherlands", lab("Trombocyten", 18, "10^9/l"), 18),
    ("Denmark", coded(NPU, "NPU03568", 18, "10^9/L"), 18),
    ("Denmark", coded(NPU_DENMARK, "NPU03568", 18, "x 10⁹/L"), 18),
    ("Sweden", coded(NPU_SWEDEN, "NPU03568", 18, "x10(9)/L"), 18),
    ("Sweden", lab("B-Trombocyter", 18, "x10(9)/L"), 18),
    ("Norway", coded(NLK, "NPU03568", 18, "10*9/L"), 18),
    ("Finland", lab("Trombosyyttit", 18, "E9/L"), 18),
    ("Poland", lab("Płytki krwi", 18, "tys/µl"), 18),
    ("United Kingdom", coded(SCT, "1022651000000100", 18, "10*9/L"), 18),
    ("Japan", coded(JLAC10, "2A050000001930101", 1.8, "万/μL"), 18),
    ("Japan", coded(CORE_LABO, "2A990000001930955", 1.8, "10000/mm3"), 18),
    ("Japan", lab("血小板数", 1.8, "×10⁴/μL"), 18),
    ("India", lab("Platelet Count", 0.18, "Lakh/cu.mm"), 18),
    ("India", lab("Platelet Count", 18000, "cells/cu.mm"), 18),
    ("India", lab("Platelet Count", 18, "10ˆ3/µL"), 18),
]


@pytest.mark.parametrize(("country", "sent", "value"), PLATELETS)
def test_a_platelet_count_of_another_country(country: str, sent: Any, value: float) -> None:
    (result,) = read(sent).results["platelet_count"]
    assert country
    assert result.value == pytest.approx(value)
    assert Caveat.UNIT_INFERRED not in result.caveats


@pytest.mark.parametrize(
    "sent",
    [
        lab("Thrombozyten", 18, "T/l"),
        lab("Plaquettes", 18, "Mio/µl"),
        coded(JLAC10, "2A050000001930101", 1.8, "万"),
        coded(NPU, "NPU03568", 18, "arb.enh."),
        coded(JLAC10, "2A050000001930101", 15.2, None),
    ],
)
def test_a_count_in_a_unit_of_nothing_known_is_no_count(sent: Any) -> None:
    chart = read(sent)
    assert not chart.results
    assert chart.unread


def two_units(value: float, **more: Any) -> Any:
    """As published in India: the code says thousands, the words single cells."""
    quantity = {"value": value, "unit": "cells/mcL", "code": "10*3/uL", "system": "http://unitsofmeasure.org"}
    return observation("777-3", valueQuantity=quantity, **more)


def test_a_unit_told_in_two_ways_is_no_unit() -> None:
    chart = read(two_units(3000))
    assert not chart.results
    assert "told in two ways, '10*3/uL' and 'cells/mcL'" in whys(chart)


@pytest.mark.parametrize(("low", "high", "value"), [(150000, 450000, 3), (150, 450, 3000)])
def test_the_limits_say_which_of_the_two_it_is(low: float, high: float, value: float) -> None:
    (result,) = read(two_units(3000, referenceRange=[{"low": {"value": low}, "high": {"value": high}}])).results[
        "platelet_count"
    ]
    assert result.value == pytest.approx(value)


def test_two_words_for_one_unit_are_one() -> None:
    quantity = {"value": 18, "unit": "/nanoliter", "code": "/nL"}
    (result,) = read(observation("777-3", valueQuantity=quantity)).results["platelet_count"]
    assert result.value == pytest.approx(18)


@pytest.mark.parametrize(
    "name",
    [
        "Mittleres Thrombozytenvolumen", "Volume plaquettaire moyen", "Thrombozyten-Antikörper", "Riesenthrombozyten",
        "Agregación plaquetaria", "Thrombozytenkonzentrat", "血小板凝集", "平均血小板容積", "Plaquetas transfundidas",
    ],
)  # fmt: skip
def test_what_is_said_of_platelets_in_other_words_is_no_count(name: str) -> None:
    assert "platelet_count" not in read(lab(name, 18, "G/L")).results


@pytest.mark.parametrize("system", ["http://lab.example/items", "", LOINC])
def test_a_nordic_number_means_nothing_in_another_list(system: str) -> None:
    assert not read(coded(system, "NPU03568", 18, "10*9/L")).results


def test_a_count_of_a_citrate_tube_says_so_in_german_too() -> None:
    for name, citrate in (("Thrombozyten im Citratblut", True), ("Thrombozyten im EDTA-Blut", False)):
        (result,) = read(lab(name, 90, "G/l")).results["platelet_count"]
        assert (Caveat.CITRATE_SAMPLE in result.caveats) is citrate


OTHERS = [
    ("inr", coded(NPU, "NPU01685", 3.2, None), 3.2),
    ("inr", lab("P-PK(INR)", 3.2, "INR"), 3.2),
    ("inr", coded(CORE_LABO, "2B030000002231157", 3.2, None), 3.2),
    ("inr", lab("Quick INR", 3.2, "1"), 3.2),
    ("pt_pct", lab("Thromboplastinzeit n. Quick", 35, "%"), 35),
    ("pt_pct", lab("Taux de prothrombine", 35, "%"), 35),
    ("pt_pct", coded(CORE_LABO, "2B030000002231153", 35, "%"), 35),
    ("aptt", coded(NPU_SWEDEN, "NPU01682", 62, "s"), 62),
    ("aptt", lab("Temps de céphaline activée", 62, "s"), 62),
    ("aptt", lab("Tiempo de tromboplastina parcial activada", 62, "seg"), 62),
    ("fibrinogen", lab("Fibrinogène", 1.1, "g/L"), 1.1),
    ("fibrinogen", lab("フィブリノゲン", 110, "mg/dL"), 1.1),
    ("d_dimer", coded(NPU_SWEDEN, "NPU28289", 7.5, "mg/L FEU"), 7.5),
    ("d_dimer", lab("D-Dimère", 7500, "ng/mL UEF"), 7.5),
    ("haemoglobin", coded(NPU_DENMARK, "NPU02319", 5.0, "mmol/L"), 80.57),
    ("haemoglobin", coded(NPU_SWEDEN, "NPU28309", 81, "g/L"), 81),
    ("creatinine", coded(NPU, "NPU18016", 190, "mikromol/L"), 190),
    ("creatinine", coded(LOINC, "59826-8", 190, "umol/L"), 190),
    ("creatinine", lab("Créatinine (sérum)", 190, "µmol/L"), 190),
    ("bilirubin_total", lab("Bilirrubina total", 3, "mg/dL"), 51.312),
    ("ldh", coded(NPU, "NPU19658", 900, "U/L"), 900),
    ("ldh", lab("Laktatdehydrogenase", 15, "µkat/l"), 900),
    ("crp", lab("C-reaktives Protein", 120, "mg/l"), 120),
    ("crp", coded(JLAC10, "5C070000002306201", 12, "mg/dL"), 120),
    ("rbc", coded(JLAC10, "2A020000001930101", 310, "10000/mm3"), 3.1),
]


@pytest.mark.parametrize(("identity", "sent", "value"), OTHERS)
def test_blood_and_coagulation_of_other_countries(identity: str, sent: Any, value: float) -> None:
    (result,) = read(sent).results[identity]
    assert result.value == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("sent", "unsaid"),
    [
        (lab("TCA ratio", 1.9, "1"), "aptt"),
        (lab("APTT", 1.9, "ratio"), "aptt"),
        (coded(CORE_LABO, "2B030000002231155", 1.9, None), "inr"),
        (lab("INR", 35, "%"), "inr"),
        (lab("TP", 35, "%"), "pt"),
        (lab("Créatinine urinaire", 9, "mmol/L"), "creatinine"),
        (lab("D-Dimere", 7, "mg/L DDU"), "d_dimer"),
    ],
)
def test_what_looks_like_coagulation_and_is_not(sent: Any, unsaid: str) -> None:
    assert unsaid not in read(sent).results


@pytest.mark.parametrize(
    ("display", "value"),
    [
        ("Leukozyten [#/Volumen] in Urin", None),
        ("Leukozyten [#/Volumen] in Blut", 0.5),
        ("Leucocitos en orina", None),
        ("尿沈渣 白血球", None),
        ("Harnstoff beachten", 0.5),
    ],
)
def test_cells_of_urine_under_the_name_of_blood_cells(display: str, value: float | None) -> None:
    field = {"coding": [{"system": LOINC, "code": "20408-1", "display": display}], "text": "Leukozyten"}
    results = read(observation(field, valueQuantity={"value": 500, "unit": "/µl"})).results
    assert [each.value for each in results.get("wbc", ())] == ([] if value is None else [value])


def test_a_japanese_d_dimer_is_in_no_unit_that_is_known() -> None:
    """Fibrinogen equivalents or not: the code does not tell, and they differ by two."""
    chart = read(coded(CORE_LABO, "2B140000002206201", 6.4, "μg/mL", interpretation=[{"coding": [{"code": "H"}]}]))
    (result,) = chart.results["d_dimer_arbitrary"]
    assert (result.value, result.flag) == (None, Flag.HIGH)
    assert "d_dimer" not in chart.results


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("0,450 mg/l FEU", 0.45, "d_dimer"), ("12,5 mg/l", 12.5, "d_dimer"), ("< 0,5 mg/l", 0.5, "d_dimer")],
)
def test_a_decimal_comma(text: str, value: float, unit: str) -> None:
    (result,) = read(observation("48065-7", valueString=text)).results[unit]
    assert result.value == pytest.approx(value)


def test_a_comma_before_three_digits_parts_thousands() -> None:
    (result,) = read(observation("777-3", valueString="150,000 /uL")).results["platelet_count"]
    assert result.value == pytest.approx(150)
    (other,) = read(observation("777-3", valueString="150.000.000")).results["platelet_count"]
    assert other.value is None


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("<0,5", (None, 0.5)),
        ("0,17 - 0,5", (0.17, 0.5)),
        ("0.17 bis 0.5", (0.17, 0.5)),
        ("0,17～0,5", (0.17, 0.5)),
        ("1.000 - 2.000", (None, None)),
        ("siehe Befund", (None, None)),
    ],
)
def test_limits_as_they_are_written_there(text: str, limits: tuple[float | None, float | None]) -> None:
    sent = observation("48065-7", valueQuantity={"value": 0.3, "unit": "mg/L"}, referenceRange=[{"text": text}])
    (result,) = read(sent).results["d_dimer"]
    assert (result.low, result.high) == limits


def test_limits_with_points_for_thousands_do_not_take_the_count_away() -> None:
    """ "150.000" may be 150: a count per mm³ beside it stays what it is."""
    sent = lab("Plaquetas", 98000, "/mm3", referenceRange=[{"text": "150.000 - 400.000"}])
    (result,) = read(sent).results["platelet_count"]
    assert result.value == pytest.approx(98)


@pytest.mark.parametrize(("code", "flag"), [("281300000", Flag.LOW), ("281302008", Flag.HIGH)])
def test_a_dutch_flag(code: str, flag: Flag) -> None:
    sent = lab("Trombocyten", 18, "10*9/L", interpretation=[{"coding": [{"system": SCT, "code": code}]}])
    (result,) = read(sent).results["platelet_count"]
    assert result.flag is flag


ANTICOAGULANTS = [
    (medicine(text="Waran 2,5 mg tablett"), "warfarin"),
    (medicine(text="Fenprocoumon tablet 3mg"), "phenprocoumon"),
    (medicine(text="Énoxaparine sodique 4000 UI"), "enoxaparin"),
    (medicine(text="Dabigatranetexilat 150 mg"), "dabigatran"),
    (medicine(text="ワーファリン錠1mg"), "warfarin"),
    (medicine(text="エノキサパリンナトリウム注射液"), "enoxaparin"),
    (medicine(text="ヘパリンNa注5千単位"), "heparin"),
    (medicine(text="バイアスピリン錠100mg"), "aspirin"),
    (medicine(text="Kardégic 75 mg"), "aspirin"),
    (medicine(text="ASS 100 mg"), "aspirin"),
    (medicine(text="Acitrom 2 mg"), "acenocoumarol"),
    (medicine(text="Hjertemagnyl 75 mg"), "aspirin"),
    (medicine(text="niedermolekulares Heparin"), "lmwh_unnamed"),
    (medicine(text="heparina de bajo peso molecular"), "lmwh_unnamed"),
]


@pytest.mark.parametrize(("sent", "drug"), ANTICOAGULANTS)
def test_an_anticoagulant_or_aspirin_of_another_country(sent: Any, drug: str) -> None:
    (exposure,) = read(sent).drugs
    assert exposure.drugs == {drug}
    assert exposure.use is DrugUse.TREATMENT
    assert exposure.state is DrugState.RUNNING


@pytest.mark.parametrize(
    "system",
    [ATC, "http://fhir.de/CodeSystem/bfarm/atc", "https://smt.esante.gouv.fr/terminologie-atc", NORWEGIAN_ATC],
)
def test_an_atc_code_a_site_lists_once_is_read_under_every_address_of_the_system(system: str, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(f'codes:\n  - {{system: "{ATC}", code: B01AA04, drug: phenprocoumon}}\n', "utf-8")
    known = Terminology.compile(with_site_map(load_knowledge(), file))
    (exposure,) = read(medicine((system, "B01AA04")), known=known).drugs
    assert exposure.drugs == {"phenprocoumon"}
    (unknown,) = read(medicine((system, "B01AA04"))).drugs
    assert unknown.resolved_by is ResolvedBy.NONE


@pytest.mark.parametrize(
    "sent",
    [
        medicine(text="Cartia XT 120 mg"),
        medicine(text="Passionsblumenkraut"),
    ],
)
def test_what_is_no_known_anticoagulant(sent: Any) -> None:
    (exposure,) = read(sent).drugs
    assert "anticoagulant" not in exposure.classes


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Heparin-Calcium Augensalbe", DrugUse.LOCAL),
        ("Heparin pommade", DrugUse.LOCAL),
        ("Héparine 500 UI verrou", DrugUse.LINE_CARE),
        ("ヘパリンNaロック用10単位/mL", DrugUse.LINE_CARE),
        ("Heparin-Natrium 5000 I.E. s.c.", DrugUse.TREATMENT),
    ],
)
def test_what_heparin_is_for_in_other_words(text: str, use: DrugUse) -> None:
    (exposure,) = read(medicine(text=text)).drugs
    assert exposure.drugs == {"heparin"}
    assert exposure.use is use


@pytest.mark.parametrize(
    ("route", "use"),
    [
        ({"coding": [{"system": "http://standardterms.edqm.eu", "code": "20049000"}]}, DrugUse.LOCAL),
        ({"text": "Anwendung am Auge"}, DrugUse.LOCAL),
        ({"coding": [{"system": "http://standardterms.edqm.eu", "code": "20053000", "display": "Oral use"}]}, None),
        ({"text": "subkutane Anwendung"}, None),
        ({"text": "voie sous-cutanée"}, None),
    ],
)
def test_a_route_of_the_european_list(route: Any, use: DrugUse | None) -> None:
    (exposure,) = read(medicine(text="Dexamethason", dosageInstruction=[{"route": route}])).drugs
    assert exposure.use is (use or DrugUse.TREATMENT)


@pytest.mark.parametrize("text", ["Heparin-Salbe 30.000", "ヘパリン類似物質油性クリーム0.3%", "Hirudoid"])
def test_a_heparinoid_for_the_skin_is_no_heparin(text: str) -> None:
    (exposure,) = read(medicine(text=text)).drugs
    assert "heparin" not in exposure.classes


def statement(system: str, code: str, display: str) -> Any:
    return medicine((system, code), text=display, resourceType="MedicationStatement")


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (ABSENT, "no-known-medications"),
        (SCT, "787481004"),
        (SCT, "1234391000168107"),
        (ABSENT, "no-medication-info"),
        ("http://www.saude.gov.br/fhir/r4/CodeSystem/BRDadoAusenteOuDesconhecido", "no-medication-info"),
    ],
)
def test_no_medicine_is_not_an_unknown_medicine(system: str, code: str) -> None:
    chart = read(statement(system, code, "No medicines here"))
    assert not chart.drugs
    assert ("the sender has no information" in whys(chart)) is (code == "no-medication-info")


def test_a_medicine_of_an_unknown_list_stays_an_unknown_medicine() -> None:
    (exposure,) = read(statement("http://pharmacy.example/items", "no-known-medications", "Tablets")).drugs
    assert exposure.resolved_by is ResolvedBy.NONE


@pytest.mark.parametrize("code", ["no-known-problems", "no-problem-info"])
def test_no_known_problem_states_none(code: str) -> None:
    field = {"coding": [{"system": ABSENT, "code": code, "display": code.replace("-", " ")}]}
    assert not read({"resourceType": "Condition", "id": "c", "code": field}).statements


def test_a_patient_summary_is_read_entry_by_entry() -> None:
    """A document: the Composition holds no fact of its own, its entries are the chart."""
    entries = (
        {"resourceType": "Composition", "id": "ips", "status": "final", "title": "Patient Summary",
         "section": [{"title": "Medication", "text": {"status": "generated", "div": "<div>warfarin</div>"},
                      "entry": [{"reference": "urn:uuid:m"}]}]},
        statement(ABSENT, "no-known-medications", "No known medications"),
        coded(LOINC, "777-3", 18, "10*9/L"),
    )  # fmt: skip
    raw = json.dumps(bundle(*entries, type="document")).encode()
    chart = read_chart([Source("all", raw)], patient_id=None, as_of=AS_OF, terminology=terminology())
    assert [each.value for each in chart.results[LabId("platelet_count")]] == [18]
    assert not chart.drugs
    assert not chart.unread
