"""What holds of every kind of page, whatever the reader's window, text size and wishes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import accessibility_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("path", ["/?sample=hit-day-7&lang=de", "/knowledge/causes/ttp"])
def test_text_of_twice_the_size_fits_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, **PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("[...document.querySelectorAll('details')].forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_words_of_the_matrix_keep_their_room_beside_the_causes(open_page: Open) -> None:
    page = open_page("/?sample=adult-ttp")
    for width in (1280, 1000, 641, 360):
        page.set_viewport_size({"width": width, "height": 740})
        seen = page.evaluate(
            "(panel => [panel.querySelector('tbody th').clientWidth, panel.scrollWidth - panel.clientWidth])"
            "(document.querySelector('.matrix'))"
        )
        assert seen[0] >= 120, width
        assert seen[1] == 0, width


SKIPPED = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .map(heading => Number(heading.tagName[1]))
  .filter((level, at, all) => level > (all[at - 1] ?? 0) + 1)"""
NAMELESS = """() => [...document.querySelectorAll('table')].filter(table =>
    !(table.caption || table.ariaLabel || document.getElementById(table.getAttribute('aria-labelledby')))
    || table.querySelector('th:not([scope])')).map(table => table.innerText.slice(0, 60))"""


@pytest.mark.parametrize("path", ["/?sample=hit-day-7", "/knowledge/causes/ttp", "/knowledge/labs/haemoglobin"])
def test_headings_are_in_order_and_tables_have_names(open_page: Open, path: str) -> None:
    page = open_page(path)
    assert page.locator("table").count() >= 1
    assert page.evaluate(SKIPPED) == []
    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("path", ["/", "/knowledge/scores/four_ts"])
def test_paper_is_white_for_a_reader_in_the_dark(open_page: Open, path: str) -> None:
    page = open_page(path, color_scheme="dark")
    colour = "getComputedStyle(document.querySelector('.panel')).backgroundColor"
    assert page.evaluate(colour) != "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def test_the_choice_that_has_the_focus_is_not_under_the_total(open_page: Open) -> None:
    page = open_page("/knowledge/scores/four_ts", **PHONE)
    total = page.locator(".total")
    for choice in page.locator(".choice input").all():
        choice.focus()
        below, above = choice.bounding_box(), total.bounding_box()
        assert below is not None
        assert above is not None
        assert below["y"] + below["height"] <= above["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/docs#/CDS%20Hooks/discover", "/nonsense"])
def test_the_remaining_pages_have_no_accessibility_findings(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    page.wait_for_selector(".opblock.is-open" if path.startswith("/docs") else "h1")
    assert page.evaluate(SKIPPED) == []
    assert accessibility_findings(page) == []
