"""When too little of the chart is known, no answer may be given: an empty list would read as "nothing to say"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected
from cds.fhir.gathering import UNREADABLE_RESOURCE
from cds.fhir.prefetch_parts import Lacking
from rules.chart import Caveat, Patient
from rules.unsure_results import at_worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cds.fhir.draft_orders import Drafts
    from cds.fhir.prefetch import PrefetchTemplate
    from cds.fhir.prefetch_parts import PrefetchSources
    from rules.chart import Chart, Moment, Result
    from rules.identifiers import LabId

__all__ = [
    "BEING_ADDED",
    "refuse_knowing_nothing",
    "refuse_silence",
    "refuse_silence_about_drafts",
    "refuse_silence_about_problems",
]

BEING_ADDED = "problems being added"
"""The name for people of the conditions in a hook's own context."""
_NOBODY = Patient()
_MAY_HOLD = re.compile("Observation|DiagnosticReport").search
"""Kinds of resources that may hold results."""


def refuse_knowing_nothing(sent: PrefetchSources) -> None:
    """Raises Rejected with 412 when every part of the chart is missing or an error; an empty Bundle is an answer."""
    if sent.knows_nothing:
        raise _refusal(sent.lacking)


def refuse_silence(sent: PrefetchSources, chart: Chart, speaks: Callable[[Chart], bool]) -> None:
    """To be asked when there is no card. ``speaks``: whether there would be one about another chart.

    Raises Rejected: 412 when a part that decides could not be had, or its latest result could not be read or is not
    sure; 422 when resources of another patient were sent and nothing of this one came for a part that decides.

    The results of a part that was asked for by its test may have come with another part: then they are known.
    """
    gaps = (*sent.lacking, *sent.cut)
    deciding = [part for part in gaps if part.template.required and not _is_known(part.template, chart)]
    if deciding:
        raise _refusal(deciding)
    unsure = [
        Lacking(part, f"cannot be told: {why}")
        for part in sent.asked
        if part.required and part.lab is not None and (why := _unsure(chart, part, part.lab, speaks))
    ]
    if unsure:
        raise _refusal(unsure)
    if chart.strangers:
        unknown = [part for part in sent.asked if part.required and not _is_known(part, chart)]
        mixed_up = [part for part in unknown if part.lab in chart.strange_results or _is_of_others(part, chart)]
        if mixed_up:
            raise Rejected(422, [_mix_up(chart.strangers, part) for part in mixed_up])


def refuse_silence_about_problems(added: Chart) -> None:
    """To be asked when the problems being added are no reason to speak.

    Raises Rejected with 422 when one of them is of another patient or could not be read.
    """
    if added.strangers:
        text = f"Problems being added that are not of the patient in context were not used: {added.strangers}."
        raise Rejected(422, [Issue("conflict", text, "context.conditions")])
    if any(unread.why == UNREADABLE_RESOURCE or unread.what == BEING_ADDED for unread in added.unread):
        text = "Problems being added could not be read, or not all of them."
        raise Rejected(422, [Issue("structure", text, "context.conditions")])


def refuse_silence_about_drafts(drafts: Drafts) -> None:
    """To be asked when there is no card. Raises Rejected with 422 when a draft was not checked, and says why."""
    issues = [
        Issue(code, f"Draft orders that {why} were not checked: {number}.", "context.draftOrders")
        for code, number, why in (
            ("conflict", drafts.strangers, "are not of the patient in context"),
            ("structure", drafts.unread, "could not be read"),
            ("required", drafts.untold, "do not say what they are (no name, no known code)"),
        )
        if number
    ]
    if issues:
        raise Rejected(422, issues)


def _is_known(part: PrefetchTemplate, chart: Chart) -> bool:
    """True when something of this patient came for a part that decides."""
    return part.lab in chart.results if part.lab is not None else chart.patient != _NOBODY


def _is_of_others(part: PrefetchTemplate, chart: Chart) -> bool:
    """True when all that is known was sent of others: relatives and donors beside this patient's own are ordinary."""
    return part.lab is None or not (chart.results or chart.statements or chart.drugs or chart.orders)


def _unsure(chart: Chart, part: PrefetchTemplate, lab: LabId, speaks: Callable[[Chart], bool]) -> str:
    """Why nothing can be told from the latest result of a test; empty when something can, or when there is none.

    What the chart says stays out of it: an error holds no value of a patient.
    """
    results = chart.results.get(lab, ())
    read = max((result.when.latest for result in results if result.when is not None and _tells(result)), default=None)
    unread = [each for each in chart.unread if each.lab == lab and each.when is not None and _is_later(each.when, read)]
    lost = [each.when for each in unread]
    lost += [result.when for result in results if not _tells(result) and _is_later(result.when, read)]
    broken = not results and any(each.why == UNREADABLE_RESOURCE and _MAY_HOLD(each.what) for each in chart.unread)
    worst = at_worst(chart, lab, (*lost, None) if broken else lost)
    if worst is None or not speaks(worst):
        return ""
    if broken or any(each.what == part.label for each in unread):
        return "not all that was sent could be read"
    if lost:
        return "the unit, number, words or date of the latest could not be read"
    return "whether the latest is recent or how low is not sure"


def _is_later(when: Moment | None, read: datetime | None) -> bool:
    """What has no date may be of now."""
    return when is None or read is None or when.latest > read


def _tells(result: Result) -> bool:
    """False for words that say neither high nor low: of a count "positive" and "none" are no answers."""
    return result.value is not None or result.flag is not None or Caveat.CLUMPED in result.caveats


def _mix_up(strangers: int, part: PrefetchTemplate) -> Issue:
    text = (
        f"Resources of another patient than context.patientId were sent and not used: {strangers}. "
        f"For {part.label}, nothing of this patient came."
    )
    return Issue("conflict", text, f"prefetch.{part.key}")


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
