"""REQ and HOOK: what a call may be, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.calls import CALL, CALLS, EXAMPLE, SIGN, Call, address, changed, posted
from tests.sandbox_calls import NAPROXEN, PATIENT, bundle, count

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WRONG: tuple[Any, ...] = (..., None, 7, [], {})
ORDERS = next(call for call in CALLS if call.service == "bleeding-risk-guard")


def status(plain: FlaskClient, body: Any, path: str = CALL) -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = plain.post(path, data=raw, content_type="application/json")
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.get_json()["resourceType"] == "OperationOutcome"
    return answer.status_code


def context(**changes: Any) -> dict[str, Any]:
    return changed(EXAMPLE, context=changed(EXAMPLE["context"], **changes))


def test_req_01_a_post_with_an_object_is_a_call(plain: FlaskClient) -> None:
    assert {posted(plain, call).status_code for call in CALLS} == {200}


@pytest.mark.parametrize("hook", WRONG)
def test_req_02_hook_is_a_required_text(plain: FlaskClient, hook: Any) -> None:
    assert status(plain, changed(EXAMPLE, hook=hook)) == 400


@pytest.mark.parametrize("instance", [*WRONG, ""])
def test_req_03_hook_instance_is_a_required_text_and_need_not_be_a_uuid(plain: FlaskClient, instance: Any) -> None:
    assert status(plain, changed(EXAMPLE, hookInstance=instance)) == 400
    assert status(plain, changed(EXAMPLE, hookInstance="x" * 64)) == 200


@pytest.mark.parametrize("value", WRONG)
def test_req_04_context_and_its_patient_are_required(plain: FlaskClient, value: Any) -> None:
    assert status(plain, changed(EXAMPLE, context=value)) == 400
    assert status(plain, context(patientId=value)) == 400
    assert status(plain, context(userId=value)) == 400


def test_req_05_an_authorization_without_a_server_is_no_failure(plain: FlaskClient) -> None:
    token = {"access_token": "t", "token_type": "Bearer", "expires_in": 1, "scope": "s", "subject": "c"}
    assert status(plain, changed(EXAMPLE, fhirServer=..., fhirAuthorization=token)) == 200


def test_req_06_server_and_authorization_beside_a_full_prefetch_do_no_harm(plain: FlaskClient) -> None:
    token = {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "s", "subject": "c"}
    more = changed(EXAMPLE, fhirServer="https://ehr.example.org/r4", fhirAuthorization=token)
    assert plain.post(CALL, json=more).get_json()["cards"] == plain.post(CALL, json=EXAMPLE).get_json()["cards"]


def test_req_07_prefetch_may_be_left_out_and_must_be_an_object(plain: FlaskClient) -> None:
    assert status(plain, changed(EXAMPLE, prefetch=...)) == 412
    assert status(plain, changed(EXAMPLE, prefetch=None)) == 412
    values: tuple[Any, ...] = ([], "x", 7)
    assert [status(plain, changed(EXAMPLE, prefetch=value)) for value in values] == [400] * 3


@pytest.mark.parametrize("value", [{"com.ehr.x": 1}, [], "text", None, 7])
def test_req_08_extensions_anywhere_are_ignored(plain: FlaskClient, value: Any) -> None:
    bare = plain.post(CALL, json=changed(EXAMPLE, extension=...)).data
    assert plain.post(CALL, json=changed(EXAMPLE, extension=value)).data == bare
    assert plain.post(CALL, json=changed(context(extension=value), extension=...)).data == bare


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'"x"', b"null", b"{", b"{} x", b"{}", b"\xff\xfe", b'{"hook":NaN}', b'{"hook":1,"hook":2}']
)
def test_req_09_malformed_bodies_are_refused(plain: FlaskClient, raw: bytes) -> None:
    assert status(plain, raw) == 400


def test_req_10_unknown_members_are_ignored(plain: FlaskClient) -> None:
    assert plain.post(CALL, json=changed(EXAMPLE, colour="red")).data == plain.post(CALL, json=EXAMPLE).data


def test_req_11_size_and_nesting_have_limits(plain: FlaskClient) -> None:
    assert status(plain, b" " * (16 * 1024 * 1024 + 1)) == 413
    assert status(plain, b"[" * 100_000 + b"]" * 100_000) == 400
    assert status(plain, changed(EXAMPLE, filler=["x" * 1000] * 2000)) == 200


def test_req_12_an_unknown_service_is_not_found(plain: FlaskClient) -> None:
    assert status(plain, EXAMPLE, "/cds-services/nobody") == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_req_13_other_methods_are_refused_with_allow(plain: FlaskClient, method: str) -> None:
    answer = plain.open(CALL, method=method)
    assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("application/fhir+json", 200),
        ("text/plain", 415),
        ("application/xml", 415),
        (None, 415),
    ],
)
def test_req_14_json_is_taken_and_nothing_else(plain: FlaskClient, kind: str | None, code: int) -> None:
    assert plain.post(CALL, data=json.dumps(EXAMPLE), content_type=kind).status_code == code


@pytest.mark.parametrize("text", ["\U0001f600", "\u202eabc", "e\u0301", "\\u0000\\u001b", "\\ud800"])
def test_req_15_any_text_is_survived(plain: FlaskClient, text: str) -> None:
    raw = json.dumps(EXAMPLE, ensure_ascii=False).replace('"family": "', f'"family": "{text}', 1)
    assert status(plain, raw.encode("utf-8", "surrogatepass")) in {200, 400}


@pytest.mark.parametrize("step", ["..", "%2e%2e", "%2e%2e%2fhealth", "%00", "a" * 5000, "%ff"])
def test_req_16_hostile_steps_of_a_path_lead_nowhere(plain: FlaskClient, step: str) -> None:
    assert plain.post(f"/cds-services/{step}", json=EXAMPLE).status_code in {404, 405}


def test_req_17_keys_that_were_not_asked_for_are_ignored(plain: FlaskClient) -> None:
    more = changed(EXAMPLE, prefetch={**EXAMPLE["prefetch"], "surprise": {"resourceType": "Basic"}})
    assert plain.post(CALL, json=more).data == plain.post(CALL, json=EXAMPLE).data


@pytest.mark.parametrize("identity", ["../x", "a&b=c", "a/b", "a?b", "x" * 65, "", "a\n", "é"])
def test_req_18_a_patient_id_is_a_fhir_id(plain: FlaskClient, identity: str) -> None:
    assert status(plain, context(patientId=identity)) == 400


@pytest.mark.parametrize("kind", ["Practitioner", "PractitionerRole", "Patient", "RelatedPerson"])
def test_req_19_every_user_a_hook_allows_works_and_optional_fields_may_be_absent(plain: FlaskClient, kind: str) -> None:
    assert status(plain, context(userId=f"{kind}/u1")) == 200
    assert status(plain, context(userId=f"{kind}/u1", encounterId=...)) == 200


@pytest.mark.parametrize("hook", ["order-sign", "appointment-book", "nothing-known"])
def test_req_20_another_hook_is_refused(plain: FlaskClient, hook: str) -> None:
    assert status(plain, changed(EXAMPLE, hook=hook)) == 422


def test_hook_01_each_context_is_taken_without_its_optional_fields(plain: FlaskClient) -> None:
    for call in CALLS:
        bare = changed(call.request["context"], encounterId=...)
        needs_one = call.request["hook"] == "encounter-start"
        assert status(plain, changed(call.request, context=bare), call.path) == (400 if needs_one else 200)
    conditions = next(call for call in CALLS if call.service.endswith("create"))
    assert status(plain, changed(conditions.request, context=EXAMPLE["context"]), conditions.path) == 400


@pytest.mark.parametrize("user", ["u1", "Practitioner/", "Organization/o", "https://ehr.example.org/Practitioner/u1"])
def test_hook_02_a_user_is_a_type_and_an_id(plain: FlaskClient, user: str) -> None:
    assert status(plain, context(userId=user)) == 400


def test_hook_04_order_select_is_about_what_was_selected(plain: FlaskClient) -> None:
    drafts = bundle(NAPROXEN, {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "code": {"text": "x"}})
    about = {"patientId": "p1", "userId": "Practitioner/u1", "draftOrders": drafts}
    request = {
        "hook": "order-select",
        "hookInstance": "i",
        "prefetch": {"patient": PATIENT, "trend": bundle(count(9, 20))},
    }
    for chosen, number in (("MedicationRequest/request-123", 1), ("ServiceRequest/s1", 0)):
        call = Call("bleeding-risk-guard-order-select", {**request, "context": {**about, "selections": [chosen]}})
        assert len(posted(plain, call).get_json()["cards"]) == number


MEDICATION = {"resourceType": "Medication", "id": "m1", "code": {"text": "Naproxen 500 mg"}}
REFERS = {"resourceType": "MedicationRequest", "id": "d1", "status": "draft", "subject": {"reference": "Patient/p1"}}


@pytest.mark.parametrize(
    ("drafts", "number"),
    [
        (bundle({**REFERS, "medicationReference": {"reference": "Medication/m1"}}, MEDICATION), 1),
        (bundle({**REFERS, "contained": [MEDICATION], "medicationReference": {"reference": "#m1"}}), 1),
        ({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Basic"}}]}, 0),
        ({"resourceType": "Bundle", "entry": []}, 0),
        ({"resourceType": "Bundle"}, 0),
        ({}, 0),
    ],
)  # fmt: skip
def test_hook_05_draft_bundles_as_clients_send_them(plain: FlaskClient, drafts: dict[str, Any], number: int) -> None:
    about = {"patientId": "p1", "userId": "Practitioner/u1", "draftOrders": drafts}
    prefetch = {"patient": PATIENT, "trend": bundle(count(9, 20))}
    answer = plain.post(SIGN, json={"hook": "order-sign", "hookInstance": "i", "context": about, "prefetch": prefetch})
    assert (answer.status_code, len(answer.get_json()["cards"])) == (200, number)


def test_hook_03_every_service_reads_r4_alone(plain: FlaskClient) -> None:
    assert all("R4" in entry["usageRequirements"] for entry in address(plain))
