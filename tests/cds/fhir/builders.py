"""A small knowledge and short ways to say a resource, for the tests of the FHIR reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, cast

from cds.fhir.reading import Source, read_chart
from cds.fhir.terminology import Terminology
from rules.concept_definitions import ConceptDefinition, ConceptKind, DenialPlace
from rules.definitions import Basis, BasisKind, Code, Knowledge
from rules.drug_definitions import DrugClassDefinition, DrugDefinition
from rules.identifiers import ConceptId
from rules.lab_definitions import LabDefinition, ReferenceLimit
from rules.loading import load_knowledge
from rules.workup_definitions import HowSoon, TestDefinition

DELIVERED = load_knowledge()
"""Its words; the rest is small and invented."""
"""Of our own knowledge, loaded once: it takes seconds."""
AS_OF = datetime(2026, 5, 10, 12, tzinfo=UTC)
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
BASIS = Basis(BasisKind.ESTIMATE)


def lab(
    identity: str, unit: str, dimension: str, codes: dict[str, str], names: tuple[str, ...], **more: Any
) -> LabDefinition:
    low, high = more.get("plausible", (None, None))
    return LabDefinition(
        id=cast("Any", identity),
        label=more.get("label", identity.replace("_", " ")),
        short=more.get("short", identity.replace("_", " ")),
        unit=unit,
        unit_shown=more.get("shown", unit),
        dimension=dimension,
        plausible_low=low,
        plausible_high=high,
        codes=tuple(
            Code("loinc", code, display, code not in more.get("unverified", ())) for code, display in codes.items()
        ),
        names=names,
        not_names=more.get("not_names", ()),
        limits=tuple(ReferenceLimit(*limit) for limit in more.get("limits", ())),
        decimals=more.get("decimals", 0),
        vital=more.get("vital", False),
        basis=BASIS,
        clumps=more.get("clumps"),
        in_other_units=more.get("in_other_units"),
    )


LABS = [
    lab(
        "platelet_count",
        "10*3/uL",
        "count3",
        {
            "777-3": "Platelets [#/volume] in Blood by Automated count",
            "49497-1": "Platelets [#/volume] in Blood by Estimate",
            "74464-9": "Platelets in Capillary blood by Manual count",
            "13056-7": "Platelets [#/volume] in Plasma by Automated count",
            "62244-9": "Platelets",
        },
        ("PLT", "platelets", "platelet count"),
        plausible=(0, 4000),
        limits=((150, 450),),
        shown="×10⁹/L",
        short="platelets",
        unverified=("62244-9",),
        not_names=("platelet smear", "mean platelet volume"),
        clumps="platelet_clumps",
    ),
    lab(
        "mpv",
        "fL",
        "vol",
        {"32623-1": "Platelet mean volume [Entitic volume] in Blood by Automated count"},
        ("MPV", "mean platelet volume"),
        plausible=(3, 30),
        decimals=1,
    ),
    lab(
        "haemoglobin",
        "g/L",
        "hb",
        {"718-7": "Hemoglobin [Mass/volume] in Blood"},
        ("Hb",),
        plausible=(10, 300),
        limits=((120, 175),),
    ),
    lab(
        "inr",
        "{INR}",
        "inr",
        {"6301-6": "INR in Platelet poor plasma"},
        ("INR",),
        plausible=(0.5, 25),
        decimals=1,
        shown="",
    ),
    lab(
        "temperature",
        "Cel",
        "temp",
        {"8310-5": "Body temperature"},
        ("temp",),
        plausible=(25, 45),
        decimals=1,
        shown="°C",
    ),
    lab("systolic", "mm[Hg]", "bp", {"8480-6": "Systolic blood pressure"}, (), plausible=(30, 300), shown="mmHg"),
    lab("bp_panel", "", "", {"85354-9": "Blood pressure panel"}, ()),
    lab("d_dimer", "mg/L{FEU}", "ddimer", {"48065-7": "Fibrin D-dimer FEU"}, (), plausible=(0, 500), decimals=2),
    lab(
        "ldh",
        "U/L",
        "",
        {"2532-0": "Lactate dehydrogenase [Enzymatic activity/volume] in Serum"},
        ("lactate dehydrogenase",),
        not_names=("lactate",),
        plausible=(10, 50000),
    ),
    lab(
        "neutrophils",
        "10*3/uL",
        "count3",
        {},
        ("neutrophils",),
        plausible=(0, 500),
        in_other_units="neutrophils_percent",
    ),
    lab(
        "neutrophils_percent",
        "%",
        "",
        {"770-8": "Neutrophils/100 leukocytes in Blood"},
        ("neutrophils %",),
        plausible=(0, 100),
    ),
    lab("urine_blood", "", "", {"5794-3": "Haemoglobin strip"}, ("urine blood",)),
    lab("dat", "", "", {"1007-4": "Direct antiglobulin test"}, ("DAT",)),
    lab("film", "", "", {"5909-7": "Blood smear finding"}, ("blood film",)),
]

UNITS = {
    "count3": {
        "10*3/uL": ("10*3/uL", 1.0),
        "10*9/L": ("10*9/L", 1.0),
        "K/uL": ("10*3/uL", 1.0),
        "x10e3/uL": ("10*3/uL", 1.0),
        "X_10-3/uL": ("10*3/uL", 1.0),
        "G/L": ("10*9/L", 1.0),
        "/uL": ("/uL", 0.001),
        "uL": ("/uL", 0.001),
        "10*3/mL": ("10*3/mL", 0.001),
        "lakh/cumm": ("10*5/uL", 100.0),
        "thousand per liter": ("10*3/L", 0.000001),
    },
    "vol": {"fL": ("fL", 1.0)},
    "hb": {"g/L": ("g/L", 1.0), "g/dL": ("g/dL", 10.0)},
    "inr": {"{INR}": ("{INR}", 1.0), "1": ("{INR}", 1.0), "ratio": ("{INR}", 1.0)},
    "temp": {"Cel": ("Cel", 1.0), "[degF]": ("[degF]", 0.5556)},
    "bp": {"mm[Hg]": ("mm[Hg]", 1.0), "mmHg": ("mm[Hg]", 1.0)},
    "ddimer": {"mg/L{FEU}": ("mg/L{FEU}", 1.0), "ng/mL{FEU}": ("ng/mL{FEU}", 0.001)},
}


def concept(
    identity: str, kind: str, codes: tuple[tuple[str, str], ...] = (), phrases: tuple[str, ...] = (), **more: Any
) -> ConceptDefinition:
    return ConceptDefinition(
        ConceptId(identity), identity, ConceptKind(kind), tuple(Code(*code) for code in codes), phrases, **more
    )


CONCEPTS = [
    concept("petechiae", "sign", (("snomed", "271813007"),), ("petechia*",), implies=("skin_bleeding",)),
    concept("skin_bleeding", "sign", (), (), implies=("bleeding",)),
    concept("bleeding", "sign", (), ("bleeding",)),
    concept("fever", "symptom", (("snomed", "386661006"),), ("fever",)),
    concept("no_fever", "context", (("snomed", "86699002"),), (), denies=("fever",)),
    concept("low_platelets", "disease", (("icd10cm", "D69.6"),), ("thrombocytopenia",)),
    concept("hit", "disease", (("icd10cm", "D75.821"), ("icd10cm", "D75.822")), ()),
    concept("neoplasm", "disease", (("icd10cm", "C50"),), ()),
    concept("itp", "disease", (), ("ITP",)),
    concept("platelet_clumps", "sign", (), ("platelet clump*", "clumped")),
    concept("maternal_history", "context", (), ("maternal history",)),
    concept("normal_count", "history", (), ("normal platelet count",)),
    concept("tropics", "exposure", (), ("tropics",), denied_with=("travel",)),
    concept("malaria_area", "exposure", (), (), denied_with=("tropics",)),
    concept("travel", "exposure", (("loinc", "8691-8"),), ("history of travel",)),
    concept("legs", "body site", (("snomed", "61685007"),), ("leg", "legs", "lower limb"), implies=("limb",)),
    concept("limb", "body site"),
    concept("transfusion", "procedure", (("snomed", "116859006"),), ("transfusion",)),
    concept("vector_vaccine", "exposure", (("cvx", "210"),), ()),
    concept("schistocytes", "sign", (), ("schistocyte*",)),
    concept(
        "clot", "disease", (), ("thrombus",),
        denied_there=(
            DenialPlace(frozenset({cast("Any", "arm_scan")})),
            DenialPlace(frozenset({cast("Any", "duplex"), cast("Any", "limb")}), (cast("Any", "leg_clot"),)),
        ),
    ),
    concept("leg_clot", "disease", (), ("DVT",), implies=("clot",), denied_with=("clot",)),
    concept("duplex", "context", (), ("duplex",)),
    concept("arm_scan", "context", (), ("scan of the arm",)),
]  # fmt: skip

DRUG_CLASSES = [
    DrugClassDefinition(cast("Any", "anticoagulant"), "anticoagulant"),
    DrugClassDefinition(cast("Any", "heparin"), "heparin group", (cast("Any", "anticoagulant"),)),
]


def drug(
    identity: str, classes: tuple[str, ...], code: str, names: tuple[str, ...] = (), **more: Any
) -> DrugDefinition:
    return DrugDefinition(
        cast("Any", identity),
        identity,
        cast("Any", classes),
        (Code("rxnorm", code),),
        more.get("products", ()),
        more.get("ndc9", ()),
        names,
    )


DRUGS = [
    drug("heparin", ("heparin",), "5224", ndc9=("003380000",)),
    drug("warfarin", ("anticoagulant",), "11289", ("Coumadin",), products=("855332",)),
    drug("aspirin", (), "1191", ("acetylsalicylic acid",)),
    drug("valproate", (), "40254"),
    drug("sodium_chloride", (), "9863", ("sodium chloride", "saline")),
]

TESTS = [
    TestDefinition(
        id=cast("Any", "blood_film"), label="Blood film", why="", separates="", urgency=HowSoon.NOW, cost_tier=0,
        invasiveness=0,
        preconditions="", orderable=True, order=Code("loinc", "5909-7"), codes=(), phrases=("peripheral smear",),
        done_labs=(), done_within_hours=0, tells=(),
    )
]  # fmt: skip


def knowledge() -> Knowledge:
    return Knowledge(
        version="test",
        concepts={c.id: c for c in CONCEPTS},
        labs={each.id: each for each in LABS},
        units=MappingProxyType(UNITS),
        drug_classes={c.id: c for c in DRUG_CLASSES},
        drugs={d.id: d for d in DRUGS},
        findings={},
        causes={},
        gates={},
        triggers=(),
        tests={t.id: t for t in TESTS},
        advice={},
        merges=(),
        parameters=DELIVERED.parameters,
        medicine_words=DELIVERED.medicine_words,
        laboratory_words=DELIVERED.laboratory_words,
        text_words=DELIVERED.text_words,
    )


TERMINOLOGY = Terminology.compile(knowledge())


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources], **more}


def read(*resources: Any, patient_id: str | None = None, **more: Any) -> Any:
    raw = json.dumps(resources[0] if len(resources) == 1 else bundle(*resources)).encode()
    return read_chart(
        [Source("chart", raw)], patient_id=patient_id, as_of=more.get("as_of", AS_OF), terminology=TERMINOLOGY
    )


def observation(code: Any = "777-3", **more: Any) -> dict[str, Any]:
    coded = {"coding": [{"system": LOINC, "code": code}]} if isinstance(code, str) else code
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": coded,
        "effectiveDateTime": "2026-05-09T08:00:00Z",
        **more,
    }


def count(value: Any, unit: str | None = "10*3/uL", **more: Any) -> dict[str, Any]:
    quantity = {"value": value, **({"unit": unit, "code": unit} if unit is not None else {})}
    return observation(valueQuantity=quantity | more.pop("quantity", {}), **more)


def the_result(chart: Any, identity: str = "platelet_count") -> Any:
    (result,) = chart.results[identity]
    return result


def whys(chart: Any) -> str:
    return "; ".join(f"{each.what}: {each.why}" for each in chart.unread)
