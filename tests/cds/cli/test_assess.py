from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cds.cli.charts import AS_OF, bundle, chart, condition, count, patient, written

if TYPE_CHECKING:
    from tests.cds.cli.conftest import Run

GOLDEN = Path(__file__).parent / "golden" / "report.txt"
VERSION = re.compile(r"0\.1\.0\+[0-9a-f]+")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_the_report_reads_as_agreed(run: Run, tmp_path: Path) -> None:
    result = run("assess", written(tmp_path, chart()), "--as-of", AS_OF, "--width", "100")
    assert result.exit_code == 0
    assert VERSION.sub("VERSION", "\n".join(lines(result.stdout))) + "\n" == GOLDEN.read_text("utf-8")


def test_no_percentages_no_colour_codes_and_no_markdown(run: Run, tmp_path: Path) -> None:
    out = run("assess", written(tmp_path, chart()), "--as-of", AS_OF).stdout
    assert "Infection" in out
    assert out.count("down 96 %") == 1  # a measured fall, no share of belief
    out = out.replace("down 96 %", "")
    for mark in ("%", "\x1b", "**", "`", "\\"):
        assert mark not in out


def test_the_same_call_twice_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, chart())
    for extra in ((), ("--json",)):
        first, second = (run("assess", file, "--as-of", AS_OF, *extra).stdout for _ in range(2))
        assert first == second


def test_json_holds_differential_gates_and_tests(run: Run, tmp_path: Path) -> None:
    document = json.loads(run("assess", written(tmp_path, chart()), "--as-of", AS_OF, "--json").stdout)
    assert document["speaks"] is True
    assert document["indicator"] == "critical"
    assert [entry["condition"]["id"] for entry in document["differential"]] == ["pox"]
    assert [gate["id"] for gate in document["gates"]] == ["danger"]
    assert [(test["id"], test["group"]) for test in document["tests"]] == [("film", "now")]


def test_silence_is_one_line_and_success(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, bundle(patient(), count(300, "2026-03-14T06:10:00Z")))
    result = run("assess", file, "--as-of", AS_OF, "--width", "120")
    assert result.exit_code == 0
    assert lines(result.stdout) == [
        "Nothing to say: the chart gives no reason to speak. 34 years, female, as of 2026-03-14 06:30 UTC."
    ]
    document = json.loads(run("assess", file, "--as-of", AS_OF, "--json").stdout)
    assert document["speaks"] is False
    assert "differential" not in document


def test_of_a_patient_who_has_died_it_says_that_alone(run: Run, tmp_path: Path) -> None:
    dead = patient() | {"deceasedBoolean": True}
    out = run("assess", written(tmp_path, bundle(dead, count(3, "2026-03-14T06:10:00Z"))), "--as-of", AS_OF).stdout
    assert out.startswith("Nothing to say: the patient has died.")


def test_nothing_known_of_the_patient_is_said_so(run: Run, tmp_path: Path) -> None:
    nobody = {"resourceType": "Patient", "id": "p1"}
    out = run("assess", written(tmp_path, bundle(nobody)), "--as-of", AS_OF).stdout
    assert "Age not known, sex not known" in out


def test_silence_tells_what_could_not_be_read(run: Run, tmp_path: Path) -> None:
    odd = count(9, "2026-03-14T06:10:00Z") | {"valueQuantity": {"value": 9, "unit": "furlong"}}
    out = run("assess", written(tmp_path, bundle(patient(), odd)), "--as-of", AS_OF).stdout
    assert out.startswith("Nothing to say")
    assert "could not be read" in out


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_ndjson_and_standard_input(run: Run, ending: str) -> None:
    text = ending.join(json.dumps(entry["resource"]) for entry in chart()["entry"])
    result = run("assess", "-", "--as-of", AS_OF, stdin=text)
    assert result.exit_code == 0
    assert "platelets 9" in result.stdout


def test_a_single_resource(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, condition("Rash", "2026-03-13"))
    assert "- Rash (yesterday)" in run("assess", file, "--as-of", AS_OF).stdout


def test_a_byte_order_mark_does_no_harm(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, b"\xef\xbb\xbf" + json.dumps(chart()).encode())
    assert run("assess", file, "--as-of", AS_OF).exit_code == 0


def request(**more: object) -> dict[str, object]:
    made: dict[str, object] = {
        "hook": "patient-view",
        "hookInstance": "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11",
        "context": {"userId": "Practitioner/u1", "patientId": "p1"},
        "prefetch": {"patient": patient(), "conditions": bundle(condition("Rash", "2026-03-13"))},
    }
    return made | more


