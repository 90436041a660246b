"""What holds of every kind of page, whatever the reader's window, text size and wishes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
