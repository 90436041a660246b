"""What makes a card news."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cds.cards import contents
from rules.chart import Moment
from rules.identifiers import ResourceRef
from rules.logic import Truth
from rules.platelet_picture import Count, PlateletPicture
from rules.reasons import Assessment, CriterionStatus, Datum
from tests.cds.cards.builders import NOW, assessment

CARD = {"source": {"topic": {"code": "Count"}}, "indicator": "warning"}
COUNT = Count(9, Moment(NOW), ResourceRef("Observation/1"), "9", reliable=True)


def one(made: Assessment, **card: Any) -> str:
    return contents(made, [{**CARD, **card}])[0]


def low(*counts: Count) -> Assessment:
    return replace(assessment(), platelets=PlateletPicture(counts))


def test_the_clock_is_no_news() -> None:
    made = low(COUNT)
    assert one(made) == one(replace(made, as_of=NOW + timedelta(hours=7)))


@pytest.mark.parametrize(
    "news",
    [
        low(COUNT, replace(COUNT, source=ResourceRef("Observation/2"))),
        low(replace(COUNT, value=8)),
        low(replace(COUNT, when=Moment(NOW + timedelta(hours=1)))),
        low(replace(COUNT, reliable=False)),
        replace(low(COUNT), missing=("vital signs",)),
        replace(low(COUNT), knowledge_version="another"),
        replace(low(COUNT), triggers=(CriterionStatus("low", Truth.PRESENT),)),
        replace(
            low(COUNT), triggers=(CriterionStatus("x", Truth.PRESENT, (Datum("a", "b", None, ResourceRef("C/1")),)),)
        ),
    ],
)
def test_whatever_the_assessment_rests_on_is_news(news: Assessment) -> None:
    assert one(news) != one(low(COUNT))


def test_another_topic_and_another_level_are_other_cards() -> None:
    made = low(COUNT)
    assert one(made, indicator="critical") != one(made)
    assert one(made, source={"topic": {"code": "Other"}}) != one(made)
    assert len(one(made, source={})) == 64


def test_no_cards_no_contents() -> None:
    assert contents(low(COUNT), []) == ()
