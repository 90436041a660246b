from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from cds.fhir.narratives import LONGEST_TEXT
from tests.cds.fhir.builders import read, whys


def attachment(text: str | bytes, kind: str = "text/plain") -> dict[str, Any]:
    sent = text.encode() if isinstance(text, str) else text
    return {"contentType": kind, "data": b64encode(sent).decode()}


def document(*attachments: Any, **more: Any) -> Any:
    return {"resourceType": "DocumentReference", "id": "d", "status": "current", "date": "2026-05-09T08:00:00Z",
            "content": [{"attachment": each} for each in attachments], **more}  # fmt: skip


def test_a_plain_text_document_is_read() -> None:
    (statement,) = read(document(attachment("Exam: petechiae on both legs.\nNo fever."))).statements[:1]
    assert statement.concepts >= {"petechiae"}
    assert (statement.from_text, statement.recorded.at.day) == (True, 9)


def test_a_report_brings_its_text_along() -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "issued": "2026-05-09T08:00:00Z",
              "presentedForm": [attachment("Petechiae.")]}  # fmt: skip
    assert read(report).statements[0].concepts >= {"petechiae"}
    assert read(report | {"presentedForm": attachment("Petechiae.")}).statements
    assert not read(report | {"status": "entered-in-error"}).statements


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (attachment(b"%PDF-1.7 petechiae", "application/pdf"), "not plain text"),
        ({"data": "cGV0ZWNoaWFl"}, "not plain text"),
        ({"contentType": "text/plain", "url": "Binary/1"}, "not sent along"),
        ({"contentType": "text/plain", "data": None}, "not sent along"),
        ({"contentType": "text/plain", "data": "cGV0Z"}, "could not be decoded"),
    ],
)
def test_what_cannot_be_read_is_counted(sent: Any, why: str) -> None:
    chart = read(document(sent))
    assert not chart.statements
    assert why in whys(chart)


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", "TEXT/PLAIN;charset=UTF-8"])
def test_kinds_of_plain_text(kind: str) -> None:
    assert read(document(attachment("Petéchiae", kind))).statements


def test_an_older_alphabet_is_read_where_it_is_said() -> None:
    old = attachment("pet\xe9chiae".encode("latin-1"), "text/plain; charset=ISO-8859-1")
    assert read(document(old)).statements
    assert not read(document(attachment(b"\xff\xfe\xfd"))).statements


def test_lines_of_base64_are_joined() -> None:
    sent = attachment("no fever " * 12 + "but petechiae")
    data = sent["data"]
    assert read(document(sent | {"data": f"{data[:76]}\r\n{data[76:]}"})).statements[-1].concepts >= {"petechiae"}


@pytest.mark.parametrize(
    "more",
    [{"status": "entered-in-error"}, {"status": "superseded"}, {"docStatus": "entered-in-error"},
     {"date": "2027-01-01T00:00:00Z"}, {"content": None}, {"content": [{}]}],
)  # fmt: skip
def test_withdrawn_future_and_empty_documents_say_nothing(more: Any) -> None:
    assert not read(document(attachment("Petechiae"), **more)).statements


def test_a_document_without_a_date_is_not_read() -> None:
    chart = read(document(attachment("Petechiae"), date=None))
    assert not chart.statements
    assert "no date" in whys(chart)
    visit = {"context": {"period": {"start": "2026-05-02"}}}
    assert read(document(attachment("Petechiae"), date=None, **visit)).statements[0].recorded.at.day == 2
    assert read(document(attachment("Petechiae"), date=None, indexed="2026-05-03", context=[])).statements


def test_a_huge_document_costs_no_more_than_its_bound() -> None:
    chart = read(document(attachment("fever. " + "x" * 8 * LONGEST_TEXT)))
    assert len(chart.statements) == 1
    assert "longer than is read" in whys(chart)
