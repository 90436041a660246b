"""When too little of the chart is known, no answer may be given: an empty list would read as "nothing to say"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected
from cds.fhir.gathering import UNREADABLE_RESOURCE
from cds.fhir.prefetch_parts import Lacking
from rules.chart import Caveat, Patient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.draft_orders import Drafts
    from cds.fhir.prefetch import PrefetchTemplate
    from cds.fhir.prefetch_parts import PrefetchSources
    from rules.chart import Chart, Result
    from rules.identifiers import LabId

__all__ = ["refuse_knowing_nothing", "refuse_silence", "refuse_silence_about_drafts", "refuse_silence_about_problems"]

_NOBODY = Patient()


def refuse_knowing_nothing(sent: PrefetchSources) -> None:
    """Raises Rejected with 412 when every part of the chart is missing or an error; an empty Bundle is an answer."""
    if sent.knows_nothing:
        raise _refusal(sent.lacking)


def refuse_silence(sent: PrefetchSources, chart: Chart) -> None:
    """To be asked when there is no card.

    Raises Rejected: 412 when a part that decides could not be had, or its latest result could not be read; 422 when
    resources of another patient were sent and nothing of this one came for a part that decides.

    The results of a part that was asked for by its test may have come with another part: then they are known.
    """
    deciding = [part for part in sent.lacking if part.template.required and not _is_known(part.template, chart)]
    if deciding:
        raise _refusal(deciding)
    unread = [
        Lacking(part, f"cannot be told: {why}")
        for part in sent.asked
        if part.required and part.lab is not None and (why := _unread(chart, part.lab))
    ]
    if unread:
        raise _refusal(unread)
    if chart.strangers:
        unknown = [part for part in sent.asked if part.required and not _is_known(part, chart)]
        if unknown:
            raise Rejected(422, [_mix_up(chart.strangers, part) for part in unknown])


def refuse_silence_about_problems(added: Chart) -> None:
    """To be asked when the problems being added are no reason to speak.

    Raises Rejected with 422 when one of them is of another patient.
    """
    if added.strangers:
        text = f"Problems being added that are not of the patient in context were not used: {added.strangers}."
        raise Rejected(422, [Issue("conflict", text, "context.conditions")])


def refuse_silence_about_drafts(drafts: Drafts) -> None:
    """To be asked when there is no card. Raises Rejected with 422 when a draft was not checked, and says why."""
    issues = [
        Issue(code, f"Draft orders that {why} were not checked: {number}.", "context.draftOrders")
        for code, number, why in (
            ("conflict", drafts.strangers, "are not of the patient in context"),
            ("structure", drafts.unread, "could not be read"),
        )
        if number
    ]
    if issues:
        raise Rejected(422, issues)


def _is_known(part: PrefetchTemplate, chart: Chart) -> bool:
    """True when something of this patient came for a part that decides."""
    return part.lab in chart.results if part.lab is not None else chart.patient != _NOBODY


def _unread(chart: Chart, lab: LabId) -> str:
    """Why nothing can be told from the latest result of a test; empty when something can, or when there is none.

    What the chart says stays out of it: an error holds no value of a patient.
    """
    results = chart.results.get(lab, ())
    if not results:
        broken = [f"{unread.what} {unread.why}" for unread in chart.unread if unread.why == UNREADABLE_RESOURCE]
        if broken:
            return ", ".join(broken)
    read = max((result.when.at for result in results if result.when is not None and _tells(result)), default=None)
    for unread in chart.unread:
        if unread.lab == lab and unread.when is not None and (read is None or unread.when.at > read):
            return "the unit, number, words or date of the latest could not be read"
    return "none has a date" if results and read is None else ""


def _tells(result: Result) -> bool:
    """False for words nobody understood."""
    understood = result.flag is not None or result.polarity is not None or Caveat.CLUMPED in result.caveats
    return result.value is not None or understood


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
