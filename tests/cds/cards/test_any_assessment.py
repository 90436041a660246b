"""Whatever the reasoning says and however hostile the chart's words, the cards obey every rule."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.cards import build_cards
from rules.cause_definitions import Urgency
from rules.chart import Caveat, Chart, DrugExposure, DrugState, Moment, Order, Unread
from rules.definitions import Code, Indicator
from rules.identifiers import CauseId, ResourceRef, ScoreId, TestId
from rules.logic import Truth
from rules.reasons import EvidenceKind, LikelihoodBand, WorkupGroup
from rules.score_definitions import Telling
from rules.workup_definitions import HowSoon
from tests.cds.cards import builders as build
from tests.cds.cards.card_rules import broken_rules

_HOSTILE = (
    "[c](javascript:alert(3))",
    "![i](http://127.0.0.1:9/p.png)",
    "<script>alert(2)</script>",
    "<img src=x onerror=alert(1)>",
    "# heading",
    "1. item",
    "- [ ] task",
    "> quote",
    "| a | b |\n|---|---|",
    "`code` and ``` fence",
    "\u202eevil\u2066",
    "www.evil.example and a@b.example",
    "https://evil.example/x_y_z",
    "**bold** _it_ ~~gone~~ $x$ &lt;b&gt;",
    "line\r\n\r\nline\u2028\ttab\x00\x07",
    "\\[x\\](y) \\<b>",
    "[ref]: http://e.example\n[ref]",
    "===",
    "word " * 40,
    "x" * 200,
    "\ud800",
    "\u200b",
    " ",
)
_TEXT = st.one_of(st.sampled_from(_HOSTILE), st.text(max_size=40), st.text(min_size=150, max_size=260))
_LABEL = _TEXT.map(lambda text: f"name {text}")
_MOMENTS = st.builds(
    lambda days, span: Moment(build.NOW - timedelta(days=days), timedelta(days=span)),
    st.floats(-400, 40_000),
    st.sampled_from((0.0, 1.0, 31.0, 366.0)),
)
_NUMBERS = st.floats(0, 1e9)
_DATA = st.builds(
    lambda label, shown, when, caveats, n: build.datum(label, shown, when, f"Observation/{n}", caveats=caveats),
    _TEXT, _TEXT, st.none() | _MOMENTS, st.frozensets(st.sampled_from(Caveat), max_size=2), st.integers(0, 5),
)  # fmt: skip
_ROWS = st.builds(
    lambda label, weight, data, kind: build.row(label, weight, *data, kind=kind),
    _LABEL, st.floats(-6, 6), st.lists(_DATA, max_size=3), st.sampled_from(EvidenceKind),
)  # fmt: skip
_CRITERIA = st.builds(
    lambda label, data, truth: build.criterion(label, *data, truth=truth),
    _LABEL, st.lists(_DATA, max_size=3), st.sampled_from(Truth),
)  # fmt: skip
_IDS = st.sampled_from([TestId(f"t{n}") for n in range(8)])
_GATES = st.builds(
    lambda name, headline, criteria, **more: build.gate(f"g_{name}", headline, *criteria, **more),
    st.integers(0, 999),
    _LABEL,
    st.lists(_CRITERIA, max_size=5),
    label=_LABEL,
    indicator=st.sampled_from(Indicator),
    do=st.lists(_TEXT, max_size=4).map(tuple),
    do_not=st.lists(_TEXT, max_size=3).map(tuple),
    names=st.lists(st.sampled_from([CauseId(f"c{n}") for n in range(6)]), max_size=3).map(tuple),
    tests=st.lists(_IDS, max_size=4).map(tuple),
    doubts_count=st.booleans(),
    priority=st.integers(0, 99),
)
_CODES = st.none() | st.builds(
    Code,
    st.sampled_from(("loinc", "snomed", "nowhere", "urn:x:y")),
    st.sampled_from(("1-8", " ")),
    _LABEL,
    st.booleans(),
)


@st.composite
def _causes(draw: st.DrawFn) -> tuple[Any, ...]:
    made = []
    for position in range(draw(st.sampled_from((0, 1, 2, 6, 30)))):
        definition = {
            "id": CauseId(f"c{position}"),
            "urgency": draw(st.sampled_from(Urgency)),
            "urgent_action": draw(_TEXT),
        }
        band, label, ledger = draw(st.sampled_from(LikelihoodBand)), draw(_LABEL), draw(st.lists(_ROWS, max_size=4))
        unknown = tuple(draw(st.lists(_LABEL, max_size=3)))
        made.append(
            build.ranked(
                position + 1, label, band, *ledger, score=draw(st.floats(0, 1)), unknown=unknown,
                contributor=draw(st.booleans()), definition=definition,
            )
        )  # fmt: skip
    return tuple(made)


@st.composite
def _tests(draw: st.DrawFn) -> tuple[Any, ...]:
    names = draw(st.lists(_IDS, unique=True, max_size=8))
    return tuple(
        build.suggested(
            name, f"{name} {draw(_TEXT)}", draw(_TEXT), draw(st.sampled_from(WorkupGroup)),
            urgency=draw(st.sampled_from(HowSoon)),
            orderable=draw(st.booleans()), order=draw(_CODES), preconditions=draw(_TEXT),
        )
        for name in names
    )  # fmt: skip


@st.composite
def _pictures(draw: st.DrawFn) -> Any:
    counts = sorted(
        (
            build.count(draw(_NUMBERS), draw(_MOMENTS), draw(_TEXT), f"Observation/{n}", reliable=draw(st.booleans()))
            for n in range(draw(st.integers(0, 4)))
        ),
        key=lambda count: count.when,
    )
    made: dict[str, Any] = {"words": draw(st.just("") | _TEXT), "doubtful": draw(st.booleans())}
    if len([c for c in counts if c.reliable]) > 1:
        made["fall"] = draw(st.floats(-1, 1))
        made["baseline"] = draw(st.sampled_from(counts[:-1]))
    return build.picture(*counts, **made)


_ITEMS = st.builds(
    lambda name, points, label, data: build.item(f"i{name}", 2, *sorted(points), label=label, data=tuple(data)),
    st.integers(0, 99), st.sets(st.integers(0, 2), min_size=1), _LABEL, st.lists(_DATA, max_size=2),
)  # fmt: skip
_SCORES = st.builds(
    lambda name, items, **more: build.score(name, *items, **more),
    _LABEL,
    st.lists(_ITEMS, min_size=1, max_size=9),
    meanings=st.sampled_from((("low",), ("low", "intermediate"), ("low", "intermediate", "high"))),
    telling=st.sampled_from(Telling),
    tells=_TEXT,
    id=st.just(ScoreId("s")),
)
_UNREAD = st.builds(Unread, _LABEL, _LABEL, st.just(ResourceRef("Observation/u")))
_ASSESSMENTS = st.builds(
    build.assessment,
    triggers=st.lists(_CRITERIA, max_size=3).map(tuple),
    indicator=st.sampled_from(Indicator),
    platelets=_pictures(),
    gates=st.lists(_GATES, max_size=4).map(tuple),
    causes=_causes(),
    not_excluded=st.lists(
        st.builds(
            lambda n, label, rows: build.open_danger(f"c{n}", *rows, tests=(build.lab_test("d", label),)),
            st.integers(0, 9), _LABEL, st.lists(_ROWS, max_size=2),
        ),
        max_size=4,
    ).map(tuple),
    tests=_tests(),
    questions=st.lists(st.builds(build.question, _TEXT), max_size=4).map(tuple),
    advice=st.lists(st.builds(build.advice, _TEXT), max_size=4).map(tuple),
    abstains=st.just("") | _TEXT,
    lesion=st.just("") | _TEXT,
    unread=st.lists(_UNREAD, max_size=6).map(tuple),
    missing=st.lists(_LABEL, max_size=8).map(tuple),
    scores=st.lists(_SCORES, max_size=4).map(tuple),
)  # fmt: skip
_CHARTS = st.builds(
    lambda name, text, when: Chart(
        as_of=build.NOW,
        drugs=(DrugExposure(name, frozenset(), frozenset(), DrugState.RUNNING, ResourceRef("Observation/1")),),
        orders=(Order(frozenset({TestId("t1")}), text, ResourceRef("ServiceRequest/1"), when),),
    ),
    _TEXT, _TEXT, st.none() | _MOMENTS,
)  # fmt: skip


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    _ASSESSMENTS, _CHARTS, st.sampled_from((0, -11, 13)), st.sampled_from(("https://a.example/cds", "", "file:///x"))
)
def test_every_assessment_gives_cards_by_the_rules(assessment: Any, chart: Chart, hours: int, base: str) -> None:
    context = build.context(tz=timezone(timedelta(hours=hours)), base_url=base)
    cards = build_cards(assessment, chart, context)
    assert broken_rules(cards, patient_id="p1") == []
    assert bool(cards) is assessment.speaks
    assert json.dumps(cards, allow_nan=False, ensure_ascii=False).encode()
    assert cards == build_cards(assessment, chart, context)
