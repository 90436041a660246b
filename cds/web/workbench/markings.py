"""Which causes and findings a piece of the page speaks of, so that they light up together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.reasons import Assessment

__all__ = ["Marks", "Vocabulary"]

_TELLING = 4


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids, apart by spaces, as the page's data attributes carry them."""

    causes: str = ""
    findings: str = ""


class Vocabulary:
    """The words by which the cards speak of the causes and findings of one assessment."""

    __slots__ = ("_causes", "_findings")

    def __init__(self, assessment: Assessment) -> None:
        causes = {plain(r.label): str(r.cause.id) for r in assessment.causes}
        causes |= {plain(danger.label): str(danger.cause.id) for danger in assessment.not_excluded}
        self._causes = {words.casefold(): cause for words, cause in causes.items()}
        self._findings: dict[str, str] = {}
        for finding in assessment.findings.values():
            if finding.states:
                words = [finding.shown, *(datum.shown for datum in finding.data[:2])]
                self._findings |= {plain(w).casefold(): str(finding.id) for w in words if len(w) >= _TELLING}

    def marks(self, text: str) -> Marks:
        """What the text names."""
        folded = text.casefold()
        return Marks(
            _ids(cause for words, cause in self._causes.items() if words in folded),
            _ids(finding for words, finding in self._findings.items() if words in folded),
        )


def _ids(found: Iterable[str]) -> str:
    return " ".join(sorted(set(found)))
