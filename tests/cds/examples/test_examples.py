from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from cds.examples.redating import WRITTEN_AT
from cds.services.reasoning import Reasoning
from cds.settings import Settings
from cds.web.workbench.patients import sample_patient
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from rules.reasons import Assessment

FIRST = {
    "acute-leukaemia": "aml",
    "adult-ttp": "ttp",
    "child-after-vomiting": "mechanical_svc",
    "child-iga-vasculitis": "igav",
    "child-itp": "itp_child",
    "child-meningococcal": "meningococcal",
    "clumped-count": "pseudo_tp",
    "dengue-traveller": "dengue",
    "elder-steroid-purpura": "steroid_purpura",
    "hit-day-7": "hit",
    "linezolid-day-14": "chemo",
    "newborn-low-count": "fnait",
    "pregnant-gestational": "gest_tp",
    "pregnant-hellp": "hellp",
    "quinine-cramps": "ditp",
    "silent": "",
    "warfarin-bleeding": "vka_over",
}
"""Each patient is there for one branch of the diagnosis, which leads."""


@pytest.fixture(scope="module")
def reasoning() -> Reasoning:
    return Reasoning.of(load_knowledge(), Settings().base_url, Settings().time_zone)


ABOUT = {
    "order-apixaban": "anticoagulant_low_platelets",
    "order-lumbar-puncture": "lumbar_puncture",
    "order-platelets": "platelets_in_tma",
}
"""Each call about an order is there for one rule of the order guard, which speaks first."""

CHARTS = [example for example in examples() if example.name in FIRST]
ORDERS = [example for example in examples() if example.name in ABOUT]


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_a_patient_shows_what_it_is_there_for(reasoning: Reasoning, example: Any) -> None:
    patient = sample_patient(example, reasoning, WRITTEN_AT)
    assessment: Assessment = reasoning.assess(patient.chart)
    assert (assessment.indicator.value if assessment.speaks else "silent") == example.level
    assert (str(assessment.causes[0].cause.id) if assessment.causes else "") == FIRST[example.name]
    assert patient.chart.unread == ()


@pytest.mark.parametrize("example", ORDERS, ids=lambda example: example.name)
def test_an_order_shows_what_it_is_there_for(reasoning: Reasoning, example: Any) -> None:
    patient = sample_patient(example, reasoning, WRITTEN_AT)
    drafts = reasoning.drafts(patient.call, WRITTEN_AT)
    review = reasoning.review(patient.chart, drafts.orders)
    assert [concern.rule.id for concern in review.concerns][:1] == [ABOUT[example.name]]
    assert review.indicator.value == example.level
    assert drafts.unread == 0
    assert patient.chart.unread == ()


def test_every_patient_is_told_in_a_few_words_and_in_a_sentence() -> None:
    assert {example.name for example in examples()} == FIRST.keys() | ABOUT.keys()
    for example in examples():
        assert 5 < len(example.title) <= 30, example.name
        assert 20 < len(example.summary) <= 130, example.name
