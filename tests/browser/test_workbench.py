from __future__ import annotations

import json
import re
import statistics
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import expect

from cds.examples import examples
from tests.browser.conftest import accessibility_findings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import FilePayload, Page

    Open = Callable[..., Page]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE = {"viewport": {"width": 360, "height": 740}}
FIRST_CAUSE = ".ranking li:first-child .pin"


def chart(*more: dict[str, Any], names: tuple[str, ...] = ("p1",)) -> str:
    count = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}]},
        "subject": {"reference": f"Patient/{names[0]}"},
        "effectiveDateTime": "2026-11-20T06:00:00Z",
        "valueQuantity": {"value": 22, "unit": "10*9/L"},
    }
    people = [{"resourceType": "Patient", "id": name, "birthDate": "1990-01-01"} for name in names]
    resources = [{"resource": resource} for resource in (*people, count, *more)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": resources})


def bring(page: Page, text: str) -> None:
    sent: FilePayload = {"name": "c.json", "mimeType": "application/json", "buffer": text.encode()}
    page.set_input_files("#own-file", files=[sent])
    page.click("[data-own] button")


def test_the_first_view_is_light_quick_and_all_our_own(open_page: Open, address: str) -> None:
    page = open_page("about:blank")
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body())))
    page.goto("/", wait_until="networkidle")
    assert all(url.startswith(address) for url in sizes)
    assert len(sizes) >= 5
    assert sum(sizes.values()) < 500_000
    page.reload(wait_until="load")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < 3000  # a second on a quiet machine


def test_every_patient_opens_with_cards_and_a_drawing(open_page: Open) -> None:
    page = open_page("/")
    assert page.locator(".samples a").count() == len(examples()) >= 12
    page.get_by_role("link", name="Heparin, day 7").click()
    page.wait_for_url("**/?sample=hit-day-7")
    assert page.locator("article.card").first.get_by_role("heading").inner_text().startswith("Platelets 84")
    assert page.locator("#trend svg circle").count() >= 4
    assert page.locator("#trend svg .drug.used rect").count() == 1
    assert page.locator("#trend svg .event.thrombosis").count() == 1
    assert page.locator("#trend svg line.limit").count() == 5


def test_the_shown_time_can_be_chosen(open_page: Open) -> None:
    page = open_page("/?sample=acute-leukaemia")
    assert "earlier: 1" in (page.locator("#trend svg").text_content() or "")
    page.get_by_role("button", name="All", exact=True).click()
    assert page.locator("#trend svg circle").count() == 5
    assert page.get_by_role("button", name="All", exact=True).get_attribute("aria-pressed") == "true"


def test_a_supposition_moves_the_ranking_at_once_and_says_so(open_page: Open) -> None:
    page = open_page("/?sample=child-itp")
    assert "Immune" in page.locator(FIRST_CAUSE).inner_text()
    page.locator('[id="if.blasts:present"]').check()
    page.wait_for_selector(".supposed")
    assert "up" in page.locator(".ranking .move.up").first.inner_text()
    assert "Danger today" in page.locator("#announce").inner_text()
    assert page.locator('[id="if.blasts:present"]').is_checked()
    assert page.evaluate("document.activeElement.id") == "if.blasts:present"
    assert page.url.endswith("/?sample=child-itp&if.blasts=present")
    page.reload()
    assert "blasts on the film" in page.locator(".supposed").inner_text()
    page.get_by_role("button", name="Take back").click()
    page.wait_for_selector(".supposed", state="detached")
    page.go_back()
    page.wait_for_selector(".supposed")


def test_any_finding_can_be_searched_for_and_supposed(open_page: Open) -> None:
    page = open_page("/?sample=child-itp")
    page.fill("#also", "Splenomegaly")
    page.keyboard.press("Enter")
    page.wait_for_selector(".supposed")
    assert page.url.endswith("if.splenomegaly=present")
    page.fill("#also", "nonsense")
    page.keyboard.press("Enter")
    page.wait_for_selector("#refused .note")
    assert "no finding 'nonsense'" in page.locator("#refused").inner_text()


