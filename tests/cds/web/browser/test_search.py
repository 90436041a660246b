from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.web.browser.entries import Entry
from cds.web.browser.kinds import Key, Kind
from cds.web.browser.searching import Search

if TYPE_CHECKING:
    from cds.web.browser.library import Library


def entry(kind: Kind, label: str, *terms: str) -> Entry:
    return Entry(Key(kind, label.lower().replace(" ", "_")), label, terms=terms)


FEW = Search(
    [
        entry(Kind.CAUSE, "Haemophilia"),
        entry(Kind.CAUSE, "Acquired haemophilia"),
        entry(Kind.FINDING, "Mucosal bleeding", "nosebleeds", "épistaxis"),
        entry(Kind.DRUG, "Warfarin", "coumadin"),
    ]
)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("HAEMOPHILIA", "Haemophilia"),
        ("hemophilia", "Haemophilia"),
        ("haemoph", "Haemophilia"),
        ("haemophilia acquired", "Acquired haemophilia"),
        ("nosebleed", "Mucosal bleeding"),
        ("epistaxis", "Mucosal bleeding"),
        ("warfarrin", "Warfarin"),
    ],
)
def test_spelling_does_not_matter(query: str, first: str) -> None:
    assert FEW.find(query).entries[0].label == first


@pytest.mark.parametrize("query", ["", "   ", "?!", "qqqqqq", "warfarin haemophilia"])
def test_what_nothing_is_called_by_finds_nothing(query: str) -> None:
    assert FEW.find(query).entries == ()


def test_a_word_taken_for_another_is_said_and_one_that_fits_is_not() -> None:
    assert FEW.find("warfarrin").instead == "warfarin"
    assert FEW.find("warf").instead == ""


def test_a_long_query_is_cut() -> None:
    assert FEW.find("warfarin " * 1000).entries


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("ttp", Key(Kind.CAUSE, "ttp")),
        ("heparin", Key(Kind.DRUG, "heparin")),
        ("plasmic", Key(Kind.SCORE, "plasmic")),
        ("schistocytes on film", Key(Kind.FINDING, "schistocytes")),
        ("platelet count", Key(Kind.FINDING, "platelet_count")),
    ],
)
def test_the_best_known_names_come_first(query: str, key: Key, library: Library) -> None:
    assert library.search.find(query).entries[0].key == key


def test_a_symptom_leads_to_its_finding(library: Library) -> None:
    found = [each.key for each in library.search.find("epistaxis").entries]
    assert Key(Kind.FINDING, "mucosal_bleeding") in found
