"""An assessment as JSON for other programs: the differential as the cards carry it, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cds.cards.extension import differential_extension

if TYPE_CHECKING:
    from rules.reasons import Assessment

__all__ = ["assessment_json"]


def assessment_json(assessment: Assessment) -> str:
    """Members in a fixed order, indented, ending in a new line. The same chart and clock give the same text.

    A silent assessment has ``speaks`` false and neither differential nor tests.
    """
    document: dict[str, Any] = {
        "asOf": assessment.as_of.isoformat(),
        "knowledgeVersion": assessment.knowledge_version,
        "speaks": assessment.speaks,
    }
    if assessment.speaks:
        document |= {
            "indicator": assessment.indicator.value,
            "triggers": [status.label for status in assessment.triggers],
            **differential_extension(assessment),
            "tests": [
                {
                    "id": str(suggested.test.id),
                    "display": suggested.test.label,
                    "group": suggested.group.value,
                    "mandatory": suggested.mandatory,
                    "because": suggested.because,
                    "for": list(suggested.for_causes),
                }
                for suggested in assessment.tests
            ],
            "questions": [{"finding": str(q.finding), "text": q.text} for q in assessment.questions],
            "advice": [{"id": str(advice.id), "text": advice.text} for advice in assessment.advice],
        }
    document["unread"] = [
        {"what": unread.what, "why": unread.why, "resource": str(unread.source)} for unread in assessment.unread
    ]
    document["missing"] = list(assessment.missing)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
