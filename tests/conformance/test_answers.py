"""HTTP, RESP, CARD, SRC, CODE, SUG, ACT, SYS, OVR, LINK and EPIC: what comes back."""

from __future__ import annotations

import json
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.cds.cards.card_rules import broken_rules
from tests.conformance.calls import CALL, CALLS, EXAMPLE, Call, Told, changed, posted, silent_call
from tests.mutations import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

ENOUGH = 10
HOSTILE = "<script>alert(1)</script> ![i](http://evil.example/x) [l](javascript:alert(1)) **b** `c`"


@pytest.fixture(scope="module")
def cards(told: tuple[Told, ...]) -> list[dict[str, Any]]:
    found = [card for each in told for card in each.cards]
    assert len(found) > ENOUGH
    return found


@pytest.fixture(scope="module")
def suggestions(told: tuple[Told, ...]) -> list[dict[str, Any]]:
    found = [suggestion for each in told for suggestion in each.suggestions]
    assert len(found) > ENOUGH
    return found


@pytest.fixture(scope="module")
def actions(told: tuple[Told, ...]) -> list[dict[str, Any]]:
    found = [action for each in told for action in each.actions]
    assert {action["type"] for action in found} == {"create", "delete"}
    return found


def of(kind: str, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [action for action in actions if action["type"] == kind]


def failures(plain: FlaskClient) -> Iterator[Any]:
    yield plain.post(CALL, json={})
    yield plain.post(CALL, json=changed(EXAMPLE, hook="order-sign"))
    yield plain.post(CALL, json=changed(EXAMPLE, prefetch=...))
    yield plain.post(CALL, data="x", content_type="text/plain")
    yield plain.post("/cds-services/nobody", json=EXAMPLE)
    yield plain.get(CALL)
    yield plain.post(CALL, json={}, headers={"Accept": "text/html"})


def test_http_01_success_is_a_200(plain: FlaskClient) -> None:
    assert posted(plain, CALLS[0]).status_code == 200


def test_http_02_data_that_cannot_be_had_are_a_412(plain: FlaskClient) -> None:
    assert {posted(plain, call, prefetch=...).status_code for call in CALLS} == {412}


def test_http_04_every_failure_carries_an_operation_outcome(plain: FlaskClient) -> None:
    for answer in failures(plain):
        assert answer.status_code >= 400
        document = answer.get_json()
        assert document["resourceType"] == "OperationOutcome"
        for issue in document["issue"]:
            assert issue["severity"] == "error"
            assert issue["details"]["text"].endswith(".")


def test_http_05_no_failure_shows_the_inside(plain: FlaskClient) -> None:
    for answer in failures(plain):
        assert not re.search(r"Traceback|\.py|/cds/|Error\b|marshmallow|flask", answer.text)
        assert EXAMPLE["context"]["patientId"] not in answer.text


def test_http_06_an_answer_takes_well_under_half_a_second(plain: FlaskClient) -> None:
    def seconds() -> float:
        began = time.process_time()
        posted(plain, CALLS[1])
        return time.process_time() - began

    assert statistics.median(seconds() for _ in range(9)) < 0.5


def test_http_07_nothing_to_say_is_an_empty_list(plain: FlaskClient) -> None:
    answer = plain.post(CALL, json=silent_call())
    assert (answer.status_code, answer.get_json()["cards"]) == (200, [])


def test_http_09_nothing_makes_the_service_fail(plain: FlaskClient) -> None:
    values: tuple[Any, ...] = (None, 7, "x", [], {}, [None], {"a": {}})
    for value in values:
        for path in (
            ("prefetch",),
            ("context",),
            ("fhirAuthorization",),
            ("fhirServer",),
            ("prefetch", "trend", "entry"),
        ):
            request = deepcopy(EXAMPLE)
            put(request, path, value)
            assert plain.post(CALL, json=request).status_code < 500


def test_resp_01_an_answer_is_an_object_with_cards(told: tuple[Told, ...]) -> None:
    assert all(isinstance(each.answer["cards"], list) for each in told)


def test_resp_02_no_system_actions_are_sent(told: tuple[Told, ...]) -> None:
    assert not any("systemActions" in each.answer for each in told)


def test_resp_03_the_extension_of_an_answer_is_an_object(told: tuple[Told, ...]) -> None:
    assert all(isinstance(each.answer["extension"], dict) for each in told)


def test_resp_04_no_other_members(told: tuple[Told, ...]) -> None:
    assert all(each.answer.keys() == {"cards", "extension"} for each in told)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_resp_05_the_same_call_gives_the_same_bytes(plain: FlaskClient, call: Call) -> None:
    assert posted(plain, call).data == posted(plain, call).data


def test_resp_05_parallel_calls_do_not_mix_patients(plain: FlaskClient) -> None:
    alone = [posted(plain, call).data for call in CALLS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda call: posted(plain.application.test_client(), call).data, CALLS * 2))
    assert together == alone * 2


