from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import accessibility_findings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE = {"viewport": {"width": 360, "height": 740}}
PATHS = [
    "/knowledge",
    "/knowledge?q=haemofilia",
    "/knowledge/drugs",
    "/knowledge/causes/ttp",
    "/knowledge/gates/hit",
    "/knowledge/findings/platelet_count",
    "/knowledge/scores/four_ts",
    "/knowledge/order-rules/heparin_in_hit",
    "/knowledge/labs/haemoglobin",
    "/knowledge/references/cuker2018",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, **PHONE)
    page.evaluate("[...document.querySelectorAll('details')].forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("scheme", "more"), [("light", {}), ("dark", PHONE)])
@pytest.mark.parametrize("path", PATHS)
def test_the_pages_have_no_serious_accessibility_findings(open_page: Open, path: str, scheme: str, more: Any) -> None:
    page = open_page(path, color_scheme=scheme, **more)
    page.evaluate("[...document.querySelectorAll('details')].forEach(part => part.open = true)")
    told = accessibility_findings(page)
    assert [rule for rule in told if rule[1] in {"serious", "critical"}] == []


def test_a_search_leads_to_an_entry_and_on_to_its_evidence(open_page: Open) -> None:
    page = open_page("/knowledge")
    page.get_by_label("Search the knowledge").fill("ttp")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Thrombotic thrombocytopenic purpura (TTP)").click()
    page.get_by_role("link", name="Schistocytes on film").first.click()
    assert page.url.endswith("/knowledge/findings/schistocytes")


def test_a_score_is_worked_out_from_the_keyboard_without_a_reload(open_page: Open) -> None:
    page = open_page("/knowledge/scores/plasmic")
    page.evaluate("window.stayed = true")
    page.locator("[name='item.platelets'][value='']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".points")).to_have_text("1 to 7 of 7")
    assert page.evaluate("window.stayed")
    assert "item.platelets=0" in page.url
    page.reload()
    assert page.locator("[name='item.platelets'][value='0']").is_checked()


def test_a_score_is_worked_out_without_a_script(open_page: Open) -> None:
    page = open_page("/knowledge/scores/plasmic", java_script_enabled=False)
    page.locator("[name='item.platelets'][value='0']").check()
    page.get_by_role("button", name="Work out").click()
    assert page.locator(".points").inner_text() == "1 to 7 of 7"


def test_an_entry_prints_without_search_and_menus(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/knowledge/gates/hit")
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible()
    assert page.pdf(path=tmp_path / "page.pdf", format="A4")


def test_a_page_is_light(open_page: Open) -> None:
    page = open_page("about:blank")
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body())))
    page.goto("/knowledge/causes/ttp", wait_until="networkidle")
    own = [size for url, size in sizes.items() if "inter" not in url]  # the typeface is shared with every page
    assert len(own) >= 3
    assert sum(own) < 80_000
