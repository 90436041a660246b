"""Calls whose prefetch has gaps, against the whole service and a FHIR server that has the rest."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cds.app import create_app
from cds.examples import examples
from cds.settings import Settings
from tests.contract.conftest import NOW
from tests.fhir_server import TOKEN, Reply, searchset, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

CALL = "/cds-services/petechiae-differential"
EXAMPLE = next(example.request for example in examples() if example.name == "adult-ttp")
SILENT = next(example.request for example in examples() if example.name == "silent")
PATIENCE = 5.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fetching")


@pytest.fixture(scope="module")
def fetching(folder: Path) -> FlaskClient:
    return service_in(folder, 20_000)


@pytest.fixture(scope="module")
def hasty(folder: Path) -> FlaskClient:
    return service_in(folder, 400)


def service_in(folder: Path, milliseconds: int) -> FlaskClient:
    settings = Settings.from_environment(
        {
            "PETECHIAE_DATABASE_URL": f"sqlite:///{folder}/feedback.db",
            "PETECHIAE_FHIR_SERVERS": "http://127.0.0.1:*/fhir",
            "PETECHIAE_FHIR_BUDGET_MS": str(milliseconds),
        }
    )
    return create_app(replace(settings, cache_dir=folder / "cache"), clock=lambda: NOW).test_client()


def question(target: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """A query in a form that does not depend on how it is encoded."""
    parts = urlsplit(target)
    asked = (pair for pair in parse_qsl(parts.query) if pair[0] != "_include")
    return parts.path.removeprefix("/fhir/"), frozenset(asked)


def having(client: FlaskClient, request: dict[str, Any]) -> Callable[[Reply], None]:
    """A server that has the prefetch of this request, for those who bring the token."""
    templates = client.get("/cds-services").get_json()["services"][0]["prefetch"]
    patient = request["context"]["patientId"]
    answers = {
        question("/fhir/" + template.replace("{{context.patientId}}", patient)): request["prefetch"].get(key)
        for key, template in templates.items()
    }

    def behave(reply: Reply) -> None:
        if reply.headers["Authorization"] != f"Bearer {TOKEN}":
            reply.answer({"resourceType": "OperationOutcome"}, 401)
            return
        reply.answer(answers[question(reply.path)] or searchset())

    return behave


def call(base: str, request: dict[str, Any] = EXAMPLE, *without: str, **changes: Any) -> dict[str, Any]:
    """The request with its server and token, without these keys of its prefetch (none named: without any)."""
    kept = {key: value for key, value in request["prefetch"].items() if without and key not in without}
    authorization = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs"}
    return {**request, "prefetch": kept, "fhirServer": base, "fhirAuthorization": authorization, **changes}


def all_but(*keys: str) -> dict[str, Any]:
    """A prefetch in which everything asked for is answered but these keys."""
    everything = {**dict.fromkeys(TEMPLATES), **EXAMPLE["prefetch"]}
    return {key: value for key, value in everything.items() if key not in keys}


TEMPLATES = [
    "patient",
    "trend",
    "laboratory",
    "vitals",
    "findings",
    "socialHistory",
    "conditions",
    "medications",
    "medicationStatements",
    "allergies",
    "visits",
    "reports",
    "procedures",
    "immunizations",
    "familyHistory",
    "orders",
]


def told(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.data
    return [(card["summary"], card["detail"]) for card in answer.get_json()["cards"]]


def expressions(answer: Any, status: int = 412) -> set[str]:
    assert answer.status_code == status, answer.data
    assert answer.get_json()["resourceType"] == "OperationOutcome"
    return {path for issue in answer.get_json()["issue"] for path in issue["expression"]}


def test_the_keys_of_these_tests_are_those_of_discovery(fetching: FlaskClient) -> None:
    assert list(fetching.get("/cds-services").get_json()["services"][0]["prefetch"]) == TEMPLATES


def test_a_chart_that_is_fetched_leads_to_the_cards_of_the_chart_that_is_sent(fetching: FlaskClient) -> None:
    complete = told(fetching.post(CALL, json={**EXAMPLE, "prefetch": all_but()}))
    assert complete
    with serving(having(fetching, EXAMPLE)) as server:
        assert told(fetching.post(CALL, json=call(server.base))) == complete
        assert len(server.asked) == len(TEMPLATES)
        assert told(fetching.post(CALL, json=call(server.base, EXAMPLE, "trend", "laboratory"))) == complete


@pytest.mark.parametrize("key", ["patient", "trend", "conditions"])
def test_only_what_is_missing_is_fetched(fetching: FlaskClient, key: str) -> None:
    with serving(having(fetching, EXAMPLE)) as server:
        request = call(server.base, prefetch=all_but(key))
        request["prefetch"]["vitals"] = None
        complete = told(fetching.post(CALL, json={**EXAMPLE, "prefetch": all_but()}))
        assert told(fetching.post(CALL, json=request)) == complete
        assert len(server.asked) == 1


def test_an_error_sent_for_a_key_is_fetched_instead(fetching: FlaskClient) -> None:
    error = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
    with serving(having(fetching, EXAMPLE)) as server:
        request = call(server.base, prefetch={**all_but(), "trend": error, "conditions": {**searchset(error)}})
        complete = told(fetching.post(CALL, json={**EXAMPLE, "prefetch": all_but()}))
        assert told(fetching.post(CALL, json=request)) == complete
        assert len(server.asked) == 2


def test_the_next_page_of_what_was_sent_is_fetched(fetching: FlaskClient) -> None:
    first, *rest = EXAMPLE["prefetch"]["trend"]["entry"]
    with serving(lambda reply: reply.answer(searchset(*[entry["resource"] for entry in rest]))) as server:
        page = searchset(first["resource"], following=f"{server.base}/Observation?page=2")
        complete = told(fetching.post(CALL, json={**EXAMPLE, "prefetch": all_but()}))
        assert told(fetching.post(CALL, json=call(server.base, prefetch={**all_but(), "trend": page}))) == complete
        assert [asked.target for asked in server.asked] == ["/fhir/Observation?page=2"]
        alone = told(fetching.post(CALL, json=call("", prefetch={**all_but(), "trend": page}, fhirServer=None)))
        assert "The rest of the platelet count results not sent" in " ".join(detail for _, detail in alone)


def test_orders_that_do_not_name_their_medicine_are_fetched_with_it(fetching: FlaskClient) -> None:
    """Heparin on the ward as a bare reference: without the medicine behind it the fall has no reason."""
    request = next(example.request for example in examples() if example.name == "hit-day-7")
    whole = json.loads(json.dumps(request["prefetch"]["medications"]))
    drugs = []
    for number, entry in enumerate(whole["entry"]):
        concept = entry["resource"].pop("medicationCodeableConcept")
        drugs.append({"resourceType": "Medication", "id": f"m{number}", "code": concept})
        entry["resource"]["medicationReference"] = {"reference": f"Medication/m{number}"}
    orders = [entry["resource"] for entry in whole["entry"]]
    prefetch = {**dict.fromkeys(TEMPLATES), **request["prefetch"]}
    complete = told(fetching.post(CALL, json={**request, "prefetch": prefetch}))
    with serving(lambda reply: reply.answer(searchset(*orders, *drugs))) as server:
        sent = call(server.base, request, prefetch={**prefetch, "medications": whole})
        assert told(fetching.post(CALL, json=sent)) == complete
        (asked,) = server.asked
        assert "_include=MedicationRequest:medication" in asked.target
    assert told(fetching.post(CALL, json={**sent, "fhirServer": None})) != complete


def test_what_cannot_be_fetched_is_named_on_the_card(fetching: FlaskClient) -> None:
    good = having(fetching, EXAMPLE)

    def without_problems(reply: Reply) -> None:
        if reply.kind in {"Condition", "MedicationRequest"}:
            reply.answer({"resourceType": "OperationOutcome"}, 403)
        else:
            good(reply)

    with serving(without_problems) as server:
        details = " ".join(detail for _, detail in told(fetching.post(CALL, json=call(server.base))))
        assert "Problems and diagnoses, and medication orders not sent" in details


@pytest.mark.parametrize("status", [401, 500])
def test_a_server_that_refuses_everything_is_a_failed_precondition(fetching: FlaskClient, status: int) -> None:
    with serving(lambda reply: reply.answer({"resourceType": "OperationOutcome"}, status)) as server:
        answer = fetching.post(CALL, json=call(server.base))
        assert expressions(answer) == {f"prefetch.{key}" for key in TEMPLATES}
        assert "FHIR server" in answer.get_json()["issue"][0]["details"]["text"]


@pytest.mark.parametrize("key", ["patient", "trend"])
def test_silence_without_a_part_that_decides_is_a_failed_precondition(fetching: FlaskClient, key: str) -> None:
    quiet = {**dict.fromkeys(TEMPLATES), "patient": SILENT["prefetch"]["patient"]}
    assert told(fetching.post(CALL, json={**SILENT, "prefetch": quiet})) == []
    del quiet[key]
    with serving(lambda reply: reply.answer(b"", 403)) as server:
        answer = fetching.post(CALL, json=call(server.base, SILENT, prefetch=quiet))
    assert expressions(answer) == {f"prefetch.{key}"}


def test_a_server_that_warns_with_every_answer_is_no_gap_while_it_answers_for_the_laboratory(
    fetching: FlaskClient,
) -> None:
    issue = {"severity": "warning", "code": "suppressed"}
    warned = searchset({"resourceType": "OperationOutcome", "issue": [issue]})
    with serving(lambda reply: reply.answer(SILENT["prefetch"].get(reply.kind.lower()) or warned)) as server:
        assert expressions(fetching.post(CALL, json=call(server.base, SILENT))) == {"prefetch.trend"}
        server.behaviour = lambda reply: reply.answer(
            SILENT["prefetch"].get(reply.kind.lower()) or (searchset() if "laboratory" in reply.path else warned)
        )
        assert told(fetching.post(CALL, json=call(server.base, SILENT))) == []


def test_counts_that_came_with_the_laboratory_results_are_enough_for_silence(fetching: FlaskClient) -> None:
    sent = {**dict.fromkeys(TEMPLATES), **SILENT["prefetch"]}
    del sent["trend"]
    sent["laboratory"] = SILENT["prefetch"]["trend"]
    assert told(fetching.post(CALL, json={**SILENT, "prefetch": sent})) == []


LATELY = "2026-11-10T06:00:00Z"
LOW = {"id": "low", "valueQuantity": {"value": 9, "unit": "10*3/uL"}}


def changed(**more: Any) -> dict[str, Any]:
    """The quiet chart, whose one count is sent with other members; None takes a member away."""
    quiet = json.loads(json.dumps(SILENT["prefetch"]["trend"]["entry"][-1]["resource"]))
    return {name: value for name, value in {**quiet, **more}.items() if value is not None}


def silent_with(fetching: FlaskClient, *counts: dict[str, Any], **parts: Any) -> Any:
    sent = {**dict.fromkeys(TEMPLATES), "patient": SILENT["prefetch"]["patient"], "trend": searchset(*counts), **parts}
    return fetching.post(CALL, json={**SILENT, "prefetch": sent})


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"valueQuantity": {"value": 9, "unit": "furlong"}}, "could not be read"),
        ({"valueQuantity": {"value": -9, "unit": "10*3/uL"}}, "could not be read"),
        ({"valueQuantity": {"value": 9, "unit": "10*3/uL", "comparator": "~~"}}, "could not be read"),
        ({"valueQuantity": None, "valueString": "see comment"}, "could not be read"),
        ({"effectiveDateTime": None, "issued": None, **LOW}, "whether the latest is recent"),
        ({"effectiveDateTime": "yesterday", "issued": None, **LOW}, "whether the latest is recent"),
        ({"effectiveDateTime": "2027-11-20T06:00:00Z"}, "could not be read"),
        ({"subject": "Patient/x"}, "could not be read"),
        ({"status": {"value": "final"}}, "not all that was sent could be read"),
        ({"code": {"coding": [{"system": "urn:x", "code": "4711"}]}}, "not all that was sent could be read"),
        ({"code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}], "text": "MPV"}}, "could not be read"),
        ({"valueQuantity": None}, "could not be read"),
        ({"valueQuantity": None, "valueBoolean": False}, "could not be read"),
        ({"valueQuantity": None, "valueString": "not detected"}, "could not be read"),
    ],
)
def test_silence_over_a_count_that_could_not_be_read_is_a_failed_precondition(
    fetching: FlaskClient, odd: dict[str, Any], why: str
) -> None:
    assert told(silent_with(fetching, changed(effectiveDateTime=LATELY))) == []
    answer = silent_with(fetching, changed(**{"effectiveDateTime": LATELY, **odd}))
    assert expressions(answer) == {"prefetch.trend"}
    assert why in answer.text
    assert not any(value in answer.text for value in ("furlong", "-9", "~~", "see comment", "yesterday"))


@pytest.mark.parametrize("absent", ["not-performed", "unknown", "error"])
def test_a_count_that_was_never_there_does_not_break_the_silence(fetching: FlaskClient, absent: str) -> None:
    reason = {"coding": [{"code": absent}]}
    assert told(silent_with(fetching, changed(valueQuantity=None, dataAbsentReason=reason))) == []


def test_silence_needs_the_latest_count_and_no_other(fetching: FlaskClient) -> None:
    odd = {"id": "odd", "valueQuantity": {"value": 9, "unit": "furlong"}}
    before, after = "2026-11-18T06:00:00Z", "2026-11-20T06:00:00Z"
    read = changed(effectiveDateTime="2026-11-19T06:00:00Z")
    assert told(silent_with(fetching, read, changed(**odd, effectiveDateTime=before))) == []
    assert silent_with(fetching, read, changed(**odd, effectiveDateTime=after)).status_code == 412
    assert told(silent_with(fetching, read, changed(**odd, effectiveDateTime=read["effectiveDateTime"]))) == []
    assert told(silent_with(fetching, read, changed(id="odd", effectiveDateTime=None, issued=None))) == []


def test_clumps_of_long_ago_tell_enough_for_silence(fetching: FlaskClient) -> None:
    words = {"valueQuantity": None, "valueString": "clumped"}
    assert told(silent_with(fetching, changed(**words, effectiveDateTime="2025-06-01T06:00:00Z"))) == []
    ((summary, _),) = told(silent_with(fetching, changed(**words, effectiveDateTime="2026-11-20T06:00:00Z")))
    assert "repeat in citrate" in summary


@pytest.mark.parametrize(
    "odd",
    [
        {**LOW, "effectiveDateTime": None, "issued": None},
        {**LOW, "effectiveDateTime": "20.11.2026", "issued": None},
        {**LOW, "effectiveDateTime": "2026"},
        {**LOW, "effectiveDateTime": "2026-11"},
        {**LOW, "effectiveDateTime": None, "effectivePeriod": {"start": "2024", "end": "2026-11-20"}},
        {"id": "low", "valueQuantity": None, "valueString": "LOW", "effectiveDateTime": "2026-11-20T06:00:00Z"},
    ],
)
def test_silence_over_a_low_count_that_may_be_the_latest_is_a_failed_precondition(
    fetching: FlaskClient, odd: dict[str, Any]
) -> None:
    known = changed(effectiveDateTime=LATELY)
    assert told(silent_with(fetching, known)) == []
    answer = silent_with(fetching, known, changed(**odd))
    assert expressions(answer) == {"prefetch.trend"}
    assert "whether the latest is recent or how low is not sure" in answer.text
    well = {**odd, "valueQuantity": {"value": 230, "unit": "10*3/uL"}, "valueString": None}
    assert told(silent_with(fetching, known, changed(**well))) == []


@pytest.mark.parametrize(
    "trend",
    [
        {"resourceType": "Parameters", "parameter": [{"name": "x", "resource": changed(**LOW)}]},
        {"resourceType": "List", "contained": [changed(**LOW)]},
        {"resourceType": "bundle", "entry": [{"resource": changed(**LOW)}]},
        {"resourceType": "Bundle", "total": 3},
        {"resourceType": "Bundle", "entry": [{"resource": json.dumps(changed(**LOW))}]},
        {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1"}]},
        {"resourceType": "Bundle", "type": "batch-response", "entry": [{"response": {"status": "403"}}]},
        {"resourceType": "Bundle", "link": [{"relation": "next", "url": "x"}]},
    ],
)
def test_silence_over_counts_that_did_not_come_is_a_failed_precondition(
    fetching: FlaskClient, trend: dict[str, Any]
) -> None:
    assert expressions(silent_with(fetching, trend=trend)) == {"prefetch.trend"}


def test_a_count_inside_a_report_is_a_count(fetching: FlaskClient) -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": changed()["subject"]}
    inside = changed(**LOW, effectiveDateTime="2026-11-20T06:00:00Z")
    (summary, _), *_ = told(silent_with(fetching, reports=searchset({**report, "contained": [inside]})))
    assert summary.startswith("Platelets 9")


def test_silence_over_the_chart_of_somebody_else_is_refused(fetching: FlaskClient) -> None:
    other = changed(id="other", subject={"reference": "Patient/somebody-else"})
    condition = {"resourceType": "Condition", "id": "c", "subject": other["subject"], "code": {"text": "Asthma"}}
    for answer in (silent_with(fetching, other), silent_with(fetching, conditions=searchset(condition))):
        assert expressions(answer, 422) == {"prefetch.trend"}
        assert "another patient than context.patientId were sent and not used: 1." in answer.text
    assert told(silent_with(fetching, changed(), other, conditions=searchset(condition))) == []
    stranger = {"resourceType": "Patient", "id": "somebody-else"}
    answer = silent_with(fetching, changed(), patient=searchset(stranger))
    assert expressions(answer, 422) == {"prefetch.patient"}


def test_a_danger_is_told_though_a_part_that_decides_is_missing(fetching: FlaskClient) -> None:
    with serving(lambda reply: reply.answer(b"", 403)) as server:
        cards = told(fetching.post(CALL, json=call(server.base, prefetch=all_but("patient"))))
    assert any("TTP" in summary for summary, _ in cards)


def test_a_server_that_hangs_costs_the_budget(hasty: FlaskClient) -> None:
    with serving(lambda reply: reply.server.outer.over.wait(30)) as server:
        started = time.monotonic()
        assert "prefetch.trend" in expressions(hasty.post(CALL, json=call(server.base)))
        assert told(hasty.post(CALL, json=call(server.base, prefetch=all_but("conditions"))))
        assert time.monotonic() - started < 2 * 0.4 + PATIENCE


def lie(reply: Reply) -> None:
    """Answers every question with the chart of the example, whoever was asked for."""
    key = {"Patient": "patient", "Observation": "trend", "Condition": "conditions"}.get(reply.kind, "")
    reply.answer(EXAMPLE["prefetch"].get(key) or searchset())


def test_waiting_for_the_server_leaves_time_to_answer(folder: Path) -> None:
    settings = Settings.from_environment(
        {
            "PETECHIAE_DATABASE_URL": f"sqlite:///{folder}/feedback.db",
            "PETECHIAE_FHIR_SERVERS": "http://127.0.0.1:*/fhir",
            "PETECHIAE_FHIR_BUDGET_MS": "20000",
            "PETECHIAE_MAX_SECONDS": "10",
        }
    )
    service = create_app(replace(settings, cache_dir=folder / "cache"), clock=lambda: NOW).test_client()
    with serving(lambda reply: reply.server.outer.over.wait(30)) as server:
        assert told(service.post(CALL, json=call(server.base, prefetch=all_but("conditions"))))


def test_the_chart_of_another_patient_is_not_used(fetching: FlaskClient) -> None:
    with serving(lie) as server:
        other = call(server.base, context={**EXAMPLE["context"], "patientId": "someone-else"})
        assert expressions(fetching.post(CALL, json=other)) == {"prefetch.patient"}
        assert {asked.target for asked in server.asked} >= {"/fhir/Patient/someone-else"}


@pytest.mark.parametrize(
    "authorization",
    [
        {},
        {"access_token": ""},
        {"access_token": None, "expires_in": "soon"},
        {"access_token": 7, "scope": ["x"]},
        {"access_token": "two words"},
        {"access_token": "a\r\nX-Other: b"},
        {"access_token": "tok\u0000"},
        None,
    ],
)
def test_an_open_server_is_asked_whatever_the_token_is(fetching: FlaskClient, authorization: Any) -> None:
    with serving(lambda reply: reply.answer(b"", 401)) as server:
        answer = fetching.post(CALL, json=call(server.base, fhirAuthorization=authorization))
        assert "prefetch.trend" in expressions(answer)
        assert server.tokens == {None}


@pytest.mark.parametrize("scope", ["", "system/Observation.read", 7, None, "urn:vendor:all", ["patient/*.rs"]])
def test_a_token_is_used_whatever_its_scope_says(fetching: FlaskClient, scope: Any) -> None:
    with serving(having(fetching, EXAMPLE)) as server:
        assert told(
            fetching.post(CALL, json=call(server.base, fhirAuthorization={"access_token": TOKEN, "scope": scope}))
        )


@pytest.mark.parametrize(
    "server",
    [
        "http://127.0.0.1:9/other",
        "https://ehr.example.org/r4",
        "gopher://x",
        "//x",
        "x",
        "https://user@[::1/",
        "http://",
    ],
)
def test_a_server_that_is_not_listed_is_as_if_none_was_named(fetching: FlaskClient, server: str) -> None:
    answer = fetching.post(CALL, json=call(server))
    assert expressions(answer) == {f"prefetch.{key}" for key in TEMPLATES}
    assert server not in answer.get_json()["issue"][0]["details"]["text"]
    assert told(fetching.post(CALL, json=call(server, prefetch=EXAMPLE["prefetch"])))


def test_neither_token_nor_patient_nor_server_is_told_or_logged(
    fetching: FlaskClient, log_lines: list[dict[str, Any]]
) -> None:
    with serving(having(fetching, EXAMPLE)) as server:
        answers = [fetching.post(CALL, json=call(server.base)).data, fetching.post(CALL, json=call("http://x")).data]
        server.behaviour = lambda reply: reply.answer({"secret": TOKEN}, 500)
        answers.append(fetching.post(CALL, json=call(server.base)).data)
    assert {"FETCH001", "FETCH002", "HOOK001"} <= {line["code"] for line in log_lines}
    lines = json.dumps(log_lines)
    for secret in (TOKEN, server.origin):
        assert secret not in lines
        assert not any(secret.encode() in answer for answer in answers)
    assert EXAMPLE["context"]["patientId"] not in lines


def signing(base: str, *drafts: dict[str, Any]) -> dict[str, Any]:
    orders = {"resourceType": "Bundle", "entry": [{"resource": draft} for draft in drafts]}
    return call(base, hook="order-sign", context={**EXAMPLE["context"], "draftOrders": orders})


def test_the_order_guard_fetches_the_chart_for_an_order_it_watches_and_for_no_other(fetching: FlaskClient) -> None:
    subject = {"reference": f"Patient/{EXAMPLE['context']['patientId']}"}
    order = {"resourceType": "MedicationRequest", "id": "d1", "status": "draft", "intent": "order", "subject": subject}
    risky = {**order, "medicationCodeableConcept": {"text": "Naproxen 500 MG Oral Tablet"}}
    harmless = {**order, "medicationCodeableConcept": {"text": "Paracetamol 500 mg tablet"}}
    with serving(having(fetching, EXAMPLE)) as server:
        assert told(fetching.post("/cds-services/bleeding-risk-guard", json=signing(server.base, harmless))) == []
        assert server.asked == []
        assert told(fetching.post("/cds-services/bleeding-risk-guard", json=signing(server.base, risky)))
        assert len(server.asked) == len(TEMPLATES)
    refused = fetching.post("/cds-services/bleeding-risk-guard", json=signing("", risky) | {"fhirServer": None})
    assert expressions(refused) == {f"prefetch.{key}" for key in TEMPLATES}