def test_resp_06_each_answer_is_the_whole_guidance(plain: FlaskClient) -> None:
    first, again = (posted(plain, CALLS[1]).get_json()["cards"] for _ in range(2))
    assert first == again


def test_resp_08_data_that_call_for_guidance_lead_to_a_card(told: tuple[Told, ...]) -> None:
    speaking = {each.call.service for each in told if each.cards}
    assert speaking == {call.service for call in CALLS}


def test_card_01_a_summary_is_a_text(cards: list[dict[str, Any]]) -> None:
    assert all(card["summary"].strip() for card in cards)


def test_card_02_a_summary_is_shorter_than_140(cards: list[dict[str, Any]]) -> None:
    assert max(len(card["summary"]) for card in cards) < 140


def test_card_03_a_summary_is_one_plain_line(cards: list[dict[str, Any]]) -> None:
    assert not any(re.search(r"[\r\n<>`]|\*\*|\]\(", card["summary"]) for card in cards)


def test_card_04_an_indicator_is_one_of_three(cards: list[dict[str, Any]]) -> None:
    assert {card["indicator"] for card in cards} == {"info", "warning", "critical"}


def test_card_05_a_source_is_an_object(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(card["source"], dict) for card in cards)


def test_card_06_a_detail_is_a_text(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(card["detail"], str) for card in cards)


def test_card_07_a_detail_holds_no_html(cards: list[dict[str, Any]]) -> None:
    assert not any(re.search(r"<[A-Za-z/!]", card["detail"]) for card in cards)


def test_card_08_every_card_has_a_uuid_that_repeats_for_no_other_call(
    plain: FlaskClient, cards: list[dict[str, Any]]
) -> None:
    names = [card["uuid"] for card in cards]
    assert len(set(names)) == len(names)
    other = posted(plain, CALLS[1], hookInstance="another").get_json()["cards"]
    assert set(names).isdisjoint(card["uuid"] for card in other)


def test_card_09_suggestions_are_a_filled_list_of_objects(cards: list[dict[str, Any]]) -> None:
    found = [card["suggestions"] for card in cards if "suggestions" in card]
    assert found
    assert all(each and all(isinstance(one, dict) for one in each) for each in found)


def test_card_10_suggestions_come_with_their_behaviour(cards: list[dict[str, Any]]) -> None:
    assert all(("suggestions" in card) == ("selectionBehavior" in card) for card in cards)


def test_card_11_the_behaviour_is_a_known_one(cards: list[dict[str, Any]]) -> None:
    assert {card["selectionBehavior"] for card in cards if "suggestions" in card} == {"any"}


def test_card_12_override_reasons_are_a_list_of_codings(cards: list[dict[str, Any]]) -> None:
    assert all(card["overrideReasons"] for card in cards)


def test_card_13_links_are_a_list_of_objects(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(link, dict) for card in cards for link in card.get("links", ()))


def test_card_14_an_extension_of_a_card_is_an_object(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(card.get("extension", {}), dict) for card in cards)


def test_card_15_no_other_members_at_any_level(told: tuple[Told, ...]) -> None:
    for each in told:
        assert broken_rules(each.cards, patient_id=each.call.patient) == []


def test_card_16_text_of_the_record_never_becomes_markup(plain: FlaskClient) -> None:
    request = json.loads(json.dumps(EXAMPLE))
    for key in ("trend", "laboratory", "conditions", "medications", "findings"):
        for entry in request["prefetch"].get(key, {}).get("entry", ()):
            for name in ("code", "medicationCodeableConcept", "valueCodeableConcept"):
                if name in entry["resource"]:
                    entry["resource"][name]["text"] = HOSTILE
            entry["resource"]["note"] = [{"text": HOSTILE}]
    for call in (Call("petechiae-differential", request), _hostile_draft()):
        found = posted(plain, call).get_json()["cards"]
        assert found
        assert broken_rules(found, patient_id=call.patient) == []
        words = json.dumps([{k: v for k, v in card.items() if k != "suggestions"} for card in found])
        assert "<script>" not in words
        assert "](http" not in words
        assert "](javascript" not in words


