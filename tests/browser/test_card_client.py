"""The cards in a widely used client: react-markdown with remark-gfm, in the narrow column of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from tests.browser.conftest import BUILT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

COLUMN = 400
TAGS = {"P", "STRONG", "UL", "OL", "LI", "CODE", "EM", "DEL", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "A"}


@pytest.fixture(scope="module")
def client(browser: Any) -> Any:
    page = browser.new_page()
    page.set_content(f"<div id='card' style='width:{COLUMN}px;font:14px/1.4 sans-serif;overflow-wrap:anywhere'></div>")
    page.evaluate((BUILT / "card-client.js").read_text("utf-8"))
    return page


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_a_card_fits_a_narrow_column_and_holds_no_raw_html(client: Page, address: str, example: Any) -> None:
    answer = client.request.post(f"{address}/cds-services/{example.service}", data=example.request)
    for card in answer.json()["cards"]:
        client.evaluate("detail => showCard(document.getElementById('card'), detail)", card["detail"])
        client.wait_for_function("document.querySelector('#card').children.length > 0")
        seen = client.evaluate(
            "(card => ({wide: card.scrollWidth, tags: [...card.querySelectorAll('*')].map(e => e.tagName), "
            "text: card.innerText}))(document.getElementById('card'))"
        )
        assert seen["wide"] <= COLUMN
        assert set(seen["tags"]) <= TAGS
        assert "**" not in seen["text"]
        assert "<" not in seen["text"].replace("<5", "").replace("<10", "")


def test_the_client_would_show_html_as_text(client: Callable[..., Any]) -> None:
    """The check above can fail: raw HTML reaches the page as words, which it looks for."""
    client.evaluate("showCard(document.getElementById('card'), 'a <b>b</b> c')")  # type: ignore[attr-defined]
    client.wait_for_function("document.querySelector('#card').innerText.includes('<b>')")  # type: ignore[attr-defined]
