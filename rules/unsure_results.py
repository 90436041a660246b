"""The chart as it would be if what is unsure about a test's latest result were at its worst.

For those who are about to stay silent: where silence would break, it rests on a guess.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.chart import Moment, Result
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rules.chart import Chart
    from rules.identifiers import LabId

__all__ = ["at_worst"]


def at_worst(chart: Chart, lab: LabId, lost: Iterable[Moment | None] = ()) -> Chart | None:
    """``chart`` with the results of ``lab`` as late as they can have been; None when all are sure.

    A result without a date, or dated by the day or less exactly, may be of now. When the latest is words, they are the
    news: older numbers no longer answer for it. ``lost``: when results were made that nobody could read; each may have
    been of nothing at all.
    """
    now = chart.as_of.astimezone(UTC)
    sent = chart.results.get(lab, ())
    unread = tuple(_of_nothing(lab, Moment(_latest(when, now))) for when in lost)
    if unread:
        sent = (*sent, *unread)
        chart = replace(chart, results=MappingProxyType({**chart.results, lab: sent}))
    dated = [(_latest(result.when, now), result) for result in sent]
    dated.sort(key=lambda each: each[0])
    if dated and dated[-1][1].value is None:
        last = dated[-1][0]
        dated = [(at, result) for at, result in dated if result.value is None or at == last]
    late = tuple(
        result if result.when is not None and at == result.when.at else replace(result, when=Moment(at))
        for at, result in dated
    )
    return (
        None if late == sent and not unread else replace(chart, results=MappingProxyType({**chart.results, lab: late}))
    )


def _of_nothing(lab: LabId, when: Moment) -> Result:
    return Result(lab, when, ResourceRef(""), 0.0)


def _latest(when: Moment | None, now: datetime) -> datetime:
    """The last instant the record allows that is not in the future; a time as it stands."""
    if when is None:
        return now
    return max(when.at, min(when.latest, now))
