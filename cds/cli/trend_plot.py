"""The counts over time as a small plot in characters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import plotext

from cds.cards.wording import day_and_month, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from rules.platelet_picture import Count

__all__ = ["trend_plot"]

_WIDTH, _HEIGHT = 72, 9
_CLOCK_SHOWN = timedelta(days=3)
_YEAR_SHOWN = timedelta(days=300)
_RECENT = timedelta(days=365)
_HEADROOM = 1.1
_DOUBTED = "x"


def trend_plot(counts: Sequence[Count], decimals: int, tz: tzinfo) -> str:
    """A line through the counts of the last year, oldest left, from zero upwards; with one only, of all years.

    A count that is doubted (clumps, estimated, plasma) stands beside the line as ``x``. "" for fewer than two points in
    time.
    """
    points = sorted((count.when.at, count.value, count.firm) for count in counts)
    recent = [point for point in points if point[0] >= points[-1][0] - _RECENT]
    points = recent if len({at for at, *_ in recent}) > 1 else points
    if len({at for at, *_ in points}) < 2:
        return ""
    first, last = points[0][0], points[-1][0]
    days = [(at - first) / timedelta(days=1) for at, *_ in points]
    values = [value for _, value, _ in points]
    figure = plotext.figure
    figure.clear()
    figure.plot_size(_WIDTH, _HEIGHT)
    figure.theme("colorless")
    for firm, mark in ((True, "●"), (False, _DOUBTED)):
        chosen = [number for number, point in enumerate(points) if point[2] is firm]
        if not chosen:
            continue
        across, up = [days[number] for number in chosen], [values[number] for number in chosen]
        if firm:
            line = figure.signal(across, up, marker="braille")
            line.lines()
            figure.draw(line)
        figure.draw(figure.signal(across, up, marker=mark))
    middle = first + (last - first) / 2
    ticks = [at.astimezone(tz) for at in (first, middle, last)]
    figure.ruler("x").ticks([0, days[-1] / 2, days[-1]], [_tick(at, last - first) for at in ticks])
    highest = max(values)
    levels = [0.0, highest / 2, highest] if highest else [0.0]
    figure.ruler("y").ticks(levels, [number(level, decimals) for level in levels])
    figure.ruler("y").lim(0, highest * _HEADROOM or 1)
    drawn = plotext.uncolorize(str(figure.build()))
    figure.clear()
    return "\n".join(row.rstrip() for row in drawn.splitlines() if row.strip())


def _tick(at: datetime, span: timedelta) -> str:
    day = day_and_month(at)
    if span < _CLOCK_SHOWN:
        return f"{day} {at:%H:%M}"
    return f"{day} {at.year}" if span > _YEAR_SHOWN else day
