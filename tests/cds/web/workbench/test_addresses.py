"""The workbench over HTTP: samples, own files, what is refused, and that nothing is kept."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SAMPLES = [example.name for example in examples()]
HEADERS = {"Content-Type": "application/json"}


def request_of(name: str) -> dict[str, Any]:
    return next(example.request for example in examples() if example.name == name)


def service_of(name: str) -> str:
    return next(example.service for example in examples() if example.name == name)


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def patient(identity: str = "p1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": identity, "gender": "female", "birthDate": "1990-01-01", **more}


def count(value: float, name: str = "p1") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}]},
        "subject": {"reference": f"Patient/{name}"},
        "effectiveDateTime": "2026-11-20T06:00:00Z",
        "valueQuantity": {"value": value, "unit": "10*9/L"},
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_shows_the_cards_the_service_gives(bench: FlaskClient, name: str) -> None:
    page = bench.get(f"/?sample={name}").get_data(as_text=True)
    served = bench.post(f"/cds-services/{service_of(name)}", json=request_of(name)).get_json()
    kept = bench.get(f"/workbench/cards?sample={name}").get_json()
    assert kept == served
    assert page.count('<article class="card ') == len(served["cards"])
    assert page.count('<details class="click') == sum(len(card.get("suggestions", ())) for card in served["cards"])


def test_the_page_opens_with_a_patient(bench: FlaskClient) -> None:
    page = bench.get("/").get_data(as_text=True)
    assert 'data-sample="adult-ttp"' in page
    for example in examples():
        assert f'href="/?sample={example.name}"' in page


def test_a_supposition_marks_what_it_changed(bench: FlaskClient) -> None:
    before = bench.get("/workbench/result?sample=child-itp").get_data(as_text=True)
    after = bench.get("/workbench/result?sample=child-itp&if.blasts=present").get_data(as_text=True)
    assert 'class="supposed"' not in before
    assert "Everything below answers what you supposed." in after
    assert "(supposed)" in after
    assert "Level: Warning → Danger today." in after
    assert "Now fires: Possible acute leukaemia or marrow failure." in after
    assert re.search(r"↑ up \d+", after)


def test_a_supposition_rides_on_the_cards_that_are_kept(bench: FlaskClient) -> None:
    kept = bench.get("/workbench/cards?sample=child-itp&if.blasts=present")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="cards-child-itp.json"'
    assert "(supposed)" in kept.get_json()["cards"][0]["detail"]


def test_a_silent_chart_answers_what_is_supposed_and_says_so(bench: FlaskClient) -> None:
    page = bench.get("/workbench/result?sample=silent&if.lesion_type=pet").get_data(as_text=True)
    assert "The chart itself gives no reason to speak." in page
    assert "No card." in bench.get("/workbench/result?sample=silent").get_data(as_text=True)
    assert "No card." in bench.get("/workbench/result?sample=silent&if.fever=absent").get_data(as_text=True)


def test_any_finding_may_be_found_by_its_label(bench: FlaskClient) -> None:
    page = bench.get("/workbench/result?sample=child-itp&also=Splenomegaly").get_data(as_text=True)
    assert 'name="if.splenomegaly"' in page
    assert re.search(r'id="if.splenomegaly:present" value="present" checked', page)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("sample=none", 404, "There is no sample patient of that name."),
        ("sample=child-itp&if.fever=high", 400, "it is one of yes, no, unknown"),
        ("sample=child-itp&if.nonsense=present", 400, "The knowledge has no finding"),
        ("sample=child-itp&also=nonsense", 400, "The knowledge has no finding"),
    ],
)
def test_an_address_that_cannot_be_understood_is_told(bench: FlaskClient, query: str, status: int, said: str) -> None:
    part = bench.get(f"/workbench/result?{query}")
    assert part.status_code == status
    assert said in part.get_json()["issue"][0]["details"]["text"]
    page = bench.get(f"/?{query}")
    assert page.status_code == status
    assert said.replace("'", "&#39;") in page.get_data(as_text=True)
    assert 'data-sample="adult-ttp"' in page.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["bundle", "request", "ndjson"])
def test_an_own_file_is_assessed(bench: FlaskClient, kind: str) -> None:
    files = {
        "bundle": bundle(patient(), count(22)),
        "request": json.dumps(request_of("child-itp")).encode(),
        "ndjson": b"\n".join(json.dumps(resource).encode() for resource in (patient(), count(22))),
    }
    part = bench.post("/workbench/result", data=files[kind], headers=HEADERS)
    assert part.status_code == 200
    assert 'data-sample=""' in part.get_data(as_text=True)
    assert "<article" in part.get_data(as_text=True)
    page = bench.post("/", data={"file": (io.BytesIO(files[kind]), "chart.json")})
    assert page.status_code == 200
    assert "<article" in page.get_data(as_text=True)
    kept = bench.post("/workbench/cards?if.fever=present", data=files[kind], headers=HEADERS)
    assert kept.get_json()["cards"]


def test_what_if_answers_for_an_own_file_too(bench: FlaskClient) -> None:
    part = bench.post("/workbench/result?if.fever=present", data=bundle(patient(), count(22)), headers=HEADERS)
    assert "fever (supposed)" in part.get_data(as_text=True)


DEEP = b'{"resourceType":' * 600 + b"1" + b"}" * 600


@pytest.mark.parametrize(
    ("raw", "status", "said"),
    [
        (b"", 400, "The file is empty"),
        (b"hello", 400, "is not JSON"),
        (b"\xff\xfe\x00", 400, "is not text in UTF-8"),
        (b"{}", 400, "without a resourceType"),
        (b"[]", 400, "holds no FHIR resource"),
        (DEEP, 400, "is nested more than"),
        (bundle(patient("a"), patient("b")), 400, "holds 2 patients; choose one: it has a, b."),
        (bundle(patient(), *[count(9)] * 250), 413, "more than 200 FHIR resources"),
        (b'{"hook":"patient-view","context":{},"prefetch":{"a":1}}', 400, "names no patient"),
    ],
)
def test_a_bad_file_is_refused_and_told_why(bench: FlaskClient, raw: bytes, status: int, said: str) -> None:
    part = bench.post("/workbench/result", data=raw, headers=HEADERS)
    assert part.status_code == status
    assert said in part.get_json()["issue"][0]["details"]["text"]
    page = bench.post("/", data={"file": (io.BytesIO(raw), "chart.json")})
    assert page.status_code == status
    assert said in page.get_data(as_text=True)


def test_a_file_too_large_is_refused_on_both_ways(bench: FlaskClient) -> None:
    raw = bundle(patient(), count(22)) + b" " * 250_000
    assert bench.post("/workbench/result", data=raw, headers=HEADERS).status_code == 413
    page = bench.post("/", data={"file": (io.BytesIO(raw), "chart.json")})
    assert page.status_code == 413
    assert "is larger than" in page.get_data(as_text=True)


def test_of_several_patients_one_can_be_named(bench: FlaskClient) -> None:
    both = bundle(patient("a"), patient("b"), count(7, "b"))
    assert "<article" in bench.post("/workbench/result?patient=b", data=both, headers=HEADERS).get_data(as_text=True)
    assert "No card." in bench.post("/workbench/result?patient=a", data=both, headers=HEADERS).get_data(as_text=True)
    assert bench.post("/workbench/result?patient=c", data=both, headers=HEADERS).status_code == 400


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'javascript:alert(1)"


def test_what_a_file_says_is_never_markup(bench: FlaskClient) -> None:
    condition = {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": f"Petechiae {HOSTILE}"},
        "recordedDate": "2026-11-20",
    }
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": f"heparin {HOSTILE}"},
        "authoredOn": "2026-11-14",
    }
    raw = bundle(patient(), count(22), condition, order)
    two = bundle(patient(HOSTILE), patient("b"))
    for text in (
        bench.post("/workbench/result", data=raw, headers=HEADERS).get_data(as_text=True),
        bench.post("/", data={"file": (io.BytesIO(raw), f"{HOSTILE}.json")}).get_data(as_text=True),
        bench.post("/", data={"file": (io.BytesIO(two), "chart.json")}).get_data(as_text=True),
    ):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert not re.search(r"""href=["']?javascript""", text)


