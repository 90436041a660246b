"""What the service asks the client to send along.

Templates keep to what every client fills: reads and type-level searches, no parameter twice, no token but
``context.patientId``, dates as constants. The windows and page sizes are settings of the service, not medicine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cds.fhir.code_systems import LOINC
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from datetime import date

    from rules.definitions import Knowledge
    from rules.identifiers import LabId

__all__ = ["PrefetchTemplate", "templates"]

_TREND_MONTHS, _TREND_COUNT = 24, 60
"""How many months back each part is asked for, and how many resources a page."""
_LABORATORY_MONTHS, _LABORATORY_COUNT = 4, 250
_VITALS_MONTHS, _VITALS_COUNT = 1, 60
_FINDINGS_MONTHS, _FINDINGS_COUNT = 4, 100
_REPORTS_MONTHS, _REPORTS_COUNT = 4, 50
_VISITS_MONTHS, _VISITS_COUNT = 24, 30
_HISTORY_COUNT, _MEDICINES_COUNT, _CONDITIONS_COUNT = 100, 100, 250

_LABORATORY_LABEL = "laboratory results"
_LOINC_URI = "http://loinc.org"
_PATIENT = "{{context.patientId}}"


@dataclass(frozen=True, slots=True)
class PrefetchTemplate:
    """One part of the chart: its key in discovery, the query, its name in a clinician's words.

    ``required``: without it silence means nothing. ``lab``: the one test whose results it brings. ``include``: what
    should come along when this service asks by itself; the portable queries of CDS Hooks know no ``_include``
    (docs/decisions/0012-portable-queries.md). ``among``: the label of the part that brings the same
    results among others.
    """

    key: str
    query: str
    label: str
    required: bool = False
    lab: LabId | None = None
    include: str = ""
    among: str = ""

    @property
    def kind(self) -> str:
        """The kind of resource asked for."""
        return self.query.partition("?")[0].partition("/")[0]

    @property
    def whole_query(self) -> str:
        """The query with what should come along."""
        return f"{self.query}&_include={self.include}" if self.include else self.query


def templates(knowledge: Knowledge, today: date) -> tuple[PrefetchTemplate, ...]:
    """The templates as of ``today``; dates are firsts of months, so that discovery changes once a month."""
    trend = knowledge.labs[PLATELETS]
    codes = tuple(code.code for code in trend.codes if code.verified and code.system == LOINC)
    return _templates(codes, trend.label.lower(), today)


@lru_cache(maxsize=8)
def _templates(trend_codes: tuple[str, ...], trend_name: str, today: date) -> tuple[PrefetchTemplate, ...]:
    codes = ",".join(f"{_LOINC_URI}|{code}" for code in trend_codes)

    def since(kind: str, filters: str, months: int, count: int) -> str:
        begin = _months_back(today, months).isoformat()
        return f"{kind}?patient={_PATIENT}{filters}&date=ge{begin}&_sort=-date&_count={count}"

    def observations(filters: str, months: int, count: int) -> str:
        return since("Observation", f"&{filters}", months, count)

    def of_patient(kind: str, filters: str = "", count: int = _HISTORY_COUNT) -> str:
        return f"{kind}?patient={_PATIENT}{filters}&_count={count}"

    return (
        PrefetchTemplate("patient", f"Patient/{_PATIENT}", "patient", required=True),
        PrefetchTemplate(
            "trend",
            observations(f"code={codes}", _TREND_MONTHS, _TREND_COUNT),
            f"{trend_name} results",
            required=True,
            lab=PLATELETS,
            among=_LABORATORY_LABEL,
        ),
        PrefetchTemplate(
            "laboratory",
            observations("category=laboratory", _LABORATORY_MONTHS, _LABORATORY_COUNT),
            _LABORATORY_LABEL,
        ),
        PrefetchTemplate("vitals", observations("category=vital-signs", _VITALS_MONTHS, _VITALS_COUNT), "vital signs"),
        PrefetchTemplate(
            "findings", observations("category=exam", _FINDINGS_MONTHS, _FINDINGS_COUNT), "examination findings"
        ),
        PrefetchTemplate(
            "socialHistory", of_patient("Observation", "&category=social-history"), "social and exposure history"
        ),
        PrefetchTemplate("conditions", of_patient("Condition", count=_CONDITIONS_COUNT), "problems and diagnoses"),
        PrefetchTemplate(
            "medications",
            of_patient("MedicationRequest", "&_sort=-authoredon", _MEDICINES_COUNT),
            "medication orders",
            include="MedicationRequest:medication",
        ),
        PrefetchTemplate(
            "medicationStatements",
            of_patient("MedicationStatement", count=_MEDICINES_COUNT),
            "medicines the patient reports",
            include="MedicationStatement:medication",
        ),
        PrefetchTemplate("allergies", of_patient("AllergyIntolerance"), "allergies"),
        PrefetchTemplate("visits", since("Encounter", "", _VISITS_MONTHS, _VISITS_COUNT), "visits"),
        PrefetchTemplate("reports", since("DiagnosticReport", "", _REPORTS_MONTHS, _REPORTS_COUNT), "reports"),
        PrefetchTemplate("procedures", of_patient("Procedure"), "procedures"),
        PrefetchTemplate("immunizations", of_patient("Immunization"), "immunizations"),
        PrefetchTemplate("familyHistory", of_patient("FamilyMemberHistory"), "family history"),
        PrefetchTemplate("orders", of_patient("ServiceRequest", "&status=draft,active,on-hold"), "open orders"),
    )


def _months_back(today: date, months: int) -> date:
    month = today.year * 12 + today.month - 1 - months
    return today.replace(year=month // 12, month=month % 12 + 1, day=1)
