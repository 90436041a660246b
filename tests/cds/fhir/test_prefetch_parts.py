"""Five things a client may say to a key, and what is made of each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cds.fhir.prefetch import PrefetchTemplate
from cds.fhir.prefetch_parts import Fetched, Part, PartState, parts_of, sources_of
from tests.cds.fhir.builders import bundle, count

TREND = PrefetchTemplate("trend", "Observation?x", "platelet results", required=True)
VITALS = PrefetchTemplate("vitals", "V", "vital signs")
MEDICINES = PrefetchTemplate("medications", "M?x", "medication orders", include="M:medication")


def sent(value: Any) -> bytes:
    return json.dumps(value).encode()


def part(raw: Any) -> Part:
    return parts_of([TREND], {"trend": raw})[0]


def outcome(severity: str, code: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


def page(*resources: Any, url: Any = "https://ehr.example.org/r4?page=2") -> bytes:
    return sent(bundle(*resources, link=[{"relation": "self", "url": "x"}, {"relation": "next", "url": url}]))


def test_data_are_present_and_used() -> None:
    raw = sent(bundle(count(88)))
    assert part(raw) == Part(TREND, PartState.PRESENT, raw)
    found = sources_of([part(raw)])
    assert [source.label for source in found.sources] == ["platelet results"]
    assert found.missing == ()


@pytest.mark.parametrize("raw", [None, b"null", b" null "])
def test_null_is_an_answer_and_no_reason_to_ask_again(raw: Any) -> None:
    assert part(raw).state is PartState.NOTHING
    assert not part(raw).is_open
    found = sources_of([part(raw)])
    assert (found.sources, found.missing, found.knows_nothing) == ((), (), False)


def test_a_search_without_hits_is_an_answer() -> None:
    empty = part(sent({"resourceType": "Bundle", "type": "searchset", "total": 0}))
    assert empty.state is PartState.PRESENT
    assert sources_of([empty]).missing == ()


def test_an_absent_key_is_missing_and_may_be_asked_for() -> None:
    parts = parts_of([TREND, VITALS], {"trend": sent(bundle(count(88))), "extra": b"{}"})
    assert [(each.template.key, each.is_open) for each in parts] == [("trend", False), ("vitals", True)]
    found = sources_of(parts)
    assert (found.missing, found.lacking[0].why) == (("vital signs",), "was not sent")


@pytest.mark.parametrize(
    "raw",
    [
        sent(outcome("error", "forbidden")),
        sent(outcome("information", "informational")),
        sent(bundle(outcome("error", "forbidden"))),
        sent(bundle(outcome("fatal", "exception"))),
        sent(bundle({"resourceType": "OperationOutcome", "issue": 7})),
        b"{",
        b'"text',
        b"{}",
        b"[]",
        b'{"id": "x"}',
        b'{"resourceType": 5}',
        b'"Bundle"',
        b'{"resourceType": "Parameters"}',
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "bundle"}',
    ],
)
def test_an_error_in_place_of_data_is_a_missing_part_and_may_be_asked_for(raw: bytes) -> None:
    assert part(raw).state is PartState.REFUSED
    assert part(raw).is_open
    found = sources_of([part(raw)])
    assert (found.sources, found.missing) == ((), ("platelet results",))
    assert found.lacking[0].why == "was sent as an error or as something else than asked for"


@pytest.mark.parametrize(
    "raw",
    [
        sent(bundle(outcome("warning", "processing"))),  # one vendor's "nothing found"
        sent(bundle(outcome("warning", "not-found"))),
        sent(bundle(count(88), outcome("error", "too-costly"))),
    ],
)
def test_a_remark_beside_or_instead_of_data_is_no_error(raw: bytes) -> None:
    assert part(raw).state is PartState.PRESENT


def test_a_page_that_is_not_the_last_names_the_next() -> None:
    assert part(page(count(88))) == Part(TREND, PartState.PAGED, page(count(88)), "https://ehr.example.org/r4?page=2")
    assert part(page(count(88))).is_open


def test_the_link_is_found_before_the_entries_and_behind_them() -> None:
    link = b'"link":[{"relation":"next","url":"x"}]'
    entries = b'"entry":[{"resource":' + sent(count(88)) + b"}]"
    for members in ((link, entries), (entries, link)):
        raw = b'{"resourceType":"Bundle",' + b",".join(members) + b"}"
        assert part(raw).state is PartState.PAGED
        assert part(raw + b" ").state is PartState.PAGED
        assert part(raw.replace(b"next", b"self")).state is PartState.PRESENT


@pytest.mark.parametrize("url", [None, 7])
def test_a_link_without_an_address_is_still_a_page_that_is_not_the_last(url: Any) -> None:
    assert (part(page(count(88), url=url)).state, part(page(count(88), url=url)).next_page) == (PartState.PAGED, "")


def test_a_paged_key_is_used_and_said_to_be_incomplete() -> None:
    found = sources_of([part(page(count(88)))])
    assert [source.raw for source in found.sources] == [page(count(88))]
    assert found.missing == ("the rest of the platelet results",)
    assert (found.lacking, found.cut[0].why) == ((), "only the first page was sent")
    with_reason = sources_of([part(page(count(88)))], {"trend": Fetched((), "the server is away")})
    assert with_reason.cut[0].why == "only the first page was sent, and the server is away"


def test_fetched_pages_follow_the_page_that_was_sent() -> None:
    first, second, third = page(count(88)), page(count(87)), sent(bundle(count(86)))
    found = sources_of([part(first)], {"trend": Fetched((second, third))})
    assert [source.raw for source in found.sources] == [first, second, third]
    assert found.missing == ()


def test_orders_that_do_not_name_their_medicine_are_used_and_may_be_asked_for() -> None:
    bare = {"resourceType": "MedicationRequest", "medicationReference": {"reference": "Medication/m1"}}
    raw = sent(bundle(bare))
    (found,) = parts_of([MEDICINES], {"medications": raw})
    assert found == Part(MEDICINES, PartState.PRESENT, raw)
    assert found.unnamed
    assert found.is_open
    for fetched in ({}, {"medications": Fetched((), "the server is away")}):
        sources = sources_of([found], fetched)
        assert ([source.raw for source in sources.sources], sources.missing) == ([raw], ())
    (paged,) = parts_of([MEDICINES], {"medications": page(bare)})
    assert (paged.state, paged.unnamed) == (PartState.PAGED, True)
    assert sources_of([paged], {"medications": Fetched((), "x")}).missing == ("the rest of the medication orders",)
    (other,) = parts_of([TREND], {"trend": raw})
    assert not other.is_open, "nothing comes along with results"


def test_pages_that_stop_are_said_to_be_not_all() -> None:
    for parts in ([part(page(count(88)))], parts_of([TREND], {})):
        found = sources_of(parts, {"trend": Fetched((page(count(87)),), "time was up")})
        assert found.missing == ("the rest of the platelet results",)
        assert found.cut[0].why.endswith(", and time was up")
        assert found.lacking == ()


def test_what_was_fetched_takes_the_place_of_an_error() -> None:
    good = sent(bundle(count(88)))
    found = sources_of([part(sent(outcome("error", "forbidden")))], {"trend": Fetched((good,))})
    assert ([source.raw for source in found.sources], found.missing) == ([good], ())


def test_a_part_that_could_not_be_fetched_says_why() -> None:
    found = sources_of(parts_of([TREND], {}), {"trend": Fetched((), "the server is away")})
    assert found.lacking[0].why == "was not sent, and the server is away"


def test_nothing_is_known_when_no_key_was_answered_at_all() -> None:
    assert sources_of(parts_of([TREND, VITALS], {})).knows_nothing
    assert not sources_of(parts_of([TREND, VITALS], {"trend": None})).knows_nothing
    assert not sources_of([]).knows_nothing