def test_what_if_is_answered_in_a_tenth_of_a_second(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        client.get("/workbench/result?sample=adult-ttp")
        took = []
        for state in ("present", "absent", "unknown") * 4:
            began = time.perf_counter()
            assert client.get(f"/workbench/result?sample=adult-ttp&if.fever={state}").status_code == 200
            took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.3  # a tenth on a quiet machine


def test_what_speaks_of_one_cause_lights_up_together(open_page: Open) -> None:
    page = open_page("/?sample=adult-ttp")
    page.locator(FIRST_CAUSE).hover()
    for place in (".cards li.lit", ".matrix td.lit", ".board li.lit", ".tests li.lit", ".ranking li.lit"):
        assert page.locator(place).count() >= 1, place
    page.locator("h1").hover()
    assert page.locator(".lit").count() == 0
    page.locator(".matrix tbody tr th").first.hover()
    assert page.locator(".matrix tr.lit").count() == 1
    page.locator(FIRST_CAUSE).click()
    page.locator("h1").hover()
    assert page.locator(".matrix td.lit").count() >= 1
    assert page.locator("[data-pin][aria-pressed=true]").count() >= 2
    page.locator(FIRST_CAUSE).click()
    page.locator("h1").hover()
    assert page.locator(".lit").count() == 0


def test_a_click_shows_the_orders_it_would_create(open_page: Open) -> None:
    page = open_page("/?sample=adult-ttp")
    click = page.locator("details.click").first
    click.locator("summary").click()
    assert "ServiceRequest, draft" in click.inner_text()
    assert "ADAMTS13" in click.inner_text()


def test_an_own_file_is_assessed_and_stays_out_of_the_address(open_page: Open) -> None:
    page = open_page("/")
    bring(page, chart())
    page.wait_for_selector(".patient[data-sample='']")
    assert page.locator("article.card").count() >= 1
    assert page.locator(".samples [aria-current]").count() == 0
    assert page.title() == "Workbench: Your file · Petechiae CDS"
    page.locator(".what-if input[value=present]").first.check()
    page.wait_for_selector(".supposed")
    assert "if." not in page.url
    assert "sample" not in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the cards").click()
    assert json.loads(download.value.path().read_text("utf-8"))["cards"]


def test_a_file_may_be_dropped_anywhere(open_page: Open) -> None:
    page = open_page("/")
    page.evaluate(
        """text => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], "c.json", { type: "application/json" }));
          const options = { dataTransfer: carried, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new DragEvent("drop", options));
        }""",
        chart(),
    )
    page.wait_for_selector(".patient[data-sample='']")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "is not JSON"),
        ('{"resourceType":' * 600, "is nested more than"),
        (chart(names=("a<script>alert(1)</script>", "b")), "holds 2 patients"),
    ],
)
def test_a_bad_file_changes_nothing_and_is_told_why(open_page: Open, text: str, said: str) -> None:
    page = open_page("/?sample=child-itp")
    bring(page, text)
    page.wait_for_selector("#refused .note")
    assert said in page.locator("#refused").inner_text()
    assert page.locator("#refused script").count() == 0
    assert page.locator(".patient").get_attribute("data-sample") == "child-itp"
    page.locator('[id="if.blasts:present"]').check()
    page.wait_for_selector(".supposed")
    assert page.locator("#refused .note").count() == 0


def test_hostile_words_of_a_file_run_nothing(open_page: Open) -> None:
    words = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    subject = {"subject": {"reference": "Patient/p1"}}
    page = open_page("/")
    bring(
        page,
        chart(
            {"resourceType": "Condition", **subject, "code": {"text": f"Petechiae {words}"}, "recordedDate": "2026"},
            {
                "resourceType": "MedicationRequest", **subject, "status": "active", "intent": "order",
                "medicationCodeableConcept": {"text": f"heparin {words}"}, "authoredOn": "2026-11-14",
            },
        ),
    )  # fmt: skip
    page.wait_for_selector(".patient[data-sample='']")
    assert page.locator("#result img, #result script").count() == 0
    assert "run" not in page.title()


@pytest.mark.parametrize("width", [320, 360, 768])
@pytest.mark.parametrize(
    "path", ["/?sample=adult-ttp&if.blasts=present", "/?sample=hit-day-7&lang=de", "/?sample=silent"]
)
def test_nothing_is_wider_than_the_window(open_page: Open, path: str, width: int) -> None:
    page = open_page(path, viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".as-table summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/?sample=adult-ttp&if.blasts=present", {}),
        ("/?sample=hit-day-7&lang=de", PHONE),
        ("/?sample=silent", {}),
        ("/knowledge", {}),
    ],
)
def test_the_pages_have_no_accessibility_findings(open_page: Open, path: str, more: Any, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme, **more)
    page.evaluate("[...document.querySelectorAll('details')].forEach(part => part.open = true)")
    told = accessibility_findings(page)
    assert [rule for rule in told if rule[1] in {"serious", "critical"}] == []
    assert len(told) <= 2, told


def test_everything_can_be_done_from_the_keyboard(open_page: Open) -> None:
    page = open_page("/?sample=child-itp")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.className"))
        assert page.evaluate(
            "(e => e.matches(':focus-visible') && getComputedStyle("
            "e.matches('.choices input') ? e.nextElementSibling : e).outlineStyle !== 'none')(document.activeElement)"
        ), reached[-1]
        if reached[-1] == "if.blasts":
            break
    assert reached[-1] == "if.blasts"
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".supposed")
    assert page.evaluate("document.activeElement.id") == "if.blasts:present"
    page.locator(FIRST_CAUSE).focus()
    assert page.locator(".matrix td.lit").count() >= 1
    page.keyboard.press("Enter")
    assert page.locator(FIRST_CAUSE).get_attribute("aria-pressed") == "true"


def test_without_a_script_everything_is_there(open_page: Open) -> None:
    page = open_page("/?sample=hit-day-7", java_script_enabled=False)
    assert page.locator(".point").count() == 5
    page.locator(".as-table summary").click()
    assert "heparin" in page.locator(".as-table").inner_text()
    page.fill("#also", "Fever")
    page.locator(".also button").click()
    assert "if.fever=present" in page.content() or page.locator(".supposed").count() == 1
    page.set_input_files("#own-file", files={"name": "c", "mimeType": "text/plain", "buffer": chart().encode()})
    page.click("[data-own] button")
    assert page.locator(".patient").get_attribute("data-sample") == ""


def test_the_call_is_copied_as_curl(open_page: Open) -> None:
    page = open_page("/?sample=adult-ttp", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".curl summary").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -s ")
    assert "/cds-services/petechiae-differential" in copied


@pytest.mark.parametrize("example", [e.name for e in examples()])
def test_a_patient_prints_on_one_page(open_page: Open, tmp_path: Path, example: str) -> None:
    page = open_page(f"/?sample={example}")
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
