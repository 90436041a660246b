"""The door for untrusted words: whatever comes in, no client makes a link, an image, HTML or a table of it."""

from __future__ import annotations

import pytest

from cds.cards.markdown import cut, escape, plain
from tests.cds.cards.card_rules import rendered_tags

_HOSTILE = (
    "[click](javascript:alert(1))",
    "![pixel](http://127.0.0.1/p.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "# heading",
    "1. numbered",
    "+ item",
    "> quote",
    "a | b\n--|--\n1 | 2",
    "`code`",
    "**bold** and _it_ and ~~gone~~",
    "&lt;b&gt;",
    "===",
)


@pytest.mark.parametrize("text", _HOSTILE)
def test_escaped_text_renders_as_words(text: str) -> None:
    assert set(rendered_tags(escape(text))) == {"p"}
    assert set(rendered_tags(f"- {escape(text)}")) == {"ul", "li"}


@pytest.mark.parametrize("text", _HOSTILE)
def test_plain_text_has_no_tag_and_no_bracketed_link(text: str) -> None:
    made = plain(text)
    assert "](" not in made
    assert "`" not in made
    assert "<s" not in made
    assert "<i" not in made


@pytest.mark.parametrize("text", ["<5 ×10⁹/L", ">= 10", "< 5", "heparin (porcine) 5,000 U/mL", "−2.5", "Müller"])
def test_ordinary_chart_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_hidden_characters_and_line_breaks_are_gone() -> None:
    assert plain("a\u202eb\u2066c\x00d\r\n\te\u200bf\u2028g\ud800") == "abcd ef g"


def test_addresses_are_taken_apart() -> None:
    made = plain("see https://x.example, WWW.x.example or me@x.example")
    assert "://" not in made
    assert "WWW." not in made
    assert "@" not in made


def test_cut_keeps_whole_words_and_the_limit() -> None:
    assert cut("platelets 212 on 2 Oct", 15) == "platelets 212…"
    assert cut("platelets 212", 13) == "platelets 212"
    assert cut("x" * 20, 10) == "x" * 9 + "…"
