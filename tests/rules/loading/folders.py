"""A small knowledge folder that is right in every point, to be spoiled in one place a test."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import yaml

from rules.loading.checking import check_knowledge

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Folder", "constants", "knowledge_files", "reasons", "write"]

Folder = dict[str, dict[str, Any]]

_ESTIMATE = "expert estimate"


def constants() -> dict[str, Any]:
    """``parameters/reasoning.yaml`` with plausible values."""
    values = {
        "group_discount": 0.6,
        "clip": 100,
        "platelet_clip": 1000,
        "impossible": 0.001,
        "prior_power": 1,
        "missing_exposure_factor": 0.05,
        "documentation_scale": 1,
        "temperature": 1.5,
        "band_likely": 0.5,
        "band_plausible": 0.2,
        "band_possible": 0.05,
        "not_excluded_at": 0.02,
        "warning_at": 0.3,
        "abstain_below": 0.1,
        "max_causes_shown": 5,
        "max_causes_kept": 20,
        "max_questions": 3,
        "max_tests": 4,
        "max_bedside": 2,
        "danger_floor": 0.15,
        "least_need": 0.05,
        "repeat_discount": 0.6,
        "text_weight": 0.7,
        "cost_weight": 0.15,
        "causes_weighed": 10,
        "mark_strong": 2.3,
        "mark_medium": 1.1,
        "mark_weak": 0.2,
        "result_window_days": 30,
        "stable_window_days": 90,
        "exposure_lookback_days": 10,
        "fall_told_at": 0.4,
        "limits_alike_within": 2.5,
    }
    reasoning: dict[str, Any] = {name: {"value": value, "basis": _ESTIMATE} for name, value in values.items()}
    return reasoning | {"softening": {"count": {"value": 0.2, "basis": _ESTIMATE}}}


_FILES: Folder = {
    "references/smith2020.yaml": {"id": "smith2020", "citation": "Smith 2020", "locator": "doi:1", "status": "seen"},
    "parameters/reasoning.yaml": constants(),
    "parameters/age_bands.yaml": {
        "bands": {
            "neonate": {"from_days": 0, "below_days": 28},
            "infant": {"from_days": 28, "below_days": 365},
            "child": {"from_days": 365, "below_days": 6574},
            "adult": {"from_days": 6574, "below_days": 23741},
            "older": {"from_days": 23741},
        }
    },
    "parameters/medicine_words.yaml": {
        "line_care": {"words": ["flush*"], "anywhere": ["透析"]},
        "local_use": {"words": ["cream"]},
        "local_routes": ["6064005"],
        "none_known": ["787481004"],
        "undoing": ["antidote"],
        "takers": {"words": ["taking"]},
        "pieces": ["tablet"],
        "units": {"mg": {"mg": 1, "g": 1000}, "[iU]": {"units": 1}},
        "strength_units": ["mg"],
        "times_a_day": {"bid": 2},
    },
    "parameters/laboratory_words.yaml": {
        "verdicts": {
            "positive": {"codes": ["10828004"], "opening": ["detected"], "marks": ["1+"], "closing": ["positive"]},
            "negative": {"codes": ["NEG"], "opening": ["not detected"], "alone": ["nil"]},
            "indeterminate": {"codes": ["IND"], "opening": ["equivocal"]},
        },
        "part_of_name": ["gram"],
        "seen": ["seen"],
        "strip": ["trace"],
        "denying": ["never"],
        "untold": ["not asked"],
        "unmade": ["not performed"],
        "flags": {
            "low": {"codes": ["L", "LL"], "words": ["reduced"]},
            "high": {"codes": ["H"], "words": ["raised"]},
            "normal": {"codes": ["N"], "words": ["wnl"]},
            "abnormal": {"codes": ["A"], "words": ["abnormal"]},
        },
        "critical": ["LL"],
        "methods": {"estimated": {"words": ["by estimate"]}, "capillary": {"words": ["capillary blood"]}},
        "samples": {"plasma": {"words": ["plasma"]}, "citrate": {"words": ["citrate"], "anywhere": ["クエン酸"]}},
        "elsewhere": {"words": ["urine"], "anywhere": ["尿"], "longer": ["尿素"]},
        "between": ["to"],
        "no_unit": ["none"],
        "bare_volumes": ["uL"],
        "beside_names": ["automated"],
        "categories": ["lab"],
    },
    "parameters/text_words.yaml": {
        "cues": {
            "negated": {"forward": ["no", "not"], "last": ["none"]},
            "historical": {"forward": ["history of"]},
            "uncertain": {"forward": ["rule out"]},
            "family": {"forward": ["mother"]},
            "others": {"forward": ["roommate"]},
            "unsaid": {"closing": ["screening"]},
            "nothing": {"forward": ["not only"]},
        },
        "headings": {
            "family": ["FHx"],
            "historical": ["past history"],
            "uncertain": ["query"],
            "unsaid": ["plan"],
            "nothing": ["examination"],
        },
        "leads": ["of"],
        "counted": ["units"],
    },
    "parameters/release.yaml": {"release": "0.1.0"},
    "units/count3.yaml": {
        "dimension": "count3",
        "canonical": "10*3/uL",
        "units": {"K/uL": {"ucum": "10*3/uL", "factor": 1}, "/uL": {"ucum": "/uL", "factor": 0.001}},
    },
    "concepts/rash.yaml": {
        "id": "rash",
        "label": "Rash",
        "kind": "sign",
        "codes": [{"system": "snomed", "code": "1", "display": "Rash", "verified": True}],
        "phrases": ["rash*", "skin eruption"],
    },
    "concepts/spots.yaml": {"id": "spots", "label": "Spots", "kind": "sign", "implies": ["rash"]},
    "concepts/shin.yaml": {"id": "shin", "label": "Shin", "kind": "body site", "phrases": ["shin*"]},
    "labs/cells.yaml": {
        "id": "cells",
        "label": "Cell count",
        "short": "cells",
        "unit": "10*3/uL",
        "unit_shown": "×10⁹/L",
        "dimension": "count3",
        "plausible": {"low": 0, "high": 4000},
        "decimals": 0,
        "vital": False,
        "codes": [{"system": "loinc", "code": "2", "display": "Cells", "verified": True}],
        "names": ["CELLS"],
        "limits": [
            {"low": 150, "high": 450},
            {"low": 100, "high": 500, "from_days": 0, "to_days": 28, "sex": "female"},
        ],
        "basis": _ESTIMATE,
    },
    "drugs/classes/thinner.yaml": {"id": "thinner", "label": "Thinner"},
    "drugs/ingredients/thinnerol.yaml": {
        "id": "thinnerol",
        "label": "Thinnerol",
        "classes": ["thinner"],
        "codes": [{"system": "rxnorm", "code": "3", "verified": True}],
        "products": ["30"],
        "ndc9": ["000030003"],
        "names": ["thinnerol"],
    },
    "findings/count.yaml": {
        "id": "count",
        "label": "Count",
        "group": "cells",
        "states": ["lt10", "10_29", "normal"],
        "leak": {"lt10": 0.01, "10_29": 0.09, "normal": 0.9},
        "labels": {"lt10": "very low"},
        "rules": [{"states": ["lt10"], "when": {"lab": "cells", "below": 10}}],
        "basis": _ESTIMATE,
    },
    "findings/ill.yaml": {
        "id": "ill",
        "label": "Ill",
        "group": "general",
        "states": ["present", "absent"],
        "leak": 0.04,
        "documented": 0.3,
        "question": "Ill?",
        "when": {"said": ["rash"]},
        "basis": {"kind": "cited", "references": ["smith2020"], "note": "table 1"},
    },
    "workups/film.yaml": {
        "id": "film",
        "label": "Film",
        "why": "Looks at cells",
        "separates": "Real from false",
        "urgency": 1,
        "cost_tier": 1,
        "invasiveness": 1,
        "orderable": True,
        "order": {"system": "loinc", "code": "4", "display": "Film"},
        "done_labs": ["cells"],
        "done_within_hours": 48,
        "tells": ["count"],
    },
    "causes/pox.yaml": {
        "id": "pox",
        "label": "Pox",
        "category": "infection",
        "role": "primary",
        "urgency": "urgent",
        "must_not_miss": True,
        "priors": {"neonate": 0, "infant": 1, "child": 4, "adult": 2, "older": 1},
        "prior_basis": _ESTIMATE,
        "requires": "ill",
        "age_modifiers": [{"from_years": 1, "to_years": 2, "factor": 1.5}],
        "sex_factors": {"female": 1.4},
        "evidence": [
            {"finding": "ill", "p": 0.8, "basis": _ESTIMATE},
            {"finding": "count", "p": {"lt10": 0.1, "10_29": 0.2, "normal": 0.7}, "basis": _ESTIMATE},
        ],
        "tests": {"first_line": ["film"]},
        "references": ["smith2020"],
    },
    "causes/flu.yaml": {
        "id": "flu",
        "label": "Flu",
        "category": "infection",
        "role": "mimic",
        "urgency": "routine",
        "must_not_miss": False,
        "priors": {"neonate": 1, "infant": 1, "child": 1, "adult": 1, "older": 1},
        "prior_basis": _ESTIMATE,
        "evidence": [],
    },
    "gates/danger.yaml": {
        "id": "danger",
        "label": "Danger",
        "indicator": "critical",
        "priority": 10,
        "when": {"all": [{"finding": "ill"}, {"drug": {"classes": ["thinner"]}, "running": True}]},
        "headline": "act now",
        "do": ["call"],
        "names": ["pox"],
        "tests": ["film"],
        "needs_trigger": True,
        "basis": _ESTIMATE,
    },
    "scores/sickness.yaml": {
        "id": "sickness",
        "name": "Sickness score",
        "purpose": "How sick",
        "telling": "points",
        "tells": "chance of pox",
        "priority": 10,
        "applies": {"gates": ["danger"], "causes": ["pox"], "when": {"finding": "ill"}, "among": {"sex": "male"}},
        "items": [
            {
                "id": "cells",
                "label": "cells",
                "options": [
                    {"points": 2, "label": "few cells", "when": {"lab": "cells", "below": 10}},
                    {"points": 1, "label": "some cells", "when": {"lab": "cells", "below": 100}},
                ],
                "otherwise": {"points": 0, "label": "many cells"},
            },
            {
                "id": "rash",
                "label": "rash",
                "options": [{"points": 1, "label": "rash", "when": {"said": ["rash"]}}],
                "otherwise": {"points": 0, "label": "no rash"},
            },
        ],
        "meanings": [
            {"at_least": 0, "means": "low"},
            {"at_least": 2, "means": "high", "items": ["cells"], "items_at_least": 2},
        ],
        "caution": "Not for women.",
        "accuracy": "None claimed.",
        "basis": {"kind": "cited", "references": ["smith2020"]},
    },
    "triggers/rash_said.yaml": {"id": "rash_said", "label": "Rash", "when": {"said": ["rash"]}},
    "advice/rest.yaml": {"id": "rest", "kind": "self-care", "text": "Rest.", "basis": _ESTIMATE},
    "merges/infections.yaml": {"id": "infections", "label": "Infection", "members": ["pox", "flu"]},
}


def knowledge_files() -> Folder:
    """A fresh copy of the files, to be changed at will."""
    return deepcopy(_FILES)


def write(folder: Path, files: Folder) -> Path:
    """Write ``files`` as YAML below ``folder``."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def reasons(folder: Path, files: Folder) -> list[str]:
    """Every problem of ``files`` as a line."""
    return [str(problem) for problem in check_knowledge(write(folder, files))]