def _hostile_draft() -> Call:
    call = next(call for call in CALLS if call.service == "bleeding-risk-guard")
    request = json.loads(json.dumps(call.request))
    order = request["context"]["draftOrders"]["entry"][0]["resource"]
    order["medicationCodeableConcept"]["text"] += HOSTILE
    order["id"] = "\0\x1b[31m\u202e"
    return Call(call.service, request)


def test_card_17_names_are_uuids(cards: list[dict[str, Any]]) -> None:
    for card in cards:
        for name in (card["uuid"], *(suggestion["uuid"] for suggestion in card.get("suggestions", ()))):
            assert str(UUID(name)) == name


def test_src_01_a_source_has_a_label(cards: list[dict[str, Any]]) -> None:
    assert all(card["source"]["label"].strip() for card in cards)


def absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname)


def test_src_02_the_address_of_a_source_is_absolute(cards: list[dict[str, Any]]) -> None:
    found = [card["source"]["url"] for card in cards if "url" in card["source"]]
    assert found
    assert all(map(absolute, found))


def test_src_03_no_icon_is_sent(cards: list[dict[str, Any]]) -> None:
    assert not any("icon" in card["source"] for card in cards)


def test_src_04_a_topic_is_a_coding(cards: list[dict[str, Any]]) -> None:
    assert all({"code", "system"} <= card["source"]["topic"].keys() for card in cards)


def codings(cards: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for card in cards:
        yield card["source"]["topic"]
        yield from card["overrideReasons"]


def test_code_01_codings_have_code_and_system(cards: list[dict[str, Any]]) -> None:
    assert all(coding["code"] and re.match(r"[a-z]+:", coding["system"]) for coding in codings(cards))


def test_code_02_a_display_is_a_text(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(coding.get("display", ""), str) for coding in codings(cards))


def test_sug_01_a_suggestion_has_a_label(suggestions: list[dict[str, Any]]) -> None:
    assert all(suggestion["label"].strip() for suggestion in suggestions)


def test_sug_02_a_suggestion_has_a_uuid_of_its_own(suggestions: list[dict[str, Any]]) -> None:
    assert len({suggestion["uuid"] for suggestion in suggestions}) == len(suggestions)


def test_sug_03_recommended_is_said_of_one_at_most(cards: list[dict[str, Any]]) -> None:
    for card in cards:
        said = [suggestion.get("isRecommended", False) for suggestion in card.get("suggestions", ())]
        assert all(isinstance(value, bool) for value in said)
        assert sum(said) <= 1


def test_sug_04_actions_are_a_filled_list(suggestions: list[dict[str, Any]]) -> None:
    assert all(suggestion["actions"] for suggestion in suggestions)


def test_sug_05_no_action_depends_on_another(suggestions: list[dict[str, Any]]) -> None:
    for suggestion in suggestions:
        made = [action["resource"] for action in suggestion["actions"] if action["type"] == "create"]
        assert not any("id" in resource for resource in made)


def test_sug_06_no_behaviour_of_actions_is_sent(suggestions: list[dict[str, Any]]) -> None:
    assert not any("actionSelectionBehavior" in suggestion for suggestion in suggestions)


def test_act_01_a_type_is_create_update_or_delete(actions: list[dict[str, Any]]) -> None:
    assert {action["type"] for action in actions} <= {"create", "update", "delete"}


def test_act_02_an_action_has_a_description(actions: list[dict[str, Any]]) -> None:
    assert all(action["description"].strip() for action in actions)


def test_act_03_create_carries_the_resource(actions: list[dict[str, Any]]) -> None:
    assert {action["resource"]["resourceType"] for action in of("create", actions)} == {
        "ServiceRequest",
        "MedicationRequest",
    }


def test_act_04_nothing_is_updated_so_no_resource_is_sent_back_in_part(actions: list[dict[str, Any]]) -> None:
    assert of("update", actions) == []


def test_act_05_delete_names_the_resource(actions: list[dict[str, Any]]) -> None:
    assert all(action["resourceId"] for action in of("delete", actions))


def test_act_06_a_resource_is_an_object(actions: list[dict[str, Any]]) -> None:
    assert all(isinstance(action["resource"], dict) for action in of("create", actions))


def test_act_07_a_resource_id_is_a_relative_reference(actions: list[dict[str, Any]]) -> None:
    pattern = r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}"
    assert all(re.fullmatch(pattern, action["resourceId"]) for action in of("delete", actions))


def test_act_08_delete_carries_no_resource(actions: list[dict[str, Any]]) -> None:
    assert not any("resource" in action for action in of("delete", actions))


