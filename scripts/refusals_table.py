"""What a client is told that sends what cannot be answered: each row is a call to the real service."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cds.examples.redating import WRITTEN_AT
from cds.fhir.prefetch import templates
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask.testing import FlaskClient

__all__ = ["refusals_table"]

_JSON = {"Content-Type": "application/json"}
_SHOWN = 1
"""So many of the problems of one answer are printed; it lists all."""


@dataclass(frozen=True, slots=True)
class _Call:
    sent: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: _JSON)
    address: str = "petechiae-differential"


def refusals_table(service: FlaskClient, view: Mapping[str, Any], order: Mapping[str, Any]) -> str:
    """The table in Markdown. ``view`` and ``order`` are calls that are answered: opening a chart, signing an order."""
    rows = ["| what was sent | status | what the OperationOutcome says | of which member |", "|---|---|---|---|"]
    for call in _calls(view, order):
        answer = service.post(f"/cds-services/{call.address}", data=call.body, headers=dict(call.headers))
        issues = answer.get_json()["issue"]
        if answer.status_code < 400 or not issues:
            raise ValueError(f"{call.sent}: was not refused")
        told = " ".join(issue["details"]["text"] for issue in issues[:_SHOWN])
        more = "; one entry for each" if len(issues) > _SHOWN else ""
        place = (
            ", ".join(f"`{name}`" for issue in issues[:_SHOWN] for name in issue.get("expression", ())) or "the whole"
        )
        rows.append(f"| {call.sent} | {answer.status_code} | {told} | {place}{more} |")
    return "\n".join(rows)


def _calls(view: Mapping[str, Any], order: Mapping[str, Any]) -> Iterator[_Call]:
    plain = json.dumps(view).encode()
    others = json.dumps(view).replace("Patient/", "Patient/not-").encode()
    yield _Call("a compressed body", gzip.compress(plain), {**_JSON, "Content-Encoding": "gzip"})
    yield _Call("another media type", plain, {"Content-Type": "text/plain"})
    yield _Call("UTF-8 with a byte order mark", b"\xef\xbb\xbf" + plain)
    yield _Call("no patient", _changed(view, lambda call: call["context"].pop("patientId")))
    yield _Call("the hook of another service", _changed(view, lambda call: call.update(hook="order-sign")))
    yield _Call("a Patient who is not the one in context", _changed(view, _rename_patient))
    yield _Call("prefetch under other keys than discovery names", _changed(view, _rename_keys))
    yield _Call("an OperationOutcome in place of the counts, no reason for a card", _changed(view, _refused_counts))
    yield _Call("the latest count in a unit nobody knows, no reason for a card", _changed(view, _odd_unit))
    yield _Call("results of another patient only", _whole(json.loads(others)))
    yield _Call(
        "a draft order of another patient",
        _changed(order, lambda call: _drafted(call).update(subject={"reference": "Patient/somebody-else"})),
        address="bleeding-risk-guard",
    )
    yield _Call("feedback without an entry", b'{"feedback": []}', address="petechiae-differential/feedback")


def _changed(call: Mapping[str, Any], change: Callable[[Any], object]) -> bytes:
    copy = deepcopy(dict(call))
    change(copy)
    return json.dumps(copy).encode()


def _whole(call: dict[str, Any]) -> bytes:
    """The call with an answer to everything that is asked for."""
    asked = {template.key: None for template in templates(load_knowledge(), WRITTEN_AT.date())}
    return json.dumps({**call, "prefetch": {**asked, **call["prefetch"]}}).encode()


def _rename_patient(call: Any) -> None:  # noqa: ANN401 - parsed JSON
    call["prefetch"]["patient"]["id"] = "somebody-else"


def _rename_keys(call: Any) -> None:  # noqa: ANN401 - parsed JSON
    call["prefetch"] = {f"item{number}": part for number, part in enumerate(call["prefetch"].values(), start=1)}


def _quiet(call: Any) -> None:  # noqa: ANN401 - parsed JSON
    """Nothing in the chart but the patient."""
    call["prefetch"] = {"patient": call["prefetch"]["patient"], "trend": call["prefetch"]["trend"]}


def _refused_counts(call: Any) -> None:  # noqa: ANN401 - parsed JSON
    _quiet(call)
    call["prefetch"]["trend"] = {"resourceType": "OperationOutcome"}


def _odd_unit(call: Any) -> None:  # noqa: ANN401 - parsed JSON
    _quiet(call)
    latest = call["prefetch"]["trend"]["entry"][0]["resource"]
    latest["valueQuantity"] = {"value": 9, "unit": "furlong"}
    call["prefetch"]["trend"]["entry"] = [{"resource": latest}]


def _drafted(call: Any) -> Any:  # noqa: ANN401 - parsed JSON
    return call["context"]["draftOrders"]["entry"][0]["resource"]