def test_a_cds_hooks_request_says_what_was_not_sent(run: Run, tmp_path: Path) -> None:
    out = run("assess", written(tmp_path, request()), "--as-of", AS_OF).stdout
    assert "- Rash (yesterday)" in out
    assert "not sent" in out


def test_the_ledger_of_a_cause_sums_to_its_score(run: Run, tmp_path: Path) -> None:
    out = run("assess", written(tmp_path, chart()), "--as-of", AS_OF, "--explain", "pox", "--width", "120").stdout
    weights = [float(found) for found in re.findall(r"^ *([+-]\d+\.\d\d) ", out, re.MULTILINE)]
    total = float(re.findall(r"^Sum ([+-]\d+\.\d\d)", out, re.MULTILINE)[0])
    assert len(weights) == 3
    assert abs(sum(weights) - total) < 0.02
    assert "is counted with" not in out


def test_a_merged_cause_is_explained_by_its_leader(run: Run, tmp_path: Path) -> None:
    out = run("assess", written(tmp_path, chart()), "--as-of", AS_OF, "--explain", "flu").stdout
    assert "Flu is counted with Pox" in out


def test_two_patients_need_a_choice(run: Run, tmp_path: Path) -> None:
    both = bundle(
        patient("p1"), patient("p2", birthDate="2020-01-01"), condition("Rash", "2026-03-13", subject="Patient/p2")
    )
    file = written(tmp_path, both)
    refused = run("assess", file, "--as-of", AS_OF)
    assert refused.exit_code == 2
    assert "holds 2 patients; choose one with --patient: it has p1, p2." in refused.stderr
    assert "Rash" in run("assess", file, "--as-of", AS_OF, "--patient", "p2").stdout
    assert "Nothing to say" in run("assess", file, "--as-of", AS_OF, "--patient", "p1").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{", "is not JSON"),
        ("hello", "is not JSON"),
        ("[1]", "holds no FHIR resource"),
        ("{}", "without a resourceType"),
        (bundle(), "holds no FHIR resource"),
        (count(9, "2026-03-14T06:10:00Z", subject=None), "names no patient"),
        (request(context={}), "names no patient (context.patientId)"),
        (request(prefetch={}), "has no prefetch"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_code_2(run: Run, tmp_path: Path, content: object, said: str) -> None:
    result = run("assess", written(tmp_path, content), "--as-of", AS_OF)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--patient", "p9"), "holds nothing of the patient p9; it has p1."),
        (("--explain", "poxx"), "The knowledge has no cause poxx; did you mean pox?"),
        (("--as-of", "yesterday"), "'yesterday' is no instant such as"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: Run, tmp_path: Path, arguments: tuple[str, str], said: str) -> None:
    result = run("assess", written(tmp_path, chart()), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("assess", str(tmp_path / "none.json"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none.json cannot be read: No such file or directory." in result.stderr


def test_wrong_knowledge_ends_with_code_1(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETECHIAE_KNOWLEDGE_DIR", str(tmp_path))
    file = written(tmp_path, chart())
    result = run("assess", file)
    assert result.exit_code == 1
    assert result.stderr.startswith("The knowledge cannot be used: ")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-04-13T06:10Z", ""),
        ("2026-04-13T06:11Z", "30 days before; use --as-of 2026-03-14T06:10+00:00"),
        ("2026-03-13T06:10Z", ""),
        ("2026-03-13T06:09Z", "entries from the future, up to 2026-03-14"),
    ],
)
def test_a_chart_of_another_time_is_noticed(run: Run, tmp_path: Path, as_of: str, said: str) -> None:
    out = run("assess", written(tmp_path, chart()), "--as-of", as_of).stdout
    assert said in out
    assert ("--as-of" in out) is bool(said)


def test_with_json_the_note_goes_to_standard_error(run: Run, tmp_path: Path) -> None:
    result = run("assess", written(tmp_path, chart()), "--as-of", "2027-01-01", "--json")
    assert json.loads(result.stdout)["asOf"] == "2027-01-01T23:59:59+00:00"
    assert "use --as-of" in result.stderr


def test_a_finding_may_be_supposed_and_is_marked(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, chart())
    out = run("assess", file, "--as-of", AS_OF, "--what-if", "ill=yes").stdout
    assert "(supposed)" in out
    assert "(supposed)" not in run("assess", file, "--as-of", AS_OF).stdout


def test_a_supposition_that_cannot_be_understood_is_code_2(run: Run, tmp_path: Path) -> None:
    result = run("assess", written(tmp_path, chart()), "--what-if", "nonsense=yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("--what-if: The knowledge has no finding 'nonsense'")
