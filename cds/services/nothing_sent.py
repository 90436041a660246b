"""When nothing of the chart is known, no answer may be given: an empty list would read as "nothing to say"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected

if TYPE_CHECKING:
    from cds.services.engine import Engine
    from rules.chart import Chart

__all__ = ["refuse_nothing_sent"]


def refuse_nothing_sent(engine: Engine, chart: Chart) -> None:
    """Raises Rejected with 412 when every part of the chart is missing or an error; an empty Bundle is an answer."""
    templates = engine.templates(chart.as_of.date())
    if not all(template.label in chart.missing for template in templates):
        return
    raise Rejected(
        412,
        [
            Issue("incomplete", f"{template.label} ({template.key}) was not sent.", f"prefetch.{template.key}")
            for template in templates
        ],
    )