def test_nothing_of_a_file_is_logged_or_kept(bench: FlaskClient, log_lines: list[dict[str, Any]]) -> None:
    name = "Zebedee-4711"
    raw = bundle(patient(name, name=[{"family": name}]), count(22, name))
    answer = bench.post("/workbench/result", data=raw, headers=HEADERS)
    assert answer.status_code == 200
    bench.post("/workbench/result", data=raw[:-5], headers=HEADERS)
    assert log_lines
    assert name not in json.dumps(log_lines)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert name not in bench.get("/").get_data(as_text=True)


def test_outside_demo_mode_own_files_are_not_taken_and_samples_are(closed: FlaskClient) -> None:
    raw = bundle(patient(), count(22))
    for path in ("/workbench/result", "/workbench/cards"):
        answer = closed.post(path, data=raw, headers=HEADERS)
        assert answer.status_code == 403
        assert "demo mode only" in answer.get_json()["issue"][0]["details"]["text"]
    assert closed.post("/", data={"file": (io.BytesIO(raw), "chart.json")}).status_code == 403
    page = closed.get("/?sample=hit-day-7").get_data(as_text=True)
    assert 'type="file"' not in page
    assert "<article" in page


def test_the_medicine_stays_english_and_is_marked_so(bench: FlaskClient) -> None:
    page = bench.get("/?sample=child-itp&lang=de").get_data(as_text=True)
    assert '<html lang="de">' in page
    assert "Rangfolge" in page
    assert '<article class="card warning" lang="en">' in page
    assert "Karten und medizinische Begriffe sind auf Englisch" in page


