from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from cds.web.browser.kinds import Kind
from rules.identifiers import GateId, SafetyRuleId

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.web.browser.library import Library
    from rules.definitions import Knowledge


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("kind", list(Kind))
def test_every_entry_has_a_page_and_every_link_leads_to_one(bench: FlaskClient, library: Library, kind: Kind) -> None:
    known = {f"/knowledge/{key.kind.value}/{key.id}" for key in library.entries}
    known |= {f"/knowledge/{each.value}" for each in Kind} | {"/knowledge"}
    took = []
    for key in library.entries:
        if key.kind is not kind:
            continue
        start = time.perf_counter()
        page = text_of(bench, f"/knowledge/{key.kind.value}/{key.id}")
        took.append(time.perf_counter() - start)
        assert set(re.findall(r'href="(/knowledge[^"?#]*)', page)) <= known
        assert len(page) < 100_000
    assert statistics.median(took) < 0.05


@pytest.mark.parametrize("kind", list(Kind))
def test_the_list_of_a_kind_leads_to_all_of_them(bench: FlaskClient, library: Library, kind: Kind) -> None:
    page = text_of(bench, f"/knowledge/{kind.value}")
    wanted = [key for key in library.entries if key.kind is kind]
    assert wanted
    for key in wanted:
        assert f'href="/knowledge/{kind.value}/{key.id}"' in page


def test_the_contents_count_every_kind_and_say_that_they_are_a_draft(bench: FlaskClient, knowledge: Knowledge) -> None:
    page = text_of(bench, "/knowledge")
    assert "not yet reviewed by clinicians" in page
    assert f"Causes</a> <b>{len(knowledge.causes)}</b>" in page
    assert f"Sources</a> <b>{len(knowledge.references)}</b>" in page
    assert knowledge.version in page


def test_a_search_answers_with_links(bench: FlaskClient) -> None:
    page = text_of(bench, "/knowledge?q=ttp")
    assert 'href="/knowledge/causes/ttp"' in page
    assert "0 found" in text_of(bench, "/knowledge?q=zzzzzz")
    assert "Shown: <b>warfarin</b>" in text_of(bench, "/knowledge?q=warfarrin")


def test_a_query_is_escaped_and_an_empty_one_shows_the_contents(bench: FlaskClient) -> None:
    assert "<script>x" not in text_of(bench, "/knowledge?q=%3Cscript%3Ex")
    assert "<h1>Knowledge</h1>" in text_of(bench, "/knowledge?q=%20")


def test_an_older_knowledge_in_the_link_is_told_and_the_present_one_is_not(
    bench: FlaskClient, knowledge: Knowledge
) -> None:
    page = text_of(bench, "/knowledge/gates/tma?version=0.0.1%2Bold")
    assert "made with knowledge 0.0.1+old" in page
    assert "may have changed" in page
    same = text_of(bench, f"/knowledge/gates/tma?version={knowledge.version.replace('+', '%2B')}")
    assert "may have changed" not in same


def test_an_entry_that_is_gone_is_not_found_and_says_where_to_look(bench: FlaskClient) -> None:
    answer = bench.get("/knowledge/gates/gone?version=0.0.1%2Bold", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert "no entry <code>gone</code>" in page
    assert "0.0.1+old" in page


@pytest.mark.parametrize("path", ["/knowledge/nothing", "/knowledge/nothing/ttp", "/knowledge/causes/TTP"])
def test_what_is_no_kind_or_entry_is_not_found(bench: FlaskClient, path: str) -> None:
    assert bench.get(path).status_code == 404


def test_the_language_of_the_reader_is_kept_by_every_link(bench: FlaskClient) -> None:
    page = text_of(bench, "/knowledge/gates/tma?lang=de")
    assert 'href="/knowledge/causes/ttp?lang=de"' in page
    assert 'lang="en" class="knowledge"' in page


def test_a_danger_is_told_with_criteria_sources_and_actions(bench: FlaskClient, knowledge: Knowledge) -> None:
    gate = knowledge.gates[GateId("tma")]
    page = text_of(bench, "/knowledge/gates/tma")
    for words in (gate.label, *gate.do, *gate.do_not, "all of these:", "unless this is known:"):
        assert words in page
    assert 'class="basis cited">cited</span>' in page
    assert all(f'href="/knowledge/references/{source}"' in page for source in gate.basis.references)
    assert 'href="/knowledge/findings/schistocytes"' in page


def test_a_step_that_asks_for_tests_says_until_when(bench: FlaskClient, knowledge: Knowledge) -> None:
    page = text_of(bench, "/knowledge/gates/vitt")
    sending = knowledge.gates[GateId("vitt")].sending
    assert 'Send fibrinogen <div class="clause quiet">only until there or ordered: Fibrinogen</div>' in page
    assert page.count("only until there or ordered") == len(sending) > 0


def test_a_step_for_some_patients_says_for_whom(bench: FlaskClient, knowledge: Knowledge) -> None:
    page = text_of(bench, "/knowledge/gates/head")
    assert 'In parallel, reverse the anticoagulant <div class="clause quiet">only where' in page
    assert 'href="/knowledge/drug-classes/anticoagulant"' in page
    assert page.count("only where") == len(knowledge.gates[GateId("head")].reserved)


def test_a_source_from_memory_is_marked_where_it_is_used(bench: FlaskClient, knowledge: Knowledge) -> None:
    recalled = {id_ for id_, reference in knowledge.references.items() if reference.status == "recalled"}
    gate = next(gate for gate in knowledge.gates.values() if recalled.intersection(gate.basis.references))
    assert "from memory, not re-read" in text_of(bench, f"/knowledge/gates/{gate.id}")
    assert "from memory, not re-read" in text_of(bench, f"/knowledge/references/{min(recalled)}")


def test_an_order_rule_is_told_level_by_level(bench: FlaskClient, knowledge: Knowledge) -> None:
    rule = knowledge.order_safety[SafetyRuleId("lumbar_puncture")]
    page = text_of(bench, "/knowledge/order-rules/lumbar_puncture")
    for level in rule.levels:
        assert level.headline in page
    for words in ("About orders of", "the criteria hold of", "no usable", "Platelet count</a> in the last 7 days"):
        assert words in page
    assert "recalled</span>" in page


def test_a_drug_tells_its_doses_and_the_rules_of_its_classes(bench: FlaskClient) -> None:
    page = text_of(bench, "/knowledge/drugs/enoxaparin")
    assert "Up to 40 mg a day is prophylaxis" in page
    assert 'href="/knowledge/drug-classes/anticoagulant"' in page
    assert 'href="/knowledge/order-rules/' in text_of(bench, "/knowledge/drug-classes/anticoagulant")


def test_a_cause_is_told_with_its_evidence(bench: FlaskClient) -> None:
    page = text_of(bench, "/knowledge/causes/ttp")
    for words in ("must not be missed", "Urgent action", "Pitfalls", "How common", "expert estimate"):
        assert words in page
    assert '<td>92 %</td><td>2 %</td> <td><b class="for3">+++</b></td>' in page


def test_a_laboratory_test_shows_limits_by_age_and_sex(bench: FlaskClient) -> None:
    page = text_of(bench, "/knowledge/labs/haemoglobin")
    assert "18 years and over</th><td>female</td><td>120 to 155 g/L" in page
    assert "1 g/dL = 10 g/L" in page
