"""Whose chart is looked at: one of the invented patients, or a file somebody brought."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected
from cds.examples import examples
from cds.examples.redating import redated
from cds.fhir.chart_files import ChartUnusable, SeveralPatients, open_chart
from cds.hooks.calls import HookCall
from cds.hooks.nesting import nesting_depth

if TYPE_CHECKING:
    from datetime import datetime

    from cds.examples import Example
    from cds.hooks.body import BodyLimits
    from cds.services.reasoning import Reasoning
    from rules.chart import Chart

__all__ = ["Patient", "own_patient", "sample", "sample_patient"]

_NO_INSTANCE = "00000000-0000-4000-8000-000000000000"
_LABEL = "The file"


@dataclass(frozen=True, slots=True)
class Patient:
    """A chart and the call it came with. ``sample`` is its name, empty for a file."""

    chart: Chart
    call: HookCall
    sample: str = ""


@cache
def _by_name() -> dict[str, Example]:
    return {example.name: example for example in examples()}


def sample(name: str) -> Example:
    """The invented patient of this name. Raises Rejected with 404 when there is none."""
    found = _by_name().get(name)
    if found is None:
        raise Rejected(404, [Issue("not-found", "There is no sample patient of that name.", "sample")])
    return found


def sample_patient(example: Example, reasoning: Reasoning, now: datetime) -> Patient:
    """The invented patient as if charted today."""
    request = redated(example.request, now)
    context = request["context"]
    prefetch = {key: memoryview(json.dumps(part).encode()) for key, part in request["prefetch"].items()}
    call = HookCall(
        request["hook"],
        request["hookInstance"],
        context["patientId"],
        context.get("encounterId"),
        prefetch,
        draft_orders=memoryview(json.dumps(context["draftOrders"]).encode()) if "draftOrders" in context else None,
    )
    return Patient(reasoning.read(prefetch, call.patient_id, now), call, example.name)


def own_patient(raw: bytes, wanted: str | None, reasoning: Reasoning, limits: BodyLimits, now: datetime) -> Patient:
    """The patient of a file, ``wanted`` when it holds several.

    Raises Rejected: 413 with more resources than accepted; 400 when nested too deeply, no chart, not UTF-8, or when it
    does not settle which patient is meant.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused("is not text in UTF-8: expected JSON.") from None
    if nesting_depth(raw) > limits.nesting:
        raise _refused(f"is nested more than {limits.nesting} levels deep.")
    if raw.count(b'"resourceType"') > limits.resources:
        raise Rejected(413, [Issue("too-costly", f"{_LABEL} holds more than {limits.resources} FHIR resources.")])
    try:
        opened = open_chart(raw, _LABEL, wanted)
    except SeveralPatients as error:
        raise Rejected(400, [Issue("multiple-matches", str(error), "patient")]) from None
    except ChartUnusable as error:
        raise Rejected(400, [Issue("structure", str(error))]) from None
    chart = reasoning.read_file(opened, now)
    who, drafts = opened.patient_id or "", opened.draft_orders
    return Patient(chart, HookCall("patient-view", _NO_INSTANCE, who, draft_orders=drafts))


def _refused(why: str) -> Rejected:
    return Rejected(400, [Issue("structure", f"{_LABEL} {why}")])