def test_the_page_runs_nothing_inline_and_loads_nothing_from_elsewhere(bench: FlaskClient) -> None:
    answer = bench.get("/")
    page = answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)
    for address in re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', page):
        assert address.startswith("/static/"), address


def test_yes_and_no_answer_the_finding_not_the_question_that_asks_for_it(bench: FlaskClient) -> None:
    """The bedside question may be put the other way round ("is the test negative?")."""
    page = bench.get("/?sample=adult-ttp").get_data(as_text=True)
    legend = re.search(r'<fieldset[^>]*data-findings="dat_positive">\s*<legend[^>]*>([^<]*)', page)
    assert legend is not None
    assert legend[1].strip() == "Direct antiglobulin test positive"


def test_a_call_about_an_order_is_answered_by_the_order_guard(bench: FlaskClient) -> None:
    page = bench.get("/?sample=order-apixaban").get_data(as_text=True)
    assert "About to be signed:" in page
    assert '<b lang="en">apixaban 5 mg tablet</b>' in page
    assert "Remove this apixaban 5 mg tablet order" in page
    assert "/cds-services/bleeding-risk-guard</pre>" in page
    assert "About to be signed:" not in bench.get("/?sample=adult-ttp").get_data(as_text=True)


def test_an_own_call_about_an_order_is_answered_by_the_order_guard_too(bench: FlaskClient) -> None:
    raw = json.dumps(request_of("order-apixaban")).encode()
    own = bench.post("/workbench/cards", data=raw, headers=HEADERS).get_json()["cards"]
    sample = bench.get("/workbench/cards?sample=order-apixaban").get_json()["cards"]
    assert [card["summary"] for card in own] == [card["summary"] for card in sample] != []
    without = request_of("order-apixaban")
    chart = {**without, "context": {"patientId": without["context"]["patientId"]}}
    (card, *_) = bench.post("/workbench/cards", data=json.dumps(chart).encode(), headers=HEADERS).get_json()["cards"]
    assert "drafted" not in card["summary"]


def test_what_is_supposed_reaches_the_order_guard(bench: FlaskClient) -> None:
    charted = bench.get("/workbench/cards?sample=order-lumbar-puncture").get_json()["cards"]
    supposed = bench.get("/workbench/cards?sample=order-apixaban&if.major_bleeding=present").get_json()["cards"]
    assert charted[0]["indicator"] == "warning"
    assert "major bleeding" in json.dumps(supposed)
