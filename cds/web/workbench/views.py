"""Everything the page shows of one patient, put together for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.cards.chart_gaps import awaited, missing, unread
from cds.cards.context import Consultation
from cds.cards.counts import count_detail
from cds.cards.markdown import unescape
from cds.cards.who import age, sex
from cds.services.answers import versions
from cds.web.workbench.board import board
from cds.web.workbench.cards import shown_cards
from cds.web.workbench.markings import Vocabulary
from cds.web.workbench.matrix import matrix
from cds.web.workbench.next_tests import next_tests
from cds.web.workbench.ranking import ranking, shift
from cds.web.workbench.score_sheets import score_sheets
from cds.web.workbench.timeline import timeline
from cds.web.workbench.what_if import supposables, told
from rules.reasons import SILENT

if TYPE_CHECKING:
    from cds.services.reasoning import Reasoning
    from cds.web.workbench.board import Board
    from cds.web.workbench.cards import ShownCard
    from cds.web.workbench.matrix import Matrix
    from cds.web.workbench.next_tests import NextTest
    from cds.web.workbench.patients import Patient
    from cds.web.workbench.ranking import Place, Shift
    from cds.web.workbench.score_sheets import ScoreSheet
    from cds.web.workbench.timeline import Timeline
    from cds.web.workbench.what_if import Supposable
    from rules.findings import Supposed
    from rules.reasons import Assessment

__all__ = ["View", "answer", "view"]


@dataclass(frozen=True, slots=True)
class View:
    """One patient as looked at: what was charted, and what follows with what was supposed."""

    sample: str
    who: str
    counts: tuple[str, ...]
    drafts: tuple[str, ...]
    level: str
    speaks: bool
    charted_speaks: bool
    caution: str
    cards: tuple[ShownCard, ...]
    places: tuple[Place, ...]
    less_likely: int
    shift: Shift
    timeline: Timeline
    matrix: Matrix
    board: Board
    tests: tuple[NextTest, ...]
    scores: tuple[ScoreSheet, ...]
    not_known: tuple[str, ...]
    what_if: tuple[Supposable, ...]
    supposed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What the service says: its cards, the level of the first (``SILENT`` without one), and the drafts they weigh."""

    cards: list[dict[str, Any]]
    level: str
    drafts: tuple[str, ...] = ()


def _spoken(
    patient: Patient, supposed: Supposed, reasoning: Reasoning, assessment: Assessment | None = None
) -> _Spoken:
    """Of a call about orders the order guard's cards, of every other those of the differential.

    ``assessment`` is of the chart with what is supposed, where there is one already.
    """
    chart, call = patient.chart, patient.call
    if call.draft_orders is None:
        assessment = assessment or reasoning.assess(chart, supposed)
        return _Spoken(reasoning.cards(assessment, chart, call), assessment.level)
    orders = reasoning.drafts(call, chart.as_of).orders
    review = reasoning.review(chart, orders, supposed)
    cards = reasoning.order_cards(review, chart, call)
    return _Spoken(cards, cards[0]["indicator"] if cards else SILENT, tuple(order.name for order in orders))


def answer(patient: Patient, supposed: Supposed, reasoning: Reasoning) -> dict[str, Any]:
    """The answer as the service gives it: cards, and the versions of service and knowledge."""
    spoken = _spoken(patient, supposed, reasoning)
    return {"cards": spoken.cards, "extension": versions(reasoning.knowledge_version)}


def view(patient: Patient, supposed: Supposed, reasoning: Reasoning) -> View:
    """Assesses the chart as it is and, when something is supposed, once more."""
    knowledge, chart = reasoning.knowledge, patient.chart
    charted = reasoning.assess(chart)
    assessment = reasoning.assess(chart, supposed) if supposed else charted
    consultation = Consultation(assessment, chart, reasoning.context(patient.call))
    places = ranking(charted, assessment, knowledge.parameters.max_causes_shown)
    spoken = _spoken(patient, supposed, reasoning, assessment)
    gaps = (unread(consultation, 0), missing(consultation, 0), awaited(consultation, 0))
    return View(
        sample=patient.sample,
        drafts=spoken.drafts,
        who=f"{age(chart)}, {sex(chart)}",
        counts=tuple(unescape(line) for line in count_detail(consultation)),
        level=spoken.level,
        speaks=assessment.speaks,
        charted_speaks=charted.speaks,
        caution=assessment.abstains,
        cards=shown_cards(spoken.cards, Vocabulary(assessment)),
        places=places,
        less_likely=len(assessment.causes) - len(places),
        shift=shift(charted, assessment),
        timeline=timeline(consultation, knowledge),
        matrix=matrix(consultation, knowledge),
        board=board(consultation, knowledge),
        tests=next_tests(assessment),
        scores=score_sheets(consultation),
        not_known=tuple(unescape(line.text) for lines in gaps for line in lines),
        what_if=supposables(charted, supposed, knowledge),
        supposed=told(supposed, assessment.findings),
    )
