from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from werkzeug.datastructures import LanguageAccept

from cds.web.words import LANGUAGES, UnknownWord, chosen_words, words_of

TEMPLATES = Path(__file__).resolve().parents[3] / "cds/web/templates"
COMPUTED = {
    "level_": ("critical", "warning", "info", "silent"),
    "verdict_": ("critical", "warning", "info", "silent"),
    "band_": ("likely", "plausible", "possible", "less_likely"),
    "state_": ("present", "absent", "unknown"),
    "side_": ("for", "against", "unknown"),
    "event_": ("transfusion", "thrombosis", "bleeding"),
    "group_": ("now", "next", "if_unexplained"),
}


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text_with_the_same_places(code: str) -> None:
    first, other = words_of(LANGUAGES[0]).texts, words_of(code).texts
    assert first.keys() == other.keys()
    for key, text in other.items():
        assert isinstance(text, str)
        assert text.strip(), key
        assert places(text) == places(first[key]), key


def test_every_text_is_used_and_every_text_used_exists() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.*"))
    used = set(re.findall(r"words\.([a-z_]+)", sources)) - {"code", "of_the_medicine", "name"}
    for prefix in re.findall(r"""words\[["']([a-z]+_)["'] ~""", sources):
        used |= {prefix + ending for ending in COMPUTED[prefix]}
    assert used == set(words_of("en").texts) - {"language_name"}


def test_templates_hold_no_words_of_their_own() -> None:
    """The pages of the knowledge are English throughout, as the knowledge is."""
    frames = [TEMPLATES / f"{name}.html" for name in ("page", "nothing-here", "workbench")]
    for path in [*frames, *(TEMPLATES / "workbench").iterdir()]:
        text = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<(pre|script|title)\b.*?</\1>|<!doctype html>", "", text, flags=re.DOTALL)
        words = re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", text))
        assert set(words) <= {
            "Petechiae",
            "CDS",
            "GET",
            "POST",
            "cds",
            "services",
            "feedback",
            "openapi",
            "yaml",
            "wide",
        }, path


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownWord):
        _ = words_of("en").nonsense


@pytest.mark.parametrize(
    ("asked", "accepted", "code"),
    [
        ("de", [("en", 1)], "de"),
        ("", [("de-AT", 1), ("en", 0.5)], "de"),
        ("", [("fr", 1)], "en"),
        ("fr", [], "en"),
        ("../de", [], "en"),
    ],
)
def test_the_language_asked_for_wins_then_the_browser_s(
    asked: str, accepted: list[tuple[str, float]], code: str
) -> None:
    assert chosen_words(asked, LanguageAccept(accepted)).code == code