def test_act_09_what_is_created_is_for_the_patient_in_context(told: tuple[Told, ...]) -> None:
    for each in told:
        subjects = {action["resource"]["subject"]["reference"] for action in of("create", each.actions)}
        assert subjects <= {f"Patient/{each.call.patient}"}


def test_act_10_what_is_created_is_a_valid_draft(told: tuple[Told, ...]) -> None:
    drafts = [action["resource"] for each in told for action in of("create", each.actions)]
    assert {draft["status"] for draft in drafts} == {"draft"}
    assert all(broken_rules(each.cards, patient_id=each.call.patient) == [] for each in told)


def test_act_11_what_is_deleted_was_sent_as_a_draft(told: tuple[Told, ...]) -> None:
    for each in told:
        entries = each.call.request["context"].get("draftOrders", {}).get("entry", ())
        sent = {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries}
        assert {action["resourceId"] for action in of("delete", each.actions)} <= sent


def test_sys_01_there_are_no_system_actions_to_be_wrong(told: tuple[Told, ...]) -> None:
    assert not any("systemActions" in json.dumps(each.answer) for each in told)


def test_sys_03_an_unknown_client_gets_no_system_actions(told: tuple[Told, ...], epic: tuple[Told, ...]) -> None:
    assert not any("systemActions" in each.answer for each in (*told, *epic))


def test_ovr_01_override_reasons_have_code_system_and_display(cards: list[dict[str, Any]]) -> None:
    assert all(reason.keys() == {"code", "system", "display"} for card in cards for reason in card["overrideReasons"])


def test_ovr_02_the_reasons_are_of_our_own_system(cards: list[dict[str, Any]]) -> None:
    systems = {reason["system"] for card in cards for reason in card["overrideReasons"]}
    assert systems == {"urn:petechiae-cds:override-reasons"}


def test_ovr_03_codes_are_unique_in_a_card_and_agree_with_the_report(cards: list[dict[str, Any]]) -> None:
    for card in cards:
        codes = [reason["code"] for reason in card["overrideReasons"]]
        assert len(set(codes)) == len(codes)
    everything = {reason["code"] for card in cards for reason in card["overrideReasons"]}
    assert {"already-done", "will-do-later"} <= everything


def links(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [link for card in cards for link in card.get("links", ())]


def test_link_01_a_link_has_a_label(cards: list[dict[str, Any]]) -> None:
    assert all(link["label"].strip() for link in links(cards))


def test_link_02_a_link_has_an_absolute_address(cards: list[dict[str, Any]]) -> None:
    assert all(absolute(link["url"]) for link in links(cards))


def test_link_03_a_link_is_absolute_or_smart(cards: list[dict[str, Any]]) -> None:
    assert {link["type"] for link in links(cards)} <= {"absolute", "smart"}


def test_link_04_no_context_of_an_app_on_an_absolute_link(cards: list[dict[str, Any]]) -> None:
    assert not any("appContext" in link for link in links(cards) if link["type"] == "absolute")


def test_link_05_a_link_that_opens_by_itself_says_so_with_a_yes_or_no(cards: list[dict[str, Any]]) -> None:
    assert all(isinstance(link.get("autolaunchable", False), bool) for link in links(cards))


def test_link_06_no_link_opens_by_itself_and_hides_its_card(cards: list[dict[str, Any]]) -> None:
    assert not any(link.get("autolaunchable") for link in links(cards))


def test_link_07_addresses_are_https(cards: list[dict[str, Any]]) -> None:
    shown = json.dumps([{**card, "suggestions": []} for card in cards])
    found = re.findall(r'"(?:url|icon)": "([^"]+)"', shown)
    assert found
    assert all(address.startswith("https://") for address in found)


def test_epic_01_the_behaviour_is_any(epic: tuple[Told, ...]) -> None:
    assert {card["selectionBehavior"] for each in epic for card in each.cards if "suggestions" in card} == {"any"}


def test_epic_02_one_action_a_suggestion(epic: tuple[Told, ...], told: tuple[Told, ...]) -> None:
    assert {len(suggestion["actions"]) for each in epic for suggestion in each.suggestions} == {1}
    assert any(len(suggestion["actions"]) > 1 for each in told for suggestion in each.suggestions)


def test_epic_03_a_topic_is_of_letters_and_digits(epic: tuple[Told, ...]) -> None:
    codes = [card["source"]["topic"]["code"] for each in epic for card in each.cards]
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,100}", code) for code in codes)
