"""When too little of the chart is known, no answer may be given: an empty list would read as "nothing to say"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.prefetch_parts import Lacking, PrefetchSources
    from rules.chart import Chart

__all__ = ["refuse_knowing_nothing", "refuse_silence"]


def refuse_knowing_nothing(sent: PrefetchSources) -> None:
    """Raises Rejected with 412 when every part of the chart is missing or an error; an empty Bundle is an answer."""
    if sent.knows_nothing:
        raise _refusal(sent.lacking)


def refuse_silence(sent: PrefetchSources, chart: Chart) -> None:
    """To be asked when there is no card. Raises Rejected with 412 when a part that decides could not be had.

    The results of a part that was asked for by its test may have come with another part: then they are known.
    """
    deciding = [
        part
        for part in sent.lacking
        if part.template.required and (part.template.lab is None or part.template.lab not in chart.results)
    ]
    if deciding:
        raise _refusal(deciding)


def _refusal(lacking: Iterable[Lacking]) -> Rejected:
    return Rejected(
        412,
        [
            Issue(
                "incomplete",
                f"{part.template.label} ({part.template.key}) {part.why}.",
                f"prefetch.{part.template.key}",
            )
            for part in lacking
        ],
    )
