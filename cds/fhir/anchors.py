"""The ids of the knowledge that the reader itself has to name; nothing else in this package names any."""

from __future__ import annotations

from rules.identifiers import ConceptId, LabId

__all__ = ["CLUMPED_LAB", "CLUMPS", "TREND_LAB"]

#: The test whose course over months is asked for, and whose results clumping makes doubtful.
TREND_LAB = LabId("platelet_count")
CLUMPED_LAB = TREND_LAB
CLUMPS = ConceptId("platelet_clumps")
