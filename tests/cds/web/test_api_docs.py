"""The API page's own files: packed for a browser that reads gzip, plain for one that does not."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BUNDLE = "/docs/swagger-ui-bundle.js"
MOST_BYTES = 500_000


def test_a_browser_loads_the_page_within_the_weight_we_promise(bench: FlaskClient) -> None:
    weight = 0
    for path in ["/docs", BUNDLE, "/docs/swagger-ui.css", "/openapi.json", "/static/docs.js", "/static/docs.css"]:
        with bench.get(path, headers={"Accept-Encoding": "gzip, deflate, br"}) as answer:
            assert answer.status_code == 200, path
            weight += len(answer.data)

    assert weight < MOST_BYTES


def test_packed_and_plain_are_the_same_file(bench: FlaskClient) -> None:
    packed = bench.get(BUNDLE, headers={"Accept-Encoding": "gzip"})
    plain = bench.get(BUNDLE)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepts", ["identity", "br", "gzip;q=0"])
def test_a_browser_that_refuses_gzip_gets_the_file_as_it_is(bench: FlaskClient, accepts: str) -> None:
    assert "Content-Encoding" not in bench.get(BUNDLE, headers={"Accept-Encoding": accepts}).headers
