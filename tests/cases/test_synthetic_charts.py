"""The made-up charts of the speed benchmark are charts the service can read and speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from benchmarks.engine import answer, load_engine
from benchmarks.synthetic_charts import synthetic_prefetch

if TYPE_CHECKING:
    from cds.services.reasoning import Reasoning


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Reasoning:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PETECHIAE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return load_engine()


@pytest.mark.parametrize("size", [20_000, 200_000])
def test_the_size_is_about_what_was_asked_and_the_chart_is_read(engine: Reasoning, size: int) -> None:
    prefetch = synthetic_prefetch(engine.knowledge, size)
    body = prefetch.body()
    assert abs(len(body) - size) < 0.15 * size
    assert orjson.loads(body)["context"]["patientId"] == prefetch.patient_id
    parts = {key: memoryview(raw) for key, raw in prefetch.parts.items()}
    given = answer(engine, parts, prefetch.patient_id, prefetch.clock, "bench")
    assert given.cards
    latest = given.assessment.platelets.latest
    assert latest is not None
    assert latest.value == 9


def test_the_same_size_gives_the_same_bytes(engine: Reasoning) -> None:
    assert synthetic_prefetch(engine.knowledge, 20_000) == synthetic_prefetch(engine.knowledge, 20_000)
