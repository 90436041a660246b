"""The addresses of the workbench: the page, the part of it that changes, and the cards to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from cds.errors import Issue, Rejected
from cds.examples import examples
from cds.suppositions import NOT_KNOWN, WrongSupposition, supposed_from
from cds.web.workbench.patients import own_patient, sample, sample_patient
from cds.web.workbench.what_if import FEW, PREFIX, searchable, typed
from cds.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cds.hooks.body import BodyLimits
    from cds.services.reasoning import Reasoning
    from cds.web.workbench.patients import Patient
    from rules.findings import Supposed

__all__ = ["Bench", "workbench_blueprint"]

_FIRST = "adult-ttp"
_ONLY_DEMO = "Own files are taken in demo mode only (PETECHIAE_DEMO=1); the sample patients work without it."


@dataclass(frozen=True, slots=True)
class Bench:
    """What the workbench works with. ``ready`` gives the reasoning; ``largest`` is the most bytes of a file.

    ``takes_files``: own files are assessed too. That asks for no token, so it is for demo mode only.
    """

    ready: Callable[[], Reasoning]
    limits: BodyLimits
    clock: Callable[[], datetime]
    base_url: str
    services: tuple[str, ...]
    largest: int
    takes_files: bool

    @property
    def reasoning(self) -> Reasoning:
        """The reasoning, made when it is first needed."""
        return self.ready()


def workbench_blueprint(bench: Bench) -> Blueprint:
    """``/``, ``/workbench/result`` and ``/workbench/cards``; a body is a file as it is, a query names a sample."""
    workbench = Blueprint("workbench", __name__, template_folder="../templates")

    @workbench.get("/")
    def start() -> tuple[str, int]:
        """An address that cannot be understood shows the first sample, and why."""
        try:
            return render_template("workbench.html", refused="", **_shown(bench, _asked_sample(bench))), 200
        except Rejected as error:
            return _refused(bench, error.issues[0].text), error.status

    @workbench.post("/")
    def upload() -> tuple[str, int]:
        """Without a script: the file of the form, and the page with its result or with why it was refused."""
        try:
            patient = _uploaded(bench)
        except RequestEntityTooLarge:
            return _refused(bench, f"The file is larger than {bench.largest // 1024 // 1024} MB."), 413
        except Rejected as error:
            return _refused(bench, error.issues[0].text), error.status
        return render_template("workbench.html", refused="", **_shown(bench, patient)), 200

    @workbench.get("/workbench/result")
    def result() -> str:
        return render_template("workbench/result.html", **_shown(bench, _asked_sample(bench)))

    @workbench.post("/workbench/result")
    def result_of_file() -> str:
        return render_template("workbench/result.html", **_shown(bench, _sent(bench)))

    @workbench.get("/workbench/cards")
    def cards() -> Response:
        return _kept(bench, _asked_sample(bench))

    @workbench.post("/workbench/cards")
    def cards_of_file() -> Response:
        return _kept(bench, _sent(bench))

    return workbench


def _asked_sample(bench: Bench) -> Patient:
    example = sample(request.args.get("sample") or _FIRST)
    return sample_patient(example, bench.reasoning, bench.clock())


def _sent(bench: Bench) -> Patient:
    """The patient of the body, which is the file as it is. Raises Rejected."""
    _refuse_files(bench)
    raw = request.get_data(cache=False)
    if len(raw) >= bench.largest:
        raise RequestEntityTooLarge
    return own_patient(raw, request.args.get("patient") or None, bench.reasoning, bench.limits, bench.clock())


def _uploaded(bench: Bench) -> Patient:
    _refuse_files(bench)
    file = request.files.get("file")
    raw = file.read() if file is not None else b""
    wanted = request.form.get("patient") or None
    return own_patient(raw, wanted, bench.reasoning, bench.limits, bench.clock())


def _refuse_files(bench: Bench) -> None:
    if not bench.takes_files:
        raise Rejected(403, [Issue("forbidden", _ONLY_DEMO)])


def _refused(bench: Bench, why: str) -> str:
    """The page as it opens, with the reason."""
    first = sample_patient(sample(_FIRST), bench.reasoning, bench.clock())
    return render_template("workbench.html", refused=why, **_context(bench, first, {}))


def _supposed(bench: Bench) -> Supposed:
    """From ``if.fever=present`` and ``also=<label>`` in the address. Raises Rejected."""
    knowledge = bench.reasoning.knowledge
    texts = [f"{key.removeprefix(PREFIX)}={value}" for key, value in request.args.items() if _supposes(key, value)]
    if also := request.args.get("also", "").strip():
        texts.append(typed(also, knowledge))
    try:
        return supposed_from(texts, knowledge)
    except WrongSupposition as error:
        raise Rejected(400, [Issue("value", str(error), PREFIX.rstrip("."))]) from None


def _supposes(key: str, value: str) -> bool:
    return key.startswith(PREFIX) and bool(value)


def _shown(bench: Bench, patient: Patient) -> dict[str, Any]:
    """What the templates need, with what the address supposes. Raises Rejected."""
    return _context(bench, patient, _supposed(bench))


def _context(bench: Bench, patient: Patient, supposed: Supposed) -> dict[str, Any]:
    from cds.web.workbench.views import view  # noqa: PLC0415 - a start need not wait for what draws the page

    return {
        "view": view(patient, supposed, bench.reasoning),
        "samples": examples(),
        "findings": searchable(bench.reasoning.knowledge),
        "few": FEW,
        "suppositions": {f"{PREFIX}{finding}": next(iter(states), NOT_KNOWN) for finding, states in supposed.items()},
        "bench": bench,
    }


def _kept(bench: Bench, patient: Patient) -> Response:
    from cds.web.workbench.views import answer  # noqa: PLC0415 - as above

    response = json_response(answer(patient, _supposed(bench), bench.reasoning))
    response.headers["Content-Disposition"] = f'attachment; filename="cards-{patient.sample or "own-file"}.json"'
    return response
