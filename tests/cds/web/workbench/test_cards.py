from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from cds.web.workbench.cards import shown_cards
from cds.web.workbench.markings import Marks

if TYPE_CHECKING:
    from cds.web.workbench.markings import Vocabulary


class NoWords:
    def marks(self, _text: str) -> Marks:
        return Marks()


class Names(NoWords):
    def marks(self, text: str) -> Marks:
        return Marks("pox" if "Pox" in text else "", "fever" if "fever" in text else "")


def shown(detail: str, words: NoWords | None = None, **more: Any) -> Any:
    card = {"summary": "s", "indicator": "info", "source": {"label": "x"}, "detail": detail, **more}
    return shown_cards([card], cast("Vocabulary", words or NoWords()))[0]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b>bold</b> word",
        "<!-- x -->",
        "<a href='x'>y</a>",
    ],
)
def test_raw_html_is_text(text: str) -> None:
    html = shown(text).detail
    assert "&lt;" in html
    for tag in ("<script", "<img", "<b>", "<!--", "<a "):
        assert tag not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_a_link_that_runs_or_reads_something_is_no_link(address: str) -> None:
    assert "href" not in shown(f"[x]({address})").detail


def test_markdown_is_rendered_as_a_record_renders_it() -> None:
    html = shown("**Why**\n\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~gone~~").detail
    for part in ("<strong>Why</strong>", "<li>one</li>", "<td>1</td>", "<s>gone</s>"):
        assert part in html


def test_a_line_is_marked_by_its_own_words_not_by_those_inside_it() -> None:
    html = shown("1. Pox\n   - fever\n2. Other", Names()).detail
    assert '<li data-causes="pox">' in html
    assert '<li data-findings="fever">' in html
    assert html.count("data-causes") == 1


def test_a_click_shows_the_orders_it_would_create() -> None:
    order = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "priority": "urgent",
        "code": {"text": "Film", "coding": [{"system": "http://loinc.org", "code": "5909-7"}]},
        "note": [{"text": "today"}],
    }
    actions = [
        {"type": "create", "description": "Order film", "resource": order},
        {"type": "delete", "description": "Remove"},
    ]
    suggestion = {"label": "Order film", "isRecommended": True, "actions": actions}
    (click,) = shown("x", suggestions=[suggestion]).clicks
    assert (click.label, click.recommended) == ("Order film", True)
    (made,) = click.orders
    assert (made.name, made.kind, made.code, made.priority, made.notes) == (
        "Film", "ServiceRequest, draft", "loinc.org 5909-7", "today", ("today",),
    )  # fmt: skip


def test_a_card_without_anything_more_is_only_its_summary() -> None:
    (card,) = shown_cards([{"summary": "s", "indicator": "info", "source": {"label": "x"}}], NoWords())  # type: ignore[arg-type]
    assert (card.detail, card.clicks, card.links, card.overrides) == ("", (), (), ())
